// Package notify (短信) sends text messages to people at risk: it decides whether, when and as what a message goes, hands it to the
// carrier and learns what became of it. Texts, limits and times are data (rulebook/notify.yaml).
//
// A message is first stored, then it passes in this order: mute (免打扰), dedupe, budget of the person, quiet hours, throttle of the
// centre, bundling, and is handed over; a receipt (回执) says whether it arrived. A refusal is a state with a reason, stored and
// counted like any other end. The states and whose turn it is stand in decide.go.
//
// Invariants:
//   - what was accepted ends in exactly one of the final states, however often the centre stops in between;
//   - the same cause is accepted once; a message whose hand-over was answered is never handed over again. One whose answer was lost
//     is handed over again as often as the rulebook says: a person at risk is better warned twice than not at all;
//   - no person is handed more messages within the window than the budget; urgent ones have a larger budget, not none;
//   - urgent messages pass what the rulebook lists (quiet hours, throttle, bundling) and nothing else;
//   - every text is signed, names no link and no number but those of the police, asks for no code, transfer or reply: texts that do
//     are refused when the rulebook is loaded.
//
// The room keeps no name and no full number: the number is asked for when the message goes, and its masked form is kept.
//
// Who reads: a caller whose jurisdiction covered the unit of the warning when the message was accepted. Who mutes: whoever works on
// warnings there.
//
// What it does not do: it does not know why a message is wanted, nor what follows from it; playbook asks for it and tells others.
package notify
