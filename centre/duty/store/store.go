// Package store keeps the records of duty in the records store: table duty_record, one book beside the other. A change, its audit entry and
// its events are one transaction.
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
	idstore "fanzha/base/id/store"
	"fanzha/centre/duty"
	"fanzha/internal/db"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ duty.Ledger = (*Store)(nil)
	_ duty.Reader = (*Store)(nil)
)

// prefix begins the number of every hand-over (交班).
const prefix = "JB"

// columns of duty_record, in the order of values and scan.
const columns = `id, number, unit, own_key, state, who, also, ref, start_at, end_at, alarm_at, version, body`

func values(r *duty.Row) []any {
	return []any{r.ID, r.Number, r.Unit, r.Key, r.State, r.Who, r.Also, r.Ref, int64(r.Start), int64(r.End), int64(r.Alarm), r.Version, string(r.Body)}
}

// insertRow adds a record; updateRow changes it where it is still the one that was decided on.
var (
	insertRow = `insert into duty_record (book, ` + columns + `) values (` + marks(strings.Count(columns, ",")+2) + `)`
	updateRow = `update duty_record set ` + strings.ReplaceAll(columns, ",", " = ?,") + ` = ? where book = ? and id = ? and version = ?`
)

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// Save implements duty.Ledger.
func (s *Store) Save(ctx context.Context, day string, changes ...duty.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for i := range changes {
			err := put(ctx, tx, day, changes[i])
			if db.IsUnique(err, "duty_record_once") || db.IsUnique(err, "duty_record_pkey") {
				return duty.ErrOnce.With(err)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func put(ctx context.Context, tx db.Tx, day string, c duty.Change) error {
	r := &c.Row
	if r.Version == 1 {
		if c.Book == duty.HandOvers {
			number, err := idstore.NextNumber(ctx, tx, "duty", day)
			if err != nil {
				return err
			}
			r.Number = prefix + number
		}
		_, err := tx.Exec(ctx, insertRow, append([]any{string(c.Book)}, values(r)...)...)
		if err != nil {
			return err
		}
		return trail(ctx, tx, c)
	}
	got, err := tx.Exec(ctx, updateRow, append(values(r), string(c.Book), r.ID, r.Version-1)...)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err != nil {
		return db.Wrap("save duty record", err)
	}
	if n != 1 {
		return duty.ErrStale
	}
	return trail(ctx, tx, c)
}

// trail writes the audit entry and the events of a change.
func trail(ctx context.Context, tx db.Tx, c duty.Change) error {
	r, p := &c.Row, c.Step
	e := audit.Entry{At: p.At, Actor: p.By.User, ActorName: p.By.Name, Action: p.Action}.On("duty_"+string(c.Book), r.ID).In(r.Unit).
		Because(p.Reason).With("state", r.State).With("number", r.Number).With("version", strconv.FormatInt(r.Version, 10))
	for _, d := range p.Detail {
		e = e.With(d[0], d[1])
	}
	err := auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, x := range c.Events {
		err = db.Emit(ctx, tx, db.Event{Kind: x.Kind, Subject: r.ID, Unit: x.Unit, At: p.At, Body: x.Body})
		if err != nil {
			return err
		}
	}
	return nil
}

func scan(from interface{ Scan(to ...any) error }) (duty.Row, error) {
	var r duty.Row
	var body string
	err := from.Scan(&r.ID, &r.Number, &r.Unit, &r.Key, &r.State, &r.Who, &r.Also, &r.Ref, &r.Start, &r.End, &r.Alarm, &r.Version, &body)
	r.Body = []byte(body)
	if errors.Is(err, sql.ErrNoRows) {
		return r, duty.ErrNotFound
	}
	return r, db.Wrap("read duty record", err)
}

// Get implements duty.Reader.
func (s *Store) Get(ctx context.Context, scope access.Scope, b duty.Book, id string) (duty.Row, error) {
	where, args := scope.Predicate("unit")
	return scan(s.db.QueryRow(ctx, `select `+columns+` from duty_record where book = ? and id = ? and `+where, append([]any{string(b), id}, args...)...))
}

// List implements duty.Reader.
func (s *Store) List(ctx context.Context, scope access.Scope, b duty.Book, q duty.Query) ([]duty.Row, error) {
	where, args := scope.Predicate("unit")
	where = "book = ? and " + where
	args = append([]any{string(b)}, args...)
	add := func(part string, more ...any) {
		where += " and " + part
		args = append(args, more...)
	}
	for column, value := range map[string]string{"unit": q.Unit, "who": q.Who, "ref": q.Ref} {
		if value != "" {
			add(column+" = ?", value)
		}
	}
	if q.Either != "" {
		add("(who = ? or also = ?)", q.Either, q.Either)
	}
	if len(q.States) > 0 {
		states := make([]any, len(q.States))
		for i, st := range q.States {
			states[i] = st
		}
		add("state in ("+marks(len(states))+")", states...)
	}
	if q.From != 0 {
		add("(end_at > ? or end_at = 0 and start_at >= ?)", int64(q.From), int64(q.From))
	}
	if q.To != 0 {
		add("start_at < ?", int64(q.To))
	}
	order := "start_at, id"
	if q.Latest {
		order = "start_at desc, id desc"
	}
	if q.Reached != 0 {
		add("alarm_at > 0 and alarm_at <= ?", int64(q.Reached))
		order = "alarm_at, id"
	}
	rows, err := s.db.Query(ctx, `select `+columns+` from duty_record where `+where+` order by `+order+` limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []duty.Row
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, db.Wrap("read duty records", rows.Err())
}
