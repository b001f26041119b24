// Package money is an invented country of mules with hidden truth. From a seed it makes cases: a victim pays, the payees of
// the first layer split what came and pass it on, layer by layer, until it leaves by cash, purchase, wallet, crypto or abroad.
// Among the holders are people and shops who have nothing to do with it, with money of their own. Of every fen the world
// knows whether it is stolen; nothing outside this package's callers that measure may look.
//
// A case is planned in full before it is played: who moves which part of what arrived, and when. Playing a plan only makes
// amounts smaller: a mule moves what it really has, so what a bank holds stays, and every later move of that money fails by as
// much. Two ways of chasing are therefore compared on the same plans, and none can do better than the oracle, which holds
// everything at the instant of the report.
//
// The package knows no bank and no centre: it asks how much of an account is blocked (Holds) and tells which transfers were
// made. It is not a forecast. Its parameters and their sources are in docs/chase.md.
package money
