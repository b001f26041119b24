package duty

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/duty.yaml.
var (
	ErrRules      = fault.New(fault.Invalid, "duty.rules_file")
	ErrNotFound   = fault.New(fault.NotFound, "duty.not_found")
	ErrStale      = fault.New(fault.Conflict, "duty.stale")
	ErrOnce       = fault.New(fault.Conflict, "duty.once")
	ErrField      = fault.New(fault.Invalid, "duty.field")
	ErrState      = fault.New(fault.Conflict, "duty.state")
	ErrPaste      = fault.New(fault.Invalid, "duty.paste")      // args: line, why_zh, why_en
	ErrEnded      = fault.New(fault.Expired, "duty.ended")      // the shift is over, or has begun where it must not
	ErrPerson     = fault.New(fault.Invalid, "duty.person")     // nobody of that unit who may be on duty; args: name
	ErrNotYours   = fault.New(fault.Denied, "duty.not_yours")   // another's post or signature
	ErrSamePerson = fault.New(fault.Denied, "duty.same_person") // leaver and taker are one
	ErrCannot     = fault.New(fault.Denied, "duty.cannot_take") // his rights do not let him work on it; args: name
	ErrUnowned    = fault.New(fault.Conflict, "duty.unowned")   // args: n
	ErrChanged    = fault.New(fault.Conflict, "duty.changed")   // what is open is no longer what the list says
	ErrTooMany    = fault.New(fault.Conflict, "duty.too_many")  // args: most
)

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
