package wire

import (
	"hash/maphash"
	"sync"
	"time"

	"fanzha/term/fault"
)

// NoncesMax is how many nonces of one key are remembered: commands of a bank within twice the tolerance, at 300 a second. The
// largest bank of a province answers a few orders a second. Beyond it the key is told to come back: forgetting instead
// would let a captured request in again.
const NoncesMax = 200_000

// keysHeld bounds the keys with nonces; a centre has one or two keys a bank.
const keysHeld = 10_000

// Nonces remembers what was used, in two halves that take turns, so that nothing is searched to be forgotten. The zero value
// is ready. It knows what this process has seen: a request repeated to another copy of the centre meets the idempotency of the
// command instead.
type Nonces struct {
	mu   sync.Mutex // guards keys
	keys map[string]*turns
	seed maphash.Seed
}

// turns are the nonces of one key: those since the half began, and those of the half before.
type turns struct {
	now, before map[uint64]struct{}
	since       time.Time
}

// half is how long a half lasts: a request may be as old or as far ahead as the tolerance, so it can come back for twice that.
const half = 2 * Tolerance

// Use notes a nonce, or refuses one that was used before.
func (n *Nonces) Use(key, nonce string, now time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.keys == nil {
		n.keys, n.seed = map[string]*turns{}, maphash.MakeSeed()
	}
	t := n.keys[key]
	if t == nil {
		if len(n.keys) >= keysHeld {
			return ErrNoncesFull
		}
		t = &turns{now: map[uint64]struct{}{}, since: now}
		n.keys[key] = t
	}
	t.turn(now)
	sum := maphash.String(n.seed, nonce)
	_, used := t.now[sum]
	_, usedBefore := t.before[sum]
	if used || usedBefore {
		return ErrReplayed
	}
	if len(t.now) >= NoncesMax {
		return ErrNoncesFull
	}
	t.now[sum] = struct{}{}
	return nil
}

// turn begins a new half when the running one is over. A clock that steps back keeps the halves as they are.
func (t *turns) turn(now time.Time) {
	passed := now.Sub(t.since)
	if passed < half {
		return
	}
	t.before = t.now
	if passed >= 2*half {
		t.before = nil
	}
	t.now, t.since = map[uint64]struct{}{}, now
}

func header(f *fault.Fault, name string) error {
	return fault.New(f.Kind, f.Code, "header", name)
}

func stale() error {
	return fault.New(ErrStale.Kind, ErrStale.Code, "tolerance_s", int64(Tolerance/time.Second))
}
