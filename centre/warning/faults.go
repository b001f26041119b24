package warning

import "fanzha/term/fault"

// The refusals of this room; their texts stand in term/fault/texts/warning.yaml.
var (
	ErrNotFound     = fault.New(fault.NotFound, "warning.not_found")
	ErrNoPerson     = fault.New(fault.NotFound, "warning.person_not_found")
	ErrVersion      = fault.New(fault.Conflict, "warning.version")
	ErrClaimed      = fault.New(fault.Conflict, "warning.already_claimed")
	ErrNotClaimed   = fault.New(fault.Conflict, "warning.not_claimed")
	ErrNotYours     = fault.New(fault.Conflict, "warning.not_yours")
	ErrState        = fault.New(fault.Conflict, "warning.wrong_state")
	ErrSameLevel    = fault.New(fault.Conflict, "warning.same_level")
	ErrLevel        = fault.New(fault.Invalid, "warning.level_unknown")
	ErrOutcome      = fault.New(fault.Invalid, "warning.outcome_unknown")
	ErrFinding      = fault.New(fault.Invalid, "warning.finding_unknown")
	ErrReason       = fault.New(fault.Invalid, "warning.reason_missing")
	ErrNoteTooLong  = fault.New(fault.Invalid, "warning.note_too_long", "limit", MaxNote)
	ErrUnit         = fault.New(fault.Invalid, "warning.unit_invalid")
	ErrField        = fault.New(fault.Invalid, "warning.field_unknown")
	ErrNoValue      = fault.New(fault.NotFound, "warning.value_unknown")
	ErrCursor       = fault.New(fault.Invalid, "warning.cursor_invalid")
	ErrFilter       = fault.New(fault.Invalid, "warning.filter_invalid")
	ErrSearchShort  = fault.New(fault.Invalid, "warning.search_too_short", "limit", MinSearch)
	ErrBatchTooBig  = fault.New(fault.Invalid, "warning.batch_too_large", "limit", MaxBatch)
	ErrHitInvalid   = fault.New(fault.Invalid, "warning.hit_invalid")
	ErrBusy         = fault.New(fault.Unavailable, "warning.busy")
	ErrRulesInvalid = fault.New(fault.Invalid, "warning.rules_invalid")
)
