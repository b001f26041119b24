package stoppay

import (
	"strconv"

	"fanzha/centre/stoppay/guard"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// An account is stopped at most twice (止付次数以两次为限), each time for at most 48 hours from the bank's execution. A stop is
// one span of time in which the account is stopped; all orders on the account that run within it are orders of that stop: the
// first one, and supplements (补充指令, law.md §9: "first order or supplement to an earlier one"), which name further credits,
// share its count and end with it. So a second victim, or a second path of the same money, neither uses up the account's last
// stop nor makes it longer. Only when no stop of the account runs, and for a renewal, a new count is taken.

// running says whether a stop may still hold something at a moment.
func (s Stop) running(now when.Micros) bool {
	if s.State.Open() {
		return true
	}
	if s.State == Answered && !s.Final && s.HoldState == NoHold {
		return true // the bank may still catch the money
	}
	return s.HoldState.Live() && (s.HoldState == Frozen || s.ExpiresAt > now)
}

// used says whether a stop was executed or may still be.
func (s Stop) used(now when.Micros) bool { return s.ExecutedAt != 0 || s.running(now) }

// stopsOf returns the stops that count against an order of this claim.
func (d *desk) stopsOf(f *File, account ident.Account) []Stop {
	var out []Stop
	for _, s := range f.Stops[account] {
		if d.rules.LimitScope == guard.ScopeOrgan && s.Organ != f.Claim.Unit {
			continue
		}
		if s.Claim == f.Claim.ID { // as it is in the file, which this decision may have changed
			o := f.order(s.Order)
			if o != nil {
				s = stopOf(o)
			}
		}
		out = append(out, s)
	}
	return out
}

// stopOf is an order's use of its account.
func stopOf(o *Order) Stop {
	return Stop{
		Order: o.ID, Claim: o.Claim, Organ: o.Unit, Count: o.Count, Supplement: o.Supplement, State: o.State, Final: o.Final,
		HoldState: o.HoldState, SealedAt: o.SealedAt, ExecutedAt: o.ExecutedAt, ExpiresAt: o.ExpiresAt,
	}
}

// nextStop decides which stop of the account a further order belongs to: the running one, as a supplement of its first order,
// or a new one. A renewal always belongs to the stop after the first.
func (d *desk) nextStop(f *File, account ident.Account, renewal bool) (count int, supplement string, ok bool) {
	most := 0
	var main Stop
	for _, s := range d.stopsOf(f, account) {
		if !s.used(d.now) {
			continue
		}
		most = max(most, s.Count)
		if s.running(d.now) && s.Count >= main.Count && (!renewal || s.Count > 1) {
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
	return most + 1, "", most < d.rules.StopCount
}

// stopEnd is when the stop that an order belongs to ends: so long after the bank first executed one of its orders; zero when
// none was executed yet.
func (d *desk) stopEnd(f *File, o *Order) when.Micros {
	var began when.Micros
	for _, s := range d.stopsOf(f, o.Target.Account) {
		if s.Count == o.Count && s.ExecutedAt != 0 {
			began = sooner(began, s.ExecutedAt)
		}
	}
	if began == 0 {
		return 0
	}
	return d.rules.Ends(began)
}

// slot is the place among the stops of its account that an order takes: only the first order of a stop takes one, and only
// while it may have been executed. The store keeps slots apart by a constraint.
func (d *desk) slot(f *File, o *Order) string {
	if o.Supplement != "" || o.State == Refused && o.ExecutedAt == 0 || o.State == Cancelled || o.State == Failed {
		return ""
	}
	if o.State == Answered && o.Final && o.ExecutedAt == 0 {
		return ""
	}
	for _, s := range d.stopsOf(f, o.Target.Account) {
		if s.Order != o.ID && s.Supplement == "" && s.Count == o.Count && s.used(d.now) {
			return "" // executed late, when its place had been given away: a fact, but no place
		}
	}
	organ := ""
	if d.rules.LimitScope == guard.ScopeOrgan {
		organ = o.Unit
	}
	return string(o.Target.Account) + "/" + organ + "/" + strconv.Itoa(o.Count)
}
