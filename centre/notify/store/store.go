// Package store keeps text messages in the records store: tables notify_message, notify_part, notify_receipt, notify_mute. A step of a
// message, its audit entry and its event are one transaction.
package store

import (
	"context"
	"database/sql"
	"errors"

	"fanzha/base/access"
	"fanzha/centre/notify"
	"fanzha/internal/db"
)

// Store keeps messages. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var _ notify.Store = (*Store)(nil)

const columns = `id, cause, template, target, warning, unit, urgent, body, parts, state, reason, into_id, sent_to, detail,
	accepted_at, next_at, expires_at, taken_at, sent_at, done_at, tries, unanswered, version, ticket, sent_by, sent_by_name`

// Write implements notify.Store: the update of the gate's only row lets one transaction of the whole centre through at a time.
func (s *Store) Write(ctx context.Context, fn func(notify.Shelf) error) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into notify_gate (id, passed) values (1, 1) on conflict (id) do update set passed = notify_gate.passed + 1`)
		if err != nil {
			return err
		}
		on := &shelf{ctx: ctx, tx: tx}
		return fn(notify.Shelf{Finder: on, Facts: on, Keeper: on, Receipts: on, MuteList: on})
	})
}

type row interface{ Scan(...any) error }

func scan(r row) (notify.Message, error) {
	var m notify.Message
	err := r.Scan(&m.ID, &m.Cause, &m.Template, &m.Target, &m.Warning, &m.Unit, &m.Urgent, &m.Text, &m.Parts, &m.State, &m.Reason, &m.Into, &m.To, &m.Detail,
		&m.AcceptedAt, &m.NextAt, &m.ExpiresAt, &m.TakenAt, &m.SentAt, &m.DoneAt, &m.Tries, &m.Unanswered, &m.Version, &m.Ticket, &m.By, &m.ByName)
	if errors.Is(err, sql.ErrNoRows) {
		return m, notify.ErrNotFound
	}
	return m, db.Wrap("read message", err)
}

func scanAll(rows *sql.Rows, err error) ([]notify.Message, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []notify.Message
	for rows.Next() {
		m, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, db.Wrap("read messages", rows.Err())
}

// Get implements notify.Reader.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (notify.Message, error) {
	where, args := scope.Predicate("unit")
	return scan(s.db.QueryRow(ctx, `select `+columns+` from notify_message where id = ? and (`+where+`)`, append([]any{id}, args...)...))
}

// chosen is the condition of a query within a scope, without its page.
func chosen(scope access.Scope, q notify.Query) (string, []any) {
	where, args := scope.Predicate("unit")
	where = `(` + where + `)`
	for _, f := range []struct{ column, value string }{
		{"warning", q.Warning}, {"target", q.Target}, {"ticket", q.Ticket}, {"state", string(q.State)}, {"template", q.Template}, {"unit", q.Unit},
	} {
		if f.value != "" {
			where += ` and ` + f.column + ` = ?`
			args = append(args, f.value)
		}
	}
	if q.Since > 0 {
		where += ` and accepted_at >= ?`
		args = append(args, int64(q.Since))
	}
	if q.Before > 0 {
		where += ` and accepted_at < ?`
		args = append(args, int64(q.Before))
	}
	return where, args
}

// List implements notify.Reader.
func (s *Store) List(ctx context.Context, scope access.Scope, q notify.Query) ([]notify.Message, error) {
	where, args := chosen(scope, q)
	query := `select ` + columns + ` from notify_message where ` + where
	if q.After != nil {
		query += ` and (accepted_at, id) < (?, ?)`
		args = append(args, int64(q.After.At), q.After.ID)
	}
	return scanAll(s.db.Query(ctx, query+` order by accepted_at desc, id desc limit ?`, append(args, q.Limit)...))
}

// Counts implements notify.Reader.
func (s *Store) Counts(ctx context.Context, scope access.Scope, q notify.Query) ([]notify.Count, error) {
	where, args := chosen(scope, q)
	rows, err := s.db.Query(ctx, `select state, reason, template, count(*) from notify_message where `+where+`
		group by state, reason, template order by state, reason, template`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []notify.Count
	for rows.Next() {
		var c notify.Count
		err = rows.Scan(&c.State, &c.Reason, &c.Template, &c.N)
		if err != nil {
			return nil, db.Wrap("count messages", err)
		}
		out = append(out, c)
	}
	return out, db.Wrap("count messages", rows.Err())
}
