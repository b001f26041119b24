package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/measure"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ measure.Ledger  = (*Store)(nil)
	_ measure.Reader  = (*Store)(nil)
	_ measure.Lists   = (*Store)(nil)
	_ measure.Counter = (*Store)(nil)
)

// Save implements measure.Ledger.
func (s *Store) Save(ctx context.Context, day string, changes ...measure.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for i := range changes {
			err := save(ctx, tx, day, &changes[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func save(ctx context.Context, tx db.Tx, day string, c *measure.Change) error {
	var err error
	switch {
	case c.Freeze != nil:
		err = put(ctx, tx, record[measure.Freeze]{freezes, c.Freeze, &c.Freeze.Number, "DJ", c.Freeze.ID, c.Freeze.Version, day, c.Alarm})
	case c.Restriction != nil:
		err = put(ctx, tx, record[measure.Restriction]{restrictions, c.Restriction, &c.Restriction.Number, "BH", c.Restriction.ID, c.Restriction.Version,
			day, c.Alarm})
	case c.Mark != nil:
		err = put(ctx, tx, record[measure.Mark]{markTable, c.Mark, &c.Mark.Number, "BJ", c.Mark.ID, c.Mark.Version, day, c.Alarm})
	default:
		err = put(ctx, tx, record[measure.Objection]{objections, c.Objection, &c.Objection.Number, "YY", c.Objection.ID, c.Objection.Version, day, c.Alarm})
	}
	if err != nil {
		return clash(err)
	}
	return trail(ctx, tx, c)
}

// record is one row to be written.
type record[T any] struct {
	table   table[T]
	row     *T
	number  *string
	prefix  string
	id      string
	version int64
	day     string
	alarm   when.Micros
}

// put inserts a record of version 1 with a number of its day, and updates any other where the stored one is a version behind.
func put[T any](ctx context.Context, tx db.Tx, r record[T]) error {
	if r.version == 1 {
		number, err := idstore.NextNumber(ctx, tx, "measure."+r.prefix, r.day)
		if err != nil {
			return err
		}
		*r.number = r.prefix + number
		_, err = tx.Exec(ctx, r.table.insert(), r.values()...)
		return err
	}
	got, err := tx.Exec(ctx, r.table.update(), append(r.values(), r.id, r.version-1)...)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err != nil {
		return db.Wrap("save "+r.table.name, err)
	}
	if n != 1 {
		return measure.ErrStale
	}
	return nil
}

func (r record[T]) values() []any {
	var out []any
	for _, p := range r.table.fields(r.row) {
		out = append(out, plain(p))
	}
	return append(out, int64(r.alarm))
}

// clash names the invariant that a write ran into.
func clash(err error) error {
	switch {
	case db.IsUnique(err, "measure_freeze_once"):
		return measure.ErrFreezeTwice.With(err)
	case db.IsUnique(err, "measure_restriction_once"):
		return measure.ErrRestrictedTwice.With(err)
	case db.IsUnique(err, "measure_mark_once"):
		return measure.ErrMarkedTwice.With(err)
	case db.IsUnique(err, "measure_objection_once"):
		return measure.ErrObjectedTwice.With(err)
	}
	return err
}

// trail writes what goes with a change: audit entry and events.
func trail(ctx context.Context, tx db.Tx, c *measure.Change) error {
	kind, id, unit, state := c.Subject()
	e := audit.Entry{At: c.Step.At, Actor: c.Step.Actor, ActorName: c.Step.Name, Action: c.Step.Action}.On(kind, id).In(unit).
		Because(c.Step.Note).With("from", c.Step.From).With("state", state)
	for _, p := range details(c) {
		e = e.With(p.Name, p.Value)
	}
	err := auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	body, err := c.Body()
	if err != nil {
		return err
	}
	for _, k := range c.Kinds {
		err = db.Emit(ctx, tx, db.Event{Kind: k, Subject: id, Unit: unit, At: c.Step.At, Body: body})
		if err != nil {
			return err
		}
	}
	return nil
}

// Reveal implements measure.Ledger.
func (s *Store) Reveal(ctx context.Context, scope access.Scope, r measure.Reveal) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		return auditstore.Append(ctx, tx, audit.By(scope, r.At, "person.reveal").On(r.Object, r.ID).In(r.Unit).Because(r.Reason).With("field", r.Field))
	})
}
