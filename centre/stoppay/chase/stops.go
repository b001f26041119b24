package chase

import (
	"strconv"

	"fanzha/centre/stoppay/docket"
	"fanzha/centre/stoppay/guard"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// An account is stopped at most twice (止付次数以两次为限), each time for at most 48 hours from the bank's execution. A stop is
// one span of time in which the account is stopped; all orders on the account that run within it are orders of that stop: the
// first one, and supplements (补充指令, law.md §9: "first order or supplement to an earlier one"), which name further credits,
// share its count and end with it. So a second victim, or a second path of the same money, neither uses up the account's last
// stop nor makes it longer. Only when no stop of the account runs, and for a renewal, a new count is taken.

// stopsOf returns the stops that count against an order of this claim.
func (d *Desk) stopsOf(f *docket.File, account ident.Account) []docket.Stop {
	var out []docket.Stop
	for _, s := range f.Stops[account] {
		if d.Rules.LimitScope == guard.ScopeOrgan && s.Organ != f.Claim.Unit {
			continue
		}
		if s.Claim == f.Claim.ID { // as it is in the file, which this decision may have changed
			o := f.Order(s.Order)
			if o != nil {
				s = docket.StopOf(o)
			}
		}
		out = append(out, s)
	}
	return out
}

// nextStop decides which stop of the account a further order belongs to: the running one, as a supplement of its first order,
// or a new one. A renewal always belongs to the stop after the first.
func (d *Desk) nextStop(f *docket.File, account ident.Account, renewal bool) (count int, supplement string, ok bool) {
	most := 0
	var main docket.Stop
	for _, s := range d.stopsOf(f, account) {
		if !s.Used(d.Now, d.Rules.StopFor) {
			continue
		}
		most = max(most, s.Count)
		if s.Running(d.Now, d.Rules.StopFor) && s.Count >= main.Count && (!renewal || s.Count > 1) {
			if s.Supplement == "" || main.Count < s.Count {
				main = s
			}
		}
	}
	if main.Count > 0 {
		if main.Supplement != "" {
			return main.Count, main.Supplement, true
		}
		return main.Count, main.Order, true
	}
	return most + 1, "", most < d.Rules.StopCount
}

// stopEnd is when the stop that an order belongs to ends: so long after the bank first executed one of its orders; zero when
// none was executed yet.
func (d *Desk) stopEnd(f *docket.File, o *docket.Order) when.Micros {
	var began when.Micros
	for _, s := range d.stopsOf(f, o.Target.Account) {
		if s.Count == o.Count && s.ExecutedAt != 0 {
			began = docket.Sooner(began, s.ExecutedAt)
		}
	}
	if began == 0 {
		return 0
	}
	return d.Rules.Ends(began)
}

// mainEnd is when the stop that a supplement adds to ends at the earliest, while none of its orders was executed: so long after
// the sealing of its first order. A supplement does not know when that one will be executed, and may not outlast it.
func (d *Desk) mainEnd(f *docket.File, o *docket.Order) when.Micros {
	for _, s := range d.stopsOf(f, o.Target.Account) {
		if o.Supplement != "" && s.Order == o.Supplement {
			return d.Rules.Ends(s.SealedAt)
		}
	}
	return 0
}

// slot is the place among the stops of its account that an order takes: only the first order of a stop takes one, and only
// while it may have been executed. The store keeps slots apart by a constraint.
func (d *Desk) slot(f *docket.File, o *docket.Order) string {
	if o.Supplement != "" || o.State == docket.Refused && o.ExecutedAt == 0 || o.State == docket.Cancelled || o.State == docket.Failed {
		return ""
	}
	if o.State == docket.Answered && o.Final && o.ExecutedAt == 0 {
		return ""
	}
	var unused []string // orders whose time has passed without a word of their banks: what they have kept is free
	asked := false
	for _, s := range d.stopsOf(f, o.Target.Account) {
		asked = asked || s.Order == o.ID
		if s.Order == o.ID || s.Supplement != "" || s.Count != o.Count {
			continue
		}
		if s.Used(d.Now, d.Rules.StopFor) {
			return "" // executed late, when its place had been given away: a fact, but no place
		}
		unused = append(unused, s.Order)
	}
	if !asked {
		return o.Slot // this decision does not know who else stops the account: the place stays as it is
	}
	organ := ""
	if d.Rules.LimitScope == guard.ScopeOrgan {
		organ = o.Unit
	}
	place := string(o.Target.Account) + "/" + organ + "/" + strconv.Itoa(o.Count)
	for _, id := range unused {
		if f.Gone == nil {
			f.Gone = map[string]string{}
		}
		f.Gone[id] = place
	}
	return place
}
