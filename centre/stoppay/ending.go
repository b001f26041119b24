package stoppay

import "fanzha/base/access"

// confirm ends the provisional time of a claim.
func (d *desk) confirm(f *File, why string) error {
	if f.Claim.State != ClaimOpen {
		return ErrClaimEnded
	}
	if f.Claim.Standing != Provisional || f.Claim.ConfirmBy <= d.now {
		return ErrStanding
	}
	f.Claim.Standing = Confirmed
	d.tell(f, EvConfirmed, nil)
	d.act(f, nil, "claim.confirm", because(why))
	return nil
}

// withdraw ends a claim as false or mistaken.
func (d *desk) withdraw(f *File, why, told string) error {
	if f.Claim.State == ClaimWithdrawn {
		return ErrClaimEnded
	}
	f.Claim.State, f.Claim.ClosedAt = ClaimWithdrawn, d.now
	d.tell(f, EvWithdrawn, nil)
	d.act(f, nil, "claim.withdraw", because(why))
	return d.letGo(f, told)
}

// close ends a claim that nothing more is ordered for.
func (d *desk) close(f *File, why string) error {
	if f.Claim.State != ClaimOpen {
		return ErrClaimEnded
	}
	f.Claim.State, f.Claim.ClosedAt = ClaimClosed, d.now
	d.tell(f, EvClosed, nil)
	d.act(f, nil, "claim.close", because(why))
	return nil
}

// review records what the shift leader found.
func (d *desk) review(f *File, cmd ReviewCmd) error {
	c := &f.Claim
	switch {
	case c.Reviewed != 0:
		return ErrReviewed
	case c.OpenedBy == d.by.User && !d.by.IsSystem():
		return ErrOwnReview
	}
	c.Reviewed, c.ReviewedBy, c.Finding = d.now, d.by.User, cmd.Finding
	d.tell(f, EvReviewed, nil, func(b *EventBody) { b.State = string(cmd.Finding) })
	d.act(f, nil, "claim.review", because(cmd.Note), func(a access.Act) access.Act { return a.With("finding", string(cmd.Finding)) })
	if cmd.Finding == Upheld || c.State == ClaimWithdrawn {
		return nil
	}
	return d.withdraw(f, cmd.Note, reasonReversed)
}

// back records money given back, out of a freeze where one held it.
func (d *desk) back(f *File, cmd BackCmd) error {
	if cmd.Fen > f.Claim.OpenLoss() {
		return ErrBack
	}
	o := f.order(cmd.Order)
	if o != nil && o.HoldState == Frozen {
		part := min(cmd.Fen, o.FrozenFen)
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
	f.Claim.BackFen += cmd.Fen
	d.tell(f, EvBack, nil, func(b *EventBody) { b.Fen, b.Order = cmd.Fen, cmd.Order })
	d.act(f, o, "claim.back", fen("fen", cmd.Fen))
	return d.net(f)
}
