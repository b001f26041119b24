package funds

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/term/fault"
)

// objects shows the room of measures what other rooms keep: the holds of stop-payment, and sanctions.
type objects struct {
	stops     *stoppay.Service
	sanctions *sanction.Service
}

// Hold implements measure.Holds.
func (b objects) Hold(ctx context.Context, order string) (measure.Hold, error) {
	o, _, err := b.stops.Order(ctx, access.System(), order)
	return measure.Hold{
		Order: o.ID, Claim: o.Claim, Unit: o.Unit, Bank: o.Target.Bank, Account: o.Target.Account, Holder: o.Target.Name, Kind: o.Target.Kind, Fen: o.Fen,
	}, err
}

// Object implements measure.Objects.
func (b objects) Object(ctx context.Context, kind measure.ObjectKind, id string) (measure.Object, error) {
	switch kind {
	case measure.OfHold:
		return b.hold(ctx, id)
	case measure.OfSanction:
		return b.sanction(ctx, id)
	}
	return measure.Object{}, fault.New(fault.NotFound, stoppay.ErrNotFound.Code)
}

func (b objects) hold(ctx context.Context, id string) (measure.Object, error) {
	o, _, err := b.stops.Order(ctx, access.System(), id)
	if err != nil {
		return measure.Object{}, err
	}
	d, err := b.stops.Claim(ctx, access.System(), o.Claim)
	if err != nil {
		return measure.Object{}, err
	}
	out := measure.Object{
		Kind: measure.OfHold, ID: o.ID, Unit: o.Unit, Claim: o.Claim, Bank: o.Target.Bank, Live: o.HoldState.Live(), Orderers: []string{d.Claim.OpenedBy},
		Fen: o.HeldFen, Cleared: o.Lane == guard.LaneMerchant,
	}
	for _, m := range o.Matches {
		out.CreditFen, out.CreditAt = m.Fen, m.At
	}
	return out, nil
}

// sanction binds from its recognition on; a nomination is a proposal that the recognising organ may still decline.
func (b objects) sanction(ctx context.Context, id string) (measure.Object, error) {
	s, err := b.sanctions.Sanction(ctx, access.System(), id)
	return measure.Object{
		Kind: measure.OfSanction, ID: s.ID, Unit: s.Unit, Live: s.State.Live() && s.State != sanction.Nominated,
		Orderers: []string{s.NominatedBy, s.RecognisedBy, s.NoticedBy},
	}, err
}
