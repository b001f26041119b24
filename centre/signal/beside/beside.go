// Package beside does several things side by side, again and again, on goroutines that stay: a new one each time would have to grow its
// stack anew on the long way into the log.
package beside

import "sync"

// Workers is used by one goroutine.
type Workers struct {
	each []chan func()
	busy sync.WaitGroup
}

// Do calls work with 0 to n−1, side by side, and returns when all have returned.
func (w *Workers) Do(n int, work func(i int)) {
	for len(w.each) < n {
		c := make(chan func())
		w.each = append(w.each, c)
		go func() {
			for do := range c {
				do()
			}
		}()
	}
	w.busy.Add(n)
	for i := range n {
		w.each[i] <- func() {
			defer w.busy.Done()
			work(i)
		}
	}
	w.busy.Wait()
}

// Close ends the goroutines.
func (w *Workers) Close() {
	for _, c := range w.each {
		close(c)
	}
	w.each = nil
}
