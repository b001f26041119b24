package detectbench

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"fanzha/centre/detect"
	"fanzha/centre/detect/pick"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/window"
	"fanzha/internal/check"
	"fanzha/internal/usage"
)

// Protects: the scenarios that the engine is measured with do what their stories say, and the same work gives the same hits whether it is
// decoded from envelopes or not.
func TestWork(t *testing.T) {
	set, err := tenScenarios()
	check.NoError(t, err)
	check.NoError(t, detect.VerifyExamples(set, detect.Options{}))
	many, err := scenario.Load(hundredFiles())
	check.NoError(t, err)
	check.Equal(t, len(many.Scenarios), 100)
	check.NoError(t, detect.VerifyExamples(many, detect.Options{}))
	w := newWork(7, 40_000)
	w.people, w.payees, w.peers, w.mixed = 2000, 200, 200, true
	plain := run(context.Background(), w, detect.NewEngine(many, detect.Options{}), false)
	decoded := run(context.Background(), w, detect.NewEngine(many, detect.Options{}), true)
	check.True(t, plain.hits > 50, "the work has no hits")
	check.Equal(t, decoded.hits, plain.hits)
	for _, x := range []*scenario.Set{set, many} { // sets of one word and of two
		some, all, held := pick.NewRules(x), pick.NewRules(x), 0
		for _, s := range w.chunk(0, 5000) {
			n := some.Hold(&s)
			check.Equal(t, n, all.HoldAll(&s))
			held += n
		}
		check.True(t, held > 0, "nothing held")
	}
}

// BenchmarkTen is the first job, and the same at a twentieth of its size, which lies in the processor's own memory; for profiles. What is
// told is the quickest pass.
func BenchmarkTen(b *testing.B) {
	set, err := tenScenarios()
	check.NoError(b, err)
	for _, share := range []uint64{1, 20} {
		b.Run(fmt.Sprint("of", share), func(b *testing.B) {
			w := newWork(7, 1_000_000/int(share))
			w.people, w.payees = 200_000/share, 100_000/share
			quickest(b, w, set)
		})
	}
}

// BenchmarkHundred is the second job, a tenth of it.
func BenchmarkHundred(b *testing.B) {
	set, err := scenario.Load(hundredFiles())
	check.NoError(b, err)
	w := newWork(7, 2_000_000)
	w.people, w.payees, w.peers, w.mixed = 900_000, 100_000, 100_000, true
	quickest(b, w, set)
}

func quickest(b *testing.B, w *work, set *scenario.Set) {
	b.Helper()
	least := 0.0
	for b.Loop() {
		t := run(context.Background(), w, detect.NewEngine(set, detect.Options{Limits: window.Limits{Entries: 1 << 27}}), false)
		ns := float64(t.cpu.Nanoseconds()) / float64(w.events)
		if least == 0 || ns < least {
			least = ns
		}
		m := t.engine.Stats().Memory
		b.ReportMetric(float64(m.KeyBytes)/float64(m.Entities), "B/key")
	}
	b.ReportMetric(least, "ns/event")
}

// BenchmarkRules is the ten conditions alone, for profiles. What is told is the quickest pass.
func BenchmarkRules(b *testing.B) {
	set, err := tenScenarios()
	check.NoError(b, err)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	w := newWork(7, 1<<20)
	w.people, w.payees, w.peers = 200_000, 100_000, 1
	list, rules, held, least := w.chunk(0, chunk), pick.NewRules(set), 0, time.Hour
	for b.Loop() {
		began := usage.ThreadTime()
		for i := range list {
			held += rules.Hold(&list[i])
		}
		least = min(least, usage.ThreadTime()-began)
	}
	check.True(b, held > 0, "nothing held")
	b.ReportMetric(float64(least.Nanoseconds())/chunk, "ns/event")
}
