// Package bank is the HTTP by which banks and payment institutions take orders and answer them: versioned (/partner/v1), with
// keys of each bank, apart from the console and from the intake of signals. A bank polls its orders with a cursor (or gets
// them pushed: edge/connect/push), says that it has seen them, answers, tells of book transfers, reads what became of its
// orders, hands on objections of holders, and asks how risky a payee is before it pays.
//
// Who asks is known by a request signed with one of the bank's keys (HMAC, package wire) or by a client certificate whose
// fingerprint is pinned to the bank. The bank is never taken from the request itself: a body that names another bank is
// refused, and another bank's order does not exist. Every refusal has a code of docs/faults.md; 200 means that the body was
// processed, and its receipts say what became of each line.
//
// The package decides nothing about orders: it stands on the ports of ports.go. What holders of accounts did is in no answer.
package bank
