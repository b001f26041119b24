package detect

import (
	"math/rand/v2"
	"testing"
	"testing/fstest"

	"fanzha/base/clock"
	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/internal/check"
)

// TestBench protects the measurement and two of its promises at a size that a test can afford: nothing is shed, and a live key stays
// within 150 bytes.
func TestBench(t *testing.T) {
	set, m := shippedSet(t)
	r, err := Bench(BenchOptions{People: 20_000, Signals: 60_000, Set: set, Engine: Options{Text: m}, Clock: clock.Wall{}})
	check.NoError(t, err)
	t.Logf("%+v", *r)
	check.Equal(t, r.Shed, uint64(0))
	check.True(t, r.BytesPerKey <= 150, "a key costs too much")
	check.True(t, r.BytesPerson <= 120, "a person costs too much")
}

// BenchmarkObserve measures calls, visits and transfers of ordinary life against all shipped scenarios.
func BenchmarkObserve(b *testing.B) {
	set, m := shippedSet(b)
	o := BenchOptions{People: 200_000, Signals: 1_000_000, Set: set}
	g := newLife(o)
	e := NewEngine(set, Options{Text: m})
	for range 10 {
		for _, s := range g.chunk(benchChunk) {
			e.Observe(&s)
		}
	}
	chunk := g.chunk(benchChunk)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		e.Observe(&chunk[i%benchChunk])
		i++
	}
}

// BenchmarkWhole reads a log of four partitions in the order of intake, groups of 2,000 signals: as one that wants no kind, and with a
// scenario by payee behind it.
func BenchmarkWhole(b *testing.B) {
	set, err := scenario.Load(fstest.MapFS{"shared_payee.yaml": {Data: []byte(shared)}})
	check.NoError(b, err)
	log, r := newFakeLog(), rand.New(rand.NewPCG(1, 1))
	log.partitions = 4
	const signals, group = 400_000, 2000
	g := newLife(BenchOptions{People: 200_000, Signals: signals, Set: set})
	for range signals / group {
		log.addGroup(r, g.chunk(group))
	}
	for name, engine := range map[string]bool{"nothing": false, "payee": true} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				e := NewEngine(set, Options{Part: Far})
				reader := order.New(4, 4, Lot, func(k signal.Kind) bool { return engine && e.Wants(k) })
				for i, env := range log.all {
					_, err := reader.Take(uint64(i+1), env.bytes, func(lot []signal.Signal) error {
						e.ObserveAll(lot, func(_ int, hits []Hit) { n += len(hits) })
						return nil
					})
					check.NoError(b, err)
				}
			}
			b.ReportMetric(float64(b.N)*signals/b.Elapsed().Seconds(), "signals/s")
		})
	}
}
