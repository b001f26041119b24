package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/detect/life"
	"fanzha/internal/db"
	"fanzha/term/fault"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ life.Ledger = (*Store)(nil)
	_ life.Jobs   = (*Store)(nil)
	_ life.Beside = (*Store)(nil)
	_ life.Hushes = (*Store)(nil)
)

const versionColumns = `v.id, v.code, v.number, v.unit, v.state, v.origin, v.hash, v.at, v.rev, v.body, coalesce(t.body, '')`

// Save implements life.Ledger.
func (s *Store) Save(ctx context.Context, changes ...life.Change) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for i := range changes {
			v := &changes[i].Version
			err := putText(ctx, tx, v.Hash, v.Text)
			if err == nil {
				err = putVersion(ctx, tx, v)
			}
			if err == nil {
				err = trail(ctx, tx, v, &changes[i].Step)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func putText(ctx context.Context, tx db.Tx, hash, text string) error {
	_, err := tx.Exec(ctx, `insert into scenario_text (hash, body) values (?, ?) on conflict (hash) do nothing`, hash, text)
	return err
}

func putVersion(ctx context.Context, tx db.Tx, v *life.Version) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("version of a scenario: %w", err)
	}
	if v.Rev == 1 {
		_, err = tx.Exec(ctx, `insert into scenario_version (id, code, number, unit, state, origin, hash, at, rev, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			v.ID, v.Code, v.Number, v.Unit, string(v.State), string(v.Origin), v.Hash, int64(v.At), v.Rev, string(body))
		if db.IsUnique(err, "scenario_version_once") || db.IsUnique(err, "scenario_version_one_in_force") {
			return fault.New(life.ErrOnce.Kind, life.ErrOnce.Code, "code", v.Code, "version", v.Number)
		}
		return err
	}
	got, err := tx.Exec(ctx, `update scenario_version set state = ?, hash = ?, rev = ?, body = ? where id = ? and rev = ?`,
		string(v.State), v.Hash, v.Rev, string(body), v.ID, v.Rev-1)
	if db.IsUnique(err, "scenario_version_one_in_force") {
		return life.ErrStale
	}
	if err != nil {
		return err
	}
	return one(got)
}

// trail writes the audit entry of an act.
func trail(ctx context.Context, tx db.Tx, v *life.Version, st *life.Step) error {
	by := st.By
	e := audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "scenario." + string(st.Act)}.On("scenario_version", v.ID).In(st.Unit).Because(by.Note).
		With("code", v.Code).With("version", strconv.FormatInt(v.Number, 10)).With("from", string(st.From)).With("state", string(v.State)).With("hash", v.Hash)
	if v.Urgent != "" && st.Act == life.ActPropose {
		e = e.With("urgent", "yes")
	}
	return auditstore.Append(ctx, tx, e)
}

type scanner interface{ Scan(to ...any) error }

func scanVersion(from scanner) (life.Version, error) {
	var v life.Version
	var body string
	var id, code, unit, hash, text string
	var number, at, rev int64
	var state, origin string
	err := from.Scan(&id, &code, &number, &unit, &state, &origin, &hash, &at, &rev, &body, &text)
	if err != nil {
		return v, err
	}
	err = json.Unmarshal([]byte(body), &v)
	if err != nil {
		return v, fmt.Errorf("body of version %s: %w", id, err)
	}
	v.ID, v.Code, v.Number, v.Unit, v.Hash, v.Rev, v.Text = id, code, number, unit, hash, rev, text
	v.State, v.Origin, v.At = life.State(state), life.Origin(origin), micros(at)
	return v, nil
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

func (c *conditions) where() string { return strings.Join(c.parts, " and ") }

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

// visible is what a caller sees: his jurisdiction, and what is or was in force, which everybody works by.
func visible(scope access.Scope) conditions {
	var c conditions
	where, args := scope.Predicate("v.unit")
	c.add("("+where+" or v.state in ('published', 'paused', 'retired'))", args...)
	return c
}

// Get implements life.Ledger.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (life.Version, error) {
	c := visible(scope)
	c.add("v.id = ?", id)
	v, err := scanVersion(s.db.QueryRow(ctx, `select `+versionColumns+` from scenario_version v left join scenario_text t on t.hash = v.hash where `+c.where(), c.args...))
	if errors.Is(err, sql.ErrNoRows) {
		return v, life.ErrNotFound
	}
	return v, db.Wrap("read version of a scenario", err)
}

// List implements life.Ledger.
func (s *Store) List(ctx context.Context, scope access.Scope, q life.Query) ([]life.Version, error) {
	c := visible(scope)
	if q.Code != "" {
		c.add("v.code = ?", q.Code)
	}
	if len(q.States) > 0 {
		args := make([]any, len(q.States))
		for i, x := range q.States {
			args[i] = string(x)
		}
		c.add("v.state in ("+marks(len(args))+")", args...)
	}
	if q.After != nil {
		c.add("(v.at, v.id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+versionColumns+` from scenario_version v left join scenario_text t on t.hash = v.hash where `+c.where()+
		` order by v.at desc, v.id desc limit ?`, append(c.args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []life.Version
	for rows.Next() {
		v, err := scanVersion(rows)
		if err != nil {
			return nil, db.Wrap("read versions of scenarios", err)
		}
		out = append(out, v)
	}
	return out, db.Wrap("read versions of scenarios", rows.Err())
}

// Highest implements life.Ledger.
func (s *Store) Highest(ctx context.Context, scope access.Scope, code string) (int64, error) {
	where, args := scope.Predicate("unit")
	var n int64
	err := s.db.QueryRow(ctx, `select coalesce(max(number), 0) from scenario_version where `+where+` and code = ?`, append(args, code)...).Scan(&n)
	return n, db.Wrap("read numbers of a scenario", err)
}
