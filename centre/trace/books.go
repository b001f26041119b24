package trace

import (
	"math/bits"
)

// Outside is the book of every account that is none: money that enters it has left, money that comes from it is clean.
const Outside = -1

// Books are the accounts of an attribution, numbered from 0, under one rule. It is the same arithmetic for every source of
// transfers: an engine with accounts of its own numbering moves money through it without any strings.
type Books struct {
	rule  Rule
	pools []pool // ProRata, LIBR: only sums matter
	lots  []lots // FIFO, LIFO
}

// pool is the money of a book whose order of arrival does not matter.
type pool struct{ total, tainted uint64 }

// NewBooks opens n empty books. The rule is not Poison, which has no amounts.
func NewBooks(rule Rule, n int) *Books {
	b := &Books{rule: rule}
	if rule == FIFO || rule == LIFO {
		b.lots = make([]lots, n)
	} else {
		b.pools = make([]pool, n)
	}
	return b
}

// Clean enters clean money into a book.
func (b *Books) Clean(book int, fen int64) error { return b.enter(book, 0, fen) }

// Taint enters tainted money into a book.
func (b *Books) Taint(book int, fen int64) error { return b.enter(book, fen, 0) }

// Move takes fen (more than zero) out of one book and into another, either of which may be Outside, and returns how much of
// it is tainted. The two books differ.
func (b *Books) Move(from, to int, fen int64) (tainted int64, err error) {
	if from != Outside {
		tainted = b.draw(from, fen)
	}
	if to == Outside {
		return tainted, nil
	}
	return tainted, b.enter(to, tainted, fen-tainted)
}

// TaintedFen is the taint that is in a book now.
func (b *Books) TaintedFen(book int) int64 {
	if b.lots != nil {
		return b.lots[book].tainted()
	}
	return int64(b.pools[book].tainted)
}

// enter adds the tainted lot, then the clean lot.
func (b *Books) enter(book int, tainted, clean int64) error {
	if b.lots != nil {
		b.lots[book].push(-tainted)
		b.lots[book].push(clean)
		return nil
	}
	p := &b.pools[book]
	total, carry := bits.Add64(p.total, uint64(tainted+clean), 0)
	if carry != 0 {
		return ErrOverflow
	}
	p.total, p.tainted = total, p.tainted+uint64(tainted)
	return nil
}

// draw takes fen out of a book and returns the taint in it. What the book does not have comes from unknown clean money.
func (b *Books) draw(book int, fen int64) int64 {
	switch b.rule {
	case FIFO:
		return b.lots[book].first(fen)
	case LIFO:
		return b.lots[book].last(fen)
	}
	p := &b.pools[book]
	out := min(uint64(fen), p.total)
	if p.tainted == 0 {
		p.total -= out
		return 0
	}
	var tainted uint64
	if b.rule == LIBR {
		tainted = out - min(out, p.total-p.tainted)
	} else {
		tainted = p.share(out)
	}
	p.total -= out
	p.tainted -= tainted
	return int64(tainted)
}

// share is floor(out × tainted ÷ total), over 128 bits where 64 do not do. out is at most total, so it is at most tainted.
func (p pool) share(out uint64) uint64 {
	hi, lo := bits.Mul64(out, p.tainted)
	if hi == 0 {
		return lo / p.total
	}
	q, _ := bits.Div64(hi, lo, p.total) // hi < total, because out ≤ total and tainted < 2^64
	return q
}

// lots is the money of a book in the order in which it came: a clean lot as its amount, a tainted lot as minus its amount.
// Neighbours of one kind are kept as one lot, which no rule can tell from two.
type lots struct {
	runs []int64
	head int // runs before it are gone
}

// push adds a lot at the end; nothing for zero.
func (l *lots) push(fen int64) {
	if fen == 0 {
		return
	}
	last := len(l.runs) - 1
	if last >= l.head && (l.runs[last] < 0) == (fen < 0) {
		sum := l.runs[last] + fen
		if (sum < 0) == (fen < 0) { // a sum past 64 bits stays two lots
			l.runs[last] = sum
			return
		}
	}
	l.runs = append(l.runs, fen)
}

// first draws from the front.
func (l *lots) first(fen int64) (tainted int64) {
	for fen > 0 && l.head < len(l.runs) {
		run := l.runs[l.head]
		took := take(&l.runs[l.head], fen)
		if l.runs[l.head] == 0 {
			l.head++
		}
		if run < 0 {
			tainted += took
		}
		fen -= took
	}
	l.settle()
	return tainted
}

// last draws from the back.
func (l *lots) last(fen int64) (tainted int64) {
	for fen > 0 && l.head < len(l.runs) {
		end := len(l.runs) - 1
		run := l.runs[end]
		took := take(&l.runs[end], fen)
		if l.runs[end] == 0 {
			l.runs = l.runs[:end]
		}
		if run < 0 {
			tainted += took
		}
		fen -= took
	}
	l.settle()
	return tainted
}

// take draws at most fen from a lot and returns how much.
func take(run *int64, fen int64) int64 {
	if *run < 0 {
		took := min(fen, -*run)
		*run += took
		return took
	}
	took := min(fen, *run)
	*run -= took
	return took
}

// settleAfter is how many runs may be gone before the others move to the front: rare enough to cost nothing.
const settleAfter = 64

// settle gives back the room of lots that are gone.
func (l *lots) settle() {
	switch {
	case l.head == len(l.runs):
		l.runs, l.head = l.runs[:0], 0
	case l.head >= settleAfter && l.head*2 >= len(l.runs):
		l.runs = l.runs[:copy(l.runs, l.runs[l.head:])]
		l.head = 0
	}
}

func (l *lots) tainted() (fen int64) {
	for _, run := range l.runs[l.head:] {
		if run < 0 {
			fen -= run
		}
	}
	return fen
}
