package measure

import (
	"errors"

	"fanzha/centre/measure/rulings"
	"fanzha/term/fault"
)

// The rules of this room and where they are read.
type (
	Rules = rulings.Rules
	Rule  = rulings.Rule
)

// Load reads the rules that are shipped; ParseRules a file of them.
var (
	Load       = rulings.Load
	ParseRules = rulings.ParseRules
)

// The refusals of this room. Texts are in term/fault/texts/measure.yaml.
var (
	ErrRules        = rulings.ErrRules
	ErrNotFound     = fault.New(fault.NotFound, "measure.not_found")
	ErrStale        = fault.New(fault.Conflict, "measure.stale")
	ErrField        = fault.New(fault.Invalid, "measure.field")
	ErrCursor       = fault.New(fault.Invalid, "measure.cursor")
	ErrState        = fault.New(fault.Conflict, "measure.state")
	ErrReason       = fault.New(fault.Invalid, "measure.reason_needed")
	ErrSamePerson   = fault.New(fault.Denied, "measure.same_person")
	ErrApproverRank = fault.New(fault.Denied, "measure.approver_rank")
	ErrAmount       = fault.New(fault.Invalid, "measure.amount")
	ErrMoreThanHeld = fault.New(fault.Conflict, "measure.more_than_traced")
	ErrBasis        = fault.New(fault.Invalid, "measure.basis_needed")
	ErrFuture       = fault.New(fault.Invalid, "measure.in_the_future")
	ErrEarlier      = fault.New(fault.Invalid, "measure.earlier_needed")

	ErrFreezeTwice   = fault.New(fault.Conflict, "measure.frozen_twice")
	ErrFreezeLapsed  = fault.New(fault.Expired, "measure.freeze_lapsed")
	ErrRenewAsked    = fault.New(fault.Conflict, "measure.renewal_asked")
	ErrRenewNotAsked = fault.New(fault.Conflict, "measure.renewal_not_asked")

	ErrRestrictedTwice = fault.New(fault.Conflict, "measure.restricted_twice")
	ErrRestrictCount   = fault.New(fault.Conflict, "measure.restriction_count")
	ErrRestrictOver    = fault.New(fault.Expired, "measure.restriction_over")

	ErrMarkedTwice = fault.New(fault.Conflict, "measure.marked_twice")

	ErrObjectedTwice = fault.New(fault.Conflict, "measure.objected_twice")
	ErrObjectEnded   = fault.New(fault.Conflict, "measure.object_ended")
	ErrEvidence      = fault.New(fault.Invalid, "measure.evidence")
	ErrEvidenceMany  = fault.New(fault.Invalid, "measure.evidence_many", "limit", EvidenceMax)
	ErrRemedy        = fault.New(fault.Invalid, "measure.remedy_needed")
	ErrFourEyes      = fault.New(fault.Denied, "measure.four_eyes")
	ErrNoValue       = fault.New(fault.NotFound, "measure.no_value")
)

// errSame ends a decision that changes nothing; it never leaves the room.
var errSame = errors.New("the same word again")

func same(err error) error {
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

func badField(name string) *fault.Fault {
	return fault.New(ErrField.Kind, ErrField.Code, "field", name)
}
