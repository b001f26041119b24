package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"
	"sync"

	"fanzha/base/access"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// KeyPrefix begins every intake key, so that one that leaks into a file is recognised.
const KeyPrefix = "fz_"

// keyKeep is how long a key may still work in another process after it was revoked in this one.
const keyKeep = 5 * when.Second

// keyCache spares the intake a query for each request.
type keyCache struct {
	mu      sync.RWMutex // guards sources
	sources map[string]keptSource
}

type keptSource struct {
	access.Source
	read when.Micros
}

// CreateSource adds a partner and returns its key: the only time that the key is seen.
func (s *Store) CreateSource(ctx context.Context, scope access.Scope, n access.Source) (access.Source, string, error) {
	err := scope.Require(access.SourceManage)
	if err != nil {
		return n, "", err
	}
	err = access.CheckSource(n)
	if err != nil {
		return n, "", err
	}
	n.Title, err = access.Name("title", n.Title)
	if err != nil {
		return n, "", err
	}
	token, _ := s.newToken()
	key := KeyPrefix + token
	n.Active, n.Created, n.Revoked = true, s.clock.Now(), 0
	err = s.act(ctx, func(tx db.Tx) (access.Act, error) {
		_, err := tx.Exec(ctx, `insert into source (name, title, key, quota_per_s, active, created, revoked) values (?, ?, ?, ?, ?, ?, 0)`,
			n.Name, n.Title, hashOf(key), n.QuotaPerS, n.Active, int64(n.Created))
		return s.entry(scope, "source.create").On("source", n.Name).With("quota_per_s", strconv.FormatInt(n.QuotaPerS, 10)), err
	})
	if db.IsUnique(err, "source_pkey") {
		return n, "", access.ErrSourceExists.With(err)
	}
	return n, key, err
}

// SetQuota changes the quota of a source.
func (s *Store) SetQuota(ctx context.Context, scope access.Scope, n access.Source) error {
	err := scope.Require(access.SourceManage)
	if err != nil {
		return err
	}
	err = access.CheckSource(n)
	if err != nil {
		return err
	}
	e := s.entry(scope, "source.quota").On("source", n.Name).With("quota_per_s", strconv.FormatInt(n.QuotaPerS, 10))
	return s.changeSource(ctx, e, `update source set quota_per_s = ? where name = ? and active`, n.QuotaPerS, n.Name)
}

// RevokeSource ends a key. The source stays known, because its signals are; it gets a new key by a new source.
func (s *Store) RevokeSource(ctx context.Context, scope access.Scope, name string) error {
	err := scope.Require(access.SourceManage)
	if err != nil {
		return err
	}
	e := s.entry(scope, "source.revoke").On("source", name)
	return s.changeSource(ctx, e, `update source set active = false, revoked = ? where name = ? and active`, int64(s.clock.Now()), name)
}

func (s *Store) changeSource(ctx context.Context, e access.Act, query string, args ...any) error {
	err := s.act(ctx, func(tx db.Tx) (access.Act, error) {
		found, err := changed(ctx, tx, query, args...)
		if err == nil && !found {
			err = access.ErrSourceNotFound
		}
		return e, err
	})
	s.keys.forget()
	return err
}

// Sources lists all sources by name. They belong to the centre as a whole.
func (s *Store) Sources(ctx context.Context, scope access.Scope) ([]access.Source, error) {
	if !scope.Can(access.AuditRead) {
		err := scope.Require(access.SourceRead)
		if err != nil {
			return nil, err
		}
	}
	rows, err := s.db.Query(ctx, `select name, title, quota_per_s, active, created, revoked from source order by name`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []access.Source
	for rows.Next() {
		var n access.Source
		err = rows.Scan(&n.Name, &n.Title, &n.QuotaPerS, &n.Active, &n.Created, &n.Revoked)
		if err != nil {
			return nil, db.Wrap("read sources", err)
		}
		out = append(out, n)
	}
	return out, db.Wrap("read sources", rows.Err())
}

// CheckKey returns the source that a key belongs to.
func (s *Store) CheckKey(ctx context.Context, key string) (access.Source, error) {
	if !strings.HasPrefix(key, KeyPrefix) || len(key) > 2*len(KeyPrefix)+2*tokenBytes {
		return access.Source{}, access.ErrKey
	}
	hash := hashOf(key)
	now := s.clock.Now()
	s.keys.mu.RLock()
	kept, ok := s.keys.sources[string(hash)]
	s.keys.mu.RUnlock()
	if ok && now-kept.read <= keyKeep {
		return kept.Source, nil
	}
	var n access.Source
	err := s.db.QueryRow(ctx, `select name, title, quota_per_s, active, created, revoked from source where key = ? and active`, hash).
		Scan(&n.Name, &n.Title, &n.QuotaPerS, &n.Active, &n.Created, &n.Revoked)
	if errors.Is(err, sql.ErrNoRows) {
		return n, access.ErrKey
	}
	if err != nil {
		return n, db.Wrap("read source", err)
	}
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	if s.keys.sources == nil {
		s.keys.sources = map[string]keptSource{}
	}
	s.keys.sources[string(hash)] = keptSource{n, now}
	return n, nil
}

func (c *keyCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sources = nil
}
