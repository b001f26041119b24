package trace

import (
	"cmp"
	"math"
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// MostEdges bounds PerAccount, Limit and MaxHops: they are counted in 31 bits wherever results are stored.
const MostEdges = math.MaxInt32

// Check refuses parameters that no trace can have. The argument "name" of the fault says which.
func (p Params) Check() error {
	for _, n := range []struct {
		name  string
		value int64
		least int64
		most  int64
	}{
		{"max-hops", int64(p.MaxHops), 1, MostEdges},
		{"window", p.Window, 0, math.MaxInt64},
		{"hop-window", p.HopWindow, 0, math.MaxInt64},
		{"min-amount", p.MinFen, 0, math.MaxInt64},
		{"per-account", int64(p.PerAccount), 1, MostEdges},
		{"limit", int64(p.Limit), 1, MostEdges},
	} {
		if n.value < n.least || n.value > n.most {
			return fault.New(fault.Invalid, ErrParams.Code, "name", n.name, "least", n.least)
		}
	}
	return nil
}

// End is the last moment that counts: t0 + window.
func (p Params) End(root Transfer) when.Micros { return later(root.At, p.Window) }

// later adds without overflow.
func later(t when.Micros, span int64) when.Micros {
	if int64(t) > math.MaxInt64-span {
		return math.MaxInt64
	}
	return t + when.Micros(span)
}

// Reach follows the root transfer layer by layer; see the package comment for the exact semantics.
func Reach(ts Source, root Transfer, p Params) (Result, error) {
	err := p.Check()
	if err != nil {
		return Result{}, err
	}
	err = checkTransfer(root)
	if err != nil {
		return Result{}, err
	}
	e := expansion{ts: ts, p: p, end: p.End(root), order: ts.AccountOrder(), seen: map[string]int{}}
	e.root(root)
	for layer := 1; layer < p.MaxHops && !e.stopped; layer++ {
		front := e.front(layer)
		if len(front) == 0 {
			break
		}
		for _, a := range front {
			e.expand(a)
		}
	}
	e.sortLast()
	return e.result, nil
}

// checkTransfer refuses what cannot be a transfer.
func checkTransfer(t Transfer) error {
	if t.ID == "" || t.From == "" || t.To == "" || t.Fen <= 0 {
		return ErrTransfer
	}
	return nil
}

// expansion is one reach under way.
type expansion struct {
	ts      Source
	p       Params
	end     when.Micros
	order   Order
	seen    map[string]int // account → where it stands in result.Accounts
	sorted  int            // accounts before this one have their final place
	stopped bool           // the limit was met and a further edge is known to exist
	result  Result
}

func (e *expansion) root(t Transfer) {
	e.result.Root = t.ID
	e.add(t, 1)
}

// add takes an edge in, and its receiver if it was not reached in an earlier layer.
func (e *expansion) add(t Transfer, layer int) {
	e.result.Edges = append(e.result.Edges, Edge{ID: t.ID, Layer: layer, From: t.From, To: t.To, At: t.At, Fen: t.Fen, Kind: t.Kind})
	i, known := e.seen[t.To]
	switch {
	case !known:
		e.seen[t.To] = len(e.result.Accounts)
		e.result.Accounts = append(e.result.Accounts, Account{Account: t.To, Layer: layer, Arrived: t.At})
	case e.result.Accounts[i].Layer == layer:
		e.result.Accounts[i].Arrived = min(e.result.Accounts[i].Arrived, t.At)
	}
}

// front sorts the accounts that were reached last, all of one layer, and returns a copy of them.
func (e *expansion) front(layer int) []Account {
	e.sortLast()
	all := e.result.Accounts
	first := len(all)
	for first > 0 && all[first-1].Layer == layer {
		first--
	}
	return slices.Clone(all[first:])
}

// sortLast brings the accounts of the newest layer into the order of their ids.
func (e *expansion) sortLast() {
	last := e.result.Accounts[e.sorted:]
	slices.SortFunc(last, func(a, b Account) int {
		return cmp.Or(cmp.Compare(a.Layer, b.Layer), e.order.Compare(a.Account, b.Account))
	})
	for i, a := range last {
		e.seen[a.Account] = e.sorted + i
	}
	e.sorted = len(e.result.Accounts)
}

// expand takes in the outflows of one account. Once the limit is met it only looks whether anything is left out.
func (e *expansion) expand(a Account) {
	if e.stopped {
		return
	}
	taken := 0
	until := min(later(a.Arrived, e.p.HopWindow), e.end)
	e.ts.Out(a.Account, a.Arrived, until, func(t Transfer) bool {
		switch {
		case t.Fen < e.p.MinFen || t.From == t.To:
			return true
		case len(e.result.Edges) >= e.p.Limit:
			e.result.Truncated, e.stopped = true, true
			return false
		case taken >= e.p.PerAccount:
			e.result.Truncated = true
			return false
		}
		e.add(t, a.Layer+1)
		taken++
		return true
	})
}
