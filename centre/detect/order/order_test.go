package order_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"fanzha/base/clock"
	"fanzha/centre/detect/order"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/when"
)

const now = when.Micros(1_795_000_000_000_000)

// memoryLog is one stream of all partitions. fail says what becomes of an append.
type memoryLog struct {
	mu   sync.Mutex
	all  [][]byte
	part []int
	fail func() (store, ok bool)
}

func (l *memoryLog) Append(_ context.Context, p int, envelope []byte) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	store, ok := true, true
	if l.fail != nil && signal.EnvelopeCount(envelope) > 0 { // a fence is asked for until it stands
		store, ok = l.fail()
	}
	if store {
		l.all, l.part = append(l.all, slices.Clone(envelope)), append(l.part, p)
	}
	if !ok {
		return 0, errors.New("no answer")
	}
	return uint64(len(l.all)), nil
}

func (l *memoryLog) Last(_ context.Context, p int) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return uint64(len(l.part) - 1 - slices.Index(reversed(l.part), p)), nil
}

func reversed(list []int) []int {
	out := append(slices.Clone(list), -1)
	slices.Reverse(out[:len(list)])
	return out
}

func (l *memoryLog) Read(_ context.Context, p int, after uint64, fn func(uint64, []byte) error) error {
	for i := after; ; i++ {
		l.mu.Lock()
		all, part := l.all, l.part
		l.mu.Unlock()
		if i >= uint64(len(all)) {
			return errors.New("the end")
		}
		if part[i] != p {
			continue
		}
		err := fn(i+1, all[i])
		if err != nil {
			return err
		}
	}
}

// memoryIndex remembers keys; what a group put is forgotten when the group failed.
type memoryIndex struct {
	seen  map[signal.Key]uint32
	group []signal.Key
}

func (x *memoryIndex) Begin(int) error { x.group = x.group[:0]; return nil }

func (x *memoryIndex) Put(key signal.Key, sum uint32) (uint32, bool, error) {
	old, seen := x.seen[key]
	if !seen {
		x.seen[key], x.group = sum, append(x.group, key)
	}
	return old, seen, nil
}

func (x *memoryIndex) End(positions []uint64, _ int64) error {
	for _, key := range x.group {
		if positions == nil {
			delete(x.seen, key)
		}
	}
	x.group = x.group[:0]
	return nil
}

func (x *memoryIndex) Positions() []uint64 { return nil }

// body is a request of some records: calls of a few people, and leads.
func body(r *rand.Rand, from, n int) string {
	var b strings.Builder
	for i := range n {
		if r.IntN(15) == 0 {
			fmt.Fprintf(&b, `{"kind":"sighting","id":"n%d","time":%d,"subject":"phone","peer":"+852512345%02d","weight":70}`+"\n", from+i, now, r.IntN(100))
			continue
		}
		fmt.Fprintf(&b, `{"kind":"call","id":"n%d","time":%d,"phone":"1990000%04d","peer":"+85251234567","duration_s":%d}`+"\n", from+i, now, r.IntN(300), r.IntN(500))
	}
	return b.String()
}

// intake sends requests one after the other, each until it is acknowledged.
func intake(t *testing.T, l *memoryLog, partitions int, bodies []string) {
	t.Helper()
	in, err := signal.NewIntake(t.Context(), signal.Options{Log: l, Index: &memoryIndex{seen: map[signal.Key]uint32{}}, Clock: clock.NewManual(now), Partitions: partitions})
	check.NoError(t, err)
	defer in.Close()
	for _, body := range bodies {
		for {
			r, err := in.Accept(t.Context(), signal.Request{Source: "src", Body: strings.NewReader(body)})
			if err == nil {
				check.Equal(t, r.Rejected, 0)
				break
			}
			check.Fault(t, err, "signal.log_away")
		}
	}
}

// whole reads a log in the order of intake, from any place at which a reading may begin.
func whole(t *testing.T, l *memoryLog, partitions int, again func() bool) (ids []string, upTo uint64) {
	t.Helper()
	place := partitions
	if partitions == 1 {
		place = 0
	}
	r := order.New(place, partitions, 16, func(signal.Kind) bool { return true })
	for i := 0; i < len(l.all); i++ {
		to, err := r.Take(uint64(i+1), l.all[i], func(lot []signal.Signal) error {
			check.True(t, len(lot) > 0 && len(lot) <= 16, "a lot of no size")
			for j := range lot {
				ids = append(ids, strings.Clone(lot[j].ID))
			}
			return nil
		})
		check.NoError(t, err)
		check.True(t, to <= uint64(i+1), "the position goes ahead")
		upTo = max(upTo, to)     // a reading that has just begun may still wait
		if upTo > 0 && again() { // a start after a stop
			r = order.New(place, partitions, 16, func(signal.Kind) bool { return true })
			i = int(upTo) - 1
		}
	}
	return ids, upTo
}

// Protects: whatever the number of partitions, the whole log is read in the order in which its signals were taken in, each once, a lead
// too, also by a reading that is stopped and begun anew.
func TestOrderOfIntake(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 4))
	var bodies []string
	var want []string
	for n := 0; n < 4000; {
		m := 1 + r.IntN(200)
		bodies = append(bodies, body(r, n, m))
		for i := range m {
			want = append(want, fmt.Sprint("n", n+i))
		}
		n += m
	}
	bodies = append(bodies, bodies[0]) // comes again
	for _, partitions := range []int{1, 2, 7, 64} {
		l := &memoryLog{}
		intake(t, l, partitions, bodies)
		got, upTo := whole(t, l, partitions, func() bool { return r.IntN(100) == 0 })
		check.Equal(t, got, want)
		check.Equal(t, upTo, uint64(len(l.all)))
	}
}

// Protects: a log that fails before or after it has stored an envelope leaves no signal out, gives none twice and does not hold up what is
// there until the next group comes.
func TestOrderAfterFailure(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 4))
	l := &memoryLog{fail: func() (bool, bool) {
		ok := r.IntN(12) > 0
		return ok || r.IntN(2) == 0, ok
	}}
	var bodies []string
	for n := 0; n < 600; n += 30 {
		bodies = append(bodies, body(r, n, 30))
	}
	intake(t, l, 5, bodies)
	got, upTo := whole(t, l, 5, func() bool { return false })
	check.Equal(t, upTo, uint64(len(l.all)))
	check.True(t, len(got) >= 600, fmt.Sprint("signals are missing: ", len(got)))
	slices.Sort(got)
	got = slices.Compact(got)
	check.Equal(t, len(got), 600)
}

// FuzzTake: whatever stands in a log, reading it ends, and the position neither goes back nor ahead.
func FuzzTake(f *testing.F) {
	l := &memoryLog{}
	in, err := signal.NewIntake(context.Background(), signal.Options{Log: l, Index: &memoryIndex{seen: map[signal.Key]uint32{}}, Clock: clock.NewManual(now), Partitions: 3})
	check.NoError(f, err)
	_, err = in.Accept(context.Background(), signal.Request{Source: "src", Body: strings.NewReader(body(rand.New(rand.NewPCG(1, 1)), 0, 9))})
	check.NoError(f, err)
	in.Close()
	f.Add(l.all[0], l.all[1], l.all[2])
	f.Add([]byte{2}, l.all[1], signal.EncodeEnvelope(nil, now))
	f.Fuzz(func(t *testing.T, a, b, c []byte) {
		r, at := order.New(2, 2, 4, func(k signal.Kind) bool { return k != signal.Visit }), uint64(0)
		for i, e := range [][]byte{a, b, c, a, l.all[0], b} {
			to, _ := r.Take(uint64(i+1), e, func(lot []signal.Signal) error { return nil })
			if to < at || to > uint64(i+1) {
				t.Fatalf("from %d to %d at %d", at, to, i+1)
			}
			at = to
		}
	})
}
