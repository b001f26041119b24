package cube

import "fanzha/centre/stats"

// roll is a roll-up: the sums of every value of a column, over one day or one block. Facts without money have no fen.
type roll struct{ n, fen []int64 }

// rollWorth is how many facts there are for each value before a roll-up is kept: below that, looking at the facts costs no more
// than looking at the sums, and with it a roll-up never takes more than two bytes for each fact that it sums up.
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
	hasher *hasher
	n, fen []int64 // weights of rows
	tmp    roll    // one side of one day's new rows
}

type code interface{ uint8 | uint16 | uint32 }

// tally counts codes.
func tally[T code](codes []T, n []int64) {
	for _, c := range codes {
		n[c]++
	}
}

// tallyFen counts codes and adds up money.
func tallyFen[T code](codes []T, fens []int64, n, fen []int64) {
	fens = fens[:len(codes)]
	fen = fen[:len(n)]
	for i, c := range codes {
		n[c]++
		fen[c] += fens[i]
	}
}

// tallyN adds up pieces and money.
func tallyN[T code](codes []T, w weights, n, fen []int64) {
	for i, c := range codes {
		n[c] += w.n[i]
	}
	if w.fen == nil {
		return
	}
	for i, c := range codes {
		fen[c] += w.fen[i]
	}
}

// weights are N and Fen of some rows; nil where every N is 1, every Fen 0.
type weights struct{ n, fen []int64 }

// weigh reads the weights of the rows from a on; buffers hold what is not in that form already.
func (r *run) weigh(a int, bufN, bufFen *[]int64) weights {
	var w weights
	switch r.lay.n {
	case 4:
		w.n = widen(r.n32()[a:], bufN)
	case 8:
		w.n = r.n64()[a:]
	}
	switch r.lay.fen {
	case 4:
		w.fen = widen(r.fen32()[a:], bufFen)
	case 8:
		w.fen = r.fen64()[a:]
	}
	return w
}

func widen[T int32 | uint32](from []T, buf *[]int64) []int64 {
	if cap(*buf) < runMost {
		*buf = make([]int64, runMost)
	}
	out := (*buf)[:len(from)]
	for i, v := range from {
		out[i] = int64(v)
	}
	return out
}

// total adds up weights of rows.
func (w weights) total(rows int) stats.Sum {
	s := stats.Sum{N: int64(rows)}
	if w.n != nil {
		s.N = 0
		for _, v := range w.n {
			s.N += v
		}
	}
	for _, v := range w.fen {
		s.Fen += v
	}
	return s
}

// into adds the rows from a on to sums by the code of a column.
func (r *run) into(c, a int, w weights, to roll) {
	switch r.lay.code[c] {
	case 0:
		s := w.total(int(r.n) - a)
		to.n[0] += s.N
		if to.fen != nil {
			to.fen[0] += s.Fen
		}
	case 1:
		tallyAs(r.c8(c)[a:], w, to.n, to.fen)
	case 2:
		tallyAs(r.c16(c)[a:], w, to.n, to.fen)
	case 4:
		tallyAs(r.c32(c)[a:], w, to.n, to.fen)
	}
}

func tallyAs[T code](codes []T, w weights, n, fen []int64) {
	switch {
	case w.n != nil:
		tallyN(codes, w, n, fen)
	case w.fen != nil:
		tallyFen(codes, w.fen, n, fen)
	default:
		tally(codes, n)
	}
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

// roll adds the rows of a part that are not yet in the roll-ups.
func (t *table) roll(p *part) {
	for _, r := range p.runs {
		if r.done < r.n {
			t.rollRun(p, r)
		}
	}
}

func (t *table) rollRun(p *part, r *run) {
	a := int(r.done)
	rows := int(r.n) - a
	r.done = r.n
	w := r.weigh(a, &t.moved.n, &t.moved.fen)
	s := w.total(rows)
	add(&p.sum, s)
	add(&p.block.sum, s)
	for c := range rolled {
		day, all := p.rollOf(c), p.block.rolls[c]
		size := t.words[c].size()
		switch {
		case day == nil && all == nil:
		case day == nil:
			all.ensure(size, w.fen != nil)
			r.into(c, a, w, *all)
		case all == nil:
			day.ensure(size, w.fen != nil)
			r.into(c, a, w, *day)
		case rows < size: // few rows: twice is cheaper than a table between
			day.ensure(size, w.fen != nil)
			all.ensure(size, w.fen != nil)
			r.into(c, a, w, *day)
			r.into(c, a, w, *all)
		default:
			t.both(r, step{c, a, w}, day, all)
		}
	}
}

// step is some rows of a run on their way into the roll-ups of a column.
type step struct {
	c, a int
	w    weights
}

// both adds rows to the roll-ups of the day and of the block over a table of their own.
func (t *table) both(r *run, s step, day, all *roll) {
	size, money := t.words[s.c].size(), s.w.fen != nil
	day.ensure(size, money)
	all.ensure(size, money)
	tmp := &t.moved.tmp
	tmp.ensure(size, money)
	var fen []int64
	if money {
		fen = tmp.fen[:size]
	}
	r.into(s.c, s.a, s.w, roll{tmp.n[:size], fen})
	for i, v := range tmp.n[:size] {
		day.n[i] += v
		all.n[i] += v
	}
	clear(tmp.n[:size])
	for i, v := range fen {
		day.fen[i] += v
		all.fen[i] += v
	}
	clear(fen)
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
	for c := range rolled {
		code := r.code(c, i)
		for _, to := range [2]*roll{p.rollOf(c), p.block.rolls[c]} {
			if to != nil {
				to.n[code] -= s.N
				if to.fen != nil {
					to.fen[code] -= s.Fen
				}
			}
		}
	}
}

// found makes the roll-ups that have become worth their room. All rows of the part are done.
func (t *table) found(p *part) {
	for c := range rolled {
		size := t.words[c].size()
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
			to := &roll{}
			p.block.rolls[c] = to
			for _, each := range p.block.parts {
				if each != nil {
					t.fill(to, c, each)
				}
			}
		}
	}
}

// fill adds the rows of a part that are done to a roll-up of a column.
func (t *table) fill(to *roll, c int, p *part) {
	to.ensure(t.words[c].size(), t.want.fen > 0)
	for _, r := range p.runs {
		n := r.n
		r.n = r.done
		r.into(c, 0, r.weigh(0, &t.moved.n, &t.moved.fen), *to)
		r.n = n
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
	for _, no := range t.order {
		b := t.blocks[no]
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
			for _, r := range p.runs {
				r.done = 0
			}
			t.roll(p)
		}
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
