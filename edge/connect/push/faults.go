package push

import "fanzha/term/fault"

// Faults of a delivery. Texts are in term/fault/texts/push.yaml.
var (
	ErrAddress   = fault.New(fault.Invalid, "push.address")        // not https, or not an address at all
	ErrNoKey     = fault.New(fault.Denied, "push.no_key")          // the bank has no key that signs
	ErrAway      = fault.New(fault.Unavailable, "push.away")       // no connection, or no answer in time
	ErrCert      = fault.New(fault.Denied, "push.certificate")     // the bank's certificate does not hold, or ours was refused
	ErrRedirect  = fault.New(fault.Denied, "push.redirect")        // the bank points elsewhere
	ErrBusy      = fault.New(fault.Unavailable, "push.busy")       // 408, 425, 429, 5xx; args: status
	ErrRefused   = fault.New(fault.Denied, "push.refused")         // any other status; args: status
	ErrTooLarge  = fault.New(fault.Invalid, "push.answer_large")   // more than an answer may have
	ErrAnswer    = fault.New(fault.Invalid, "push.answer")         // not an answer of the page; args: code
	ErrOther     = fault.New(fault.Denied, "push.answer_other")    // an answer to another order, or by another bank
	ErrUnproven  = fault.New(fault.Denied, "push.answer_unsigned") // nothing proves who answered
	ErrOtherBank = fault.New(fault.Internal, "push.other_bank")    // the message is not for that bank
)

func refuse(f *fault.Fault, args ...any) *fault.Fault { return fault.New(f.Kind, f.Code, args...) }
