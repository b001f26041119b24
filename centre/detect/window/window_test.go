package window

import (
	"bytes"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/term/when"
)

const start = 1_795_140_000 * when.Second

// event is one entry of the naive model.
type event struct {
	key   uint64
	t     when.Micros
	value uint64
}

// naive computes a window from the list of all earlier events, by the words of the package's contract.
func naive(d *Def, past []event, key uint64, t, clock when.Micros) int64 {
	clock -= DefaultLate
	width := int64(d.Over) / Buckets
	bucket := func(t when.Micros) int64 { return int64(t) / width }
	var mine []event
	head := int64(math.MinInt64)
	for _, e := range past {
		if e.key == key {
			head = max(head, bucket(e.t))
			mine = append(mine, e)
		}
	}
	if head+Buckets <= bucket(clock) {
		return 0
	}
	seen := map[uint64]int64{}
	classes := map[[2]uint64]int64{}
	var n, sum, most, least, first, last int64
	for _, e := range mine {
		b := bucket(e.t)
		if b > head-Buckets {
			seen[e.value] = max(seen[e.value], b)
		}
		if b > bucket(t) || b <= max(bucket(t), head)-Buckets {
			continue
		}
		n++
		sum += int64(e.value)
		most = max(most, int64(e.value))
		if n == 1 || int64(e.value) < least {
			least = int64(e.value)
		}
		class := [2]uint64{uint64(b), oneOf(Mix(e.value, 7))}
		classes[class] = min(classes[class]+1, 15)
		last = max(last, int64(e.t))
		if first == 0 || int64(e.t) < first {
			first = int64(e.t)
		}
	}
	switch d.Measure {
	case Count:
		return n
	case Sum:
		return sum
	case Max:
		return most
	case Min:
		if n > 0 {
			least++
		}
		return least
	case Entropy:
		return naiveEntropy(classes)
	case First:
		return first
	case Last:
		return last
	}
	distinct := int64(0)
	for _, b := range seen {
		if b <= bucket(t) && b > max(bucket(t), head)-Buckets {
			distinct++
		}
	}
	return distinct
}

// naiveEntropy is Shannon's formula in floating point, rounded to permille of four bits.
func naiveEntropy(classes map[[2]uint64]int64) int64 {
	each, all := map[uint64]float64{}, 0.0
	for class, n := range classes {
		each[class[1]] += float64(n)
		all += float64(n)
	}
	h := 0.0
	for _, n := range each {
		h -= n / all * math.Log2(n/all)
	}
	return int64(math.Round(h * 250))
}

// TestWindowsAgainstNaive protects the contract of windows: for any events in any order, the store says what the naive model says,
// and what it says with the event itself is what it says after the event was added. Distinct is compared while it is exact.
func TestWindowsAgainstNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := Def{Measure: Measure(rapid.IntRange(int(Count), int(measureEnd)-1).Draw(t, "measure")), Over: when.Micros(rapid.SampledFrom([]int64{60, 3600, 86400}).Draw(t, "over")) * when.Second}
		s := NewStore([]Def{d}, nil, nil, Limits{Entries: 4096})
		var past []event
		now := start
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			now += when.Micros(rapid.Int64Range(0, int64(d.Over)/4).Draw(t, "step"))
			at := now - when.Micros(rapid.SampledFrom([]int64{0, 0, 0, int64(d.Over) / 24, int64(d.Over) / 2, int64(d.Over) * 2}).Draw(t, "late"))
			e := event{key: uint64(rapid.IntRange(1, 3).Draw(t, "key")), t: at, value: uint64(rapid.IntRange(1, 6).Draw(t, "value"))}
			s.Advance(at)
			got, want := s.Value(&d, e.key, e.t), naive(&d, past, e.key, e.t, s.Clock())
			if got != want {
				t.Fatalf("measure %d over %d: got %d, want %d", d.Measure, d.Over, got, want)
			}
			value := e.value
			if d.Measure == Distinct || d.Measure == Entropy {
				value = Mix(e.value, 7)
			}
			with := s.ValueWith(&d, e.key, e.t, value)
			again := s.Value(&d, e.key, e.t)
			s.Add(&d, e.key, e.t, value)
			if after := s.Value(&d, e.key, e.t); again != got || with != after {
				t.Fatalf("measure %d: %d with the event, %d after it; %d before and %d after asking", d.Measure, with, after, got, again)
			}
			if bucketOf(&d, at)+Buckets > bucketOf(&d, s.Clock()-DefaultLate) {
				past = append(past, e)
			}
			past = outlived(&d, past, s.Clock()-DefaultLate)
		}
	})
}

func bucketOf(d *Def, t when.Micros) int64 { return int64(t) / (int64(d.Over) / Buckets) }

// outlived drops, as the store does, keys whose newest event has left the window, and events that fell off the key's ring.
func outlived(d *Def, past []event, clock when.Micros) []event {
	head := map[uint64]int64{}
	for _, e := range past {
		head[e.key] = max(head[e.key], bucketOf(d, e.t))
	}
	var out []event
	for _, e := range past {
		if head[e.key]+Buckets > bucketOf(d, clock) && bucketOf(d, e.t) > head[e.key]-Buckets {
			out = append(out, e)
		}
	}
	return out
}

// TestDistinctSketch protects the estimate beyond the exact part: within 25 % up to 120 values, never beyond 266.
func TestDistinctSketch(t *testing.T) {
	d := Def{Measure: Distinct, Over: when.Day}
	for _, n := range []int{1, 12, 13, 30, 60, 120, 1000} {
		s := NewStore([]Def{d}, nil, nil, Limits{Entries: 64})
		s.Advance(start)
		for i := range n {
			s.Add(&d, 1, start, Mix(uint64(i), 99))
		}
		got := float64(s.Value(&d, 1, start))
		switch {
		case n <= Buckets && got != float64(n):
			t.Errorf("%d values: %v is not exact", n, got)
		case n <= 120 && math.Abs(got-float64(n)) > 0.25*float64(n):
			t.Errorf("%d values: estimated %v", n, got)
		case got > 266:
			t.Errorf("%d values: %v is beyond saturation", n, got)
		}
	}
}

// TestIncludeDistinct protects "with the event itself" where distinct values become an estimate: as if the event had been added.
func TestIncludeDistinct(t *testing.T) {
	d := Def{Measure: Distinct, Over: when.Day}
	s := NewStore([]Def{d}, nil, nil, Limits{Entries: 64})
	for i := range 200 {
		at := start + when.Micros(i)*20*when.Minute
		s.Advance(at)
		value := Mix(uint64(i*i%70), 99)
		with := s.ValueWith(&d, 1, at, value)
		s.Add(&d, 1, at, value)
		check.Equal(t, with, s.Value(&d, 1, at))
	}
}

// TestEntropy protects the meaning of the number: one partner 0, two 250, four 500, fifteen 977, and a full class stops counting.
func TestEntropy(t *testing.T) {
	for _, c := range []struct {
		partners, times int
		want            int64
	}{{1, 100, 0}, {2, 5, 250}, {4, 15, 500}, {8, 3, 750}, {15, 1, 977}, {15, 90, 977}} {
		d := Def{Measure: Entropy, Over: when.Day}
		s := NewStore([]Def{d}, nil, nil, Limits{Entries: 64})
		s.Advance(start)
		for i := range c.partners * c.times {
			s.Add(&d, 1, start, (uint64(i%c.partners)<<32/15+1)<<32)
		}
		check.Equal(t, s.Value(&d, 1, start), c.want)
	}
}

// TestFull protects the bound of the memory: what finds no room is counted, what is known keeps working, expired keys make room.
func TestFull(t *testing.T) {
	d := Def{Measure: Count, Over: when.Hour}
	s := NewStore([]Def{d}, nil, nil, Limits{Entries: 100})
	s.Advance(start)
	for key := uint64(1); key <= 150; key++ {
		s.Add(&d, key, start, 0)
	}
	check.Equal(t, s.Stats().Shed, uint64(50))
	check.Equal(t, s.Stats().Keys, 100)
	s.Add(&d, 1, start, 0)
	check.Equal(t, s.Value(&d, 1, start), int64(2))
	later := start + 3*when.Hour
	s.Advance(later)
	for key := uint64(1001); key <= 1100; key++ {
		s.Add(&d, key, later, 0)
	}
	check.Equal(t, s.Stats().Shed, uint64(50))
	check.Equal(t, s.Value(&d, 1, later), int64(0))
	check.Equal(t, s.Value(&d, 1050, later), int64(1))
}

// TestPairs protects "seen before": noted pairs are known for PairDays, the bound is counted, the next day makes room again.
func TestPairs(t *testing.T) {
	s := NewStore(nil, nil, nil, Limits{Pairs: pairSegments * 40})
	s.Advance(start)
	for k := range uint64(10_000) {
		key := Mix(k, 5)
		check.True(t, !s.SeenPair(key, s.Clock()), "seen before it was noted")
		s.NotePair(key, start)
	}
	st := s.Stats()
	check.Equal(t, st.Pairs+int(st.Shed), 10_000)
	check.True(t, st.Pairs <= pairSegments*40 && st.Shed > 0, "the bound does not bind")
	known := 0
	for k := range uint64(10_000) {
		if s.SeenPair(Mix(k, 5), s.Clock()) {
			known++
		}
	}
	check.Equal(t, known, st.Pairs)
	s.Advance(start + (PairDays+2)*when.Day)
	check.True(t, !s.SeenPair(Mix(0, 5), s.Clock()), "a pair of three months ago is still known")
	s.NotePair(Mix(20_000, 5), s.Clock())
	check.True(t, s.SeenPair(Mix(20_000, 5), s.Clock()), "no room was made")
}

// TestSightings protects the list of leads: the later end and the greater weight stand, an ended lead is gone, a lead that ends in
// the past takes the subject off.
func TestSightings(t *testing.T) {
	s := NewStore(nil, nil, nil, Limits{})
	s.Advance(start)
	s.Sight(1, Sight{Until: start + when.Day, Weight: 90, Fraud: 2}, s.Clock())
	s.Sight(1, Sight{Until: start + when.Hour, Weight: 40}, s.Clock())
	v, ok := s.Sighted(1, start+2*when.Hour)
	check.True(t, ok, "the lead ended too early")
	check.Equal(t, v, Sight{Until: start + when.Day, Weight: 90, Fraud: 2})
	_, ok = s.Sighted(1, start+2*when.Day)
	check.True(t, !ok, "an ended lead is active")
	s.Sight(1, Sight{Until: start - 1, Weight: 1}, s.Clock())
	_, ok = s.Sighted(1, start)
	check.True(t, !ok, "a withdrawn lead is active")
}

// TestSnapshot protects restart: a restored store goes on exactly as the one that was never stopped, also at its bounds.
func TestSnapshot(t *testing.T) {
	defs := []Def{{0, Count, when.Hour, 0}, {1, Distinct, when.Day, 0}, {2, Sum, when.Hour, 0}}
	ttl := []when.Micros{when.Hour}
	limits := Limits{Entries: 200, Pairs: pairSegments * 32, Sightings: 50}
	drive := func(s *Store, from, to int) string {
		var log bytes.Buffer
		for i := from; i < to; i++ {
			now := start + when.Micros(i)*40*when.Second
			s.Advance(now)
			key := Mix(uint64(i*i%331), 3)
			for j := range defs {
				fmt.Fprint(&log, s.Value(&defs[j], key, now), " ")
				s.Add(&defs[j], key, now, Mix(uint64(i%40), 4)>>8)
			}
			m, ok := s.Mark(0, key)
			fmt.Fprint(&log, m, ok, s.SeenPair(key, s.Clock()))
			s.SetMark(0, key, Mark{At: now, A: int64(i), B: 9})
			s.NotePair(key, now)
			s.Sight(key, Sight{Until: now + when.Hour, Weight: uint8(i % 100)}, s.Clock())
		}
		fmt.Fprint(&log, s.Stats())
		return log.String()
	}
	whole := NewStore(defs, nil, ttl, limits)
	drive(whole, 0, 3000)
	var file bytes.Buffer
	check.NoError(t, whole.Save(&file))
	restored := NewStore(defs, nil, ttl, limits)
	check.NoError(t, restored.Restore(bytes.NewReader(file.Bytes())))
	check.Equal(t, drive(restored, 3000, 6000), drive(whole, 3000, 6000))
	var again bytes.Buffer
	check.NoError(t, restored.Save(&again))
	file.Reset()
	check.NoError(t, whole.Save(&file))
	check.True(t, bytes.Equal(again.Bytes(), file.Bytes()), "the snapshots differ")
}

// FuzzRestore protects against any snapshot bytes: an error or a store that works, never a panic.
func FuzzRestore(f *testing.F) {
	defs := []Def{{0, Count, when.Hour, 0}, {1, Distinct, when.Day, 0}}
	s := NewStore(defs, nil, []when.Micros{when.Hour}, Limits{Entries: 50})
	s.Advance(start)
	for i := range uint64(20) {
		s.Add(&defs[i%2], i+1, start, i)
		s.SetMark(0, i, Mark{At: start})
		s.NotePair(Mix(i, 1), start)
		s.Sight(i, Sight{Until: start + when.Day}, s.Clock())
	}
	var file bytes.Buffer
	check.NoError(f, s.Save(&file))
	f.Add(file.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		s := NewStore(defs, nil, []when.Micros{when.Hour}, Limits{Entries: 50})
		err := s.Restore(bytes.NewReader(data))
		if err != nil {
			return
		}
		s.Advance(start)
		for i := range uint64(20) {
			s.Add(&defs[i%2], i, start, i)
			s.Value(&defs[i%2], i, start)
			s.SetMark(0, i, Mark{At: start})
			s.NotePair(Mix(i, 1), start)
		}
	})
}

// BenchmarkAdd measures one event into a window of a million keys.
func BenchmarkAdd(b *testing.B) {
	d := Def{Measure: Count, Over: when.Day}
	s := NewStore([]Def{d}, nil, nil, Limits{Entries: 2_000_000})
	s.Advance(start)
	keys := make([]uint64, 1<<20)
	for i := range keys {
		keys[i] = Mix(uint64(i), 1)
		s.Add(&d, keys[i], start, 0)
	}
	b.ReportMetric(float64(s.Stats().Bytes)/float64(s.Stats().Keys), "B/key")
	i := 0
	for b.Loop() {
		s.Add(&d, keys[(i*7919)&(1<<20-1)], start, 0)
		i++
	}
}
