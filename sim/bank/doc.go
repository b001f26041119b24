// Package bank is one simulated bank (or payment institution) on the partners' side of the page that every bank learns
// (edge/partner/wire): accounts with holders and ledgers, and the execution of orders on them. An honest bank checks the seal,
// the two officers, the document and the four match fields before it holds anything; holds the amount asked for and never more,
// leaves the holder's living money usable, refuses protected kinds of account, a third stop and a term beyond the limit; keeps
// catching later credits until the amount is reached; lets every hold end by itself by its own clock; answers a repeated order
// with the same answer; and says where the money went that was gone, from its own ledger, in order of time after the credit.
//
// It runs in process, in virtual time, thousands at once (Execute, Later, Notices, Next, Delay), and over HTTP (Server, Fleet).
// Everything is a function of the options and of the calls: no goroutines, no timers, no wall clock of its own.
//
// Behaviours make it slow, away, silent, polling or on paper. Lies make it break one promise each: the tests of the centre and of
// the conformance kit need banks that over-hold, answer twice, forget a release or say "held" and did not. A lying bank never
// passes the kit.
//
// It does not decide what money is stolen: the hidden truth of a simulated world is not here.
package bank
