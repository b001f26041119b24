package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	"fanzha/internal/db"
	"fanzha/term/when"
)

func micros(n int64) when.Micros { return when.Micros(n) }

// rowsAtOnce bounds one statement's work between looks at the context.
const rowsAtOnce = 500

// Put implements life.Jobs.
func (s *Store) Put(ctx context.Context, j life.Job, rows []proof.Row) error {
	body, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	n := int64(0)
	for part := range slices.Chunk(rows, rowsAtOnce) { // before the job says that it is done
		err = s.db.Write(ctx, func(tx db.Tx) error {
			for i := range part {
				part[i].N = n + int64(i) + 1
				err := putRow(ctx, tx, j.ID, &part[i])
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		n += int64(len(part))
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		got, err := tx.Exec(ctx, `insert into scenario_job (id, kind, state, unit, version, at, body) values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`,
			j.ID, j.Kind, j.State, j.Unit, j.Version, int64(j.At), string(body))
		if err != nil {
			return err
		}
		n, err := got.RowsAffected()
		if err != nil {
			return err
		}
		if n == 1 {
			return auditstore.Append(ctx, tx, audit.Entry{At: j.At, Actor: j.By.User, ActorName: j.By.Name, Action: "scenario.job"}.On("scenario_job", j.ID).In(j.Unit).
				With("kind", j.Kind).With("version", j.Version).With("hash", j.Hash))
		}
		_, err = tx.Exec(ctx, `update scenario_job set state = ?, body = ? where id = ?`, j.State, string(body), j.ID)
		return err
	})
}

func putRow(ctx context.Context, tx db.Tx, job string, r *proof.Row) error {
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("row of a job: %w", err)
	}
	_, err = tx.Exec(ctx, `insert into scenario_job_row (job, n, unit, body) values (?, ?, ?, ?) on conflict (job, n) do nothing`, job, r.N, r.Unit, string(body))
	for _, g := range r.Groups {
		if err == nil {
			_, err = tx.Exec(ctx, `insert into scenario_job_group (job, name, n) values (?, ?, ?) on conflict (job, name, n) do nothing`, job, g, r.N)
		}
	}
	return err
}

const jobColumns = `id, kind, state, unit, version, at, body`

func scanJob(from scanner) (life.Job, error) {
	var j life.Job
	var id, kind, state, unit, version, body string
	var at int64
	err := from.Scan(&id, &kind, &state, &unit, &version, &at, &body)
	if err != nil {
		return j, err
	}
	err = json.Unmarshal([]byte(body), &j)
	if err != nil {
		return j, fmt.Errorf("body of job %s: %w", id, err)
	}
	j.ID, j.Kind, j.State, j.Unit, j.Version, j.At = id, kind, state, unit, version, micros(at)
	return j, nil
}

// Job implements life.Jobs.
func (s *Store) Job(ctx context.Context, scope access.Scope, id string) (life.Job, error) {
	where, args := scope.Predicate("unit")
	j, err := scanJob(s.db.QueryRow(ctx, `select `+jobColumns+` from scenario_job where (`+where+` or week > 0) and id = ?`, append(args, id)...))
	if errors.Is(err, sql.ErrNoRows) {
		return j, life.ErrNotFound
	}
	return j, db.Wrap("read job", err)
}

// Jobs implements life.Jobs.
func (s *Store) Jobs(ctx context.Context, scope access.Scope, q life.JobQuery) ([]life.Job, error) {
	var c conditions
	where, args := scope.Predicate("unit")
	c.add("("+where+" or week > 0)", args...)
	if q.Weekly {
		c.add("week > 0")
	}
	if q.Kind != "" {
		c.add("kind = ?", q.Kind)
	}
	if q.Version != "" {
		c.add("version = ?", q.Version)
	}
	if q.After != nil {
		c.add("(at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	return s.jobs(ctx, c, q.Limit)
}

func (s *Store) jobs(ctx context.Context, c conditions, limit int) ([]life.Job, error) {
	rows, err := s.db.Query(ctx, `select `+jobColumns+` from scenario_job where `+c.where()+` order by at desc, id desc limit ?`, append(c.args, limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []life.Job
	for rows.Next() {
		j, err := scanJob(rows)
		if err != nil {
			return nil, db.Wrap("read jobs", err)
		}
		out = append(out, j)
	}
	return out, db.Wrap("read jobs", rows.Err())
}

// leftMost bounds the jobs that a stop may have left behind: those that may wait, and the one that runs.
const leftMost = 1000

// Left are the jobs that a stop of the program has left waiting or running, the oldest last.
func (s *Store) Left(ctx context.Context) ([]life.Job, error) {
	var c conditions
	c.add("state in ('waiting', 'running')")
	return s.jobs(ctx, c, leftMost)
}

// Rows implements life.Jobs.
func (s *Store) Rows(ctx context.Context, scope access.Scope, q life.RowQuery) ([]proof.Row, error) {
	where, args := scope.Predicate("r.unit")
	query := `select r.n, r.unit, r.body from scenario_job_row r where ` + where + ` and r.job = ? and r.n > ?`
	args = append(args, q.Job, q.After)
	if q.Group != "" {
		query += ` and exists (select 1 from scenario_job_group g where g.job = r.job and g.n = r.n and g.name = ?)`
		args = append(args, q.Group)
	}
	rows, err := s.db.Query(ctx, query+` order by r.n limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []proof.Row
	for rows.Next() {
		var r proof.Row
		var n int64
		var unit, body string
		err = rows.Scan(&n, &unit, &body)
		if err == nil {
			err = json.Unmarshal([]byte(body), &r)
		}
		if err != nil {
			return nil, db.Wrap("read rows of a job", err)
		}
		r.N, r.Unit = n, unit
		out = append(out, r)
	}
	return out, db.Wrap("read rows of a job", rows.Err())
}
