package cube

import "sync"

// pairs are tables of two columns over one block, made when a question about two columns first needs them: what a scan of 32 days
// finds for every county and every value at once. Units and regions stand in them by their first six digits.
type pairs struct {
	mu    sync.Mutex // guards the rest
	of    map[pairOf]*pair
	bytes int
}

type pairOf struct {
	block *block
	cols  [2]int
}

type pair struct {
	version uint32 // of the block when it was made
	width   int    // of the second column
	cells   roll
}

// areas are the values of a column by their first six digits.
type areas struct {
	of    []uint32 // by code
	first []uint32 // by area: the first code in it
	at    map[string]uint32
}

const areaDigits = 6

// extend takes new values in.
func (a *areas) extend(w *words) {
	if a.at == nil {
		a.at = map[string]uint32{}
	}
	for c := len(a.of); c < w.size(); c++ {
		v := w.at(uint32(c))
		v = v[:min(len(v), areaDigits)]
		n, known := a.at[v]
		if !known {
			n = uint32(len(a.first))
			a.at[v] = n
			a.first = append(a.first, uint32(c))
		}
		a.of = append(a.of, n)
	}
}

// side is one of the two columns of a question.
type side struct {
	col   int
	areas *areas  // nil for a side of stats.Dim
	mask  []uint8 // by area or code; nil when everything counts
}

func (s *side) size(t *table) int {
	if s.areas != nil {
		return len(s.areas.first)
	}
	return t.words[s.col].size()
}

// code is a code that stands for a place along the side.
func (s *side) code(i int) int {
	if s.areas != nil {
		return int(s.areas.first[i])
	}
	return i
}

// two says whether tables of two columns can answer, and along which.
func (p *plan) two() (s [2]side, ok bool) {
	n := 0
	find := func(col int) *side {
		for i := range s[:n] {
			if s[i].col == col {
				return &s[i]
			}
		}
		if n == len(s) {
			return nil
		}
		s[n] = side{col: col}
		if col <= colRegion {
			s[n].areas = &p.t.areas[col]
		}
		n++
		return &s[n-1]
	}
	if p.group != noGroup {
		if find(p.group).areas != nil && !p.coarse {
			return s, false
		}
	}
	for _, f := range p.filters {
		x := find(f.col)
		if x == nil || !x.narrow(f.mask) {
			return s, false
		}
	}
	if s[0].col > s[1].col {
		s[0], s[1] = s[1], s[0]
	}
	return s, n == len(s)
}

// narrow takes a filter over; false when it cuts through an area.
func (s *side) narrow(mask []uint8) bool {
	s.mask = mask
	if s.areas == nil {
		return true
	}
	s.mask = make([]uint8, len(s.areas.first))
	for i, c := range s.areas.first {
		s.mask[i] = mask[c]
	}
	for c, m := range mask {
		if s.mask[s.areas.of[c]] != m {
			return false
		}
	}
	return true
}

// pair adds a block by its table; false when it is not worth one.
func (p *plan) pair(b *block, s *[2]side) bool {
	x := p.t.pairOf(p, b, s)
	if x == nil {
		return false
	}
	for at, n := range x.cells.n {
		i, j := at/x.width, at%x.width
		if s[0].mask != nil && s[0].mask[i] == 0 || s[1].mask != nil && s[1].mask[j] == 0 {
			continue
		}
		fen := x.cells.fen[at]
		switch p.group {
		case noGroup:
			p.sum.N += n
			p.sum.Fen += fen
		case s[0].col:
			p.n[s[0].code(i)] += n
			p.fen[s[0].code(i)] += fen
		default:
			p.n[s[1].code(j)] += n
			p.fen[s[1].code(j)] += fen
		}
	}
	return true
}

// pairOf finds or makes the table of a block. Tables of a measure take at most four bytes for each of its facts, or all are dropped.
func (t *table) pairOf(p *plan, b *block, s *[2]side) *pair {
	key := pairOf{b, [2]int{s[0].col, s[1].col}}
	t.pairs.mu.Lock()
	x := t.pairs.of[key]
	t.pairs.mu.Unlock()
	if x != nil && x.version == b.version {
		return x
	}
	size := s[0].size(t) * s[1].size(t)
	if size*rollWorth > b.n {
		return nil
	}
	made := t.makePair(p, b, s)
	t.pairs.mu.Lock()
	defer t.pairs.mu.Unlock()
	if t.pairs.of == nil || t.pairs.bytes+size*16 > t.live*4+1<<20 {
		t.pairs.of, t.pairs.bytes = map[pairOf]*pair{}, 0
	}
	if was := t.pairs.of[key]; was != nil {
		t.pairs.bytes -= len(was.cells.n) * 16
	}
	t.pairs.of[key] = made
	t.pairs.bytes += size * 16
	return made
}

func (t *table) makePair(p *plan, b *block, s *[2]side) *pair {
	size := s[0].size(t) * s[1].size(t)
	x := cross{n: make([]int64, size), fen: make([]int64, size), at: make([]uint32, runMost)}
	scale := uint32(s[1].size(t))
	for i := range s {
		x.col[i] = s[i].col
		x.group[i] = make([]uint32, t.words[s[i].col].size())
		for c := range x.group[i] {
			at := uint32(c)
			if s[i].areas != nil {
				at = s[i].areas.of[c]
			}
			x.group[i][c] = at * scale
		}
		scale = 1
	}
	all := plan{t: t, group: noGroup, work: p.work}
	for _, d := range b.parts {
		if d != nil && d.n > 0 {
			x.day(&all, d)
		}
	}
	return &pair{b.version, s[1].size(t), roll{x.n, x.fen}}
}
