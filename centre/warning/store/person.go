package store

import (
	"context"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/warning"
	"fanzha/internal/db"
)

// visible says which targets t a scope sees: those its units answer for, and those with a warning in it.
func visible(c *clause, scope access.Scope) {
	own, args := scope.Predicate("t.unit")
	by, more := scope.Predicate("v.unit")
	c.add("("+own+" or exists (select 1 from warning v where v.target = t.id and "+by+"))", append(args, more...)...)
}

func (s *Store) targets(ctx context.Context, q db.Queryer, c clause, limit int) ([]warning.Target, error) {
	var out []warning.Target
	err := each(ctx, q, read{"select " + selectTarget + " from target t where " + c.text() + " order by t.last_at desc, t.id limit ?", append(c.args, limit)}, func(scan func(...any) error) error {
		var t warning.Target
		err := scan(targetInto(&t)...)
		out = append(out, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(out))
	for _, t := range out {
		ids = append(ids, t.ID)
	}
	phones, err := phonesOf(ctx, q, ids)
	for i := range out {
		out[i].Phones = phones[out[i].ID]
	}
	return out, err
}

// maxMerges bounds how many merges a lookup follows: a target is merged into one with an identity, which is never merged on.
const maxMerges = 3

// Person returns the target, following merges.
func (s *Store) Person(ctx context.Context, scope access.Scope, id string) (warning.Target, error) {
	return s.person(ctx, s.db, scope, id)
}

func (s *Store) person(ctx context.Context, q db.Queryer, scope access.Scope, id string) (warning.Target, error) {
	for range maxMerges {
		var into string
		err := each(ctx, q, read{"select merged_into from target where id = ?", []any{id}}, func(scan func(...any) error) error { return scan(&into) })
		if err != nil {
			return warning.Target{}, err
		}
		if into == "" {
			break
		}
		id = into
	}
	var c clause
	visible(&c, scope)
	c.add("t.id = ?", id)
	found, err := s.targets(ctx, q, c, 1)
	if err != nil {
		return warning.Target{}, err
	}
	if len(found) == 0 {
		return warning.Target{}, warning.ErrNoPerson
	}
	return found[0], nil
}

// People returns the visible ones among the ids.
func (s *Store) People(ctx context.Context, scope access.Scope, ids []string) (map[string]warning.Target, error) {
	var c clause
	visible(&c, scope)
	c.addIn(in("t.id", ids))
	found, err := s.targets(ctx, s.db, c, len(ids)+1)
	out := map[string]warning.Target{}
	for _, t := range found {
		out[t.ID] = t
	}
	return out, err
}

// FindPeople returns visible living targets that match.
func (s *Store) FindPeople(ctx context.Context, scope access.Scope, who warning.Who) ([]warning.Target, error) {
	var c clause
	visible(&c, scope)
	c.add("t.merged_into = ''")
	var any clause
	matchPerson(&any, who)
	if len(any.parts) == 0 {
		return nil, nil // the text is the number of a warning
	}
	c.add("("+strings.Join(any.parts, " or ")+")", any.args...)
	return s.targets(ctx, s.db, c, warning.MaxSearch)
}

// Reveal writes the unmasking and its audit entry, and returns the person after the commit.
func (s *Store) Reveal(ctx context.Context, scope access.Scope, u warning.Unmask) (warning.Target, error) {
	var t warning.Target
	err := s.db.Write(ctx, func(tx db.Tx) error {
		var err error
		t, err = s.person(ctx, tx, scope, u.Cmd.Target)
		if err != nil {
			return err
		}
		because, err := getView(ctx, tx, scope, u.Cmd.Warning)
		if err != nil {
			return err
		}
		if because.Target != t.ID {
			return warning.ErrNotFound
		}
		_, err = tx.Exec(ctx, `insert into unmasking (id, target, at, actor, actor_name, unit, field, reason, warning)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			u.ID, t.ID, int64(u.At), scope.User, scope.Name, scope.Unit, u.Cmd.Field, u.Cmd.Reason, u.Cmd.Warning)
		if err != nil {
			return err
		}
		u.Cmd.Target = t.ID // the living record, should the one asked for have been merged
		return auditReveal(ctx, tx, scope, u)
	})
	if err != nil {
		return warning.Target{}, err
	}
	return t, nil
}

// Moments returns what this room knows of a person's life. The caller has been shown the person; hits and steps are those
// in the caller's jurisdiction.
func (s *Store) Moments(ctx context.Context, scope access.Scope, target string) ([]warning.Moment, error) {
	var all []warning.Moment
	for _, read := range []func(context.Context, access.Scope, string) ([]warning.Moment, error){s.hitMoments, s.stepMoments, s.revealMoments} {
		some, err := read(ctx, scope, target)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func (s *Store) hitMoments(ctx context.Context, scope access.Scope, target string) ([]warning.Moment, error) {
	c := hitWhere(scope, warning.HitFilter{Target: target})
	var out []warning.Moment
	err := each(ctx, s.db, read{"select " + selectHit + " from hit h where " + c.text() + " order by h.recorded_at desc, h.id desc limit ?", append(c.args, warning.MaxTimeline)}, func(scan func(...any) error) error {
		h, err := scanHit(scan)
		out = append(out, warning.HitMoment(h))
		return err
	})
	return out, err
}

func (s *Store) stepMoments(ctx context.Context, scope access.Scope, target string) ([]warning.Moment, error) {
	var c clause
	c.scope(scope, "w.unit")
	c.add("w.target = ?", target)
	var out []warning.Moment
	err := each(ctx, s.db, read{"select " + list("s", stepColumns) + " from warning w join warning_history s on s.warning = w.id where " + c.text() +
		" order by s.at desc, s.n desc limit ?", append(c.args, warning.MaxTimeline)}, func(scan func(...any) error) error {
		var st warning.Step
		err := scan(stepInto(&st)...)
		out = append(out, warning.StepMoment(st))
		return err
	})
	return out, err
}

// revealMoments shows who saw the person's values, within the caller's jurisdiction by the warning that was the cause.
func (s *Store) revealMoments(ctx context.Context, scope access.Scope, target string) ([]warning.Moment, error) {
	var c clause
	c.scope(scope, "w.unit")
	c.add("u.target = ?", target)
	var out []warning.Moment
	query := "select u.at, u.actor_name, u.field, u.reason, u.warning from unmasking u join warning w on w.id = u.warning where " + c.text() +
		" order by u.at desc, u.id desc limit ?"
	err := each(ctx, s.db, read{query, append(c.args, warning.MaxTimeline)}, func(scan func(...any) error) error {
		var m warning.Moment
		var field, reason string
		err := scan(&m.At, &m.By, &field, &reason, &m.Ref)
		out = append(out, warning.RevealMoment(m, field, reason))
		return err
	})
	return out, err
}
