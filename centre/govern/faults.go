package govern

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/govern.yaml.
var (
	ErrRules      = fault.New(fault.Invalid, "govern.rules_file")
	ErrNotFound   = fault.New(fault.NotFound, "govern.not_found")
	ErrStale      = fault.New(fault.Conflict, "govern.stale")
	ErrField      = fault.New(fault.Invalid, "govern.field")
	ErrCursor     = fault.New(fault.Invalid, "govern.cursor")
	ErrState      = fault.New(fault.Conflict, "govern.state")
	ErrReason     = fault.New(fault.Invalid, "govern.reason_needed")
	ErrSamePerson = fault.New(fault.Denied, "govern.same_person")
	ErrOnce       = fault.New(fault.Conflict, "govern.once")
	ErrNotYours   = fault.New(fault.Denied, "govern.not_yours")
	ErrTooEarly   = fault.New(fault.Conflict, "govern.too_early")
	ErrTooLate    = fault.New(fault.Expired, "govern.too_late")
	ErrOpen       = fault.New(fault.Conflict, "govern.protest_open")
	ErrValues     = fault.New(fault.Invalid, "govern.values")
	ErrNoFigures  = fault.New(fault.Unavailable, "govern.no_figures")
	ErrEvidence   = fault.New(fault.Invalid, "govern.evidence_needed")
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
