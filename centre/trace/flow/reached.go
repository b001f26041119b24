package flow

import (
	"slices"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/pick"
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

// ordered lists the nodes of layer k+1 in the order of account ids; each layer is sorted once, when it is asked for.
func (r *Reached) ordered(k int) []pick.Keyed {
	lo, hi := r.bounds(k)
	if hi <= len(r.order) {
		return r.order[lo:hi]
	}
	var plain bool
	r.order, plain = r.keys(r.order, k, false)
	part := r.order[lo:hi]
	if plain {
		pick.Sort(part)
	} else {
		r.sortText(part)
	}
	return part
}

// keys appends the nodes of layer k+1 to dst, all of them or only those that pay anybody; plain says that their keys alone order them.
func (r *Reached) keys(dst []pick.Keyed, k int, paying bool) (rows []pick.Keyed, plain bool) {
	lo, hi := r.bounds(k)
	acc := &r.view.s.acc
	plain = true
	for i := lo; i < hi; i++ {
		if paying && len(r.edgesOf(i)) == 0 {
			continue
		}
		n := r.nodes[i].account
		dst = append(dst, pick.Keyed{Key: acc.keys[n], Place: int32(i)})
		plain = plain && acc.forms[n] != asText && (acc.order == trace.ByNumber || acc.forms[n] == acc.forms[r.nodes[lo].account])
	}
	return dst, plain
}

func (r *Reached) sortText(part []pick.Keyed) {
	acc := &r.view.s.acc
	slices.SortFunc(part, func(x, y pick.Keyed) int { return acc.compare(r.nodes[x.Place].account, r.nodes[y.Place].account) })
}

// first lists the first n nodes of layer k+1 in the order of account ids, of all or of those that pay anybody.
func (r *Reached) first(k, n int, paying bool) []pick.Keyed {
	lo, hi := r.bounds(k)
	if hi <= len(r.order) || !paying && hi-lo <= n && lo == len(r.order) {
		return r.ordered(k)
	}
	rows, plain := r.keys(r.some[:0], k, paying)
	r.some = rows
	if plain {
		return pick.First(rows, n)
	}
	r.sortText(rows)
	return rows[:min(n, len(rows))]
}

// arrived is the moment of a node's earliest arrival.
func (r *Reached) arrived(i int32) when.Micros {
	ref := r.nodes[i].ref
	if ref == none {
		return r.root.At
	}
	return r.view.s.at(&r.view.s.recs[ref])
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
			names[o.Place] = s.acc.name(r.nodes[o.Place].account)
			out.Accounts = append(out.Accounts, trace.Account{Account: names[o.Place], Layer: k + 1, Arrived: r.arrived(o.Place)})
		}
	}
	for _, e := range r.listed(len(out.Edges) + r.Edges()) {
		rec := &s.recs[e.ref]
		to := r.seen.find(rec.to)
		out.Edges = append(out.Edges, trace.Edge{ID: s.id(e.ref), Layer: int(e.layer), From: names[e.from], To: names[to], At: s.at(rec), Fen: s.fen(rec), Kind: s.kind(rec)})
	}
	return out
}

// listed is an edge of a page.
type listed struct {
	ref, layer uint32
	from       int32 // place of the payer
}

// listed lists the first edges in the order of the result, the root left out, at most n.
func (r *Reached) listed(n int) []listed {
	page := r.page[:0]
	for k := 0; k < len(r.ends) && len(page) < n; k++ {
		lo, _ := r.bounds(k)
		if lo >= r.grown {
			break
		}
		for _, o := range r.first(k, n-len(page), true) {
			for _, ref := range r.edgesOf(int(o.Place)) {
				if len(page) == n {
					break
				}
				page = append(page, listed{ref, uint32(k + 2), o.Place})
			}
		}
	}
	r.page = page
	return page
}
