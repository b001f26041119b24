package life

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/life.yaml.
var (
	ErrNotFound   = fault.New(fault.NotFound, "life.not_found")
	ErrStale      = fault.New(fault.Conflict, "life.stale")
	ErrState      = fault.New(fault.Conflict, "life.state") // args: state, act
	ErrField      = fault.New(fault.Invalid, "life.field")  // args: field
	ErrReason     = fault.New(fault.Invalid, "life.reason_needed")
	ErrSamePerson = fault.New(fault.Denied, "life.same_person")
	ErrNotCity    = fault.New(fault.Denied, "life.not_city")
	ErrFrozen     = fault.New(fault.Conflict, "life.frozen")
	ErrProblems   = fault.New(fault.Invalid, "life.problems") // args: n, line, column, why, why_zh, why_en
	ErrUntested   = fault.New(fault.Conflict, "life.untested")
	ErrUnshadowed = fault.New(fault.Conflict, "life.unshadowed") // args: hours
	ErrOnce       = fault.New(fault.Conflict, "life.once")       // args: code, version
	ErrManyShadow = fault.New(fault.Conflict, "life.shadows")    // args: most
	ErrManyJobs   = fault.New(fault.Unavailable, "life.jobs")    // args: most
	ErrPeriod     = fault.New(fault.Invalid, "life.period")
	ErrHub        = fault.New(fault.Invalid, "life.hub_broken") // args: why_zh, why_en
	ErrHubClash   = fault.New(fault.Conflict, "life.hub_clash") // args: list
	ErrSet        = fault.New(fault.Conflict, "life.set_broken")
	ErrEvents     = fault.New(fault.Invalid, "life.events") // args: line, why_zh, why_en
	ErrCursor     = fault.New(fault.Invalid, "life.cursor")
)

func badField(name string) error { return fault.New(ErrField.Kind, ErrField.Code, "field", name) }
