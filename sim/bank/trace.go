package bank

import (
	"slices"
	"strings"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/when"
)

// credit is one credit of an order as it stands in the ledger.
type credit struct {
	at    int // place in the ledger
	entry Entry
}

// line is a part of a debit that took stolen money.
type line struct {
	entry Entry
	fen   int64
}

// find looks for the credits of an order: same amount, time within the tolerance. It refuses when none is there, and says
// whether it was the amount or the time that did not fit.
func (b *Bank) find(a *account, o wire.Order) ([]credit, string) {
	var found []credit
	amount := false
	for _, m := range o.Matches {
		c, near := b.nearest(a, m, found)
		amount = amount || near
		if c.at >= 0 {
			found = append(found, c)
		}
	}
	switch {
	case len(found) > 0:
		slices.SortFunc(found, func(x, y credit) int { return x.at - y.at })
		return found, ""
	case amount:
		return nil, wire.RefusalAmount
	}
	return nil, wire.RefusalTime
}

// nearest finds the credit of a match that is nearest in time and not taken by another match. near tells of a credit at that
// time with another amount.
func (b *Bank) nearest(a *account, m wire.Match, taken []credit) (best credit, near bool) {
	best.at = -1
	at, tolerance := when.Of(m.Time), when.Micros(b.opts.Tolerance/time.Microsecond)
	if b.lies(AnyTime) {
		tolerance = 1 << 60
	}
	from, _ := slices.BinarySearchFunc(a.entries, at-tolerance, func(e Entry, t when.Micros) int { return int(min(max(e.At-t, -1), 1)) })
	var away when.Micros
	for i := from; i < len(a.entries) && a.entries[i].At <= at+tolerance; i++ {
		e := a.entries[i]
		used := slices.ContainsFunc(taken, func(c credit) bool { return c.at == i })
		if e.debit && !b.lies(AnyDirection) || used && !b.lies(CountsTwice) {
			continue
		}
		if e.Fen != m.Fen && !b.lies(AnyAmount) {
			near = true
			continue
		}
		d := max(e.At-at, at-e.At)
		if best.at < 0 || d < away {
			best, away = credit{at: i, entry: e}, d
		}
	}
	return best, near
}

// trace walks the ledger from the first credit on: each credit found brings its part of what is asked, each debit takes of it in
// order of time until it is used up (first in, first out from the credit). taint is what is left on the account.
func (b *Bank) trace(a *account, found []credit, asked int64) (lines []line, taint int64) {
	if b.lies(LastFirst) {
		return lastFirst(a, found, asked)
	}
	start, pool, left, next := found[0].at, int64(0), asked, 0
	if b.lies(FromTheStart) {
		start, pool, left = 0, asked, 0
	}
	for i := start; i < len(a.entries); i++ {
		e := a.entries[i]
		if next < len(found) && found[next].at == i {
			part := min(e.Fen, left)
			pool, left, next = pool+part, left-part, next+1
		}
		if e.debit && pool > 0 {
			part := min(e.Fen, pool)
			pool -= part
			lines = append(lines, line{entry: e, fen: part})
		}
	}
	return lines, pool
}

// lastFirst is the lie that starts at the newest debit.
func lastFirst(a *account, found []credit, asked int64) (lines []line, taint int64) {
	left := asked
	for i := len(a.entries) - 1; i > found[0].at && left > 0; i-- {
		if !a.entries[i].debit {
			continue
		}
		part := min(a.entries[i].Fen, left)
		left -= part
		lines = append(lines, line{entry: a.entries[i], fen: part})
	}
	return lines, left
}

// sameName compares holders as a bank does: spaces, width and case of letters, and the two forms of brackets do not matter.
func sameName(x, y string) bool { return plainName(x) == plainName(y) }

func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		case r == ' ' || r == '\u3000' || r == '·' || r == '•':
			return -1
		}
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, s)
}
