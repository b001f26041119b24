package detect

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/fstest"

	"fanzha/centre/detect/scenario"
	"fanzha/internal/check"
)

// without is the shipped set without one scenario.
func without(t *testing.T, code string) *scenario.Set {
	t.Helper()
	set, err := LoadScenarios(fstest.MapFS{code + ".yaml": {Data: []byte("code: " + code + "\nversion: 1\ndisabled: true\n")}})
	check.NoError(t, err)
	return set
}

// TestTurn protects a scenario that is published while signals come in: no restart, no hit lost or found twice, and a replay that knows
// the places of the turns finds exactly what was recorded; a turn whose place cannot be written down changes nothing.
func TestTurn(t *testing.T) {
	all, m := shippedSet(t)
	signals := stream(t, all, 11, 300)
	log, sink := newFakeLog(), &fakeSink{hits: map[string]Hit{}}
	count := map[string]int{}
	for _, h := range observe(NewEngine(all, Options{Text: m}), signals) {
		count[h.Scenario]++
	}
	most := ""
	for code, n := range count {
		if n > count[most] || n == count[most] && code > most {
			most = code
		}
	}
	less := without(t, most)
	ctx, cancel := context.WithCancel(context.Background())
	turner := NewTurner(WorkerOptions{Set: all, Engine: Options{Text: m}, Log: log, Snapshots: &fakeSnapshots{map[int][]byte{}}, Sink: sink, Every: 100})
	done := make(chan error, 1)
	go func() { done <- turner.Run(ctx) }()
	epochs := []Epoch{{Set: all}}
	for i := 0; i < len(signals); i += 5 {
		log.add(0, signals[i:min(i+5, len(signals))]...)
		at := i / 5 * 10 / (len(signals) / 5)
		want := map[int]*scenario.Set{2: less, 4: all, 7: less}[at]
		if want == nil || turner.Set() == want {
			continue
		}
		check.NoError(t, turner.Drain(ctx))
		refused := errors.New("away")
		check.True(t, errors.Is(turner.Turn(ctx, want, func(context.Context, uint64) error { return refused }), refused), "a place that was not written down")
		check.True(t, turner.Set() != want, "the set turned all the same")
		log.add(0, signals[max(0, i-5):i]...) // comes again, while it turns
		check.NoError(t, turner.Turn(ctx, want, func(_ context.Context, position uint64) error {
			epochs = append(epochs, Epoch{want, position})
			return nil
		}))
		check.True(t, turner.Set() == want, "the set did not turn")
	}
	check.NoError(t, turner.Drain(ctx))
	last, _ := log.Last(ctx, 0)
	check.Equal(t, turner.Stats().Position, last)
	cancel()
	check.NoError(t, <-done)
	check.Equal(t, []int{len(epochs), sink.twice}, []int{4, 0})
	for i := range epochs[1:] {
		check.True(t, epochs[i+1].After >= epochs[i].After, "places go back")
	}
	r, err := Replay(context.Background(), ReplayOptions{Log: log, Partitions: 1, Set: all, Engine: Options{Text: m}, Stored: sink,
		Epochs: func(context.Context, int) ([]Epoch, error) { return epochs, nil }})
	check.NoError(t, err)
	check.Equal(t, [...]uint64{r.Missing, r.Extra, r.Differs, r.OtherVersion}, [...]uint64{0, 0, 0, 0})
	check.True(t, r.Same > 50 && r.Same == uint64(len(sink.hits)), fmt.Sprint(r.Same, len(sink.hits)))
	whole, err := Replay(context.Background(), ReplayOptions{Log: log, Partitions: 1, Set: all, Engine: Options{Text: m}, Stored: sink})
	check.NoError(t, err)
	check.True(t, whole.Extra > 0, "the turns made no difference")
}

// TestExplain protects the live test: what is shown is what decides, and looking remembers nothing.
func TestExplain(t *testing.T) {
	set, m := shippedSet(t)
	signals := stream(t, set, 12, 80)
	looked, plain := NewEngine(set, Options{Text: m}), NewEngine(set, Options{Text: m})
	hits := 0
	for _, s := range signals {
		seen := map[string]Explanation{}
		for _, x := range looked.Explain(s) {
			seen[x.Scenario] = x
		}
		looked.Explain(s)
		got := append([]Hit(nil), looked.Observe(s)...)
		check.Equal(t, got, append([]Hit(nil), plain.Observe(s)...))
		for _, h := range got {
			x := seen[h.Scenario]
			if h.Signal != s.ID || h.Source != s.Source {
				continue
			}
			hits++
			check.True(t, x.Asked && x.Held && len(x.Evidence) > 0, h.Scenario)
			for _, st := range x.Steps[max(0, len(x.Steps)-1):] {
				check.True(t, st.Stands, h.Scenario+" "+st.Name)
			}
		}
	}
	check.True(t, hits > 20, "nothing to look at")
}
