package notify

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/notify.yaml.
var (
	ErrNotFound = fault.New(fault.NotFound, "notify.not_found")
	ErrField    = fault.New(fault.Invalid, "notify.field")
	ErrFilter   = fault.New(fault.Invalid, "notify.filter")
	ErrTemplate = fault.New(fault.Invalid, "notify.template")
	ErrReused   = fault.New(fault.Conflict, "notify.key_reused")
	ErrCarrier  = fault.New(fault.Unavailable, "notify.no_carrier")
	ErrMute     = fault.New(fault.Invalid, "notify.mute_range")
	ErrRules    = fault.New(fault.Invalid, "notify.rules_file")
)

// What a Gateway answers. Texts are in term/fault/texts/notify.yaml.
var (
	// ErrAway: the carrier cannot be reached, or it is too busy; nothing was handed over.
	ErrAway = fault.New(fault.Unavailable, "notify.carrier_away")
	ErrBusy = fault.New(fault.Unavailable, "notify.carrier_busy")
	// ErrUnanswered: handed over, and the answer was lost: the carrier may have taken it.
	ErrUnanswered = fault.New(fault.Unavailable, "notify.carrier_unanswered")
	// ErrRefused: the carrier will never take this message.
	ErrRefused = fault.New(fault.Denied, "notify.carrier_refused")
	// ErrNumber: there is no number that a text message reaches.
	ErrNumber = fault.New(fault.Invalid, "notify.no_number")
)

func badField(name string) *fault.Fault {
	return fault.New(fault.Invalid, ErrField.Code, "field", name)
}

// Refused is ErrRefused with the carrier's own code.
func Refused(detail string) *fault.Fault {
	return fault.New(ErrRefused.Kind, ErrRefused.Code, "detail", detail)
}
