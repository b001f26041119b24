// Package stoppay is 止付冻结: it chases money that has gone. A claim (报案止付申请) says what was paid to whom; each account
// that the money reached gets its own order to its bank, as a durable procedure: intent sealed, audited and committed →
// delivered → answer recorded → next layer asked for. Banks hold amounts, never accounts; every hold ends by itself.
//
// Invariants, kept by types, constraints and tests: an order always names an amount; a hold ends at the latest 48 hours after the
// bank executed it and an account is stopped at most twice (values and sources in rulebook/stoppay.yaml); the sum of holds of
// a claim stays within k times its open loss; an order is delivered again and again but executed once; no order leaves without
// seal, two officers and a document.
//
// It does not decide what a freeze, restriction, mark or sanction is (centre/measure, centre/sanction), nor who gets money back.
package stoppay
