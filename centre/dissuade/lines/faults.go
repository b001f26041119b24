package lines

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/lines.yaml.
var (
	ErrNotFound   = fault.New(fault.NotFound, "lines.not_found")
	ErrStale      = fault.New(fault.Conflict, "lines.stale")
	ErrState      = fault.New(fault.Conflict, "lines.state") // args: state, act
	ErrField      = fault.New(fault.Invalid, "lines.field")  // args: field
	ErrReason     = fault.New(fault.Invalid, "lines.reason_needed")
	ErrNext       = fault.New(fault.Invalid, "lines.next_needed")
	ErrChecklist  = fault.New(fault.Conflict, "lines.not_tried") // args: items
	ErrOwnConfirm = fault.New(fault.Denied, "lines.own_confirm")
	ErrTwice      = fault.New(fault.Conflict, "lines.line_open")
	ErrSameUnit   = fault.New(fault.Invalid, "lines.same_unit")
	ErrUnit       = fault.New(fault.Invalid, "lines.unit_unknown")
	ErrBank       = fault.New(fault.Invalid, "lines.bank_unknown")
	ErrMany       = fault.New(fault.Conflict, "lines.too_many")
	ErrSearch     = fault.New(fault.Conflict, "lines.search_not_confirmed")
	ErrFilter     = fault.New(fault.Invalid, "lines.filter")
	ErrRules      = fault.New(fault.Invalid, "lines.rules_file")
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}

func notNow(state, act string) *fault.Fault {
	return fault.New(ErrState.Kind, ErrState.Code, "state", state, "act", act)
}

func notTried(items string) *fault.Fault {
	return fault.New(ErrChecklist.Kind, ErrChecklist.Code, "items", items)
}
