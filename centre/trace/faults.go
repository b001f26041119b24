package trace

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/trace.yaml.
var (
	ErrParams    = fault.New(fault.Invalid, "trace.params")
	ErrRule      = fault.New(fault.Invalid, "trace.rule")
	ErrTransfer  = fault.New(fault.Invalid, "trace.transfer")
	ErrTwice     = fault.New(fault.Invalid, "trace.id_twice")
	ErrTooMany   = fault.New(fault.Invalid, "trace.too_many")
	ErrBalance   = fault.New(fault.Invalid, "trace.balance")
	ErrOverflow  = fault.New(fault.Invalid, "trace.overflow")
	ErrRoot      = fault.New(fault.NotFound, "trace.root_unknown")
	ErrNoAmounts = fault.New(fault.Invalid, "trace.no_amounts")
	ErrAdmission = fault.New(fault.Invalid, "trace.admission")
)
