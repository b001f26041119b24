package lane_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"fanzha/app/lane"
	"fanzha/internal/check"
)

// Protects: while signals come in no more workers compute at once than allowed, and each gets its turn; otherwise nobody waits for
// another; work that panics gives its place back.
func TestTurns(t *testing.T) {
	var busy atomic.Bool
	busy.Store(true)
	l := lane.Of(0, busy.Load)
	var now, most, done atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				l.Do(func() {
					most.Store(max(most.Load(), now.Add(1)))
					done.Add(1)
					now.Add(-1)
				})
			}
		})
	}
	wg.Wait()
	check.Equal(t, []int32{most.Load(), done.Load()}, []int32{1, 800})

	func() {
		defer func() { _ = recover() }()
		l.Do(func() { panic("broken") })
	}()
	l.Do(func() { done.Add(1) })
	check.Equal(t, done.Load(), 801)

	busy.Store(false)
	both := make(chan struct{})
	wg.Go(func() { l.Do(func() { both <- struct{}{} }) })
	l.Do(func() { <-both })
	wg.Wait()
}

// Protects: who waits for a processor gets it after the piece of work that is under way, not after ten milliseconds of pieces.
func TestYields(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	l := lane.New(func() bool { return true })
	var pieces, seen atomic.Int32
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 100 {
			l.Do(func() {
				if pieces.Load() == 0 {
					wg.Go(func() { seen.Store(pieces.Load()) }) // a request comes
				}
				pieces.Add(1)
			})
		}
	})
	wg.Wait()
	check.Equal(t, []int32{seen.Load(), pieces.Load()}, []int32{1, 100})
}
