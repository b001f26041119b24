package flow

import (
	"cmp"
	"slices"

	"fanzha/centre/trace"
	"fanzha/internal/prefetch"
	"fanzha/term/when"
)

// Reached is the result of a trace on the engine's numbers. It shares the tracer's memory. Result and AppendJSON give it names.
type Reached Tracer

// Edges is the number of edges, the root included.
func (r *Reached) Edges() int { return len(r.edges) + len(r.tail) + 1 }

// Accounts is the number of accounts.
func (r *Reached) Accounts() int {
	(*Tracer)(r).settle()
	return max(len(r.nodes), 1)
}

// Truncated says that an edge that qualified was left out.
func (r *Reached) Truncated() bool { return r.truncated }

// LayerSum is one layer in figures.
type LayerSum struct {
	Layer     int   `json:"layer"`
	Accounts  int   `json:"accounts"`
	Transfers int   `json:"transfers"`
	Fen       int64 `json:"amount_fen"`
}

// Layers sums the result up by layer.
func (r *Reached) Layers() []LayerSum {
	(*Tracer)(r).settle()
	out := []LayerSum{{Layer: 1, Accounts: 1, Transfers: 1, Fen: r.root.Fen}}
	for k := 0; k < len(r.ends); k++ {
		lo, hi := r.bounds(k)
		if k > 0 && hi > lo {
			out[k].Accounts = hi - lo
		}
		edges := r.edgesFrom(lo, min(hi, r.grown))
		if len(edges) > 0 {
			out = append(out, LayerSum{Layer: k + 2, Transfers: len(edges), Fen: r.fenOf(edges)})
		}
	}
	return out
}

// fenOf is the sum of some transfers' amounts.
func (r *Reached) fenOf(refs []uint32) (sum int64) {
	s := r.view.s
	for len(refs) > 0 {
		n := min(len(refs), block)
		prefetch.Each(s.recs, refs[n:min(len(refs), 2*block)], 0)
		for _, ref := range refs[:n] {
			sum += s.fen(&s.recs[ref])
		}
		refs = refs[n:]
	}
	return sum
}

// bounds are the nodes of layer k+1.
func (r *Reached) bounds(k int) (lo, hi int) {
	if k > 0 {
		lo = r.ends[k-1]
	}
	return lo, r.ends[k]
}

// edgesOf are the edges that leave node i, which was expanded.
func (r *Reached) edgesOf(i int) []uint32 { return r.edgesFrom(i, i+1) }

// edgesFrom are the edges that leave nodes[lo:hi], which were expanded.
func (r *Reached) edgesFrom(lo, hi int) []uint32 {
	switch {
	case lo >= hi:
		return nil
	case hi < r.grown:
		return r.edges[r.nodes[lo].first:r.nodes[hi].first]
	}
	return r.edges[r.nodes[lo].first:]
}

// keyed is a node with the number that its account's id is.
type keyed struct {
	key   uint64
	place int32
}

// ordered lists the places of the nodes of layer k+1 in the order of account ids; each layer is sorted once, when it is asked for.
func (r *Reached) ordered(k int) []keyed {
	lo, hi := r.bounds(k)
	if hi <= len(r.order) {
		return r.order[lo:hi]
	}
	acc := &r.view.s.acc
	plain := true
	for i := lo; i < hi; i++ {
		n := r.nodes[i].account
		r.order = append(r.order, keyed{acc.keys[n], int32(i)})
		plain = plain && acc.forms[n] != asText && (acc.order == trace.ByNumber || acc.forms[n] == acc.forms[r.nodes[lo].account])
	}
	part := r.order[lo:hi]
	if plain {
		slices.SortFunc(part, func(x, y keyed) int { return cmp.Compare(x.key, y.key) })
	} else {
		slices.SortFunc(part, func(x, y keyed) int { return acc.compare(r.nodes[x.place].account, r.nodes[y.place].account) })
	}
	return part
}

// arrived is the moment of a node's earliest arrival.
func (r *Reached) arrived(i int32) when.Micros {
	ref := r.nodes[i].ref
	if ref == none {
		return r.root.At
	}
	return r.view.s.at(&r.view.s.recs[ref])
}

// each calls fn with the edges in the order of the result, the root left out, until it returns false.
func (r *Reached) each(fn func(from int32, layer int, ref uint32) bool) {
	for k := range r.ends {
		lo, _ := r.bounds(k)
		if lo >= r.grown {
			return
		}
		for _, o := range r.ordered(k) {
			for _, ref := range r.edgesOf(int(o.place)) {
				if !fn(o.place, k+2, ref) {
					return
				}
			}
		}
	}
}

// Result is the trace as package trace writes it, edge for edge.
func (r *Reached) Result() trace.Result {
	(*Tracer)(r).settle()
	root := r.root
	out := trace.Result{Root: root.ID, Truncated: r.truncated, Edges: make([]trace.Edge, 0, r.Edges()), Accounts: make([]trace.Account, 0, r.Accounts())}
	out.Edges = append(out.Edges, trace.Edge{ID: root.ID, Layer: 1, From: root.From, To: root.To, At: root.At, Fen: root.Fen, Kind: root.Kind})
	if len(r.nodes) == 0 {
		out.Accounts = append(out.Accounts, trace.Account{Account: root.To, Layer: 1, Arrived: root.At})
		return out
	}
	s := r.view.s
	names := make([]string, len(r.nodes))
	for k := range r.ends {
		for _, o := range r.ordered(k) {
			names[o.place] = s.acc.name(r.nodes[o.place].account)
			out.Accounts = append(out.Accounts, trace.Account{Account: names[o.place], Layer: k + 1, Arrived: r.arrived(o.place)})
		}
	}
	r.each(func(from int32, layer int, ref uint32) bool {
		rec := &s.recs[ref]
		to := r.seen.find(rec.to)
		out.Edges = append(out.Edges, trace.Edge{ID: s.id(ref), Layer: layer, From: names[from], To: names[to], At: s.at(rec), Fen: s.fen(rec), Kind: s.kind(rec)})
		return true
	})
	return out
}
