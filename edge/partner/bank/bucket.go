package bank

import (
	"hash/maphash"
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

	seed        maphash.Seed
	mu          sync.Mutex        // guards the rest
	now, before map[uint64]bucket // by a keyed hash of the name; without pointers, because there may be a million
	since, born time.Time
}

// bucketsMax bounds one half: customers of all banks that pay within minutes. Above it a new name is refused like an empty bucket.
const bucketsMax = 500_000

type bucket struct {
	tokens float64
	at     time.Duration // since the first bucket
}

func newBuckets(perS, burst int) *buckets {
	b := &buckets{perS: float64(perS), burst: float64(burst), now: map[uint64]bucket{}, seed: maphash.MakeSeed()}
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
	_, err := b.charge(name, p, f, now)
	return err
}

// charge is take, and says how many whole tokens are left.
func (b *buckets) charge(name string, p price, f *fault.Fault, now time.Time) (left int, err error) {
	sum := maphash.String(b.seed, name)
	b.mu.Lock()
	defer b.mu.Unlock()
	t, room := b.of(sum, now)
	if !room || t.tokens < float64(p.need) {
		after := 1
		if room && b.perS > 0 {
			after = max(1, int((float64(p.need)-t.tokens)/b.perS+0.999))
		}
		return 0, refuse(f, "retry_after_s", strconv.Itoa(after))
	}
	t.tokens -= float64(p.cost)
	b.now[sum] = t
	return int(t.tokens), nil
}

// of finds a bucket and fills it up to now; there is no room when there are too many.
func (b *buckets) of(sum uint64, now time.Time) (t bucket, room bool) {
	if b.born.IsZero() {
		b.born = now
	}
	passed := now.Sub(b.since)
	if passed >= b.turn || passed < -b.turn {
		b.before, b.now, b.since = b.now, map[uint64]bucket{}, now
	}
	at := now.Sub(b.born)
	t, known := b.now[sum]
	if !known {
		if len(b.now) >= bucketsMax {
			return bucket{}, false
		}
		t, known = b.before[sum]
		if !known {
			t = bucket{tokens: b.burst, at: at}
		}
	}
	spent := (at - t.at).Seconds()
	if spent > 0 {
		t.tokens, t.at = min(b.burst, t.tokens+spent*b.perS), at
	}
	b.now[sum] = t
	return t, true
}
