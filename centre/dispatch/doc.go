// Package dispatch (下发) turns a warning into a work order (预警指令) for the unit that is responsible for the person: the
// unit signs it, calls, visits, reports back, and the centre closes it.
//
// States, and whose turn it is:
//
//	issued    待签收  the unit must sign; all four deadlines run, the sign deadline is what it owes next
//	signed    已签收  the unit must call, visit where a visit is asked for, and report
//	reported  已反馈  the centre reads the report and closes the order; no deadline runs
//	closed    办结    the end, with a result
//	withdrawn 已撤回  the end, without a result: the warning was closed before the unit had reported
//
// A transfer (移交) puts the order back to issued at another unit, with its history, and stamps all deadlines that are not
// yet met afresh: a unit cannot be late for what it did not have. What the giving unit missed stays on the order (Missed).
//
// Invariants:
//   - one order per cause: issuing twice with the same cause gives the first order again;
//   - one open (issued or signed) order per warning and unit;
//   - deadlines are stamped when the order is issued and transferred; escalation only shortens them;
//   - an overdue deadline is announced exactly once per order, deadline and round (a round is one unit's turn);
//   - a report that claims a meeting or a call rests on a recorded attempt on this very order (Contacts);
//   - Rev grows with every change; Version grows when something changed that a person decides on (state, unit, level), so
//     that a call that is being recorded meanwhile does not make an officer's open form worthless.
//
// Who sees an order: the unit that has it and the units above it. The unit that gave it away by the latest transfer keeps
// reading it (masked, read-only) until it has ended; a command of the giving unit is refused with dispatch.given_away. An
// order outside of this does not exist for the caller.
//
// What it does not do: it does not choose the responsible unit (playbook), does not record attempts (dissuade), does not end
// warnings (warning), and never sends anything to the outside.
package dispatch
