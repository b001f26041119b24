package dispatch

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/dispatch.yaml.
var (
	ErrGivenAway    = fault.New(fault.Denied, "dispatch.given_away")
	ErrNotFound     = fault.New(fault.NotFound, "dispatch.not_found")
	ErrVersion      = fault.New(fault.Conflict, "dispatch.version")
	ErrStale        = fault.New(fault.Conflict, "dispatch.stale")
	ErrCauseKnown   = fault.New(fault.Conflict, "dispatch.cause_known")
	ErrUnitHasOrder = fault.New(fault.Conflict, "dispatch.unit_has_order")

	ErrNotSigned       = fault.New(fault.Conflict, "dispatch.not_signed")
	ErrAlreadySigned   = fault.New(fault.Conflict, "dispatch.already_signed")
	ErrAlreadyReported = fault.New(fault.Conflict, "dispatch.already_reported")
	ErrNotReported     = fault.New(fault.Conflict, "dispatch.not_reported")
	ErrClosed          = fault.New(fault.Conflict, "dispatch.closed")
	ErrWithdrawn       = fault.New(fault.Conflict, "dispatch.withdrawn")

	ErrResult       = fault.New(fault.Invalid, "dispatch.result_unknown")
	ErrNeedsVisit   = fault.New(fault.Conflict, "dispatch.needs_visit")
	ErrNeedsCall    = fault.New(fault.Conflict, "dispatch.needs_call")
	ErrNeedsAttempt = fault.New(fault.Conflict, "dispatch.needs_attempt")
	ErrNeedsReason  = fault.New(fault.Invalid, "dispatch.needs_reason")
	ErrLossMissing  = fault.New(fault.Invalid, "dispatch.loss_missing")
	ErrLossNotAsked = fault.New(fault.Invalid, "dispatch.loss_not_asked")
	ErrLossRange    = fault.New(fault.Invalid, "dispatch.loss_range", "limit", LossMaxFen)
	ErrNoteLength   = fault.New(fault.Invalid, "dispatch.note_too_long", "limit", NoteMax)

	ErrSameUnit     = fault.New(fault.Invalid, "dispatch.same_unit")
	ErrUnitUnknown  = fault.New(fault.Invalid, "dispatch.unit_unknown")
	ErrUnitInactive = fault.New(fault.Invalid, "dispatch.unit_inactive")

	ErrField    = fault.New(fault.Invalid, "dispatch.field")
	ErrUnmasked = fault.New(fault.Invalid, "dispatch.unmasked")
	ErrCursor   = fault.New(fault.Invalid, "dispatch.cursor")
	ErrFilter   = fault.New(fault.Invalid, "dispatch.filter")

	ErrDeadlines = fault.New(fault.Invalid, "dispatch.deadlines_file")
)

// badField names the field of a command that cannot be used.
func badField(name string) *fault.Fault {
	return fault.New(fault.Invalid, ErrField.Code, "field", name)
}

// badFilter names the part of a filter that cannot be used.
func badFilter(name string) *fault.Fault {
	return fault.New(fault.Invalid, ErrFilter.Code, "field", name)
}
