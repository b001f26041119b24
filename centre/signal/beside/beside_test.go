package beside_test

import (
	"sync"
	"testing"

	"fanzha/centre/signal/beside"
	"fanzha/internal/check"
)

// Protects: every piece of work is done once, all of them at the same time, however many there were before.
func TestDo(t *testing.T) {
	var w beside.Workers
	for _, n := range []int{3, 1, 64, 0, 7} {
		done := make([]int, n)
		var all sync.WaitGroup
		all.Add(n)
		w.Do(n, func(i int) {
			all.Done()
			all.Wait() // for the others
			done[i]++
		})
		for _, times := range done {
			check.Equal(t, times, 1)
		}
	}
	w.Close()
	w.Do(1, func(int) {})
	w.Close()
}
