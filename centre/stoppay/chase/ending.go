package chase

import (
	"fanzha/base/access"
	"fanzha/centre/stoppay/docket"
)

// Confirm ends the provisional time of a claim.
func (d *Desk) Confirm(f *docket.File, why string) error {
	if f.Claim.State != docket.ClaimOpen {
		return docket.ErrClaimEnded
	}
	if f.Claim.Standing != docket.Provisional || f.Claim.ConfirmBy <= d.Now {
		return docket.ErrStanding
	}
	f.Claim.Standing = docket.Confirmed
	d.tell(f, docket.EvConfirmed, nil)
	d.act(f, nil, "claim.confirm", because(why))
	return nil
}

// Withdraw ends a claim as false or mistaken.
func (d *Desk) Withdraw(f *docket.File, why, told string) error {
	if f.Claim.State == docket.ClaimWithdrawn {
		return docket.ErrClaimEnded
	}
	f.Claim.State, f.Claim.ClosedAt = docket.ClaimWithdrawn, d.Now
	d.tell(f, docket.EvWithdrawn, nil)
	d.act(f, nil, "claim.withdraw", because(why))
	return d.letGo(f, told)
}

// Close ends a claim that nothing more is ordered for.
func (d *Desk) Close(f *docket.File, why string) error {
	if f.Claim.State != docket.ClaimOpen {
		return docket.ErrClaimEnded
	}
	f.Claim.State, f.Claim.ClosedAt = docket.ClaimClosed, d.Now
	d.tell(f, docket.EvClosed, nil)
	d.act(f, nil, "claim.close", because(why))
	return nil
}

// Review records what the shift leader found.
func (d *Desk) Review(f *docket.File, cmd docket.ReviewCmd) error {
	c := &f.Claim
	switch {
	case c.Reviewed != 0:
		return docket.ErrReviewed
	case c.OpenedBy == d.By.User && !d.By.IsSystem():
		return docket.ErrOwnReview
	}
	c.Reviewed, c.ReviewedBy, c.Finding = d.Now, d.By.User, cmd.Finding
	d.tell(f, docket.EvReviewed, nil, func(b *docket.EventBody) { b.State = string(cmd.Finding) })
	d.act(f, nil, "claim.review", because(cmd.Note), func(a access.Act) access.Act { return a.With("finding", string(cmd.Finding)) })
	if cmd.Finding == docket.Upheld || c.State == docket.ClaimWithdrawn {
		return nil
	}
	return d.Withdraw(f, cmd.Note, reasonReversed)
}

// Back records money given back, out of a freeze where one held it.
func (d *Desk) Back(f *docket.File, cmd docket.BackCmd) error {
	if cmd.Fen > f.Claim.OpenLoss() {
		return docket.ErrBack
	}
	o := f.Order(cmd.Order)
	if o != nil && o.HoldState == docket.Frozen {
		part := min(cmd.Fen, o.FrozenFen)
		o.HeldFen -= part
		o.FrozenFen -= part
		switch {
		case o.HeldFen == 0:
			o.HoldState = docket.Released // all of it is back
		case o.FrozenFen == 0:
			o.HoldState = docket.ReleaseSent // the rest is on its way out
		}
		f.Touch(o)
	}
	f.Claim.BackFen += cmd.Fen
	d.tell(f, docket.EvBack, nil, func(b *docket.EventBody) { b.Fen, b.Order = cmd.Fen, cmd.Order })
	d.act(f, o, "claim.back", fen("fen", cmd.Fen))
	return d.net(f)
}
