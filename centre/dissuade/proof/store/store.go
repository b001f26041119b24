// Package store keeps pieces of evidence and the keys of feedback. What it is given is sealed already.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/dissuade/proof"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ proof.Records   = (*Store)(nil)
	_ proof.Feedbacks = (*Store)(nil)
)

// Add implements proof.Records.
func (s *Store) Add(ctx context.Context, p proof.Stored, since when.Micros, most int64) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		got, err := tx.Exec(ctx, `insert into dissuade_proof (made_by, sha256, kind, media, size, unit, taken, skew_ms, received, place, sealed)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (made_by, sha256) do nothing`,
			p.By, p.SHA256, string(p.Kind), p.Media, p.Size, p.Unit, int64(p.Taken), p.SkewMS, int64(p.Received), p.SealedPlace, p.Sealed)
		if err != nil {
			return err
		}
		n, err := got.RowsAffected()
		if err != nil || n == 0 {
			return db.Wrap("keep evidence", err)
		}
		err = tx.QueryRow(ctx, `select count(*) from dissuade_proof where made_by = ? and received > ?`, p.By, int64(since)).Scan(&n)
		if err != nil {
			return db.Wrap("count evidence", err)
		}
		if n > most {
			return proof.ErrTooMany
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: p.Received, Actor: p.By, ActorName: p.ByName, Action: "proof.put"}.On("proof", p.SHA256).
			In(p.Unit).With("kind", string(p.Kind)).With("size", strconv.FormatInt(p.Size, 10)))
	})
}

// Get implements proof.Records.
func (s *Store) Get(ctx context.Context, scope access.Scope, by, sha string) (proof.Stored, error) {
	where, args := scope.Predicate("unit")
	var p proof.Stored
	err := s.db.QueryRow(ctx, `select made_by, sha256, kind, media, size, unit, taken, skew_ms, received, place, sealed from dissuade_proof
		where `+where+` and made_by = ? and sha256 = ?`, append(args, by, sha)...).Scan(&p.By, &p.SHA256, &p.Kind, &p.Media, &p.Size, &p.Unit, &p.Taken, &p.SkewMS, &p.Received, &p.SealedPlace, &p.Sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return p, proof.ErrNotFound
	}
	return p, db.Wrap("read evidence", err)
}

// Known implements proof.Records.
func (s *Store) Known(ctx context.Context, by string, shas []string) (int, error) {
	args := []any{by}
	for _, sha := range shas {
		args = append(args, sha)
	}
	var n int
	err := s.db.QueryRow(ctx, `select count(*) from dissuade_proof where made_by = ? and sha256 in (?`+strings.Repeat(", ?", len(shas)-1)+`)`, args...).Scan(&n)
	return n, db.Wrap("look for evidence", err)
}

// Write implements proof.Records.
func (s *Store) Write(ctx context.Context, e audit.Entry) error {
	return s.db.Write(ctx, func(tx db.Tx) error { return auditstore.Append(ctx, tx, e) })
}

// Begin implements proof.Feedbacks. The row is inserted first: of two at once the second waits and then reads the first one's.
func (s *Store) Begin(ctx context.Context, f proof.Sent) (proof.Sent, error) {
	var out proof.Sent
	err := s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into dissuade_feedback (made_by, own_key, order_id, content, state, begun) values (?, ?, ?, ?, 'begun', ?)
			on conflict (made_by, own_key) do nothing`, f.By, f.Key, f.Order, f.Content, int64(f.Begun))
		if err != nil {
			return err
		}
		var state string
		err = tx.QueryRow(ctx, `select made_by, own_key, order_id, content, state, begun from dissuade_feedback where made_by = ? and own_key = ?`, f.By, f.Key).
			Scan(&out.By, &out.Key, &out.Order, &out.Content, &state, &out.Begun)
		out.Done = state == "done"
		return db.Wrap("begin feedback", err)
	})
	return out, err
}

// Finish implements proof.Feedbacks.
func (s *Store) Finish(ctx context.Context, by, key string) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `update dissuade_feedback set state = 'done' where made_by = ? and own_key = ?`, by, key)
		return err
	})
}
