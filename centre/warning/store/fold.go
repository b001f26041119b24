package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/warning"
	"fanzha/internal/db"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Fold loads what the keys name, asks fn, and saves, in one transaction.
func (s *Store) Fold(ctx context.Context, keys warning.Keys, fn func(warning.Known) (warning.Change, error)) error {
	return s.retry(ctx, func(tx db.Tx) error {
		known, err := load(ctx, tx, keys)
		if err != nil {
			return err
		}
		c, err := fn(known)
		if err != nil {
			return err
		}
		return save(ctx, tx, &c)
	})
}

// keysPerQuery bounds the length of one list of keys.
const keysPerQuery = 512

func load(ctx context.Context, tx db.Tx, keys warning.Keys) (warning.Known, error) {
	known := warning.Known{Hits: map[string]bool{}}
	err := knownHits(ctx, tx, keys.Hits, known.Hits)
	if err != nil {
		return known, err
	}
	found := map[string]warning.Target{}
	err = targetsOf(ctx, tx, keys, found)
	if err != nil {
		return known, err
	}
	ids, last := make([]string, 0, len(found)), make([]string, 0, len(found))
	for id, t := range found {
		ids = append(ids, id)
		if t.Last != "" {
			last = append(last, t.Last)
		}
	}
	phones, err := phonesOf(ctx, tx, ids)
	if err != nil {
		return known, err
	}
	for _, id := range ids {
		t := found[id]
		t.Phones = phones[id]
		known.Targets = append(known.Targets, t)
	}
	known.Warnings, err = warningsOf(ctx, tx, ids, last)
	return known, err
}

// knownHits marks which hits are stored already.
func knownHits(ctx context.Context, tx db.Tx, ids []string, known map[string]bool) error {
	return chunks(ids, keysPerQuery, func(part []string) error {
		where, args := in("id", part)
		return each(ctx, tx, read{"select id from hit where " + where, args}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			known[id] = true
			return err
		})
	})
}

// targetsOf reads the living targets that have one of the phones or identity numbers.
func targetsOf(ctx context.Context, tx db.Tx, keys warning.Keys, found map[string]warning.Target) error {
	take := func(scan func(...any) error) error {
		var t warning.Target
		err := scan(targetInto(&t)...)
		found[t.ID] = t
		return err
	}
	err := chunks(keys.Phones, keysPerQuery, func(part []ident.Phone) error {
		where, args := in("p.phone", part)
		return each(ctx, tx, read{"select " + selectTarget + " from target_phone p join target t on t.id = p.target where " + where, args}, take)
	})
	if err != nil {
		return err
	}
	return chunks(keys.IDs, keysPerQuery, func(part []ident.IDNumber) error {
		where, args := in("t.id_number", part)
		return each(ctx, tx, read{"select " + selectTarget + " from target t where t.id_number <> '' and " + where, args}, take)
	})
}

// phonesOf reads all phones of the targets, in the order of their linking.
func phonesOf(ctx context.Context, q db.Queryer, targets []string) (map[string][]ident.Phone, error) {
	out := map[string][]ident.Phone{}
	err := chunks(targets, keysPerQuery, func(part []string) error {
		where, args := in("target", part)
		return each(ctx, q, read{"select target, phone from target_phone where " + where + " order by target, n, phone", args}, func(scan func(...any) error) error {
			var target string
			var p ident.Phone
			err := scan(&target, &p)
			out[target] = append(out[target], p)
			return err
		})
	})
	return out, err
}

// warningsOf reads every warning of the targets that is not closed, and their latest ones.
func warningsOf(ctx context.Context, tx db.Tx, targets, last []string) ([]warning.Warning, error) {
	found := map[string]bool{}
	var out []warning.Warning
	take := func(scan func(...any) error) error {
		var w warning.Warning
		err := scan(warningInto(&w)...)
		if err == nil && !found[w.ID] {
			found[w.ID] = true
			out = append(out, w)
		}
		return err
	}
	err := chunks(targets, keysPerQuery, func(part []string) error {
		where, args := in("w.target", part)
		return each(ctx, tx, read{"select " + selectWarning + " from warning w where w.state <> 'closed' and " + where, args}, take)
	})
	if err != nil {
		return nil, err
	}
	err = chunks(last, keysPerQuery, func(part []string) error {
		where, args := in("w.id", part)
		return each(ctx, tx, read{"select " + selectWarning + " from warning w where w.state = 'closed' and " + where, args}, take)
	})
	return out, err
}

// Act loads one warning within the scope, asks fn, and saves, in one transaction.
func (s *Store) Act(ctx context.Context, scope access.Scope, id string, fn func(warning.View) (warning.Change, error)) (warning.View, error) {
	var view warning.View
	err := s.retry(ctx, func(tx db.Tx) error {
		var err error
		view, err = getView(ctx, tx, scope, id)
		if err != nil {
			return err
		}
		c, err := fn(view)
		if err != nil || len(c.Warnings) == 0 {
			return err
		}
		err = save(ctx, tx, &c)
		if err != nil {
			return err
		}
		view.Warning = c.Warnings[0]
		if len(c.Targets) > 0 {
			view.Person = c.Targets[0]
		}
		return nil
	})
	if err != nil {
		return warning.View{}, err
	}
	return view, nil
}

// WatchesOver lists warnings whose watch ended at or before now, the oldest first.
func (s *Store) WatchesOver(ctx context.Context, now when.Micros, limit int) ([]string, error) {
	var ids []string
	err := each(ctx, s.db, read{"select id from warning where state = 'watching' and watch_until <= ? order by watch_until, id limit ?", []any{int64(now), limit}}, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// Position returns the log position up to which a partition is recorded, 0 at the beginning.
func (s *Store) Position(ctx context.Context, partition int) (uint64, error) {
	var seq int64
	err := s.db.QueryRow(ctx, "select coalesce(max(seq), 0) from hit_position where part = ?", partition).Scan(&seq)
	return uint64(seq), db.Wrap("read position", err)
}
