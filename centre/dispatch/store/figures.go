package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// The figures' definitions (dispatch.Figures) as conditions. The same text counts a figure and lists the records behind it.
const (
	signDen = `not (state = 'withdrawn' and signed_at = 0 and ended_at <= sign_due) and (signed_at > 0 or sign_due < ?)`
	signNum = `signed_at > 0 and signed_at <= sign_due and missed & 1 = 0`

	visitDen = `visit_due > 0 and result not in ('false_alarm', 'duplicate')
		and not (state = 'withdrawn' and visited_at = 0 and ended_at <= visit_due)
		and not (state in ('issued', 'signed') and visited_at = 0 and visit_due >= ?)`
	visitNum = `visited_at > 0 and visited_at <= visit_due and missed & 4 = 0`

	overdueNum  = `missed <> 0`
	reportedDen = `state <> 'withdrawn'`
	reportedNum = `result <> ''`
)

// figure adds the condition of a figure's part; a numerator is within its denominator.
func figure(c *conditions, f dispatch.Figure, part dispatch.Part, asOf when.Micros) {
	num := part != dispatch.Den
	switch f {
	case dispatch.FigSignedInTime:
		c.add(signDen, int64(asOf))
		if num {
			c.add(signNum)
		}
	case dispatch.FigVisitedInTime:
		c.add(visitDen, int64(asOf))
		if num {
			c.add(visitNum)
		}
	case dispatch.FigOverdue:
		c.add(overdueNum)
	case dispatch.FigReported:
		c.add(reportedDen)
		if num {
			c.add(reportedNum)
		}
	}
}

// period adds the period of issue.
func period(c *conditions, span dispatch.Span) {
	if span.From != 0 {
		c.add("issued_at >= ?", int64(span.From))
	}
	if span.To != 0 {
		c.add("issued_at < ?", int64(span.To))
	}
}

// count is one sum over the rows of a period.
type count struct {
	figure dispatch.Figure
	part   dispatch.Part
	to     *int64
}

// Figures implements dispatch.Tally: all sums in one pass over the period.
func (s *Store) Figures(ctx context.Context, scope access.Scope, span dispatch.Span) (dispatch.Figures, error) {
	f := dispatch.Figures{ByLevel: map[dispatch.Level]int64{}, ByResult: map[dispatch.Result]int64{}}
	query := `select count(*)`
	var args []any
	to := []any{&f.Orders}
	for _, n := range []count{
		{dispatch.FigSignedInTime, dispatch.Num, &f.SignedInTime.Num}, {dispatch.FigSignedInTime, dispatch.Den, &f.SignedInTime.Den},
		{dispatch.FigVisitedInTime, dispatch.Num, &f.VisitedInTime.Num}, {dispatch.FigVisitedInTime, dispatch.Den, &f.VisitedInTime.Den},
		{dispatch.FigOverdue, dispatch.Num, &f.Overdue},
		{dispatch.FigReported, dispatch.Num, &f.Reported.Num}, {dispatch.FigReported, dispatch.Den, &f.Reported.Den},
	} {
		var c conditions
		figure(&c, n.figure, n.part, span.AsOf)
		query += `, coalesce(sum(case when ` + c.where() + ` then 1 else 0 end), 0)`
		args = append(args, c.args...)
		to = append(to, n.to)
	}
	var c conditions
	where, scoped := own(scope)
	c.add(where, scoped...)
	period(&c, span)
	err := s.db.QueryRow(ctx, query+` from dispatch_order where `+c.where(), append(args, c.args...)...).Scan(to...)
	if err != nil {
		return dispatch.Figures{}, db.Wrap("figures", err)
	}
	err = groups(ctx, s.db, groupQuery{"level", c}, func(k string, n int64) { f.ByLevel[dispatch.Level(k)] = n })
	if err != nil {
		return dispatch.Figures{}, err
	}
	c.add(reportedNum)
	err = groups(ctx, s.db, groupQuery{"result", c}, func(k string, n int64) { f.ByResult[dispatch.Result(k)] = n })
	return f, err
}

type groupQuery struct {
	column string
	conditions
}

// groups counts rows by a column.
func groups(ctx context.Context, q db.Queryer, g groupQuery, add func(string, int64)) error {
	rows, err := q.Query(ctx, `select `+g.column+`, count(*) from dispatch_order where `+g.where()+` group by `+g.column, g.args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var k string
		var n int64
		err = rows.Scan(&k, &n)
		if err != nil {
			return db.Wrap("count orders", err)
		}
		add(k, n)
	}
	return db.Wrap("count orders", rows.Err())
}

// Counts implements dispatch.Tally.
func (s *Store) Counts(ctx context.Context, scope access.Scope, now when.Micros) (dispatch.Counts, error) {
	var n dispatch.Counts
	where, args := own(scope)
	err := s.db.QueryRow(ctx, `select
			coalesce(sum(case when state = 'issued' then 1 else 0 end), 0),
			coalesce(sum(case when state = 'signed' then 1 else 0 end), 0),
			coalesce(sum(case when state = 'reported' then 1 else 0 end), 0),
			coalesce(sum(case when due_at > 0 and due_at < ? then 1 else 0 end), 0),
			coalesce(sum(case when level = 'urgent' and state in ('issued', 'signed') then 1 else 0 end), 0)
		from dispatch_order where state in ('issued', 'signed', 'reported') and `+where,
		append([]any{int64(now)}, args...)...).Scan(&n.Issued, &n.Signed, &n.Reported, &n.Overdue, &n.UrgentOpen)
	return n, db.Wrap("count orders", err)
}
