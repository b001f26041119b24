package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	auditstore "fanzha/base/audit/store"
	idstore "fanzha/base/id/store"
	"fanzha/centre/dispatch"
	"fanzha/internal/db"
)

// Store keeps orders. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

// Issue implements dispatch.Ledger. The cause is inserted first: of two transactions with the same cause the second waits for
// the first and then finds its order. Two causes for the same warning and unit at the same moment meet at the constraint of
// one open order; the loser looks again.
func (s *Store) Issue(ctx context.Context, draft dispatch.Draft, complete func(dispatch.Order) dispatch.Change) (dispatch.Order, bool, error) {
	for try := 0; ; try++ {
		var out dispatch.Order
		var fresh bool
		err := s.db.Write(ctx, func(tx db.Tx) error {
			var err error
			out, fresh, err = issue(ctx, tx, draft, complete)
			return err
		})
		if try == 0 && errors.Is(err, dispatch.ErrUnitHasOrder) {
			continue
		}
		return out, fresh, err
	}
}

func issue(ctx context.Context, tx db.Tx, draft dispatch.Draft, complete func(dispatch.Order) dispatch.Change) (dispatch.Order, bool, error) {
	o := draft.Order
	fresh, err := claim(ctx, tx, o.Cause, &o)
	if err != nil {
		return dispatch.Order{}, false, err
	}
	if !fresh {
		// first order of a cause
		return one(ctx, tx, `select `+columns+` from dispatch_order where id = (select order_id from dispatch_cause where cause = ?)`, o.Cause)
	}
	// the open order that the unit already has for the warning
	have, _, err := one(ctx, tx, `select `+columns+` from dispatch_order where warning = ? and unit = ? and state in ('issued', 'signed')`, o.Warning, o.Unit)
	if err == nil {
		_, err = tx.Exec(ctx, `update dispatch_cause set order_id = ? where cause = ?`, have.ID, o.Cause)
		return have, false, err
	}
	if !errors.Is(err, dispatch.ErrNotFound) {
		return dispatch.Order{}, false, err
	}
	o.Number, err = idstore.NextNumber(ctx, tx, "order", draft.Day)
	if err != nil {
		return dispatch.Order{}, false, err
	}
	c := complete(o)
	_, err = tx.Exec(ctx, insertOrder, values(&c.Order)...)
	if err != nil {
		return dispatch.Order{}, false, clash(err)
	}
	return c.Order, true, trail(ctx, tx, c)
}

// insertOrder: one row of dispatch_order.
var insertOrder = `insert into dispatch_order (` + columns + `, due_at, alarm_at, sort_at, rank) values (` + marks(48+4) + `)`

// updateOrder: the whole row, where it is still the one that was decided on.
var updateOrder = `update dispatch_order set ` + assignments(columns+`, due_at, alarm_at, sort_at, rank`) + ` where id = ? and rev = ?`

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func assignments(list string) string {
	names := strings.Split(list, ",")
	for i, n := range names {
		names[i] = strings.TrimSpace(n) + " = ?"
	}
	return strings.Join(names, ", ")
}

// claim records a cause; false when it is already known.
func claim(ctx context.Context, tx db.Tx, cause string, o *dispatch.Order) (bool, error) {
	r, err := tx.Exec(ctx, `insert into dispatch_cause (cause, order_id, at) values (?, ?, ?) on conflict (cause) do nothing`,
		cause, o.ID, int64(o.TurnAt))
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n == 1, db.Wrap("claim cause", err)
}

func one(ctx context.Context, q db.Queryer, query string, args ...any) (dispatch.Order, bool, error) {
	var o dispatch.Order
	err := q.QueryRow(ctx, query, args...).Scan(fields(&o)...)
	if errors.Is(err, sql.ErrNoRows) {
		return dispatch.Order{}, false, dispatch.ErrNotFound
	}
	return o, false, db.Wrap("read order", err)
}

// Save implements dispatch.Ledger.
func (s *Store) Save(ctx context.Context, changes ...dispatch.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for _, c := range changes {
			err := save(ctx, tx, c)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func save(ctx context.Context, tx db.Tx, c dispatch.Change) error {
	if c.Cause != "" {
		fresh, err := claim(ctx, tx, c.Cause, &c.Order)
		if err != nil {
			return err
		}
		if !fresh {
			return dispatch.ErrCauseKnown
		}
	}
	r, err := tx.Exec(ctx, updateOrder, append(values(&c.Order), c.Order.ID, c.Rev)...)
	if err != nil {
		return clash(err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return db.Wrap("save order", err)
	}
	if n != 1 {
		return dispatch.ErrStale
	}
	return trail(ctx, tx, c)
}

// clash names the invariant that a write ran into.
func clash(err error) error {
	if db.IsUnique(err, "dispatch_order_one_open") {
		return dispatch.ErrUnitHasOrder.With(err)
	}
	return err
}

// trail writes what goes with a change: history line, audit entry, events.
func trail(ctx context.Context, tx db.Tx, c dispatch.Change) error {
	args := make([]any, 0, 13)
	for _, p := range stepFields(&c.Step) {
		args = append(args, plain(p))
	}
	_, err := tx.Exec(ctx, `insert into dispatch_step (`+stepColumns+`) values (`+marks(13)+`)`, args...)
	if err != nil {
		return err
	}
	err = auditstore.Append(ctx, tx, entry(c))
	if err != nil {
		return err
	}
	for _, e := range c.Events {
		body, err := json.Marshal(e.Body)
		if err != nil {
			return err
		}
		err = db.Emit(ctx, tx, db.Event{Kind: e.Kind, Subject: c.Order.ID, Unit: e.Unit, At: e.At, Body: body})
		if err != nil {
			return err
		}
	}
	return nil
}
