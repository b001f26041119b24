package docket

import "fanzha/term/fault"

// What this room refuses. Texts are in term/fault/texts/stoppay.yaml.
var (
	ErrNotFound       = fault.New(fault.NotFound, "stoppay.not_found")
	ErrVersion        = fault.New(fault.Conflict, "stoppay.version")
	ErrField          = fault.New(fault.Invalid, "stoppay.field")    // args: field
	ErrPayments       = fault.New(fault.Invalid, "stoppay.payments") // args: least, most
	ErrFuture         = fault.New(fault.Invalid, "stoppay.future")   // a payment later than now
	ErrAmount         = fault.New(fault.Invalid, "stoppay.amount")   // not positive, or beyond any account
	ErrOfficers       = fault.New(fault.Invalid, "stoppay.officers") // two different ones
	ErrDocument       = fault.New(fault.Invalid, "stoppay.document")
	ErrBank           = fault.New(fault.Invalid, "stoppay.bank")        // nobody in the directory holds the account; args: field
	ErrBankOther      = fault.New(fault.Invalid, "stoppay.bank_prefix") // the number is another bank's; args: field, bank
	ErrProtected      = fault.New(fault.Conflict, "stoppay.protected")  // args: kind
	ErrHalted         = fault.New(fault.Conflict, "stoppay.halted")     // no order can be made along this leg; args: why
	ErrClaimEnded     = fault.New(fault.Conflict, "stoppay.claim_ended")
	ErrStanding       = fault.New(fault.Conflict, "stoppay.standing") // not provisional
	ErrReviewed       = fault.New(fault.Conflict, "stoppay.reviewed")
	ErrOwnPayee       = fault.New(fault.Invalid, "stoppay.own_payee") // paid to the own account: nothing is lost
	ErrOwnReview      = fault.New(fault.Denied, "stoppay.own_review") // nobody reviews what he opened
	ErrNoHold         = fault.New(fault.Conflict, "stoppay.no_hold")
	ErrExceeds        = fault.New(fault.Conflict, "stoppay.exceeds") // more than is held; args: most_fen
	ErrFrozen         = fault.New(fault.Conflict, "stoppay.frozen")  // a freeze has taken the hold over
	ErrNotRenewable   = fault.New(fault.Conflict, "stoppay.not_renewable")
	ErrStopCount      = fault.New(fault.Conflict, "stoppay.stop_count")  // the account was stopped twice
	ErrNotWaiting     = fault.New(fault.Conflict, "stoppay.not_waiting") // nothing to remind of
	ErrNotLate        = fault.New(fault.Conflict, "stoppay.not_late")    // the bank's time to answer is not over
	ErrReason         = fault.New(fault.Invalid, "stoppay.reason")
	ErrBack           = fault.New(fault.Conflict, "stoppay.back")  // more given back than was lost
	ErrAnswer         = fault.New(fault.Invalid, "stoppay.answer") // args: field
	ErrAnswerConflict = fault.New(fault.Conflict, "stoppay.answer_conflict")
	ErrFilter         = fault.New(fault.Invalid, "stoppay.filter") // args: field
	ErrCursor         = fault.New(fault.Invalid, "stoppay.cursor")

	// ErrQueued is no refusal: a Gateway says by it that the message waits at the bank's side.
	ErrQueued = fault.New(fault.Unavailable, "stoppay.queued")
	// ErrStopTaken: another claim has stopped the account at the same moment; the command is decided again.
	ErrStopTaken = fault.New(fault.Conflict, "stoppay.stop_taken")
	// ErrUnchanged ends a decision that changes nothing.
	ErrUnchanged = fault.New(fault.Conflict, "stoppay.unchanged")
)

// Refuse is a fault of the catalogue above with its arguments.
func Refuse(f *fault.Fault, args ...any) *fault.Fault { return fault.New(f.Kind, f.Code, args...) }

// BadField names the field of a command that cannot be used.
func BadField(name string) *fault.Fault { return Refuse(ErrField, "field", name) }
