package vouch

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/vouch.yaml.
var (
	ErrNotFound = fault.New(fault.NotFound, "vouch.not_found")
	ErrStale    = fault.New(fault.Conflict, "vouch.stale")
	ErrState    = fault.New(fault.Conflict, "vouch.state")
	ErrOwner    = fault.New(fault.Conflict, "vouch.other_owner")
	ErrField    = fault.New(fault.Invalid, "vouch.field") // args: field
	ErrForm     = fault.New(fault.Invalid, "vouch.form")
	ErrMany     = fault.New(fault.Conflict, "vouch.too_many") // args: most
	ErrEnded    = fault.New(fault.Conflict, "vouch.subject_ended")
	ErrNoNumber = fault.New(fault.Conflict, "vouch.no_number")
	ErrRules    = fault.New(fault.Invalid, "vouch.rules_file")
	ErrKey      = fault.New(fault.Internal, "vouch.key")
	// ErrTaken is a store's word for digits that another code has: the next ones are derived. No user sees it.
	ErrTaken = fault.New(fault.Conflict, "vouch.digits_taken")
)

func badField(name string) error { return fault.New(ErrField.Kind, ErrField.Code, "field", name) }
