package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/internal/db"
)

// visible is what a caller sees of a table: his jurisdiction, and of that a bank's liaison his own bank's accounts alone.
func visible(scope access.Scope) conditions {
	where, args := scope.Predicate("unit")
	c := conditions{parts: []string{where}, args: args}
	if scope.Bank != "" {
		c.add("bank = ?", scope.Bank)
	}
	return c
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

func (c *conditions) equal(column, value string) {
	if value != "" {
		c.add(column+" = ?", value)
	}
}

func (c *conditions) where() string { return strings.Join(c.parts, " and ") }

// one reads the record that the conditions name.
func one[T any](ctx context.Context, q db.Queryer, t table[T], c conditions) (T, error) {
	var row T
	err := q.QueryRow(ctx, `select `+t.columns+` from `+t.name+` where `+c.where()+` limit 1`, c.args...).Scan(t.fields(&row)...)
	if errors.Is(err, sql.ErrNoRows) {
		return row, measure.ErrNotFound
	}
	return row, db.Wrap("read "+t.name, err)
}

// byID is the record of that id, where the caller sees it.
func byID(scope access.Scope, id string) conditions {
	c := visible(scope)
	c.add("id = ?", id)
	return c
}

// GetFreeze implements measure.Reader.
func (s *Store) GetFreeze(ctx context.Context, scope access.Scope, id string) (measure.Freeze, error) {
	return one(ctx, s.db, freezes, byID(scope, id))
}

// GetRestriction implements measure.Reader.
func (s *Store) GetRestriction(ctx context.Context, scope access.Scope, id string) (measure.Restriction, error) {
	return one(ctx, s.db, restrictions, byID(scope, id))
}

// GetMark implements measure.Reader.
func (s *Store) GetMark(ctx context.Context, scope access.Scope, id string) (measure.Mark, error) {
	return one(ctx, s.db, markTable, byID(scope, id))
}

// GetObjection implements measure.Reader.
func (s *Store) GetObjection(ctx context.Context, scope access.Scope, id string) (measure.Objection, error) {
	return one(ctx, s.db, objections, byID(scope, id))
}

// FindReceipt implements measure.Counter.
func (s *Store) FindReceipt(ctx context.Context, scope access.Scope, receipt string) (measure.Objection, error) {
	c := visible(scope)
	c.add("receipt = ?", receipt)
	return one(ctx, s.db, objections, c)
}

// FindReleased implements measure.Counter.
func (s *Store) FindReleased(ctx context.Context, scope access.Scope, kind measure.ObjectKind, id string) (measure.Objection, error) {
	c := visible(scope)
	c.add("object = ? and object_id = ? and state in ('upheld', 'missed') and released_at = 0", string(kind), id)
	return one(ctx, s.db, objections, c)
}

// ListFreezes implements measure.Lists.
func (s *Store) ListFreezes(ctx context.Context, scope access.Scope, q measure.Query) ([]measure.Freeze, error) {
	c := visible(scope)
	c.equal("bank", q.Bank)
	c.equal("claim", q.Claim)
	c.equal("order_id", q.Order)
	c.equal("account", q.Account)
	if q.EndsBefore != 0 {
		c.add("state in ('active', 'waiting') and expires_at < ?", int64(q.EndsBefore))
	}
	return walk(ctx, s.db, freezes, asked{c, q, false})
}

// ListRestrictions implements measure.Lists.
func (s *Store) ListRestrictions(ctx context.Context, scope access.Scope, q measure.Query) ([]measure.Restriction, error) {
	c := visible(scope)
	c.equal("bank", q.Bank)
	c.equal("claim", q.Claim)
	c.equal("account", q.Account)
	if q.EndsBefore != 0 {
		c.add("state = 'active' and ends_at < ?", int64(q.EndsBefore))
	}
	if q.ReviewBy != 0 {
		c.add("state = 'active' and review_due < ?", int64(q.ReviewBy))
	}
	return walk(ctx, s.db, restrictions, asked{c, q, false})
}

// ListMarks implements measure.Lists.
func (s *Store) ListMarks(ctx context.Context, scope access.Scope, q measure.Query) ([]measure.Mark, error) {
	c := visible(scope)
	c.equal("bank", q.Bank)
	c.equal("subject", q.Account)
	c.equal("kind", q.Kind)
	if q.EndsBefore != 0 {
		c.add("state = 'active' and ends_at < ?", int64(q.EndsBefore))
	}
	return walk(ctx, s.db, markTable, asked{c, q, false})
}

// ListObjections implements measure.Lists.
func (s *Store) ListObjections(ctx context.Context, scope access.Scope, q measure.Query) ([]measure.Objection, error) {
	c := visible(scope)
	c.equal("bank", q.Bank)
	c.equal("claim", q.Claim)
	c.equal("object", string(q.Object))
	c.equal("object_id", q.ObjectID)
	oldest := len(q.States) == 1 && q.States[0] == string(measure.ObjectionOpen)
	return walk(ctx, s.db, objections, asked{c, q, oldest})
}

// asked is what a page is asked for by.
type asked struct {
	c      conditions
	q      measure.Query
	oldest bool // first
}

// walk reads a page: of what a clock has reached in the order of the clock, otherwise by time, the latest or the oldest first.
func walk[T any](ctx context.Context, d db.Queryer, t table[T], a asked) ([]T, error) {
	c, q := a.c, a.q
	if len(q.States) > 0 {
		args := make([]any, len(q.States))
		for i, s := range q.States {
			args[i] = s
		}
		c.add("state in ("+marks(len(args))+")", args...)
	}
	order, than := "desc", "<"
	if a.oldest {
		order, than = "asc", ">"
	}
	by := t.time + " " + order + ", id " + order
	switch {
	case q.Due != 0:
		c.add("alarm_at > 0 and alarm_at <= ?", int64(q.Due))
		by = "alarm_at, id"
	case q.After != nil:
		c.add("("+t.time+", id) "+than+" (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := d.Query(ctx, `select `+t.columns+` from `+t.name+` where `+c.where()+` order by `+by+` limit ?`, append(c.args, q.Limit)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var out []T
	for rows.Next() {
		var row T
		err = rows.Scan(t.fields(&row)...)
		if err != nil {
			return nil, db.Wrap("read "+t.name, err)
		}
		out = append(out, row)
	}
	return out, db.Wrap("read "+t.name, rows.Err())
}

// minutesOf is how long a wrong measure lasted after the objection: to the release, or to the decision where none is recorded.
const minutesOf = `(case when released_at > 0 then released_at else decided_at end - filed_at) / 60000000`

// Figures implements measure.Counter.
func (s *Store) Figures(ctx context.Context, scope access.Scope, span measure.Span) (measure.Figures, error) {
	f := measure.Figures{MedianRelease: -1}
	c := visible(scope)
	if span.From != 0 {
		c.add("filed_at >= ?", int64(span.From))
	}
	if span.To != 0 {
		c.add("filed_at < ?", int64(span.To))
	}
	// the counts, in one pass
	count := func(when string) string { return `, coalesce(sum(case when ` + when + ` then 1 else 0 end), 0)` }
	err := s.db.QueryRow(ctx, `select count(*)`+count(`state = 'open'`)+count(`state = 'upheld'`)+count(`state = 'refused'`)+count(`state = 'missed'`)+
		count(`state = 'withdrawn'`)+count(`state = 'upheld' and machine`)+count(`state in ('upheld', 'missed') and object = 'hold'`)+
		` from measure_objection where `+c.where(), c.args...).
		Scan(&f.Filed, &f.Open, &f.Upheld, &f.Refused, &f.Missed, &f.Withdrawn, &f.ByMachine, &f.WrongHeld)
	wrong := f.Upheld + f.Missed
	if err != nil || wrong == 0 {
		return f, db.Wrap("count objections", err)
	}
	c.add("state in ('upheld', 'missed')")
	// the one in the middle, of an even number the lower, and the last
	for _, at := range []struct {
		offset int64
		to     *int64
	}{{(wrong - 1) / 2, &f.MedianRelease}, {wrong - 1, &f.LatestRelease}} {
		err = s.db.QueryRow(ctx, `select `+minutesOf+` from measure_objection where `+c.where()+` order by 1 limit 1 offset ?`,
			append(c.args[:len(c.args):len(c.args)], at.offset)...).Scan(at.to)
		if err != nil {
			return f, db.Wrap("median of releases", err)
		}
	}
	return f, nil
}
