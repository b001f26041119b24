// Package clock gives the centre its time. Rooms get the time as an argument or through a Clock: the wall clock in
// production, a Manual clock that tests and the simulated city push forward. No room calls time.Now.
package clock

import (
	"sync/atomic"
	"time"

	"fanzha/term/when"
)

// Clock tells the present moment.
type Clock interface{ Now() when.Micros }

// Wall is the machine's clock.
type Wall struct{}

// Now returns the machine's time.
func (Wall) Now() when.Micros { return when.Of(time.Now()) }

// Manual is a clock that stands still until it is set. It never goes back. Safe for concurrent use.
type Manual struct{ now atomic.Int64 }

// NewManual returns a clock that stands at start.
func NewManual(start when.Micros) *Manual {
	m := &Manual{}
	m.now.Store(int64(start))
	return m
}

// Now returns where the clock stands.
func (m *Manual) Now() when.Micros { return when.Micros(m.now.Load()) }

// Set moves the clock forward to t; an earlier t is ignored.
func (m *Manual) Set(t when.Micros) {
	for {
		old := m.now.Load()
		if int64(t) <= old || m.now.CompareAndSwap(old, int64(t)) {
			return
		}
	}
}
