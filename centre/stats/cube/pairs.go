package cube

import (
	"slices"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/pairs"
)

// joint is the part of a question that sums by two columns answer; nil when it is about fewer or more, or cuts through an area.
func (p *plan) joint() *pairs.Question {
	cols := make([]int, 0, 2)
	if p.group != noGroup {
		if p.group <= colRegion && !p.coarse {
			return nil
		}
		cols = append(cols, p.group)
	}
	for _, f := range p.filters {
		if f.col <= colRegion && f.areas == nil {
			return nil
		}
		if f.col != p.group {
			cols = append(cols, f.col)
		}
	}
	if len(cols) != 2 {
		return nil
	}
	slices.Sort(cols)
	q := &pairs.Question{Axes: [2]pairs.Axis{p.t.axis(cols[0]), p.t.axis(cols[1])}, Group: slices.Index(cols, p.group)}
	for _, f := range p.filters {
		a := &q.Axes[slices.Index(cols, f.col)]
		a.Mask = f.mask
		if f.col <= colRegion {
			a.Mask = f.areas
		}
	}
	return q
}

// axis is a column with its places: areas of units and regions, values of a side.
func (t *table) axis(col int) pairs.Axis {
	if col > colRegion {
		return pairs.Axis{Col: col, Size: t.words[col].Size()}
	}
	areas := &t.areas[col]
	return pairs.Axis{Col: col, Size: len(areas.First), Of: areas.Of, First: areas.First}
}

// joined adds a block by its sums by two columns; false when it has none.
func (p *plan) joined(q *pairs.Question, b *block) bool {
	if q == nil {
		return false
	}
	c := p.t.pair(q, b, p.work)
	if c == nil {
		return false
	}
	p.sum.N += q.Fold(c.N, c.Width, p.n)
	p.sum.Fen += q.Fold(c.Fen, c.Width, p.fen)
	return true
}

// pair finds or makes the sums of a block by two columns; nil when they are not worth their room: they have eight facts for each cell, and all
// together take at most four bytes for each fact.
func (t *table) pair(q *pairs.Question, b *block, w *work) *pairs.Cells {
	key := [2]uint8{uint8(q.Axes[0].Col), uint8(q.Axes[1].Col)}
	if q.Size() == 0 || q.Size()*rollWorth > b.n {
		return nil
	}
	s := &t.shelf
	s.mu.Lock()
	was := b.pairs[key]
	full := was == nil && s.paired > t.live*shelfPerRow+shelfLeast
	s.mu.Unlock()
	if was != nil && was.Version == b.version || full {
		return was
	}
	made := t.cells(q, b, w)
	s.mu.Lock()
	defer s.mu.Unlock()
	if b.pairs == nil {
		b.pairs = map[[2]uint8]*pairs.Cells{}
	}
	s.paired += made.Bytes() - b.pairs[key].Bytes()
	b.pairs[key] = made
	return made
}

// cells sums the rows of a block up by two columns.
func (t *table) cells(q *pairs.Question, b *block, w *work) *pairs.Cells {
	c := &pairs.Cells{Version: b.version, Width: q.Axes[1].Size, N: make([]int64, q.Size())}
	if t.want.fen > 0 {
		c.Fen = make([]int64, q.Size())
	}
	for i, width := range [2]int{c.Width, 1} {
		a := &q.Axes[i]
		w.places[i] = slices.Grow(w.places[i][:0], t.words[a.Col].Size())[:t.words[a.Col].Size()]
		a.Places(w.places[i], width)
	}
	for _, d := range b.parts {
		if d == nil {
			continue
		}
		for _, r := range d.runs {
			at := w.rows[:r.n]
			clear(at)
			r.locate(at, q.Axes[0].Col, nil, w.places[0])
			r.locate(at, q.Axes[1].Col, nil, w.places[1])
			addAt(r, nil, at, roll{c.N, c.Fen})
		}
	}
	return c
}

// nudge adds what one row counts to the sums by two columns that were good before it: a late fact or a correction leaves what is kept of long
// ago as good as it was.
func (b *block) nudge(t *table, r *run, i int, s stats.Sum) {
	b.version++
	for key, c := range b.pairs {
		x, y := t.axis(int(key[0])), t.axis(int(key[1]))
		c.Add(b.version, [2]int{x.Place(r.code(x.Col, i)), y.Place(r.code(y.Col, i))}, s.N, s.Fen)
	}
}

// ripen makes the sums by two columns of the blocks that the one begun last has left behind: facts that are late or corrected hardly reach
// them any more, and the first question after a start finds them there. A block is looked at again when it has doubled.
func (t *table) ripen() {
	if len(t.begun) == 0 {
		return
	}
	last := t.begun[len(t.begun)-1]
	t.begun = t.begun[:0]
	w := works.Get().(*work)
	defer works.Put(w)
	for _, no := range t.order {
		b := t.blocks[no]
		if no >= last-1 && no <= last+1 || b.n < 2*b.ripe {
			continue
		}
		b.ripe = b.n
		for i := range rolled {
			for k := i + 1; k < rolled; k++ {
				q := pairs.Question{Axes: [2]pairs.Axis{t.axis(i), t.axis(k)}}
				if q.Axes[0].Size > 1 && q.Axes[1].Size > 1 {
					t.pair(&q, b, w)
				}
			}
		}
	}
}
