// Package duty (值班) says who is on duty, hands the work of a shift over to the next, and finds somebody for what nobody takes.
//
// Words: a shift (班次) is a span of one unit with its posts (岗位): officer (值班员), deputy (副班), leader (带班领导); a swap (换班) is two
// people exchanging posts; a hand-over (交接班) is the list of all that is open with a new owner for each, signed by who leaves and then
// by who takes; a climb (逐级上报) is the way of an urgent matter from post to post and unit to unit until somebody takes it; custody
// (经办) is who looks after an item that its own room gives to nobody.
//
// States, and whose turn it is:
//
//	swap      proposed (the other's) → agreed, declined, withdrawn
//	handover  draft (the leaver's) → signed (the taker's) → done; withdrawn
//	climb     running (the holder's, until the alarm) → settled; running again when it is given back
//
// Invariants:
//   - a unit has one shift for each start, and a shift that has ended is not changed;
//   - a swap changes both shifts or none, and only by the word of both;
//   - nothing is signed while an item of the list has no owner, or while the list is not what is open now;
//   - who leaves and who takes are two people, each signs in his own name; what they signed carries one fingerprint and does not change;
//   - a climb calls each post in its turn and goes back only where nobody above is on duty any more; each step is one event; a unit without a
//     roster is passed over and named;
//   - of a shift that nobody handed over the leader is told once.
//
// The room does not claim, sign or ring back: the owners in the other rooms change because playbook asks these after the second
// signature. It keeps no data of people at risk but a masked line for the list.
package duty
