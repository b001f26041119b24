package drift

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/when"

	"pgregory.net/rapid"
)

var settings = Settings{Shifted: 100, Changed: 250, Least: 100, Weeks: 4}

// Protects: a source that sends the same as before is steady, one whose amounts grow is changed, one with a handful of signals is not
// judged, and what lies outside the weeks does not count.
func TestReport(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	c := NewCounter(0, 28*when.Day, 35*when.Day, 8*when.Hour)
	for range 8000 {
		at := when.Micros(r.Int64N(int64(35 * when.Day)))
		c.Add(&signal.Signal{Source: "same", Kind: signal.Transfer, Time: at, AmountFen: 100 + r.Int64N(100_000)}, nil)
		grown := int64(1)
		if at >= 28*when.Day {
			grown = 40
		}
		c.Add(&signal.Signal{Source: "grown", Kind: signal.Transfer, Time: at, AmountFen: grown * (100 + r.Int64N(100_000))}, nil)
		c.Add(&signal.Signal{Source: "same", Kind: signal.Message, Time: 99 * when.Day, Text: "x"}, nil)
	}
	c.Add(&signal.Signal{Source: "few", Kind: signal.Message, Time: 1, Text: "加微信"}, func(string) int64 { return 900 })
	got := map[[2]string]Line{}
	for _, l := range c.Report(settings) {
		got[[2]string{l.Source, l.Measure}] = l
	}
	check.Equal(t, got[[2]string{"same", Amount}].State, Steady)
	check.Equal(t, got[[2]string{"grown", Amount}].State, Changed)
	check.Equal(t, got[[2]string{"grown", Hour}].State, Steady)
	check.Equal(t, got[[2]string{"few", Scam}], Line{Source: "few", Measure: Scam, Before: 1, State: Few})
	check.Equal(t, c.Report(settings)[0].Source, "grown")
	_, ok := got[[2]string{"same", Length}]
	check.True(t, !ok, "a signal outside the weeks was counted")
}

// Protects: the index is zero for equal shares, never negative, the same from both sides, and known for a case worked out by hand.
func TestIndex(t *testing.T) {
	check.True(t, Index([]int64{10, 30}, []int64{10, 30}) == 0, "equal counts")
	want := (0.25-0.5)*math.Log(0.25/0.5) + (0.75-0.5)*math.Log(0.75/0.5)
	check.True(t, math.Abs(Index([]int64{500_000, 500_000}, []int64{250_000, 750_000})-want) < 1e-5, "half and half to a quarter")
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 12).Draw(t, "steps")
		a := rapid.SliceOfN(rapid.Int64Range(0, 1000), n, n).Draw(t, "a")
		b := rapid.SliceOfN(rapid.Int64Range(0, 1000), n, n).Draw(t, "b")
		x, y := Index(a, b), Index(b, a)
		if !(x >= 0 && math.Abs(x-y) < 1e-9) {
			t.Fatal("negative or lopsided")
		}
	})
}

// Protects: settings that contradict themselves are refused.
func TestSettings(t *testing.T) {
	check.NoError(t, settings.Check())
	for _, bad := range []Settings{{}, {Shifted: 200, Changed: 100, Least: 1, Weeks: 1}, {Shifted: 1, Changed: 2, Least: 1, Weeks: 99}} {
		check.True(t, errors.Is(bad.Check(), ErrSettings), "accepted")
	}
}
