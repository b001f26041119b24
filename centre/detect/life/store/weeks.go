package store

import (
	"context"
	"encoding/json"
	"fmt"

	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/detect/life"
	"fanzha/internal/db"
)

// Begin implements life.Weeks.
func (s *Store) Begin(ctx context.Context, j life.Job) (begun bool, err error) {
	body, err := json.Marshal(j)
	if err != nil {
		return false, fmt.Errorf("report of a week: %w", err)
	}
	err = s.db.Write(ctx, func(tx db.Tx) error {
		begun = false
		got, err := tx.Exec(ctx, `insert into scenario_job (id, kind, state, unit, version, at, week, body) values (?, ?, ?, ?, '', ?, ?, ?)
on conflict (id) do update set state = excluded.state, at = excluded.at, body = excluded.body where scenario_job.state = 'failed' and scenario_job.at <= ?`,
			j.ID, j.Kind, j.State, j.Unit, int64(j.At), int64(j.Week), string(body), int64(j.At-life.AgainAfter))
		if err != nil {
			return err
		}
		n, err := got.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		begun = true
		return auditstore.Append(ctx, tx, audit.Entry{At: j.At, Actor: j.By.User, ActorName: j.By.Name, Action: "scenario.job"}.On("scenario_job", j.ID).In(j.Unit).
			With("kind", j.Kind))
	})
	return begun, err
}

// See implements life.Weeks.
func (s *Store) See(ctx context.Context, j life.Job, unit string) error {
	body, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("report of a week: %w", err)
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		got, err := tx.Exec(ctx, `update scenario_job set seen = 1, body = ? where id = ? and seen = 0`, string(body), j.ID)
		if err == nil {
			err = one(got)
		}
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: j.Seen.At, Actor: j.Seen.User, ActorName: j.Seen.Name, Action: "scenario.seen"}.On("scenario_job", j.ID).In(unit).
			Because(j.Seen.Note))
	})
}
