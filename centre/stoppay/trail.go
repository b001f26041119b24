package stoppay

import (
	"cmp"
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/stoppay/chase"
	"fanzha/centre/stoppay/docket"
	"fanzha/term/when"
)

// Trail returns what the victim sees by receipt, without login: sums, times and places, no names and no accounts. A bank is
// named, for it is where the victim's own money is; a holder never is.
func (s *Service) Trail(ctx context.Context, receipt string) (Trail, error) {
	if !docket.Word(receipt) {
		return Trail{}, ErrNotFound
	}
	found, err := s.o.Reader.Find(ctx, access.System(), Key{Receipt: receipt})
	if err != nil {
		return Trail{}, err
	}
	f, err := s.o.Reader.Get(ctx, access.System(), found.Claim)
	if err != nil {
		return Trail{}, err
	}
	banks, err := s.directory(ctx)
	if err != nil {
		return Trail{}, err
	}
	return trail(&f, banks), nil
}

func trail(f *File, banks chase.Directory) Trail {
	c := &f.Claim
	t := Trail{Number: c.Number, OpenedAt: c.OpenedAt, State: c.State, LossFen: c.LossFen, ExitFen: c.ExitFen, BackFen: c.BackFen}
	for i := range f.Orders {
		o := &f.Orders[i]
		p := Place{Layer: o.Layer, Bank: banks.ByCode[o.Target.Bank].Name, Fen: o.HeldFen}
		switch {
		case o.HoldState == Frozen:
			p.Kind, p.At = "frozen", o.ExecutedAt
			t.FrozenFen += o.HeldFen
		case o.HoldState.Live():
			p.Kind, p.At = "held", o.ExecutedAt
			t.HeldFen += o.HeldFen
		case o.HoldState == Expired:
			p.Kind, p.At, p.Fen = "expired", o.ExpiresAt, o.TotalFen
		case o.State.Open():
			p.Kind, p.At, p.Fen = "asked", o.SealedAt, o.Fen
		default:
			continue
		}
		t.Places = append(t.Places, p)
	}
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.TaintedFen <= 0 || l.Code == CodePayment {
			continue
		}
		p := Place{Layer: l.Layer, Bank: banks.ByCode[l.To.Bank].Name, Kind: "moved", Fen: l.TaintedFen, At: l.At}
		if l.Halt == HaltExit {
			p.Kind, p.Code, p.Bank = "exit", l.Code, ""
		}
		t.Places = append(t.Places, p)
	}
	t.OpenFen = max(0, t.LossFen-t.HeldFen-t.FrozenFen-t.ExitFen-t.BackFen)
	slices.SortStableFunc(t.Places, func(a, b Place) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), cmp.Compare(when.Micros(a.At), b.At))
	})
	return t
}
