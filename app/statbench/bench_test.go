// Protects: the bench of counting gives the same answers from roll-ups made anew and from events in another order, and every
// question it asks is answered by something.
package statbench

import (
	"context"
	"flag"
	"runtime"
	"testing"

	"fanzha/internal/check"
)

var (
	events = flag.Int("events", 60_000, "events of the bench under test")
	drills = flag.Int("drills", 3, "drill-downs of each kind")
)

func TestBench(t *testing.T) {
	b := newBench(&Cmd{Events: *events, Years: 3, Indicators: 30, Units: 200, Reads: 300, Drills: *drills, Seed: 7})
	check.NoError(t, b.all(context.Background()))
	r := b.report
	check.Equal(t, r.Repeated, true)
	check.Equal(t, *r.Reordered, true)
	check.Equal(t, r.Stats.Facts > *events*9/10, true)
	check.Equal(t, r.Stats.Measures, sampleMeasures)
	check.Equal(t, r.Read.N, 300)
	check.Equal(t, r.Cross.N, *drills)
}

func TestRefused(t *testing.T) {
	for _, c := range []Cmd{{}, {Events: 10, Years: 1, Units: 100, Indicators: 1}, {Events: 10, Years: 3, Units: 1, Indicators: 1}} {
		check.Equal(t, c.Run(context.Background()) != nil, true)
	}
}

// The density of the whole bench: 180,000 events a day.
func dense(b *testing.B) *bench {
	x := newBench(&Cmd{Events: *events, Years: 3, Indicators: 30, Units: 2000, Seed: 7})
	x.sample.days = max(1, *events/180_000)
	_, err := x.load(context.Background(), func(k int64) int64 { return k })
	check.NoError(b, err)
	b.Cleanup(func() { check.NoError(b, x.cube.Close()) })
	return x
}

func BenchmarkReroll(b *testing.B) {
	x := dense(b)
	n := 0
	for b.Loop() {
		x.cube.Reroll()
		n++
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e9/float64(n)/float64(*events), "ns/event")
	b.ReportMetric(float64(x.cube.Stats().Bytes.Total)/float64(*events), "B/event")
	b.Logf("%+v", x.cube.Stats())
}

func BenchmarkApply(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for b.Loop() {
		x := newBench(&Cmd{Events: *events, Years: 3, Indicators: 30, Units: 2000, Seed: 7})
		x.sample.days = max(1, *events/180_000)
		rate, err := x.load(context.Background(), func(k int64) int64 { return k })
		check.NoError(b, err)
		b.ReportMetric(1e9/rate, "ns/event")
		check.NoError(b, x.cube.Close())
	}
}
