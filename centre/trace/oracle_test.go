package trace_test

// The oracle: reach and attribution written down again from the text of their semantics, in the simplest way that can be
// checked by eye. Lists are scanned from end to end; a book is a list of single fen, each tainted or clean. It shares no
// code with the package but the types of the answer.

import (
	"math/big"
	"slices"
	"sort"
	"strings"

	"fanzha/centre/trace"
	"fanzha/term/when"
)

// oracle answers over a plain list of transfers.
type oracle struct {
	all    []trace.Transfer
	root   trace.Transfer
	p      trace.Params
	rule   trace.Rule
	opened map[string]int64

	edges     []trace.Edge
	layers    map[string]int
	arrivals  map[string]when.Micros
	truncated bool
}

// asNumbers compares ids as numbers when all are numbers, else as bytes.
func asNumbers(all []string) func(a, b string) bool {
	for _, s := range all {
		plain := s != "" && len(s) <= 19 && (s == "0" || s[0] != '0') && strings.Trim(s, "0123456789") == ""
		if !plain {
			return func(a, b string) bool { return a < b }
		}
	}
	return func(a, b string) bool {
		x, _ := new(big.Int).SetString(a, 10)
		y, _ := new(big.Int).SetString(b, 10)
		return x.Cmp(y) < 0
	}
}

func (o *oracle) accountLess() func(a, b string) bool {
	var names []string
	for _, t := range append(slices.Clone(o.all), o.root) {
		names = append(names, t.From, t.To)
	}
	return asNumbers(names)
}

// inOrder returns the transfers in the order of (time, id).
func (o *oracle) inOrder() []trace.Transfer {
	var names []string
	for _, t := range o.all {
		names = append(names, t.ID)
	}
	less := asNumbers(names)
	out := slices.Clone(o.all)
	sort.Slice(out, func(i, j int) bool {
		if out[i].At != out[j].At {
			return out[i].At < out[j].At
		}
		return less(out[i].ID, out[j].ID)
	})
	return out
}

func (o *oracle) reach() {
	o.layers, o.arrivals = map[string]int{o.root.To: 1}, map[string]when.Micros{o.root.To: o.root.At}
	o.edges = []trace.Edge{{ID: o.root.ID, Layer: 1, From: o.root.From, To: o.root.To, At: o.root.At, Fen: o.root.Fen}}
	ordered, less := o.inOrder(), o.accountLess()
	for layer := 1; layer < o.p.MaxHops; layer++ {
		var accounts []string
		for name, l := range o.layers {
			if l == layer {
				accounts = append(accounts, name)
			}
		}
		sort.Slice(accounts, func(i, j int) bool { return less(accounts[i], accounts[j]) })
		for _, name := range accounts {
			o.outflows(name, layer, ordered)
		}
	}
}

// outflows takes the edges of one account.
func (o *oracle) outflows(name string, layer int, ordered []trace.Transfer) {
	arrived, n := o.arrivals[name], 0
	until := arrived + when.Micros(o.p.HopWindow)
	if end := o.root.At + when.Micros(o.p.Window); end < until {
		until = end
	}
	for _, t := range ordered {
		if t.From != name || t.From == t.To || t.At <= arrived || t.At > until || t.Fen < o.p.MinFen {
			continue
		}
		if n == o.p.PerAccount || len(o.edges) == o.p.Limit {
			o.truncated = true
			return
		}
		n++
		o.edges = append(o.edges, trace.Edge{ID: t.ID, Layer: layer + 1, From: t.From, To: t.To, At: t.At, Fen: t.Fen, Kind: t.Kind})
		known, reached := o.layers[t.To]
		if !reached {
			o.layers[t.To], o.arrivals[t.To] = layer+1, t.At
		} else if known == layer+1 && t.At < o.arrivals[t.To] {
			o.arrivals[t.To] = t.At
		}
	}
}

// fen is one fen of a book.
type fen struct{ tainted bool }

func many(n int64, tainted bool) []fen { return slices.Repeat([]fen{{tainted}}, int(n)) }

func count(book []fen) (n int64) {
	for _, f := range book {
		if f.tainted {
			n++
		}
	}
	return n
}

// answer follows the root and, when there is a rule, replays the amounts.
func (o *oracle) answer() trace.Result {
	o.reach()
	r := trace.Result{Root: o.root.ID, Rule: o.rule, Edges: o.edges, Truncated: o.truncated}
	less := o.accountLess()
	for name, layer := range o.layers {
		r.Accounts = append(r.Accounts, trace.Account{Account: name, Layer: layer, Arrived: o.arrivals[name]})
	}
	sort.Slice(r.Accounts, func(i, j int) bool {
		if r.Accounts[i].Layer != r.Accounts[j].Layer {
			return r.Accounts[i].Layer < r.Accounts[j].Layer
		}
		return less(r.Accounts[i].Account, r.Accounts[j].Account)
	})
	switch o.rule {
	case "":
	case trace.Poison:
		o.poison(&r)
	default:
		o.amounts(&r)
	}
	return r
}

// poison replays marks: an account is marked from the first marked transfer on, and marks what leaves it afterwards.
func (o *oracle) poison(r *trace.Result) {
	since, marked := map[string]when.Micros{o.root.To: o.root.At}, map[string]bool{o.root.ID: true}
	for _, t := range o.inOrder() {
		from, is := since[t.From]
		if t.From == t.To || !is || t.At <= from || t.At > o.root.At+when.Micros(o.p.Window) || t.At <= o.root.At {
			continue
		}
		marked[t.ID] = true
		_, already := since[t.To]
		if !already {
			since[t.To] = t.At
		}
	}
	for i := range r.Edges {
		r.Edges[i].Tainted = marked[r.Edges[i].ID]
	}
	for i := range r.Accounts {
		_, r.Accounts[i].Tainted = since[r.Accounts[i].Account]
	}
}

func (o *oracle) amounts(r *trace.Result) {
	books, received, carried := map[string][]fen{}, map[string]int64{}, map[string]int64{}
	for name, layer := range o.layers {
		if layer < o.p.MaxHops {
			books[name] = many(o.opened[name], false)
		}
	}
	enter := func(name string, lots []fen) {
		received[name] += count(lots)
		_, is := books[name]
		if is {
			books[name] = append(books[name], lots...)
		}
	}
	enter(o.root.To, many(o.root.Fen, true))
	carried[o.root.ID] = o.root.Fen
	for _, t := range o.inOrder() {
		_, out := books[t.From]
		_, in := books[t.To]
		if t.At <= o.root.At || t.At > o.root.At+when.Micros(o.p.Window) || t.From == t.To || !out && !in {
			continue
		}
		var tainted int64
		if out {
			tainted = o.draw(books, t)
		}
		carried[t.ID] = tainted
		enter(t.To, append(many(tainted, true), many(t.Fen-tainted, false)...))
	}
	r.LeftFen = o.root.Fen
	for i := range r.Accounts {
		a := &r.Accounts[i]
		a.ReceivedFen = received[a.Account]
		_, a.Book = books[a.Account]
		a.TaintedFen = count(books[a.Account])
		r.LeftFen -= a.TaintedFen
	}
	for i := range r.Edges {
		r.Edges[i].TaintedFen = carried[r.Edges[i].ID]
	}
}

// draw takes single fen out of a book until the amount is there or the book is empty.
func (o *oracle) draw(books map[string][]fen, t trace.Transfer) (tainted int64) {
	book := books[t.From]
	share := count(book)
	if o.rule == trace.ProRata && t.Fen < int64(len(book)) {
		share = t.Fen * share / int64(len(book))
	}
	for left := t.Fen; left > 0 && len(book) > 0; left-- {
		i := 0
		switch o.rule {
		case trace.LIFO:
			i = len(book) - 1
		case trace.LIBR:
			i = max(0, slices.Index(book, fen{false}))
		case trace.ProRata:
			i = max(0, slices.Index(book, fen{tainted < share}))
		}
		if book[i].tainted {
			tainted++
		}
		book = slices.Delete(book, i, i+1)
	}
	books[t.From] = book
	return tainted
}
