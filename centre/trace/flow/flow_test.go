// Protects: the engine gives the answers of package trace, edge for edge, whatever the order of arrival, the limits and the form
// of ids, and also while another goroutine appends; nothing of a batch is seen before all of it.
package flow_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/internal/check"
	"fanzha/term/when"
)

const start = when.Micros(1_763_700_000_000_000)

// world is a random set of transfers with ids and accounts in one of several forms.
type world struct {
	ts      []trace.Transfer
	options flow.Options
}

func randomWorld(r *rand.Rand, transfers int) world {
	accounts := 2 + r.IntN(14)
	form := r.IntN(4)
	step := []when.Micros{1, 700, 5000, 2_000_000}[r.IntN(4)]
	w := world{options: flow.Options{Transfers: transfers + 4, Accounts: accounts + 4, PartyBytes: 1 << 14}}
	if form == 0 {
		w.options.AccountOrder, w.options.IDOrder = trace.ByNumber, trace.ByNumber
	}
	name := func(n int) string {
		switch form {
		case 0:
			return fmt.Sprint(n * 7)
		case 1:
			return fmt.Sprintf("622202%013d", n*7919%1000)
		case 2:
			return fmt.Sprintf("wallet-%d", n)
		}
		return []string{fmt.Sprint(n), fmt.Sprintf("%04d", n), fmt.Sprintf("a%d", n)}[n%3]
	}
	ids := r.Perm(transfers * 3)
	at := start
	for i := range transfers {
		if r.IntN(3) > 0 {
			at += when.Micros(r.Int64N(int64(step) * 3))
		}
		fen := r.Int64N(5000) + 1
		if r.IntN(50) == 0 {
			fen = 1<<43 + r.Int64N(1<<50)
		}
		id := fmt.Sprint(ids[i] + 1)
		if form > 0 {
			id = fmt.Sprintf("bank%d/%d", ids[i]%3, ids[i])
		}
		w.ts = append(w.ts, trace.Transfer{ID: id, From: name(r.IntN(accounts)), To: name(r.IntN(accounts)), At: at, Fen: fen, Kind: []string{"", "web", "atm"}[r.IntN(3)]})
	}
	return w
}

func randomParams(r *rand.Rand, w world) trace.Params {
	span := int64(w.ts[len(w.ts)-1].At-w.ts[0].At) + 2
	p := trace.Params{MaxHops: 1 + r.IntN(6), Window: r.Int64N(span * 2), HopWindow: r.Int64N(span), PerAccount: 1 + r.IntN(6), Limit: 1 + r.IntN(60)}
	switch r.IntN(4) {
	case 0:
		p.Window, p.HopWindow, p.PerAccount, p.Limit = math.MaxInt64, math.MaxInt64, trace.MostEdges, trace.MostEdges
	case 1:
		p.HopWindow, p.Limit = math.MaxInt64, trace.MostEdges
	}
	if r.IntN(2) == 0 {
		p.MinFen = r.Int64N(3000)
	}
	return p
}

// feed appends transfers in batches of random size.
func fill(t testing.TB, e *flow.Engine, r *rand.Rand, ts []trace.Transfer) {
	for len(ts) > 0 {
		n := min(1+r.IntN(20), len(ts))
		got, err := e.AddBatch(flow.Batch{Transfers: ts[:n]})
		check.NoError(t, err)
		check.Equal(t, got, n)
		ts = ts[n:]
	}
}

// shuffled moves some transfers to later places of arrival.
func shuffled(r *rand.Rand, ts []trace.Transfer) []trace.Transfer {
	out := slices.Clone(ts)
	for range r.IntN(len(ts)) {
		i := r.IntN(len(out))
		j := min(len(out)-1, i+r.IntN(10))
		out[i], out[j] = out[j], out[i]
	}
	return out
}

func reach(t testing.TB, tr *flow.Tracer, root trace.Transfer, p trace.Params) trace.Result {
	got, err := tr.Reach(root, p)
	check.NoError(t, err)
	return got.Result()
}

func TestReachIsThatOfTrace(t *testing.T) {
	check.WithoutRace(t, "arithmetic on one goroutine")
	r := rand.New(rand.NewPCG(3, 1))
	for round := range 4000 {
		w := randomWorld(r, 5+r.IntN(120))
		e, err := flow.New(w.options)
		check.NoError(t, err)
		fill(t, e, r, shuffled(r, w.ts))
		oracle, err := trace.NewTable(w.ts)
		check.NoError(t, err)
		tr, err := e.Tracer()
		check.NoError(t, err)
		for range 4 {
			root := w.ts[r.IntN(len(w.ts))]
			p := randomParams(r, w)
			want, err := trace.Reach(oracle, root, p)
			check.NoError(t, err)
			got := reach(t, tr, root, p)
			if !equal(got, want) {
				t.Fatalf("round %d: root %+v\nparams %+v", round, root, p)
			}
		}
		tr.Done()
		check.NoError(t, e.Close())
	}
}

// Accounts that pay hundreds of times, in bursts, and layers of hundreds of accounts: what is looked up together, guessed and walked in
// blocks.
func TestReachOfBusyAccounts(t *testing.T) {
	check.WithoutRace(t, "arithmetic on one goroutine")
	r := rand.New(rand.NewPCG(3, 3))
	for round := range 12 {
		accounts, transfers := 20+r.IntN(400), 9000
		if round == 0 {
			accounts = 3 // two of them with more cells than one array holds
		}
		w := world{options: flow.Options{Transfers: transfers + 4, Accounts: accounts + 4, PartyBytes: 1 << 14}}
		at := start
		for i := range transfers {
			if r.IntN(2) == 0 {
				at += when.Micros(r.Int64N([]int64{3, 9000, 90_000_000}[i*3/transfers]))
			}
			from := int(float64(accounts) * math.Pow(r.Float64(), 3))
			w.ts = append(w.ts, trace.Transfer{ID: fmt.Sprintf("b/%d", i), From: fmt.Sprintf("a%03d", from), To: fmt.Sprintf("a%03d", r.IntN(accounts)), At: at, Fen: r.Int64N(5000) + 1})
		}
		e, err := flow.New(w.options)
		check.NoError(t, err)
		fill(t, e, r, shuffled(r, w.ts))
		oracle, err := trace.NewTable(w.ts)
		check.NoError(t, err)
		tr, err := e.Tracer()
		check.NoError(t, err)
		for range 12 {
			root := w.ts[r.IntN(len(w.ts))]
			p := randomParams(r, w)
			p.PerAccount, p.Limit = 1+r.IntN(200), 1+r.IntN(20_000)
			want, err := trace.Reach(oracle, root, p)
			check.NoError(t, err)
			got, err := tr.Reach(root, p)
			check.NoError(t, err)
			check.Equal(t, got.Edges(), len(want.Edges))
			check.Equal(t, got.Accounts(), len(want.Accounts))
			if !equal(got.Result(), want) {
				t.Fatalf("round %d: root %+v\nparams %+v", round, root, p)
			}
			sameJSON(t, got.AppendJSON(nil, 0), want, len(want.Edges)+len(want.Accounts))
			got, err = tr.Reach(root, p) // a page alone puts in order only what it lists
			check.NoError(t, err)
			most := 1 + r.IntN(len(want.Edges)+2)
			sameJSON(t, got.AppendJSON(nil, most), want, most)
		}
		tr.Done()
		check.NoError(t, e.Close())
	}
}

// sameJSON reads a result written as JSON and holds its first edges and accounts, and the sums of its layers, against the result.
func sameJSON(t *testing.T, raw []byte, want trace.Result, most int) {
	var got struct {
		Root   string
		Layers []struct {
			Layer, Accounts, Transfers int
			Fen                        int64 `json:"amount_fen"`
		}
		EdgeCount    int `json:"edge_count"`
		AccountCount int `json:"account_count"`
		Edges        []struct {
			ID, From, To string
			Layer        int
			Time         when.Micros
			Fen          int64 `json:"amount_fen"`
		}
		Accounts []struct {
			Account string
			Layer   int
			Arrived when.Micros
		}
		Truncated bool
	}
	check.NoError(t, json.Unmarshal(raw, &got))
	check.Equal(t, got.Root, want.Root)
	check.Equal(t, got.Truncated, want.Truncated)
	check.Equal(t, got.EdgeCount, len(want.Edges))
	check.Equal(t, got.AccountCount, len(want.Accounts))
	check.Equal(t, len(got.Edges), min(most, len(want.Edges)))
	check.Equal(t, len(got.Accounts), min(most, len(want.Accounts)))
	for i, e := range got.Edges {
		check.Equal(t, trace.Edge{ID: e.ID, Layer: e.Layer, From: e.From, To: e.To, At: e.Time, Fen: e.Fen}, want.Edges[i])
	}
	for i, a := range got.Accounts {
		check.Equal(t, trace.Account{Account: a.Account, Layer: a.Layer, Arrived: a.Arrived}, want.Accounts[i])
	}
	edges, accounts, fen := map[int]int{}, map[int]int{}, map[int]int64{}
	for _, e := range want.Edges {
		edges[e.Layer]++
		fen[e.Layer] += e.Fen
	}
	for _, a := range want.Accounts {
		accounts[a.Layer]++
	}
	check.Equal(t, len(got.Layers), len(edges))
	for _, l := range got.Layers {
		check.Equal(t, l.Accounts, accounts[l.Layer])
		check.Equal(t, l.Transfers, edges[l.Layer])
		check.Equal(t, l.Fen, fen[l.Layer])
	}
}

func equal(a, b trace.Result) bool {
	return a.Root == b.Root && a.Truncated == b.Truncated && slices.Equal(a.Edges, b.Edges) && slices.Equal(a.Accounts, b.Accounts)
}

func TestAttributeIsThatOfTrace(t *testing.T) {
	check.WithoutRace(t, "arithmetic on one goroutine")
	r := rand.New(rand.NewPCG(3, 2))
	for range 500 {
		w := randomWorld(r, 5+r.IntN(80))
		e, err := flow.New(w.options)
		check.NoError(t, err)
		fill(t, e, r, shuffled(r, w.ts))
		oracle, err := trace.NewTable(w.ts)
		check.NoError(t, err)
		for _, rule := range trace.Rules() {
			root, p := w.ts[r.IntN(len(w.ts))], randomParams(r, w)
			want, wantErr := trace.Attribute(oracle, root, p, trace.AttributeOptions{Rule: rule})
			got, err := e.Attribute(root, p, trace.AttributeOptions{Rule: rule})
			check.Equal(t, err == nil, wantErr == nil)
			check.Equal(t, got, want)
		}
		check.NoError(t, e.Close())
	}
}

func TestReadersSeeWholeBatchesWhileOthersAppend(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 20 {
		w := randomWorld(r, 1500)
		e, err := flow.New(w.options)
		check.NoError(t, err)
		order := shuffled(r, w.ts)
		const size = 10
		var wg sync.WaitGroup
		done := make(chan struct{})
		wg.Go(func() {
			defer close(done)
			for part := range slices.Chunk(order, size) {
				_, err := e.AddBatch(flow.Batch{Transfers: part})
				check.NoError(t, err)
			}
		})
		for g := range 2 {
			wg.Go(func() { readWhile(t, e, rand.New(rand.NewPCG(uint64(g), 9)), order, done) })
		}
		wg.Wait()
		check.NoError(t, e.Close())
	}
}

// readWhile traces until the writer has ended; every result must be that of a whole number of batches.
func readWhile(t *testing.T, e *flow.Engine, r *rand.Rand, order []trace.Transfer, done chan struct{}) {
	for {
		v, err := e.View()
		check.NoError(t, err)
		n := v.Len()
		check.Equal(t, n%10 == 0 || n == len(order), true)
		if n > 0 {
			w := world{ts: slices.SortedFunc(slices.Values(order[:n]), func(a, b trace.Transfer) int { return cmp.Compare(a.At, b.At) })}
			root, p := w.ts[r.IntN(n)], randomParams(r, w)
			got, err := trace.Reach(v, root, p)
			check.NoError(t, err)
			oracle, err := trace.NewTable(order[:n])
			check.NoError(t, err)
			if len(order) > n && v.AccountOrder() == oracle.AccountOrder() {
				want, err := trace.Reach(oracle, root, p)
				check.NoError(t, err)
				check.True(t, equal(got, want), "a view is not the batches before it")
			}
		}
		v.Close()
		tr, err := e.Tracer()
		check.NoError(t, err)
		p := trace.Params{MaxHops: 5, Window: math.MaxInt64, HopWindow: math.MaxInt64, PerAccount: 50, Limit: 5000}
		_, err = tr.Reach(order[r.IntN(len(order))], p)
		check.NoError(t, err)
		tr.Done()
		select {
		case <-done:
			return
		default:
		}
	}
}
