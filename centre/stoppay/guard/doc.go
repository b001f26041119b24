// Package guard (止付规则) decides what bounds a stop-payment: how sure a report is, how much money of whom may be held and for
// how long, which accounts may not be named at all, and when a report looks like a freeze for ransom (恶意止付). Its numbers
// are data with their sources: rulebook/stoppay.yaml.
//
// Everything here is pure and in whole fen: no clock, no store, no randomness. Invariants, kept by property tests: what may be
// held is never more than was asked and never negative; more evidence for a report never lowers its strength; a lower balance or
// more protected income never raises what may be held; the probability that money is still there never grows with time.
//
// It does not decide which account comes next (centre/trace) and knows no order (centre/stoppay).
package guard
