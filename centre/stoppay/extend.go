package stoppay

import (
	"cmp"
	"fmt"

	"fanzha/term/ident"
)

// checkExtend completes a command by the leg it names and checks the party as an order needs it.
func (d *desk) checkExtend(f *File, cmd *ExtendCmd) error {
	if len(cmd.Cause) > keyMax || !sound(cmd.Cause) {
		return badField("cause")
	}
	if cmd.Leg != "" {
		l := f.leg(cmd.Leg)
		if l == nil {
			return ErrNotFound
		}
		cmd.Party.Account = l.To.Account
		cmd.Party.Name = cmp.Or(cmd.Party.Name, l.To.Name)
		cmd.Party.Bank = cmp.Or(cmd.Party.Bank, l.To.Bank)
		cmd.Party.Kind = cmp.Or(cmd.Party.Kind, l.To.Kind)
		return d.checkParty(&cmd.Party, "party")
	}
	m := &cmd.Match
	if m.Fen <= 0 || m.Fen > amountMax || cmd.Fen < 0 || cmd.Fen > m.Fen {
		return refuse(ErrAmount, "field", "match.fen")
	}
	if m.At <= 0 || m.At > d.now+skewMax {
		return refuse(ErrFuture, "field", "match.at")
	}
	if m.Payer.Account != "" {
		from, err := ident.ParseAccount(string(m.Payer.Account))
		if err != nil {
			return badField("match.payer")
		}
		m.Payer.Account = from
	}
	if !short(m.Ref) || !short(m.Channel) || !short(m.Payer.Name) || !short(m.Payer.Bank) {
		return badField("match.ref")
	}
	return d.checkParty(&cmd.Party, "party")
}

// extend orders along a leg or to a party by hand. The caps that protect against orders without end do not bind an officer; those
// that protect people do: protected kinds, the number of stops, the money that is not accounted for.
func (d *desk) extend(f *File, cmd ExtendCmd) (string, error) {
	if f.Claim.State != ClaimOpen || f.Claim.Standing == Lapsed {
		return "", ErrClaimEnded
	}
	var l *Leg
	if cmd.Leg != "" {
		l = f.leg(cmd.Leg)
		if l == nil {
			return "", ErrNotFound
		}
		if l.Next != "" || l.Halt == HaltExit {
			return "", refuse(ErrHalted, "why", string(cmp.Or(l.Halt, HaltCovered)))
		}
		l.To, l.Halt = cmd.Party, HaltNone
	} else {
		l = d.manualLeg(f, cmd)
	}
	f.changed[l.ID] = true
	g := &group{account: l.To.Account, layer: l.Layer, legs: []*Leg{l}, latest: l.At, tainted: l.TaintedFen}
	d.weigh(f, g)
	if cmd.Fen > 0 {
		g.grant.Fen = min(g.grant.Fen, cmd.Fen)
	}
	halt := d.halt(f, g, 0)
	switch halt {
	case HaltNone, HaltHops, HaltSmall, HaltWindow, HaltWorth:
	default:
		return "", refuse(ErrHalted, "why", string(halt))
	}
	if g.grant.Fen <= 0 {
		return "", refuse(ErrHalted, "why", string(HaltCovered))
	}
	_, _, ok := d.nextStop(f, g.account, false)
	if !ok {
		return "", ErrStopCount
	}
	if len(f.Orders) >= d.rules.MaxOrders {
		return "", refuse(ErrHalted, "why", string(HaltOrders))
	}
	return d.order(f, g)
}

// manualLeg is the movement that an officer has found out. From the victim's side it is bounded by what is open of the loss,
// from another account by what is not accounted for there.
func (d *desk) manualLeg(f *File, cmd ExtendCmd) *Leg {
	m := cmd.Match
	l := Leg{Claim: f.Claim.ID, Layer: 1, From: m.Payer.Account, To: cmd.Party, Code: MovedOtherBank, At: m.At, Fen: m.Fen, Ref: m.Ref, Mode: ModeManual}
	tainted := max(0, f.Claim.OpenLoss()-f.Claim.HeldFen)
	from := f.order(cmd.From)
	if from != nil {
		l.Layer, l.From, l.Order = from.Layer+1, from.Target.Account, from.ID
		tainted = max(0, f.room(l.From))
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
		return amountMax
	}
	return 0
}

// renew makes the second stop of an account for what the first holds.
func (d *desk) renew(f *File, o *Order) (string, error) {
	amount := o.StandingFen()
	if o.HoldState == Expired {
		amount = min(o.TotalFen, o.Fen)
	}
	switch {
	case f.Claim.State != ClaimOpen || f.Claim.Standing == Lapsed:
		return "", ErrClaimEnded
	case o.HoldState == Frozen:
		return "", ErrFrozen
	case o.Count != 1 || o.HoldState != Holding && o.HoldState != Expired || amount <= 0 || f.renewalOf(o.ID) != nil:
		return "", ErrNotRenewable
	case len(f.Orders) >= d.rules.MaxOrders:
		return "", refuse(ErrHalted, "why", string(HaltOrders))
	}
	count, main, ok := d.nextStop(f, o.Target.Account, true)
	if !ok || count < 2 {
		return "", ErrStopCount
	}
	r := Order{
		ID: d.newID(), Number: fmt.Sprintf("%s-%02d", f.Claim.Number, len(f.Orders)+1), Claim: o.Claim, Unit: o.Unit, Parent: o.Parent,
		Supplement: main, Renews: o.ID, Layer: o.Layer, Target: o.Target, Matches: o.Matches, Fen: min(amount, o.Fen), FloorFen: o.FloorFen, Lane: o.Lane,
		Limits: o.Limits, Evidence: o.Evidence, Mode: o.Mode, Count: count, Basis: d.basis("stop.count"), Reason: reasonStop, State: Sealed,
	}
	id := r.ID
	return id, d.add(f, r)
}
