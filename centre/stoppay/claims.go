package stoppay

import (
	"context"

	"fanzha/base/access"
)

// act runs a command on a claim and returns the claim after it.
func (s *Service) act(ctx context.Context, scope access.Scope, cmd ActCmd, decide func(*desk, *File) error) (Claim, error) {
	var out Claim
	err := s.onClaim(ctx, scope, cmd.Claim, "", func(d *desk, f *File) error {
		if cmd.Version != 0 && cmd.Version != f.Claim.Version {
			return ErrVersion
		}
		err := decide(d, f)
		if err != nil {
			return err
		}
		f.Claim.Version++
		d.leave(f)
		out = f.Claim
		return nil
	})
	return out, err
}

// Confirm says that a provisional claim is true: its holds run to their ends.
func (s *Service) Confirm(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Claim{}, err
	}
	err = reason(cmd.Reason)
	if err != nil {
		return Claim{}, err
	}
	return s.act(ctx, scope, cmd, func(d *desk, f *File) error {
		if f.Claim.State != ClaimOpen {
			return ErrClaimEnded
		}
		if f.Claim.Standing != Provisional || f.Claim.ConfirmBy <= d.now {
			return ErrStanding
		}
		f.Claim.Standing = Confirmed
		d.tell(f, EvConfirmed, nil)
		d.act(f, nil, "claim.confirm", because(cmd.Reason))
		return nil
	})
}

// Withdraw ends a false or mistaken claim: everything it holds is released, whatever its state.
func (s *Service) Withdraw(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Claim{}, err
	}
	err = reason(cmd.Reason)
	if err != nil {
		return Claim{}, err
	}
	return s.act(ctx, scope, cmd, func(d *desk, f *File) error { return d.withdraw(f, cmd.Reason, reasonWithdrawn) })
}

func (d *desk) withdraw(f *File, why, told string) error {
	if f.Claim.State == ClaimWithdrawn {
		return ErrClaimEnded
	}
	f.Claim.State, f.Claim.ClosedAt = ClaimWithdrawn, d.now
	d.tell(f, EvWithdrawn, nil)
	d.act(f, nil, "claim.withdraw", because(why))
	return d.letGo(f, told)
}

// Close ends a claim that nothing more is ordered for; its holds run on to their ends.
func (s *Service) Close(ctx context.Context, scope access.Scope, cmd ActCmd) (Claim, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Claim{}, err
	}
	err = reason(cmd.Reason)
	if err != nil {
		return Claim{}, err
	}
	return s.act(ctx, scope, cmd, func(d *desk, f *File) error {
		if f.Claim.State != ClaimOpen {
			return ErrClaimEnded
		}
		f.Claim.State, f.Claim.ClosedAt = ClaimClosed, d.now
		d.tell(f, EvClosed, nil)
		d.act(f, nil, "claim.close", because(cmd.Reason))
		return nil
	})
}

// Review records the shift leader's review: order first, review after. Reversed releases everything at once.
func (s *Service) Review(ctx context.Context, scope access.Scope, cmd ReviewCmd) (Claim, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Claim{}, err
	}
	if cmd.Finding != Upheld && cmd.Finding != Reversed {
		return Claim{}, badField("finding")
	}
	if cmd.Finding == Reversed || cmd.Note != "" {
		err = reason(cmd.Note)
		if err != nil {
			return Claim{}, err
		}
	}
	return s.act(ctx, scope, ActCmd{Claim: cmd.Claim, Version: cmd.Version}, func(d *desk, f *File) error {
		c := &f.Claim
		switch {
		case c.Reviewed != 0:
			return ErrReviewed
		case c.OpenedBy == scope.User && !scope.IsSystem():
			return ErrOwnReview
		}
		c.Reviewed, c.ReviewedBy, c.Finding = d.now, scope.User, cmd.Finding
		d.tell(f, EvReviewed, nil, func(b *EventBody) { b.State = string(cmd.Finding) })
		d.act(f, nil, "claim.review", because(cmd.Note), func(a access.Act) access.Act { return a.With("finding", string(cmd.Finding)) })
		if cmd.Finding == Upheld || c.State == ClaimWithdrawn {
			return nil
		}
		return d.withdraw(f, cmd.Note, reasonReversed)
	})
}

// Back records money that was given back to the victim: the open loss, and with it the limit of all holds, becomes smaller.
func (s *Service) Back(ctx context.Context, claim, order string, amount int64, causeOf string) error {
	if amount <= 0 || amount > amountMax || !word(causeOf) {
		return refuse(ErrAmount, "field", "fen")
	}
	return s.onClaim(ctx, access.System(), claim, cause("back", causeOf), func(d *desk, f *File) error {
		if amount > f.Claim.OpenLoss() {
			return ErrBack
		}
		o := f.order(order)
		if o != nil && o.HoldState == Frozen {
			part := min(amount, o.FrozenFen)
			o.HeldFen -= part
			o.FrozenFen -= part
			switch {
			case o.HeldFen == 0:
				o.HoldState = Released // all of it is back
			case o.FrozenFen == 0:
				o.HoldState = ReleaseSent // the rest is on its way out
			}
			f.touch(o)
		}
		f.Claim.BackFen += amount
		d.tell(f, EvBack, nil, func(b *EventBody) { b.Fen, b.Order = amount, order })
		d.act(f, o, "claim.back", fen("fen", amount))
		return d.net(f)
	})
}
