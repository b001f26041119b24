// Package push delivers sealed orders to banks that offer an address of their own (channel "push"): POST ADDRESS/orders with one
// order as JSON, signed with the bank's key. The bank answers at once with its answer (200), or acknowledges (202) and answers
// later at the centre's door (edge/partner/bank).
//
// What comes back is believed only when it is an answer to that order by that bank, within its bounds, over a connection whose
// certificate held or with a signature made for that very request. Redirects are refused: a signed order goes where the
// directory says. A fault of kind Unavailable may pass by itself; one of any other kind needs people, though sending again never
// does harm, because the order's id is the bank's idempotency key.
package push
