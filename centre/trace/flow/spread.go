package flow

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"fanzha/centre/trace"
	"fanzha/internal/hugepage"
)

// Spread attributes many cases at once over everything a view sees, in the order of time (transfers of one microsecond in the order
// of arrival). Every account is a book that opens empty; there are no caps. The money of a root enters its receiver as a tainted lot
// of its case; what the victim's own book paid it with, if that was tainted by another case, has left the books. Otherwise money
// moves as trace.Attribute moves it: FIFO takes lots from the front and enters them as the tainted lots in the order in which they
// were taken, one a case, then the clean lot; ProRata takes floor(outflow × tainted ÷ total) and keeps the cases in one sum. For
// every case under FIFO, and for the sum under ProRata: root amounts = held + left.
type Spread struct {
	Rule      trace.Rule
	Transfers int
	Cases     []CaseSum // as the roots were given; HeldFen and LeftFen under FIFO only
	RootFen   int64
	HeldFen   int64 // tainted money on accounts at the end
	LeftFen   int64

	v      *View
	block  hugepage.Block
	purses []purse
	pools  []pool
	lots   []lot
	free   uint32  // first lot of those that may be used again
	drawn  []Share // taint of the transfer at hand
	over   bool    // a sum left 63 bits
}

// CaseSum is one case in figures.
type CaseSum struct {
	Root    Ref
	RootFen int64
	HeldFen int64
	LeftFen int64
}

// Share is a part of what lies on an account.
type Share struct {
	Case int // place among the roots
	Fen  int64
}

// purse is a book under FIFO: clean money in front, then lots.
type purse struct {
	clean      int64
	head, tail uint32 // zero when there are no lots
}

// lot is money of one kind: label zero is clean, else the case plus one.
type lot struct {
	fen   int64
	next  uint32
	label uint32
}

// pool is a book under ProRata.
type pool struct{ total, tainted int64 }

// rooted is a root with its case.
type rooted struct {
	ref   uint32
	place int
}

// Spread attributes the roots, which are given by number; see the type. Close gives its memory back.
func (v *View) Spread(rule trace.Rule, roots []Ref) (*Spread, error) {
	x := &Spread{Rule: rule, v: v, Cases: make([]CaseSum, len(roots)), Transfers: int(v.limit)}
	marks := make([]rooted, len(roots))
	for i, ref := range roots {
		if uint32(ref) >= v.limit {
			return nil, ErrRoot
		}
		marks[i] = rooted{uint32(ref), i}
		x.Cases[i] = CaseSum{Root: ref, RootFen: v.s.fen(&v.s.recs[ref])}
		x.RootFen = x.plus(x.RootFen, x.Cases[i].RootFen)
	}
	slices.SortFunc(marks, func(a, b rooted) int { return cmp.Compare(a.ref, b.ref) })
	accounts := int(v.s.acc.n.Load())
	var err error
	step, root := x.fifo, x.fifoRoot
	switch rule {
	case trace.FIFO:
		x.purses, x.block, err = hugepage.Reserve[purse](accounts)
		x.lots = make([]lot, 1, 1<<16)
	case trace.ProRata:
		x.pools, x.block, err = hugepage.Reserve[pool](accounts)
		step, root = x.proRata, x.proRataRoot
	default:
		return nil, ErrRule
	}
	if err != nil {
		return nil, ErrFull.With(err)
	}
	v.inOrder(func(lo, hi uint32) {
		at, _ := slices.BinarySearchFunc(marks, lo, func(m rooted, ref uint32) int { return cmp.Compare(m.ref, ref) })
		for ; at < len(marks) && marks[at].ref < hi; at++ {
			step(lo, marks[at].ref)
			root(marks[at])
			lo = marks[at].ref + 1
		}
		step(lo, hi)
	})
	x.sum()
	if x.over {
		return nil, errors.Join(trace.ErrOverflow, x.Close())
	}
	return x, nil
}

// Close gives the memory back.
func (x *Spread) Close() error { return x.block.Release() }

// inOrder calls fn with runs of transfers, all together in the order of (time, arrival).
func (v *View) inOrder(fn func(lo, hi uint32)) {
	if v.s.late.Load() == 0 {
		fn(0, v.limit)
		return
	}
	recs := v.s.recs[:v.limit]
	var late []uint32
	last := int64(0)
	for i := range recs {
		span := recs[i].span()
		if span < last {
			late = append(late, uint32(i))
		}
		last = max(last, span)
	}
	arrived := slices.Clone(late)
	slices.SortStableFunc(late, func(a, b uint32) int { return cmp.Compare(recs[a].span(), recs[b].span()) })
	lo := uint32(0)
	for ref := uint32(0); ref < v.limit && len(late) > 0; ref++ {
		if len(arrived) > 0 && arrived[0] == ref {
			fn(lo, ref)
			lo, arrived = ref+1, arrived[1:]
			continue
		}
		for len(late) > 0 && recs[late[0]].span() < recs[ref].span() {
			fn(lo, ref)
			fn(late[0], late[0]+1)
			lo, late = ref, late[1:]
		}
	}
	for _, ref := range arrived {
		fn(lo, ref)
		lo = ref + 1
	}
	fn(lo, v.limit)
	for _, ref := range late {
		fn(ref, ref+1)
	}
}

// plus adds amounts and notes when a sum is past what they can be.
func (x *Spread) plus(a, b int64) int64 {
	if a > math.MaxInt64-b {
		x.over = true
		return a
	}
	return a + b
}

// sum reads the books at the end.
func (x *Spread) sum() {
	for i := range x.purses {
		for at := x.purses[i].head; at != 0; at = x.lots[at].next {
			if l := &x.lots[at]; l.label > 0 {
				x.Cases[l.label-1].HeldFen += l.fen
				x.HeldFen = x.plus(x.HeldFen, l.fen)
			}
		}
	}
	for i := range x.pools {
		x.HeldFen = x.plus(x.HeldFen, x.pools[i].tainted)
	}
	for i := range x.Cases {
		x.LeftFen = x.plus(x.LeftFen, x.Cases[i].LeftFen)
	}
	if x.Rule == trace.ProRata {
		x.LeftFen = x.RootFen - x.HeldFen
	}
}

// Held is the tainted money on an account: under FIFO by case, under ProRata one share whose case is −1.
func (x *Spread) Held(account string) []Share {
	n, known := x.v.account(account)
	if !known {
		return nil
	}
	if x.Rule == trace.ProRata {
		if x.pools[n].tainted == 0 {
			return nil
		}
		return []Share{{-1, x.pools[n].tainted}}
	}
	x.drawn = x.drawn[:0]
	for at := x.purses[n].head; at != 0; at = x.lots[at].next {
		if l := &x.lots[at]; l.label > 0 {
			x.note(l.label, l.fen)
		}
	}
	return slices.Clone(x.drawn)
}
