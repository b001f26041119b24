package window

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: thousands of entities whose records grow, move, are drawn together, run out and are restored keep every window and mark of
// their own, and the memory given up by small records comes back.
func TestManyRecords(t *testing.T) {
	defs := []Def{{ID: 0, Measure: Count, Over: when.Day}, {ID: 1, Measure: Sum, Over: when.Day}, {ID: 2, Measure: Distinct, Over: when.Day}}
	s := NewStore(defs, nil, []when.Micros{when.Day}, Limits{Entries: 1 << 20})
	r := rand.New(rand.NewPCG(5, 5))
	type known struct {
		n, sum int64
		mark   when.Micros
		values map[uint64]bool
	}
	const keys = 6000
	all := map[uint64]*known{}
	now := start
	for i := range 60_000 {
		now += when.Day / 60_000 * 5 / 6
		s.Advance(now)
		key := r.Uint64N(keys) + 1
		k := all[key]
		if k == nil {
			k = &known{values: map[uint64]bool{}}
			all[key] = k
		}
		check.Equal(t, [...]int64{s.Value(&defs[0], key, now), s.Value(&defs[1], key, now)}, [...]int64{k.n, k.sum})
		if len(k.values) <= Buckets {
			check.Equal(t, s.Value(&defs[2], key, now), int64(len(k.values)))
		}
		m, _ := s.Mark(0, key)
		check.Equal(t, m.At, k.mark)
		value := Mix(r.Uint64N(14), key)
		amount := r.Int64N(1000)
		s.Add(&defs[0], key, now, 0)
		s.Add(&defs[1], key, now, uint64(amount))
		s.Add(&defs[2], key, now, value)
		k.n, k.sum, k.values[value] = k.n+1, k.sum+amount, true
		if i%3 == 0 {
			s.SetMark(0, key, Mark{At: now})
			k.mark = now
		}
		if i == 40_000 {
			var file bytes.Buffer
			check.NoError(t, s.Save(&file))
			s = NewStore(defs, nil, []when.Micros{when.Day}, Limits{Entries: 1 << 20})
			check.NoError(t, s.Restore(&file))
		}
	}
	used, held := 0, s.Stats()
	for c := range s.recs.slabs {
		used += (s.recs.slabs[c].top - s.recs.slabs[c].frees) * int(classWords[c]) * 8
	}
	items := 3 * len(all)
	for _, k := range all {
		if k.mark != 0 {
			items++
		}
	}
	check.Equal(t, [...]int{held.Entities, held.Keys, int(held.Shed), int(held.Late)}, [...]int{len(all), items, 0, 0})
	check.True(t, held.KeyBytes < used*2+1<<20, "what small records gave up is not given back")
	s.Advance(now + 3*when.Day)
	for range 4 * keys {
		s.Advance(now + 3*when.Day)
	}
	check.Equal(t, s.Stats().Keys, 0)
}
