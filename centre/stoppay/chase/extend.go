package chase

import (
	"cmp"
	"fmt"

	"fanzha/centre/stoppay/docket"
	"fanzha/term/ident"
)

// CheckExtend completes a command by the leg it names and checks the party as an order needs it.
func (d *Desk) CheckExtend(f *docket.File, cmd *docket.ExtendCmd) error {
	if len(cmd.Cause) > docket.KeyMax || !docket.Sound(cmd.Cause) {
		return docket.BadField("cause")
	}
	if cmd.Leg != "" {
		l := f.Leg(cmd.Leg)
		if l == nil {
			return docket.ErrNotFound
		}
		cmd.Party.Account = l.To.Account
		cmd.Party.Name = cmp.Or(cmd.Party.Name, l.To.Name)
		cmd.Party.Bank = cmp.Or(cmd.Party.Bank, l.To.Bank)
		cmd.Party.Kind = cmp.Or(cmd.Party.Kind, l.To.Kind)
		return d.checkParty(&cmd.Party, "party")
	}
	m := &cmd.Match
	if m.Fen <= 0 || m.Fen > AmountMax || cmd.Fen < 0 || cmd.Fen > m.Fen {
		return docket.Refuse(docket.ErrAmount, "field", "match.fen")
	}
	if m.At <= 0 || m.At > d.Now+SkewMax {
		return docket.Refuse(docket.ErrFuture, "field", "match.at")
	}
	if m.Payer.Account != "" {
		from, err := ident.ParseAccount(string(m.Payer.Account))
		if err != nil {
			return docket.BadField("match.payer")
		}
		m.Payer.Account = from
	}
	if !docket.Short(m.Ref) || !docket.Short(m.Channel) || !docket.Short(m.Payer.Name) || !docket.Short(m.Payer.Bank) {
		return docket.BadField("match.ref")
	}
	return d.checkParty(&cmd.Party, "party")
}

// Extend orders along a leg or to a party by hand. The caps that protect against orders without end do not bind an officer; those
// that protect people do: protected kinds, the number of stops, the money that is not accounted for.
func (d *Desk) Extend(f *docket.File, cmd docket.ExtendCmd) (string, error) {
	if f.Claim.State != docket.ClaimOpen || f.Claim.Standing == docket.Lapsed {
		return "", docket.ErrClaimEnded
	}
	var l *docket.Leg
	if cmd.Leg != "" {
		l = f.Leg(cmd.Leg)
		if l == nil {
			return "", docket.ErrNotFound
		}
		if l.Next != "" || l.Halt == docket.HaltExit {
			return "", docket.Refuse(docket.ErrHalted, "why", string(cmp.Or(l.Halt, docket.HaltCovered)))
		}
		l.To, l.Halt = cmd.Party, docket.HaltNone
	} else {
		l = d.manualLeg(f, cmd)
	}
	f.Mark(l.ID)
	g := &group{account: l.To.Account, layer: l.Layer, legs: []*docket.Leg{l}, latest: l.At, tainted: l.TaintedFen}
	d.weigh(f, g)
	if cmd.Fen > 0 {
		g.grant.Fen = min(g.grant.Fen, cmd.Fen)
	}
	halt := d.halt(f, g, 0)
	switch halt {
	case docket.HaltNone, docket.HaltHops, docket.HaltSmall, docket.HaltWindow, docket.HaltWorth:
	default:
		return "", docket.Refuse(docket.ErrHalted, "why", string(halt))
	}
	if g.grant.Fen <= 0 {
		return "", docket.Refuse(docket.ErrHalted, "why", string(docket.HaltCovered))
	}
	_, _, ok := d.nextStop(f, g.account, false)
	if !ok {
		return "", docket.ErrStopCount
	}
	if len(f.Orders) >= d.Rules.MaxOrders {
		return "", docket.Refuse(docket.ErrHalted, "why", string(docket.HaltOrders))
	}
	return d.order(f, g)
}

// manualLeg is the movement that an officer has found out. From the victim's side it is bounded by what is open of the loss,
// from another account by what is not accounted for there.
func (d *Desk) manualLeg(f *docket.File, cmd docket.ExtendCmd) *docket.Leg {
	m := cmd.Match
	l := docket.Leg{Claim: f.Claim.ID, Layer: 1, From: m.Payer.Account, To: cmd.Party, Code: docket.MovedOtherBank, At: m.At, Fen: m.Fen, Ref: m.Ref, Mode: docket.ModeManual}
	tainted := max(0, f.Claim.OpenLoss()-f.Claim.HeldFen)
	from := f.Order(cmd.From)
	if from != nil {
		l.Layer, l.From, l.Order = from.Layer+1, from.Target.Account, from.ID
		tainted = max(0, f.Room(l.From))
	}
	l.TaintedFen = min(l.Fen, tainted, max(cmd.Fen, 0)+boundless(cmd.Fen))
	l.ID = keyOf(&l, len(f.Legs))
	for i := range f.Legs {
		if f.Legs[i].ID == l.ID { // told before under the same reference
			return &f.Legs[i]
		}
	}
	f.Legs = append(f.Legs, l)
	return &f.Legs[len(f.Legs)-1]
}

// boundless is no bound for an amount that is not given.
func boundless(n int64) int64 {
	if n == 0 {
		return AmountMax
	}
	return 0
}

// Renew makes the second stop of an account for what the first holds.
func (d *Desk) Renew(f *docket.File, o *docket.Order) (string, error) {
	amount := o.StandingFen()
	if o.HoldState == docket.Expired {
		amount = min(o.TotalFen, o.Fen)
	}
	switch {
	case f.Claim.State != docket.ClaimOpen || f.Claim.Standing == docket.Lapsed:
		return "", docket.ErrClaimEnded
	case o.HoldState == docket.Frozen:
		return "", docket.ErrFrozen
	case o.Count != 1 || o.HoldState != docket.Holding && o.HoldState != docket.Expired || amount <= 0 || f.RenewalOf(o.ID) != nil:
		return "", docket.ErrNotRenewable
	case len(f.Orders) >= d.Rules.MaxOrders:
		return "", docket.Refuse(docket.ErrHalted, "why", string(docket.HaltOrders))
	}
	count, main, ok := d.nextStop(f, o.Target.Account, true)
	if !ok || count < 2 {
		return "", docket.ErrStopCount
	}
	r := docket.Order{
		ID: d.NewID(), Number: fmt.Sprintf("%s-%02d", f.Claim.Number, len(f.Orders)+1), Claim: o.Claim, Unit: o.Unit, Parent: o.Parent,
		Supplement: main, Renews: o.ID, Layer: o.Layer, Target: o.Target, Matches: o.Matches, Fen: min(amount, o.Fen), FloorFen: o.FloorFen, Lane: o.Lane,
		Limits: o.Limits, Evidence: o.Evidence, Mode: o.Mode, Count: count, Basis: d.basis("stop.count"), Reason: reasonStop, State: docket.Sealed,
	}
	id := r.ID
	return id, d.add(f, r)
}
