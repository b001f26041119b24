package cube

import (
	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/kernel"
	"fanzha/centre/stats/cube/names"
)

// roll is a roll-up: the sums of every value of a column, over one day or one block. Facts without money have no fen.
type roll struct{ n, fen []int64 }

// rollWorth is how many facts there are for each value before a roll-up is kept: below that, looking at the facts costs no more
// than looking at the sums. A roll-up is dropped below half of that, so it never takes more than four bytes for each fact that it sums up.
const rollWorth = 8

// ensure makes a roll-up long enough.
func (r *roll) ensure(size int, fen bool) {
	for len(r.n) < size {
		r.n = append(r.n, 0)
	}
	if fen || r.fen != nil {
		for len(r.fen) < size {
			r.fen = append(r.fen, 0)
		}
	}
}

// scratch is what the writer works with.
type scratch struct {
	hasher  *names.Hasher
	pending []pending
	tmp     roll // one column of one day's new rows
	packed  kernel.Packed
	broad   *broad
	skip    uint32 // columns that are summed up block by block afterwards
	rows    int    // pending
	packs   bool   // all pending fits packed sums
}

// pending is a run with rows that are not yet in the roll-ups: those from a on.
type pending struct {
	r   *run
	a   int
	sum stats.Sum
}

// rollAll brings the roll-ups of everything that was put in up to date.
func (t *table) rollAll() {
	for _, p := range t.dirty {
		t.roll(p)
		p.dirty = false
		t.found(p)
	}
	t.dirty = t.dirty[:0]
}

// fewRows is how many rows are added one by one: a late fact touches a day that has long left the processor's caches.
const fewRows = 4

// roll adds the rows of a part that are not yet in the roll-ups.
func (t *table) roll(p *part) {
	m := &t.moved
	m.begin(p)
	if m.rows == 0 {
		return
	}
	if m.rows <= fewRows && m.skip == 0 {
		t.few(p)
		return
	}
	p.block.version++
	for c := range rolled {
		size := t.words[c].Size()
		p.outgrown(c, size)
		day, all := p.rollOf(c), p.block.rolls[c]
		if day == nil && all == nil || m.skip>>c&1 == 1 {
			continue
		}
		for _, to := range [2]*roll{day, all} {
			if to != nil {
				to.ensure(size, t.want.fen > 0)
			}
		}
		switch {
		case size <= kernel.Narrow && m.rows >= size && m.packs:
			m.pack(c)
			unpack(&m.packed, size, day, all)
		case day != nil && all != nil && m.rows >= size:
			m.tmp.ensure(size, t.want.fen > 0)
			m.direct(c, &m.tmp)
			m.tmp.move(size, day, all)
		default: // few rows: twice is cheaper than a table between
			if day != nil {
				m.direct(c, day)
			}
			if all != nil {
				m.direct(c, all)
			}
		}
	}
}

// begin lists the rows of a part that are not in the roll-ups, and adds them to the sums.
func (m *scratch) begin(p *part) {
	m.pending, m.rows = m.pending[:0], 0
	narrow, fen := true, int64(0)
	for _, r := range p.fresh {
		a := int(r.done)
		if a == int(r.n) {
			continue
		}
		r.done = r.n
		s := r.total(a)
		add(&p.sum, s)
		add(&p.block.sum, s)
		m.pending = append(m.pending, pending{r, a, s})
		m.rows += int(r.n) - a
		narrow = narrow && r.lay.n == 0 && r.lay.fen <= 4
		fen += s.Fen
	}
	p.fresh = p.fresh[:0]
	m.packs = narrow && m.rows < 1<<kernel.Rows && fen < kernel.One
}

// few adds what is pending row by row.
func (t *table) few(p *part) {
	for c := range rolled {
		size := t.words[c].Size()
		p.outgrown(c, size)
		for _, to := range [2]*roll{p.rollOf(c), p.block.rolls[c]} {
			if to != nil {
				to.ensure(size, t.want.fen > 0)
			}
		}
	}
	for _, x := range t.moved.pending {
		for i := x.a; i < int(x.r.n); i++ {
			s := x.r.sum(i)
			p.shift(x.r, i, s)
			p.block.nudge(t, x.r, i, s)
		}
	}
}

// shift adds what a row counts to the roll-ups of its day and block.
func (p *part) shift(r *run, i int, s stats.Sum) {
	for c := range rolled {
		day, all := p.rollOf(c), p.block.rolls[c]
		if day == nil && all == nil {
			continue
		}
		code := r.code(c, i)
		for _, to := range [2]*roll{day, all} {
			if to != nil {
				to.n[code] += s.N
				if to.fen != nil {
					to.fen[code] += s.Fen
				}
			}
		}
	}
}

// outgrown drops the roll-ups of a column for which there are fewer than four facts for each value by now: the values of a measure grow,
// those of one day may not.
func (p *part) outgrown(c, size int) {
	day, all := p.rollOf(c), p.block.rolls[c]
	if day != nil && size > len(day.n) && size*rollWorth > 2*p.n {
		p.rolls[c] = nil
	}
	if all != nil && size > len(all.n) && size*rollWorth > 2*p.block.n {
		p.block.rolls[c] = nil
	}
}

// direct adds what is pending to one roll-up.
func (m *scratch) direct(c int, to *roll) {
	for _, x := range m.pending {
		x.r.into(c, x.a, *to)
	}
}

// move adds a table to roll-ups and clears it.
func (r *roll) move(size int, day, all *roll) {
	for i, v := range r.n[:size] {
		day.n[i] += v
		all.n[i] += v
	}
	clear(r.n[:size])
	if day.fen == nil {
		return
	}
	for i, v := range r.fen[:size] {
		day.fen[i] += v
		all.fen[i] += v
	}
	clear(r.fen[:size])
}

func add(to *stats.Sum, s stats.Sum) {
	to.N += s.N
	to.Fen += s.Fen
}

func (p *part) rollOf(c int) *roll {
	if p.rolls == nil {
		return nil
	}
	return p.rolls[c]
}

// unroll takes one row out of the roll-ups.
func (t *table) unroll(r *run, i int, s stats.Sum) {
	p := r.part
	back := stats.Sum{N: -s.N, Fen: -s.Fen}
	add(&p.sum, back)
	add(&p.block.sum, back)
	p.shift(r, i, back)
	p.block.nudge(t, r, i, back)
}

// found makes the roll-ups that have become worth their room. All rows of the part are done.
func (t *table) found(p *part) {
	for c := range rolled {
		size := t.words[c].Size()
		if size == 1 {
			continue // one value: the sum of the whole is its sum
		}
		if p.rollOf(c) == nil && p.n >= rollWorth*size {
			if p.rolls == nil {
				p.rolls = new([rolled]*roll)
			}
			p.rolls[c] = &roll{}
			t.fill(p.rolls[c], c, p)
		}
		if p.block.rolls[c] == nil && p.block.n >= rollWorth*size {
			p.block.rolls[c] = &roll{}
			t.fillAll(p.block.rolls[c], c, p.block)
		}
	}
}

// fill adds the rows of a part that are done to a roll-up of a column.
func (t *table) fill(to *roll, c int, p *part) {
	to.ensure(t.words[c].Size(), t.want.fen > 0)
	for _, r := range p.runs {
		n := r.n
		r.n = r.done
		r.into(c, 0, *to)
		r.n = n
	}
}

// fillAll does the same with all days of a block.
func (t *table) fillAll(to *roll, c int, b *block) {
	for _, each := range b.parts {
		if each != nil {
			t.fill(to, c, each)
		}
	}
}

// Reroll makes every roll-up anew from the rows, as a check or after a doubt, and tells how many facts it summed up over how many columns
// in all. Questions wait for the measure that is at work.
func (c *Cube) Reroll() (facts, columns int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range c.Measures() {
		t := c.find(name)
		f, n := t.reroll()
		facts += f
		columns += n
	}
	return facts, columns
}

func (t *table) reroll() (facts, columns int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer func() { t.moved.skip = 0 }()
	for _, no := range t.order {
		b := t.blocks[no]
		t.moved.skip = t.broadColumns(b)
		b.sum = stats.Sum{}
		zero(&b.rolls)
		kept := int64(0)
		for _, r := range b.rolls {
			if r != nil {
				kept++
			}
		}
		facts += int64(b.n)
		columns += int64(b.n) * kept
		for _, p := range b.parts {
			if p == nil {
				continue
			}
			p.sum = stats.Sum{}
			if p.rolls != nil {
				zero(p.rolls)
			}
			p.fresh = p.fresh[:0]
			for _, r := range p.runs {
				r.done = 0
				p.fresh = append(p.fresh, r)
			}
			t.roll(p)
		}
		t.rollBroad(b)
	}
	return facts, columns
}

func zero(all *[rolled]*roll) {
	for _, r := range all {
		if r != nil {
			clear(r.n)
			clear(r.fen)
		}
	}
}
