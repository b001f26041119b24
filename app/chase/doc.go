// Package chase races the real stop-payment room against simulated mules, in virtual time, and says how much money it reached.
//
// What is real: centre/stoppay with its store on SQLite in a temporary folder, its rules, seals, audit and events; the canonical
// bytes that banks read. What is simulated: the victims, the mules and their pace (sim/money), the banks (sim/bank) and how long
// they take, and the people who object and decide. How long every call of the room takes on this machine is measured and added
// to virtual time, so a slow centre loses money here as it would outside. One run measures wall time alone: sealed orders over
// HTTP to bank servers in this process.
//
// The hidden truth of the world is read by tally.go only. docs/chase.md lists what is honest about all this and what is not.
package chase
