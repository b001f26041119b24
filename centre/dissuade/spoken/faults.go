package spoken

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/spoken.yaml.
var (
	ErrFile     = fault.New(fault.Invalid, "spoken.rules_file")
	ErrNotFound = fault.New(fault.NotFound, "spoken.not_found")
	ErrField    = fault.New(fault.Invalid, "spoken.field") // args: field
	ErrText     = fault.New(fault.Invalid, "spoken.text")  // args: step_zh, step_en, line, why_zh, why_en
	ErrState    = fault.New(fault.Conflict, "spoken.state")
	ErrSame     = fault.New(fault.Denied, "spoken.same_person")
	ErrStale    = fault.New(fault.Conflict, "spoken.stale")
	ErrOpen     = fault.New(fault.Conflict, "spoken.open")
	ErrNote     = fault.New(fault.Invalid, "spoken.note")
)

func badField(name string) error { return fault.New(ErrField.Kind, ErrField.Code, "field", name) }
