// Package store keeps attempts in the records store: table dissuade_attempt, append-only. An attempt, its audit entry and its
// event are one transaction.
package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/dissuade"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps attempts. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var _ dissuade.Store = (*Store)(nil)

const columns = `id, own_key, warning, order_id, target, unit, at_unit, made_by, made_by_name, at, recorded, channel, outcome,
	reached, met, believes, already_paid_fen, evidence, note, next_at, reason`

// Append implements dissuade.Store. The row is inserted first; where the key is known, of two transactions the second waits
// for the first and then reads its row.
func (s *Store) Append(ctx context.Context, rec dissuade.Record) (dissuade.Attempt, bool, error) {
	var out dissuade.Attempt
	var fresh bool
	err := s.db.Write(ctx, func(tx db.Tx) error {
		var err error
		fresh, err = insert(ctx, tx, &rec.Attempt)
		if err != nil {
			return err
		}
		if fresh {
			out = rec.Attempt
			return trail(ctx, tx, rec)
		}
		// the attempt that this key recorded first
		out, err = scan(tx.QueryRow(ctx, `select `+columns+` from dissuade_attempt where made_by = ? and own_key = ?`,
			rec.Attempt.By, rec.Attempt.Key))
		return err
	})
	return out, fresh, err
}

func insert(ctx context.Context, tx db.Tx, a *dissuade.Attempt) (bool, error) {
	evidence := []byte("[]")
	var err error
	if len(a.Evidence) > 0 {
		evidence, err = json.Marshal(a.Evidence)
	}
	if err != nil {
		return false, err
	}
	key := a.Key
	if key == "" {
		key = a.ID
	}
	r, err := tx.Exec(ctx, `insert into dissuade_attempt (`+columns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (made_by, own_key) do nothing`,
		a.ID, key, a.Warning, a.Order, a.Target, a.Unit, a.AtUnit, a.By, a.ByName, int64(a.At), int64(a.Recorded), string(a.Channel), a.Outcome,
		a.Reached, a.Met, believes(a.Believes), a.AlreadyPaidFen, string(evidence), a.Note, int64(a.NextAt), a.Reason)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n == 1, db.Wrap("append attempt", err)
}

// believes stores what the person thinks: 1 yes, 0 no, -1 not known.
func believes(b *bool) int64 {
	switch {
	case b == nil:
		return -1
	case *b:
		return 1
	}
	return 0
}

// trail writes the audit entry and the event. The note and the values of the evidence stay in the attempt.
func trail(ctx context.Context, tx db.Tx, rec dissuade.Record) error {
	a := &rec.Attempt
	e := audit.Entry{At: a.Recorded, Actor: a.By, ActorName: a.ByName, Action: "dissuade.attempt"}.On("warning", a.Warning).In(a.AtUnit).
		With("attempt", a.ID).With("order", a.Order).With("channel", string(a.Channel)).With("outcome", a.Outcome).
		With("at", a.At.String()).With("evidence", strconv.Itoa(len(a.Evidence))).
		Because(a.Reason)
	err := auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	body, err := json.Marshal(rec.Event)
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: dissuade.EvAttempted, Subject: a.ID, Unit: a.AtUnit, At: a.Recorded, Body: body})
}

type row interface{ Scan(...any) error }

func scan(r row) (dissuade.Attempt, error) {
	var a dissuade.Attempt
	var known int64
	var evidence string
	err := r.Scan(&a.ID, &a.Key, &a.Warning, &a.Order, &a.Target, &a.Unit, &a.AtUnit, &a.By, &a.ByName, &a.At, &a.Recorded, &a.Channel, &a.Outcome,
		&a.Reached, &a.Met, &known, &a.AlreadyPaidFen, &evidence, &a.Note, &a.NextAt, &a.Reason)
	if errors.Is(err, sql.ErrNoRows) {
		return a, dissuade.ErrNotFound
	}
	if err != nil {
		return a, db.Wrap("read attempt", err)
	}
	if a.Key == a.ID {
		a.Key = ""
	}
	if known >= 0 {
		yes := known == 1
		a.Believes = &yes
	}
	err = json.Unmarshal([]byte(evidence), &a.Evidence)
	return a, db.Wrap("read attempt", err)
}

// List implements dissuade.Store. Outside System a caller sees attempts of his own units, and those made on what his units
// had at the time.
func (s *Store) List(ctx context.Context, scope access.Scope, q dissuade.Query) ([]dissuade.Attempt, error) {
	subject, id := "target", q.Target
	switch {
	case q.Warning != "":
		subject, id = "warning", q.Warning
	case q.Order != "":
		subject, id = "order_id", q.Order
	}
	made, args := scope.Predicate("unit")
	had, more := scope.Predicate("at_unit")
	query := `select ` + columns + ` from dissuade_attempt where ` + subject + ` = ? and ((` + made + `) or (` + had + `))`
	args = append(append([]any{id}, args...), more...)
	if subject == "order_id" {
		query += ` and order_id <> ''` // names the partial index
	}
	if q.After != nil {
		query += ` and (at, id) < (?, ?)`
		args = append(args, int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, query+` order by at desc, id desc limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []dissuade.Attempt
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, db.Wrap("read attempts", rows.Err())
}

// Used implements dissuade.Store.
func (s *Store) Used(ctx context.Context, scope access.Scope, target string, since when.Micros) (int64, error) {
	made, args := scope.Predicate("unit")
	had, more := scope.Predicate("at_unit")
	var n int64
	err := s.db.QueryRow(ctx, `select count(*) from dissuade_attempt where target = ? and at > ? and ((`+made+`) or (`+had+`))`,
		append(append([]any{target, int64(since)}, args...), more...)...).Scan(&n)
	return n, db.Wrap("count attempts", err)
}
