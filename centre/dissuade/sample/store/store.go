// Package store keeps the periods and cases of call-backs. It draws nothing: scores come from the room.
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
	"fanzha/centre/dissuade/sample"
	"fanzha/internal/db"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ sample.Records = (*Store)(nil)
	_ sample.Cases   = (*Store)(nil)
)

const periodColumns = `no, begun, due, promise, salt, percent, drawn, drawn_by, listed, chosen, cut`

// Enter implements sample.Records. The period's row is touched first: a draw at the same moment waits, or is waited for.
func (s *Store) Enter(ctx context.Context, r sample.Report, fresh sample.Period) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		var known int64
		err := tx.QueryRow(ctx, `select count(*) from sample_case where order_id = ?`, r.Order).Scan(&known)
		if err != nil || known > 0 {
			return db.Wrap("look for feedback", err)
		}
		no, err := openPeriod(ctx, tx, fresh)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into sample_case (order_id, number, warning, target, unit, result, at, period, score, state, rev, body)
			values (?, ?, ?, ?, ?, ?, ?, ?, '', 'listed', 1, '{}') on conflict (order_id) do nothing`,
			r.Order, r.Number, r.Warning, r.Target, r.Unit, r.Result, int64(r.At), no)
		return err
	})
}

// openPeriod returns the number of the open period, and begins one where there is none.
func openPeriod(ctx context.Context, tx db.Tx, fresh sample.Period) (int64, error) {
	_, err := tx.Exec(ctx, `insert into sample_period (`+periodColumns+`)
		select coalesce(max(no), 0) + 1, cast(? as bigint), cast(? as bigint), cast(? as text), cast(? as text), cast(? as bigint), 0, '', 0, 0, '' from sample_period
		having not exists (select 1 from sample_period where drawn = 0) on conflict do nothing`,
		int64(fresh.Begun), int64(fresh.Due), fresh.Promise, fresh.Salt, fresh.Percent)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `update sample_period set listed = listed + 1 where drawn = 0`)
	if err != nil {
		return 0, err
	}
	var no int64
	err = tx.QueryRow(ctx, `select no from sample_period where drawn = 0`).Scan(&no)
	return no, db.Wrap("find the open period", err)
}

// Current implements sample.Records.
func (s *Store) Current(ctx context.Context) (sample.Period, error) {
	return scanPeriod(s.db.QueryRow(ctx, `select `+periodColumns+` from sample_period where drawn = 0`))
}

type row interface{ Scan(...any) error }

func scanPeriod(r row) (sample.Period, error) {
	var p sample.Period
	err := r.Scan(&p.No, &p.Begun, &p.Due, &p.Promise, &p.Salt, &p.Percent, &p.Drawn, &p.DrawnBy, &p.Listed, &p.Chosen, &p.Cut)
	if errors.Is(err, sql.ErrNoRows) {
		return p, sample.ErrNotFound
	}
	return p, db.Wrap("read a period", err)
}

// Frame implements sample.Records.
func (s *Store) Frame(ctx context.Context, period int64) ([]string, error) {
	rows, err := s.db.Query(ctx, `select order_id from sample_case where period = ? order by order_id`, period)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var id string
		err = rows.Scan(&id)
		if err != nil {
			return nil, db.Wrap("read a frame", err)
		}
		out = append(out, id)
	}
	return out, db.Wrap("read a frame", rows.Err())
}

// Draw implements sample.Records. The period is closed on the number of feedback that was scored: one that came since makes it stale.
func (s *Store) Draw(ctx context.Context, p sample.Period, lots []sample.Lot, by sample.Who) error {
	body, err := sample.EventBody{Period: p.No, Listed: p.Listed, Chosen: p.Chosen, At: p.Drawn}.Body()
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		got, err := tx.Exec(ctx, `update sample_period set drawn = ?, drawn_by = ?, chosen = ?, cut = ? where no = ? and drawn = 0 and listed = ?`,
			int64(p.Drawn), p.DrawnBy, p.Chosen, p.Cut, p.No, p.Listed)
		if err != nil {
			return err
		}
		n, err := got.RowsAffected()
		if err != nil || n != 1 {
			return errors.Join(err, sample.ErrStale)
		}
		for i, lot := range lots {
			state := sample.Passed
			if int64(i) < p.Chosen {
				state = sample.Drawn
			}
			_, err = tx.Exec(ctx, `update sample_case set score = ?, state = ?, rev = rev + 1 where order_id = ? and period = ?`, lot.Score, string(state), lot.Order, p.No)
			if err != nil {
				return err
			}
		}
		err = auditstore.Append(ctx, tx, audit.Entry{At: p.Drawn, Actor: by.User, ActorName: by.Name, Action: "sample.draw"}.On("sample_period", strconv.FormatInt(p.No, 10)).
			In(by.Unit).Because(by.Note).With("salt", p.Salt).With("promise", p.Promise).With("listed", strconv.FormatInt(p.Listed, 10)).With("chosen", strconv.FormatInt(p.Chosen, 10)))
		if err != nil {
			return err
		}
		return db.Emit(ctx, tx, db.Event{Kind: sample.EvDrawn, Subject: strconv.FormatInt(p.No, 10), Unit: by.Unit, At: p.Drawn, Body: body})
	})
}

// words is what nothing is searched by.
type words struct {
	Tries   []sample.Who `json:"tries,omitempty"`
	Called  sample.Who   `json:"called"`
	Settled sample.Who   `json:"settled"`
}

const caseColumns = `order_id, number, warning, target, unit, result, at, period, score, state, rev, body`

// visible is what a caller may see: cases of his jurisdiction that were drawn, but not one of his own unit that still waits to be called back.
func visible(scope access.Scope) (string, []any) {
	where, args := scope.Predicate("unit")
	return `(` + where + `) and state not in ('listed', 'passed') and (state <> 'drawn' or unit <> ?)`, append(args, scope.Unit)
}

// Get implements sample.Cases.
func (s *Store) Get(ctx context.Context, scope access.Scope, order string) (sample.Case, error) {
	where, args := visible(scope)
	return scanCase(s.db.QueryRow(ctx, `select `+caseColumns+` from sample_case where `+where+` and order_id = ?`, append(args, order)...))
}

func scanCase(r row) (sample.Case, error) {
	var c sample.Case
	var raw string
	err := r.Scan(&c.Order, &c.Number, &c.Warning, &c.Target, &c.Unit, &c.Result, &c.At, &c.Period, &c.Score, &c.State, &c.Rev, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return c, sample.ErrNotFound
	}
	if err != nil {
		return c, db.Wrap("read a call-back", err)
	}
	var w words
	err = json.Unmarshal([]byte(raw), &w)
	c.Tries, c.Called, c.Settled = w.Tries, w.Called, w.Settled
	return c, db.Wrap("read a call-back", err)
}

// List implements sample.Cases: what is owed first, then what differs, then the rest.
func (s *Store) List(ctx context.Context, scope access.Scope, f sample.Filter) ([]sample.Case, error) {
	where, args := visible(scope)
	if f.Period > 0 {
		where, args = where+` and period = ?`, append(args, f.Period)
	}
	if f.State != "" {
		where, args = where+` and state = ?`, append(args, string(f.State))
	}
	rows, err := s.db.Query(ctx, `select `+caseColumns+` from sample_case where `+where+`
		order by case state when 'drawn' then 0 when 'differs' then 1 else 2 end, period desc, score limit ?`, append(args, f.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []sample.Case
	for rows.Next() {
		c, err := scanCase(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, db.Wrap("read call-backs", rows.Err())
}

// Save implements sample.Cases.
func (s *Store) Save(ctx context.Context, c sample.Case, by sample.Who, kind string) error {
	raw, err := json.Marshal(words{c.Tries, c.Called, c.Settled})
	if err != nil {
		return err
	}
	body, err := sample.EventBody{Period: c.Period, Order: c.Order, Unit: c.Unit, State: c.State, Verdict: by.Verdict, At: by.At}.Body()
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		got, err := tx.Exec(ctx, `update sample_case set state = ?, rev = ?, body = ? where order_id = ? and rev = ?`, string(c.State), c.Rev, string(raw), c.Order, c.Rev-1)
		if err != nil {
			return err
		}
		n, err := got.RowsAffected()
		if err != nil || n != 1 {
			return errors.Join(err, sample.ErrStale)
		}
		err = auditstore.Append(ctx, tx, audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: kind}.On("order", c.Order).In(c.Unit).
			With("verdict", string(by.Verdict)).With("period", strconv.FormatInt(c.Period, 10)))
		if err != nil {
			return err
		}
		return db.Emit(ctx, tx, db.Event{Kind: kind, Subject: c.Order, Unit: c.Unit, At: by.At, Body: body})
	})
}

// Periods implements sample.Cases.
func (s *Store) Periods(ctx context.Context, scope access.Scope, limit int) ([]sample.Period, error) {
	where, args := visible(scope)
	rows, err := s.db.Query(ctx, `select p.no, p.begun, p.due, p.promise, p.salt, p.percent, p.drawn, p.drawn_by, p.listed, p.chosen, p.cut,
		(select count(*) from sample_case c where c.period = p.no and state = 'drawn' and `+where+`),
		(select count(*) from sample_case c where c.period = p.no and state = 'differs' and `+where+`)
		from sample_period p order by p.no desc limit ?`, append(append(append([]any{}, args...), args...), limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []sample.Period
	for rows.Next() {
		var p sample.Period
		err = rows.Scan(&p.No, &p.Begun, &p.Due, &p.Promise, &p.Salt, &p.Percent, &p.Drawn, &p.DrawnBy, &p.Listed, &p.Chosen, &p.Cut, &p.Owed, &p.Differing)
		if err != nil {
			return nil, db.Wrap("read periods", err)
		}
		out = append(out, p)
	}
	return out, db.Wrap("read periods", rows.Err())
}
