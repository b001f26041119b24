package access

import (
	"sync"

	"fanzha/term/when"
)

// Bucket holds a source to its quota over time. A request may take more than is there, down into debt, because a batch of
// a thousand signals is one request; the next one waits until the debt is paid. In the long run the quota is kept.
type Bucket struct {
	mu      sync.Mutex // guards the rest
	level   int64      // millionths of a signal
	last    when.Micros
	started bool
}

// Take takes n at the given rate; false when the bucket is empty. A quota of zero is no limit.
func (b *Bucket) Take(quotaPerS, n int64, now when.Micros) bool {
	if quotaPerS <= 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	full := quotaPerS * int64(when.Second)
	if !b.started {
		b.started, b.level, b.last = true, full, now
	}
	if now > b.last {
		passed := min(int64(now-b.last), maxRefill)
		b.level = min(full, b.level+passed*quotaPerS)
		b.last = now
	}
	if b.level <= 0 {
		return false
	}
	b.level -= n * int64(when.Second)
	return true
}

// maxRefill bounds the refill of one step (an hour), so that a long pause cannot overflow; by then any debt of one batch at
// a sensible quota is paid.
const maxRefill = int64(when.Hour)
