package detect

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
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
	turner := NewTurner(WorkerOptions{Set: all, Engine: Options{Text: m}, Log: log, Snapshots: &fakeSnapshots{data: map[int][]byte{}}, Sink: sink, Every: 100})
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

// shared is a scenario that looks at what other persons' signals left: many pay one account.
const shared = `code: shared_payee
version: 1
name: {zh: 同一收款账户, en: one payee}
fraud: other
family: fund
level: low
score: 10
basis: made for a test
on: [transfer]
quiet: none
windows:
  - {name: payers, by: payee, of: [transfer], over: 24h, measure: distinct(phone)}
where: 'payers >= 3'
reason: {zh: "{payers} 人", en: "{payers} people"}
examples:
  positive:
    - title: four pay one account
      signals:
        - {kind: transfer, at: -4m, phone: "13900010001", payee_account: "6222000000000011", amount_fen: 1}
        - {kind: transfer, at: -3m, phone: "13900010002", payee_account: "6222000000000011", amount_fen: 1}
        - {kind: transfer, at: -2m, phone: "13900010003", payee_account: "6222000000000011", amount_fen: 1}
        - {kind: transfer, at: 0s, phone: "13900010004", payee_account: "6222000000000011", amount_fen: 1}
  negative:
    - title: one pays
      signals:
        - {kind: transfer, at: 0s, phone: "13900010001", payee_account: "6222000000000011", amount_fen: 1}
`

// TestTurnOfTheWhole protects the place of the whole log: while no scenario asks for it, it reads nothing and holds nobody up; when one is
// put in force, what lies before is its memory and not its hits; a replay that knows the places finds the same.
func TestTurnOfTheWhole(t *testing.T) {
	none, m := shippedSet(t)
	set, err := LoadScenarios(fstest.MapFS{"shared_payee.yaml": {Data: []byte(shared)}})
	check.NoError(t, err)
	check.NoError(t, VerifyExamples(set, Options{Text: m}))
	log, sink := newFakeLog(), &fakeSink{hits: map[string]Hit{}}
	log.partitions = 4
	r := rand.New(rand.NewPCG(5, 5))
	pay := func(from, n int) {
		for i := from; i < from+n; i++ {
			log.addGroup(r, []signal.Signal{{Kind: signal.Transfer, Source: "t", ID: fmt.Sprint("p", i), Time: scenario.ExampleNow, Received: scenario.ExampleNow,
				Phone: ident.Phone(fmt.Sprintf("+86199000%05d", i)), PayeeAccount: "6222000000000011", AmountFen: 1}})
		}
	}
	pay(0, 6)
	ctx, cancel := context.WithCancel(context.Background())
	counted := &countingLog{fakeLog: log}
	turner := NewTurner(WorkerOptions{Partition: 4, Partitions: 4, Set: none, Log: counted, Sink: sink, Snapshots: &fakeSnapshots{data: map[int][]byte{}}})
	done := make(chan error, 1)
	go func() { done <- turner.Run(ctx) }()
	check.NoError(t, turner.Drain(ctx))
	pay(6, 6)
	check.NoError(t, turner.Drain(ctx))
	lag, err := turner.Lag(ctx)
	check.NoError(t, err)
	check.Equal(t, [...]uint64{lag, counted.read.Load()}, [...]uint64{0, 0})
	epochs := []Epoch{{Set: none}}
	turn := func(to *scenario.Set) {
		check.NoError(t, turner.Turn(ctx, to, func(_ context.Context, position uint64) error {
			epochs = append(epochs, Epoch{to, position})
			return nil
		}))
	}
	turn(set)
	pay(12, 5)
	check.NoError(t, turner.Drain(ctx))
	turn(none)
	pay(17, 5)
	check.NoError(t, turner.Drain(ctx))
	cancel()
	check.NoError(t, <-done)
	check.Equal(t, []uint64{epochs[1].After, epochs[2].After}, []uint64{12, 17})
	report, err := Replay(context.Background(), ReplayOptions{Log: log, Partitions: 4, Set: none, Stored: sink, Epochs: func(_ context.Context, place int) ([]Epoch, error) {
		if place < 4 {
			return nil, nil
		}
		return epochs, nil
	}})
	check.NoError(t, err)
	check.Equal(t, [...]uint64{report.Scenarios["shared_payee"].Same, report.Missing, report.Extra, report.Signals}, [...]uint64{5, 0, 0, 22})
	for i := 12; i < 17; i++ {
		h, ok := sink.hits[hitID(set.Scenarios[slices.IndexFunc(set.Scenarios, func(s *scenario.Scenario) bool { return s.Code == "shared_payee" })], &signal.Signal{Source: "t", ID: fmt.Sprint("p", i)})]
		check.True(t, ok && h.ReasonZH == fmt.Sprintf("%d 人", i), fmt.Sprint(i, h.ReasonZH))
	}
}

// TestIdleWholeOfEmptyLog protects a new centre: its log is empty at the start, and who has nothing to do holds nobody up afterwards.
func TestIdleWholeOfEmptyLog(t *testing.T) {
	none, _ := shippedSet(t)
	log := newFakeLog()
	log.partitions = 4
	ctx, cancel := context.WithCancel(context.Background())
	turner := NewTurner(WorkerOptions{Partition: 4, Partitions: 4, Set: none, Log: log, Sink: &fakeSink{hits: map[string]Hit{}}, Snapshots: &fakeSnapshots{data: map[int][]byte{}}})
	done := make(chan error, 1)
	go func() { done <- turner.Run(ctx) }()
	w, _ := turner.worker()
	for stands := false; !stands; { // it has seen the empty log
		w.mu.Lock()
		moved := w.moved
		stands = w.stands
		w.mu.Unlock()
		if !stands {
			<-moved
		}
	}
	log.addGroup(rand.New(rand.NewPCG(5, 5)), []signal.Signal{{Kind: signal.Transfer, Source: "t", ID: "p", Time: scenario.ExampleNow, Received: scenario.ExampleNow,
		Phone: "+8619900000001", PayeeAccount: "6222000000000011", AmountFen: 1}})
	check.NoError(t, turner.Drain(ctx))
	lag, err := turner.Lag(ctx)
	check.NoError(t, err)
	check.Equal(t, lag, uint64(0))
	cancel()
	check.NoError(t, <-done)
}

// countingLog counts what is read.
type countingLog struct {
	*fakeLog
	read atomic.Uint64
}

// Read implements Log.
func (l *countingLog) Read(ctx context.Context, partition int, after uint64, fn func(uint64, []byte) error) error {
	return l.fakeLog.Read(ctx, partition, after, func(seq uint64, envelope []byte) error {
		l.read.Add(1)
		return fn(seq, envelope)
	})
}
