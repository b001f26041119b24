// Package dissuade (劝阻) records every attempt to reach a person at risk: by call, text message or visit, with its outcome
// and the evidence that binds it.
//
// An attempt is a fact: it is appended and never changed or deleted. It names the warning and, where there is one, the order
// it was made on. Outcome codes, evidence kinds, contact budget and quiet hours are data (rulebook/dissuade.yaml).
//
// Invariants:
//   - "met" needs at least one piece of evidence that proves a meeting (place, photo, pledge);
//   - an outcome that did not find the person names the time of the next attempt (暂时找不到);
//   - the same key of the same user records once, so that a phone with a weak signal may send again;
//   - too many contacts and quiet hours are returned as cautions, and shown before the act (Gate);
//   - beyond the budget, within the pause after an answered call, and against the person's own word (Wish), a contact needs a
//     reason, which is recorded with it; the levels that the rulebook exempts need none, and what the centre wrote itself neither.
//
// Who may record: a caller whose jurisdiction covers the unit of the order or of the warning. Who reads: the same callers as
// the warning, and the unit that made the attempt.
//
// What it does not do: it does not call, send or dial; it does not change warnings or orders (playbook tells them).
package dissuade
