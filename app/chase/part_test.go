// These tests protect the choice of figures: a name or the beginning of one runs what gives it and nothing else, a name that no
// run gives is refused, and the lists of names are those that the runs really give.
package chase

import (
	"strings"
	"testing"
	"time"

	"fanzha/internal/check"
)

func TestOnlyWhatIsAsked(t *testing.T) {
	runs := func(only ...string) (out []int) {
		for i, p := range parts {
			if (Options{Only: only}).wants(p) {
				out = append(out, i)
			}
		}
		return out
	}
	check.Equal(t, len(runs()), len(parts))
	check.Equal(t, runs("capture"), []int{1})
	check.Equal(t, runs("capture_tenth_down"), []int{3})
	check.Equal(t, runs("six_hops_p50", "ransom_refused"), []int{4, 6})
	check.Equal(t, runs("honest_delayed"), []int{1, 7})
	check.Equal(t, runs("wall_quiet*"), []int{0})
	check.True(t, Options{Only: []string{"capture*"}}.asks("capture_strict"), "the beginning of a name")
	check.True(t, !Options{Only: []string{"capture"}}.asks("capture_strict"), "the whole name only")
	check.True(t, Options{Only: []string{"captured"}}.check() != nil, "nothing is named so")
	check.NoError(t, Options{Only: []string{"capture*", "lost_orders"}}.check())
}

func TestPartsGiveWhatTheyName(t *testing.T) {
	rep, err := Run(t.Context(), Options{Seed: 8, Cases: 1, Fixed: 2 * time.Millisecond, Only: []string{"ransom_*"}})
	check.NoError(t, err)
	check.True(t, len(rep.Figures) >= 3, "the figures of one part, and no others")
	for _, f := range rep.Figures {
		check.True(t, strings.HasPrefix(f.Name, "ransom_"), f.Name)
	}
	check.True(t, parts[4].named([]Figure{{Name: "six_hops_p50"}, {Name: "six_hop"}}) != nil, "a figure that no list names")
}
