package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"fanzha/base/access"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// ShadowHit is a hit of a version that runs beside the live set.
type ShadowHit struct {
	Row    proof.Row // masked
	Person string    // in full
	Both   bool      // the live set warned of the person at that time
}

// Shadowed records what a version found in shadow up to a place, once.
func (s *Store) Shadowed(ctx context.Context, version string, p Place, hits []ShadowHit) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		for i := range hits {
			h := &hits[i]
			body, err := json.Marshal(h.Row)
			if err != nil {
				return fmt.Errorf("hit in shadow: %w", err)
			}
			_, err = tx.Exec(ctx, `insert into scenario_shadow_hit (id, version, unit, person, day, at, recorded_at, body, hushed) values (?, ?, ?, ?, ?, ?, ?, ?, ?)
				on conflict (version, id) do nothing`, h.Row.HitID, version, h.Row.Unit, h.Person, proof.DayOf(h.Row.At), int64(h.Row.At), int64(p.At), string(body), hushed(h))
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `insert into scenario_shadow_position (version, partition_no, seq) values (?, ?, ?)
			on conflict (version, partition_no) do update set seq = excluded.seq where scenario_shadow_position.seq < excluded.seq`, version, p.Partition, int64(p.Seq))
		return err
	})
}

// hushed is 1 for what a suppression silences.
func hushed(h *ShadowHit) int {
	if h.Row.Suppressed != "" {
		return 1
	}
	return 0
}

// Place is how far a partition was worked off, and when.
type Place struct {
	Partition int
	Seq       uint64
	At        when.Micros
}

// ShadowPosition is how far a version in shadow has worked off a partition; ok is false when it has not begun.
func (s *Store) ShadowPosition(ctx context.Context, version string, partition int) (seq uint64, ok bool, err error) {
	var n int64
	err = s.db.QueryRow(ctx, `select seq from scenario_shadow_position where version = ? and partition_no = ?`, version, partition).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return uint64(n), err == nil, db.Wrap("read place of a shadow", err)
}

// Days implements life.Beside: by day, whom the version would have alerted. Whether the live set warned of them as well is asked by who
// knows the warnings; here Both and Same are 0.
func (s *Store) Days(ctx context.Context, scope access.Scope, version string) ([]life.ShadowDay, error) {
	where, args := scope.Predicate("unit")
	rows, err := s.db.Query(ctx, `select day, count(*) - sum(hushed), count(distinct case when hushed = 1 then null when person = '' then id else person end), sum(hushed) from scenario_shadow_hit
		where `+where+` and version = ? group by day order by day`, append(args, version)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []life.ShadowDay
	for rows.Next() {
		var d life.ShadowDay
		err = rows.Scan(&d.Day, &d.Hits, &d.Shadow, &d.Hushed)
		if err != nil {
			return nil, db.Wrap("count hits in shadow", err)
		}
		out = append(out, d)
	}
	return out, db.Wrap("count hits in shadow", rows.Err())
}

// Shadowy calls fn for every hit in shadow of a version that no suppression silences, by time: its person in full, for a comparison inside the centre.
func (s *Store) Shadowy(ctx context.Context, scope access.Scope, version string, fn func(ShadowHit) error) error {
	where, args := scope.Predicate("unit")
	rows, err := s.db.Query(ctx, `select person, unit, body from scenario_shadow_hit where `+where+` and version = ? and hushed = 0 order by at, id`, append(args, version)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var h ShadowHit
		var unit, body string
		err = rows.Scan(&h.Person, &unit, &body)
		if err == nil {
			err = json.Unmarshal([]byte(body), &h.Row)
		}
		if err != nil {
			return db.Wrap("read hits in shadow", err)
		}
		h.Row.Unit = unit
		err = fn(h)
		if err != nil {
			return err
		}
	}
	return db.Wrap("read hits in shadow", rows.Err())
}

// Hits implements life.Beside.
func (s *Store) Hits(ctx context.Context, scope access.Scope, q life.ShadowQuery) ([]proof.Row, error) {
	var c conditions
	where, args := scope.Predicate("unit")
	c.add(where, args...)
	c.add("version = ?", q.Version)
	if q.Day != 0 {
		c.add("day = ?", q.Day)
	}
	if q.After != nil {
		c.add("(at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select unit, body from scenario_shadow_hit where `+c.where()+` order by at desc, id desc limit ?`, append(c.args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []proof.Row
	for rows.Next() {
		var r proof.Row
		var unit, body string
		err = rows.Scan(&unit, &body)
		if err == nil {
			err = json.Unmarshal([]byte(body), &r)
		}
		if err != nil {
			return nil, db.Wrap("read hits in shadow", err)
		}
		r.Unit = unit
		out = append(out, r)
	}
	return out, db.Wrap("read hits in shadow", rows.Err())
}
