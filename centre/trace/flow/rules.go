package flow

import (
	"math/bits"
	"unsafe"

	"fanzha/internal/prefetch"
)

// turn is how many transfers move together, while the books of the next ones are asked for.
const turn = 16

// inTurns moves transfers between books.
func inTurns[T any](books []T, recs []record, move func([]record)) {
	ask := func(part []record) {
		prefetch.Each(books, part, unsafe.Offsetof(record{}.from))
		prefetch.Each(books, part, unsafe.Offsetof(record{}.to))
	}
	for ask(recs[:min(turn, len(recs))]); len(recs) > 0; {
		n := min(turn, len(recs))
		ask(recs[n:min(2*turn, len(recs))])
		move(recs[:n])
		recs = recs[n:]
	}
}

// fifo moves the transfers lo ≤ ref < hi.
func (x *Spread) fifo(lo, hi uint32) { inTurns(x.purses, x.v.s.recs[lo:hi], x.fifoPart) }

// fifoPart moves a turn. Nearly all accounts hold clean money only; for those a book is one sum.
func (x *Spread) fifoPart(part []record) {
	s := x.v.s
	for i := range part {
		r := &part[i]
		if r.from == r.to {
			continue
		}
		fen := s.fen(r)
		from, to := &x.purses[r.from], &x.purses[r.to]
		if from.head == 0 {
			from.clean -= min(from.clean, fen)
			x.enter(to, 0, fen)
			continue
		}
		tainted := x.draw(from, fen)
		for _, d := range x.drawn {
			x.enter(to, uint32(d.Case)+1, d.Fen)
		}
		x.enter(to, 0, fen-tainted)
	}
}

// fifoRoot moves the transfer of a victim.
func (x *Spread) fifoRoot(m rooted) {
	r := &x.v.s.recs[m.ref]
	fen := x.v.s.fen(r)
	if r.from != r.to {
		x.draw(&x.purses[r.from], fen)
		for _, d := range x.drawn {
			x.Cases[d.Case].LeftFen += d.Fen
		}
	}
	x.enter(&x.purses[r.to], uint32(m.place)+1, fen)
}

// draw takes money from the front of a book; what the book does not have comes from unknown clean money. The taint in it is noted in
// drawn.
func (x *Spread) draw(p *purse, fen int64) (tainted int64) {
	x.drawn = x.drawn[:0]
	took := min(p.clean, fen)
	p.clean -= took
	fen -= took
	for fen > 0 && p.head != 0 {
		l := &x.lots[p.head]
		took := min(l.fen, fen)
		l.fen -= took
		fen -= took
		if l.label > 0 {
			x.note(l.label, took)
			tainted += took
		}
		if l.fen == 0 {
			gone := p.head
			p.head = l.next
			l.next, x.free = x.free, gone
			if p.head == 0 {
				p.tail = 0
			}
		}
	}
	return tainted
}

// note adds to what was drawn for a case.
func (x *Spread) note(label uint32, fen int64) {
	place := int(label) - 1
	for i := range x.drawn {
		if x.drawn[i].Case == place {
			x.drawn[i].Fen += fen
			return
		}
	}
	x.drawn = append(x.drawn, Share{place, fen})
}

// enter puts money of one kind at the end of a book.
func (x *Spread) enter(p *purse, label uint32, fen int64) {
	switch {
	case fen == 0:
	case label == 0 && p.head == 0:
		p.clean = x.plus(p.clean, fen)
	case p.head != 0 && x.lots[p.tail].label == label:
		x.lots[p.tail].fen = x.plus(x.lots[p.tail].fen, fen)
	default:
		at := x.lot()
		x.lots[at] = lot{fen: fen, label: label}
		if p.head == 0 {
			p.head = at
		} else {
			x.lots[p.tail].next = at
		}
		p.tail = at
	}
}

// lot is one that is not in use.
func (x *Spread) lot() uint32 {
	if at := x.free; at != 0 {
		x.free = x.lots[at].next
		return at
	}
	x.lots = append(x.lots, lot{})
	return uint32(len(x.lots) - 1)
}

// proRata moves the transfers lo ≤ ref < hi.
func (x *Spread) proRata(lo, hi uint32) { inTurns(x.pools, x.v.s.recs[lo:hi], x.proRataPart) }

func (x *Spread) proRataPart(part []record) {
	s := x.v.s
	for i := range part {
		r := &part[i]
		if r.from == r.to {
			continue
		}
		fen := s.fen(r)
		from, to := &x.pools[r.from], &x.pools[r.to]
		out := min(from.total, fen)
		if from.tainted != 0 {
			tainted := share(out, from.tainted, from.total)
			from.tainted -= tainted
			to.tainted += tainted
		}
		from.total -= out
		to.total = x.plus(to.total, fen)
	}
}

// proRataRoot moves the transfer of a victim.
func (x *Spread) proRataRoot(m rooted) {
	r := &x.v.s.recs[m.ref]
	fen := x.v.s.fen(r)
	from, to := &x.pools[r.from], &x.pools[r.to]
	if r.from != r.to {
		out := min(from.total, fen)
		if from.tainted != 0 {
			from.tainted -= share(out, from.tainted, from.total)
		}
		from.total -= out
	}
	to.total = x.plus(to.total, fen)
	to.tainted = x.plus(to.tainted, fen)
}

// share is floor(out × tainted ÷ total) over 128 bits; out is at most total, so the quotient is at most tainted.
func share(out, tainted, total int64) int64 {
	hi, lo := bits.Mul64(uint64(out), uint64(tainted))
	if hi == 0 {
		return int64(lo / uint64(total))
	}
	q, _ := bits.Div64(hi, lo, uint64(total))
	return int64(q)
}
