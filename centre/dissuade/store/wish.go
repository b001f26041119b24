package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/audit"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/dissuade"
	"fanzha/internal/db"
)

var _ dissuade.Wishes = (*Store)(nil)

// Add implements dissuade.Wishes. What the person said stays in the row.
func (s *Store) Add(ctx context.Context, w dissuade.Wish) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `insert into dissuade_wish (id, target, until, from_min, to_min, note, unit, at, by_id, by_name, ended_at, ended_by)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')`, w.ID, w.Target, int64(w.Until), w.From, w.To, w.Note, w.Unit, int64(w.At), w.By, w.ByName)
		if err != nil {
			return err
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: w.At, Actor: w.By, ActorName: w.ByName, Action: "dissuade.wish"}.On("person", w.Target).In(w.Unit).With("wish", w.ID))
	})
}

// End implements dissuade.Wishes.
func (s *Store) End(ctx context.Context, id string, by dissuade.Who) error {
	return s.db.Write(ctx, func(tx db.Tx) error {
		r, err := tx.Exec(ctx, `update dissuade_wish set ended_at = ?, ended_by = ? where id = ? and ended_at = 0`, int64(by.At), by.User, id)
		if err != nil {
			return err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return db.Wrap("end wish", err)
		}
		if n != 1 {
			return dissuade.ErrWishEnded
		}
		return auditstore.Append(ctx, tx, audit.Entry{At: by.At, Actor: by.User, ActorName: by.Name, Action: "dissuade.wish_end"}.On("wish", id).In(by.Unit))
	})
}

// wishesMost bounds the wishes of one person that are read.
const wishesMost = 50

// Wishes implements dissuade.Wishes.
func (s *Store) Wishes(ctx context.Context, scope access.Scope, target string) ([]dissuade.Wish, error) {
	where, args := scope.Predicate("unit")
	rows, err := s.db.Query(ctx, `select id, target, until, from_min, to_min, note, unit, at, by_id, by_name from dissuade_wish
		where target = ? and ended_at = 0 and `+where+` order by at desc, id desc limit ?`, append(append([]any{target}, args...), wishesMost)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []dissuade.Wish{}
	for rows.Next() {
		var w dissuade.Wish
		err = rows.Scan(&w.ID, &w.Target, &w.Until, &w.From, &w.To, &w.Note, &w.Unit, &w.At, &w.By, &w.ByName)
		if err != nil {
			return nil, db.Wrap("read wish", err)
		}
		out = append(out, w)
	}
	return out, db.Wrap("read wishes", rows.Err())
}
