package bank

import (
	"context"
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// MarkKind says what became known of an account.
type MarkKind uint8

// The kinds of mark. Applying a mark twice changes nothing.
const (
	MarkReported     MarkKind = iota + 1 // a claim names the account as a payee or a later layer
	MarkClosed                           // the claim is not open any more
	MarkRejected                         // the claim proved false or mistaken: it counts as rejected only
	MarkHeld                             // an order holds Fen until Until; a later one of the same order replaces it
	MarkHoldEnded                        // the order holds nothing any more
	MarkInvolved                         // put on the list of involved accounts (涉案账户)
	MarkCleared                          // taken off the list
	MarkSmallCredits                     // the pattern of freeze-for-ransom was seen on this account
	MarkOrdinary                         // that pattern proved to be nothing
)

// Mark is one thing that became known of one account.
type Mark struct {
	Kind     MarkKind
	Account  ident.Account
	At       when.Micros
	Claim    string // reported, closed, rejected
	Reporter string // reported: whoever tells reporters apart; only a keyed hash of it is kept
	Order    string // held, hold ended
	Until    when.Micros
	Fen      int64
}

// Marks gives what became known, in the order in which it did. A call with after tells everything that followed, at most limit.
type Marks interface {
	Marks(ctx context.Context, after int64, limit int) (marks []Mark, next int64, err error)
}

// Bounds of the index.
const (
	// reportsMax bounds the reports kept of one account, the newest stay: no answer becomes another by the two-hundredth report.
	reportsMax = 200
	// holdsMax bounds the holds of one account; by law there are at most two orders a claim.
	holdsMax = 200
	// marksPage is how many marks are read at once.
	marksPage = 1000
	// roundFen hides amounts: whole thousands of yuan.
	roundFen = 1000 * 100
	shards   = 64
)

// Windows of the answer.
const (
	days90   = 90 * when.Day
	months12 = 365 * when.Day
	months60 = 5 * 365 * when.Day
)

// Index holds what is known of accounts, in memory. Questions lock one of its parts for reading, for less than a microsecond. It holds
// no pointer for each account: the collector would follow millions of them, again and again, while payments wait for their answers.
type Index struct {
	seed, second maphash.Seed
	parts        [shards]part
	mark         atomic.Int64
}

// name stands for an account: two keyed hashes, together too long for two accounts ever to meet, and not to be read back.
type name [2]uint64

type part struct {
	mu      sync.RWMutex // guards the rest
	places  map[name]int32
	records []record
	reports rows[report]
	holds   rows[hold]
}

// record is what is known of one account. It names nobody.
type record struct {
	reports, holds run
	first          when.Micros
	involved       bool
	smallCredits   bool
}

type report struct {
	claim, reporter uint64
	at              when.Micros
	fen             int64
	open, rejected  bool
}

type hold struct {
	order uint64
	at    when.Micros
	until when.Micros
	fen   int64
}

// NewIndex makes an empty index.
func NewIndex() *Index {
	x := &Index{seed: maphash.MakeSeed(), second: maphash.MakeSeed()}
	for i := range x.parts {
		x.parts[i].places = map[name]int32{}
	}
	return x
}

func (x *Index) hash(s string) uint64 { return maphash.String(x.seed, s) }

// find names an account and the part that holds it.
func (x *Index) find(a ident.Account) (name, *part) {
	n := name{x.hash(string(a)), maphash.String(x.second, string(a))}
	return n, &x.parts[n[0]%shards]
}

// Feed applies marks in their order.
func (x *Index) Feed(marks ...Mark) {
	for i := range marks {
		n, p := x.find(marks[i].Account)
		p.mu.Lock()
		place, known := p.places[n]
		if !known {
			place = int32(len(p.records))
			p.records = append(p.records, record{})
			p.places[n] = place
		}
		x.apply(p, &p.records[place], &marks[i])
		p.mu.Unlock()
	}
}

func (x *Index) apply(p *part, r *record, m *Mark) {
	claim := x.hash(m.Claim)
	switch m.Kind {
	case MarkReported:
		p.report(r, report{claim: claim, reporter: x.hash(m.Reporter), at: m.At, fen: m.Fen, open: true})
	case MarkClosed, MarkRejected:
		for i := r.reports.first; i != 0; i = p.reports.next(i) {
			n := p.reports.at(i)
			if n.claim == claim {
				n.open = false
				n.rejected = n.rejected || m.Kind == MarkRejected
			}
		}
	case MarkHeld, MarkHoldEnded:
		p.hold(r, hold{order: x.hash(m.Order), at: m.At, until: m.Until, fen: m.Fen}, m.Kind == MarkHoldEnded)
	case MarkInvolved, MarkCleared:
		r.involved = m.Kind == MarkInvolved
	case MarkSmallCredits, MarkOrdinary:
		r.smallCredits = m.Kind == MarkSmallCredits
	}
}

func (p *part) report(r *record, n report) {
	for i := r.reports.first; i != 0; i = p.reports.next(i) {
		have := p.reports.at(i)
		if have.claim == n.claim {
			have.fen = max(have.fen, n.fen)
			return
		}
	}
	if r.first == 0 || n.at < r.first {
		r.first = n.at
	}
	p.reports.add(&r.reports, n, reportsMax)
}

func (p *part) hold(r *record, n hold, ended bool) {
	for i := r.holds.first; i != 0; i = p.holds.next(i) {
		h := p.holds.at(i)
		if h.order != n.order {
			continue
		}
		if ended {
			h.until = min(h.until, n.at)
			return
		}
		h.until, h.fen = n.until, n.fen
		return
	}
	if !ended {
		p.holds.add(&r.holds, n, holdsMax)
	}
}

// Advance says that everything up to a moment has been fed.
func (x *Index) Advance(at when.Micros) {
	for {
		have := x.mark.Load()
		if int64(at) <= have || x.mark.CompareAndSwap(have, int64(at)) {
			return
		}
	}
}

// Watermark is the moment up to which everything is known; zero before the first Advance.
func (x *Index) Watermark() when.Micros { return when.Micros(x.mark.Load()) }

// Reading says how an index is fed.
type Reading struct {
	From   Marks
	Every  time.Duration // between two looks; 1 s keeps answers fresher than the 5 s that are promised
	Now    func() time.Time
	Failed func(error) // hears of a fault; the reading goes on, and the age of the answers says how far behind they are
}

// Follow feeds the index from the beginning on until ctx ends.
func (x *Index) Follow(ctx context.Context, r Reading) {
	tick := time.NewTicker(r.Every)
	defer tick.Stop()
	var after int64
	for {
		before := when.Of(r.Now())
		marks, next, err := r.From.Marks(ctx, after, marksPage)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			r.Failed(err)
		default:
			x.Feed(marks...)
			after = next
			if len(marks) >= marksPage {
				continue
			}
			x.Advance(before)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Risk counts what is known of an account. It allocates nothing for an account that is not known.
func (x *Index) Risk(a ident.Account, now when.Micros) wire.Risk {
	var out wire.Risk
	named, p := x.find(a)
	p.mu.RLock()
	defer p.mu.RUnlock()
	place, known := p.places[named]
	if !known {
		return out
	}
	r := &p.records[place]
	out.Known, out.Involved, out.SmallCredits = true, r.involved, r.smallCredits
	if r.first != 0 {
		out.FirstSeen = r.first.Time().Truncate(24 * time.Hour)
	}
	var open, d90, m12, m60 people
	for i := r.reports.first; i != 0; i = p.reports.next(i) {
		n := p.reports.at(i)
		age := now - n.at
		if n.rejected {
			if age < months60 {
				out.RejectedReports++
			}
			continue
		}
		if n.open {
			out.OpenReports++
			open.add(n.reporter)
		}
		d90.count(&out.Days90, n, age < days90)
		m12.count(&out.Months12, n, age < months12)
		m60.count(&out.Months60, n, age < months60)
	}
	out.OpenReporters = open.n
	p.countHolds(&out, r, now)
	for _, fen := range []*int64{&out.HeldNowFen, &out.Days90.Fen, &out.Months12.Fen, &out.Months60.Fen} {
		*fen -= *fen % roundFen
	}
	return out
}

func (p *part) countHolds(out *wire.Risk, r *record, now when.Micros) {
	for i := r.holds.first; i != 0; i = p.holds.next(i) {
		h := p.holds.at(i)
		if h.until > now {
			out.HoldsNow++
			out.HeldNowFen += h.fen
		}
		age := now - h.at
		if age < days90 {
			out.Days90.Holds++
		}
		if age < months12 {
			out.Months12.Holds++
		}
		if age < months60 {
			out.Months60.Holds++
		}
	}
}

// people counts different reporters without a map: an account has a few, and reportsMax at most.
type people struct {
	seen [reportsMax]uint64
	n    int
}

func (p *people) add(reporter uint64) {
	for _, s := range p.seen[:p.n] {
		if s == reporter {
			return
		}
	}
	p.seen[p.n] = reporter
	p.n++
}

func (p *people) count(w *wire.Window, n *report, within bool) {
	if !within {
		return
	}
	w.Reports++
	w.Fen += n.fen
	p.add(n.reporter)
	w.Reporters = p.n
}
