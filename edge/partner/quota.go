package partner

import (
	"math"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Quotas of sources, in signals a second.
const (
	// burstSeconds is how many seconds' worth a source may send at once; burstMin lets small sources use normal batches.
	burstSeconds = 10
	burstMin     = 1_000
	// sourcesMax bounds the limiters held; there are as many as sources.
	sourcesMax = 10_000
)

// quotas holds one limiter a source.
type quotas struct {
	mu sync.Mutex // guards by
	by map[string]*rate.Limiter
}

func (q *quotas) limiter(s Source, now time.Time) *rate.Limiter {
	per := s.QuotaPerS
	burst := max(per*burstSeconds, burstMin)
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.by[s.Name]
	if l == nil {
		if len(q.by) >= sourcesMax {
			clear(q.by)
		}
		l = rate.NewLimiter(rate.Limit(per), burst)
		q.by[s.Name] = l
	}
	if l.Limit() != rate.Limit(per) {
		l.SetLimitAt(now, rate.Limit(per))
		l.SetBurstAt(now, burst)
	}
	return l
}

// admit takes n signals from the source's quota, or refuses with the seconds after which it would not.
func (q *quotas) admit(s Source, n int, now time.Time) error {
	if n == 0 || s.QuotaPerS <= 0 {
		return nil
	}
	l := q.limiter(s, now)
	r := l.ReserveN(now, n)
	if !r.OK() {
		f := *ErrQuotaBatch
		f.Args = []any{"limit", l.Burst()}
		return &f
	}
	wait := r.DelayFrom(now)
	if wait == 0 {
		return nil
	}
	r.CancelAt(now)
	f := *ErrQuota
	f.Args = []any{"retry_after_s", strconv.Itoa(int(math.Ceil(wait.Seconds())))}
	return &f
}
