package bank

import (
	"errors"
	"slices"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// ErrCurbed refuses a debit of an account whose payments are restricted.
var ErrCurbed = errors.New("the account's payments are restricted")

// curb is a restriction of how an account pays. It keeps no money back, and ends by itself.
type curb struct {
	on     *account
	order  string
	limits string
	until  when.Micros
	ended  bool
}

// restrict carries out a restriction, or continues an earlier one of the same account, which it takes the place of.
func (b *Bank) restrict(r *record, now when.Micros) wire.Answer {
	o := r.order
	a, code := b.target(o)
	if code != "" {
		return b.refuse(r, o, code, now)
	}
	var old *curb
	until := when.Of(o.Until)
	if o.Parent != "" {
		old, code = b.curbOf(o)
	}
	switch {
	case code != "":
	case until <= now:
		code = wire.RefusalTooLate
	case until > now.Add(RestrictMax) && !b.lies(AnyTerm):
		code = wire.RefusalTerm
	}
	if code != "" {
		return b.refuse(r, o, code, now)
	}
	if old != nil && !b.lies(RenewsTwice) {
		old.ended = true
	}
	c := &curb{on: a, order: o.ID, limits: o.Limits, until: until}
	a.curbs = append(slices.DeleteFunc(a.curbs, func(c *curb) bool { return c.ended }), c)
	r.curb = c
	if b.lies(CurbHolds) {
		h := &hold{on: a, order: o.ID, root: o.ID, claim: o.Claim, by: o.Unit.Name, from: now, until: until, target: a.balance}
		b.place(h)
		h.fill()
	}
	return b.doneNow(r, nil, now)
}

// lift ends a restriction at once. One that has ended already is lifted.
func (b *Bank) lift(r *record, now when.Micros) wire.Answer {
	c, code := b.curbOf(r.order)
	switch {
	case code != "" && b.lies(ReleasesAnything):
	case code != "":
		return b.refuse(r, r.order, code, now)
	case !b.lies(ForgetsLift):
		c.ended = true
	}
	return b.doneNow(r, nil, now)
}

// curbOf finds the restriction that an order is about.
func (b *Bank) curbOf(o wire.Order) (*curb, string) {
	parent := b.done[o.Parent]
	if parent == nil || parent.curb == nil || parent.curb.on.Number != o.Account.Number && !b.lies(ReleasesAcross) {
		return nil, wire.RefusalOrderNotFound
	}
	if !sameName(parent.curb.on.Name, o.Account.Name) && !b.lies(AnyName) && !b.lies(ReleasesAcross) {
		return nil, wire.RefusalName
	}
	return parent.curb, ""
}

// curbed says whether a debit is of a kind that a restriction of the account forbids now.
func (b *Bank) curbed(a *account, e Entry, now when.Micros) bool {
	return slices.ContainsFunc(a.curbs, func(c *curb) bool {
		if c.ended || c.until <= now && !b.lies(CurbStays) || b.lies(CurbsNothing) {
			return false
		}
		return c.limits == wire.LimitPayments || e.Code != wire.CashCounter || b.lies(CurbsCounter)
	})
}
