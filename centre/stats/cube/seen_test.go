// Protects: a scope that lets every unit through that was ever seen is answered like no scope at all, and no longer so from the moment at
// which a fact without a unit, or of another jurisdiction, comes in or is corrected away; every answer is that of plain counting.
package cube_test

import (
	"fmt"
	"slices"
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
)

func TestScopeOfAllSeen(t *testing.T) {
	w := newWorld(21, 100)
	all := w.units
	has, n := newCube(t), naive{}
	take := func(facts int, units []string) {
		w.units = units
		for range facts {
			f := w.fact(4000)
			n.apply(f)
			_, err := has.Add(f)
			check.NoError(t, err)
		}
		w.units = all
	}
	ask := func() {
		t.Helper()
		for range 100 {
			q, s := w.query(), w.split()
			q.Scope, q.Unit = []string{"3706"}, ""
			sum, err := has.Sum(q)
			check.NoError(t, err)
			check.Equal(t, sum, n.sum(q))
			groups, err := has.Groups(q, s)
			check.NoError(t, err)
			check.True(t, slices.Equal(groups, n.groups(q, s)), fmt.Sprintf("%+v by %+v", q, s))
			q.Span = stats.Span{From: firstDay - 1, To: firstDay + 200}
			q.Only = []stats.Only{{Dim: stats.Level, Values: []string{"high"}}}
			groups, err = has.Groups(q, stats.Split{By: stats.BySide, Dim: stats.FraudType})
			check.NoError(t, err)
			check.True(t, slices.Equal(groups, n.groups(q, stats.Split{By: stats.BySide, Dim: stats.FraudType})), fmt.Sprintf("types of %+v", q))
		}
	}
	inside := all[3:]
	take(6000, inside)
	ask()
	take(1, []string{""})
	ask()
	take(2000, inside) // most of them correct what was there, the fact without a unit among them
	ask()
	take(20, []string{"bank-07", ""})
	ask()
	answers(t, w, has, n)
	has.Reroll()
	ask()
}
