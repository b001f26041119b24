// Measures: appending and tracing on a sample with power-law degrees; -transfers says how large.
package flow_test

import (
	"flag"
	"fmt"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/centre/trace/flow/sample"
	"fanzha/internal/check"
	"fanzha/term/when"
)

var (
	benchTransfers = flag.Int("transfers", 500_000, "transfers of the benchmarks")
	benchRoots     = flag.Int("roots", 1000, "roots of the benchmarks: few of them stay in the cache")
	benchAccounts  = flag.Bool("accounts", false, "make the accounts of every trace too")
	benchSeed      = flag.Uint64("seed", 77, "seed of the benchmarks")
)

// loaded is one engine for all benchmarks.
var loaded = sync.OnceValues(func() (*flow.Engine, []trace.Transfer) {
	e, err := flow.New(flow.Options{Transfers: *benchTransfers * 2})
	if err != nil {
		panic(err)
	}
	s := sample.New(sample.Options{Transfers: *benchTransfers, Cases: 1000, Seed: *benchSeed})
	part := make([]trace.Transfer, 4096)
	var spent time.Duration
	total := 0
	for {
		n := s.Fill(part)
		if n == 0 {
			break
		}
		began := time.Now()
		_, err := e.AddBatch(flow.Batch{Transfers: part[:n]})
		spent += time.Since(began)
		if err != nil {
			panic(err)
		}
		total += n
	}
	st := e.Stats()
	fmt.Printf("append %.2f M/s, %d accounts, %d hubs, bytes per transfer %.1f %+v\n", float64(total)/spent.Seconds()/1e6, st.Accounts, st.Hubs, float64(st.Bytes.Total)/float64(total), st.Bytes)
	return e, s.Roots()
})

func job() trace.Params {
	const window = int64(72 * when.Hour)
	return trace.Params{MaxHops: 5, Window: window, HopWindow: window, PerAccount: 100, Limit: 1 << 22}
}

func BenchmarkReach(b *testing.B) {
	e, roots := loaded()
	t, err := e.Tracer()
	check.NoError(b, err)
	defer t.Done()
	edges, i := 0, 0
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before := cpu()
	for b.Loop() {
		r, err := t.Reach(roots[i%min(len(roots), *benchRoots)], job())
		check.NoError(b, err)
		edges += r.Edges()
		if *benchAccounts {
			r.Accounts()
		}
		i++
	}
	b.ReportMetric(float64(edges)/float64(b.N), "edges/op")
	spent := (cpu() - before).Seconds()
	b.ReportMetric(float64(edges)/spent/1e6, "Medges/cpu-s")
	b.ReportMetric(float64(i)/spent, "traces/cpu-s")
}

// cpu is the processor time of this thread: the machine is shared.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(1, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkAppend(b *testing.B) {
	const size = 1000
	s := sample.New(sample.Options{Transfers: 1 << 40, Accounts: 2_000_000, Seed: 5})
	e, err := flow.New(flow.Options{Transfers: 1 << 28, Accounts: 1 << 22})
	check.NoError(b, err)
	defer func() { check.NoError(b, e.Close()) }()
	part, at := make([]trace.Transfer, size), sample.Begin
	for b.Loop() {
		b.StopTimer()
		s.Fill(part)
		for i := range part {
			at++
			part[i].At = at
		}
		b.StartTimer()
		_, err := e.AddBatch(flow.Batch{Transfers: part})
		check.NoError(b, err)
	}
	b.ReportMetric(float64(b.N)*size/b.Elapsed().Seconds()/1e6, "Mtransfers/s")
}

func BenchmarkSpread(b *testing.B) {
	e, roots := loaded()
	v, err := e.View()
	check.NoError(b, err)
	defer v.Close()
	var refs []flow.Ref
	for _, x := range roots {
		ref, _ := v.Find(x.From, x.At, x.ID)
		refs = append(refs, ref)
	}
	for _, rule := range []trace.Rule{trace.FIFO, trace.ProRata} {
		b.Run(string(rule), func(b *testing.B) {
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			before, n := cpu(), 0
			for b.Loop() {
				x, err := v.Spread(rule, refs)
				check.NoError(b, err)
				n += x.Transfers
				check.NoError(b, x.Close())
			}
			b.ReportMetric(float64(n)/(cpu()-before).Seconds()/1e6, "M/cpu-s")
		})
	}
}

func BenchmarkJSON(b *testing.B) {
	e, roots := loaded()
	t, err := e.Tracer()
	check.NoError(b, err)
	defer t.Done()
	var buf []byte
	i := 0
	for b.Loop() {
		r, err := t.Reach(roots[i%len(roots)], job())
		check.NoError(b, err)
		buf = r.AppendJSON(buf[:0], 1000)
		i++
	}
	b.ReportMetric(float64(len(buf)), "bytes")
}
