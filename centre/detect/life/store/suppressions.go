package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/detect/life"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// PutSuppression implements life.Hushes.
func (s *Store) PutSuppression(ctx context.Context, x life.Suppression, step life.Step) error {
	body, err := json.Marshal(x)
	if err != nil {
		return fmt.Errorf("suppression: %w", err)
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		var err error
		if x.Rev == 1 {
			_, err = tx.Exec(ctx, `insert into scenario_suppression (id, unit, scenario, until_at, at, rev, body) values (?, ?, ?, ?, ?, ?, ?)`,
				x.ID, x.Unit, x.Scenario, int64(x.Until), int64(x.At), x.Rev, string(body))
		} else {
			var got sql.Result
			got, err = tx.Exec(ctx, `update scenario_suppression set until_at = ?, rev = ?, body = ? where id = ? and rev = ?`, int64(x.Until), x.Rev, string(body), x.ID, x.Rev-1)
			if err == nil {
				err = one(got)
			}
		}
		if err != nil {
			return err
		}
		by := step.By
		return auditstore.Append(ctx, tx, audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "scenario." + string(step.Act)}.On("scenario_suppression", x.ID).
			In(step.Unit).Because(by.Note).With("scenario", x.Scenario).With("subject", x.Subject).With("value", x.Masked()).With("owner", x.Owner).With("until", x.Until.String()))
	})
}

// one says that exactly one row was changed; otherwise somebody was faster.
func one(got sql.Result) error {
	n, err := got.RowsAffected()
	if err == nil && n != 1 {
		err = life.ErrStale
	}
	return err
}

const suppressionColumns = `id, unit, until_at, at, rev, body`

func scanSuppression(from scanner) (life.Suppression, error) {
	var x life.Suppression
	var id, unit, body string
	var until, at, rev int64
	err := from.Scan(&id, &unit, &until, &at, &rev, &body)
	if err == nil {
		err = json.Unmarshal([]byte(body), &x)
	}
	x.ID, x.Unit, x.Until, x.At, x.Rev = id, unit, micros(until), micros(at), rev
	return x, err
}

// known is who may know of suppressions: they are in force for everybody, so whoever may read scenarios at all. A scope without a unit sees
// nothing.
func known(scope access.Scope) conditions {
	var c conditions
	where, args := scope.Predicate("unit")
	if scope.Can(access.ScenarioRead) {
		where, args = "length(unit) = 12", nil
	}
	c.add(where, args...)
	return c
}

// Suppression implements life.Hushes.
func (s *Store) Suppression(ctx context.Context, scope access.Scope, id string) (life.Suppression, error) {
	c := known(scope)
	c.add("id = ?", id)
	x, err := scanSuppression(s.db.QueryRow(ctx, `select `+suppressionColumns+` from scenario_suppression where `+c.where(), c.args...))
	if errors.Is(err, sql.ErrNoRows) {
		return x, life.ErrNotFound
	}
	return x, db.Wrap("read suppression", err)
}

// Suppressions implements life.Hushes.
func (s *Store) Suppressions(ctx context.Context, scope access.Scope, q life.SuppressionQuery) ([]life.Suppression, error) {
	c := known(scope)
	if q.Scenario != "" {
		c.add("scenario in ('', ?)", q.Scenario)
	}
	for _, end := range []struct {
		part string
		at   when.Micros
	}{{"until_at > ?", q.EndAfter}, {"until_at <= ?", q.EndUntil}} {
		if end.at != 0 {
			c.add(end.part, int64(end.at))
		}
	}
	if q.After != nil {
		c.add("(at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+suppressionColumns+` from scenario_suppression where `+c.where()+` order by at desc, id desc limit ?`, append(c.args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []life.Suppression
	for rows.Next() {
		x, err := scanSuppression(rows)
		if err != nil {
			return nil, db.Wrap("read suppressions", err)
		}
		out = append(out, x)
	}
	return out, db.Wrap("read suppressions", rows.Err())
}
