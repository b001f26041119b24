package chase

import (
	"cmp"
	"fmt"
	"slices"

	"fanzha/centre/stoppay/docket"
	"fanzha/centre/stoppay/guard"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// group is all money that came to one account by legs that no order follows yet.
type group struct {
	account ident.Account
	legs    []*docket.Leg
	layer   int
	latest  when.Micros
	tainted int64
	ask     int64
	worth   int64
	target  docket.Party
	grant   guard.Grant
}

// follow makes the next orders: one for each account that legs without an order lead to, under the hard caps of the rulebook.
// The accounts worth most come first when a cap is near; each leg that is not followed says why.
func (d *Desk) follow(f *docket.File) ([]string, error) {
	var groups []*group
	byAccount := map[ident.Account]*group{}
	fresh := map[ident.Account]bool{}
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.Next == "" && l.Halt == docket.HaltNone {
			fresh[l.To.Account] = true
		}
	}
	for i := range f.Legs {
		l := &f.Legs[i]
		again := l.Halt == docket.HaltWorth && fresh[l.To.Account] // what was not worth an order alone may be with what came now
		if l.Next != "" || l.Halt != docket.HaltNone && !again {
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
		if halt == docket.HaltNone {
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
func (d *Desk) weigh(f *docket.File, g *group) {
	g.target = g.legs[0].To
	for _, l := range g.legs[1:] {
		g.target.Name = cmp.Or(g.target.Name, l.To.Name)
		g.target.Kind = cmp.Or(g.target.Kind, l.To.Kind)
		g.target.Bank = cmp.Or(g.target.Bank, l.To.Bank)
	}
	k := d.Known[g.account]
	g.target.Name = cmp.Or(g.target.Name, k.Party.Name)
	g.target.Kind = cmp.Or(g.target.Kind, k.Party.Kind)
	bank, ok := d.Banks.bankOf(docket.Party{Bank: cmp.Or(g.target.Bank, k.Party.Bank), Account: g.account})
	g.target.Bank = ""
	if ok {
		g.target.Bank = bank.Code
	}
	if len(g.legs) > matchesMax { // the largest credits are named, and bound what is asked for
		slices.SortStableFunc(g.legs, func(a, b *docket.Leg) int { return cmp.Compare(b.TaintedFen, a.TaintedFen) })
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
	g.ask = min(g.tainted, f.Room(g.account)-waiting)
	if f.Claim.CapFen > 0 {
		g.ask = min(g.ask, f.Claim.CapFen)
	}
	h := k.Holder
	h.Kind = cmp.Or(h.Kind, g.target.Kind)
	g.grant = d.Rules.Lane(h, g.ask)
	g.worth = d.Rules.Worth(arrival(f, g, d.Now))
}

// arrival is what is known of the claim's money on the account of a group, with what came before.
func arrival(f *docket.File, g *group, now when.Micros) guard.Arrival {
	x := guard.Arrival{Fen: g.grant.Fen, Kind: g.target.Kind, Layer: g.layer, Elapsed: now - g.latest}
	for i := range f.Legs {
		l := &f.Legs[i]
		if l.To.Account == g.account && l.Halt != docket.HaltExit {
			x.Credits++
			x.PaidFen += l.Fen
			x.Layer = min(x.Layer, l.Layer)
		}
	}
	return x
}

// halt says why an account gets no order; more is how many orders this decision makes already.
func (d *Desk) halt(f *docket.File, g *group, more int) docket.Halt {
	barred, _ := d.Rules.Protected(cmp.Or(d.Known[g.account].Holder.Kind, g.target.Kind))
	switch {
	case f.Claim.State != docket.ClaimOpen || f.Claim.Standing == docket.Lapsed:
		return docket.HaltEnded
	case f.Own(g.account):
		return docket.HaltOwn
	case barred:
		return docket.HaltProtected
	case g.ask <= 0:
		return docket.HaltCovered
	case g.layer > d.Rules.MaxHops:
		return docket.HaltHops
	case g.layer > 1 && g.ask < d.Rules.MinFen(f.Claim.LossFen):
		return docket.HaltSmall
	case g.layer > 1 && g.latest > f.RootAt()+d.Rules.Window:
		return docket.HaltWindow
	case g.target.Bank == "":
		return docket.HaltBank
	case g.target.Name == "":
		return docket.HaltName
	case len(f.Orders)+more >= d.Rules.MaxOrders:
		return docket.HaltOrders
	case g.grant.Fen <= 0 || g.layer > 1 && g.worth <= 0:
		return docket.HaltWorth
	}
	_, _, ok := d.nextStop(f, g.account, false)
	if !ok {
		return docket.HaltLimit
	}
	return docket.HaltNone
}

// stopHere marks the legs of a group that is not followed. What an officer can mend or should know is told.
func (d *Desk) stopHere(f *docket.File, g *group, halt docket.Halt) {
	for _, l := range g.legs {
		if l.Halt == halt {
			continue // told before
		}
		l.Halt = halt
		f.Mark(l.ID)
		d.tell(f, docket.EvHalted, nil, func(b *docket.EventBody) { b.Halt, b.Leg, b.Layer, b.Fen = halt, l.ID, l.Layer, l.TaintedFen })
	}
}

// order makes, seals and queues the order of a group.
func (d *Desk) order(f *docket.File, g *group) (string, error) {
	id := d.NewID()
	count, main, ok := d.nextStop(f, g.account, false)
	if !ok {
		return "", docket.ErrStopCount
	}
	o := docket.Order{
		ID: id, Number: fmt.Sprintf("%s-%02d", f.Claim.Number, len(f.Orders)+1), Claim: f.Claim.ID, Unit: f.Claim.Unit,
		Parent: f.ParentOf(g.legs[0].From), Supplement: main, Layer: g.layer, Target: g.target, Fen: g.grant.Fen, FloorFen: g.grant.FloorFen,
		Lane: g.grant.Lane, Limits: g.grant.Reasons, Mode: g.legs[0].Mode, Count: count, Basis: d.basis("stop.hours"), Reason: reasonStop,
		State: docket.Sealed, Evidence: evidence(f, g),
	}
	for i, l := range g.legs {
		if i < matchesMax {
			payer := f.PayerOf(l)
			payer.Bank = d.Banks.ByCode[payer.Bank].Code // the page of the banks takes codes of the directory only
			o.Matches = append(o.Matches, docket.Match{Ref: l.Ref, At: l.At, Fen: l.Fen, Payer: payer, Channel: f.ChannelOf(l)})
		}
		l.Next, l.Halt = id, docket.HaltNone
		f.Mark(l.ID)
	}
	return id, d.add(f, o)
}

// add puts an order into the file, counts it as a stop of its account, and seals it.
func (d *Desk) add(f *docket.File, o docket.Order) error {
	if o.Fen <= 0 {
		return docket.ErrAmount
	}
	f.Orders = append(f.Orders, o)
	last := &f.Orders[len(f.Orders)-1]
	if f.Stops == nil {
		f.Stops = map[ident.Account][]docket.Stop{}
	}
	f.Stops[o.Target.Account] = append(f.Stops[o.Target.Account], docket.Stop{
		Order: o.ID, Claim: o.Claim, Organ: o.Unit, Count: o.Count, Supplement: o.Supplement, State: o.State, SealedAt: d.Now,
	})
	return d.sealOrder(f, last)
}

// evidence is how sure it is that stolen money is there: the share of the victim's money in what came in, times how sure that
// is of the account it came from.
func evidence(f *docket.File, g *group) int {
	var tainted, whole int64
	from := 100
	for _, l := range g.legs {
		tainted += l.TaintedFen
		whole += l.Fen
		p := f.Order(f.ParentOf(l.From))
		if p != nil {
			from = min(from, p.Evidence)
		}
	}
	if whole <= 0 {
		return 0
	}
	return int(int64(from) * min(tainted, whole) / whole)
}
