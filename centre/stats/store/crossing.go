package store

import (
	"context"
	"encoding/json"
	"fmt"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/stats"
	"fanzha/centre/stats/hiding"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Family is a kind of question about places and something of the person: an account's, of one indicator, by units or areas, and one side.
type Family struct{ Owner, Code, Place, Side string }

// Crossing is such a question that was answered, with what the answer hid.
type Crossing struct {
	Digits int // of the places
	Span   stats.Span
	Hidden hiding.Hid
}

// Ask records a question with its audit entry before it is answered, and tells all of its family, this one among them: of two at once at
// least the later knows of the other.
func (s *Store) Ask(ctx context.Context, f Family, c Crossing, act access.Act) ([]Crossing, error) {
	var out []Crossing
	err := s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into stat_crossing (owner, code, place, side, digits, from_day, to_day, hidden, asked_at) values (?, ?, ?, ?, ?, ?, ?, '{}', ?)
			on conflict (owner, code, place, side, digits, from_day, to_day) do nothing`,
			f.Owner, f.Code, f.Place, f.Side, int64(c.Digits), int64(c.Span.From), int64(c.Span.To), int64(act.At))
		if err != nil {
			return db.Wrap("record crossing", err)
		}
		out, err = crossings(ctx, tx, f)
		if err != nil {
			return err
		}
		return auditstore.Record(ctx, tx, act)
	})
	return out, err
}

// crossings lists a family.
func crossings(ctx context.Context, tx db.Tx, f Family) ([]Crossing, error) {
	rows, err := tx.Query(ctx, `select digits, from_day, to_day, hidden from stat_crossing where owner = ? and code = ? and place = ? and side = ?
		order by from_day, to_day, digits`, f.Owner, f.Code, f.Place, f.Side)
	if err != nil {
		return nil, db.Wrap("read crossings", err)
	}
	defer func() { _ = rows.Close() }()
	var out []Crossing
	for rows.Next() {
		var digits, from, to int64
		var text string
		err = rows.Scan(&digits, &from, &to, &text)
		if err != nil {
			return nil, db.Wrap("read crossings", err)
		}
		c := Crossing{Digits: int(digits), Span: stats.Span{From: stats.Day(from), To: stats.Day(to)}}
		err = json.Unmarshal([]byte(text), &c.Hidden)
		if err != nil {
			return nil, fmt.Errorf("read crossings: %w", err)
		}
		out = append(out, c)
	}
	return out, db.Wrap("read crossings", rows.Err())
}

// Hid keeps what the answer to a question hid; what earlier answers to it hid is among it.
func (s *Store) Hid(ctx context.Context, f Family, c Crossing, at when.Micros) error {
	raw, err := json.Marshal(c.Hidden)
	if err != nil {
		return fmt.Errorf("keep crossing: %w", err)
	}
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `update stat_crossing set hidden = ?, asked_at = ? where owner = ? and code = ? and place = ? and side = ? and digits = ? and from_day = ? and to_day = ?`,
			string(raw), int64(at), f.Owner, f.Code, f.Place, f.Side, int64(c.Digits), int64(c.Span.From), int64(c.Span.To))
		return db.Wrap("keep crossing", err)
	})
}

// Unask forgets a question whose answer showed nothing, and which was never answered before.
func (s *Store) Unask(ctx context.Context, f Family, c Crossing) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `delete from stat_crossing where owner = ? and code = ? and place = ? and side = ? and digits = ? and from_day = ? and to_day = ? and hidden = '{}'`,
			f.Owner, f.Code, f.Place, f.Side, int64(c.Digits), int64(c.Span.From), int64(c.Span.To))
		return db.Wrap("forget crossing", err)
	})
}
