// Package store keeps tickets, their steps and care notes in the records store: tables hotline_ticket, hotline_step and
// hotline_care. A change, its step, its audit entry and its event are one transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/hotline"
	"fanzha/internal/db"
)

// Store keeps tickets. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ hotline.Tickets = (*Store)(nil)
	_ hotline.Notes   = (*Store)(nil)
)

// prefix begins the number of every ticket (接线).
const prefix = "JX"

// columns of hotline_ticket in the order of values and scan.
const columns = `id, number, own_key, made_by, unit, direction, state, phone, earlier, times, desk, desk_name, leader, leader_name, queued_at,
	answered_at, ended_at, promise_at, overdue_at, closed_at, abusive, risk, kind, record, claim, claim_number, version`

func values(t *hotline.Ticket) []any {
	key := t.Key
	if key == "" {
		key = t.ID
	}
	return []any{
		t.ID, t.Number, key, t.MadeBy, t.Unit, string(t.Direction), string(t.State), string(t.Phone), t.Earlier, t.Times, t.Desk, t.DeskName, t.Leader,
		t.LeaderName, int64(t.QueuedAt), int64(t.AnsweredAt), int64(t.EndedAt), int64(t.PromiseAt), int64(t.OverdueAt), int64(t.ClosedAt), t.Abusive, t.Risk,
		t.Kind, t.Record, t.Claim, t.ClaimNumber, t.Version,
	}
}

type row interface{ Scan(...any) error }

func scan(r row) (hotline.Ticket, error) {
	var t hotline.Ticket
	err := r.Scan(&t.ID, &t.Number, &t.Key, &t.MadeBy, &t.Unit, &t.Direction, &t.State, &t.Phone, &t.Earlier, &t.Times, &t.Desk, &t.DeskName, &t.Leader,
		&t.LeaderName, &t.QueuedAt, &t.AnsweredAt, &t.EndedAt, &t.PromiseAt, &t.OverdueAt, &t.ClosedAt, &t.Abusive, &t.Risk,
		&t.Kind, &t.Record, &t.Claim, &t.ClaimNumber, &t.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return t, hotline.ErrNotFound
	}
	if t.Key == t.ID {
		t.Key = ""
	}
	return t, db.Wrap("read ticket", err)
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// insertRow adds a ticket; updateRow changes it where it is still the one that was decided on.
var (
	insertRow = `insert into hotline_ticket (` + columns + `) values (` + marks(strings.Count(columns, ",")+1) + `) on conflict (made_by, own_key) do nothing`
	updateRow = `update hotline_ticket set ` + strings.ReplaceAll(columns, ",", " = ?,") + ` = ? where id = ? and version = ?`
)

// Add implements hotline.Tickets. The row is inserted first: where the key is known, of two transactions the second waits for the
// first and then reads its row. It gets its number late, so that numbers have no gaps.
func (s *Store) Add(ctx context.Context, day string, c hotline.Change) (hotline.Ticket, bool, error) {
	var out hotline.Ticket
	var fresh bool
	err := s.db.Write(ctx, func(tx db.Tx) error {
		t := c.Ticket
		t.Number = t.ID // until it has its own
		r, err := tx.Exec(ctx, insertRow, values(&t)...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return db.Wrap("add ticket", err)
		}
		fresh = n == 1
		if !fresh {
			// the ticket that this key made first
			out, err = scan(tx.QueryRow(ctx, `select `+columns+` from hotline_ticket where made_by = ? and own_key = ?`, t.MadeBy, t.Key))
			return err
		}
		number, err := idstore.NextNumber(ctx, tx, "hotline", day)
		if err != nil {
			return err
		}
		t.Number = prefix + number
		_, err = tx.Exec(ctx, `update hotline_ticket set number = ? where id = ?`, t.Number, t.ID)
		if err != nil {
			return err
		}
		out, c.Ticket = t, t
		return trail(ctx, tx, c)
	})
	return out, fresh, err
}

// Save implements hotline.Tickets.
func (s *Store) Save(ctx context.Context, c hotline.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		t := &c.Ticket
		r, err := tx.Exec(ctx, updateRow, append(values(t), t.ID, t.Version-1)...)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return db.Wrap("save ticket", err)
		}
		if n != 1 {
			return hotline.ErrStale
		}
		return trail(ctx, tx, c)
	})
}

// trail writes the step, the audit entry and the event. Numbers of people and what was noted stay in the ticket.
func trail(ctx context.Context, tx db.Tx, c hotline.Change) error {
	t, p := &c.Ticket, c.Step
	_, err := tx.Exec(ctx, `insert into hotline_step (ticket, seq, at, by_id, by_name, act, state, note) values (?, ?, ?, ?, ?, ?, ?, ?)`,
		t.ID, p.Seq, int64(p.At), p.By, p.ByName, p.Act, string(p.State), p.Note)
	if err != nil {
		return err
	}
	e := audit.Entry{At: p.At, Actor: p.By, ActorName: p.ByName, Action: "hotline." + p.Act}.On("ticket", t.ID).In(t.Unit).
		With("number", t.Number).With("state", string(t.State)).With("kind", t.Kind).With("claim", t.ClaimNumber).With("record", t.Record)
	if c.Shown {
		e = e.With("shown", "phone")
	}
	err = auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	kind, body, err := c.Event()
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: kind, Subject: t.ID, Unit: t.Unit, At: p.At, Body: body})
}

// Get implements hotline.Tickets.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (hotline.Ticket, error) {
	where, args := scope.Predicate("unit")
	return scan(s.db.QueryRow(ctx, `select `+columns+` from hotline_ticket where id = ? and `+where, append([]any{id}, args...)...))
}

// orders are the sort orders of lists.
var orders = map[hotline.Order]string{hotline.Latest: "queued_at desc, id desc", hotline.Waiting: "queued_at, id", hotline.Promise: "promise_at, id"}

// List implements hotline.Tickets.
func (s *Store) List(ctx context.Context, scope access.Scope, q hotline.Query) ([]hotline.Ticket, error) {
	where, args := scope.Predicate("unit")
	add := func(part string, more ...any) {
		where += " and " + part
		args = append(args, more...)
	}
	if len(q.States) > 0 {
		list := make([]any, len(q.States))
		for i, st := range q.States {
			list[i] = string(st)
		}
		add("state in ("+marks(len(list))+")", list...)
	}
	if q.Phone != "" {
		add("phone = ? and phone <> ''", string(q.Phone)) // the second names the partial index
	}
	if q.Desk != "" {
		add("desk = ?", q.Desk)
	}
	if q.Since != 0 {
		add("queued_at >= ?", int64(q.Since))
	}
	if q.Due != 0 {
		add("state = 'promised' and promise_at <= ? and overdue_at = 0", int64(q.Due))
	}
	if q.After != nil {
		add("(queued_at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+columns+` from hotline_ticket where `+where+` order by `+orders[q.Sort]+` limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []hotline.Ticket
	for rows.Next() {
		t, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, db.Wrap("read tickets", rows.Err())
}
