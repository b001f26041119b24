package funds

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/wire"
	"fanzha/term/ident"
)

// bankObjections takes what holders say to their bank. The same hold is objected to once at a time, so an objection that comes
// again finds the case it made.
type bankObjections struct{ side *Side }

// grounds turns the words of the page into those of the room.
var grounds = map[string]string{"merchant": "merchant", "wages": "own_money", "living": "living_money", "not_involved": "not_mine", "other": "other"}

// proofs turns kinds of evidence into those of the room.
var proofs = map[string]string{"invoice": "invoice", "contract": "contract", "wage_slip": "payslip", "statement": "statement", "other": "other"}

// Object implements bank.Objections.
func (b bankObjections) Object(ctx context.Context, bank string, o wire.Objection) (wire.Case, error) {
	order, _, err := b.side.Stops.Order(ctx, access.System(), o.Order)
	if err == nil && order.Target.Bank != bank {
		err = stoppay.ErrNotFound
	}
	if err != nil {
		return wire.Case{}, err
	}
	scope := access.Scope{User: "bank:" + bank, Name: bank, Unit: order.Unit, Bank: bank, Roles: []access.Role{access.BankLiaison}}
	cmd := measure.FileCmd{
		Object: measure.OfHold, ObjectID: o.Order, Name: o.Holder, Channel: "bank", Ground: grounds[o.Kind], Text: o.Text,
	}
	if o.Phone != "" {
		phone, err := ident.ParsePhone(o.Phone)
		if err != nil {
			return wire.Case{}, err
		}
		cmd.Phone = phone
	}
	for _, e := range o.Evidence {
		cmd.Evidence = append(cmd.Evidence, measure.Evidence{Kind: proofs[e.Kind], SHA256: e.SHA256})
	}
	made, err := b.side.Measures.File(ctx, scope, cmd)
	if errors.Is(err, measure.ErrObjectedTwice) {
		made, err = b.standing(ctx, scope, o.Order, err)
	}
	return wire.Case{ID: o.ID, Number: made.Number, State: string(made.State), DecideBy: made.HumanBy.Time()}, err
}

// standing is the open objection against a hold.
func (b bankObjections) standing(ctx context.Context, scope access.Scope, order string, twice error) (measure.Objection, error) {
	f := measure.Filter{States: []string{string(measure.ObjectionOpen)}, Object: measure.OfHold, ObjectID: order, Limit: 1}
	found, _, err := b.side.Measures.Objections(ctx, scope, f)
	if err != nil {
		return measure.Objection{}, err
	}
	if len(found) == 0 {
		return measure.Objection{}, twice
	}
	return found[0], nil
}
