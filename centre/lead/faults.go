package lead

import "fanzha/term/fault"

// What this room refuses.
var (
	ErrNotFound = fault.New(fault.NotFound, "lead.not_found")
	ErrField    = fault.New(fault.Invalid, "lead.field") // args: field
	ErrAnswered = fault.New(fault.Conflict, "lead.answered")
	ErrStale    = fault.New(fault.Conflict, "lead.version")
)

func badField(field string) error { return fault.New(ErrField.Kind, ErrField.Code, "field", field) }
