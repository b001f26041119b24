package store

import (
	"context"
	"database/sql"
	"errors"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/upstream"
	"fanzha/internal/db"
	"fanzha/term/when"
)

const peerColumns = `code, name, place, via, url, dir, sign_key, open_key, active, sent, acked, got, heard_at, seen_at, trouble`

func scanPeer(r row) (upstream.Peer, error) {
	var p upstream.Peer
	err := r.Scan(&p.Code, &p.Name, &p.Place, &p.Via, &p.URL, &p.Dir, &p.SignKey, &p.OpenKey, &p.Active, &p.Sent, &p.Acked, &p.Got, &p.HeardAt, &p.SeenAt, &p.Trouble)
	if errors.Is(err, sql.ErrNoRows) {
		return p, upstream.ErrPeer
	}
	return p, db.Wrap("read centre", err)
}

// Peers implements upstream.Peers.
func (s *Store) Peers(ctx context.Context) ([]upstream.Peer, error) {
	rows, err := s.db.Query(ctx, `select `+peerColumns+` from upstream_peer order by place, code`) // all of them: a centre has some dozen neighbours
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []upstream.Peer
	for rows.Next() {
		p, err := scanPeer(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, db.Wrap("read centres", rows.Err())
}

// Peer implements upstream.Peers.
func (s *Store) Peer(ctx context.Context, code string) (upstream.Peer, error) {
	return scanPeer(s.db.QueryRow(ctx, `select `+peerColumns+` from upstream_peer where code = ?`, code))
}

// SavePeer implements upstream.Peers.
func (s *Store) SavePeer(ctx context.Context, by upstream.By, p upstream.Peer) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into upstream_peer (`+peerColumns+`) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, '')
			on conflict (code) do update set name = excluded.name, place = excluded.place, via = excluded.via, url = excluded.url, dir = excluded.dir,
			sign_key = excluded.sign_key, open_key = excluded.open_key, active = excluded.active`,
			p.Code, p.Name, string(p.Place), p.Via, p.URL, p.Dir, p.SignKey, p.OpenKey, p.Active)
		if err != nil {
			return err
		}
		e := audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "upstream.peer"}.On("centre", p.Code).
			With("name", p.Name).With("place", string(p.Place)).With("via", p.Via).With("url", p.URL).With("dir", p.Dir).With("sign_key", p.SignKey).With("open_key", p.OpenKey)
		if !p.Active {
			e = e.With("active", "no")
		}
		return auditstore.Append(ctx, tx, e)
	})
}

// Heard implements upstream.Peers.
func (s *Store) Heard(ctx context.Context, p upstream.Peer) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `update upstream_peer set trouble = ?, seen_at = case when seen_at < ? then ? else seen_at end,
			heard_at = case when heard_at < ? then ? else heard_at end where code = ?`,
			p.Trouble, int64(p.SeenAt), int64(p.SeenAt), int64(p.HeardAt), int64(p.HeardAt), p.Code)
		return err
	})
}

// Unsent implements upstream.Outbox.
func (s *Store) Unsent(ctx context.Context, peer string, after int64, limit int) ([]upstream.Message, error) {
	rows, err := s.db.Query(ctx, `select seq, body from upstream_message where peer = ? and seq > ? order by seq limit ?`, peer, after, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []upstream.Message
	for rows.Next() {
		var m upstream.Message
		var seq int64
		var body string
		err = rows.Scan(&seq, &body)
		if err == nil {
			err = s.open(body, "upstream/to/"+peer, &m)
		}
		if err != nil {
			return nil, db.Wrap("read message", err)
		}
		m.Seq = seq
		out = append(out, m)
	}
	return out, db.Wrap("read messages", rows.Err())
}

// Acked implements upstream.Outbox.
func (s *Store) Acked(ctx context.Context, peer string, upTo int64) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `delete from upstream_message where peer = ? and seq <= ?`, peer, upTo)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update upstream_peer set acked = ? where code = ? and acked < ?`, upTo, peer, upTo)
		return err
	})
}

// Steps implements upstream.Notes.
func (s *Store) Steps(ctx context.Context, order string) ([]upstream.Step, error) {
	rows, err := s.db.Query(ctx, `select seq, at, by_id, by_name, act, state, note from upstream_step where order_id = ? order by seq`, order)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []upstream.Step
	for rows.Next() {
		var p upstream.Step
		err = rows.Scan(&p.Seq, &p.At, &p.By, &p.ByName, &p.Act, &p.State, &p.Note)
		if err != nil {
			return nil, db.Wrap("read step", err)
		}
		out = append(out, p)
	}
	return out, db.Wrap("read steps", rows.Err())
}

// bouncedFor is how long a handed-back order is counted as one to decide on.
const bouncedFor = 7 * when.Day

// Counts implements upstream.Notes.
func (s *Store) Counts(ctx context.Context, scope access.Scope, now when.Micros) (upstream.Counts, error) {
	where, args := scope.Predicate("unit")
	var c upstream.Counts
	all := append([]any{int64(now), int64(now), int64(now), int64(now), int64(now - bouncedFor)}, args...)
	all = append(all, int64(now-bouncedFor))
	err := s.db.QueryRow(ctx, `select
		coalesce(sum(case when state = 'received' then 1 else 0 end), 0),
		coalesce(sum(case when state = 'acknowledged' then 1 else 0 end), 0),
		coalesce(sum(case when state = 'distributed' then 1 else 0 end), 0),
		coalesce(sum(case when side = 'received' and `+late+` then 1 else 0 end), 0),
		coalesce(sum(case when side = 'given' and ended_at = 0 then 1 else 0 end), 0),
		coalesce(sum(case when side = 'given' and `+late+` then 1 else 0 end), 0),
		coalesce(sum(case when side = 'given' and parent = '' and state = 'bounced' and ended_at >= ? then 1 else 0 end), 0)
		from upstream_order where `+where+` and (ended_at = 0 or ended_at >= ?)`, all...).
		Scan(&c.Waiting, &c.Acknowledged, &c.Working, &c.Late, &c.Given, &c.GivenLate, &c.Bounced)
	return c, db.Wrap("count orders", err)
}
