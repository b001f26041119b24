package store

import (
	"context"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/term/when"
)

// visible is dispatch.Visible as SQL.
func visible(scope access.Scope) (string, []any) {
	own, args := scope.Predicate("unit")
	given, more := scope.Predicate("from_unit")
	return `((` + own + `) or from_unit <> '' and state in ('issued', 'signed', 'reported') and (` + given + `))`, append(args, more...)
}

// Get implements dispatch.Reader.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string) (dispatch.Order, error) {
	where, args := visible(scope)
	o, _, err := one(ctx, s.db, `select `+columns+` from dispatch_order where id = ? and `+where, append([]any{id}, args...)...)
	return o, err
}

// Steps implements dispatch.Reader.
func (s *Store) Steps(ctx context.Context, scope access.Scope, id string) ([]dispatch.Step, error) {
	where, args := visible(scope)
	return steps(s.db.Query(ctx, `select `+stepColumns+` from dispatch_step where order_id in
		(select id from dispatch_order where id = ? and `+where+`) order by seq`, append([]any{id}, args...)...))
}

// OpenOf implements dispatch.Reader.
func (s *Store) OpenOf(ctx context.Context, scope access.Scope, warning string) ([]dispatch.Order, error) {
	where, args := visible(scope)
	return orders(ctx, s.db, `select `+columns+` from dispatch_order where warning = ? and state in ('issued', 'signed') and `+where+` order by id`,
		append([]any{warning}, args...))
}

// Alarms implements dispatch.Reader: one range of the index on alarm_at.
func (s *Store) Alarms(ctx context.Context, scope access.Scope, now when.Micros, limit int) ([]dispatch.Order, error) {
	where, args := visible(scope)
	args = append([]any{int64(now)}, args...)
	return orders(ctx, s.db, `select `+columns+` from dispatch_order where alarm_at > 0 and alarm_at < ? and `+where+` order by alarm_at limit ?`,
		append(args, limit))
}

// conditions collects the parts of a where clause.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

func (c *conditions) where() string { return strings.Join(c.parts, " and ") }

// in adds "column in (…)".
func in[T ~string](c *conditions, column string, list []T) {
	if len(list) == 0 {
		return
	}
	args := make([]any, len(list))
	for i, v := range list {
		args[i] = string(v)
	}
	c.add(column+" in ("+marks(len(list))+")", args...)
}

// List implements dispatch.Lists.
func (s *Store) List(ctx context.Context, scope access.Scope, q dispatch.Query) ([]dispatch.Order, error) {
	var c conditions
	rule := visible
	if q.Figure != "" {
		rule = own // figures count what lies at the units themselves
	}
	where, args := rule(scope)
	c.add(where, args...)
	filter(&c, q)
	if q.After != nil {
		c.add(`(sort_at, rank, id) > (?, ?, ?)`, q.After.Sort, q.After.Rank, q.After.ID)
	}
	return orders(ctx, s.db, `select `+columns+` from dispatch_order where `+c.where()+` order by sort_at, rank, id limit ?`, append(c.args, q.Limit))
}

func own(scope access.Scope) (string, []any) { return scope.Predicate("unit") }

// filter adds what a Filter asks for.
func filter(c *conditions, q dispatch.Query) {
	in(c, "state", q.States)
	in(c, "level", q.Levels)
	if q.Family != "" {
		c.add("family = ?", string(q.Family))
	}
	if q.Unit != "" {
		part, args := access.Scope{Unit: q.Unit}.Predicate("unit")
		c.add(part, args...)
	}
	if q.Warning != "" {
		c.add("warning = ?", q.Warning)
	}
	if q.Target != "" {
		c.add("target = ?", q.Target)
	}
	if q.Number != "" {
		c.add("substr(number, 1, ?) = ?", len(q.Number), q.Number) // not a range: collations differ
	}
	if q.Mine {
		c.add("(signed_by = ? or state = 'issued' and unit = ?)", q.User, q.Home)
	}
	if q.Overdue {
		c.add("due_at > 0 and due_at < ?", int64(q.Now))
	}
	period(c, q.Span)
	if q.Figure != "" {
		figure(c, q.Figure, q.Part, q.Span.AsOf)
	}
}

// Latest implements dispatch.Lists.
func (s *Store) Latest(ctx context.Context, scope access.Scope, warnings []string) (map[string]dispatch.Order, error) {
	var c conditions
	where, args := visible(scope)
	c.add(where, args...)
	in(&c, "warning", warnings)
	list, err := orders(ctx, s.db, `select `+columns+` from dispatch_order where `+c.where()+` order by issued_at, id`, c.args)
	if err != nil {
		return nil, err
	}
	out := make(map[string]dispatch.Order, len(list))
	for _, o := range list {
		out[o.Warning] = o // the later one stays
	}
	return out, nil
}

// History implements dispatch.Lists.
func (s *Store) History(ctx context.Context, scope access.Scope, target string, limit int) ([]dispatch.Step, error) {
	where, args := visible(scope)
	args = append([]any{target}, args...)
	return steps(s.db.Query(ctx, `select `+stepColumns+` from dispatch_step where order_id in
		(select id from dispatch_order where target = ? and `+where+`) order by at desc, order_id desc, seq desc limit ?`, append(args, limit)...))
}

var _ interface {
	dispatch.Ledger
	dispatch.Reader
	dispatch.Lists
	dispatch.Tally
} = (*Store)(nil)
