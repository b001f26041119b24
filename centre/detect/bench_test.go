package detect

import (
	"testing"

	"fanzha/base/clock"
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
