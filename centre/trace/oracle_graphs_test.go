package trace_test

// This protects the promise that anyone can check a trace: on ten thousand random small graphs for every rule, with ties of
// time, circles, transfers to oneself, tight caps and balances, the answers are those of the oracle, and no fen is lost.

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// graphs is how many random graphs each rule is tried on.
const graphs = 10_000

// randomGraph makes a small graph that is full of coincidences.
func randomGraph(r *rand.Rand) *oracle {
	o := &oracle{opened: map[string]int64{}}
	accounts, numbers := 2+r.IntN(7), r.IntN(2) == 0
	account := func() string {
		n := r.IntN(accounts) * 7 // numbers of one and two digits: 7, 14 …
		if numbers {
			return fmt.Sprint(n)
		}
		return fmt.Sprintf("a%d", n)
	}
	idForm, times := "%d", 1+r.IntN(50)
	if r.IntN(3) == 0 {
		idForm = "t%d"
	}
	for i := range 1 + r.IntN(60) {
		o.all = append(o.all, trace.Transfer{ID: fmt.Sprintf(idForm, i*3), From: account(), To: account(), At: when.Micros(r.IntN(times)), Fen: 1 + r.Int64N(30)})
	}
	r.Shuffle(len(o.all), func(i, j int) { o.all[i], o.all[j] = o.all[j], o.all[i] })
	o.root = o.all[r.IntN(len(o.all))]
	if r.IntN(3) > 0 { // an early root has more behind it
		for _, t := range o.all {
			if t.At < o.root.At && t.From != t.To {
				o.root = t
			}
		}
	}
	o.p = trace.Params{MaxHops: 1 + r.IntN(6), Window: r.Int64N(50), HopWindow: r.Int64N(40), MinFen: r.Int64N(6),
		PerAccount: 1 + r.IntN(5), Limit: 1 + r.IntN(25)}
	if r.IntN(2) == 0 {
		o.p.PerAccount, o.p.Limit = 100, 100
	}
	for range r.IntN(4) {
		o.opened[account()] = r.Int64N(25)
	}
	return o
}

func TestEqualsOracle(t *testing.T) {
	check.WithoutRace(t, "a brute-force oracle on 10,000 graphs a rule takes minutes")
	for _, rule := range append(trace.Rules(), "") {
		t.Run("rule "+string(rule), func(t *testing.T) {
			t.Parallel()
			var edges, truncated, split int
			for seed := range uint64(graphs) {
				o := randomGraph(rand.New(rand.NewPCG(seed, 20261121)))
				o.rule = rule
				got := ask(t, o)
				want := o.answer()
				if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
					t.Errorf("graph of seed %d, %+v", seed, o)
					check.Equal(t, got, want)
				}
				conserved(t, got, seed)
				edges += len(got.Edges)
				if got.Truncated {
					truncated++
				}
				for _, e := range got.Edges {
					if e.TaintedFen > 0 && e.TaintedFen < e.Fen {
						split++
					}
				}
			}
			t.Logf("%d graphs, %d edges, %d truncated, %d edges carried a part", graphs, edges, truncated, split)
			check.True(t, edges > 3*graphs && truncated > graphs/8, "the graphs are too poor to show anything")
		})
	}
}

func ask(t *testing.T, o *oracle) trace.Result {
	t.Helper()
	table, err := trace.NewTable(o.all)
	check.NoError(t, err)
	var got trace.Result
	if o.rule == "" {
		got, err = trace.Reach(table, o.root, o.p)
	} else {
		got, err = trace.Attribute(table, o.root, o.p, trace.AttributeOptions{Rule: o.rule, Balances: o.opened})
	}
	check.NoError(t, err)
	return got
}

// conserved checks that the root amount is what is in books and what left them.
func conserved(t *testing.T, r trace.Result, seed uint64) {
	t.Helper()
	if r.Rule == "" || r.Rule == trace.Poison {
		return
	}
	sum := r.LeftFen
	for _, a := range r.Accounts {
		sum += a.TaintedFen
		if a.TaintedFen < 0 || a.ReceivedFen < a.TaintedFen {
			t.Fatalf("seed %d: account %+v", seed, a)
		}
	}
	for _, e := range r.Edges {
		if e.TaintedFen < 0 || e.TaintedFen > e.Fen {
			t.Fatalf("seed %d: edge %+v", seed, e)
		}
	}
	if sum != r.Edges[0].Fen || r.LeftFen < 0 {
		t.Fatalf("seed %d: %d fen became %d", seed, r.Edges[0].Fen, sum)
	}
}
