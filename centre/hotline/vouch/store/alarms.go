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
	"fanzha/base/id"
	idstore "fanzha/base/id/store"
	"fanzha/centre/hotline/vouch"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Alarms keeps impostor alarms. It is safe for concurrent use.
type Alarms struct{ *Store }

// prefix begins the number of every alarm (冒充).
const prefix = "MC"

const alarmColumns = `id, number, unit, at, last_at, cause, channel, tails, code, officer, kind, subject, title, network, rang, ticket, n, state, owner, owner_name, taken_at, outcome, note, passed, closed_at, version`

func alarmValues(a *vouch.Alarm) []any {
	return []any{a.ID, a.Number, a.Unit, int64(a.At), int64(a.LastAt), string(a.Cause), string(a.Channel), strings.Join(a.Tails, " "), a.Code, a.Officer, string(a.Kind), a.Subject, a.Title, a.Network, a.Rang, a.Ticket, a.Count,
		string(a.State), a.Owner, a.OwnerName, int64(a.TakenAt), string(a.Outcome), a.Note, a.Passed, int64(a.ClosedAt), a.Version}
}

func scanAlarm(r row) (vouch.Alarm, error) {
	var a vouch.Alarm
	var tails string
	err := r.Scan(&a.ID, &a.Number, &a.Unit, &a.At, &a.LastAt, &a.Cause, &a.Channel, &tails, &a.Code, &a.Officer, &a.Kind, &a.Subject, &a.Title, &a.Network, &a.Rang, &a.Ticket, &a.Count,
		&a.State, &a.Owner, &a.OwnerName, &a.TakenAt, &a.Outcome, &a.Note, &a.Passed, &a.ClosedAt, &a.Version)
	if errors.Is(err, sql.ErrNoRows) {
		return a, vouch.ErrNotFound
	}
	a.Tails = strings.Fields(tails)
	return a, db.Wrap("read impostor alarm", err)
}

// Raise implements vouch.Alarms. A guesser's alarm takes in what his network left under any number that rang.
func (s Alarms) Raise(ctx context.Context, a vouch.Alarm, by vouch.Act, since when.Micros) (vouch.Alarm, error) {
	var out vouch.Alarm
	err := s.db.Write(ctx, func(tx db.Tx) error {
		where, args := "", []any{a.Network, a.Ticket, int64(since)}
		if a.Cause != vouch.Guessing {
			where, args = " and rang = ?", append(args, a.Rang)
		}
		before, err := scanAlarm(tx.QueryRow(ctx, `select `+alarmColumns+` from vouch_alarm where network = ? and ticket = ? and at >= ? and state = 'open'`+where+` order by at desc, id desc limit 1`, args...))
		if errors.Is(err, vouch.ErrNotFound) {
			by.Do = "alarm"
			out, err = add(ctx, tx, a, by)
			return err
		}
		if err != nil {
			return err
		}
		was := before.Cause
		before.Join(&a)
		out = before
		err = update(ctx, tx, &out)
		if err != nil {
			return err
		}
		by.Do = "alarm_again"
		if was == out.Cause {
			return written(ctx, tx, &out, by)
		}
		return trail(ctx, tx, &out, by)
	})
	return out, err
}

// add gives a new alarm its number late, so that numbers have no gaps.
func add(ctx context.Context, tx db.Tx, a vouch.Alarm, by vouch.Act) (vouch.Alarm, error) {
	number, err := idstore.NextNumber(ctx, tx, "vouch_alarm", id.Day(a.At))
	if err != nil {
		return a, err
	}
	a.Number = prefix + number
	_, err = tx.Exec(ctx, `insert into vouch_alarm (`+alarmColumns+`) values (`+marks(alarmColumns)+`)`, alarmValues(&a)...)
	if err != nil {
		return a, err
	}
	return a, trail(ctx, tx, &a, by)
}

var alarmUpdate = `update vouch_alarm set ` + strings.ReplaceAll(alarmColumns, ",", " = ?,") + ` = ? where id = ? and version = ?`

func update(ctx context.Context, tx db.Tx, a *vouch.Alarm) error {
	got, err := tx.Exec(ctx, alarmUpdate, append(alarmValues(a), a.ID, a.Version-1)...)
	if err != nil {
		return err
	}
	return one(got)
}

// trail writes the audit entry and the event.
func trail(ctx context.Context, tx db.Tx, a *vouch.Alarm, by vouch.Act) error {
	err := written(ctx, tx, a, by)
	if err != nil {
		return err
	}
	kind, body, err := a.Event()
	if err != nil {
		return err
	}
	return db.Emit(ctx, tx, db.Event{Kind: kind, Subject: a.ID, Unit: a.Unit, At: by.At, Body: body})
}

// written adds the audit entry.
func written(ctx context.Context, tx db.Tx, a *vouch.Alarm, by vouch.Act) error {
	return auditstore.Append(ctx, tx, audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "vouch." + by.Do}.On("vouch_alarm", a.ID).In(a.Unit).Because(a.Note).
		With("number", a.Number).With("cause", string(a.Cause)).With("state", string(a.State)).With("outcome", string(a.Outcome)).With("count", fmt.Sprint(a.Count)).With("passed", fmt.Sprint(a.Passed)))
}

// Save implements vouch.Alarms.
func (s Alarms) Save(ctx context.Context, a vouch.Alarm, by vouch.Act) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		err := update(ctx, tx, &a)
		if err != nil {
			return err
		}
		return trail(ctx, tx, &a, by)
	})
}

// Get implements vouch.Alarms.
func (s Alarms) Get(ctx context.Context, scope access.Scope, id string) (vouch.Alarm, error) {
	where, args := scope.Predicate("unit")
	return scanAlarm(s.db.QueryRow(ctx, `select `+alarmColumns+` from vouch_alarm where id = ? and `+where, append([]any{id}, args...)...))
}

// List implements vouch.Alarms.
func (s Alarms) List(ctx context.Context, scope access.Scope, q vouch.Query) ([]vouch.Alarm, error) {
	where, args := scope.Predicate("unit")
	if len(q.States) > 0 {
		where += " and state in (?" + strings.Repeat(", ?", len(q.States)-1) + ")"
		for _, st := range q.States {
			args = append(args, string(st))
		}
	}
	if q.After != nil {
		where += " and (at, id) < (?, ?)"
		args = append(args, int64(q.After.At), q.After.ID)
	}
	rows, err := s.db.Query(ctx, `select `+alarmColumns+` from vouch_alarm where `+where+` order by at desc, id desc limit ?`, append(args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []vouch.Alarm{}
	for rows.Next() {
		a, err := scanAlarm(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, db.Wrap("read impostor alarms", rows.Err())
}

// Counts implements vouch.Tally.
func (s Alarms) Counts(ctx context.Context, scope access.Scope) (open, taken int64, err error) {
	where, args := scope.Predicate("unit")
	err = s.db.QueryRow(ctx, `select coalesce(sum(case when state = 'open' then 1 else 0 end), 0), coalesce(sum(case when state = 'taken' then 1 else 0 end), 0)
		from vouch_alarm where state <> 'closed' and `+where, args...).Scan(&open, &taken)
	return open, taken, db.Wrap("count impostor alarms", err)
}
