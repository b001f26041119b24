package sample

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/sample.yaml.
var (
	ErrNotFound = fault.New(fault.NotFound, "sample.not_found")
	ErrOwn      = fault.New(fault.Denied, "sample.own_unit")    // the unit that reported calls itself back
	ErrSame     = fault.New(fault.Denied, "sample.same_person") // who called back settles
	ErrState    = fault.New(fault.Conflict, "sample.state")
	ErrStale    = fault.New(fault.Conflict, "sample.stale")
	ErrVerdict  = fault.New(fault.Invalid, "sample.verdict")
	ErrNote     = fault.New(fault.Invalid, "sample.note") // args: limit
	ErrEmpty    = fault.New(fault.Conflict, "sample.empty")
	ErrRules    = fault.New(fault.Invalid, "sample.rules_file")
)
