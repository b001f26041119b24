package stoppay

import (
	"testing"

	"fanzha/internal/check"
	"fanzha/term/when"
)

// Protects: a bank that was not to be reached gets one message a pause, however many wait, and after long the tries widen within the
// width of a lane; one that went through opens the lane, and a bank that calls us is tried at once.
func TestProbes(t *testing.T) {
	p := &probes{}
	check.Equal(t, p.room("a", 0), laneWidth)
	at := when.Micros(0)
	for _, pause := range []when.Micros{1, 2, 4, 5, 5} { // seconds
		p.missed("a", at, 5*when.Second)
		next := at + pause*when.Second
		check.Equal(t, []int{p.room("a", next-1), p.room("a", next), p.room("b", at)}, []int{0, 1, laneWidth})
		check.Equal(t, []when.Micros{p.soonest([]string{"a", "b"}, 0), p.soonest([]string{"a"}, at+1), p.soonest([]string{"b"}, 9)}, []when.Micros{next, at + 1, 9})
		at = next
	}
	check.Equal(t, p.room("a", at-6*when.Second), 1) // the clock went back
	p.heard("a")
	p.heard("b")
	check.Equal(t, []int{p.room("a", at), p.room("b", at)}, []int{1, laneWidth})
	last := 1
	for i := range 40 * widenAfter {
		p.missed("a", at, when.Micros(i))
		wide := p.room("a", at+when.Micros(i))
		check.True(t, wide >= last && wide <= last+1 && wide <= laneWidth, "one wider at most, and never wider than a lane")
		last = wide
	}
	check.Equal(t, last, laneWidth)
	p.reached("a")
	check.Equal(t, p.room("a", 0), laneWidth)
}
