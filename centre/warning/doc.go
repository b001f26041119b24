// Package warning (预警) keeps the people at risk and their warnings: every hit of detection is stored once, merged into the
// one open warning of its person, graded, worked on by an officer, watched for some weeks, and reviewed when the person is
// defrauded all the same.
//
// Words. A Target (潜在受害人) is one person at risk, known by an identity number, by phone numbers, or both. A Warning (预警)
// is one spell of danger of one target. A Hit (命中) is one finding of a scenario, the evidence (证据) of a warning.
// Family: fund (资金预警, money has moved towards a fraud) or contact (信息预警, the fraudster has reached the person).
//
// States, and whose turn it is:
//
//	open     待认领   the desk of the responsible unit must claim it; the claim deadline runs
//	working  处置中   the officer who claimed it must reach the person; the call deadline runs
//	watching 关注期   nobody's turn; the watch (30 days) runs, a report of the person ends it early
//	review   待复盘   an analyst must find out why the person was defrauded; the review deadline runs
//	closed   已结     nobody's turn, for ever
//
// Invariants. A hit id is stored once. A target has at most one open or working warning (one_open_warning_per_target). A
// phone and an identity number belong to at most one target. The level of a warning is the highest of its evidence unless an
// officer has graded it. Every change of state is, in one transaction, the row, a history step, an audit entry and an event.
//
// What it does not do: it sends nothing to units (dispatch), talks to nobody (dissuade), and does not mask: the edge masks
// every value, and the full value leaves this room only through Reveal, which leaves an audit entry first.
package warning
