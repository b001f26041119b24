package flow

import (
	"math"
	"math/bits"
	"slices"
	"unsafe"

	"fanzha/centre/trace/flow/slab"
	"fanzha/internal/prefetch"
)

// group is how many lists are looked up together, so that their reads of memory do not wait for each other.
const group = 32

// near is how many cells a search leaves to be walked: about a line of memory.
const near = 5

// place is where the list of a node's account is, and the part of it where the first cell not before the arrival stands.
type place struct {
	head    slab.Head
	account uint32
	node    uint32
	tick    uint32 // of the arrival
	lo      uint32 // of a list in one array: cells before lo are earlier; lo+near and later ones are not
	left    uint32 // cells from lo on that may still hold the first one not before the arrival
	aim     uint32 // how far from lo a first guess reaches; 0 when there is none
}

// layer expands the accounts nodes[lo:hi] in the order in which they stand, which matters only when the limit cuts. Accounts that
// pay nobody, which most are, cost one read.
func (t *Tracer) layer(lo, hi int) {
	var found [group]place
	done := lo // nodes before this one are expanded
	for i := lo; i < hi; {
		n := 0
		i, n = t.gather(i, hi, &found)
		t.search(found[:n])
		for j := range n {
			if !t.overflow && !t.wide {
				done = t.skip(done, int(found[j].node)+1)
				t.expand(&found[j], hi)
			}
		}
		if t.overflow || t.wide {
			break
		}
	}
	t.skip(done, hi)
}

// skip notes that the edges of nodes[from:to] begin where the edges end now.
func (t *Tracer) skip(from, to int) int {
	first := uint32(len(t.edges) + len(t.tail))
	for i := from; i < to; i++ {
		t.nodes[i].first = first
	}
	return to
}

// gather finds the next nodes whose accounts pay anybody: n of them, and where to go on.
func (t *Tracer) gather(i, hi int, found *[group]place) (next, n int) {
	heads := &t.view.s.out
	for ; i < hi && n < group; i++ {
		at := &t.nodes[i]
		h := heads.Head(at.account)
		found[n] = place{head: h, account: at.account, node: uint32(i), tick: at.tick}
		n += int((uint64(h.Count()) + math.MaxUint32) >> 32) // one more unless the list is empty, without a branch
	}
	return i, n
}

// search looks the lists up, all together step by step: what a list reads next is asked for before the other lists take their step.
func (t *Tracer) search(found []place) {
	cells := t.view.s.out.Cells
	var open [group]uint8 // places of those that are not found yet
	n := 0
	for j := range found {
		f := &found[j]
		f.left = f.head.Count()
		switch {
		case f.head.IsHub():
		case f.left <= near:
			prefetch.Slice(cells[f.head.Off():][:f.left])
		default:
			t.guess(f, cells)
			open[n] = uint8(j)
			n++
		}
	}
	for n > 0 {
		kept := 0
		for _, j := range open[:n] {
			if found[j].step(cells) {
				open[kept] = j
				kept++
			}
		}
		n = kept
	}
}

// guessed is the length from which a search begins with a guess.
const guessed = 32

// guess says where a search begins. In a long list the arrival is first looked for where it stands among all transfers: accounts pay
// more when everybody does.
func (t *Tracer) guess(f *place, cells []cell) {
	count, ref := f.left, t.nodes[f.node].ref
	if count >= guessed && ref < t.view.limit {
		about := uint32(uint64(count) * uint64(ref) / uint64(t.view.limit))
		width := uint32(1) << (bits.Len32(count)/2 + 1)
		f.lo = max(about, width) - width
		f.aim = min(about+width, count-1) - f.lo
		prefetch.Slice(cells[f.head.Off()+f.lo+f.aim:][:1])
		prefetch.Slice(cells[f.head.Off()+f.lo:][:1])
		return
	}
	prefetch.Slice(cells[f.head.Off()+count/2:][:1])
}

// step halves what is left of a list, or judges the guess. It returns false when the search has ended, and asks for what is read next.
func (f *place) step(cells []cell) bool {
	list := cells[f.head.Off():][:f.head.Count()]
	half := f.left / 2
	switch {
	case f.aim > 0:
		switch lo, hi := f.lo, f.lo+f.aim; {
		case list[hi].tick < f.tick:
			f.lo, f.left = hi, uint32(len(list))-hi
		case list[lo].tick < f.tick:
			f.left = f.aim
		default:
			f.lo, f.left = 0, lo+1
		}
		f.aim = 0
	default:
		earlier := uint32((uint64(list[f.lo+half].tick) - uint64(f.tick)) >> 63)
		f.lo += half * earlier // without a branch: half of them would be foreseen wrongly
		f.left -= half
	}
	if f.left > near {
		prefetch.Slice(list[f.lo+f.left/2:][:1])
		return true
	}
	prefetch.Slice(list[f.lo:min(uint32(len(list)), f.lo+block)])
	return false
}

// drain is one account being walked.
type drain struct {
	account uint32
	fresh   int    // places from here on were reached in the layer that is being made
	tick    uint32 // arrival, coarse
	node    int
	stop    int64  // last span that counts
	last    uint32 // its tick
	taken   int
	done    bool
}

// expand walks the outflows of an account; places from fresh on belong to the next layer.
func (t *Tracer) expand(at *place, fresh int) {
	h := at.head
	d := drain{account: at.account, fresh: fresh, tick: at.tick, node: int(at.node), stop: t.end}
	if t.hops {
		d.stop = min(t.end, satAdd(t.arrival(d.node), t.hop))
	}
	if d.stop < 0 {
		return
	}
	d.last = tickOf(d.stop)
	s := t.view.s
	if !h.IsHub() {
		t.walk(&d, t.after(&d, s.out.Cells[h.Off()+at.lo:h.Off()+h.Count()]))
		return
	}
	before := func(c *cell) bool { return c.tick < d.tick }
	s.out.Arrays(d.account, before, func(cells []cell) bool {
		t.walk(&d, t.after(&d, cells[slab.Search(cells, before):]))
		return !d.done
	})
}

// satAdd adds a span that may be endless.
func satAdd(a, b int64) int64 {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}

// arrival is the exact arrival of the account at place i.
func (t *Tracer) arrival(i int) int64 {
	ref := t.nodes[i].ref
	if ref == none {
		return t.rootSpan
	}
	return t.view.s.recs[ref].span()
}

// after cuts off the cells that are not later than the arrival; those that are much earlier have been cut off before.
func (t *Tracer) after(d *drain, cells []cell) []cell {
	lo := 0
	for lo < len(cells) && cells[lo].tick < d.tick {
		lo++
	}
	if lo < len(cells) && cells[lo].tick == d.tick {
		arrived := t.arrival(d.node)
		for lo < len(cells) && cells[lo].tick == d.tick && t.view.s.recs[cells[lo].ref].span() <= arrived {
			lo++
		}
	}
	return cells[lo:]
}

// block is how many cells are taken in together; those of the next block are asked for meanwhile.
const block = 32

// walk takes the cells in until the account's window, its cap or the limit ends it.
func (t *Tracer) walk(d *drain, cells []cell) {
	for len(cells) > 0 && !d.done {
		n := min(len(cells), block)
		prefetch.Slice(cells[n:min(len(cells), 2*block)])
		switch {
		case t.tailing:
			t.tail = append(t.tail, t.take(d, cells[:n])...)
		case t.seen.most < len(t.nodes)+n && !t.widen(n):
			d.done = true
		default:
			had := len(t.nodes)
			t.enter(t.take(d, cells[:n]), d.fresh)
			t.ahead(t.nodes[had:])
		}
		cells = cells[n:]
	}
}

// ahead asks for what the next layer reads first.
func (t *Tracer) ahead(nodes []node) {
	prefetch.Each(t.view.s.out.Heads, nodes, unsafe.Offsetof(node{}.account))
}

// take returns the cells of a block that are edges. Mostly that is all of them, and the block is returned as it is.
func (t *Tracer) take(d *drain, cells []cell) []cell {
	room := min(t.limit-len(t.edges)-len(t.tail), t.per-d.taken)
	if len(cells) <= room && t.minFen <= 1 && t.whole(d, cells) {
		d.taken += len(cells)
		return cells
	}
	s := t.view.s
	n := 0
	for i := range cells {
		c := &cells[i]
		if c.tick >= d.last && (c.tick > d.last || s.recs[c.ref].span() > d.stop) {
			d.done = true
			break
		}
		if c.ref >= t.view.limit || c.peer == d.account || t.minFen > 1 && s.fen(&s.recs[c.ref]) < t.minFen {
			continue
		}
		if n == room {
			t.overflow = len(t.edges)+len(t.tail)+n >= t.limit
			t.truncated, d.done = true, true
			break
		}
		t.chosen[n] = *c
		n++
	}
	d.taken += n
	return t.chosen[:n]
}

// whole says that no cell of a block needs a closer look.
func (t *Tracer) whole(d *drain, cells []cell) bool {
	last, shown, account := uint64(d.last), uint64(t.view.limit), uint64(d.account)
	good := ^uint64(0) // the sign stays while all is well
	for i := range cells {
		c := &cells[i]
		good &= (uint64(c.tick) - last) & (uint64(c.ref) - shown)
		good &^= (uint64(c.peer) ^ account) - 1
	}
	return int64(good) < 0
}

// enter notes edges and the accounts that they reach; places before settled are of earlier layers.
func (t *Tracer) enter(chosen []cell, settled int) {
	had, count := len(t.edges), len(t.nodes)
	t.edges = slices.Grow(t.edges, block)[:had+len(chosen)]
	edges := t.edges[had:]
	edges = edges[:len(chosen)]
	t.nodes = slices.Grow(t.nodes, block)
	nodes := t.nodes[:count+block]
	now, shift, stamp := t.seen.now, t.seen.shift&31, uint64(t.seen.stamp)
	for i := range chosen {
		c := chosen[i]
		edges[i] = c.ref
		slot := c.peer * hashFactor >> shift
		v := now[slot]
		if (v^stamp)&0xff == 0 {
			if slot, v = t.known(c, v, slot, settled); v != 0 {
				continue
			}
		}
		now[slot] = uint64(c.peer)<<32 | uint64(count)<<8 | stamp
		nodes[count] = node{account: c.peer, tick: c.tick, ref: c.ref}
		count++
	}
	t.nodes = nodes[:count]
}

// known treats an edge whose account's first slot v is taken: by that account, which then is not new, or by another one. It returns
// the slot that is the account's and what is in it, zero when that is nothing.
func (t *Tracer) known(c cell, v uint64, slot uint32, settled int) (uint32, uint64) {
	if uint32(v>>32) != c.peer {
		slot = t.seen.probe(c.peer)
		v = t.seen.now[slot]
		if uint8(v) != t.seen.stamp {
			return slot, 0
		}
	}
	at := placeOf(v)
	if at >= settled {
		n := &t.nodes[:at+1][at]
		recs := t.view.s.recs
		if c.tick < n.tick || c.tick == n.tick && recs[c.ref].span() < recs[n.ref].span() {
			n.tick, n.ref = c.tick, c.ref
		}
	}
	return slot, v
}
