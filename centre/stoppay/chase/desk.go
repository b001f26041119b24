package chase

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay/docket"
	"fanzha/centre/stoppay/guard"
	"fanzha/centre/trace"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Desk is what a decision knows besides the file: the law, the time, who acts, the directory. Decisions are its methods: they
// change a File in memory and nothing else, so a store may run them again.
type Desk struct {
	Rules  *guard.Rules
	Now    when.Micros // never before what was decided last on the file
	Wall   when.Micros // what the clock says
	By     access.Scope
	NewID  func() string
	Sealer docket.Sealer
	Banks  Directory
	Known  map[ident.Account]Known // holders
	Logs   bool                    // there is a log of transfers that can be asked again
	flows  []trace.Result          // what the log knows beyond the movements of an answer
}

// Known is what is known of the holder of an account.
type Known struct {
	Party  docket.Party
	Holder guard.Holder
}

// Enter prepares a file for a decision. A clock that goes back does not go behind what was decided last: nothing happens
// twice or in the wrong order by it.
func (d *Desk) Enter(f *docket.File) {
	d.Now = max(d.Wall, f.Claim.LatestAt)
}

// Leave sums up what a decision made of the file.
func (d *Desk) Leave(f *docket.File) {
	c := &f.Claim
	c.LatestAt = d.Now
	c.HeldFen, c.ExitFen, c.NextAt = 0, 0, 0
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.HoldState.Live() {
			c.HeldFen += o.HeldFen
		}
		if f.Changed(o.ID) {
			o.NextAt = d.clockOf(o)
			o.Slot = d.slot(f, o)
		}
		c.NextAt = docket.Sooner(c.NextAt, o.NextAt)
	}
	for i := range f.Legs {
		if f.Legs[i].Halt == docket.HaltExit {
			c.ExitFen += f.Legs[i].TaintedFen
		}
	}
	if c.State == docket.ClaimOpen && c.Standing == docket.Provisional {
		c.NextAt = docket.Sooner(c.NextAt, c.ConfirmBy)
	}
	if c.Reviewed == 0 && !c.ReviewTold && c.State != docket.ClaimWithdrawn {
		c.NextAt = docket.Sooner(c.NextAt, c.ReviewBy)
	}
	c.NextAt = docket.Sooner(c.NextAt, d.followAt(f))
	c.NextAt = docket.Sooner(c.NextAt, d.measureClock(f))
}

// flag marks what is contradictory in an order, and tells it once.
func (d *Desk) flag(f *docket.File, o *docket.Order, flag string) {
	if slices.Contains(o.Flags, flag) {
		return
	}
	o.Flags = append(slices.Clip(o.Flags), flag)
	f.Touch(o)
	d.tell(f, docket.EvContradiction, o, func(b *docket.EventBody) { b.Flag = flag })
	d.act(f, o, "stop.contradiction", func(a access.Act) access.Act { return a.With("flag", flag) })
}

// tell adds an event about an order, or about the claim when o is nil.
func (d *Desk) tell(f *docket.File, kind string, o *docket.Order, more ...func(*docket.EventBody)) {
	c := &f.Claim
	b := docket.EventBody{
		Claim: c.ID, Number: c.Number, Unit: c.Unit, Warning: c.Warning, State: string(c.State), Standing: c.Standing,
		LossFen: c.LossFen, HeldFen: c.HeldFen, Version: c.Version, Actor: d.By.User,
		Fraud: c.Fraud, OpenedAt: c.OpenedAt,
	}
	if o != nil {
		b.Order, b.Number, b.Bank, b.Layer, b.Count, b.State = o.ID, o.Number, o.Target.Bank, o.Layer, o.Count, string(o.State)
		b.Result, b.Fen, b.HeldFen, b.ExpiresAt, b.Version = o.Result, o.Fen, o.HeldFen, o.ExpiresAt, o.Version
		b.SealedAt, b.SentAt, b.AnsweredAt, b.HeldAt, b.TotalFen, b.HoldState = o.SealedAt, o.SentAt, o.AnsweredAt, o.HeldAt, o.TotalFen, o.HoldState
		b.AskedFen = o.Fen
		b.Follows = cmp.Or(o.Renews, o.Supplement)
		b.Adds = o.Renews == "" && o.Supplement != ""
	}
	for _, m := range more {
		m(&b)
	}
	f.Events = append(f.Events, docket.Event{Kind: kind, Unit: c.Unit, At: d.Now, Body: b})
}

// act adds an audit entry about an order, or about the claim when o is nil. Entries hold no names and no account numbers.
func (d *Desk) act(f *docket.File, o *docket.Order, action string, more ...func(access.Act) access.Act) {
	c := &f.Claim
	a := access.ActOf(d.By, d.Now, action).On("claim", c.ID).In(c.Unit).With("claim", c.Number)
	if f.Measure != "" {
		a = access.ActOf(d.By, d.Now, action).On("measure", f.Measure).In(c.Unit)
	}
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

// Directory finds banks by code and by the prefix of an account number.
type Directory struct {
	ByCode   map[string]docket.Bank
	byPrefix map[string]string
	longest  int
}

func NewDirectory(list []docket.Bank) Directory {
	d := Directory{ByCode: map[string]docket.Bank{}, byPrefix: map[string]string{}}
	for _, b := range list {
		d.ByCode[b.Code] = b
		for _, p := range b.Prefixes {
			d.byPrefix[p] = b.Code
			d.longest = max(d.longest, len(p))
		}
	}
	return d
}

// prefixOf names the bank whose longest prefix the account number has; empty when none has.
func (d Directory) prefixOf(account ident.Account) string {
	for n := min(d.longest, len(account)); n > 0; n-- {
		code, ok := d.byPrefix[string(account[:n])]
		if ok {
			return code
		}
	}
	return ""
}

// bankOf decides who holds an account: the bank that is named, where it is in the directory, else the one of the prefix.
func (d Directory) bankOf(p docket.Party) (docket.Bank, bool) {
	b, ok := d.ByCode[p.Bank]
	if !ok {
		b, ok = d.ByCode[d.prefixOf(p.Account)]
	}
	return b, ok && b.Active
}

// basis is what an order rests on, as the rulebook names it: the source without the remark behind the colon.
func (d *Desk) basis(code string) string {
	r, _ := d.Rules.Rule(code)
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

// OneLine makes a reason fit for the page of the banks.
func OneLine(text string) string { return clip(strings.Join(strings.Fields(text), " "), ReasonMax) }
