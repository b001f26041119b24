package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/notify"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// shelf is the stored state within one transaction.
type shelf struct {
	ctx context.Context //nolint:containedctx // lives as long as its transaction
	tx  db.Tx
}

func (s *shelf) one(where string, args ...any) (notify.Message, error) {
	return scan(s.tx.QueryRow(s.ctx, `select `+columns+` from notify_message where `+where, args...))
}

// ByID implements notify.Finder.
func (s *shelf) ByID(id string) (notify.Message, error) { return s.one(`id = ?`, id) }

// ByCause implements notify.Finder.
func (s *shelf) ByCause(cause string) (notify.Message, error) { return s.one(`cause = ?`, cause) }

// ByRef implements notify.Finder.
func (s *shelf) ByRef(ref string) (notify.Message, error) {
	return s.one(`id = (select message from notify_part where ref = ?)`, ref)
}

// Due implements notify.Finder.
func (s *shelf) Due(now when.Micros, limit int) ([]notify.Message, error) {
	return scanAll(s.tx.Query(s.ctx, `select `+columns+` from notify_message where next_at > 0 and next_at <= ?
		order by urgent desc, next_at, id limit ?`, int64(now), limit))
}

// Waiting implements notify.Facts.
func (s *shelf) Waiting(target string) ([]notify.Message, error) {
	return scanAll(s.tx.Query(s.ctx, `select `+columns+` from notify_message where target = ? and state = 'waiting' order by accepted_at, id`, target))
}

// Earlier implements notify.Facts.
func (s *shelf) Earlier(m notify.Message, since when.Micros) (bool, error) {
	var n int64
	err := s.tx.QueryRow(s.ctx, `select count(*) from notify_message where target = ? and template = ? and id <> ?
		and (taken_at > ? or state in ('waiting', 'sending') and (accepted_at, id) < (?, ?))`,
		m.Target, m.Template, m.ID, max(int64(since), 0), int64(m.AcceptedAt), m.ID).Scan(&n)
	return n > 0, db.Wrap("look for the same text", err)
}

// Taken implements notify.Facts.
func (s *shelf) Taken(target string, since when.Micros) (int64, when.Micros, error) {
	query, args := `select count(*), coalesce(min(taken_at), 0) from notify_message where taken_at > 0 and taken_at > ?`, []any{max(int64(since), 0)}
	if target != "" {
		query += ` and target = ?`
		args = append(args, target)
	}
	var n int64
	var oldest when.Micros
	err := s.tx.QueryRow(s.ctx, query, args...).Scan(&n, &oldest)
	return n, oldest, db.Wrap("count what was handed over", err)
}

// MuteOf implements notify.Facts.
func (s *shelf) MuteOf(target string) (notify.Mute, error) {
	var m notify.Mute
	err := s.tx.QueryRow(s.ctx, `select target, unit, until, why, made_by, made_by_name, at from notify_mute where target = ?`, target).
		Scan(&m.Target, &m.Unit, &m.Until, &m.Why, &m.By, &m.ByName, &m.At)
	if errors.Is(err, sql.ErrNoRows) {
		return notify.Mute{Target: target}, nil
	}
	return m, db.Wrap("read mute", err)
}

// Save implements notify.Keeper.
func (s *shelf) Save(m notify.Message, tell *notify.EventBody) error {
	_, err := s.tx.Exec(s.ctx, `insert into notify_message (`+columns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		on conflict (id) do update set state = excluded.state, reason = excluded.reason, into_id = excluded.into_id, sent_to = excluded.sent_to,
		detail = excluded.detail, next_at = excluded.next_at, taken_at = excluded.taken_at, sent_at = excluded.sent_at, done_at = excluded.done_at,
		tries = excluded.tries, unanswered = excluded.unanswered, version = excluded.version`,
		m.ID, m.Cause, m.Template, m.Target, m.Warning, m.Unit, m.Urgent, m.Text, m.Parts, string(m.State), string(m.Reason), m.Into, m.To, m.Detail,
		int64(m.AcceptedAt), int64(m.NextAt), int64(m.ExpiresAt), int64(m.TakenAt), int64(m.SentAt), int64(m.DoneAt), m.Tries, m.Unanswered, m.Version,
		m.Ticket, m.By, m.ByName)
	if err != nil || tell == nil {
		return err
	}
	at := max(m.DoneAt, m.SentAt, m.AcceptedAt)
	actor, about, id := access.System().User, "warning", m.Warning
	if m.State == notify.Waiting && m.By != "" {
		actor = m.By
	}
	if m.Ticket != "" {
		about, id = "ticket", m.Ticket
	}
	e := audit.Entry{At: at, Actor: actor, Action: "notify." + string(m.State)}.On(about, id).In(m.Unit).
		With("message", m.ID).With("template", m.Template).With("reason", string(m.Reason)).With("detail", m.Detail)
	err = auditstore.Append(s.ctx, s.tx, e)
	if err != nil {
		return err
	}
	body, err := json.Marshal(tell)
	if err != nil {
		return err
	}
	return db.Emit(s.ctx, s.tx, db.Event{Kind: notify.EventKind(m.State), Subject: m.ID, Unit: m.Unit, At: at, Body: body})
}

// SaveMute implements notify.Keeper.
func (s *shelf) SaveMute(m notify.Mute) error {
	_, err := s.tx.Exec(s.ctx, `insert into notify_mute (target, unit, until, why, made_by, made_by_name, at) values (?, ?, ?, ?, ?, ?, ?)
		on conflict (target) do update set unit = excluded.unit, until = excluded.until, why = excluded.why, made_by = excluded.made_by,
		made_by_name = excluded.made_by_name, at = excluded.at`, m.Target, m.Unit, int64(m.Until), m.Why, m.By, m.ByName, int64(m.At))
	if err != nil {
		return err
	}
	e := audit.Entry{At: m.At, Actor: m.By, ActorName: m.ByName, Action: "notify.mute"}.On("target", m.Target).In(m.Unit).With("until", m.Until.String())
	return auditstore.Append(s.ctx, s.tx, e)
}

// SaveParts implements notify.Receipts.
func (s *shelf) SaveParts(message string, refs []string) error {
	for _, ref := range refs {
		_, err := s.tx.Exec(s.ctx, `insert into notify_part (ref, message) values (?, ?) on conflict (ref) do nothing`, ref, message)
		if err != nil {
			return err
		}
	}
	return nil
}

// SaveReceipt implements notify.Receipts.
func (s *shelf) SaveReceipt(r notify.Receipt) error {
	_, err := s.tx.Exec(s.ctx, `insert into notify_receipt (ref, delivered, detail, at) values (?, ?, ?, ?) on conflict (ref) do nothing`,
		r.Ref, r.Delivered, r.Detail, int64(r.At))
	return err
}

// PartsOf implements notify.Receipts.
func (s *shelf) PartsOf(message string) ([]notify.Part, error) {
	rows, err := s.tx.Query(s.ctx, `select p.ref, r.delivered from notify_part p left join notify_receipt r on r.ref = p.ref where p.message = ? order by p.ref`, message)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []notify.Part
	for rows.Next() {
		var p notify.Part
		var delivered sql.NullBool
		err = rows.Scan(&p.Ref, &delivered)
		if err != nil {
			return nil, db.Wrap("read parts", err)
		}
		switch {
		case delivered.Valid && delivered.Bool:
			p.Ended = notify.Delivered
		case delivered.Valid:
			p.Ended = notify.Undelivered
		}
		out = append(out, p)
	}
	return out, db.Wrap("read parts", rows.Err())
}

// Mutes implements notify.MuteList.
func (s *shelf) Mutes(scope access.Scope, now when.Micros, limit int) ([]notify.Mute, error) {
	where, args := scope.Predicate("unit")
	rows, err := s.tx.Query(s.ctx, `select target, unit, until, why, made_by, made_by_name, at from notify_mute where until > ? and (`+where+`)
		order by until, target limit ?`, append(append([]any{int64(now)}, args...), limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []notify.Mute
	for rows.Next() {
		var m notify.Mute
		err = rows.Scan(&m.Target, &m.Unit, &m.Until, &m.Why, &m.By, &m.ByName, &m.At)
		if err != nil {
			return nil, db.Wrap("list mutes", err)
		}
		out = append(out, m)
	}
	return out, db.Wrap("list mutes", rows.Err())
}
