package bulletin

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/internal/check"
)

// Protects: who reads a list of a public text and knows the whole can compute no group below the limit: what is left over is nothing, or
// not below it; and no more is left out than that.
func TestNothingSmallIsLeftOver(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 9))
	dropped := 0
	for range 3000 {
		c := composer{t: &pattern.Template{Small: 3}}
		var all []Group
		for range r.IntN(7) {
			all = append(all, Group{Key: "k", Value: Value{Num: r.Int64N(9)}})
		}
		slices.SortFunc(all, func(a, b Group) int { return cmp.Compare(b.Value.Num, a.Value.Num) })
		sum, most := pieces(all), 1+r.IntN(6)
		full := slices.Clone(all)
		large := slices.DeleteFunc(all, c.small)
		shown := c.open(large, full, most)
		left := sum - pieces(shown)
		check.True(t, left == 0 || left >= 3 || len(shown) == 0, "a small number is the difference")
		check.True(t, !slices.ContainsFunc(shown, c.small) && len(shown) <= most, "a small group is shown, or too many")
		if len(shown) < min(most, len(large)) {
			dropped++
			next := left - large[len(shown)].Value.Num
			check.True(t, next > 0 && next < 3 || len(shown)+1 < min(most, len(large)), "left out without need")
		}
	}
	check.True(t, dropped > 50, "nothing had to be left out")
	inside := composer{t: &pattern.Template{}}
	check.Equal(t, len(inside.open([]Group{{Value: Value{Num: 5}}, {Value: Value{Num: 1}}}, nil, 9)), 2)
}

// Protects: who reads a public list of rates, knows the bases of all groups and the rate of the whole can compute no small numerator, no small
// base, and no small rest of one.
func TestNoSmallRateIsLeftOver(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 19))
	few := func(n int64) bool { return n > 0 && n < 3 }
	dropped, kept := 0, 0
	for range 3000 {
		c := composer{t: &pattern.Template{Small: 3}}
		var all []Group
		for range 1 + r.IntN(6) {
			den := 1 + r.Int64N(12)
			all = append(all, Group{Key: "k", Value: Value{Num: r.Int64N(den + 1), Den: den}})
		}
		large, most := slices.DeleteFunc(slices.Clone(all), c.small), 1+r.IntN(6)
		shown := c.open(large, all, most)
		num, den := pieces(all)-pieces(shown), int64(0)
		for _, g := range all {
			den += g.Value.Den
		}
		for _, g := range shown {
			den -= g.Value.Den
		}
		check.True(t, len(shown) == 0 || !few(num) && !few(den) && !few(den-num), "a small number is the difference")
		check.True(t, !slices.ContainsFunc(shown, c.small) && len(shown) <= most, "a small rate is shown, or too many")
		kept += len(shown)
		if len(shown) < min(most, len(large)) {
			dropped++
		}
	}
	check.True(t, dropped > 50 && kept > 1000, "nothing had to be left out, or all of it was")
}
