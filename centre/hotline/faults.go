package hotline

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/hotline.yaml.
var (
	ErrNotFound  = fault.New(fault.NotFound, "hotline.not_found")
	ErrStale     = fault.New(fault.Conflict, "hotline.stale")
	ErrState     = fault.New(fault.Conflict, "hotline.state") // args: state, act
	ErrOtherDesk = fault.New(fault.Conflict, "hotline.other_desk")
	ErrKeyReused = fault.New(fault.Conflict, "hotline.key_reused")
	ErrField     = fault.New(fault.Invalid, "hotline.field") // args: field
	ErrNoNumber  = fault.New(fault.Conflict, "hotline.no_number")
	ErrKind      = fault.New(fault.Invalid, "hotline.kind_unknown")
	ErrPromise   = fault.New(fault.Invalid, "hotline.promise_time")
	ErrReason    = fault.New(fault.Invalid, "hotline.reason_needed")
	ErrRecord    = fault.New(fault.Conflict, "hotline.record_attached")
	ErrFilter    = fault.New(fault.Invalid, "hotline.filter")
	ErrRules     = fault.New(fault.Invalid, "hotline.rules_file")
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
