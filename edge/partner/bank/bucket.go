package bank

import (
	"strconv"
	"sync"
	"time"

	"fanzha/term/fault"
)

// buckets are token buckets by name. They are kept in two halves that take turns: a bucket that nobody touched for a whole half is
// full again, so forgetting it changes nothing. That bounds the memory without a search.
type buckets struct {
	perS  float64 // tokens a second
	burst float64
	turn  time.Duration

	mu          sync.Mutex // guards the rest
	now, before map[string]*bucket
	since       time.Time
}

// bucketsMax bounds one half: customers of all banks that pay within minutes. Above it a new name is refused like an empty bucket.
const bucketsMax = 500_000

type bucket struct {
	tokens float64
	at     time.Time
}

func newBuckets(perS, burst int) *buckets {
	b := &buckets{perS: float64(perS), burst: float64(burst), now: map[string]*bucket{}}
	return b.timed()
}

func (b *buckets) perMinute(n int) *buckets {
	b.perS = float64(n) / 60
	return b.timed()
}

// timed sets how long a half lasts: what an empty bucket needs to be full.
func (b *buckets) timed() *buckets {
	b.turn = time.Minute
	if b.perS > 0 {
		b.turn = max(b.turn, time.Duration(b.burst/b.perS*float64(time.Second)))
	}
	return b
}

// price is what something costs. need may be more than cost: what a question costs is known when it is answered, and must not
// tell the answer.
type price struct{ need, cost int }

// take demands that the needed tokens are there and takes the cost; otherwise it refuses with that fault and the time to come back.
func (b *buckets) take(name string, p price, f *fault.Fault, now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.of(name, now)
	if t == nil || t.tokens < float64(p.need) {
		after := 1
		if t != nil && b.perS > 0 {
			after = max(1, int((float64(p.need)-t.tokens)/b.perS+0.999))
		}
		return refuse(f, "retry_after_s", strconv.Itoa(after))
	}
	t.tokens -= float64(p.cost)
	return nil
}

// left is how many whole tokens are there.
func (b *buckets) left(name string, now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.of(name, now)
	if t == nil {
		return 0
	}
	return int(t.tokens)
}

// of finds a bucket and fills it up to now; nil when there are too many.
func (b *buckets) of(name string, now time.Time) *bucket {
	passed := now.Sub(b.since)
	if passed >= b.turn || passed < -b.turn {
		b.before, b.now, b.since = b.now, map[string]*bucket{}, now
	}
	t := b.now[name]
	if t == nil {
		if len(b.now) >= bucketsMax {
			return nil
		}
		t = b.before[name]
		if t == nil {
			t = &bucket{tokens: b.burst, at: now}
		}
		b.now[name] = t
	}
	spent := now.Sub(t.at).Seconds()
	if spent > 0 {
		t.tokens, t.at = min(b.burst, t.tokens+spent*b.perS), now
	}
	return t
}
