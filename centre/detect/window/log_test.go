package window

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// logged are windows of many shapes that two feeds fill; of the second feed one window asks for a condition that the first has as well.
var (
	logDefs = []Def{
		{ID: 0, Measure: Count, Over: when.Hour}, {ID: 1, Measure: Sum, Over: when.Day}, {ID: 2, Measure: Distinct, Over: when.Day}, {ID: 3, Measure: Max, Over: when.Minute},
		{ID: 4, Measure: Min, Over: when.Hour}, {ID: 5, Measure: Count, Over: when.Day}, {ID: 6, Measure: Distinct, Over: when.Hour}, {ID: 7, Measure: Last, Over: when.Hour},
	}
	logFeeds = []Feed{
		{Into: []Into{{0, -1, 0}, {1, 0, 0}, {2, 1, 0}, {3, -1, 1}, {6, -1, 1}}},
		{Into: []Into{{5, -1, 0}, {2, -1, 0}}, Sparse: true},
		{Into: []Into{{1, -1, 0}, {4, 27, 0}, {5, 0, 0}, {2, -1, 2}}},
	}
)

// logModel keeps what every window ought to hold.
type logModel struct {
	s    *Store
	past [][]event
}

func (m *logModel) values(e *Event, feed int) map[uint16]uint64 {
	out := map[uint16]uint64{}
	for _, w := range logFeeds[feed].Into {
		if w.Bit >= 0 && e.Held>>w.Bit&1 == 0 {
			continue
		}
		out[w.Window] = e.Amount[w.Value]
		if logDefs[w.Window].Measure == Distinct {
			out[w.Window] = e.Hash[w.Value]
			if e.Hash[w.Value] == 0 {
				delete(out, w.Window)
			}
		}
	}
	return out
}

// note enters an event into the store and into the model, and compares every window before and after.
func (m *logModel) note(t *rapid.T, feed int, key uint64, e *Event) {
	values := m.values(e, feed)
	with := map[uint16]int64{}
	for id, v := range values {
		with[id] = m.s.ValueWith(&logDefs[id], key, e.At, v)
	}
	m.same(t, key, e.At)
	m.s.Note(feed, key, e)
	for id, v := range values {
		d := &logDefs[id]
		if got := m.s.Value(d, key, e.At); got != with[id] {
			t.Fatalf("window %d: %d with the event, %d after it", id, with[id], got)
		}
		if bucketOf(d, e.At)+Buckets > bucketOf(d, m.s.Clock()-DefaultLate) {
			m.past[id] = append(m.past[id], event{key, e.At, v})
		}
	}
	m.same(t, key, e.At)
}

func (m *logModel) same(t *rapid.T, key uint64, at when.Micros) {
	for i := range logDefs {
		d := &logDefs[i]
		if !Keeps(d) {
			continue
		}
		m.past[i] = outlived(d, m.past[i], m.s.Clock()-DefaultLate)
		want, got := naive(d, m.past[i], key, at, m.s.Clock()), m.s.Value(d, key, at)
		if d.Measure == Distinct && (want > exactly || distinctOnce(d, m.past[i], key)) {
			continue
		}
		if got != want {
			t.Fatalf("window %d: got %d, want %d", i, got, want)
		}
		if most := m.s.Most(key); (d.Measure == Count || d.Measure == Distinct) && got > most {
			t.Fatalf("window %d: %d is more than the most, %d", i, got, most)
		}
	}
}

// distinctOnce says whether the window may have turned to estimating.
func distinctOnce(d *Def, past []event, key uint64) bool {
	seen := map[uint64]bool{}
	for _, e := range past {
		if e.key == key {
			seen[e.value] = true
		}
	}
	return d.Measure == Distinct && len(seen) > exactly
}

// Protects: windows that are counted from a log of events say what the naive model says, for events in any order and however late, with
// few events and with more than a log holds, across snapshots, beside marks of the same entity; what a log is said to hold at most it does.
func TestLogAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fresh := func() *Store { return NewStore(logDefs, logFeeds, []when.Micros{when.Hour}, Limits{Entries: 4096}) }
		m := &logModel{s: fresh(), past: make([][]event, len(logDefs))}
		now, values := start, rapid.SampledFrom([]int{2, 14, 40}).Draw(t, "values")
		step := rapid.SampledFrom([]when.Micros{20 * when.Second, when.Hour / 3, 4 * when.Hour}).Draw(t, "step")
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			now += when.Micros(rapid.Int64Range(0, int64(step)).Draw(t, "gap"))
			at := now - rapid.SampledFrom([]when.Micros{0, 0, 0, 0, when.Minute, when.Hour / 2, 3 * when.Hour, 30 * when.Hour}).Draw(t, "late")
			key := uint64(rapid.IntRange(1, 2).Draw(t, "key"))
			e := &Event{At: at, Held: uint32(rapid.SampledFrom([]int{0, 1, 2, 1<<27 | 3}).Draw(t, "held"))}
			for i := range MaxValues {
				e.Amount[i] = uint64(rapid.IntRange(0, 9).Draw(t, "amount"))
				if v := rapid.IntRange(0, values).Draw(t, "value"); v > 0 {
					e.Hash[i] = Mix(uint64(v), 7)
				}
			}
			if rapid.IntRange(0, 60).Draw(t, "huge") == 0 {
				e.Amount[0] = amountMost + 1
			}
			m.s.Advance(at)
			m.note(t, rapid.IntRange(0, len(logFeeds)-1).Draw(t, "feed"), key, e)
			switch rapid.IntRange(0, 30).Draw(t, "more") {
			case 0:
				m.s.SetMark(0, key, Mark{At: at})
			case 1:
				m.s.Add(&logDefs[7], key, at, 0)
			case 2:
				var file bytes.Buffer
				err := m.s.Save(&file)
				m.s = fresh()
				if err != nil || m.s.Restore(&file) != nil {
					t.Fatal("a snapshot cannot be restored")
				}
			}
		}
	})
}

// Protects: the bound on logs is counted, known entities keep working beyond it and beyond what a log holds, time makes room.
func TestLogFull(t *testing.T) {
	s := NewStore(logDefs, logFeeds, nil, Limits{Entries: 100})
	s.Advance(start)
	for key := uint64(1); key <= 150; key++ {
		s.Note(0, key, &Event{At: start, Amount: [MaxValues]uint64{5}})
	}
	check.Equal(t, [...]int{int(s.Stats().Shed), s.Stats().Keys, s.Stats().Entities}, [...]int{50, 100, 100})
	check.Equal(t, s.Windows(), 200) // a count and a greatest amount each: without a condition, and without a value to tell apart
	for range 2 * logMost {
		s.Note(0, 1, &Event{At: start, Amount: [MaxValues]uint64{5}})
	}
	check.Equal(t, s.Value(&logDefs[0], 1, start), int64(2*logMost+1))
	check.Equal(t, [...]int64{s.Most(2), s.Most(151)}, [...]int64{1, 0})
	check.True(t, s.Most(1) > math.MaxUint16, "a ring has no few events")
	later := start + 3*when.Day
	s.Advance(later)
	for key := uint64(1001); key <= 1100; key++ {
		s.Note(0, key, &Event{At: later})
	}
	check.Equal(t, s.Stats().Shed, uint64(50))
	check.Equal(t, s.Value(&logDefs[0], 1050, later), int64(1))
	check.Equal(t, s.Value(&logDefs[0], 1, later), int64(0))
}

// FuzzRestoreLogs protects against any snapshot bytes where entities have logs: an error or a store that works, never a panic.
func FuzzRestoreLogs(f *testing.F) {
	fresh := func() *Store { return NewStore(logDefs, logFeeds, []when.Micros{when.Hour}, Limits{Entries: 50}) }
	drive := func(s *Store, n uint64) {
		for i := range n {
			at := start + when.Micros(i)*when.Minute
			s.Advance(at)
			e := &Event{At: at, Held: uint32(i % 4), Amount: [MaxValues]uint64{i, 2}, Hash: [MaxValues]uint64{Mix(i, 3), 0, Mix(i%3, 3)}}
			s.Note(int(i%3), i%5, e)
			s.SetMark(0, i%5, Mark{At: at})
			s.ValueWith(&logDefs[2], i%5, at-when.Hour, e.Hash[0])
			s.Value(&logDefs[6], i%7, at-when.Hour)
		}
	}
	s := fresh()
	drive(s, 40)
	var file bytes.Buffer
	check.NoError(f, s.Save(&file))
	f.Add(file.Bytes())
	f.Fuzz(func(_ *testing.T, data []byte) {
		s := fresh()
		if s.Restore(bytes.NewReader(data)) == nil {
			drive(s, 120)
			s.Windows()
		}
	})
}
