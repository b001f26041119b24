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
	"fanzha/centre/govern"
	"fanzha/internal/db"
	"fanzha/term/region"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ govern.Ledger = (*Store)(nil)
	_ govern.Reader = (*Store)(nil)
)

// prefixes are what the numbers of each book begin with.
var prefixes = map[govern.Book]string{
	govern.Members: "CY", govern.Liaisons: "LL", govern.Seats: "XW", govern.Notices: "TZ", govern.Receipts: "QY", govern.Duties: "ZR", govern.Terms: "ZQ",
	govern.Meetings: "HY", govern.Tasks: "RW", govern.Rankings: "PM", govern.Protests: "PY", govern.Escalations: "DD", govern.Returns: "TB",
}

// columns of every table, in the order of values.
const columns = `id, number, unit, member, region, kind, state, period, ref, at, due, alarm_at, version, body`

// tableOf is the table of a book; an unknown book is a fault of the program.
func tableOf(b govern.Book) string {
	_, known := prefixes[b]
	if !known {
		panic("govern/store: no such book: " + string(b))
	}
	return "govern_" + string(b)
}

// Save implements govern.Ledger.
func (s *Store) Save(ctx context.Context, day string, changes ...govern.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for i := range changes {
			err := put(ctx, tx, day, &changes[i])
			if err != nil {
				return clash(err, changes[i].Book)
			}
			err = trail(ctx, tx, &changes[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// put inserts a record of version 1 with a number of its day, and updates any other where the stored one is a version behind.
func put(ctx context.Context, tx db.Tx, day string, c *govern.Change) error {
	r := &c.Row
	if r.Version == 1 {
		number, err := idstore.NextNumber(ctx, tx, "govern."+prefixes[c.Book], day)
		if err != nil {
			return err
		}
		r.Number = prefixes[c.Book] + number
		_, err = tx.Exec(ctx, `insert into `+tableOf(c.Book)+` (`+columns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values(r)...)
		return err
	}
	got, err := tx.Exec(ctx, `update `+tableOf(c.Book)+` set `+strings.ReplaceAll(columns, ",", " = ?,")+` = ? where id = ? and version = ?`,
		append(values(r), r.ID, r.Version-1)...)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err != nil {
		return db.Wrap("save "+tableOf(c.Book), err)
	}
	if n != 1 {
		return govern.ErrStale
	}
	return nil
}

func values(r *govern.Row) []any {
	return []any{r.ID, r.Number, r.Unit, r.Member, r.Region, r.Kind, r.State, r.Period, r.Ref, int64(r.At), int64(r.Due), int64(r.Alarm), r.Version, string(r.Body)}
}

// clash names the invariant that a write ran into.
func clash(err error, b govern.Book) error {
	if db.IsUnique(err, tableOf(b)+"_once") {
		return govern.ErrOnce.With(err)
	}
	return err
}

// trail writes what goes with a change: audit entry and events.
func trail(ctx context.Context, tx db.Tx, c *govern.Change) error {
	r, by := &c.Row, c.Step.By
	e := audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "govern." + c.Step.Action}.On("govern_"+string(c.Book), r.ID).In(r.Unit).
		Because(by.Note).With("from", c.Step.From).With("state", r.State).With("number", r.Number).With("member", r.Member).With("kind", r.Kind).
		With("period", r.Period).With("version", strconv.FormatInt(r.Version, 10))
	err := auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	for _, x := range c.Events {
		err = db.Emit(ctx, tx, db.Event{Kind: x.Kind, Subject: r.ID, Unit: r.Unit, At: by.At, Body: x.Body})
		if err != nil {
			return err
		}
	}
	return nil
}

// Reveal implements govern.Ledger.
func (s *Store) Reveal(ctx context.Context, scope access.Scope, r govern.Reveal) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		return auditstore.Append(ctx, tx, audit.By(scope, r.At, "person.reveal").On("govern_"+string(r.Book), r.ID).In(r.Unit).Because(r.Reason).
			With("field", r.Field))
	})
}

// conditions collects the parts of a where clause.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

func (c *conditions) equal(column, value string) {
	if value != "" {
		c.add(column+" = ?", value)
	}
}

func (c *conditions) where() string { return strings.Join(c.parts, " and ") }

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// visible is what a caller sees of a book: his jurisdiction; a liaison his own member unit's records, of rankings those of the units
// above him that were published, of escalations those that are out.
func visible(scope access.Scope, b govern.Book) conditions {
	if scope.Member == "" || scope.IsSystem() {
		where, args := scope.Predicate("unit")
		return conditions{parts: []string{where}, args: args}
	}
	var c conditions
	switch b {
	case govern.Rankings:
		units := append([]string{scope.Unit}, region.Parents(scope.Unit)...)
		args := make([]any, len(units))
		for i, u := range units {
			args[i] = u
		}
		c.add("unit in ("+marks(len(args))+")", args...)
		c.add("state in ('published', 'final')")
		return c
	case govern.Escalations:
		c.add("state not in ('proposed', 'adopted', 'declined')")
	}
	c.add("member = ?", scope.Member)
	return c
}

// Get implements govern.Reader.
func (s *Store) Get(ctx context.Context, scope access.Scope, b govern.Book, id string) (govern.Row, error) {
	c := visible(scope, b)
	c.add("id = ?", id)
	row, err := scan(s.db.QueryRow(ctx, `select `+columns+` from `+tableOf(b)+` where `+c.where(), c.args...))
	if errors.Is(err, sql.ErrNoRows) {
		return row, govern.ErrNotFound
	}
	return row, db.Wrap("read "+tableOf(b), err)
}

type scanner interface{ Scan(to ...any) error }

func scan(from scanner) (govern.Row, error) {
	var r govern.Row
	var body string
	err := from.Scan(&r.ID, &r.Number, &r.Unit, &r.Member, &r.Region, &r.Kind, &r.State, &r.Period, &r.Ref, &r.At, &r.Due, &r.Alarm, &r.Version, &body)
	r.Body = []byte(body)
	return r, err
}

// chosen are the conditions of a filter.
func chosen(scope access.Scope, b govern.Book, f govern.Filter) conditions {
	c := visible(scope, b)
	c.equal("kind", f.Kind)
	c.equal("member", f.Member)
	c.equal("period", f.Period)
	c.equal("ref", f.Ref)
	states := f.States
	if f.Overdue != 0 {
		c.add("due > 0 and due <= ?", int64(f.Overdue))
		if len(states) == 0 {
			states = govern.Waiting
		}
	}
	if len(states) > 0 {
		args := make([]any, len(states))
		for i, s := range states {
			args[i] = s
		}
		c.add("state in ("+marks(len(args))+")", args...)
	}
	if f.From != 0 {
		c.add("at >= ?", int64(f.From))
	}
	if f.To != 0 {
		c.add("at < ?", int64(f.To))
	}
	if f.DueBy != 0 {
		c.add("due > 0 and due < ?", int64(f.DueBy))
	}
	return c
}

// List implements govern.Reader.
func (s *Store) List(ctx context.Context, scope access.Scope, b govern.Book, q govern.Query) ([]govern.Row, error) {
	c := chosen(scope, b, q.Filter)
	order := "at desc, id desc"
	switch {
	case q.Reached != 0:
		c.add("alarm_at > 0 and alarm_at <= ?", int64(q.Reached))
		order = "alarm_at, id"
	case q.After != nil:
		c.add("(at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+columns+` from `+tableOf(b)+` where `+c.where()+` order by `+order+` limit ?`, append(c.args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []govern.Row
	for rows.Next() {
		row, err := scan(rows)
		if err != nil {
			return nil, db.Wrap("read "+tableOf(b), err)
		}
		out = append(out, row)
	}
	return out, db.Wrap("read "+tableOf(b), rows.Err())
}

// Count implements govern.Reader.
func (s *Store) Count(ctx context.Context, scope access.Scope, b govern.Book, f govern.Filter) ([]govern.Tally, error) {
	c := chosen(scope, b, f)
	rows, err := s.db.Query(ctx, `select state, kind, count(*) from `+tableOf(b)+` where `+c.where()+` group by state, kind order by state, kind`, c.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []govern.Tally
	for rows.Next() {
		var t govern.Tally
		err = rows.Scan(&t.State, &t.Kind, &t.N)
		if err != nil {
			return nil, db.Wrap("count "+tableOf(b), err)
		}
		out = append(out, t)
	}
	return out, db.Wrap("count "+tableOf(b), rows.Err())
}
