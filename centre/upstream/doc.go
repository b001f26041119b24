// Package upstream (上下级指令) keeps the orders that centres give each other: those a higher centre gives us and those we give to lower
// ones. The same binary is ministry, province, city and county; each knows the centres right above and right below it.
//
// Words. A Peer (对接中心) is another centre that we exchange with; an order (预警指令) asks its receiver to reach one person at risk and to
// return how that went. To acknowledge (签收) is to take an order on; to distribute (分派) is to pass it to a lower centre or to make it a
// warning of our own; to return (反馈) is to tell the giver the result; to hand back (退回) is to say, with a reason, that the person is
// not ours. A message is one sentence between two centres; messages of one direction are numbered without gaps.
//
// States of an order received, and whose turn it is:
//
//	received      待签收  we must acknowledge it; the deadline of acknowledgement runs
//	acknowledged  待分派  we must distribute it, or hand it back
//	distributed   办理中  a lower centre or a station of ours must work; the deadline of return runs
//	withdrawing   撤回中  the giver has taken it back; whoever works on it must confirm
//	returned      已反馈  the end
//	bounced       已退回  the end: the giver decides anew
//	withdrawn     已撤回  the end
//
// States of an order given: given 待送达 → delivered 待签收 → receipted 待反馈 → answered 已反馈, and withdrawing, withdrawn, bounced as above.
//
// Invariants:
//   - an order is known by its giver and the giver's id: received twice, it is one order;
//   - an order received is stored before anything is answered for it;
//   - messages are applied in the order of their numbers, each once, in one transaction with the number; a repetition changes nothing and
//     a gap is waited for;
//   - only a centre above us may give us orders, and only the centre that an order was given to may answer it;
//   - name and number of the person are sealed at rest and gone from the queue of messages once the other side has them;
//   - a withdrawal goes down the whole way, and its confirmation comes back the same way.
//
// What it does not do: it does not carry messages (edge/partner/centre and edge/connect/exchange do), does not warn (the playbook asks
// warning), and sends no officer to a door.
package upstream
