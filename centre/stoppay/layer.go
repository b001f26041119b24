package stoppay

import (
	"cmp"
	"fmt"
	"slices"

	"fanzha/centre/stoppay/guard"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// group is all money that came to one account by legs that no order follows yet.
type group struct {
	account ident.Account
	legs    []*Leg
	layer   int
	latest  when.Micros
	tainted int64
	ask     int64
	worth   int64
	target  Party
	grant   guard.Grant
}

// follow makes the next orders: one for each account that legs without an order lead to, under the hard caps of the rulebook.
// The accounts worth most come first when a cap is near; each leg that is not followed says why.
func (d *desk) follow(f *File) ([]string, error) {
	var groups []*group
	byAccount := map[ident.Account]*group{}
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.Next != "" || l.Halt != HaltNone {
			continue
		}
		g := byAccount[l.To.Account]
		if g == nil {
			g = &group{account: l.To.Account, layer: l.Layer}
			byAccount[l.To.Account] = g
			groups = append(groups, g)
		}
		g.legs = append(g.legs, l)
		g.layer = min(g.layer, l.Layer)
		g.latest = max(g.latest, l.At)
		g.tainted += l.TaintedFen
	}
	for _, g := range groups {
		d.weigh(f, g)
	}
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(min(a.layer, 2), min(b.layer, 2)), cmp.Compare(b.worth, a.worth))
	})
	var out []*group
	for _, g := range groups {
		halt := d.halt(f, g, len(out))
		if halt == HaltNone {
			out = append(out, g)
			continue
		}
		d.stopHere(f, g, halt)
	}
	slices.SortStableFunc(out, func(a, b *group) int { return cmp.Compare(a.layer, b.layer) })
	var made []string
	for _, g := range out {
		id, err := d.order(f, g)
		if err != nil {
			return nil, err
		}
		made = append(made, id)
	}
	return made, nil
}

// weigh finds out who holds the account, how much may be asked for, and what an order is worth.
func (d *desk) weigh(f *File, g *group) {
	g.target = g.legs[0].To
	for _, l := range g.legs[1:] {
		g.target.Name = cmp.Or(g.target.Name, l.To.Name)
		g.target.Kind = cmp.Or(g.target.Kind, l.To.Kind)
		g.target.Bank = cmp.Or(g.target.Bank, l.To.Bank)
	}
	k := d.known[g.account]
	g.target.Name = cmp.Or(g.target.Name, k.party.Name)
	g.target.Kind = cmp.Or(g.target.Kind, k.party.Kind)
	bank, ok := d.banks.bankOf(Party{Bank: cmp.Or(g.target.Bank, k.party.Bank), Account: g.account})
	g.target.Bank = ""
	if ok {
		g.target.Bank = bank.Code
	}
	if len(g.legs) > matchesMax { // the largest credits are named, and bound what is asked for
		slices.SortStableFunc(g.legs, func(a, b *Leg) int { return cmp.Compare(b.TaintedFen, a.TaintedFen) })
		g.tainted = 0
		for _, l := range g.legs[:matchesMax] {
			g.tainted += l.TaintedFen
		}
	}
	waiting := int64(0)
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Target.Account == g.account && o.State.Open() {
			waiting += o.Fen
		}
	}
	g.ask = min(g.tainted, f.room(g.account)-waiting)
	if f.Claim.CapFen > 0 {
		g.ask = min(g.ask, f.Claim.CapFen)
	}
	h := k.holder
	h.Kind = cmp.Or(h.Kind, g.target.Kind)
	g.grant = d.rules.Lane(h, g.ask)
	g.worth = d.rules.Worth(g.grant.Fen, g.target.Kind, d.now-g.latest)
}

// halt says why an account gets no order; more is how many orders this decision makes already.
func (d *desk) halt(f *File, g *group, more int) Halt {
	barred, _ := d.rules.Protected(cmp.Or(d.known[g.account].holder.Kind, g.target.Kind))
	switch {
	case f.Claim.State != ClaimOpen || f.Claim.Standing == Lapsed:
		return HaltEnded
	case f.own(g.account):
		return HaltOwn
	case barred:
		return HaltProtected
	case g.ask <= 0:
		return HaltCovered
	case g.layer > d.rules.MaxHops:
		return HaltHops
	case g.layer > 1 && g.ask < d.rules.MinFen(f.Claim.LossFen):
		return HaltSmall
	case g.layer > 1 && g.latest > f.rootAt()+d.rules.Window:
		return HaltWindow
	case g.target.Bank == "":
		return HaltBank
	case g.target.Name == "":
		return HaltName
	case len(f.Orders)+more >= d.rules.MaxOrders:
		return HaltOrders
	case g.grant.Fen <= 0 || g.layer > 1 && g.worth <= 0:
		return HaltWorth
	}
	_, _, ok := d.nextStop(f, g.account, false)
	if !ok {
		return HaltLimit
	}
	return HaltNone
}

// stopHere marks the legs of a group that is not followed. What an officer can mend or should know is told.
func (d *desk) stopHere(f *File, g *group, halt Halt) {
	for _, l := range g.legs {
		l.Halt = halt
		f.changed[l.ID] = true
		d.tell(f, EvHalted, nil, func(b *EventBody) { b.Halt, b.Leg, b.Layer, b.Fen = halt, l.ID, l.Layer, l.TaintedFen })
	}
}

// own says whether an account is one that the victim paid from.
func (f *File) own(account ident.Account) bool {
	for i := range f.Payments {
		if f.Payments[i].Account == account {
			return true
		}
	}
	return false
}

// rootAt is when the first payment was made.
func (f *File) rootAt() when.Micros {
	at := f.Payments[0].At
	for _, p := range f.Payments {
		at = min(at, p.At)
	}
	return at
}

// room is how much of the victim's money must still be on an account, as far as is known: what came in, less what is held or
// was given back to the holder, less what went out.
func (f *File) room(account ident.Account) int64 {
	var n int64
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.To.Account == account && l.Halt != HaltExit {
			n += l.TaintedFen
		}
		if l.From == account && l.Code != CodePayment {
			n -= l.TaintedFen
		}
	}
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Target.Account != account {
			continue
		}
		n -= o.FreedFen
		if o.HoldState.Live() {
			n -= o.HeldFen
		}
	}
	return n
}

// order makes, seals and queues the order of a group.
func (d *desk) order(f *File, g *group) (string, error) {
	id := d.newID()
	count, main, ok := d.nextStop(f, g.account, false)
	if !ok {
		return "", ErrStopCount
	}
	o := Order{
		ID: id, Number: fmt.Sprintf("%s-%02d", f.Claim.Number, len(f.Orders)+1), Claim: f.Claim.ID, Unit: f.Claim.Unit,
		Parent: f.parentOf(g.legs[0].From), Supplement: main, Layer: g.layer, Target: g.target, Fen: g.grant.Fen, FloorFen: g.grant.FloorFen,
		Lane: g.grant.Lane, Limits: g.grant.Reasons, Mode: g.legs[0].Mode, Count: count, Basis: d.basis("stop.hours"), Reason: reasonStop,
		State: Sealed, Evidence: f.evidence(g),
	}
	for i, l := range g.legs {
		if i < matchesMax {
			o.Matches = append(o.Matches, Match{Ref: l.Ref, At: l.At, Fen: l.Fen, Payer: f.payerOf(l), Channel: f.channelOf(l)})
		}
		l.Next = id
		f.changed[l.ID] = true
	}
	return id, d.add(f, o)
}

// add puts an order into the file, counts it as a stop of its account, and seals it.
func (d *desk) add(f *File, o Order) error {
	if o.Fen <= 0 {
		return ErrAmount
	}
	f.Orders = append(f.Orders, o)
	last := &f.Orders[len(f.Orders)-1]
	if f.Stops == nil {
		f.Stops = map[ident.Account][]Stop{}
	}
	f.Stops[o.Target.Account] = append(f.Stops[o.Target.Account], Stop{
		Order: o.ID, Claim: o.Claim, Organ: o.Unit, Count: o.Count, Supplement: o.Supplement, State: o.State, SealedAt: d.now,
	})
	return d.sealOrder(f, last)
}

// parentOf is the order on the account that the money came from.
func (f *File) parentOf(from ident.Account) string {
	for i := len(f.Orders) - 1; i >= 0; i-- {
		if f.Orders[i].Target.Account == from && f.Orders[i].Count == 1 {
			return f.Orders[i].ID
		}
	}
	return ""
}

// evidence is how sure it is that stolen money is there: the share of the victim's money in what came in, times how sure that
// is of the account it came from.
func (f *File) evidence(g *group) int {
	var tainted, whole int64
	from := 100
	for _, l := range g.legs {
		tainted += l.TaintedFen
		whole += l.Fen
		p := f.order(f.parentOf(l.From))
		if p != nil {
			from = min(from, p.Evidence)
		}
	}
	if whole <= 0 {
		return 0
	}
	return int(int64(from) * min(tainted, whole) / whole)
}

// payerOf names the payer of a credit, as far as is known.
func (f *File) payerOf(l *Leg) Party {
	p := Party{Account: l.From}
	for i := range f.Payments {
		if l.Code == CodePayment && f.Payments[i].ID == l.ID {
			return Party{Bank: f.Payments[i].Bank, Account: l.From, Name: f.Claim.Victim.Name}
		}
	}
	for i := range f.Orders {
		if f.Orders[i].Target.Account == l.From {
			p.Bank, p.Name = f.Orders[i].Target.Bank, f.Orders[i].Target.Name
		}
	}
	return p
}

func (f *File) channelOf(l *Leg) string {
	for i := range f.Payments {
		if f.Payments[i].ID == l.ID {
			return f.Payments[i].Channel
		}
	}
	return ""
}
