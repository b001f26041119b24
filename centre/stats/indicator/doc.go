// Package indicator is 指标: what each figure of the centre means and how it is counted. The dictionary (rulebook/indicators) gives
// every figure its code, names, unit, formula over counted facts, periods, sides, rounding and source; the evaluation computes it
// from a stats.Counter, exactly, in whole numbers, and compares it: 同比, 环比, a named base, a multiple, a direction, a rank.
//
// One evaluation serves every page, the wall and every bulletin, so that a figure is the same wherever it stands. A rate is never
// without its numerator and denominator; what was left out of the denominator is named. No float comes near a figure.
//
// There is no official sheet of formulas (law.md §7 says so): an entry whose formula is not fixed by a text is marked local.
package indicator
