package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps issues. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ bulletin.Ledger = (*Store)(nil)
	_ bulletin.Reader = (*Store)(nil)
	_ bulletin.Press  = (*Store)(nil)
)

const heads = `id, no, kind, unit, from_day, to_day, title, state, head, drafted_at, drafted_by, approved_at, approved_by, published_at,
	published_by, hash, previous, cut_off, stops, version`

// Save implements bulletin.Ledger.
func (s *Store) Save(ctx context.Context, c bulletin.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		err := write(ctx, tx, &c)
		if err != nil {
			return err
		}
		return trail(ctx, tx, &c)
	})
}

// Found implements bulletin.Ledger.
func (s *Store) Found(ctx context.Context, i *bulletin.Issue) error {
	content, err := json.Marshal(i.Content)
	if err != nil {
		return bulletin.ErrWords.With(err)
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `update bulletin set stops = ?, content = ? where id = ? and version = ? and state not in ('published', 'withdrawn')`,
			int64(i.Stops), string(content), i.ID, i.Version)
		return err
	})
}

func write(ctx context.Context, tx db.Tx, c *bulletin.Change) error {
	if c.Issue != nil {
		err := put(ctx, tx, c.Issue)
		if err != nil {
			return clash(err)
		}
	}
	if r := c.Remark; r != nil {
		_, err := tx.Exec(ctx, `insert into bulletin_remark (id, bulletin, unit, paragraph, body, by_id, by_name, at) values (?, ?, ?, ?, ?, ?, ?, ?)`,
			r.ID, r.Issue, c.Unit, r.Paragraph, r.Text, r.By, r.Name, int64(r.At))
		if err != nil {
			return err
		}
	}
	if e := c.Erratum; e != nil {
		_, err := tx.Exec(ctx, `insert into bulletin_erratum (id, bulletin, kind, unit, place, name, old_text, new_text, old_num, old_den, new_num, new_den,
			reason, by_id, by_name, at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			e.ID, e.Issue, c.Kind, c.Unit, e.Place, e.Name, e.Old, e.New, e.From.Num, e.From.Den, e.To.Num, e.To.Den, e.Reason, e.By, e.ByName, int64(e.At))
		if err != nil {
			return err
		}
	}
	x := c.Step
	_, err := tx.Exec(ctx, `insert into bulletin_step (id, bulletin, unit, at, actor, actor_name, act, from_state, to_state, note, version)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		x.ID, c.ID, c.Unit, int64(x.At), x.Actor, x.Name, x.Act, string(x.From), string(x.To), x.Note, x.Version)
	return err
}

// put inserts an issue of version 1 and updates any other where the stored one is a version behind and not frozen.
func put(ctx context.Context, tx db.Tx, i *bulletin.Issue) error {
	head, err := json.Marshal(i.Head)
	if err != nil {
		return bulletin.ErrWords.With(err)
	}
	content, err := json.Marshal(i.Content)
	if err != nil {
		return bulletin.ErrWords.With(err)
	}
	values := []any{
		i.ID, i.No, i.Kind, i.Unit, int64(i.Span.From), int64(i.Span.To), i.Title, string(i.State), string(head), int64(i.DraftedAt), i.DraftedBy,
		int64(i.ApprovedAt), i.ApprovedBy, int64(i.PublishedAt), i.PublishedBy, i.Hash, i.Previous, int64(i.CutOff), int64(i.Stops), i.Version,
		int64(i.Span.To.Time().Year()), string(content),
	}
	if i.Version == 1 {
		_, err = tx.Exec(ctx, `insert into bulletin (`+heads+`, year, content) values (`+marks(len(values))+`)`, values...)
		return err
	}
	got, err := tx.Exec(ctx, `update bulletin set `+strings.ReplaceAll(heads+`, year, content`, ",", " = ?,")+` = ? where id = ? and version = ?
		and state not in ('published', 'withdrawn')`, append(values, i.ID, i.Version-1)...)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err != nil {
		return db.Wrap("save bulletin", err)
	}
	if n != 1 {
		return missed(ctx, tx, i.ID)
	}
	return nil
}

// missed says why an update found no row.
func missed(ctx context.Context, tx db.Tx, id string) error {
	var state string
	err := tx.QueryRow(ctx, `select state from bulletin where id = ?`, id).Scan(&state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return bulletin.ErrNotFound
	case err != nil:
		return db.Wrap("save bulletin", err)
	case state == string(bulletin.Published) || state == string(bulletin.Withdrawn):
		return bulletin.ErrFrozen
	}
	return bulletin.ErrStale
}

// clash names the invariant that a write ran into.
func clash(err error) error {
	switch {
	case db.IsUnique(err, "bulletin_number_once"):
		return bulletin.ErrNumber.With(err)
	case db.IsUnique(err, "bulletin_period_once"):
		return bulletin.ErrTwice.With(err)
	}
	return err
}

// trail writes what goes with a change: audit entry and event.
func trail(ctx context.Context, tx db.Tx, c *bulletin.Change) error {
	x := c.Step
	e := audit.Entry{At: x.At, Actor: x.Actor, ActorName: x.Name, Action: "bulletin." + x.Act}.On("bulletin", c.ID).In(c.Unit).Because(x.Note).
		With("kind", c.Kind).With("from", string(x.From)).With("state", string(x.To)).With("version", strconv.FormatInt(x.Version, 10))
	if c.Issue != nil {
		e = e.With("no", strconv.FormatInt(c.Issue.No, 10)).With("period", c.Issue.Span.From.String()+"/"+c.Issue.Span.To.String()).With("sha256", c.Issue.Hash)
	}
	if c.Erratum != nil {
		e = e.With("place", c.Erratum.Place).With("old", c.Erratum.Old).With("new", c.Erratum.New)
	}
	err := auditstore.Append(ctx, tx, e)
	if err != nil || c.Event == "" {
		return err
	}
	body, err := c.EventBody()
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: c.Event, Subject: c.ID, Unit: c.Unit, At: x.At, Body: body})
}

// fields are where a row's columns go, in the order of heads.
func fields(i *bulletin.Issue, head *string) []any {
	return []any{
		&i.ID, &i.No, &i.Kind, &i.Unit, (*int32)(&i.Span.From), (*int32)(&i.Span.To), &i.Title, (*string)(&i.State), head, (*int64)(&i.DraftedAt),
		&i.DraftedBy, (*int64)(&i.ApprovedAt), &i.ApprovedBy, (*int64)(&i.PublishedAt), &i.PublishedBy, &i.Hash, &i.Previous, (*int64)(&i.CutOff),
		&i.Stops, &i.Version,
	}
}

// readable is the condition on issues that a caller reads: of his jurisdiction, or published by a unit above for those below.
func readable(scope access.Scope, to bulletin.Addressed) (string, []any) {
	where, args := scope.Predicate("unit")
	if len(to.Units) == 0 || len(to.Kinds) == 0 {
		return where, args
	}
	where = `(` + where + ` or state = 'published' and unit in (` + marks(len(to.Units)) + `) and kind in (` + marks(len(to.Kinds)) + `))`
	for _, v := range append(slices.Clone(to.Units), to.Kinds...) {
		args = append(args, v)
	}
	return where, args
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// Issue implements bulletin.Reader.
func (s *Store) Issue(ctx context.Context, scope access.Scope, to bulletin.Addressed, id string) (bulletin.Issue, error) {
	where, args := readable(scope, to)
	return s.one(ctx, where+` and id = ?`, append(args, id)...)
}

// Last implements bulletin.Press.
func (s *Store) Last(ctx context.Context, unit, kind string, before stats.Day) (bulletin.Issue, error) {
	return s.one(ctx, `unit = ? and kind = ? and state = 'published' and to_day < ? order by to_day desc, published_at desc`, unit, kind, int64(before))
}

// one reads the first issue that a condition names, whole.
func (s *Store) one(ctx context.Context, where string, args ...any) (bulletin.Issue, error) {
	var i bulletin.Issue
	var head, content string
	err := s.db.QueryRow(ctx, `select `+heads+`, content from bulletin where `+where+` limit 1`, args...).Scan(append(fields(&i, &head), &content)...)
	if errors.Is(err, sql.ErrNoRows) {
		return i, bulletin.ErrNotFound
	}
	if err != nil {
		return i, db.Wrap("read bulletin", err)
	}
	err = json.Unmarshal([]byte(head), &i.Head)
	if err == nil {
		err = json.Unmarshal([]byte(content), &i.Content)
	}
	if err != nil {
		return i, bulletin.ErrWords.With(err)
	}
	return i, nil
}

// Issues implements bulletin.Reader.
func (s *Store) Issues(ctx context.Context, scope access.Scope, q bulletin.Query) ([]bulletin.Issue, error) {
	where, args := readable(scope, q.To)
	if q.Kind != "" {
		where, args = where+` and kind = ?`, append(args, q.Kind)
	}
	if len(q.States) > 0 {
		where += ` and state in (` + marks(len(q.States)) + `)`
		for _, x := range q.States {
			args = append(args, string(x))
		}
	}
	if q.After != nil {
		where, args = where+` and (drafted_at, id) < (?, ?)`, append(args, int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+heads+` from bulletin where `+where+` order by drafted_at desc, id desc limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []bulletin.Issue
	for rows.Next() {
		var i bulletin.Issue
		var head string
		err = rows.Scan(fields(&i, &head)...)
		if err != nil {
			return nil, db.Wrap("list bulletins", err)
		}
		out = append(out, i)
	}
	return out, db.Wrap("list bulletins", rows.Err())
}

// LastNo implements bulletin.Press.
func (s *Store) LastNo(ctx context.Context, unit, kind string, year int) (int64, error) {
	var no int64
	err := s.db.QueryRow(ctx, `select coalesce(max(no), 0) from bulletin where kind = ? and unit = ? and year = ? and no > 0`, kind, unit, int64(year)).Scan(&no)
	return no, db.Wrap("last number of bulletins", err)
}

// Remarks implements bulletin.Reader.
func (s *Store) Remarks(ctx context.Context, scope access.Scope, issue string) ([]bulletin.Remark, error) {
	where, args := scope.Predicate("unit")
	return list(ctx, s.db, asked{`select id, bulletin, paragraph, body, by_id, by_name, at from bulletin_remark where ` + where + ` and bulletin = ?
		order by at, id limit 1000`, append(args, issue)}, func(r *bulletin.Remark) []any {
		return []any{&r.ID, &r.Issue, &r.Paragraph, &r.Text, &r.By, &r.Name, (*int64)(&r.At)}
	})
}

// History implements bulletin.Reader.
func (s *Store) History(ctx context.Context, scope access.Scope, issue string) ([]bulletin.Step, error) {
	where, args := scope.Predicate("unit")
	return list(ctx, s.db, asked{`select id, at, actor, actor_name, act, from_state, to_state, note, version from bulletin_step where ` + where + ` and bulletin = ?
		order by at, id limit 1000`, append(args, issue)}, func(x *bulletin.Step) []any {
		return []any{&x.ID, (*int64)(&x.At), &x.Actor, &x.Name, &x.Act, (*string)(&x.From), (*string)(&x.To), &x.Note, &x.Version}
	})
}

const erratum = `select id, bulletin, place, name, old_text, new_text, old_num, old_den, new_num, new_den, reason, by_id, by_name, at from bulletin_erratum where `

func erratumFields(e *bulletin.Erratum) []any {
	return []any{&e.ID, &e.Issue, &e.Place, &e.Name, &e.Old, &e.New, &e.From.Num, &e.From.Den, &e.To.Num, &e.To.Den, &e.Reason, &e.By, &e.ByName,
		(*int64)(&e.At)}
}

// Errata implements bulletin.Press.
func (s *Store) Errata(ctx context.Context, scope access.Scope, issue string) ([]bulletin.Erratum, error) {
	where, args := scope.Predicate("unit")
	return list(ctx, s.db, asked{erratum + where + ` and bulletin = ? order by at, id limit 1000`, append(args, issue)}, erratumFields)
}

// ErrataSince implements bulletin.Press.
func (s *Store) ErrataSince(ctx context.Context, unit, kind string, from when.Micros) ([]bulletin.Erratum, error) {
	return list(ctx, s.db, asked{erratum + `unit = ? and kind = ? and at >= ? order by at, id limit 100`, []any{unit, kind, int64(from)}}, erratumFields)
}

// asked is a query with its arguments.
type asked struct {
	query string
	args  []any
}

// list reads rows.
func list[T any](ctx context.Context, d db.Queryer, a asked, to func(*T) []any) ([]T, error) {
	rows, err := d.Query(ctx, a.query, a.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		var row T
		err = rows.Scan(to(&row)...)
		if err != nil {
			return nil, db.Wrap("read what stands beside a bulletin", err)
		}
		out = append(out, row)
	}
	return out, db.Wrap("read what stands beside a bulletin", rows.Err())
}
