package dissuade

import "fanzha/term/fault"

// The refusals of this room. Texts are in term/fault/texts/dissuade.yaml.
var (
	ErrNotFound    = fault.New(fault.NotFound, "dissuade.not_found")
	ErrOtherOrder  = fault.New(fault.Conflict, "dissuade.other_order")
	ErrChannel     = fault.New(fault.Invalid, "dissuade.channel_unknown")
	ErrOutcome     = fault.New(fault.Invalid, "dissuade.outcome_unknown")
	ErrNeedsProof  = fault.New(fault.Invalid, "dissuade.needs_evidence")
	ErrNotArrived  = fault.New(fault.Invalid, "dissuade.evidence_not_arrived")
	ErrNeedsNext   = fault.New(fault.Invalid, "dissuade.needs_next_time")
	ErrNextPast    = fault.New(fault.Invalid, "dissuade.next_not_later")
	ErrNextFar     = fault.New(fault.Invalid, "dissuade.next_too_far")
	ErrAtFuture    = fault.New(fault.Invalid, "dissuade.in_the_future")
	ErrAtOld       = fault.New(fault.Invalid, "dissuade.too_late_to_record")
	ErrNoteLength  = fault.New(fault.Invalid, "dissuade.note_too_long", "limit", NoteMax)
	ErrEvidence    = fault.New(fault.Invalid, "dissuade.evidence_unknown")
	ErrEvidenceNum = fault.New(fault.Invalid, "dissuade.evidence_too_many", "limit", EvidenceMax)
	ErrEvidenceLen = fault.New(fault.Invalid, "dissuade.evidence_size", "limit", EvidenceValueMax)
	ErrPaid        = fault.New(fault.Invalid, "dissuade.paid_range", "limit", PaidMaxFen)
	ErrNeedsReason = fault.New(fault.Conflict, "dissuade.needs_reason") // args: why
	ErrReasonLong  = fault.New(fault.Invalid, "dissuade.reason_too_long", "limit", ReasonMax)
	ErrWish        = fault.New(fault.Invalid, "dissuade.wish_time")
	ErrWishEnded   = fault.New(fault.Conflict, "dissuade.wish_ended")
	ErrKeyReused   = fault.New(fault.Conflict, "dissuade.key_reused")
	ErrField       = fault.New(fault.Invalid, "dissuade.field")
	ErrCursor      = fault.New(fault.Invalid, "dissuade.cursor")
	ErrFilter      = fault.New(fault.Invalid, "dissuade.filter")
	ErrRules       = fault.New(fault.Invalid, "dissuade.rules_file")
)

// badField names the field of a command that cannot be used.
func badField(name string) *fault.Fault {
	return fault.New(fault.Invalid, ErrField.Code, "field", name)
}
