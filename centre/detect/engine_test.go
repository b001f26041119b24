package detect

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// stream makes signals from a seed: the shipped stories played by several people, mixed and slightly out of order.
func stream(t testing.TB, set *scenario.Set, seed uint64, people int) []*signal.Signal {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	var out []*signal.Signal
	n := 0
	for p := range people {
		sc := set.Scenarios[r.IntN(len(set.Scenarios))]
		stories := slices.Concat(sc.Positive, sc.Negative)
		story := stories[r.IntN(len(stories))]
		signals, err := story.Decode()
		check.NoError(t, err)
		shift := when.Micros(r.Int64N(int64(3 * when.Day)))
		for _, s := range signals {
			n++
			s.ID = fmt.Sprint("s", n)
			s.Time += shift + when.Micros(r.Int64N(int64(90*when.Second)))
			s.Received = s.Time + when.Second
			if s.Until != 0 {
				s.Until += shift
			}
			if s.Phone != "" {
				s.Phone = ident.Phone(fmt.Sprintf("+86139000%05d", p/2))
			}
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *signal.Signal) int { return int((a.Time - b.Time) / when.Minute) })
	return out
}

func observe(e *Engine, signals []*signal.Signal) []Hit {
	var out []Hit
	for _, s := range signals {
		out = append(out, e.Observe(s)...)
	}
	return out
}

// TestDeterministic protects replay = live: two engines on the same signals, one stopped in the middle, saved and restored, give the
// same hits in every word, and there are hits to speak of.
func TestDeterministic(t *testing.T) {
	set, m := shippedSet(t)
	for seed := range uint64(4) {
		signals := stream(t, set, seed, 400)
		o := Options{Text: m, Limits: window.Limits{Entries: 300 + int(seed)*2000, Pairs: 4000}}
		whole := observe(NewEngine(set, o), signals)
		check.True(t, len(whole) > 100, fmt.Sprintf("only %d hits", len(whole)))
		cut := len(signals) / 3 * (1 + int(seed)%2)
		first := NewEngine(set, o)
		got := observe(first, signals[:cut])
		var file bytes.Buffer
		check.NoError(t, first.Snapshot(&file, 77))
		second := NewEngine(set, o)
		at, err := second.Restore(bytes.NewReader(file.Bytes()))
		check.NoError(t, err)
		check.Equal(t, at, uint64(77))
		got = append(got, observe(second, signals[cut:])...)
		check.Equal(t, got, whole)
	}
}

// TestSnapshotRefusals protects against foreign and damaged snapshots: both are refused, the engine stays as it was.
func TestSnapshotRefusals(t *testing.T) {
	set, m := shippedSet(t)
	e := NewEngine(set, Options{Text: m})
	observe(e, stream(t, set, 9, 50))
	var file bytes.Buffer
	check.NoError(t, e.Snapshot(&file, 1))
	_, err := NewEngine(set, Options{}).Restore(bytes.NewReader(file.Bytes()))
	check.Fault(t, err, "detect.snapshot_other_set")
	for at := 0; at < file.Len(); at += 1 + file.Len()/50 {
		bad := bytes.Clone(file.Bytes())
		bad[at] ^= 4
		_, err = NewEngine(set, Options{Text: m}).Restore(bytes.NewReader(bad))
		check.True(t, err != nil, "damage was not seen")
		_, err = NewEngine(set, Options{Text: m}).Restore(bytes.NewReader(file.Bytes()[:at]))
		check.Fault(t, err, "detect.snapshot_broken")
	}
}

// TestQuiet protects officers from storms: one hit per quiet time and person, the held-back ones are counted, other people hit.
func TestQuiet(t *testing.T) {
	set, m := shippedSet(t)
	e := NewEngine(set, Options{Text: m})
	var hits []string
	for i := range 30 {
		for _, phone := range []ident.Phone{"+8613900010001", "+8613900010002"} {
			s := &signal.Signal{
				Kind: signal.Report, Source: "t", ID: fmt.Sprint(i, phone), Time: scenario.ExampleNow + when.Micros(i)*when.Minute, Phone: phone, Fraud: "romance", Text: "有人骗我",
			}
			for _, h := range e.Observe(s) {
				hits = append(hits, h.Scenario+string(h.Phone[11:]))
			}
		}
	}
	check.Equal(t, hits, []string{"contact_report_attempt001", "contact_report_attempt002"})
	check.Equal(t, e.Stats().Quiet, uint64(58))
}

// TestHitContent protects what an officer gets: the reason in both languages without a full number, evidence in order, the passages
// of a text, and an id that depends on nothing but scenario and signal.
func TestHitContent(t *testing.T) {
	set, m := shippedSet(t)
	e := NewEngine(set, Options{Text: m})
	s := &signal.Signal{Kind: signal.Message, Source: "carrier", ID: "1", Time: scenario.ExampleNow, Phone: "+8613900010001", Peer: "+8617000010009",
		Text: "招募线上兼职，点赞关注就能赚佣金，每单返利，日结三百，加微信进群领任务。"}
	hits := e.Observe(s)
	check.Equal(t, len(hits), 1)
	h := hits[0]
	check.Equal(t, h.Fraud, "brushing_rebate")
	check.Equal(t, len(h.ID), 32)
	check.True(t, h.Evidence[0].Name == "outgoing" && slices.ContainsFunc(h.Evidence, func(v Evidence) bool { return v.Name == "scam_text" }), fmt.Sprint(h.Evidence))
	for _, text := range []string{h.ReasonZH, h.ReasonEN, fmt.Sprint(h.Evidence)} {
		check.True(t, !bytes.Contains([]byte(text), []byte("17000010009")), "a full number is shown: "+text)
	}
	again := NewEngine(set, Options{Text: m}).Observe(s)
	check.Equal(t, again[0], h)
}

// fakeLog keeps envelopes in memory, in the order in which they were appended, whatever their partition.
type fakeLog struct {
	partitions int // their number is the place of the whole log
	mu         sync.Mutex
	all        []fakeEnvelope
	more       chan struct{}
	groups     uint64
}

type fakeEnvelope struct {
	partition int
	bytes     []byte
}

func newFakeLog() *fakeLog { return &fakeLog{partitions: 1, more: make(chan struct{})} }

func (l *fakeLog) put(partition int, envelope []byte) {
	l.mu.Lock()
	l.all = append(l.all, fakeEnvelope{partition, envelope})
	close(l.more)
	l.more = make(chan struct{})
	l.mu.Unlock()
}

func (l *fakeLog) add(partition int, signals ...*signal.Signal) {
	l.put(partition, signal.EncodeEnvelope(nil, signals[0].Received, signals...))
}

// addGroup writes signals that were received at one moment as the intake does: those of each partition into an envelope, leads into all,
// partitions in any order.
func (l *fakeLog) addGroup(r *rand.Rand, signals []signal.Signal) {
	if l.partitions == 1 {
		list := make([]*signal.Signal, len(signals))
		for i := range signals {
			list[i] = &signals[i]
		}
		l.add(0, list...)
		return
	}
	l.groups++
	body, count, next, parts := make([][]byte, l.partitions), make([]uint32, l.partitions), make([]int, l.partitions), uint32(0)
	for i := range signals {
		s := &signals[i]
		for p := range l.partitions {
			if s.Kind != signal.Sighting && signal.Partition(s.Key(), l.partitions) != p {
				continue
			}
			_ = signal.Encoded(signal.EncodeEnvelope(nil, s.Received, s), func(_ signal.Kind, _ uint64, enc []byte) {
				body[p] = binary.AppendUvarint(body[p], uint64(i-next[p]))
				body[p] = binary.AppendUvarint(body[p], uint64(len(enc)))
				body[p] = append(body[p], enc...)
			})
			if count[p] == 0 {
				parts++
			}
			count[p]++
			next[p] = i + 1
		}
	}
	for _, p := range r.Perm(l.partitions) {
		if count[p] > 0 {
			head := binary.LittleEndian.AppendUint64([]byte{2}, uint64(signals[0].Received))
			head = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint32(head, count[p]), l.groups)
			l.put(p, append(binary.LittleEndian.AppendUint32(head, parts), body[p]...))
		}
	}
}

func (l *fakeLog) holds(place int, e fakeEnvelope) bool {
	return e.partition == place || l.partitions > 1 && place == l.partitions
}

func (l *fakeLog) Last(_ context.Context, partition int) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := len(l.all); i > 0; i-- {
		if l.holds(partition, l.all[i-1]) {
			return uint64(i), nil
		}
	}
	return 0, nil
}

func (l *fakeLog) Read(ctx context.Context, partition int, after uint64, fn func(uint64, []byte) error) error {
	for {
		l.mu.Lock()
		envelopes, more := l.all, l.more
		l.mu.Unlock()
		for ; after < uint64(len(envelopes)); after++ {
			if !l.holds(partition, envelopes[after]) {
				continue
			}
			err := fn(after+1, envelopes[after].bytes)
			if err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-more:
		}
	}
}

// fakeSnapshots keeps the newest snapshot in memory.
type fakeSnapshots struct {
	mu   sync.Mutex // guards data: each place has its worker
	data map[int][]byte
}

func (s *fakeSnapshots) Save(p int, write func(io.Writer) error) error {
	var b bytes.Buffer
	err := write(&b)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data[p] = b.Bytes()
	return err
}

func (s *fakeSnapshots) Load(p int) (io.ReadCloser, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.data[p] == nil {
		return nil, ErrNoSnapshot
	}
	return io.NopCloser(bytes.NewReader(s.data[p])), nil
}

// fakeSink stores hits by id and fails as often as told. A signal that comes twice may hit twice, with one id; what is found twice at one
// position of the log is counted.
type fakeSink struct {
	mu       sync.Mutex
	hits     map[string]Hit
	found    map[string]uint64 // where, by id
	twice    int
	position uint64
	fail     int
}

func (s *fakeSink) Record(_ context.Context, _ int, seq uint64, hits []Hit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail > 0 {
		s.fail--
		return errors.New("away")
	}
	if s.found == nil {
		s.found = map[string]uint64{}
	}
	for _, h := range hits {
		if s.found[h.ID] == seq {
			s.twice++
		}
		s.hits[h.ID], s.found[h.ID] = h, seq
	}
	s.position = max(s.position, seq)
	return nil
}

func (s *fakeSink) Hits(_ context.Context, fn func(StoredHit) error) error {
	for _, h := range s.hits {
		err := fn(StoredHit{ID: h.ID, Scenario: h.Scenario, Hash: h.Hash, ReasonZH: h.ReasonZH})
		if err != nil {
			return err
		}
	}
	return nil
}

// run starts a worker, drains it and stops it.
func run(t *testing.T, o WorkerOptions) WorkerStats {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	w := NewWorker(o)
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	check.NoError(t, w.Drain(ctx))
	cancel()
	check.NoError(t, <-done)
	return w.Stats()
}

// TestWorker protects the way from log to sink: over restarts, with and without a snapshot, and with a sink that is away at times,
// every hit is recorded, none is sent again that is known to be recorded, and the replay of the log finds exactly these hits.
func TestWorker(t *testing.T) {
	set, m := shippedSet(t)
	signals := stream(t, set, 5, 300)
	log, snaps, sink := newFakeLog(), &fakeSnapshots{data: map[int][]byte{}}, &fakeSink{hits: map[string]Hit{}}
	o := WorkerOptions{Set: set, Engine: Options{Text: m}, Log: log, Snapshots: snaps, Sink: sink, Every: 100}
	for i := 0; i < len(signals); i += 7 {
		log.add(0, signals[i:min(i+7, len(signals))]...)
		if i%210 != 0 {
			continue
		}
		sink.fail = i % 3
		o.Position = sink.position
		if i == 420 {
			snaps.data = map[int][]byte{} // lost: the log is read from its beginning
		}
		run(t, o)
	}
	o.Position = sink.position
	st := run(t, o)
	last, _ := log.Last(context.Background(), 0)
	check.Equal(t, st.Position, last)
	check.Equal(t, sink.position, last)
	check.Equal(t, sink.twice, 0)
	want := observe(NewEngine(set, o.Engine), signals)
	check.Equal(t, len(sink.hits), len(want))
	report, err := Replay(context.Background(), ReplayOptions{Log: log, Partitions: 1, Set: set, Engine: o.Engine, Stored: sink})
	check.NoError(t, err)
	check.Equal(t, [...]uint64{report.Signals, report.Hits, report.Same, report.Missing, report.Extra, report.Differs}, [...]uint64{uint64(len(signals)), uint64(len(want)), uint64(len(want)), 0, 0, 0})
}

// TestReplayFindsDifferences protects the comparison itself: a hit taken away, one put in, one changed and one of another file show.
func TestReplayFindsDifferences(t *testing.T) {
	set, m := shippedSet(t)
	log, sink := newFakeLog(), &fakeSink{hits: map[string]Hit{}}
	signals := stream(t, set, 6, 100)
	log.add(0, signals...)
	run(t, WorkerOptions{Set: set, Engine: Options{Text: m}, Log: log, Sink: sink})
	var ids []string
	for id := range sink.hits {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	h := sink.hits[ids[0]]
	delete(sink.hits, ids[0])
	h.ID = "made-up"
	sink.hits[h.ID] = h
	h = sink.hits[ids[1]]
	h.ReasonZH = "other words"
	sink.hits[ids[1]] = h
	sink.hits["old"] = Hit{ID: "old", Scenario: h.Scenario, Hash: "of an older file"}
	r, err := Replay(context.Background(), ReplayOptions{Log: log, Partitions: 1, Set: set, Engine: Options{Text: m}, Stored: sink})
	check.NoError(t, err)
	check.Equal(t, [...]uint64{r.Missing, r.Extra, r.Differs, r.OtherVersion}, [...]uint64{1, 1, 1, 1})
	check.Equal(t, r.ExtraSample[0][len(r.ExtraSample[0])-32:], ids[0])
}

// TestSnapshotAheadOfSink protects against a sink that was restored from a backup: the snapshot is not used and the lost hits come
// again.
func TestSnapshotAheadOfSink(t *testing.T) {
	set, m := shippedSet(t)
	log, snaps, sink := newFakeLog(), &fakeSnapshots{data: map[int][]byte{}}, &fakeSink{hits: map[string]Hit{}}
	o := WorkerOptions{Set: set, Engine: Options{Text: m}, Log: log, Snapshots: snaps, Sink: sink}
	for _, s := range stream(t, set, 7, 60) {
		log.add(0, s)
	}
	run(t, o)
	all := len(sink.hits)
	check.True(t, all > 5 && snaps.data[0] != nil, "nothing to lose")
	lost := &fakeSink{hits: map[string]Hit{}}
	o.Sink = lost
	st := run(t, o)
	check.Equal(t, st.Restored, uint64(0))
	check.Equal(t, len(lost.hits), all)
}

// TestBrokenEnvelope protects detection from standing still: a broken envelope is counted, told and passed over.
func TestBrokenEnvelope(t *testing.T) {
	set, m := shippedSet(t)
	log, sink := newFakeLog(), &fakeSink{hits: map[string]Hit{}}
	log.put(0, []byte("rubbish"))
	log.add(0, stream(t, set, 8, 30)...)
	told := 0
	st := run(t, WorkerOptions{Set: set, Engine: Options{Text: m}, Log: log, Sink: sink, Report: func(error) { told++ }})
	check.Equal(t, [...]uint64{st.Broken, st.Position, uint64(told)}, [...]uint64{1, 2, 1})
}

// TestGroup protects several partitions in one process: all are drained, all hits arrive, a failing log stops the group.
func TestGroup(t *testing.T) {
	set, m := shippedSet(t)
	log, sink := newFakeLog(), &fakeSink{hits: map[string]Hit{}}
	var group Group
	for p := range 3 {
		log.add(p, stream(t, set, uint64(20+p), 40)...)
		group = append(group, NewWorker(WorkerOptions{Partition: p, Set: set, Engine: Options{Text: m}, Log: log, Sink: sink}))
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- group.Run(ctx) }()
	check.NoError(t, group.Drain(ctx))
	cancel()
	check.NoError(t, <-done)
	for p, st := range group.Stats() {
		check.Equal(t, [...]uint64{uint64(st.Partition), st.Position}, [...]uint64{uint64(p), uint64(p + 1)})
	}
	bad := Group{NewWorker(WorkerOptions{Set: set, Log: deadLog{}, Sink: sink}), NewWorker(WorkerOptions{Partition: 1, Set: set, Log: log, Sink: sink})}
	err := bad.Run(context.Background())
	check.True(t, errors.Is(err, errDead), "the failure is lost")
	check.Fault(t, bad[0].Drain(context.Background()), "detect.stopped")
}

var errDead = errors.New("dead")

// deadLog has something to read and cannot read it.
type deadLog struct{}

func (deadLog) Last(context.Context, int) (uint64, error) { return 1, nil }
func (deadLog) Read(context.Context, int, uint64, func(uint64, []byte) error) error {
	return errDead
}

// TestVerifyExamples protects the operator's own scenarios: the shipped ones hold, one whose story does not is refused.
func TestVerifyExamples(t *testing.T) {
	set, m := shippedSet(t)
	check.NoError(t, VerifyExamples(set, Options{Text: m}))
	check.Fault(t, VerifyExamples(set, Options{}), "detect.example_fails")
}

// FuzzSnapshot protects Restore against any bytes.
func FuzzSnapshot(f *testing.F) {
	set, m := shippedSet(f)
	e := NewEngine(set, Options{Text: m})
	observe(e, stream(f, set, 1, 5))
	var file bytes.Buffer
	check.NoError(f, e.Snapshot(&file, 1))
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = NewEngine(set, Options{Text: m}).Restore(bytes.NewReader(data))
	})
}
