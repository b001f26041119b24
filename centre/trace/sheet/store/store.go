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
	"fanzha/centre/trace/sheet"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps sheets. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

// sheetColumns are those of a sheet; the last two are counted over its ready files.
const sheetColumns = `id, name, claim, unit, created_at, created_by, created_name, updated_at, updated_name, version,
	(select count(*) from sheet_file f where f.sheet = sheet.id and f.state = 'ready'),
	(select coalesce(sum(f.row_count), 0) from sheet_file f where f.sheet = sheet.id and f.state = 'ready')`

type scanner interface{ Scan(to ...any) error }

func scanSheet(row scanner) (s sheet.Sheet, err error) {
	err = row.Scan(&s.ID, &s.Name, &s.Claim, &s.Unit, (*int64)(&s.CreatedAt), &s.CreatedBy, &s.CreatedName, (*int64)(&s.UpdatedAt), &s.UpdatedName, &s.Version,
		&s.Files, &s.Rows)
	return s, err
}

// Create implements sheet.Sheets.
func (s *Store) Create(ctx context.Context, n sheet.Sheet) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into sheet (id, name, claim, unit, created_at, created_by, created_name, updated_at, updated_name, version)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			n.ID, n.Name, n.Claim, n.Unit, int64(n.CreatedAt), n.CreatedBy, n.CreatedName, int64(n.UpdatedAt), n.UpdatedName, n.Version)
		if err != nil {
			return err
		}
		by := actor{n.CreatedBy, n.CreatedName, n.CreatedAt}
		return trail(ctx, tx, n, change{by, "create", [][2]string{{"name", n.Name}, {"claim", n.Claim}}})
	})
}

// actor is who did something, and when.
type actor struct {
	id, name string
	at       when.Micros
}

// change is what goes with a saved row.
type change struct {
	by     actor
	action string
	detail [][2]string
}

// trail writes the audit entry and the event of a change.
func trail(ctx context.Context, tx db.Tx, n sheet.Sheet, c change) error {
	by, action, detail := c.by, c.action, c.detail
	e := audit.Entry{At: by.at, Actor: by.id, ActorName: by.name, Action: "sheet." + action}
	e = e.On("sheet", n.ID).In(n.Unit)
	for _, d := range detail {
		if d[1] != "" {
			e = e.With(d[0], d[1])
		}
	}
	err := auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	body, err := json.Marshal(map[string]any{"sheet": n.ID, "claim": n.Claim, "act": action, "version": n.Version})
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: "sheet.changed", Subject: n.ID, Unit: n.Unit, At: by.at, Body: body})
}

// Append implements sheet.Sheets.
func (s *Store) Append(ctx context.Context, n sheet.Sheet, e sheet.Entry) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		r, err := tx.Exec(ctx, `update sheet set version = version + 1, updated_at = ?, updated_name = ? where id = ? and version = ?`,
			int64(e.At), e.ByName, n.ID, e.Seq-1)
		if err != nil {
			return err
		}
		changed, err := r.RowsAffected()
		if err != nil {
			return db.Wrap("change sheet", err)
		}
		if changed != 1 {
			return sheet.ErrVersion
		}
		return enter(ctx, tx, n, e)
	})
}

// enter writes a line of the log, with its audit entry and event.
func enter(ctx context.Context, tx db.Tx, n sheet.Sheet, e sheet.Entry) error {
	body, err := json.Marshal(e.Act)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into sheet_act (sheet, seq, kind, body, at, by_id, by_name) values (?, ?, ?, ?, ?, ?, ?)`,
		n.ID, e.Seq, string(e.Act.Kind), string(body), int64(e.At), e.By, e.ByName)
	if err != nil {
		return err
	}
	n.Version = e.Seq
	return trail(ctx, tx, n, change{actor{e.By, e.ByName, e.At}, string(e.Act.Kind), [][2]string{{"seq", strconv.FormatInt(e.Seq, 10)}, {"file", e.Act.File}}})
}

// Get implements sheet.Sheets.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (sheet.Sheet, error) {
	where, args := scope.Predicate("unit")
	n, err := scanSheet(s.db.QueryRow(ctx, `select `+sheetColumns+` from sheet where id = ? and `+where, append([]any{id}, args...)...))
	if errors.Is(err, sql.ErrNoRows) {
		return n, sheet.ErrNotFound
	}
	return n, db.Wrap("read sheet", err)
}

// List implements sheet.Sheets.
func (s *Store) List(ctx context.Context, scope access.Scope, limit int) ([]sheet.Sheet, error) {
	where, args := scope.Predicate("unit")
	rows, err := s.db.Query(ctx, `select `+sheetColumns+` from sheet where `+where+` order by updated_at desc, id desc limit ?`, append(args, limit)...)
	return all(rows, err, "list sheets", func(row scanner) (sheet.Sheet, error) { return scanSheet(row) })
}

// all reads every row of a query.
func all[T any](rows *sql.Rows, err error, op string, scan func(scanner) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, db.Wrap(op, err)
		}
		out = append(out, v)
	}
	return out, db.Wrap(op, rows.Err())
}

// Entries implements sheet.Reads.
func (s *Store) Entries(ctx context.Context, scope access.Scope, id string) ([]sheet.Entry, error) {
	where, args := scope.Predicate("unit")
	rows, err := s.db.Query(ctx, `select sheet, seq, body, at, by_id, by_name from sheet_act where sheet in
		(select id from sheet where id = ? and `+where+`) order by seq`, append([]any{id}, args...)...)
	return all(rows, err, "read log", func(row scanner) (e sheet.Entry, err error) {
		var body string
		err = row.Scan(&e.Sheet, &e.Seq, &body, (*int64)(&e.At), &e.By, &e.ByName)
		if err != nil {
			return e, err
		}
		return e, json.Unmarshal([]byte(body), &e.Act)
	})
}
