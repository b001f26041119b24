// Package kit is the conformance kit: it drives the endpoint of a bank's test environment through some hundred cases, the way the
// centre and those who would deceive it do, and says for each whether it passed, why not, and what to mend.
//
// It needs two things of the bank: the endpoint that takes orders, and five small sandbox calls that make test accounts with a
// given history, post a credit or debit now, tell how an account stands, list what the bank has sent by itself, and (if
// offered) restart the program. docs/partner/conformance.md describes them. Nothing of a real account is touched.
//
// A case judges by what the account shows, not by what the answer says. Every case can fail: the tests run the kit against
// simulated banks that break one promise each, and against an honest one that passes all.
package kit
