// Package store keeps a centre's own words of dissuasion scripts and the votes on what worked. It makes no decisions; that one version waits
// and one is in force are constraints, and each act is written with its audit entry.
package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/dissuade/spoken"
	"fanzha/internal/db"
	"fanzha/term/region"
	"fanzha/term/when"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var _ spoken.Records = (*Store)(nil)

// body is what nothing is searched by.
type body struct {
	Words   spoken.Words `json:"words"`
	Made    spoken.Who   `json:"made"`
	Decided spoken.Who   `json:"decided"`
	Ended   spoken.Who   `json:"ended"`
}

// Put implements spoken.Records.
func (s *Store) Put(ctx context.Context, v spoken.Version, a spoken.Act, by spoken.Who) error {
	raw, err := json.Marshal(body{v.Words, v.Made, v.Decided, v.Ended})
	if err != nil {
		return fmt.Errorf("version of a script: %w", err)
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		var err error
		if v.Rev == 1 {
			_, err = tx.Exec(ctx, `insert into script_version (id, unit, kind, reading, number, state, at, rev, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				v.ID, v.Unit, v.Kind, string(v.Reading), v.Number, string(v.State), int64(v.At), v.Rev, string(raw))
			if db.IsUnique(err, "script_version_one_waits") {
				return spoken.ErrOpen
			}
		} else {
			err = move(ctx, tx, &v, string(raw))
		}
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "script." + string(a)}.On("script_version", v.ID).
			In(v.Unit).Because(by.Note).With("kind", v.Kind).With("reading", string(v.Reading)).With("number", fmt.Sprint(v.Number)))
	})
}

// move writes the next state of a version; one that comes into force puts the one before it aside.
func move(ctx context.Context, tx db.Tx, v *spoken.Version, raw string) error {
	if v.State == spoken.Approved {
		_, err := tx.Exec(ctx, `update script_version set state = 'replaced', rev = rev + 1 where unit = ? and kind = ? and reading = ? and state = 'approved' and id <> ?`,
			v.Unit, v.Kind, string(v.Reading), v.ID)
		if err != nil {
			return err
		}
	}
	got, err := tx.Exec(ctx, `update script_version set state = ?, rev = ?, body = ? where id = ? and rev = ?`, string(v.State), v.Rev, raw, v.ID, v.Rev-1)
	if err != nil {
		return err
	}
	n, err := got.RowsAffected()
	if err == nil && n != 1 {
		err = spoken.ErrStale
	}
	return err
}

// Versions implements spoken.Records. A unit speaks the words of those above it, so it may know of them.
func (s *Store) Versions(ctx context.Context, scope access.Scope, kind string, limit int) ([]spoken.Version, error) {
	where, args := scope.Predicate("unit")
	above := region.Parents(scope.Unit)
	if len(above) > 0 {
		where = "(" + where + " or unit in (?" + strings.Repeat(", ?", len(above)-1) + "))"
	}
	for _, u := range above {
		args = append(args, u)
	}
	rows, err := s.db.Query(ctx, `select id, unit, kind, reading, number, state, at, rev, body from script_version where `+where+` and kind = ? order by at desc, id desc limit ?`,
		append(args, kind, limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []spoken.Version{}
	for rows.Next() {
		var v spoken.Version
		var at int64
		var raw string
		var b body
		err = rows.Scan(&v.ID, &v.Unit, &v.Kind, &v.Reading, &v.Number, &v.State, &at, &v.Rev, &raw)
		if err == nil {
			err = json.Unmarshal([]byte(raw), &b)
		}
		if err != nil {
			return nil, db.Wrap("read versions of a script", err)
		}
		v.At, v.Words, v.Made, v.Decided, v.Ended = when.Micros(at), b.Words, b.Made, b.Decided, b.Ended
		out = append(out, v)
	}
	return out, db.Wrap("read versions of a script", rows.Err())
}

// Vote implements spoken.Records.
func (s *Store) Vote(ctx context.Context, v spoken.Vote) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into script_vote (kind, warning, voter, unit, reading, step, version, at) values (?, ?, ?, ?, ?, ?, ?, ?)
			on conflict (kind, warning, voter) do update set unit = excluded.unit, reading = excluded.reading, step = excluded.step, version = excluded.version, at = excluded.at`,
			v.Kind, v.Warning, v.Voter, v.Unit, string(v.Reading), string(v.Step), v.Version, int64(v.At))
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: v.At, Actor: v.Voter, ActorName: v.Name, Action: "script.vote"}.On("script", v.Kind).
			In(v.Unit).With("step", string(v.Step)).With("warning", v.Warning).With("reading", string(v.Reading)))
	})
}

// Tallies implements spoken.Records.
func (s *Store) Tallies(ctx context.Context, scope access.Scope) (map[string]spoken.Tally, error) {
	where, args := scope.Predicate("unit")
	if scope.Can(access.WarningRead) {
		where, args = "length(unit) = 12", nil // counts name nobody
	}
	rows, err := s.db.Query(ctx, `select kind, step, count(*) from script_vote where `+where+` group by kind, step`, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := map[string]spoken.Tally{}
	for rows.Next() {
		var kind string
		var step spoken.Step
		var n int64
		err = rows.Scan(&kind, &step, &n)
		if err != nil {
			return nil, db.Wrap("count votes on scripts", err)
		}
		if out[kind] == nil {
			out[kind] = spoken.Tally{}
		}
		out[kind][step] = n
	}
	return out, db.Wrap("count votes on scripts", rows.Err())
}
