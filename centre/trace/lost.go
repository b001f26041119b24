package trace

import (
	"cmp"
	"slices"
)

// LostMost bounds the transfers that Losses lists: the largest are those worth a further statement.
const LostMost = 500

// lostKept bounds those among which the largest are looked for: a file of a million rows may lose money by most of them.
const lostKept = 20_000

// Losses collects the transfers by which taint left the accounts of results (AttributeOptions.Lost). One that several roots lost money by is one.
type Losses struct{ by map[string]Edge }

// Add notes a transfer with the taint that it took, in fen.
func (l *Losses) Add(t Transfer, tainted int64) {
	if l.by == nil {
		l.by = map[string]Edge{}
	}
	e, known := l.by[t.ID]
	if !known && len(l.by) >= lostKept {
		return
	}
	e.ID, e.From, e.To, e.At, e.Fen, e.Kind = t.ID, t.From, t.To, t.At, t.Fen, t.Kind
	e.TaintedFen += tainted
	l.by[t.ID] = e
}

// Edges are those that took most, the largest part first; at most LostMost.
func (l *Losses) Edges() []Edge {
	out := make([]Edge, 0, len(l.by))
	for _, e := range l.by {
		out = append(out, e)
	}
	slices.SortFunc(out, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.TaintedFen, x.TaintedFen), cmp.Compare(x.At, y.At), ByNumber.Compare(x.ID, y.ID))
	})
	return out[:min(len(out), LostMost)]
}
