// Package chase (追查) decides: what a report, a bank's answer, a notice, an officer's command or the clock makes of the file of a
// claim. A decision changes a docket.File in memory and nothing else, so a store may run it again; what is to be sent, audited
// and told is in the file afterwards. Bounds that hold over all orders of a claim are kept here: the sum of holds (net), the
// conservation of money (room), the two stops of an account (stops.go), the caps of a trace (layer.go).
package chase
