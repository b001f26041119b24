package db

import (
	"context"
	"database/sql"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// Event is one thing that has happened, recorded in the transaction that made it so, and relayed in the order of Seq.
type Event struct {
	Seq     int64 // given by the store: without gaps, in the order of the commits
	Kind    string
	Subject string // id of the record it is about
	Unit    string // unit whose matter it is; empty for none
	At      when.Micros
	Body    []byte // JSON
}

// errEvent: an event needs a kind and a time.
var errEvent = fault.New(fault.Internal, "db.event_incomplete")

// maxEvents bounds one answer of Events.
const maxEvents = 1000

// Emit records an event. It gets its number at the end of the transaction, by updating a counter row: that row is locked
// until the commit, so a reader who has seen number n has seen every smaller one. A sequence would not do on PostgreSQL:
// its numbers become visible in the order of the commits, and a relay that has gone past n would never see n-1.
func Emit(_ context.Context, t Tx, e Event) error {
	if e.Kind == "" || e.At == 0 {
		return errEvent
	}
	err := AtEnd(t, StageOutbox, e, flushEvents)
	if err != nil {
		return err
	}
	t.(*tx).emitted = true
	return nil
}

// eventsPerInsert keeps a statement far below the limit of arguments of both databases.
const eventsPerInsert = 50

func flushEvents(ctx context.Context, t Tx, items []any) error {
	var last int64
	err := t.QueryRow(ctx, `update event_counter set last = last + ? where one = 1 returning last`, len(items)).Scan(&last)
	if err != nil {
		return Wrap("number events", err)
	}
	seq := last - int64(len(items))
	for len(items) > 0 {
		n := min(len(items), eventsPerInsert)
		query := `insert into event (seq, kind, subject, unit, at, body) values `
		args := make([]any, 0, 6*n)
		for i, item := range items[:n] {
			if i > 0 {
				query += ", "
			}
			query += "(?, ?, ?, ?, ?, ?)"
			e := item.(Event)
			seq++
			args = append(args, seq, e.Kind, e.Subject, e.Unit, int64(e.At), string(e.Body))
		}
		_, err = t.Exec(ctx, query, args...)
		if err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// Events returns up to limit events with a number above after, in order.
func (d *DB) Events(ctx context.Context, after int64, limit int) ([]Event, error) {
	if limit <= 0 || limit > maxEvents {
		limit = maxEvents
	}
	rows, err := d.Query(ctx, `select seq, kind, subject, unit, at, body from event where seq > ? order by seq limit ?`, after, limit)
	if err != nil {
		return nil, err
	}
	return scanEvents(rows)
}

func scanEvents(rows *sql.Rows) ([]Event, error) {
	defer func() { _ = rows.Close() }()
	var out []Event
	for rows.Next() {
		var e Event
		err := rows.Scan(&e.Seq, &e.Kind, &e.Subject, &e.Unit, &e.At, &e.Body)
		if err != nil {
			return nil, Wrap("read events", err)
		}
		out = append(out, e)
	}
	return out, Wrap("read events", rows.Err())
}

// LastEvent returns the number of the newest event, 0 when there was none.
func (d *DB) LastEvent(ctx context.Context) (int64, error) {
	var last int64
	err := d.QueryRow(ctx, `select last from event_counter where one = 1`).Scan(&last)
	return last, Wrap("last event", err)
}

// Cursor returns how far a named reader of events has come; 0 when it has not begun.
func Cursor(ctx context.Context, q Queryer, reader string) (int64, error) {
	var at int64
	err := q.QueryRow(ctx, `select coalesce(max(seq), 0) from event_cursor where reader = ?`, reader).Scan(&at)
	return at, Wrap("event cursor", err)
}

// SetCursor records that a reader has dealt with every event up to seq. It never goes back.
func SetCursor(ctx context.Context, t Tx, reader string, seq int64) error {
	_, err := t.Exec(ctx, `insert into event_cursor (reader, seq) values (?, ?)
		on conflict (reader) do update set seq = excluded.seq where event_cursor.seq < excluded.seq`, reader, seq)
	return err
}
