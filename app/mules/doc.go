// Package mules is the money side of the invented city while it lives along with the clock: banks that hold accounts and execute
// orders, victims who pay mules, mules who pass the money on, and a duty officer who takes the reports.
//
// The banks are those of sim/bank and speak to the centre like real ones: orders come to them pushed over HTTP, by polling, as CSV
// files or as ISO 20022 files, each with the seal that they verify, and their answers go back the same way. At one bank a human
// answers at the portal; what nobody answers there, its clerk answers after some minutes. The cases are those of sim/money, so slow
// that a person can follow. What moves between two banks is told at the centre's public intake as transfers, as a switch would tell it.
//
// Nothing here reaches into the centre but through HTTP and the banks' folders; Centre lists the three things that an operator would
// set up beforehand. Nothing is kept: a new start has new banks, whose answer to old orders is that they know no such account.
package mules
