package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/internal/db"
	"fanzha/term/region"
	"fanzha/term/when"
)

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

// visible is what a caller sees: his jurisdiction.
func visible(scope access.Scope) conditions {
	where, args := scope.Predicate("unit")
	return conditions{parts: []string{where}, args: args}
}

// within keeps records in a region: its code without trailing zeros begins theirs.
func (c *conditions) within(place string) {
	p := region.PlacePrefix(place)
	if p != "" {
		c.add("substr(region, 1, "+lengths[min(len(p), 12)]+") = ?", p)
	}
}

var lengths = [...]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}

// Get implements outreach.Books.
func (s *Store) Get(ctx context.Context, scope access.Scope, id string, into outreach.Record) error {
	c := visible(scope)
	c.add("id = ?", id)
	switch v := into.(type) {
	case *outreach.Event:
		return one(ctx, s.db, asked[outreach.Event]{events, c}, v)
	case *outreach.Campaign:
		return one(ctx, s.db, asked[outreach.Campaign]{campaigns, c}, v)
	case *outreach.Pledge:
		return one(ctx, s.db, asked[outreach.Pledge]{pledges, c}, v)
	case *outreach.Work:
		return one(ctx, s.db, asked[outreach.Work]{works, c}, v)
	case *outreach.Honour:
		return one(ctx, s.db, asked[outreach.Honour]{honours, c}, v)
	case *outreach.Material:
		return one(ctx, s.db, asked[outreach.Material]{materials, c}, v)
	case *outreach.Move:
		return one(ctx, s.db, asked[outreach.Move]{moves, c}, v)
	case *outreach.Base:
		return one(ctx, s.db, asked[outreach.Base]{bases, c}, v)
	case *outreach.Registration:
		return one(ctx, s.db, asked[outreach.Registration]{registrations, c}, v)
	case *outreach.Circle:
		return one(ctx, s.db, asked[outreach.Circle]{circles, c}, v)
	case *outreach.Message:
		return one(ctx, s.db, asked[outreach.Message]{messages, c}, v)
	case *outreach.Receipt:
		return one(ctx, s.db, asked[outreach.Receipt]{receipts, c}, v)
	case *outreach.Task:
		return one(ctx, s.db, asked[outreach.Task]{tasks, c}, v)
	case *outreach.FraudFree:
		return one(ctx, s.db, asked[outreach.FraudFree]{fraudFree, c}, v)
	}
	panic("outreach/store: a record of a kind that is not stored")
}

// asked is a table with what is asked of it.
type asked[T any] struct {
	table table[T]
	c     conditions
}

// one reads the record that the conditions name.
func one[T any](ctx context.Context, q db.Queryer, a asked[T], into *T) error {
	t := a.table
	err := q.QueryRow(ctx, `select `+t.all()+` from `+t.name+` where `+a.c.where()+` limit 1`, a.c.args...).Scan(t.fields(into)...)
	if errors.Is(err, sql.ErrNoRows) {
		return outreach.ErrNotFound
	}
	return db.Wrap("read "+t.name, err)
}

// List implements outreach.Books.
func (s *Store) List(ctx context.Context, scope access.Scope, q outreach.Query, into any) error {
	c := visible(scope)
	switch v := into.(type) {
	case *[]outreach.Event:
		return walk(ctx, s.db, listed[outreach.Event]{asked[outreach.Event]{events, c}, q}, v)
	case *[]outreach.Campaign:
		return walk(ctx, s.db, listed[outreach.Campaign]{asked[outreach.Campaign]{campaigns, c}, q}, v)
	case *[]outreach.Pledge:
		return walk(ctx, s.db, listed[outreach.Pledge]{asked[outreach.Pledge]{pledges, c}, q}, v)
	case *[]outreach.Work:
		return walk(ctx, s.db, listed[outreach.Work]{asked[outreach.Work]{works, c}, q}, v)
	case *[]outreach.Honour:
		return walk(ctx, s.db, listed[outreach.Honour]{asked[outreach.Honour]{honours, c}, q}, v)
	case *[]outreach.Material:
		return walk(ctx, s.db, listed[outreach.Material]{asked[outreach.Material]{materials, c}, q}, v)
	case *[]outreach.Move:
		return walk(ctx, s.db, listed[outreach.Move]{asked[outreach.Move]{moves, c}, q}, v)
	case *[]outreach.Base:
		return walk(ctx, s.db, listed[outreach.Base]{asked[outreach.Base]{bases, c}, q}, v)
	case *[]outreach.Registration:
		return walk(ctx, s.db, listed[outreach.Registration]{asked[outreach.Registration]{registrations, c}, q}, v)
	case *[]outreach.Circle:
		return walk(ctx, s.db, listed[outreach.Circle]{asked[outreach.Circle]{circles, c}, q}, v)
	case *[]outreach.Message:
		return walk(ctx, s.db, listed[outreach.Message]{asked[outreach.Message]{messages, c}, q}, v)
	case *[]outreach.Receipt:
		return walk(ctx, s.db, listed[outreach.Receipt]{asked[outreach.Receipt]{receipts, c}, q}, v)
	case *[]outreach.Task:
		return walk(ctx, s.db, listed[outreach.Task]{asked[outreach.Task]{tasks, c}, q}, v)
	case *[]outreach.FraudFree:
		return walk(ctx, s.db, listed[outreach.FraudFree]{asked[outreach.FraudFree]{fraudFree, c}, q}, v)
	}
	panic("outreach/store: a list of a kind that is not stored")
}

// listed is a table with the page that is asked of it.
type listed[T any] struct {
	asked[T]
	q outreach.Query
}

// walk reads a page: of what a clock has reached in the order of the clock, otherwise by time, the latest first.
func walk[T any, P interface {
	*T
	outreach.Record
}](ctx context.Context, d db.Queryer, a listed[T], into *[]T) error {
	t, c, q := a.table, a.c, a.q
	c.equal(t, q.Is, P(new(T)).Kind())
	c.states(q.States)
	c.span(q.From, q.To)
	c.within(q.In)
	by := "at desc, id desc"
	switch {
	case q.Due != 0:
		c.add("alarm_at > 0 and alarm_at <= ?", int64(q.Due))
		by = "alarm_at, id"
	case q.After != nil:
		c.add("(at, id) < (?, ?)", int64(q.After.At), q.After.ID)
	}
	rows, err := d.Query(ctx, `select `+t.all()+` from `+t.name+` where `+c.where()+` order by `+by+` limit ?`, append(c.args, q.Limit)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row T
		err = rows.Scan(t.fields(&row)...)
		if err != nil {
			return db.Wrap("read "+t.name, err)
		}
		*into = append(*into, row)
	}
	return db.Wrap("read "+t.name, rows.Err())
}

// equal adds the fields of a filter; what the kind's list does not know is a broken promise of the room.
func (c *conditions) equal(t interface{ column(string) string }, is map[string]string, kind string) {
	for _, field := range outreach.Fields(kind) {
		value, ok := is[field]
		switch {
		case !ok:
		case field == "large":
			c.add("large = ?", value == "true")
		default:
			c.add(t.column(field)+" = ?", value)
		}
	}
}

func (c *conditions) states(list []outreach.State) {
	if len(list) == 0 {
		return
	}
	args := make([]any, len(list))
	for i, s := range list {
		args[i] = string(s)
	}
	c.add("state in ("+marks(len(args))+")", args...)
}

func (c *conditions) span(from, to when.Micros) {
	if from != 0 {
		c.add("at >= ?", int64(from))
	}
	if to != 0 {
		c.add("at < ?", int64(to))
	}
}

// Tally implements outreach.Books.
func (s *Store) Tally(ctx context.Context, scope access.Scope, q outreach.Tallying) ([]outreach.Tally, error) {
	c := visible(scope)
	c.add("state = 'recorded'")
	c.equal(events, q.Is, "event")
	c.span(q.From, q.To)
	c.within(q.In)
	by := "''"
	switch {
	case q.By == "region":
		by = "substr(region, 1, " + lengths[min(max(q.Digits, 0), 12)] + ")"
	case slices.Contains([]string{"unit", "venue", "kind", "form", "campaign"}, q.By):
		by = q.By
	}
	// one pass; people present and views side by side, never added
	rows, err := s.db.Query(ctx, `select `+by+`, count(*), coalesce(sum(case when large then 1 else 0 end), 0), coalesce(sum(audience), 0), coalesce(sum(views), 0),
		coalesce(max(at), 0) from outreach_event where `+c.where()+` group by 1 order by 2 desc, 1 limit 5000`, c.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	out := []outreach.Tally{}
	for rows.Next() {
		var t outreach.Tally
		err = rows.Scan(&t.Key, &t.Events, &t.Large, &t.Audience, &t.Views, &t.Last)
		if err != nil {
			return nil, db.Wrap("count events", err)
		}
		out = append(out, t)
	}
	return out, db.Wrap("count events", rows.Err())
}
