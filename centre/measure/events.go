package measure

import (
	"encoding/json"
	"fmt"
)

// The kinds of events of freezes. Subject is the freeze's id, the body a FreezeBody.
const (
	EvFreezeProposed       = "freeze.proposed"
	EvFreezeApproved       = "freeze.approved" // deliver it to the bank
	EvFreezeDeclined       = "freeze.declined"
	EvFreezeWithdrawn      = "freeze.withdrawn"
	EvFreezeActive         = "freeze.active" // its hold becomes frozen
	EvFreezeWaiting        = "freeze.waiting"
	EvFreezeRejected       = "freeze.rejected"
	EvFreezeRenewalAsked   = "freeze.renewal_asked"
	EvFreezeRenewed        = "freeze.renewed" // deliver the new end to the bank
	EvFreezeRenewalRefused = "freeze.renewal_refused"
	EvFreezeRenewalDone    = "freeze.renewal_done"     // the bank has confirmed the new end
	EvFreezeRenewalFailed  = "freeze.renewal_rejected" // the bank has not renewed: the old end holds again
	EvFreezeUnrelated      = "freeze.unrelated"
	EvFreezeReduced        = "freeze.reduced" // thaw the difference
	EvFreezeExpiring       = "freeze.expiring"
	EvFreezeLifted         = "freeze.lifted" // thaw
	EvFreezeLapsed         = "freeze.lapsed"
	EvFreezeTold           = "freeze.told" // what the bank has done of its thaw
)

// The kinds of events of restrictions. Subject is the restriction's id, the body a RestrictionBody.
const (
	EvRestrictionImposed   = "restriction.imposed" // deliver to the bank, tell the person
	EvRestrictionExtended  = "restriction.extended"
	EvRestrictionReviewed  = "restriction.reviewed"
	EvRestrictionReviewDue = "restriction.review_due"
	EvRestrictionLifted    = "restriction.lifted"
	EvRestrictionEnded     = "restriction.ended"
	EvRestrictionTold      = "restriction.told" // what the bank has done
)

// The kinds of events of marks. Subject is the mark's id, the body a MarkBody.
const (
	EvMarkSet     = "mark.set"
	EvMarkRemoved = "mark.removed"
	EvMarkEnded   = "mark.ended"
)

// The kinds of events of objections. Subject is the objection's id, the body an ObjectionBody.
const (
	EvObjectionFiled     = "objection.filed"
	EvObjectionEvidence  = "objection.evidence"
	EvObjectionUpheld    = "objection.upheld" // release at once
	EvObjectionRefused   = "objection.refused"
	EvObjectionMissed    = "objection.missed" // release at once
	EvObjectionWithdrawn = "objection.withdrawn"
	EvObjectionOverdue   = "objection.overdue"
	EvObjectionReleased  = "objection.released"
)

var freezeEvents = map[string]string{
	actPropose: EvFreezeProposed, actApprove: EvFreezeApproved, actDecline: EvFreezeDeclined, actWithdraw: EvFreezeWithdrawn, actExecute: EvFreezeActive,
	actQueue: EvFreezeWaiting, actReject: EvFreezeRejected, actAdvance: EvFreezeActive, actAskRenewal: EvFreezeRenewalAsked, actRenew: EvFreezeRenewed,
	actRefuseRenewal: EvFreezeRenewalRefused, actConfirmRenewal: EvFreezeRenewalDone, actRejectRenewal: EvFreezeRenewalFailed, actUnrelated: EvFreezeUnrelated, actReduce: EvFreezeReduced, actAnnounce: EvFreezeExpiring,
	actLift: EvFreezeLifted, actLapse: EvFreezeLapsed, actTold: EvFreezeTold,
}

var restrictionEvents = map[string]string{
	actImpose: EvRestrictionImposed, actExtend: EvRestrictionExtended, actReview: EvRestrictionReviewed, actAnnounce: EvRestrictionReviewDue,
	actLift: EvRestrictionLifted, actEnd: EvRestrictionEnded, actTold: EvRestrictionTold,
}

var markEvents = map[string]string{actSet: EvMarkSet, actRemove: EvMarkRemoved, actEnd: EvMarkEnded}

var objectionEvents = map[string]string{
	actFile: EvObjectionFiled, actEvidence: EvObjectionEvidence, actUphold: EvObjectionUpheld, actRefuse: EvObjectionRefused, actMiss: EvObjectionMissed,
	actWithdraw: EvObjectionWithdrawn, actAnnounce: EvObjectionOverdue, actReleased: EvObjectionReleased,
}

// Subject returns the id, unit and state of the record that a change is of, and the kind of it.
func (c *Change) Subject() (kind, id, unit, state string) {
	switch {
	case c.Freeze != nil:
		return "freeze", c.Freeze.ID, c.Freeze.Unit, string(c.Freeze.State)
	case c.Restriction != nil:
		return "restriction", c.Restriction.ID, c.Restriction.Unit, string(c.Restriction.State)
	case c.Mark != nil:
		return "mark", c.Mark.ID, c.Mark.Unit, string(c.Mark.State)
	}
	return "objection", c.Objection.ID, c.Objection.Unit, string(c.Objection.State)
}

// Body returns what the events of a change say.
func (c *Change) Body() ([]byte, error) {
	switch {
	case c.Freeze != nil:
		f := c.Freeze
		return json.Marshal(FreezeBody{
			ID: f.ID, Number: f.Number, Order: f.Order, Claim: f.Claim, Unit: f.Unit, Bank: f.Bank, State: f.State, Fen: f.Fen, Frozen: f.Frozen,
			ExecutedAt: f.ExecutedAt, ExpiresAt: f.ExpiresAt, Reason: f.EndReason, Refusal: f.RenewRefusal, Told: f.Told.State, Actor: c.Step.Actor, Version: f.Version,
		})
	case c.Restriction != nil:
		x := c.Restriction
		return json.Marshal(RestrictionBody{
			ID: x.ID, Number: x.Number, Warning: x.Warning, Claim: x.Claim, Unit: x.Unit, Bank: x.Bank, State: x.State, Limits: x.Limits, Reason: x.Reason, Told: x.Told.State, Refusal: x.Told.Refusal,
			EndsAt: x.EndsAt, Actor: c.Step.Actor, Version: x.Version,
		})
	case c.Mark != nil:
		m := c.Mark
		return json.Marshal(MarkBody{
			ID: m.ID, Number: m.Number, Unit: m.Unit, SubjectKind: m.SubjectKind, Kind: m.Kind, State: m.State, EndsAt: m.EndsAt, Source: m.Source,
			Actor: c.Step.Actor, Version: m.Version,
		})
	}
	o := c.Objection
	return json.Marshal(ObjectionBody{
		ID: o.ID, Number: o.Number, Unit: o.Unit, Object: o.Object, ObjectID: o.ObjectID, Claim: o.Claim, Bank: o.Bank, State: o.State, Ground: o.Ground,
		Fen: o.Fen, Machine: o.Machine, HumanBy: o.HumanBy, Actor: c.Step.Actor, Version: o.Version,
		FiledAt: o.FiledAt, DecidedAt: o.DecidedAt, ReleasedAt: o.ReleasedAt, Overdue: o.Overdue,
	})
}

// ParseFreeze reads the body of an event of a freeze.
func ParseFreeze(body []byte) (FreezeBody, error) { return parse[FreezeBody](body) }

// ParseRestriction reads the body of an event of a restriction.
func ParseRestriction(body []byte) (RestrictionBody, error) { return parse[RestrictionBody](body) }

// ParseMark reads the body of an event of a mark.
func ParseMark(body []byte) (MarkBody, error) { return parse[MarkBody](body) }

// ParseObjection reads the body of an event of an objection.
func ParseObjection(body []byte) (ObjectionBody, error) { return parse[ObjectionBody](body) }

func parse[B any](body []byte) (B, error) {
	var b B
	err := json.Unmarshal(body, &b)
	if err != nil {
		return b, badField("body").With(fmt.Errorf("event: %w", err))
	}
	return b, nil
}
