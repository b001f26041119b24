// Protects: many cases at once are attributed as one case is by the books of package trace, money is conserved for every case, and
// late arrival changes nothing.
package flow_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// oracle moves every transfer through the books of package trace; the root at place `root` is the one case.
func oracle(t testing.TB, ts []trace.Transfer, rule trace.Rule, root int) (held map[string]int64) {
	place := map[string]int{}
	for _, x := range ts {
		for _, a := range []string{x.From, x.To} {
			if _, known := place[a]; !known {
				place[a] = len(place)
			}
		}
	}
	books := trace.NewBooks(rule, len(place))
	for i, x := range ts {
		switch {
		case i == root:
			if x.From != x.To {
				_, err := books.Move(place[x.From], trace.Outside, x.Fen)
				check.NoError(t, err)
			}
			check.NoError(t, books.Taint(place[x.To], x.Fen))
		case x.From != x.To:
			_, err := books.Move(place[x.From], place[x.To], x.Fen)
			check.NoError(t, err)
		}
	}
	held = map[string]int64{}
	for a, n := range place {
		held[a] = books.TaintedFen(n)
	}
	return held
}

// spaced gives every transfer a moment of its own and an ordinary amount.
func spaced(r *rand.Rand, transfers int) world {
	w := randomWorld(r, transfers)
	for i := range w.ts {
		w.ts[i].At = start + when.Micros(i)*77
		w.ts[i].Fen = 1 + r.Int64N(5000)
	}
	return w
}

func TestSpreadIsThatOfTheBooks(t *testing.T) {
	check.WithoutRace(t, "arithmetic on one goroutine")
	r := rand.New(rand.NewPCG(3, 9))
	for range 1500 {
		w := spaced(r, 5+r.IntN(120))
		e, err := flow.New(w.options)
		check.NoError(t, err)
		fill(t, e, r, shuffled(r, w.ts))
		v, err := e.View()
		check.NoError(t, err)
		root := r.IntN(len(w.ts))
		ref, known := v.Find(w.ts[root].From, w.ts[root].At, w.ts[root].ID)
		check.True(t, known, "the root is not found")
		for _, rule := range []trace.Rule{trace.FIFO, trace.ProRata} {
			x, err := v.Spread(rule, []flow.Ref{ref})
			check.NoError(t, err)
			for account, want := range oracle(t, w.ts, rule, root) {
				got := int64(0)
				for _, s := range x.Held(account) {
					got += s.Fen
				}
				check.Equal(t, got, want)
			}
			check.Equal(t, x.HeldFen+x.LeftFen, w.ts[root].Fen)
			check.NoError(t, x.Close())
		}
		v.Close()
		check.NoError(t, e.Close())
	}
}

func TestSpreadIsThatOfAttributeWhereMoneyFlowsOneWay(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 10))
	for range 300 {
		w := spaced(r, 5+r.IntN(80))
		var ts []trace.Transfer
		for _, x := range w.ts { // no way back, so that trace's books are all accounts that taint can come to
			if cmp.Compare(x.From, x.To) < 0 {
				ts = append(ts, x)
			}
		}
		if len(ts) == 0 {
			continue
		}
		e, err := flow.New(w.options)
		check.NoError(t, err)
		fill(t, e, r, ts)
		p := trace.Params{MaxHops: 1000, Window: 1 << 50, HopWindow: 1 << 50, PerAccount: 1 << 30, Limit: 1 << 30}
		want, err := e.Attribute(ts[0], p, trace.AttributeOptions{Rule: trace.FIFO})
		check.NoError(t, err)
		v, err := e.View()
		check.NoError(t, err)
		ref, _ := v.Find(ts[0].From, ts[0].At, ts[0].ID)
		x, err := v.Spread(trace.FIFO, []flow.Ref{ref})
		check.NoError(t, err)
		for _, a := range want.Accounts {
			got := int64(0)
			for _, s := range x.Held(a.Account) {
				got += s.Fen
			}
			check.Equal(t, got, a.TaintedFen)
		}
		check.NoError(t, x.Close())
		v.Close()
		check.NoError(t, e.Close())
	}
}

func TestSpreadConservesEveryCase(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 11))
	for range 500 {
		w := spaced(r, 20+r.IntN(200))
		e, err := flow.New(w.options)
		check.NoError(t, err)
		fill(t, e, r, shuffled(r, w.ts))
		v, err := e.View()
		check.NoError(t, err)
		var roots []flow.Ref
		for i := range 1 + r.IntN(8) {
			roots = append(roots, flow.Ref(r.IntN(v.Len()/8)*8+i%8))
		}
		slices.Sort(roots)
		roots = slices.Compact(roots)
		x, err := v.Spread(trace.FIFO, roots)
		check.NoError(t, err)
		for _, c := range x.Cases {
			check.Equal(t, c.HeldFen+c.LeftFen, c.RootFen)
		}
		check.Equal(t, x.HeldFen+x.LeftFen, x.RootFen)
		check.NoError(t, x.Close())
		y, err := v.Spread(trace.ProRata, roots)
		check.NoError(t, err)
		check.True(t, y.HeldFen >= 0 && y.LeftFen >= 0, "money was made or lost")
		check.NoError(t, y.Close())
		_, err = v.Spread(trace.LIFO, roots)
		check.Fault(t, err, "flow.rule")
		_, err = v.Spread(trace.FIFO, []flow.Ref{flow.Ref(v.Len())})
		check.Fault(t, err, "flow.root_unknown")
		v.Close()
		check.NoError(t, e.Close())
	}
}
