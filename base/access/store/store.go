// Package store keeps units, accounts, sessions and intake keys, and does what people ask of them. Every command begins
// with a right and the jurisdiction, and writes its audit entry in the same transaction. Secrets (passwords, session tokens,
// links, keys) are stored only as hashes.
package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"sync"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/internal/db"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Options are what a Store stands on.
type Options struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      *id.Source
	Settings access.Settings
	Audit    Audit
	Random   io.Reader // nil means the system's: the one source for secrets
}

// Audit writes the audit entry of an act in its transaction: base/audit/store.Record.
type Audit func(ctx context.Context, tx db.Tx, a access.Act) error

// Store is the people and their rights. It is safe for concurrent use.
type Store struct {
	db     *db.DB
	clock  clock.Clock
	ids    *id.Source
	set    access.Settings
	audit  Audit
	random io.Reader
	hashes *hasher
	names  nameCache
	keys   keyCache
}

// New makes a store. The settings must pass their Check.
func New(o Options) (*Store, error) {
	err := o.Settings.Check()
	if err != nil {
		return nil, err
	}
	if o.Audit == nil {
		panic("access: a store without an audit log")
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	s := &Store{db: o.DB, clock: o.Clock, ids: o.IDs, set: o.Settings, audit: o.Audit, random: o.Random}
	s.hashes = newHasher(o.Settings, s.secret)
	return s, nil
}

// Settings returns the limits in force.
func (s *Store) Settings() access.Settings { return s.set }

// secret returns n random bytes.
func (s *Store) secret(n int) []byte {
	b := make([]byte, n)
	_, err := io.ReadFull(s.random, b)
	if err != nil {
		panic(fmt.Sprintf("access: no randomness: %v", err)) // a guessable secret is worse than a stop
	}
	return b
}

// tokenBytes is 256 bits.
const tokenBytes = 32

// newToken returns a secret for a person or partner, and its hash for us.
func (s *Store) newToken() (token string, hash []byte) {
	token = base64.RawURLEncoding.EncodeToString(s.secret(tokenBytes))
	return token, hashOf(token)
}

// hashOf needs no salt and no slowness: the token has 256 random bits.
func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// act runs a command: its changes and its audit entry are one transaction.
func (s *Store) act(ctx context.Context, fn func(tx db.Tx) (access.Act, error)) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		e, err := fn(tx)
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, e)
	})
}

// entry starts the audit entry of a caller's command.
func (s *Store) entry(scope access.Scope, action string) access.Act {
	return access.ActOf(scope, s.clock.Now(), action)
}

func refuse(f *fault.Fault, args ...any) error { return fault.New(f.Kind, f.Code, args...) }

// changed runs an update and says whether it found its row.
func changed(ctx context.Context, tx db.Tx, query string, args ...any) (bool, error) {
	r, err := tx.Exec(ctx, query, args...)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, db.Wrap("update", err)
}

// nameKeep is how long a unit's name may be out of date after a change by another process.
const nameKeep = when.Minute

// nameCache holds the names of units: every line of every list shows one.
type nameCache struct {
	mu    sync.RWMutex // guards the rest
	names map[string]string
	read  when.Micros
}

func (c *nameCache) get(code string, now when.Micros) (string, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if now-c.read > nameKeep {
		return "", false
	}
	name, ok := c.names[code]
	return name, ok
}

func (c *nameCache) put(names map[string]string, now when.Micros) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names, c.read = names, now
}

func (c *nameCache) forget() { c.put(nil, 0) }

// Prune deletes sessions and links that are over. It returns how many.
func (s *Store) Prune(ctx context.Context) (int64, error) {
	now := s.clock.Now()
	var n int64
	err := s.db.Write(ctx, func(tx db.Tx) error {
		n = 0
		for _, q := range []struct {
			query string
			args  []any
		}{
			{`delete from session where seen < ? or created < ?`, []any{int64(now.Add(-s.set.IdleTimeout)), int64(now.Add(-s.set.SessionMax))}},
			{`delete from one_time_token where expires < ?`, []any{int64(now)}},
		} {
			r, err := tx.Exec(ctx, q.query, q.args...)
			if err != nil {
				return err
			}
			deleted, err := r.RowsAffected()
			if err != nil {
				return db.Wrap("prune", err)
			}
			n += deleted
		}
		return nil
	})
	return n, err
}
