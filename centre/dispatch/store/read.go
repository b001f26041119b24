package store

import (
	"context"
	"slices"
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

// literals writes states as SQL texts: a planner takes a partial index only when it finds the index's own condition in the query,
// and SQLite plans a query anew for every value of an argument that it compares with such a condition.
func literals(states []dispatch.State) string {
	var out []string
	for _, s := range []dispatch.State{dispatch.Issued, dispatch.Signed, dispatch.Reported, dispatch.Closed, dispatch.Withdrawn} {
		if slices.Contains(states, s) {
			out = append(out, "'"+string(s)+"'")
		}
	}
	if len(out) == 0 {
		return "''"
	}
	return strings.Join(out, ", ")
}

// own is what lies at the units of the scope.
func own(scope access.Scope) (string, []any) { return scope.Predicate("unit") }

// ordered is own for a walk in queue order. A single unit is asked for by equality, so that its own index gives the order; a
// county or city by an expression, so that the walk follows the index of the whole queue (which holds the unit too) and stops
// at the end of the page, instead of sorting everything that the county ever had.
func ordered(scope access.Scope) (string, []any) {
	where, args := scope.Predicate("substr(unit, 1, 12)")
	if len(args) == 2 && args[0] == args[1] {
		return "unit = ?", args[:1]
	}
	return where, args
}

// given is what the units of the scope gave away and still see.
func given(scope access.Scope) (string, []any) {
	there, args := scope.Predicate("from_unit")
	here, more := scope.Predicate("unit")
	return `from_unit <> '' and state in ('issued', 'signed', 'reported') and (` + there + `) and not (` + here + `)`, append(args, more...)
}

// List implements dispatch.Lists: what lies at the caller's units and what these gave away are two walks in queue order, each
// along its own index, merged here.
func (s *Store) List(ctx context.Context, scope access.Scope, q dispatch.Query) ([]dispatch.Order, error) {
	where, args := ordered(scope)
	list, err := s.walk(ctx, q, conditions{[]string{where}, args})
	if err != nil || len(args) == 0 || q.Figure != "" {
		return list, err // who sees everything or nothing gave nothing away; figures count what lies at the units themselves
	}
	where, args = given(scope)
	more, err := s.walk(ctx, q, conditions{[]string{where}, args})
	if err != nil || len(more) == 0 {
		return list, err
	}
	list = append(list, more...)
	slices.SortFunc(list, func(a, b dispatch.Order) int { return dispatch.KeyOf(&a).Compare(dispatch.KeyOf(&b)) })
	return list[:min(q.Limit, len(list))], nil
}

// walk reads a page of one part of the queue.
func (s *Store) walk(ctx context.Context, q dispatch.Query, c conditions) ([]dispatch.Order, error) {
	filter(&c, q)
	if q.After != nil {
		c.add(`(sort_at, rank, id) > (?, ?, ?)`, q.After.Sort, q.After.Rank, q.After.ID)
	}
	return orders(ctx, s.db, `select `+columns+` from dispatch_order where `+c.where()+` order by sort_at, rank, id limit ?`, append(c.args, q.Limit))
}

// part bounds the walk to the part of the queue in which the states lie.
func part(c *conditions, states []dispatch.State) {
	open, ended := true, false
	for _, st := range states {
		open = open && st.Open()
		ended = ended || st.Ended()
	}
	switch {
	case len(states) == 0 || ended:
	case open:
		c.add("sort_at < ?", dispatch.SortReported)
	default:
		c.add("sort_at < ?", dispatch.SortEnded)
	}
}

// filter adds what a Filter asks for.
func filter(c *conditions, q dispatch.Query) {
	if len(q.States) > 0 {
		c.add("state in (" + literals(q.States) + ")")
	}
	part(c, q.States)
	in(c, "level", q.Levels)
	if q.Family != "" {
		c.add("family = ?", string(q.Family))
	}
	if q.Unit != "" && q.Only {
		c.add("unit = ?", q.Unit)
	} else if q.Unit != "" {
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
		number(c, q.Number)
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

// number adds the numbers that begin so, as a range of whole numbers: texts of one form compare alike in every collation. What
// is not the beginning of a number begins none.
func number(c *conditions, begin string) {
	const form = "00000000-000000"
	for i, r := range begin {
		if i >= len(form) || (form[i] == '-') != (r == '-') || r != '-' && (r < '0' || r > '9') {
			c.add("1 = 0")
			return
		}
	}
	c.add("number between ? and ?", begin+form[len(begin):], begin+strings.ReplaceAll(form, "0", "9")[len(begin):])
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
