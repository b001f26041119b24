package partner

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"fanzha/term/fault"
)

// Source is who a key belongs to.
type Source struct {
	Name      string // stable short name; ids of signals are unique within it
	QuotaPerS int    // signals a second; zero is no limit
}

// Keys says whose a key is. It refuses an unknown or revoked one with a fault of kind Denied or NotFound.
type Keys interface {
	Check(ctx context.Context, key string) (Source, error)
}

// Bounds of the cache in front of Keys.
const (
	// keyFresh is how long an answer is used again; a revoked key is refused after at most twice this time.
	keyFresh = 2 * time.Second
	// keysMax bounds the cache against guessed keys.
	keysMax = 10_000
	// keyMax is the longest key that is looked at, in bytes.
	keyMax = 256
)

// keyCache remembers answers of Keys for keyFresh, refusals too. Keys are held as digests.
type keyCache struct {
	keys  Keys
	mu    sync.Mutex // guards known
	known map[[32]byte]*cached
}

// cached is one answer. A stale one is renewed by the first who meets it, while others use it for one more keyFresh.
type cached struct {
	source   Source
	err      error
	at       time.Time
	renewing bool
}

func (c *keyCache) check(ctx context.Context, key string, now time.Time) (Source, error) {
	digest := sha256.Sum256([]byte(key))
	c.mu.Lock()
	have := c.known[digest]
	if have != nil {
		age := now.Sub(have.at)
		if age < keyFresh || age < 2*keyFresh && have.renewing {
			source, err := have.source, have.err
			c.mu.Unlock()
			return source, err
		}
		have.renewing = true
	}
	c.mu.Unlock()

	source, err := c.keys.Check(ctx, key)
	if err != nil {
		switch fault.KindOf(err) {
		case fault.Denied, fault.NotFound, fault.Expired, fault.Invalid:
			err = ErrKeyUnknown.With(err)
		default:
			return Source{}, ErrKeysAway.With(err) // not remembered: tried again by the next request
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) >= keysMax {
		clear(c.known)
	}
	c.known[digest] = &cached{source: source, err: err, at: now}
	return source, err
}
