// These tests protect the race: run against the real room on SQLite, holds stay within the limit of the claim at every moment, no
// order holds twice, none outlives its end, nobody holds more than the oracle, and the same seed with a fixed time of the centre
// gives the same figures.
package chase

import (
	"context"
	"testing"
	"time"

	"fanzha/internal/check"
	"fanzha/sim/money"
	"fanzha/term/when"
)

func small(seed uint64) Options {
	return Options{Seed: seed, Cases: 4, Fixed: 2 * time.Millisecond}
}

func TestHoldsStayWithinTheLimit(t *testing.T) {
	check.WithoutRace(t, "a simulated chase goes step by step in virtual time; other tests of this package run one under the race detector")
	for _, mode := range []Mode{Reply, Switch, Mixed} {
		until := 50 * when.Hour // past the end of every hold
		if mode != Reply {
			until = 6 * when.Hour
		}
		l := cell{name: "test", pace: money.Fast(), mode: mode, delay: 5 * when.Minute, banks: manyKinds, until: until, chaos: mode == Reply}
		res, err := l.run(t.Context(), small(5))
		check.NoError(t, err)
		check.Equal(t, len(res.cases), 4)
		held := int64(0)
		for _, c := range res.cases {
			check.True(t, c.MostHeldFen*100 <= c.LossFen*125, "Σ holds stay near the loss")
			check.True(t, c.RecoveredFen <= c.OracleFen && c.OracleFen <= c.LossFen, "nobody holds more than the oracle")
			check.True(t, c.CaughtFen <= c.ThereFen, "what is caught was there")
			check.Equal(t, c.Lost, 0)
			held += c.RecoveredFen
		}
		check.True(t, held > 0, "money was held")
		check.Equal(t, res.lags.DoubleHolds, 0)
		check.Equal(t, res.lags.PastEnd, 0)
	}
}

func TestSameSeedSameFigures(t *testing.T) {
	check.WithoutRace(t, "a simulated chase goes step by step in virtual time; other tests of this package run one under the race detector")
	l := cell{name: "test", pace: money.Fast(), mode: Mixed, delay: 5 * when.Minute, banks: manyKinds, until: when.Hour}
	two := Options{Seed: 6, Cases: 2, Fixed: 2 * time.Millisecond}
	a, err := l.run(t.Context(), two)
	check.NoError(t, err)
	b, err := l.run(t.Context(), two)
	check.NoError(t, err)
	check.Equal(t, a.cases, b.cases)
}

func TestHopsAreFollowedToTheEndOfALine(t *testing.T) {
	check.WithoutRace(t, "a simulated chase goes step by step in virtual time; other tests of this package run one under the race detector")
	l := cell{name: "test", pace: money.Fast(), mode: Reply, delay: 10 * when.Minute, banks: automated, until: 10 * when.Minute, line: hops}
	res, err := l.run(t.Context(), small(7))
	check.NoError(t, err)
	for _, c := range res.cases {
		check.Equal(t, c.Deepest, hops)
		check.Equal(t, c.RecoveredFen, c.LossFen)
	}
}

func TestAShopIsNotHeldForLong(t *testing.T) {
	rep := Report{Seed: 8}
	err := ransom(context.Background(), Options{Seed: 8, Cases: 2, Fixed: 2 * time.Millisecond}, &rep)
	check.NoError(t, err)
	check.Equal(t, rep.Figures[0].Bottom, int64(8))
	check.True(t, rep.Figures[2].Value <= 100, "no more than the sum that was paid in is held")
}

func TestOrdersOfACaseGoOutOverHTTP(t *testing.T) {
	rep := Report{Seed: 9}
	err := wall(t.Context(), Options{Seed: 9, Cases: 1}, &rep)
	check.NoError(t, err)
	check.True(t, rep.Figures[0].Top >= 20, "the report made the orders of the whole case")
}
