package playbook

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/centre/stoppay"
	"fanzha/term/when"
)

// Stops is what the playbook asks of the room of stop-payment.
type Stops interface {
	Release(ctx context.Context, scope access.Scope, cmd stoppay.ReleaseCmd) (stoppay.Order, error)
	Instruct(ctx context.Context, cmd stoppay.InstructCmd) error
	Frozen(ctx context.Context, cmd stoppay.FrozenCmd) error
	Thawed(ctx context.Context, order, freeze string) error
}

// Claims reads claims: who answers for their orders.
type Claims interface {
	Claim(ctx context.Context, scope access.Scope, id string) (stoppay.Detail, error)
}

// Measures is what the playbook asks of the room of measures.
type Measures interface {
	Freeze(ctx context.Context, scope access.Scope, id string) (measure.Freeze, error)
	AnswerFreeze(ctx context.Context, bank string, a measure.BankAnswer) (measure.Freeze, error)
	AnswerRenewal(ctx context.Context, bank, id, refusal string) (measure.Freeze, error)
	Released(ctx context.Context, kind measure.ObjectKind, id string, at when.Micros) error
}

// Sanctions is what the playbook asks of the room of sanctions.
type Sanctions interface {
	Revoke(ctx context.Context, scope access.Scope, a sanction.Act) (sanction.Sanction, error)
}

// revokeSanction: when an objection against a sanction is upheld, the sanction ends at once.
func (b Book) revokeSanction(ctx context.Context, e Event) error {
	body, err := measure.ParseObjection(e.Body)
	if err != nil || body.Object != measure.OfSanction {
		return err
	}
	_, err = b.Sanctions.Revoke(ctx, access.System(), sanction.Act{ID: body.ObjectID, Note: "异议成立 " + body.Number})
	if errors.Is(err, sanction.ErrState) { // it has ended by itself or by another act: what was asked for has happened
		return nil
	}
	return err
}

// released are the events by which a measure that somebody objected to has really ended.
var released = map[string]measure.ObjectKind{
	measure.EvRestrictionEnded: measure.OfRestriction,
	measure.EvMarkRemoved:      measure.OfMark, measure.EvMarkEnded: measure.OfMark,
	sanction.EvRevoked: measure.OfSanction, sanction.EvEnded: measure.OfSanction, sanction.EvAppealUpheld: measure.OfSanction,
}

// tellEnd: what an objection asked for has happened here: no bank has to do anything for it.
func (b Book) tellEnd(ctx context.Context, e Event) error {
	return b.Measures.Released(ctx, released[e.Kind], e.Subject, e.At)
}

// releaseHold: when an objection against a hold is upheld, or its clock was missed, the hold is released at once.
func (b Book) releaseHold(ctx context.Context, e Event) error {
	body, err := measure.ParseObjection(e.Body)
	if err != nil || body.Object != measure.OfHold {
		return err
	}
	cmd := stoppay.ReleaseCmd{Order: body.ObjectID, Fen: body.Fen, Reason: "异议成立 " + body.Number, Cause: e.Kind + "/" + body.ID}
	_, err = b.Stops.Release(ctx, access.System(), cmd)
	if errors.Is(err, stoppay.ErrExceeds) { // less is left than was granted: all of it goes
		cmd.Fen = 0
		_, err = b.Stops.Release(ctx, access.System(), cmd)
	}
	if errors.Is(err, stoppay.ErrNoHold) { // it has ended by itself or by another release: what was asked for has happened
		return b.tellEnded(ctx, e, body)
	}
	return err
}

// tellEnded: a hold that had ended before its objection was decided will not end again. One that is on its way out is told of when
// the bank has done it.
func (b Book) tellEnded(ctx context.Context, e Event, body measure.ObjectionBody) error {
	d, err := b.Claims.Claim(ctx, access.System(), body.Claim)
	if err != nil {
		return err
	}
	for i := range d.Orders {
		if d.Orders[i].ID == body.ObjectID && d.Orders[i].HoldState.Ended() {
			return b.Measures.Released(ctx, measure.OfHold, body.ObjectID, e.At)
		}
	}
	return nil
}

// tellObjection: what an objection asked for has really happened at the bank, be it that the hold ended by itself.
func (b Book) tellObjection(ctx context.Context, e Event) error {
	body, err := stoppay.ParseEvent(e.Body)
	if err != nil || body.Order == "" {
		return err
	}
	return b.Measures.Released(ctx, measure.OfHold, body.Order, e.At)
}

// tellFreeze: a freeze that was approved or renewed, lifted or reduced goes to the bank as an instruction of its own.
func (b Book) tellFreeze(ctx context.Context, e Event) error {
	body, err := measure.ParseFreeze(e.Body)
	if err != nil || body.Order == "" {
		return err
	}
	f, err := b.Measures.Freeze(ctx, access.System(), body.ID)
	if err != nil {
		return err
	}
	d, err := b.Claims.Claim(ctx, access.System(), f.Claim)
	if err != nil {
		return err
	}
	cmd := stoppay.InstructCmd{
		ID: f.ID + "-v" + strconv.FormatInt(body.Version, 10), Kind: stoppay.KindFreeze, Number: f.Number, Order: f.Order, Measure: f.ID, Fen: f.Fen,
		Until: body.ExpiresAt, Basis: f.Basis.Case, Reason: "协助冻结财产 " + f.Basis.Document, Officers: d.Claim.Officers,
		Document: stoppay.Document{Kind: "freeze_notice", Number: f.Basis.Document, SHA256: f.Basis.SHA256},
	}
	standing := frozenFen(d, body)
	switch e.Kind {
	case measure.EvFreezeApproved:
		cmd.Until = measure.AddMonths(e.At, f.Months)
	case measure.EvFreezeRenewed:
		cmd.Fen, cmd.Parent = body.Frozen, earlierFreeze(d, cmd)
	case measure.EvFreezeLifted:
		cmd.Kind, cmd.Until, cmd.Reason = stoppay.KindThaw, 0, "解除冻结 "+f.Basis.Document
		if standing > 0 {
			cmd.Fen = standing
		}
	case measure.EvFreezeReduced:
		if standing <= body.Frozen {
			return nil // it was told before
		}
		cmd.Kind, cmd.Until, cmd.Reason, cmd.Fen = stoppay.KindThaw, 0, "部分解除冻结 "+f.Basis.Document, standing-body.Frozen
	}
	err = b.Stops.Instruct(ctx, cmd)
	if err != nil {
		return err
	}
	switch e.Kind { // only after the bank is told: the sum of the thaw comes from what stands
	case measure.EvFreezeReduced:
		return b.Stops.Frozen(ctx, stoppay.FrozenCmd{Order: body.Order, Freeze: body.ID, Fen: body.Frozen})
	case measure.EvFreezeLifted:
		return b.endFreeze(ctx, e)
	}
	return nil
}

// earlierFreeze is the instruction under which the bank keeps the money now: the latest freeze of the same measure that it carried
// out. A renewal continues that one, for the hold of the stop order has ended long ago.
func earlierFreeze(d stoppay.Detail, cmd stoppay.InstructCmd) string {
	id, at := "", when.Micros(-1)
	for i := range d.Messages {
		m := &d.Messages[i]
		if m.Kind == stoppay.KindFreeze && m.Ref == cmd.Measure && m.Order == cmd.Order && m.State == stoppay.MessageDone && m.ID != cmd.ID && m.DoneAt > at {
			id, at = m.ID, m.DoneAt
		}
	}
	return id
}

// frozenFen is what the order knows to stand frozen by this freeze.
func frozenFen(d stoppay.Detail, f measure.FreezeBody) int64 {
	for i := range d.Orders {
		if d.Orders[i].ID == f.Order && d.Orders[i].Freeze == f.ID {
			return d.Orders[i].FrozenFen
		}
	}
	return 0
}

// answerFreeze: the bank's answer to a freeze goes to the freeze, whose term runs from the bank's own moment. A thaw that was carried
// out is what an objection against the freeze had asked for.
func (b Book) answerFreeze(ctx context.Context, e Event) error {
	body, err := stoppay.ParseEvent(e.Body)
	if err != nil || body.Measure == "" {
		return err
	}
	if body.Kind == stoppay.KindRestrict || body.Kind == stoppay.KindLift {
		return nil
	}
	if body.Kind == stoppay.KindThaw {
		err = b.Curbs.FreezeTold(ctx, measure.ToldCmd{ID: body.Measure, Bank: body.Bank, Told: toldOf(e, body)})
		if body.Result != stoppay.ResultDone {
			return err
		}
		return errors.Join(err, b.Measures.Released(ctx, measure.OfFreeze, body.Measure, executedAt(e, body)))
	}
	f, err := b.Measures.Freeze(ctx, access.System(), body.Measure)
	switch {
	case err != nil:
		return err
	case f.State == measure.FreezeActive && body.Kind == stoppay.KindFreeze:
		_, err = b.Measures.AnswerRenewal(ctx, body.Bank, f.ID, refusal(body))
		return err
	case f.State != measure.FreezeApproved:
		return nil
	}
	a := measure.BankAnswer{Freeze: f.ID, ExecutedAt: executedAt(e, body), Fen: body.HeldFen}
	if a.Fen == 0 {
		a.Fen = body.Fen
	}
	if body.Result != stoppay.ResultDone {
		a = measure.BankAnswer{Freeze: f.ID, Refusal: refusal(body)}
	}
	_, err = b.Measures.AnswerFreeze(ctx, body.Bank, a)
	return err
}

// undelivered is the refusal of what never reached its bank.
const undelivered = "undelivered"

// loseFreeze: a freeze or its renewal that could not be delivered in time was not carried out.
func (b Book) loseFreeze(ctx context.Context, e Event) error {
	body, err := stoppay.ParseEvent(e.Body)
	if err != nil || body.Measure == "" || body.Kind != stoppay.KindFreeze {
		return err
	}
	f, err := b.Measures.Freeze(ctx, access.System(), body.Measure)
	switch {
	case err != nil:
		return err
	case f.State == measure.FreezeActive:
		_, err = b.Measures.AnswerRenewal(ctx, body.Bank, f.ID, undelivered)
	case f.State == measure.FreezeApproved:
		_, err = b.Measures.AnswerFreeze(ctx, body.Bank, measure.BankAnswer{Freeze: f.ID, Refusal: undelivered})
	}
	return err
}

// refusal is why a bank has not done what it was told; empty when it has.
func refusal(body stoppay.EventBody) string {
	if body.Result == stoppay.ResultDone {
		return ""
	}
	return cmp.Or(body.Refusal, string(body.Result))
}

// executedAt is the bank's own moment, or when its answer came where it gave none.
func executedAt(e Event, body stoppay.EventBody) when.Micros {
	if body.ExecutedAt == 0 {
		return e.At
	}
	return body.ExecutedAt
}

// handOver: a freeze in force takes the place of the hold. One that has ended meanwhile takes nothing.
func (b Book) handOver(ctx context.Context, e Event) error {
	body, err := measure.ParseFreeze(e.Body)
	if err != nil || body.Order == "" {
		return err
	}
	f, err := b.Measures.Freeze(ctx, access.System(), body.ID)
	if err != nil || f.State != measure.FreezeActive {
		return err
	}
	return b.Stops.Frozen(ctx, stoppay.FrozenCmd{Order: body.Order, Freeze: body.ID, Fen: body.Frozen})
}

// endFreeze: a freeze that was lifted or has lapsed holds nothing any more. One that never took the hold over ends nothing.
func (b Book) endFreeze(ctx context.Context, e Event) error {
	body, err := measure.ParseFreeze(e.Body)
	if err != nil || body.Order == "" {
		return err
	}
	d, err := b.Claims.Claim(ctx, access.System(), body.Claim)
	if err != nil || frozenFen(d, body) == 0 {
		return err
	}
	return b.Stops.Thawed(ctx, body.Order, body.ID)
}
