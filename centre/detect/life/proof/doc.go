// Package proof (回测与评价) says what a scenario would have done, from the log and from what the centre recorded: a pass over the whole log
// (run.go), what its hits amount to (result.go, diff.go), and how good sources and scenarios were (quality.go). It is pure: a Log and
// Records in, numbers and masked rows out. Who may ask, and what follows from an answer, is life.
package proof

import "fanzha/term/fault"

// The refusals of this package. Texts are in term/fault/texts/life.yaml.
var (
	ErrRules = fault.New(fault.Invalid, "life.rules_file")
	ErrFlood = fault.New(fault.Invalid, "life.flood") // args: most
)
