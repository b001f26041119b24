package flow

import (
	"math"
	"slices"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/pick"
)

// MostReached is how many accounts one trace can reach; a wider one is ErrWide.
const MostReached = 1<<placeBits - 1

// A Tracer follows transfers on the engine's numbers. It keeps its memory from trace to trace, so that a trace allocates nothing
// once it has grown; it belongs to one goroutine at a time.
type Tracer struct {
	view  View
	nodes []node
	edges []uint32 // numbers of transfers, in the order of layers; the root is not among them
	tail  []cell   // edges of the last layer; settle moves them to edges when their accounts are asked for
	seen  seen

	chosen [block]cell
	root   trace.Transfer
	ends   []int        // ends[k] is where layer k+1 ends in nodes
	grown  int          // nodes before this one were expanded
	order  []pick.Keyed // layers in the order of account ids, as far as all of them was asked for
	some   []pick.Keyed // rows of one layer while its first are picked
	page   []listed
	params trace.Params
	query
	tailing   bool // the last layer is being made
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
	t.nodes, t.edges, t.tail, t.ends, t.order = t.nodes[:0], t.edges[:0], t.tail[:0], t.ends[:0], t.order[:0]
	t.tailing, t.truncated, t.overflow, t.wide, t.grown = false, false, false, false, 0
	s := t.view.s
	first, known := s.acc.find(keyOf(root.To), root.To)
	if !known || t.view.limit == 0 {
		return
	}
	t.query = makeQuery(root, p, int64(s.base))
	tick := tickOf(min(max(t.rootSpan, 0), spanMax))
	t.nodes = append(t.nodes, node{account: first, tick: tick, ref: none})
	t.seen.put(first, 0)
	for layer := 1; layer < p.MaxHops; layer++ {
		lo, hi := t.lastEnd(), len(t.nodes)
		t.ends = append(t.ends, hi)
		if lo == hi || t.rootSpan > spanMax {
			return
		}
		before := len(t.edges)
		t.grown = hi
		t.tailing = layer+1 == p.MaxHops && p.Limit <= MostReached
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

// again repeats a layer that met the limit, now in the order of account ids: which edges are taken depends on it.
func (t *Tracer) again(lo, hi, edges int) {
	t.edges, t.tail, t.nodes, t.overflow = t.edges[:edges], t.tail[:0], t.nodes[:hi], false
	acc := &t.view.s.acc
	slices.SortFunc(t.nodes[lo:hi], func(x, y node) int { return acc.compare(x.account, y.account) })
	t.seen.renew(t.nodes)
	t.layer(lo, hi)
}

// settle gives the edges of the last layer their accounts, once.
func (t *Tracer) settle() {
	if len(t.tail) == 0 {
		return
	}
	fresh := t.lastEnd()
	t.seen.fit(len(t.nodes)+len(t.tail), t.nodes)
	for cells := t.tail; len(cells) > 0; {
		n := min(len(cells), block)
		if t.seen.most < len(t.nodes)+n {
			t.widen(n)
		}
		t.enter(cells[:n], fresh)
		cells = cells[n:]
	}
	t.ends[len(t.ends)-1] = len(t.nodes)
	t.tail = t.tail[:0]
}

// widen gives the set of accounts room for n more.
func (t *Tracer) widen(n int) bool {
	if len(t.nodes)+n > MostReached {
		t.wide = true
		return false
	}
	t.seen.widen()
	t.seen.renew(t.nodes)
	return true
}
