package pick

import (
	"math/bits"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/signal"
)

// Rules evaluates the conditions of a set alone, with what they ask of the past given: it measures what conditions cost.
type Rules struct {
	set   *scenario.Set
	frame *scenario.Frame
	kinds [signal.Sighting + 1]Index
	past  given
}

// given answers what a condition asks of the past with small numbers that differ from signal to signal.
type given struct{ n int64 }

// Window answers.
func (g *given) Window(i int) int64 { return (g.n + int64(i)*3) & 15 }

// Step answers.
func (g *given) Step(int) (scenario.Mark, bool) { return scenario.Mark{}, false }

// Seen answers.
func (g *given) Seen(scenario.Pair) bool { return g.n&1 == 0 }

// Sighted answers.
func (g *given) Sighted(scenario.Subject) (int64, string) { return 0, "" }

// NewRules compiles the index over the set.
func NewRules(set *scenario.Set) *Rules {
	r := &Rules{set: set}
	r.frame = scenario.NewFrame(set, &r.past, nil)
	for k := range r.kinds {
		var on []int
		for i, sc := range set.Scenarios {
			if sc.On.Has(signal.Kind(k)) {
				on = append(on, i)
			}
		}
		r.kinds[k] = New(set, on)
	}
	return r
}

// Hold counts the conditions that hold for a signal, asking only those that the index leaves.
func (r *Rules) Hold(s *signal.Signal) int {
	r.past.n++
	r.frame.Reset(s)
	n := 0
	for j, w := range r.kinds[s.Kind].Choose(r.frame) {
		for ; w != 0; w &= w - 1 {
			if r.set.Scenarios[j*64+bits.TrailingZeros64(w)].Where.Holds(r.frame) {
				n++
			}
		}
	}
	return n
}

// HoldAll asks every condition of the kind.
func (r *Rules) HoldAll(s *signal.Signal) int {
	r.past.n++
	r.frame.Reset(s)
	n := 0
	for _, sc := range r.set.Scenarios {
		if sc.On.Has(s.Kind) && sc.Where.Holds(r.frame) {
			n++
		}
	}
	return n
}
