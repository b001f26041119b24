// Protects: the first rows of a list are the same as after ordering all of it, whatever the keys.
package pick_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"fanzha/centre/trace/flow/pick"
	"fanzha/internal/check"
)

func TestFirst(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		rows := make([]pick.Keyed, r.IntN(300))
		kinds := []int64{1, 3, 50, 1 << 60}[r.IntN(4)]
		for i := range rows {
			rows[i] = pick.Keyed{Key: uint64(r.Int64N(kinds)), Place: int32(i)}
			if kinds == 50 {
				rows[i].Key = uint64(i % 97)
			}
		}
		want := slices.Clone(rows)
		slices.SortFunc(want, byKeyThenPlace)
		n := r.IntN(len(rows)+3) - 1
		got := pick.First(rows, n)
		check.Equal(t, len(got), min(max(n, 0), len(rows)))
		check.Equal(t, keys(got), keys(want[:len(got)]))
		slices.SortFunc(rows, byKeyThenPlace)
		check.Equal(t, slices.Equal(rows, want), true) // nothing is lost and nothing is made
	}
}

func byKeyThenPlace(x, y pick.Keyed) int {
	return cmp.Or(cmp.Compare(x.Key, y.Key), cmp.Compare(x.Place, y.Place))
}

func keys(rows []pick.Keyed) []uint64 {
	out := []uint64{}
	for _, r := range rows {
		out = append(out, r.Key)
	}
	return out
}

func BenchmarkFirst(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	rows := make([]pick.Keyed, 20_000)
	for i := range rows {
		rows[i] = pick.Keyed{Key: r.Uint64(), Place: int32(i)}
	}
	work := make([]pick.Keyed, len(rows))
	for _, n := range []int{1000, len(rows)} {
		b.Run([]string{"all", "page"}[min(1, len(rows)/n-1)], func(b *testing.B) {
			for b.Loop() {
				copy(work, rows)
				pick.First(work, n)
			}
		})
	}
}
