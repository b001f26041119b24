package cube

import (
	"encoding/binary"
	"fanzha/centre/stats/cube/names"
	"sync"
)

// shelf keeps what a scan of whole blocks found, for the next question under the same filters: an issue asks the same indicators
// week after week, and of a year to date only the days at its ends are new. What is kept of a block is good until a fact in it
// changes.
type shelf struct {
	mu    sync.Mutex // guards the rest
	of    map[string]*answers
	bytes int
}

// answers are those under the same filters along the same column, by block or a quarter of one.
type answers struct{ at map[stretch]*answer }

// stretch is a block (all of its days), or eight days of it.
type stretch struct {
	block       int32
	first, days uint8
}

const quarterDays = blockDays / 4

type answer struct {
	version uint32 // of the block when it was made
	cells   roll   // by area of units and regions, by code of a side
}

// What is kept of one measure is at most four bytes for each of its facts, and this; beyond that all of it is dropped.
const (
	shelfLeast  = 1 << 20
	shelfPerRow = 4
	answerBytes = 160 // beside its cells
)

// inner is the part of a question that is kept: filters, and sums along one column. Units and regions stand in it by their first six
// digits, so that one scan answers for every county at once.
type inner struct {
	filters []filter
	col     int
	areas   *names.Areas // nil along a side
	mask    []uint8      // by area: which of them the question wants; nil for all
	size    int          // cells
	got     *answers
}

// inner finds what can be kept of a question; nil for one that cuts through areas: there are too many of them.
func (p *plan) inner() *inner {
	x := &inner{col: p.group}
	if p.group == noGroup {
		x.col = colUnit // totals of counties answer for all of them
	}
	if x.col <= colRegion {
		if p.group != noGroup && !p.coarse {
			return nil
		}
		x.areas = &p.t.areas[x.col]
	}
	for _, f := range p.filters {
		switch {
		case f.col <= colRegion && f.areas == nil:
			return nil
		case f.col == x.col && x.areas != nil:
			x.mask = f.areas
		default:
			x.filters = append(x.filters, f)
		}
	}
	x.size = p.t.words[x.col].Size()
	if x.areas != nil {
		x.size = max(1, len(x.areas.First))
	}
	x.got = p.t.shelf.find(x.key(), p.t.live)
	return x
}

// key is the same for the same filters along the same column.
func (x *inner) key() string {
	b := []byte{byte(x.col)}
	for col := range rolled {
		for _, f := range x.filters {
			if f.col != col {
				continue
			}
			b = append(b, byte(col))
			at := len(b)
			b = binary.LittleEndian.AppendUint32(b, 0)
			bits, last := byte(0), 0
			for c, m := range f.mask {
				bits |= m << (c & 7)
				if c&7 == 7 || c == len(f.mask)-1 {
					b = append(b, bits)
					if bits != 0 {
						last = len(b) // values that came later and do not count change nothing
					}
					bits = 0
				}
			}
			b = b[:max(last, at+4)]
			binary.LittleEndian.PutUint32(b[at:], uint32(len(b)-at-4))
		}
	}
	return string(b)
}

func (s *shelf) find(key string, facts int) *answers {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.of[key]
	if a == nil {
		s.bound(facts)
		if s.of == nil {
			s.of = map[string]*answers{}
		}
		a = &answers{map[stretch]*answer{}}
		s.of[key] = a
		s.bytes += len(key) + answerBytes
	}
	return a
}

// bound drops everything when it is too much; who is at work goes on with its own.
func (s *shelf) bound(facts int) {
	if s.bytes > facts*shelfPerRow+shelfLeast {
		s.of, s.bytes = nil, 0
	}
}

// answer finds or makes what is kept of some days; nil when it is not worth keeping.
func (p *plan) answer(x *inner, at stretch) *answer {
	b := p.t.blocks[at.block]
	parts, n := b.parts[at.first:at.first+at.days], 0
	for _, d := range parts {
		if d != nil {
			n += d.n
		}
	}
	if x.size*rollWorth > n {
		return nil
	}
	s := &p.t.shelf
	s.mu.Lock()
	a := x.got.at[at]
	s.mu.Unlock()
	if a != nil && a.version == b.version {
		return a
	}
	made := &answer{b.version, p.stretch(x, parts)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bound(p.t.live)
	if a == nil {
		s.bytes += answerBytes + 8*(len(made.cells.n)+len(made.cells.fen))
	}
	x.got.at[at] = made
	return made
}

// kept adds some days by what is kept of them; false when nothing is.
func (p *plan) kept(x *inner, at stretch) bool {
	if x == nil {
		return false
	}
	a := p.answer(x, at)
	if a == nil {
		return false
	}
	p.take(x, a)
	return true
}

// stretch adds days up under the filters.
func (p *plan) stretch(x *inner, parts []*part) roll {
	w := p.work
	size := p.t.words[x.col].Size()
	all := plan{t: p.t, over: lastDay, filters: x.filters, group: x.col, work: w, n: cleared(&w.innerN, size), fen: cleared(&w.innerFen, size)}
	all.scanAll(parts)
	to := roll{n: make([]int64, x.size)}
	if p.t.want.fen > 0 {
		to.fen = make([]int64, x.size)
	}
	if x.areas == nil {
		copy(to.n, all.n)
		copy(to.fen, all.fen)
		return to
	}
	for c, area := range x.areas.Of {
		to.n[area] += all.n[c]
		if to.fen != nil {
			to.fen[area] += all.fen[c]
		}
	}
	return to
}

// take adds what is kept of a block to the answer of a question.
func (p *plan) take(x *inner, a *answer) {
	for i, n := range a.cells.n {
		if x.mask != nil && x.mask[i] == 0 {
			continue
		}
		fen := int64(0)
		if a.cells.fen != nil {
			fen = a.cells.fen[i]
		}
		switch {
		case p.group == noGroup:
			p.sum.N += n
			p.sum.Fen += fen
		case x.areas != nil:
			p.n[x.areas.First[i]] += n
			p.fen[x.areas.First[i]] += fen
		default:
			p.n[i] += n
			p.fen[i] += fen
		}
	}
}
