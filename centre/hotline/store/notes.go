package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/hotline"
	"fanzha/internal/db"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// stepsMost bounds what is read of one ticket's history.
const stepsMost = 500

// Steps implements hotline.Notes. Who may read the ticket was checked by reading it.
func (s *Store) Steps(ctx context.Context, ticket string) ([]hotline.Step, error) {
	rows, err := s.db.Query(ctx, `select seq, at, by_id, by_name, act, state, note from hotline_step where ticket = ? order by seq limit ?`, ticket, stepsMost)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []hotline.Step
	for rows.Next() {
		var p hotline.Step
		err = rows.Scan(&p.Seq, &p.At, &p.By, &p.ByName, &p.Act, &p.State, &p.Note)
		if err != nil {
			return nil, db.Wrap("read steps", err)
		}
		out = append(out, p)
	}
	return out, db.Wrap("read steps", rows.Err())
}

// AddCare implements hotline.Notes.
func (s *Store) AddCare(ctx context.Context, c hotline.Care) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into hotline_care (id, unit, phone, note, at, by_id, by_name) values (?, ?, ?, ?, ?, ?, ?)`,
			c.ID, c.Unit, string(c.Phone), c.Note, int64(c.At), c.By, c.ByName)
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: c.At, Actor: c.By, ActorName: c.ByName, Action: "hotline.care"}.On("care", c.ID).In(c.Unit))
	})
}

// Care implements hotline.Notes.
func (s *Store) Care(ctx context.Context, scope access.Scope, phone ident.Phone, limit int) ([]hotline.Care, error) {
	where, args := scope.Predicate("unit")
	rows, err := s.db.Query(ctx, `select id, unit, phone, note, at, by_id, by_name from hotline_care where phone = ? and `+where+` order by at desc, id desc limit ?`,
		append(append([]any{string(phone)}, args...), limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []hotline.Care
	for rows.Next() {
		var c hotline.Care
		err = rows.Scan(&c.ID, &c.Unit, &c.Phone, &c.Note, &c.At, &c.By, &c.ByName)
		if err != nil {
			return nil, db.Wrap("read care notes", err)
		}
		out = append(out, c)
	}
	return out, db.Wrap("read care notes", rows.Err())
}

// Counts implements hotline.Notes.
func (s *Store) Counts(ctx context.Context, scope access.Scope, now when.Micros) (hotline.Counts, error) {
	where, args := scope.Predicate("unit")
	var c hotline.Counts
	err := s.db.QueryRow(ctx, `select count(*) filter (where state = 'queued'), count(*) filter (where state in ('answered', 'taken_over')),
		count(*) filter (where state = 'wrapped'), count(*) filter (where state = 'promised'),
		count(*) filter (where state = 'promised' and promise_at <= ?), count(*) filter (where abusive and state = 'answered')
		from hotline_ticket where state <> 'closed' and `+where, append([]any{int64(now)}, args...)...).
		Scan(&c.Queued, &c.Talking, &c.Wrapped, &c.Promised, &c.Late, &c.Abusive)
	return c, db.Wrap("count tickets", err)
}
