package window

import (
	"math/bits"

	"fanzha/internal/hugepage"
	"fanzha/internal/prefetch"
	"fanzha/term/when"
)

// PairDays is how long a pair is remembered after it was last seen: a payee not paid for three months is new again.
const PairDays = 90

const (
	pairSegments = 64
	pairFirst    = 32                                    // slots of a fresh segment
	pairEpoch    = when.Micros(1577836800) * when.Second // 2020-01-01: days are counted from here in 16 bits
)

// pairs is a set of 48-bit hashes with the day each was last seen: one word a pair, in segments that grow one by one.
type pairs struct {
	segs  [pairSegments]pairSegment
	limit int // per segment
	shed  uint64
}

type pairSegment struct {
	slots   []uint64 // hash<<16 | day; 0 empty
	n       int
	cleaned int64 // day of the last cleaning that found no room
}

func newPairs(limit int) pairs {
	return pairs{limit: max(limit/pairSegments, pairFirst)}
}

func dayOf(t when.Micros) int64 { return max(1, min(int64((t-pairEpoch)/when.Day), 0xffff)) }

func (p *pairs) n() int {
	n := 0
	for i := range p.segs {
		n += p.segs[i].n
	}
	return n
}

func (p *pairs) bytes() int {
	n := 0
	for i := range p.segs {
		n += len(p.segs[i].slots) * 8
	}
	return n
}

func (g *pairSegment) home(h uint64) int {
	hi, _ := bits.Mul64(h<<16, uint64(len(g.slots)))
	return int(hi)
}

// slot is where the hash is or would be.
func (g *pairSegment) slot(h uint64) int {
	i := g.home(h)
	for g.slots[i] != 0 && g.slots[i]>>16 != h {
		i++
		if i == len(g.slots) {
			i = 0
		}
	}
	return i
}

func split(key uint64) (int, uint64) {
	h := key >> 16
	if h == 0 {
		h = 1
	}
	return int(key & (pairSegments - 1)), h
}

// AskPair asks the processor for what SeenPair and NotePair will look at.
func (s *Store) AskPair(key uint64) {
	i, h := split(key)
	g := &s.pairs.segs[i]
	if len(g.slots) > 0 {
		at := g.home(h)
		prefetch.Slice(g.slots[at : at+1])
	}
}

// SeenPair says whether the pair was noted within PairDays before t.
func (s *Store) SeenPair(key uint64, t when.Micros) bool {
	i, h := split(key)
	g := &s.pairs.segs[i]
	if len(g.slots) == 0 {
		return false
	}
	w := g.slots[g.slot(h)]
	return w != 0 && int64(w&0xffff)+PairDays >= dayOf(t)
}

// NotePair remembers the pair as seen at t.
func (s *Store) NotePair(key uint64, t when.Micros) {
	i, h := split(key)
	g := &s.pairs.segs[i]
	day, today := dayOf(t), dayOf(s.clock-DefaultLate)
	if day+PairDays < today {
		s.late++
		return
	}
	if len(g.slots) > 0 {
		at := g.slot(h)
		if w := g.slots[at]; w != 0 {
			if int64(w&0xffff) < day {
				g.slots[at] = h<<16 | uint64(day)
			}
			return
		}
	}
	if !g.room(s.pairs.limit, today) {
		s.pairs.shed++
		return
	}
	g.slots[g.slot(h)] = h<<16 | uint64(day)
	g.n++
}

// room makes sure that one more pair fits: it drops what is forgotten, then grows, then refuses until the next day.
func (g *pairSegment) room(limit int, today int64) bool {
	if g.n >= limit {
		if g.cleaned == today {
			return false
		}
		g.rebuild(len(g.slots), today)
		g.cleaned = today
		return g.n < limit
	}
	if (g.n+1)*5 <= len(g.slots)*4 {
		return true
	}
	size := max(pairFirst, len(g.slots))
	g.rebuild(size, today)
	if (g.n+1)*5 > size*3 { // still more than 60 % full: larger
		g.rebuild(size*3/2, today)
	}
	return true
}

func (g *pairSegment) rebuild(size int, today int64) {
	old := g.slots
	g.slots = make([]uint64, size)
	if size >= hugeFrom {
		hugepage.Advise(g.slots)
	}
	g.n = 0
	for _, w := range old {
		if w != 0 && int64(w&0xffff)+PairDays >= today {
			g.slots[g.slot(w>>16)] = w
			g.n++
		}
	}
}
