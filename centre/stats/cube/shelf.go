package cube

import (
	"slices"
	"sync"

	"fanzha/centre/stats/cube/kernel"
	"fanzha/centre/stats/cube/names"
	"fanzha/centre/stats/cube/sound"
)

// shelf keeps what a scan of whole blocks found, for the next question under the same filters: an issue asks the same indicators
// week after week, and of a year to date only the days at its ends are new. What is kept of a block is good until a fact in it
// changes.
type shelf struct {
	mu    sync.Mutex // guards the rest
	of    map[string]*answers
	bytes int

	paired int // bytes of the sums by two columns, which stand with their blocks
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
	units   roll   // by unit, where there are many facts for each: what a station asks
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
	unit    int          // the only unit that counts: it asks for what is there, and nothing is kept for it; -1 for none
	got     *answers
}

// inner finds what can be kept of a question; nil for one that cuts through areas: there are too many of them.
func (p *plan) inner() *inner {
	x := &inner{col: p.group, unit: -1}
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
		case f.col == colUnit && f.areas == nil && p.group == noGroup && f.kept == 1:
			x.unit = f.only
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
			b = kernel.AppendMask(append(b, byte(col)), f.mask)
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
	if x.unit >= 0 {
		return nil
	}
	made := p.stretch(x, parts)
	made.version = b.version
	if x.col == colUnit && p.t.words[colUnit].Size()*rollWorth <= n {
		made.units = p.copied(p.work.innerN, p.work.innerFen, p.t.words[colUnit].Size())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bound(p.t.live)
	if a == nil {
		s.bytes += answerBytes + 8*(len(made.cells.n)+len(made.cells.fen)+len(made.units.n)+len(made.units.fen))
	}
	x.got.at[at] = made
	return made
}

// kept adds some days by what is kept of them; false when nothing is.
func (p *plan) kept(at stretch) bool {
	if !p.keeps {
		return false
	}
	if !p.looked {
		p.looked, p.inside = true, p.inner()
	}
	x := p.inside
	if x == nil {
		return false
	}
	a := p.answer(x, at)
	if a == nil || x.unit >= 0 && a.units.n == nil {
		return false
	}
	if x.unit >= 0 {
		p.unit(x.unit, a)
		return true
	}
	p.take(x, a)
	return true
}

// stretch adds days up under the filters.
func (p *plan) stretch(x *inner, parts []*part) *answer {
	w := p.work
	size := p.t.words[x.col].Size()
	all := plan{t: p.t, over: sound.Last, filters: x.filters, group: x.col, work: w, n: cleared(&w.innerN, size), fen: cleared(&w.innerFen, size)}
	all.scanAll(parts)
	if x.areas == nil {
		return &answer{cells: p.copied(all.n, all.fen, x.size)}
	}
	to := roll{n: make([]int64, x.size)}
	if p.t.want.fen > 0 {
		to.fen = make([]int64, x.size)
	}
	for c, area := range x.areas.Of {
		to.n[area] += all.n[c]
		if to.fen != nil {
			to.fen[area] += all.fen[c]
		}
	}
	return &answer{cells: to}
}

// copied keeps sums that were worked out in a reader's room; fen only where facts have money.
func (p *plan) copied(n, fen []int64, size int) roll {
	to := roll{n: slices.Clone(n[:size])}
	if p.t.want.fen > 0 {
		to.fen = slices.Clone(fen[:size])
	}
	return to
}

// unit adds what is kept of one unit. One that came after the answer was made has nothing in it.
func (p *plan) unit(code int, a *answer) {
	if code < len(a.units.n) {
		p.sum.N += a.units.n[code]
	}
	if code < len(a.units.fen) {
		p.sum.Fen += a.units.fen[code]
	}
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
