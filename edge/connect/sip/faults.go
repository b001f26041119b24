package sip

import "fanzha/term/fault"

// The refusals of this connector. Texts are in term/fault/texts/sip.yaml.
var (
	ErrSetting = fault.New(fault.Invalid, "sip.setting")
	ErrPhones  = fault.New(fault.Invalid, "sip.phones_file")
	ErrListen  = fault.New(fault.Unavailable, "sip.listen")
	ErrNoPhone = fault.New(fault.Conflict, "sip.no_phone") // the operator has no telephone in the file
	ErrBusy    = fault.New(fault.Unavailable, "sip.too_many_calls")
	ErrOnCall  = fault.New(fault.Conflict, "sip.on_call") // the ticket's call is still on
)
