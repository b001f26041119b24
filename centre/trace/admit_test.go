package trace_test

// This protects the admission of further hops: whatever the trace and the weights, the result contains the root, is a tree of
// first arrivals, keeps its caps, lets in what is worth an order, and never the victim's own account.

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/when"
)

func anyAdmission(t *rapid.T) trace.Admission {
	return trace.Admission{
		Now: when.Micros(rapid.Int64Range(0, 60).Draw(t, "now")), HalfLife: rapid.Int64Range(1, 60).Draw(t, "half-life"),
		InnocentFen: rapid.Int64Range(0, 30).Draw(t, "cost"), InnocentPPM: rapid.SliceOfN(rapid.Int64Range(0, trace.Million), 1, 4).Draw(t, "chance"),
		MaxHops: rapid.IntRange(1, 6).Draw(t, "hops"), MaxAccounts: rapid.IntRange(1, 6).Draw(t, "accounts"), PerAccount: rapid.IntRange(0, 4).Draw(t, "per account"),
	}
}

// must ends a rapid test, whose T is no testing.TB.
func must(t *rapid.T, ok bool, message string) {
	t.Helper()
	if !ok {
		t.Fatal(message)
	}
}

func TestAdmitProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := randomGraph(rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 7)))
		rule := rapid.SampledFrom(trace.Rules()[:4]).Draw(t, "rule")
		table, err := trace.NewTable(o.all)
		must(t, err == nil, "it works")
		full, err := trace.Attribute(table, o.root, o.p, trace.AttributeOptions{Rule: rule, Balances: o.opened})
		must(t, err == nil, "it works")
		a := anyAdmission(t)
		got, err := trace.Admit(full, a)
		must(t, err == nil, "it works")
		again, err := trace.Admit(full, a)
		must(t, err == nil, "it works")
		must(t, reflect.DeepEqual(again, got), "the same twice")
		isTree(t, got, o.root)
		keepsCaps(t, got, a)
		sum := got.LeftFen
		for _, acc := range got.Accounts {
			sum += acc.TaintedFen
		}
		must(t, sum == o.root.Fen, "no fen is lost")
	})
}

// isTree checks that the root comes first and every further account hangs by one edge on an account before it.
func isTree(t *rapid.T, r trace.Result, root trace.Transfer) {
	must(t, r.Edges[0].ID == root.ID && r.Accounts[0].Account == root.To, "the root comes first")
	must(t, len(r.Edges) == len(r.Accounts), "one edge for each account")
	admitted := map[string]trace.Account{}
	for _, a := range r.Accounts {
		_, twice := admitted[a.Account]
		must(t, !twice, "an account stands twice")
		admitted[a.Account] = a
	}
	into := map[string]bool{}
	for i, e := range r.Edges {
		to, known := admitted[e.To]
		must(t, known && !into[e.To], "every account is entered by one edge")
		into[e.To] = true
		if i == 0 {
			continue
		}
		from, known := admitted[e.From]
		must(t, known, "the tree is connected")
		must(t, from.Layer == to.Layer-1 && from.Arrived < to.Arrived && to.Arrived == e.At, "first arrivals go forward, so nothing is circular")
		must(t, e.To != root.From || e.To == root.To, "the victim's own account is not admitted")
	}
}

func keepsCaps(t *rapid.T, r trace.Result, a trace.Admission) {
	behind := map[string]int{}
	for i, e := range r.Edges {
		if i > 0 {
			behind[e.From]++
			must(t, behind[e.From] <= a.PerAccount, "too many behind one account")
			must(t, e.Layer <= a.MaxHops, "too far")
		}
	}
	must(t, len(r.Accounts) <= a.MaxAccounts, "too many accounts")
}

func TestAdmitWeighs(t *testing.T) {
	// v pays 1,000 to a; a passes 600 to b and 100 to c, b passes all to d.
	table, err := trace.NewTable([]trace.Transfer{{ID: "1", From: "v", To: "a", Fen: 1000}, {ID: "2", From: "a", To: "b", At: 10, Fen: 600},
		{ID: "3", From: "a", To: "c", At: 20, Fen: 100}, {ID: "4", From: "b", To: "d", At: 30, Fen: 600}})
	check.NoError(t, err)
	root, err := table.Find("1")
	check.NoError(t, err)
	full, err := trace.Attribute(table, root, trace.Params{MaxHops: 4, Window: 1000, HopWindow: 1000, PerAccount: 9, Limit: 99}, trace.AttributeOptions{Rule: trace.FIFO})
	check.NoError(t, err)
	for _, c := range []struct {
		a         trace.Admission
		want      []string
		truncated bool
	}{
		// nothing is lost yet: c is worth 100 − 50, b only leads to d
		{trace.Admission{Now: 30, HalfLife: 1000, InnocentFen: 50, InnocentPPM: []int64{trace.Million}, MaxHops: 4, MaxAccounts: 9, PerAccount: 9}, []string{"a", "b", "c", "d"}, false},
		// an innocent costs more than c is worth
		{trace.Admission{Now: 30, HalfLife: 1000, InnocentFen: 150, InnocentPPM: []int64{trace.Million}, MaxHops: 4, MaxAccounts: 9, PerAccount: 9}, []string{"a", "b", "d"}, false},
		// later accounts are more often innocent: only the first is worth it
		{trace.Admission{Now: 30, HalfLife: 1000, InnocentFen: 10_000, InnocentPPM: []int64{0, 1000, trace.Million}, MaxHops: 4, MaxAccounts: 9, PerAccount: 9}, []string{"a", "c"}, false},
		// the caps take the most valuable
		{trace.Admission{Now: 30, HalfLife: 1000, InnocentPPM: []int64{0}, MaxHops: 4, MaxAccounts: 3, PerAccount: 9}, []string{"a", "b", "d"}, true},
		{trace.Admission{Now: 30, HalfLife: 1000, InnocentPPM: []int64{0}, MaxHops: 4, MaxAccounts: 9, PerAccount: 1}, []string{"a", "b", "d"}, true},
		// the money has had time to go; the root stays all the same
		{trace.Admission{Now: 1e9, HalfLife: 1, InnocentFen: 1, InnocentPPM: []int64{trace.Million}, MaxHops: 4, MaxAccounts: 9, PerAccount: 9}, []string{"a"}, false},
	} {
		got, err := trace.Admit(full, c.a)
		check.NoError(t, err)
		var names []string
		for _, acc := range got.Accounts {
			names = append(names, acc.Account)
		}
		check.Equal(t, names, c.want)
		check.Equal(t, got.Truncated, c.truncated)
	}
}

func TestStillHalves(t *testing.T) {
	a := trace.Admission{HalfLife: 100}
	for since, want := range map[int64]int64{-5: trace.Million, 0: trace.Million, 50: 750_000, 100: 500_000, 200: 250_000, 150: 375_000, 1 << 62: 0} {
		check.Equal(t, a.StillPPM(since), want)
	}
	huge := trace.Admission{HalfLife: 1 << 62}
	check.Equal(t, huge.StillPPM(1<<61), int64(750_000))
}

func TestAdmitRefuses(t *testing.T) {
	_, err := trace.Admit(trace.Result{}, trace.Admission{})
	check.Fault(t, err, "trace.admission")
	ok := trace.Admission{HalfLife: 1, InnocentPPM: []int64{1}, MaxHops: 1, MaxAccounts: 1}
	_, err = trace.Admit(trace.Result{Rule: trace.Poison}, ok)
	check.Fault(t, err, "trace.no_amounts")
	ok.InnocentPPM = []int64{trace.Million + 1}
	check.Fault(t, ok.Check(), "trace.admission")
}
