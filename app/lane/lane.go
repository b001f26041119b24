// Package lane decides how many workers of detection compute at once: while signals come in, all processors but one, so that what
// arrives is taken in and made durable without waiting for a processor; else all. What detection has not done yet, the log holds.
// After every piece of work the processor goes to who else waits for one: left to itself, a worker that never waits keeps it for ten
// milliseconds at a time, and a partner's request waits as long.
package lane

import "runtime"

// Lane is shared by the workers of a process.
type Lane struct {
	slots chan struct{}
	busy  func() bool // signals come in
}

// New makes the lane of a process.
func New(busy func() bool) *Lane { return Of(runtime.GOMAXPROCS(0)-1, busy) }

// Of lets n compute at once while it is busy, at least one.
func Of(n int, busy func() bool) *Lane {
	return &Lane{slots: make(chan struct{}, max(n, 1)), busy: busy}
}

// Do runs the work, which must not wait for anything, when it is its turn.
func (l *Lane) Do(work func()) {
	if l.busy() {
		l.slots <- struct{}{}
		defer func() {
			<-l.slots
			runtime.Gosched()
		}()
	}
	work()
}
