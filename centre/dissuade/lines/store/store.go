// Package store keeps plans, lines and steps in the records store: tables dissuade_plan, dissuade_line and dissuade_step. An act is
// one transaction: the rows, its step, its audit entry and its event.
package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/dissuade/lines"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ lines.Records = (*Store)(nil)
	_ lines.Queue   = (*Store)(nil)
)

// planBody and lineBody are what nothing is searched by.
type planBody struct {
	Fails     map[lines.Kind]int64 `json:"fails"`
	Proved    int64                `json:"proved,omitempty"`
	ProvedAt  when.Micros          `json:"proved_at,omitempty"`
	Asked     lines.Who            `json:"asked"`
	Decided   lines.Who            `json:"decided"`
	Checklist []lines.Item         `json:"checklist,omitempty"`
}

type lineBody struct {
	Carrier     string      `json:"carrier,omitempty"`
	Task        string      `json:"task,omitempty"`
	Asked       lines.Who   `json:"asked"`
	Taken       lines.Who   `json:"taken"`
	Answer      lines.Who   `json:"answer"`
	Tries       int64       `json:"tries,omitempty"`
	TriedAt     when.Micros `json:"tried_at,omitempty"`
	LastOutcome string      `json:"last_outcome,omitempty"`
	NextAt      when.Micros `json:"next_at,omitempty"`
}

// Save implements lines.Records. The step is written first: where its cause is known, somebody has told it already.
func (s *Store) Save(ctx context.Context, c lines.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		fresh, err := step(ctx, tx, &c.Step)
		if err != nil || !fresh {
			return err
		}
		err = plan(ctx, tx, &c.Plan)
		for i := range c.Lines {
			if err == nil {
				err = line(ctx, tx, &c.Lines[i])
			}
		}
		if err != nil || c.Step.Act.Quiet() {
			return err
		}
		return trail(ctx, tx, &c)
	})
}

func step(ctx context.Context, tx db.Tx, p *lines.Step) (bool, error) {
	cause := p.Cause
	if cause == "" {
		cause = strconv.FormatInt(p.Seq, 10)
	}
	r, err := tx.Exec(ctx, `insert into dissuade_step (warning, seq, cause, line, at, by_id, by_name, unit, act, outcome, note)
		values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (warning, cause) do nothing`,
		p.Warning, p.Seq, cause, p.Line, int64(p.By.At), p.By.User, p.By.Name, p.By.Unit, string(p.Act), p.Outcome, p.By.Note)
	if db.IsUnique(err, "dissuade_step") {
		return false, lines.ErrStale
	}
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n == 1, db.Wrap("save step of a plan", err)
}

func plan(ctx context.Context, tx db.Tx, p *lines.Plan) error {
	body, err := json.Marshal(planBody{Fails: p.Fails, Proved: p.Proved, ProvedAt: p.ProvedAt, Asked: p.Asked, Decided: p.Decided, Checklist: p.Checklist})
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if p.Version == 1 {
		_, err = tx.Exec(ctx, `insert into dissuade_plan (warning, target, unit, level, state, next_what, next_at, since, version, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			p.Warning, p.Target, p.Unit, p.Level, string(p.State), p.NextWhat, int64(p.NextAt), int64(p.Since), p.Version, string(body))
		if db.IsUnique(err, "dissuade_plan") {
			return lines.ErrStale
		}
		return err
	}
	r, err := tx.Exec(ctx, `update dissuade_plan set unit = ?, level = ?, state = ?, next_what = ?, next_at = ?, since = ?, version = ?, body = ?
		where warning = ? and version = ?`,
		p.Unit, p.Level, string(p.State), p.NextWhat, int64(p.NextAt), int64(p.Since), p.Version, string(body), p.Warning, p.Version-1)
	if err != nil {
		return err
	}
	n, err := r.RowsAffected()
	if err == nil && n != 1 {
		err = lines.ErrStale
	}
	return err
}

func line(ctx context.Context, tx db.Tx, l *lines.Line) error {
	body, err := json.Marshal(lineBody{l.Carrier, l.Task, l.Asked, l.Taken, l.Answer, l.Tries, l.TriedAt, l.LastOutcome, l.NextAt})
	if err != nil {
		return fmt.Errorf("line: %w", err)
	}
	_, err = tx.Exec(ctx, `insert into dissuade_line (id, warning, target, kind, state, unit, to_unit, to_bank, due_at, asked_at, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (id) do update set state = excluded.state, due_at = excluded.due_at, body = excluded.body`,
		l.ID, l.Warning, l.Target, string(l.Kind), string(l.State), l.Unit, l.ToUnit, l.ToBank, int64(l.DueAt), int64(l.AskedAt), string(body))
	return err
}

// trail writes the audit entry and the event. What was noted stays in the step.
func trail(ctx context.Context, tx db.Tx, c *lines.Change) error {
	by := c.Step.By
	e := audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "lines." + string(c.Step.Act)}.On("warning", c.Plan.Warning).In(c.Plan.Unit).
		With("state", string(c.Plan.State)).With("line", c.Step.Line).With("outcome", c.Step.Outcome).With("next", c.Plan.NextWhat)
	err := auditstore.Append(ctx, tx, e)
	if err != nil {
		return err
	}
	kind, unit, body, err := c.Event()
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: kind, Subject: c.Plan.Warning, Unit: unit, At: by.At, Body: body})
}

const (
	planColumns = `warning, target, unit, level, state, next_what, next_at, since, version, body`
	lineColumns = `id, warning, target, kind, state, unit, to_unit, to_bank, due_at, asked_at, body`
)

type row interface{ Scan(...any) error }

func scanPlan(r row) (lines.Plan, error) {
	var p lines.Plan
	var raw string
	var b planBody
	err := r.Scan(&p.Warning, &p.Target, &p.Unit, &p.Level, &p.State, &p.NextWhat, &p.NextAt, &p.Since, &p.Version, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return p, lines.ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal([]byte(raw), &b)
	}
	p.Fails, p.Proved, p.ProvedAt, p.Asked, p.Decided, p.Checklist = b.Fails, b.Proved, b.ProvedAt, b.Asked, b.Decided, b.Checklist
	return p, db.Wrap("read plan", err)
}

func scanLine(r row) (lines.Line, error) {
	var l lines.Line
	var raw string
	var b lineBody
	err := r.Scan(&l.ID, &l.Warning, &l.Target, &l.Kind, &l.State, &l.Unit, &l.ToUnit, &l.ToBank, &l.DueAt, &l.AskedAt, &raw)
	if errors.Is(err, sql.ErrNoRows) {
		return l, lines.ErrNotFound
	}
	if err == nil {
		err = json.Unmarshal([]byte(raw), &b)
	}
	l.Carrier, l.Task, l.Asked, l.Taken, l.Answer = b.Carrier, b.Task, b.Asked, b.Taken, b.Answer
	l.Tries, l.TriedAt, l.LastOutcome, l.NextAt = b.Tries, b.TriedAt, b.LastOutcome, b.NextAt
	return l, db.Wrap("read line", err)
}

func scanStep(r row) (lines.Step, error) {
	var p lines.Step
	err := r.Scan(&p.Warning, &p.Seq, &p.Line, &p.By.At, &p.By.User, &p.By.Name, &p.By.Unit, &p.Act, &p.Outcome, &p.By.Note)
	return p, db.Wrap("read step of a plan", err)
}

// asked is a query with its arguments.
type asked struct {
	query string
	args  []any
}

// all reads every row of a query.
func all[T any](ctx context.Context, d *db.DB, scan func(row) (T, error), q asked) ([]T, error) {
	rows, err := d.Query(ctx, q.query, q.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []T{}
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, db.Wrap("read rows", rows.Err())
}

// stepsMost bounds the history of one plan that is read at a time.
const stepsMost = 500

// File implements lines.Records.
func (s *Store) File(ctx context.Context, scope access.Scope, warning string) (lines.File, error) {
	var f lines.File
	where, args := scope.Predicate("unit")
	var err error
	// the plan of a warning
	f.Plan, err = scanPlan(s.db.QueryRow(ctx, `select `+planColumns+` from dissuade_plan where warning = ? and `+where, append([]any{warning}, args...)...))
	if err != nil {
		return f, err
	}
	f.Lines, err = all(ctx, s.db, scanLine, asked{`select ` + lineColumns + ` from dissuade_line where warning = ? order by asked_at, id`, []any{warning}})
	if err != nil {
		return f, err
	}
	f.Steps, err = all(ctx, s.db, scanStep, asked{`select warning, seq, line, at, by_id, by_name, unit, act, outcome, note from dissuade_step
		where warning = ? order by seq desc limit ?`, []any{warning, stepsMost}})
	return f, err
}

// sides is the condition under which a caller sees a line: he asked, or is asked.
func sides(scope access.Scope) (string, []any) {
	gave, args := scope.Predicate("unit")
	got, more := received(scope)
	return "(" + gave + " or " + got + ")", append(args, more...)
}

func received(scope access.Scope) (string, []any) {
	got, args := scope.Predicate("to_unit")
	if scope.Bank != "" {
		return "(to_bank = ?)", []any{scope.Bank}
	}
	return "(to_unit <> '' and " + got + ")", args
}

// Line implements lines.Records.
func (s *Store) Line(ctx context.Context, scope access.Scope, id string) (lines.Line, error) {
	where, args := sides(scope)
	if scope.Bank != "" {
		where, args = received(scope)
	}
	return scanLine(s.db.QueryRow(ctx, `select `+lineColumns+` from dissuade_line where id = ? and `+where, append([]any{id}, args...)...))
}

// List implements lines.Records: requests to others; own lines stand on the warning.
func (s *Store) List(ctx context.Context, scope access.Scope, q lines.Query) ([]lines.Line, error) {
	where, args := received(scope)
	if q.Side == lines.Given {
		where, args = scope.Predicate("unit")
		where += ` and kind <> 'relatives'`
		if scope.Bank != "" {
			return []lines.Line{}, nil // a bank asks nobody
		}
	}
	query := `select ` + lineColumns + ` from dissuade_line where ` + where
	if q.Live {
		query += ` and due_at > 0`
	}
	if q.After != nil {
		query += ` and (asked_at, id) < (?, ?)`
		args = append(args, int64(q.After.At), q.After.ID)
	}
	return all(ctx, s.db, scanLine, asked{query + ` order by asked_at desc, id desc limit ?`, append(args, q.Limit)})
}

// Due implements lines.Queue.
func (s *Store) Due(ctx context.Context, scope access.Scope, q lines.DueQuery) ([]lines.Plan, error) {
	where, args := scope.Predicate("unit")
	query := `select ` + planColumns + ` from dissuade_plan where state <> 'ended' and ` + where
	if q.State != "" {
		query += ` and state = ?`
		args = append(args, string(q.State))
	}
	if q.After != nil {
		query += ` and (next_at, warning) > (?, ?)`
		args = append(args, int64(q.After.At), q.After.ID)
	}
	return all(ctx, s.db, scanPlan, asked{query + ` order by next_at, warning limit ?`, append(args, q.Limit)})
}
