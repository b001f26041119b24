package store

import (
	"context"

	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/outreach"
	"fanzha/internal/db"
	"fanzha/term/when"

	"encoding/json"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var _ outreach.Books = (*Store)(nil)

// Save implements outreach.Books.
func (s *Store) Save(ctx context.Context, day string, changes ...outreach.Change) error {
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

func save(ctx context.Context, tx db.Tx, day string, c *outreach.Change) error {
	k := keep{ctx, tx, day, c.Alarm}
	var err error
	switch v := c.Record.(type) {
	case *outreach.Event:
		err = put(k, events, v)
	case *outreach.Campaign:
		err = put(k, campaigns, v)
	case *outreach.Pledge:
		err = put(k, pledges, v)
	case *outreach.Work:
		err = put(k, works, v)
	case *outreach.Honour:
		err = put(k, honours, v)
	case *outreach.Material:
		err = put(k, materials, v)
	case *outreach.Move:
		err = put(k, moves, v)
	case *outreach.Base:
		err = put(k, bases, v)
	case *outreach.Registration:
		err = put(k, registrations, v)
	case *outreach.Circle:
		err = put(k, circles, v)
	case *outreach.Message:
		err = put(k, messages, v)
	case *outreach.Receipt:
		err = put(k, receipts, v)
	case *outreach.Task:
		err = put(k, tasks, v)
	case *outreach.FraudFree:
		err = put(k, fraudFree, v)
	default:
		panic("outreach/store: a record of a kind that is not stored")
	}
	if err != nil {
		return clash(err)
	}
	return trail(ctx, tx, c)
}

// keep is where and when a row is written.
type keep struct {
	ctx   context.Context
	tx    db.Tx
	day   string
	alarm when.Micros
}

// put inserts a record of version 1 with a number of its day, and updates any other where the stored one is a version behind.
func put[T any, P interface {
	*T
	outreach.Record
}](k keep, t table[T], r P) error {
	h := r.Heading()
	if h.Version == 1 {
		number, err := idstore.NextNumber(k.ctx, k.tx, "outreach."+t.prefix, k.day)
		if err != nil {
			return err
		}
		h.Number = t.prefix + number
		_, err = k.tx.Exec(k.ctx, t.insert(), values(t, r, k.alarm)...)
		return err
	}
	got, err := k.tx.Exec(k.ctx, t.update(), append(values(t, r, k.alarm), h.ID, h.Version-1)...)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err != nil {
		return db.Wrap("save "+t.name, err)
	}
	if n != 1 {
		return outreach.ErrStale
	}
	return nil
}

func values[T any](t table[T], r *T, alarm when.Micros) []any {
	var out []any
	for _, p := range t.fields(r) {
		out = append(out, plain(p))
	}
	return append(out, int64(alarm))
}

// clash names the invariant that a write ran into.
func clash(err error) error {
	for _, name := range []string{"outreach_base_once", "outreach_registration_once", "outreach_fraud_free_live"} {
		if db.IsUnique(err, name) {
			return outreach.ErrTwice.With(err)
		}
	}
	if db.IsUnique(err, "outreach_receipt_once") {
		return outreach.ErrStale.With(err)
	}
	return err
}

// trail writes what goes with a change: audit entry and event. No names and no texts are in either.
func trail(ctx context.Context, tx db.Tx, c *outreach.Change) error {
	h := c.Record.Heading()
	e := audit.Entry{At: c.Step.At, Actor: c.Step.Actor, ActorName: c.Step.Name, Action: c.Step.Action}.On(c.Record.Kind(), h.ID).In(h.Unit).
		Because(c.Step.Note).With("number", h.Number).With("from", string(c.Step.From)).With("state", string(h.State))
	err := auditstore.Append(ctx, tx, e)
	if err != nil || c.Event == "" {
		return err
	}
	body, err := json.Marshal(c.Body)
	if err != nil {
		return db.Wrap("event of "+c.Record.Kind(), err)
	}
	return db.Emit(ctx, tx, db.Event{Kind: c.Event, Subject: h.ID, Unit: h.Unit, At: c.Step.At, Body: body})
}
