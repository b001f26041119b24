// Package store keeps verification codes, wrong answers and impostor alarms: tables vouch_code, vouch_wrong and vouch_alarm. Each act is
// written with its audit entry, and of an alarm with its event, in one transaction.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/hotline/vouch"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Store keeps the records of this room. It is safe for concurrent use.
type Store struct{ db *db.DB }

// New returns a store over an open database.
func New(d *db.DB) *Store { return &Store{db: d} }

var (
	_ vouch.Codes  = (*Store)(nil)
	_ vouch.Meter  = (*Store)(nil)
	_ vouch.Alarms = Alarms{}
	_ vouch.Tally  = Alarms{}
)

// codeColumns of vouch_code in the order of codeValues and scanCode.
const codeColumns = `id, turn, hash, tail, way, kind, subject, title, unit, officer, officer_name, badge, person, number, from_at, until_at, state, confirms, last_at, version`

func codeValues(c *vouch.Code) []any {
	return []any{c.ID, c.Turn, c.Hash, c.Tail, string(c.Way), string(c.Kind), c.Subject, c.Title, c.Unit, c.Officer, c.OfficerName, c.Badge, c.Person, c.Number,
		int64(c.From), int64(c.Until), string(c.State), c.Confirms, int64(c.LastAt), c.Version}
}

type row interface{ Scan(...any) error }

func scanCode(r row) (vouch.Code, error) {
	var c vouch.Code
	err := r.Scan(&c.ID, &c.Turn, &c.Hash, &c.Tail, &c.Way, &c.Kind, &c.Subject, &c.Title, &c.Unit, &c.Officer, &c.OfficerName, &c.Badge, &c.Person, &c.Number,
		&c.From, &c.Until, &c.State, &c.Confirms, &c.LastAt, &c.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return c, vouch.ErrNotFound
	}
	return c, db.Wrap("read verification code", err)
}

func marks(columns string) string {
	return "?" + strings.Repeat(", ?", strings.Count(columns, ","))
}

// Add implements vouch.Codes. The digits stand in no log.
func (s *Store) Add(ctx context.Context, c vouch.Code, since when.Micros) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		var n int64
		err := tx.QueryRow(ctx, `select count(*) from vouch_code where hash = ? and until_at > ?`, c.Hash, int64(since)).Scan(&n)
		if err != nil {
			return db.Wrap("look for digits", err)
		}
		if n > 0 {
			return vouch.ErrTaken
		}
		_, err = tx.Exec(ctx, `insert into vouch_code (`+codeColumns+`) values (`+marks(codeColumns)+`)`, codeValues(&c)...)
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, codeEntry(&c, vouch.Act{Do: "issue", User: c.Officer, Name: c.OfficerName, At: c.From}).With("until", c.Until.String()))
	})
}

func codeEntry(c *vouch.Code, by vouch.Act) audit.Entry {
	return audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "vouch." + by.Do}.On("vouch_code", c.ID).In(c.Unit).
		With("officer", c.Officer).With("kind", string(c.Kind)).With("subject", c.Subject).With("way", string(c.Way)).With("tail", c.Tail)
}

// Find implements vouch.Codes.
func (s *Store) Find(ctx context.Context, scope access.Scope, hash string) (vouch.Code, bool, error) {
	where, args := scope.Predicate("unit")
	c, err := scanCode(s.db.QueryRow(ctx, `select `+codeColumns+` from vouch_code where hash = ? and `+where+` order by until_at desc, id desc limit 1`, append([]any{hash}, args...)...))
	if errors.Is(err, vouch.ErrNotFound) {
		return vouch.Code{}, false, nil
	}
	return c, err == nil, err
}

// liveMost bounds the live codes of one officer that are read; vouch.yaml bounds those that are issued.
const liveMost = 1000

// Live implements vouch.Codes.
func (s *Store) Live(ctx context.Context, officer string, now when.Micros) ([]vouch.Code, error) {
	rows, err := s.db.Query(ctx, `select `+codeColumns+` from vouch_code where officer = ? and until_at > ? and state = 'live' order by until_at desc, id desc limit ?`,
		officer, int64(now), liveMost)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []vouch.Code{}
	for rows.Next() {
		c, err := scanCode(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, db.Wrap("read verification codes", rows.Err())
}

// Save implements vouch.Codes.
func (s *Store) Save(ctx context.Context, c vouch.Code, by vouch.Act) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		got, err := tx.Exec(ctx, `update vouch_code set state = ?, confirms = ?, last_at = ?, version = ? where id = ? and version = ?`,
			string(c.State), c.Confirms, int64(c.LastAt), c.Version, c.ID, c.Version-1)
		if err != nil {
			return err
		}
		err = one(got)
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, codeEntry(&c, by).With("confirms", fmt.Sprint(c.Confirms)))
	})
}

func one(r sql.Result) error {
	n, err := r.RowsAffected()
	if err == nil && n != 1 {
		err = vouch.ErrStale
	}
	return err
}

// slot is the minute of a moment.
func slot(at when.Micros) int64 { return int64(at / when.Minute) }

// together is in vouch_wrong.who for all networks.
const together = ""

// Used implements vouch.Meter.
func (s *Store) Used(ctx context.Context, who string, since when.Micros) (own, all int64, err error) {
	return used(s.db.QueryRow(ctx, usedBy, who, together, slot(since)))
}

const usedBy = `select coalesce(sum(case when who = ? then n else 0 end), 0), coalesce(sum(case when who = ? then n else 0 end), 0) from vouch_wrong where slot > ?`

func used(r row) (own, all int64, err error) {
	err = r.Scan(&own, &all)
	return own, all, db.Wrap("read wrong answers", err)
}

// Spend implements vouch.Meter. Rows are counted up first, so that of two at once the second waits and sees the first.
func (s *Store) Spend(ctx context.Context, who string, now, since when.Micros) (own, all int64, err error) {
	err = s.db.Write(ctx, func(tx db.Tx) error {
		for _, each := range []string{together, who} {
			_, err := tx.Exec(ctx, `insert into vouch_wrong (who, slot, n) values (?, ?, 1) on conflict (who, slot) do update set n = vouch_wrong.n + 1`, each, slot(now))
			if err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `delete from vouch_wrong where slot <= ?`, slot(since))
		if err != nil {
			return err
		}
		own, all, err = used(tx.QueryRow(ctx, usedBy, who, together, slot(since)))
		return err
	})
	return own, all, err
}

// GiveBack implements vouch.Meter.
func (s *Store) GiveBack(ctx context.Context, who string, at when.Micros) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `update vouch_wrong set n = n - 1 where who in (?, ?) and slot = ? and n > 0`, together, who, slot(at))
		return err
	})
}
