package playbook

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/stoppay"
	"fanzha/term/fault"
)

// Curbs is what the playbook asks of the room of measures about what a bank has done of them.
type Curbs interface {
	Restriction(ctx context.Context, scope access.Scope, id string) (measure.Restriction, error)
	RestrictionTold(ctx context.Context, cmd measure.ToldCmd) error
	FreezeTold(ctx context.Context, cmd measure.ToldCmd) error
}

// Directs sends to banks what rests on a measure alone.
type Directs interface {
	Direct(ctx context.Context, cmd stoppay.DirectCmd) error
}

// Hands says under whose hand a unit's instructions go out (值班授权): two officers and one legal document.
type Hands interface {
	Authority(ctx context.Context, unit string) ([2]stoppay.Officer, stoppay.Document, error)
}

// What holders are told of a restriction and its lifting.
const (
	reasonRestrict = "账户持有人正遭受电信网络诈骗，为保护其资金依法限制支付，到期自动解除。如有异议，可向作出决定的公安机关提出。"
	reasonLift     = "解除对账户支付的保护性限制。"
)

// tellRestriction: a restriction that was imposed, extended or lifted goes to the bank. What cannot be told at all (no authority, no such
// bank) is told to the restriction: its officer must not believe that the account is bounded.
func (b Book) tellRestriction(ctx context.Context, e Event) error {
	body, err := measure.ParseRestriction(e.Body)
	if err != nil {
		return err
	}
	x, err := b.Curbs.Restriction(ctx, access.System(), body.ID)
	if err != nil {
		return err
	}
	cmd := stoppay.DirectCmd{
		ID: x.ID + "-v" + strconv.FormatInt(body.Version, 10), Kind: stoppay.KindRestrict, Number: x.Number, Matter: x.Number, Measure: x.ID, Unit: x.Unit, Bank: x.Bank,
		Account: stoppay.Party{Account: x.Account, Name: x.Person, Kind: "person"}, Limits: x.Limits, Until: body.EndsAt, Basis: b.RestrictBasis + " " + x.Document, Reason: reasonRestrict,
	}
	if e.Kind == measure.EvRestrictionLifted {
		cmd.Kind, cmd.Limits, cmd.Until, cmd.Reason = stoppay.KindLift, "", 0, reasonLift
	}
	cmd.Officers, cmd.Document, err = b.Hands.Authority(ctx, x.Unit)
	if err == nil && x.Claim != "" {
		cmd.Matter, err = b.claimNumber(ctx, x)
	}
	if err == nil {
		err = b.Directs.Direct(ctx, cmd)
	}
	if err == nil || !lasting(err) {
		return err
	}
	told := measure.Told{State: measure.ToldUndelivered, Refusal: fault.CodeOf(err), At: e.At}
	return b.Curbs.RestrictionTold(ctx, measure.ToldCmd{ID: x.ID, Bank: x.Bank, Told: told})
}

// claimNumber is the number of the claim that a restriction grew out of; its own where the claim is not there.
func (b Book) claimNumber(ctx context.Context, x measure.Restriction) (string, error) {
	d, err := b.Claims.Claim(ctx, access.System(), x.Claim)
	if fault.KindOf(err) == fault.NotFound {
		return x.Number, nil
	}
	return cmp.Or(d.Claim.Number, x.Number), err
}

// answerRestriction: what the bank has done of a restriction or its lifting, its silence, and that it was never reached, are told to the
// restriction. A reminder below the second contact is none of its matter yet.
func (b Book) answerRestriction(ctx context.Context, e Event) error {
	body, err := stoppay.ParseEvent(e.Body)
	if err != nil || body.Measure == "" || e.Kind == stoppay.EvUnanswered && !body.Escalated {
		return err
	}
	cmd := measure.ToldCmd{ID: body.Measure, Bank: body.Bank, Told: toldOf(e, body)}
	switch body.Kind {
	case stoppay.KindRestrict:
		return b.Curbs.RestrictionTold(ctx, cmd)
	case stoppay.KindLift:
		err = b.Curbs.RestrictionTold(ctx, cmd)
		if cmd.Told.State != measure.ToldDone && e.Kind != stoppay.EvFailed {
			return err
		}
		// what could not be delivered is given up when the restriction has ended by itself
		return errors.Join(err, b.Measures.Released(ctx, measure.OfRestriction, body.Measure, executedAt(e, body)))
	case stoppay.KindThaw:
		if e.Kind != stoppay.EvInstructed { // that is answerFreeze's
			return b.Curbs.FreezeTold(ctx, cmd)
		}
	}
	return nil
}

// tellLifted: what an objection against a restriction asked for has happened when the bank has lifted it; where nothing stands at the bank,
// with the decision.
func (b Book) tellLifted(ctx context.Context, e Event) error {
	x, err := b.Curbs.Restriction(ctx, access.System(), e.Subject)
	if err != nil || x.Told.State == measure.ToldAsked || x.Told.State == measure.ToldSilent {
		return err
	}
	return b.Measures.Released(ctx, measure.OfRestriction, x.ID, e.At)
}

// toldOf is what an event says of what the bank has done. Its moment is when the centre heard it: words are taken in that order.
func toldOf(e Event, body stoppay.EventBody) measure.Told {
	switch {
	case e.Kind == stoppay.EvUnanswered:
		return measure.Told{State: measure.ToldSilent, At: e.At}
	case e.Kind == stoppay.EvFailed:
		return measure.Told{State: measure.ToldUndelivered, Refusal: undelivered, At: e.At}
	case body.Result == stoppay.ResultDone:
		return measure.Told{State: measure.ToldDone, At: e.At}
	}
	return measure.Told{State: measure.ToldRefused, Refusal: refusal(body), At: e.At}
}
