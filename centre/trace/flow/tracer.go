package flow

import (
	"math"
	"slices"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/slab"
)

// MostReached is how many accounts one trace can reach; a wider one is ErrWide.
const MostReached = 1<<placeBits - 1

// A Tracer follows transfers on the engine's numbers. It keeps its memory from trace to trace, so that a trace allocates nothing
// once it has grown; it belongs to one goroutine at a time.
type Tracer struct {
	view  View
	nodes []node
	edges []uint32 // numbers of transfers, in the order of layers; the root is not among them
	seen  seen
	sink  uint32

	root   trace.Transfer
	ends   []int // ends[k] is where layer k+1 ends in nodes
	grown  int   // nodes before this one were expanded
	order  []keyed
	params trace.Params
	query
	truncated bool
	overflow  bool // the limit is met and a further edge is known to exist
	wide      bool
}

// node is one account reached.
type node struct {
	account uint32
	tick    uint32 // of its earliest arrival in its layer
	ref     uint32 // the transfer that arrived then; none for the root
	first   uint32 // where its own edges begin, once it is expanded
}

// query is the trace's bounds in the engine's units.
type query struct {
	rootSpan int64
	end      int64 // last span that counts, at most spanMax
	hop      int64
	minFen   int64
	per      int
	limit    int
	hops     bool // the hop window may end before the window does
}

// Tracer returns one for use by one goroutine; Done gives it back.
func (e *Engine) Tracer() (*Tracer, error) {
	e.idle.mu.Lock()
	n := len(e.idle.ts)
	if n > 0 {
		t := e.idle.ts[n-1]
		e.idle.ts = e.idle.ts[:n-1]
		e.idle.mu.Unlock()
		return t, nil
	}
	e.idle.mu.Unlock()
	slot, ok := e.pins.Take()
	if !ok {
		return nil, ErrBusy
	}
	return &Tracer{view: View{e: e, slot: slot}, seen: seen{}}, nil
}

// keepTracers is how many idle tracers are kept: each may hold the memory of a wide trace.
const keepTracers = 16

// Done gives a tracer back. What it reached may not be used any more.
func (t *Tracer) Done() {
	e := t.view.e
	t.view.leave()
	e.idle.mu.Lock()
	if len(e.idle.ts) < keepTracers {
		e.idle.ts = append(e.idle.ts, t)
		e.idle.mu.Unlock()
		return
	}
	e.idle.mu.Unlock()
	e.pins.Give(t.view.slot)
}

// Reach follows the root over what is complete now, with the exact semantics of trace.Reach. The root itself need not be known to
// the engine. What is returned is valid until the tracer's next call or Done.
func (t *Tracer) Reach(root trace.Transfer, p trace.Params) (*Reached, error) {
	err := p.Check()
	if err != nil {
		return nil, err
	}
	if root.ID == "" || root.From == "" || root.To == "" || root.Fen <= 0 {
		return nil, trace.ErrTransfer
	}
	t.view.enter()
	t.run(root, p)
	if t.wide {
		return nil, ErrWide
	}
	return (*Reached)(t), nil
}

// run is the trace within an open view.
func (t *Tracer) run(root trace.Transfer, p trace.Params) {
	t.root, t.params = root, p
	t.seen.begin()
	t.nodes, t.edges, t.ends, t.order = t.nodes[:0], t.edges[:0], t.ends[:0], t.order[:0]
	t.truncated, t.overflow, t.wide, t.grown = false, false, false, 0
	s := t.view.s
	first, known := s.acc.find(keyOf(root.To), root.To)
	if !known || t.view.limit == 0 {
		return
	}
	t.query = makeQuery(root, p, int64(s.base))
	tick := tickOf(min(max(t.rootSpan, 0), spanMax))
	t.nodes = append(t.nodes, node{account: first, tick: tick, ref: none})
	t.seen.put(t.seen.home(first), 0)
	for layer := 1; layer < p.MaxHops; layer++ {
		lo, hi := t.lastEnd(), len(t.nodes)
		t.ends = append(t.ends, hi)
		if lo == hi || t.rootSpan > spanMax {
			return
		}
		before := len(t.edges)
		t.grown = hi
		t.layer(lo, hi)
		if t.overflow {
			t.again(lo, hi, before)
			break
		}
		if t.wide {
			return
		}
	}
	t.ends = append(t.ends, len(t.nodes))
}

func (t *Tracer) lastEnd() int {
	if len(t.ends) == 0 {
		return 0
	}
	return t.ends[len(t.ends)-1]
}

// makeQuery turns moments into spans; sums of moments never leave 64 bits because spans are cut to what the engine reaches.
func makeQuery(root trace.Transfer, p trace.Params, base int64) query {
	q := query{minFen: p.MinFen, per: p.PerAccount, limit: p.Limit - 1, hop: p.HopWindow}
	q.rootSpan = int64(root.At) - base
	if base > 0 && int64(root.At) < math.MinInt64+base {
		q.rootSpan = math.MinInt64 / 2
	}
	q.end = min(int64(p.End(root))-base, spanMax)
	q.hops = p.HopWindow < p.Window
	return q
}

// group is how many accounts are looked up together, so that their reads of memory do not wait for each other.
const group = 16

// near is how many cells a search leaves to be walked: about a line of memory.
const near = 5

// layer expands the accounts nodes[lo:hi] in whatever order they stand: the order matters only when the limit cuts.
func (t *Tracer) layer(lo, hi int) {
	var found [group]place
	for i := lo; i < hi; i += group {
		n := min(group, hi-i)
		t.search(i, found[:n])
		for j := range n {
			t.expand(i+j, hi, found[j])
			if t.overflow || t.wide {
				return
			}
		}
	}
}

// place is where the list of an account is, and the part of it where the first cell not before the arrival stands.
type place struct {
	head   slab.Head
	tick   uint32
	lo, hi uint32 // of a list in one array: cells before lo are earlier, cells from hi on are not
}

// search looks the lists of some accounts up, all together step by step.
func (t *Tracer) search(first int, found []place) {
	s := t.view.s
	for j := range found {
		n := &t.nodes[first+j]
		found[j] = place{head: s.out.Head(n.account), tick: n.tick}
	}
	wide := uint32(0)
	for j := range found {
		f := &found[j]
		if !f.head.IsHub() {
			f.hi = f.head.Count()
			wide = max(wide, f.hi)
		}
	}
	cells := s.out.Cells
	for ; wide > near; wide -= wide / 2 {
		for j := range found {
			f := &found[j]
			mid := (f.lo + f.hi) / 2
			later := cells[f.head.Off()+mid].tick >= f.tick
			switch {
			case f.hi-f.lo <= near:
			case later:
				f.hi = mid
			default:
				f.lo = mid + 1
			}
		}
	}
	for j := range found {
		if f := &found[j]; f.lo < f.hi {
			t.sink += cells[f.head.Off()+f.lo].tick + cells[f.head.Off()+f.hi-1].tick
		}
	}
}

// again repeats a layer that met the limit, now in the order of account ids: which edges are taken depends on it.
func (t *Tracer) again(lo, hi, edges int) {
	t.edges, t.nodes, t.overflow = t.edges[:edges], t.nodes[:hi], false
	acc := &t.view.s.acc
	slices.SortFunc(t.nodes[lo:hi], func(x, y node) int { return acc.compare(x.account, y.account) })
	t.seen.renew(t.nodes)
	for i := lo; i < hi; i++ {
		if t.overflow {
			t.nodes[i].first = uint32(len(t.edges))
			continue
		}
		var found [1]place
		t.search(i, found[:])
		t.expand(i, hi, found[0])
	}
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

// expand walks the outflows of the account at place i; places from fresh on belong to the next layer.
func (t *Tracer) expand(i, fresh int, at place) {
	n := &t.nodes[i]
	n.first = uint32(len(t.edges))
	h := at.head
	if h.Count() == 0 {
		return
	}
	d := drain{account: n.account, fresh: fresh, tick: n.tick, node: i, stop: t.end}
	if t.hops {
		d.stop = min(t.end, satAdd(t.arrival(i), t.hop))
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

// block is how many cells are walked after all their receivers have been asked for in the set of accounts.
const block = 32

// walk takes the cells in until the account's window, its cap or the limit ends it.
func (t *Tracer) walk(d *drain, cells []cell) {
	for len(cells) > 0 && !d.done {
		n := min(len(cells), block)
		t.sink += t.seen.touch(cells[:n])
		t.take(d, cells[:n])
		cells = cells[n:]
	}
}

// take takes a block of cells in.
func (t *Tracer) take(d *drain, cells []cell) {
	s := t.view.s
	shown, small := t.view.limit, t.minFen > 1
	t.edges, t.nodes = slices.Grow(t.edges, block), slices.Grow(t.nodes, block)
	for i := range cells {
		c := &cells[i]
		if c.tick >= d.last && (c.tick > d.last || s.recs[c.ref].span() > d.stop) {
			d.done = true
			return
		}
		if c.ref >= shown || c.peer == d.account || small && s.fen(&s.recs[c.ref]) < t.minFen {
			continue
		}
		if len(t.edges) >= t.limit || d.taken >= t.per {
			t.overflow = len(t.edges) >= t.limit
			t.truncated, d.done = true, true
			return
		}
		t.edges = append(t.edges, c.ref)
		d.taken++
		slot, at := t.seen.find(t.nodes, c.peer)
		switch {
		case at < 0:
			t.seen.put(slot, len(t.nodes))
			t.nodes = append(t.nodes, node{account: c.peer, tick: c.tick, ref: c.ref})
			if len(t.nodes) > t.seen.most && !t.widen() {
				d.done = true
				return
			}
		case at >= d.fresh:
			n := &t.nodes[at]
			if c.tick < n.tick || c.tick == n.tick && s.recs[c.ref].span() < s.recs[n.ref].span() {
				n.tick, n.ref = c.tick, c.ref
			}
		}
	}
}

// widen gives the set of accounts more room.
func (t *Tracer) widen() bool {
	if len(t.nodes) > MostReached {
		t.wide = true
		return false
	}
	t.seen.widen()
	t.seen.renew(t.nodes)
	return true
}
