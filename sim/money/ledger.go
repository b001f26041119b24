package money

import (
	"cmp"
	"fmt"
	"slices"

	"fanzha/sim/town"
	"fanzha/term/when"
)

// Streams of the ledger.
const (
	streamHouse uint64 = iota + 9101
	streamTrade
	streamErrand
	streamCaseAt
)

// LedgerOptions make a ledger. Zero values take the defaults.
type LedgerOptions struct {
	Seed   uint64
	People int // 0: 4,000
	Days   int // 0: 30
	Cases  int // frauds of the month; 0: 12
}

// Entry is a transfer that banks saw. To is empty where money left the accounts.
type Entry struct {
	At       when.Micros
	From, To string
	Fen      int64
}

// Ledger is a month of transfers with hidden truth: ordinary life, errands that look like a mule's (who collects for a class, who pays
// workers by the day, who moves savings, who passes a gift on), and the cases of Plan, some of whose mules lead an ordinary life too.
type Ledger struct {
	Entries []Entry
	Mules   map[string]bool // true: passes stolen money on; false: anybody else with an account
}

// Shares and sizes of ordinary life: shapes, not statistics.
const (
	shopsPer      = 40 // residents of a shop
	firmsPer      = 60 // residents of an employer
	rentedPct     = 40 // of a hundred mules, whose accounts belong to a resident with a life of their own
	ledgerNightly = 4  // of a hundred errands happen at night
)

type ledger struct {
	o     LedgerOptions
	out   *Ledger
	homes []string
	shops []string
	firms []string
}

// MakeLedger makes the ledger of a seed.
func MakeLedger(o LedgerOptions) *Ledger {
	if o.People == 0 {
		o.People = 4000
	}
	if o.Days == 0 {
		o.Days = 30
	}
	if o.Cases == 0 {
		o.Cases = 12
	}
	l := &ledger{o: o, out: &Ledger{Mules: map[string]bool{}}}
	name := func(kind string, n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = fmt.Sprintf("%s%d", kind, i)
			l.out.Mules[out[i]] = false
		}
		return out
	}
	l.homes, l.shops, l.firms = name("h", o.People), name("s", o.People/shopsPer+5), name("f", o.People/firmsPer+3)
	for i := range l.homes {
		l.home(i)
	}
	for i := range l.shops {
		l.shop(i)
	}
	for i := range o.People * o.Days / 120 {
		l.errand(i)
	}
	for i := range o.Cases {
		l.fraud(i)
	}
	slices.SortStableFunc(l.out.Entries, func(a, b Entry) int { return cmp.Compare(a.At, b.At) })
	return l.out
}

func (l *ledger) pay(at when.Micros, from, to string, fen int64) {
	if at >= 0 && at < when.Micros(l.o.Days)*when.Day && fen > 0 && from != to {
		l.out.Entries = append(l.out.Entries, Entry{at, from, to, fen})
	}
}

// hour draws a time of day.
func (l *ledger) hour(r *town.Rand, day int) when.Micros {
	at := when.Micros(day) * when.Day
	if r.Pct(ledgerNightly) {
		return at + when.Micros(r.N(int(6*when.Hour/when.Second)))*when.Second
	}
	return at + 7*when.Hour + when.Micros((r.F()+r.F())/2*float64(16*when.Hour))
}

func (l *ledger) somebody(r *town.Rand) string { return l.homes[r.N(len(l.homes))] }

// home is a resident: wages, shopping, friends, rent, cash, savings.
func (l *ledger) home(i int) {
	r := town.Roll(l.o.Seed, streamHouse, uint64(i), 0)
	me := l.homes[i]
	first := 0
	if r.Pct(8) {
		first = r.N(l.o.Days) // a new account
	}
	firm := l.firms[r.N(len(l.firms))]
	wage := int64(r.Skewed(6_000, 0.5)) * 100
	busy := 0.2 + 1.6*r.F()
	var friends [6]string
	for k := range friends {
		friends[k] = l.somebody(&r)
	}
	for day := first; day < l.o.Days; day++ {
		if day%30 == 9 && i%3 > 0 {
			l.pay(when.Micros(day)*when.Day+9*when.Hour+when.Micros(r.N(7200))*when.Second, firm, me, wage)
		}
		for range 3 {
			if r.F() < busy/3 {
				l.pay(l.hour(&r, day), me, l.shops[r.N(len(l.shops))], int64(r.Skewed(45_00, 1.1)))
			}
		}
		if r.F() < 0.08*busy {
			l.pay(l.hour(&r, day), me, friends[r.N(len(friends))], int64(r.Skewed(200, 1.2)*100))
		}
		if r.F() < 0.02 {
			l.pay(l.hour(&r, day), me, "", int64(r.Between(1, 20))*100_00)
		}
	}
	if i%4 == 0 {
		l.pay(when.Micros(r.N(8))*when.Day+10*when.Hour, me, l.somebody(&r), int64(r.Between(8, 45))*100_00)
	}
}

// shop is a merchant: its sales come with the residents; most evenings it pays itself and its suppliers.
func (l *ledger) shop(i int) {
	r := town.Roll(l.o.Seed, streamTrade, uint64(i), 0)
	owner, supplier := l.somebody(&r), l.firms[r.N(len(l.firms))]
	for day := range l.o.Days {
		if r.Pct(60) {
			at := when.Micros(day)*when.Day + 21*when.Hour + when.Micros(r.N(7200))*when.Second
			l.pay(at, l.shops[i], owner, int64(r.Skewed(1_500_00, 0.7)))
			if r.Pct(50) {
				l.pay(at+when.Micros(r.Between(20, 900))*when.Second, l.shops[i], supplier, int64(r.Skewed(2_500_00, 0.7)))
			}
		}
	}
}

// errand is something honest that has the shape of a mule's work.
func (l *ledger) errand(i int) {
	r := town.Roll(l.o.Seed, streamErrand, uint64(i), 0)
	me := l.somebody(&r)
	at := l.hour(&r, r.N(l.o.Days))
	soon := func() when.Micros { return when.Micros(r.Skewed(600, 1.3)) * when.Second }
	switch r.N(6) {
	case 0: // collects for a class or a tour and pays in one sum
		var sum int64
		fee := int64(r.Between(1, 12)) * 100_00
		end := at
		for range r.Between(8, 40) {
			t := at + when.Micros(r.N(int(20*when.Hour/when.Second)))*when.Second
			l.pay(t, l.somebody(&r), me, fee)
			sum, end = sum+fee, max(end, t)
		}
		l.pay(end+soon(), me, l.firms[r.N(len(l.firms))], sum)
	case 1: // is paid for a job and pays the workers at once
		n := r.Between(4, 20)
		day := int64(r.Between(200, 400)) * 100
		l.pay(at, l.firms[r.N(len(l.firms))], me, day*int64(n)+int64(r.Between(0, 800))*100)
		at += soon()
		for range n {
			at += when.Micros(r.Between(15, 120)) * when.Second
			l.pay(at, me, l.somebody(&r), day)
		}
	case 2: // moves savings through a second account of the own
		sum := int64(r.Skewed(30_000, 0.8)) * 100
		l.pay(at, l.somebody(&r), me, sum)
		l.pay(at+soon(), me, l.somebody(&r), sum-int64(r.N(3))*100_00)
	case 3: // gets help from parents and pays a bill
		sum := int64(r.Between(10, 90)) * 100_00
		l.pay(at, l.somebody(&r), me, sum)
		l.pay(at+soon(), me, l.shops[r.N(len(l.shops))], sum-int64(r.N(500))*100)
	case 4: // sells something and spends it in parts
		sum := int64(r.Skewed(5_000, 0.9)) * 100
		l.pay(at, l.somebody(&r), me, sum)
		for _, part := range shares(&r, sum, r.Between(2, 5)) {
			at += soon()
			l.pay(at, me, []string{l.somebody(&r), l.shops[r.N(len(l.shops))], ""}[r.N(3)], part)
		}
	default: // borrows from several and passes the sum on, for a flat or a hospital
		var sum int64
		for range r.Between(3, 9) {
			part := int64(r.Between(10, 300)) * 100_00
			at += soon()
			l.pay(at, l.somebody(&r), me, part)
			sum += part
		}
		l.pay(at+soon(), me, l.firms[r.N(len(l.firms))], sum)
	}
}

// fraud plays a case at some moment of the month. The victim is a resident; some mules are.
func (l *ledger) fraud(n int) {
	r := town.Roll(l.o.Seed, streamCaseAt, uint64(n), 0)
	p := Default(Fast())
	if r.Pct(50) {
		p = Default(Slow())
	}
	c := Plan(l.o.Seed, n, p)
	start := l.hour(&r, r.N(l.o.Days))
	ids := make([]string, len(c.Accounts))
	for i, a := range c.Accounts {
		ids[i] = a.ID
		mule := a.Role == Payee || a.Role == Mule
		if a.Role == Victim || a.Role == Stranger || mule && r.Pct(rentedPct) {
			ids[i] = l.somebody(&r)
		}
		if mule {
			l.out.Mules[ids[i]] = true
		} else if _, known := l.out.Mules[ids[i]]; !known {
			l.out.Mules[ids[i]] = false
		}
	}
	run := c.Play(table{})
	run.Until(c.End(), func(t Transfer) {
		switch {
		case t.From < 0:
			l.pay(start+t.At, l.somebody(&r), ids[t.To], t.Fen)
		case t.To < 0:
			l.pay(start+t.At, ids[t.From], "", t.Fen)
		default:
			l.pay(start+t.At, ids[t.From], ids[t.To], t.Fen)
		}
	})
}
