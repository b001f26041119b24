// Protects: a snapshot is a whole number of batches with the place of each partition's log, an engine restored from it answers the
// same and takes every later batch exactly once, and no damage goes unnoticed or harms. Forgetting old transfers leaves the rest.
package flow_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/centre/trace/flow/feed"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// pump takes a log of one partition in, from behind what the engine has.
func pump(t testing.TB, e *flow.Engine, log [][]trace.Transfer) {
	f := feed.New(e, 3)
	for place := f.Position(); place < uint64(len(log)); place++ {
		for _, x := range log[place] {
			f.Put(feed.Paid{Source: "bank", ID: x.ID, From: x.From, To: x.To, At: x.At, Fen: x.Fen, Channel: x.Kind, Payee: flow.Party{Bank: "云河银行", Name: "户名" + x.To}})
		}
		check.NoError(t, f.Commit(place+1))
	}
}

func cutLog(r *rand.Rand, ts []trace.Transfer) (log [][]trace.Transfer) {
	for len(ts) > 0 {
		n := min(1+r.IntN(9), len(ts))
		log, ts = append(log, ts[:n]), ts[n:]
	}
	return log
}

func TestRestartIsExactlyOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		w := randomWorld(r, 20+r.IntN(100))
		w.options.IDOrder = trace.ByBytes
		log := cutLog(r, shuffled(r, w.ts))
		a, err := flow.New(w.options)
		check.NoError(t, err)
		half := r.IntN(len(log) + 1)
		pump(t, a, log[:half])
		var file bytes.Buffer
		check.NoError(t, a.Snapshot(&file))
		b, err := flow.Restore(&file, w.options)
		check.NoError(t, err)
		check.Equal(t, b.Position(3), uint64(half))
		pump(t, a, log)
		pump(t, b, log)
		same(t, r, w, a, b)
		check.NoError(t, a.Close())
		check.NoError(t, b.Close())
	}
}

func same(t testing.TB, r *rand.Rand, w world, a, b *flow.Engine) {
	one, two := a.Stats(), b.Stats()
	check.Equal(t, two.Transfers, one.Transfers)
	check.Equal(t, two.Accounts, one.Accounts)
	check.Equal(t, two.Latest, one.Latest)
	for range 3 {
		root, p := w.ts[r.IntN(len(w.ts))], randomParams(r, w)
		want, err := a.Follow(root, p)
		check.NoError(t, err)
		got, err := b.Follow(root, p)
		check.NoError(t, err)
		check.Equal(t, got, want)
		payers, err := a.OtherPayers(root.To, start-1)
		check.NoError(t, err)
		others, err := b.OtherPayers(root.To, start-1)
		check.NoError(t, err)
		check.Equal(t, others, payers)
		party, err := b.Party(root.To)
		check.NoError(t, err)
		check.Equal(t, party, flow.Party{Bank: "云河银行", Name: "户名" + root.To})
	}
}

func TestHubsSurvive(t *testing.T) {
	check.WithoutRace(t, "arithmetic on one goroutine")
	r := rand.New(rand.NewPCG(3, 5))
	const n = 30_000
	e, err := flow.New(flow.Options{Transfers: n, Accounts: 64})
	check.NoError(t, err)
	var ts []trace.Transfer
	for i := range n {
		from, to := "merchant", fmt.Sprint("p", r.IntN(50))
		if i%2 == 0 {
			from, to = to, from
		}
		at := start + when.Micros(i)*when.Second
		if r.IntN(3) == 0 {
			at -= when.Micros(r.IntN(i+1)) * when.Second / 2
		}
		ts = append(ts, trace.Transfer{ID: fmt.Sprint("x", i), From: from, To: to, At: at, Fen: 1 + r.Int64N(100)})
	}
	fill(t, e, r, ts)
	check.True(t, e.Stats().Hubs == 2 && e.Stats().Late > 1000, "the account is no hub or nothing was late")
	oracle, err := trace.NewTable(ts)
	check.NoError(t, err)
	var file bytes.Buffer
	check.NoError(t, e.Snapshot(&file))
	again, err := flow.Restore(&file, flow.Options{Transfers: n, Accounts: 64})
	check.NoError(t, err)
	for range 30 {
		root := ts[r.IntN(n)]
		p := trace.Params{MaxHops: 4, Window: 1 << 40, HopWindow: r.Int64N(1 << 34), PerAccount: 1 + r.IntN(9000), Limit: 20_000}
		want, err := trace.Reach(oracle, root, p)
		check.NoError(t, err)
		for _, x := range []*flow.Engine{e, again} {
			got, err := x.Follow(root, p)
			check.NoError(t, err)
			check.True(t, equal(got, want), "a hub's list differs")
		}
	}
	check.NoError(t, e.Close())
	check.NoError(t, again.Close())
}

func TestDropKeepsTheRest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 6))
	for range 100 {
		w := randomWorld(r, 60)
		w.options.IDOrder = trace.ByBytes
		e, err := flow.New(w.options)
		check.NoError(t, err)
		log := cutLog(r, shuffled(r, w.ts))
		pump(t, e, log)
		before := w.ts[r.IntN(len(w.ts))].At
		reader, err := e.View()
		check.NoError(t, err)
		check.NoError(t, e.Drop(before))
		check.Equal(t, reader.Len(), len(w.ts))
		var kept []trace.Transfer
		for _, x := range w.ts {
			if x.At >= before {
				x.ID = "bank/" + x.ID
				kept = append(kept, x)
			}
		}
		reader.Close()
		check.Equal(t, e.Stats().Transfers, len(kept))
		check.Equal(t, e.Position(3), uint64(len(log)))
		oracle, err := trace.NewTable(kept)
		check.NoError(t, err)
		p := randomParams(r, w)
		p.Limit = trace.MostEdges
		want, err := trace.Reach(oracle, kept[0], p)
		check.NoError(t, err)
		got, err := e.Follow(kept[0], p)
		check.NoError(t, err)
		check.Equal(t, len(got.Edges), len(want.Edges))
		check.NoError(t, e.Close())
	}
}

func small(t testing.TB) (flow.Options, []byte) {
	o := flow.Options{Transfers: 200, Accounts: 50}
	e, err := flow.New(o)
	check.NoError(t, err)
	w := randomWorld(rand.New(rand.NewPCG(3, 7)), 90)
	for i := range w.ts {
		w.ts[i].From = "x" + w.ts[i].From
	}
	o.Accounts = 50
	pump(t, e, cutLog(rand.New(rand.NewPCG(3, 8)), w.ts))
	var file bytes.Buffer
	check.NoError(t, e.Snapshot(&file))
	check.NoError(t, e.Close())
	return o, file.Bytes()
}

func TestDamageIsSeen(t *testing.T) {
	check.WithoutRace(t, "arithmetic on one goroutine")
	o, file := small(t)
	for cut := range file {
		_, err := flow.Restore(bytes.NewReader(file[:cut]), o)
		check.True(t, errors.Is(err, flow.ErrSnapshotBroken), "a snapshot that ends early was taken")
	}
	for i := range file {
		bad := bytes.Clone(file)
		bad[i] ^= 1 << (i % 8)
		_, err := flow.Restore(bytes.NewReader(bad), o)
		check.True(t, err != nil, "a changed bit was taken")
	}
	_, err := flow.Restore(bytes.NewReader(append(bytes.Clone(file), 0)), o)
	check.Fault(t, err, "flow.snapshot_broken")
	o.IDOrder = trace.ByNumber
	_, err = flow.Restore(bytes.NewReader(file), o)
	check.Fault(t, err, "flow.snapshot_other")
}

func TestFullTakesNothingOfTheBatch(t *testing.T) {
	e, err := flow.New(flow.Options{Transfers: 10, Accounts: 20})
	check.NoError(t, err)
	var ts []trace.Transfer
	for i := range 8 {
		ts = append(ts, trace.Transfer{ID: fmt.Sprint("a", i), From: fmt.Sprint("f", i%3), To: "t", At: start + when.Micros(i), Fen: 1})
	}
	_, err = e.AddBatch(flow.Batch{Partition: 1, Position: 4, Transfers: ts})
	check.NoError(t, err)
	_, err = e.AddBatch(flow.Batch{Partition: 1, Position: 5, Transfers: ts})
	check.Fault(t, err, "flow.full")
	check.Equal(t, e.Stats().Transfers, 8)
	check.Equal(t, e.Position(1), uint64(4))
	check.NoError(t, e.Drop(start+5))
	n, err := e.AddBatch(flow.Batch{Partition: 1, Position: 5, Transfers: ts[:4]})
	check.NoError(t, err)
	check.Equal(t, n, 4)
	check.Fault(t, e.Add(trace.Transfer{ID: "q", From: "f", To: "t", At: start, Fen: 0}), "flow.transfer")
	check.Fault(t, e.Add(trace.Transfer{ID: "q", From: "f", To: "t", At: start + 300*when.Day, Fen: 1}), "flow.time")
	check.NoError(t, e.Close())
	check.Fault(t, e.Add(ts[0]), "flow.closed")
}

func FuzzRestore(f *testing.F) {
	o, file := small(f)
	f.Add(file, true)
	f.Add(file[:100], false)
	f.Fuzz(func(t *testing.T, b []byte, seal bool) {
		if seal {
			b = reseal(b)
		}
		e, err := flow.Restore(bytes.NewReader(b), o)
		if err != nil {
			return
		}
		check.NoError(t, e.Snapshot(&bytes.Buffer{}))
		v, err := e.View()
		check.NoError(t, err)
		for ref := range v.Len() {
			x, ok := v.Transfer(flow.Ref(ref))
			check.True(t, ok, "a transfer is missing")
			v.Party(x.To)
			_, err := e.Follow(x, trace.Params{MaxHops: 3, Window: 1 << 40, HopWindow: 1 << 40, PerAccount: 9, Limit: 99})
			if err != nil && !errors.Is(err, trace.ErrTransfer) {
				t.Fatal(err)
			}
		}
		v.Close()
		check.NoError(t, e.Close())
	})
}
