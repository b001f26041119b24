package bank

import (
	"context"
	"sync"
	"time"

	"fanzha/term/fault"
)

// Bounds of the memory in front of Keys.
const (
	// keyFresh is how long an answer is used again: a revoked key works at most so long after its revocation was stored.
	keyFresh = 2 * time.Second
	// keysMax bounds the memory against guessed ids.
	keysMax = 10_000
)

// ring remembers answers of Keys for keyFresh, refusals too.
type ring struct {
	keys  Keys
	mu    sync.Mutex // guards known
	known map[string]kept
}

type kept struct {
	key Key
	err error
	at  time.Time
}

// secret finds a shared key by its id.
func (r *ring) secret(ctx context.Context, id string, now time.Time) (Key, error) {
	return r.find(ctx, "k:"+id, now, func() (Key, error) { return r.keys.Secret(ctx, id) })
}

// certificate finds a bank by the fingerprint of its client certificate.
func (r *ring) certificate(ctx context.Context, fingerprint string, now time.Time) (Key, error) {
	return r.find(ctx, "c:"+fingerprint, now, func() (Key, error) { return r.keys.Certificate(ctx, fingerprint) })
}

func (r *ring) find(_ context.Context, name string, now time.Time, ask func() (Key, error)) (Key, error) {
	r.mu.Lock()
	have, ok := r.known[name]
	r.mu.Unlock()
	age := now.Sub(have.at)
	if ok && age >= 0 && age < keyFresh {
		return have.key, have.err
	}
	key, err := ask()
	if err != nil {
		switch fault.KindOf(err) {
		case fault.Denied, fault.NotFound, fault.Expired, fault.Invalid:
			key, err = Key{}, ErrKey.With(err)
		default:
			return Key{}, ErrKeysAway.With(err) // not remembered: asked again by the next request
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil || len(r.known) >= keysMax {
		r.known = map[string]kept{}
	}
	r.known[name] = kept{key, err, now}
	return key, err
}
