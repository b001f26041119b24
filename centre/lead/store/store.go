// Package store keeps counter alerts in the records store: table counter_alert. An alert, its audit entry and its event are one
// transaction.
package store

import (
	"context"
	"database/sql"
	"errors"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/lead"
	"fanzha/internal/db"
)

// Store keeps alerts. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var _ lead.Store = (*Store)(nil)

const columns = `id, number, bank, unit, at, given_by, customer, phone, account, payee, fen, description, state, answer_by, answer, answered_at,
	answered_by, version`

// Save implements lead.Store.
func (s *Store) Save(ctx context.Context, a lead.Alert, step lead.Step) (lead.Alert, error) {
	err := s.db.Write(ctx, func(tx db.Tx) error {
		err := put(ctx, tx, &a, step.Day)
		if err != nil {
			return err
		}
		err = auditstore.Record(ctx, tx, step.Act)
		if err != nil {
			return err
		}
		body, err := a.Body()
		if err != nil {
			return db.Wrap("write event", err)
		}
		return db.Emit(ctx, tx, db.Event{Kind: step.Event, Subject: a.ID, Unit: a.Unit, At: step.Act.At, Body: body})
	})
	return a, err
}

// put inserts a new alert with its number, and writes the answer of another at its version.
func put(ctx context.Context, tx db.Tx, a *lead.Alert, day string) error {
	if a.Version > 1 {
		r, err := tx.Exec(ctx, `update counter_alert set state = ?, answer = ?, answered_at = ?, answered_by = ?, version = ? where id = ? and version = ?`,
			string(a.State), a.Answer, int64(a.AnsweredAt), a.AnsweredBy, a.Version, a.ID, a.Version-1)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err == nil && n == 0 {
			return lead.ErrStale
		}
		return db.Wrap("save alert", err)
	}
	number, err := idstore.NextNumber(ctx, tx, "lead.GM", day)
	if err != nil {
		return err
	}
	a.Number = "GM" + number
	_, err = tx.Exec(ctx, `insert into counter_alert (`+columns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		a.ID, a.Number, a.Bank, a.Unit, int64(a.At), a.By, a.Customer, string(a.Phone), string(a.Account), a.Payee, a.Fen, a.Description, string(a.State),
		int64(a.AnswerBy), a.Answer, int64(a.AnsweredAt), a.AnsweredBy, a.Version)
	return err
}

// visible is the scope as a condition: a liaison sees the bank's own alerts, everyone else those of the jurisdiction.
func visible(scope access.Scope) (string, []any) {
	if scope.Bank != "" {
		return "bank = ?", []any{scope.Bank}
	}
	return scope.Predicate("unit")
}

// Get implements lead.Store.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (lead.Alert, error) {
	where, args := visible(scope)
	a, err := scan(s.db.QueryRow(ctx, `select `+columns+` from counter_alert where id = ? and `+where, append([]any{id}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return lead.Alert{}, lead.ErrNotFound
	}
	return a, db.Wrap("read alert", err)
}

// List implements lead.Store.
func (s *Store) List(ctx context.Context, scope access.Scope, f lead.Filter) ([]lead.Alert, error) {
	where, args := visible(scope)
	rows, err := s.db.Query(ctx, `select `+columns+` from counter_alert where (? = '' or state = ?) and `+where+` order by state desc, at desc, id limit ?`,
		append(append([]any{string(f.State), string(f.State)}, args...), f.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []lead.Alert
	for rows.Next() {
		a, err := scan(rows)
		if err != nil {
			return nil, db.Wrap("read alerts", err)
		}
		out = append(out, a)
	}
	return out, db.Wrap("read alerts", rows.Err())
}

func scan(row interface{ Scan(...any) error }) (lead.Alert, error) {
	var a lead.Alert
	err := row.Scan(&a.ID, &a.Number, &a.Bank, &a.Unit, &a.At, &a.By, &a.Customer, &a.Phone, &a.Account, &a.Payee, &a.Fen, &a.Description, &a.State,
		&a.AnswerBy, &a.Answer, &a.AnsweredAt, &a.AnsweredBy, &a.Version)
	return a, err
}
