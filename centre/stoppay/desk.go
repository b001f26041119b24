package stoppay

import (
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// desk is what a decision knows besides the file: the law, the time, who acts, the directory. Decisions are its methods: they
// change a File in memory and nothing else, so a store may run them again.
type desk struct {
	rules  *guard.Rules
	now    when.Micros // never before what was decided last on the file
	wall   when.Micros // what the clock says
	by     access.Scope
	newID  func() string
	sealer Sealer
	banks  directory
	known  map[ident.Account]known // holders
	flows  []trace.Result          // what the log knows beyond the movements of an answer
}

type known struct {
	party  Party
	holder guard.Holder
}

// enter prepares a file for a decision. A clock that goes back does not go behind what was decided last: nothing happens
// twice or in the wrong order by it.
func (d *desk) enter(f *File) {
	d.now = max(d.wall, f.Claim.LatestAt)
	if f.changed == nil {
		f.changed = map[string]bool{}
	}
}

// leave sums up what a decision made of the file.
func (d *desk) leave(f *File) {
	c := &f.Claim
	c.LatestAt = d.now
	c.HeldFen, c.ExitFen, c.NextAt = 0, 0, 0
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.HoldState.Live() {
			c.HeldFen += o.HeldFen
		}
		if f.changed[o.ID] {
			o.NextAt = d.clockOf(o)
			o.Slot = d.slot(f, o)
		}
		c.NextAt = sooner(c.NextAt, o.NextAt)
	}
	for i := range f.Legs {
		if f.Legs[i].Halt == HaltExit {
			c.ExitFen += f.Legs[i].TaintedFen
		}
	}
	if c.State == ClaimOpen && c.Standing == Provisional {
		c.NextAt = sooner(c.NextAt, c.ConfirmBy)
	}
	if c.Reviewed == 0 && !c.ReviewTold && c.State != ClaimWithdrawn {
		c.NextAt = sooner(c.NextAt, c.ReviewBy)
	}
}

// sooner is the earlier of two moments, of which zero is none.
func sooner(a, b when.Micros) when.Micros {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// order finds an order of the file; nil when it is not there.
func (f *File) order(id string) *Order {
	for i := range f.Orders {
		if f.Orders[i].ID == id {
			return &f.Orders[i]
		}
	}
	return nil
}

func (f *File) message(id string) *Message {
	for i := range f.Messages {
		if f.Messages[i].ID == id {
			return &f.Messages[i]
		}
	}
	return nil
}

func (f *File) leg(id string) *Leg {
	for i := range f.Legs {
		if f.Legs[i].ID == id {
			return &f.Legs[i]
		}
	}
	return nil
}

// touch marks an order as changed.
func (f *File) touch(o *Order) {
	if !f.changed[o.ID] {
		o.Version++
	}
	f.changed[o.ID] = true
}

// flag marks what is contradictory in an order, and tells it once.
func (d *desk) flag(f *File, o *Order, flag string) {
	if slices.Contains(o.Flags, flag) {
		return
	}
	o.Flags = append(slices.Clip(o.Flags), flag)
	f.touch(o)
	d.tell(f, EvContradiction, o, func(b *EventBody) { b.Flag = flag })
	d.act(f, o, "stop.contradiction", func(a access.Act) access.Act { return a.With("flag", flag) })
}

// tell adds an event about an order, or about the claim when o is nil.
func (d *desk) tell(f *File, kind string, o *Order, more ...func(*EventBody)) {
	c := &f.Claim
	b := EventBody{
		Claim: c.ID, Number: c.Number, Unit: c.Unit, Warning: c.Warning, State: string(c.State), Standing: c.Standing,
		LossFen: c.LossFen, HeldFen: c.HeldFen, Version: c.Version, Actor: d.by.User,
	}
	if o != nil {
		b.Order, b.Number, b.Bank, b.Layer, b.Count, b.State = o.ID, o.Number, o.Target.Bank, o.Layer, o.Count, string(o.State)
		b.Result, b.Fen, b.HeldFen, b.ExpiresAt, b.Version = o.Result, o.Fen, o.HeldFen, o.ExpiresAt, o.Version
	}
	for _, m := range more {
		m(&b)
	}
	f.Events = append(f.Events, Event{Kind: kind, Unit: c.Unit, At: d.now, Body: b})
}

// act adds an audit entry about an order, or about the claim when o is nil. Entries hold no names and no account numbers.
func (d *desk) act(f *File, o *Order, action string, more ...func(access.Act) access.Act) {
	c := &f.Claim
	a := access.ActOf(d.by, d.now, action).On("claim", c.ID).In(c.Unit).With("claim", c.Number)
	if o != nil {
		a = a.On("stop", o.ID).With("number", o.Number).With("bank", o.Target.Bank).With("state", string(o.State))
	}
	for _, m := range more {
		a = m(a)
	}
	f.Acts = append(f.Acts, a)
}

// fen writes an amount into an audit entry.
func fen(name string, n int64) func(access.Act) access.Act {
	return func(a access.Act) access.Act { return a.With(name, strconv.FormatInt(n, 10)) }
}

func because(reason string) func(access.Act) access.Act {
	return func(a access.Act) access.Act { return a.Because(reason) }
}

// directory finds banks by code and by the prefix of an account number.
type directory struct {
	byCode   map[string]Bank
	byPrefix map[string]string
	longest  int
}

func newDirectory(list []Bank) directory {
	d := directory{byCode: map[string]Bank{}, byPrefix: map[string]string{}}
	for _, b := range list {
		d.byCode[b.Code] = b
		for _, p := range b.Prefixes {
			d.byPrefix[p] = b.Code
			d.longest = max(d.longest, len(p))
		}
	}
	return d
}

// prefixOf names the bank whose longest prefix the account number has; empty when none has.
func (d directory) prefixOf(account ident.Account) string {
	for n := min(d.longest, len(account)); n > 0; n-- {
		code, ok := d.byPrefix[string(account[:n])]
		if ok {
			return code
		}
	}
	return ""
}

// bankOf decides who holds an account: the bank that is named, where it is in the directory, else the one of the prefix.
func (d directory) bankOf(p Party) (Bank, bool) {
	b, ok := d.byCode[p.Bank]
	if !ok {
		b, ok = d.byCode[d.prefixOf(p.Account)]
	}
	return b, ok && b.Active
}

// basis is what an order rests on, as the rulebook names it: the source without the remark behind the colon.
func (d *desk) basis(code string) string {
	r, _ := d.rules.Rule(code)
	text, _, _ := strings.Cut(r.Source, ":")
	return clip(strings.TrimSpace(text), basisMax)
}

// clip cuts a text to a number of characters.
func clip(text string, runes int) string {
	r := []rune(text)
	if len(r) <= runes {
		return text
	}
	return string(r[:runes])
}

// oneLine makes a reason fit for the page of the banks.
func oneLine(text string) string { return clip(strings.Join(strings.Fields(text), " "), reasonMax) }
