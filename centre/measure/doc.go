// Package measure holds what is done to an account or a person beside the stop order, each a thing of its own with its own basis,
// clock and way out:
//
//   - Freeze (冻结): money kept at the bank for months, by a written decision of a county-level head in a filed case;
//   - Restriction (保护性止付): the victim's own account kept from paying for hours, for his own protection;
//   - Mark (标记): a note on an account or person that others are warned by, with an end;
//   - Objection (异议): what a holder says against a hold, freeze, restriction, mark or sanction, with a receipt and a clock.
//
// Invariants, kept by decisions, constraints and tests: a freeze names an amount, is approved by somebody else than who proposed
// it and of the rank the law asks for, is never doubled for the same money, and lapses at its end unless renewed before; a
// restriction ends by itself and stands on the daily list until then; no mark is without end; an objection is decided by nobody
// who ordered what it is against, is always answered with a reason and the next remedy, and releases at once when upheld; a hold
// whose objection nobody decided in time is released.
//
// Stop orders and holds are centre/stoppay's, sanctions centre/sanction's: objections against them end in events, which a reaction
// carries there. Every number is in rulebook/measure.yaml with its source.
package measure
