// Package hotline (接线台) is the desk of the hotline 96110: every call in and out is a ticket (工单), from the queue to its end.
//
// Words: a ticket is one call; its desk is the operator who has it; a promise (回拨承诺) is a time at which the caller was told that he
// would be rung; a care note (关照记录) is what the next operator should know before he answers that number.
//
// Invariants:
//   - a call that rang off in the queue is a promise to ring back, as long as the number is known;
//   - a promise ends by a call or by an end with a reason, never by itself; when its time has passed it is told once as overdue, and
//     stays at the head of every list;
//   - a call has one desk: colleagues read it, only its desk and a supervisor change it; a taken-over call is the supervisor's;
//   - the number is kept in full and leaves masked; whoever dials by hand is shown it, which is audited first;
//   - the same key of the same user makes one ticket, so that a desk may send again.
//
// What the telephone network tells of a call (it rings, it was answered, it ended, why nobody was reached) is written on its ticket by
// itself (line.go).
//
// The room does not dial (a Telephony does), does not stop payments and sends nobody to a door: playbook and the desk's page ask other
// rooms for that, and the ticket only keeps what came of it.
package hotline
