package bank

import (
	"math/rand/v2"
	"testing"

	"fanzha/internal/check"
)

// Protects the lists of many accounts in one array: each keeps its own, in order, and beyond its bound the newest.
func TestRows(t *testing.T) {
	for _, most := range []int32{1, 2, 7} {
		var s rows[int]
		runs, want := make([]run, 5), make([][]int, 5)
		random := rand.New(rand.NewPCG(7, uint64(most)))
		for i := range 400 {
			a := random.IntN(len(runs))
			s.add(&runs[a], i, most)
			want[a] = append(want[a], i)
			want[a] = want[a][max(0, len(want[a])-int(most)):]
			for k := range runs {
				var got []int
				for place := runs[k].first; place != 0; place = s.next(place) {
					got = append(got, *s.at(place))
				}
				check.Equal(t, got, want[k])
			}
		}
		check.True(t, len(s.all) <= len(runs)*int(most), "places of what was forgotten are used again")
	}
}
