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

// sums are the figures in the order in which sumQuery selects them.
func sums(f *dispatch.Figures) []sum {
	return []sum{
		{dispatch.FigSignedInTime, dispatch.Num, &f.SignedInTime.Num}, {dispatch.FigSignedInTime, dispatch.Den, &f.SignedInTime.Den},
		{dispatch.FigVisitedInTime, dispatch.Num, &f.VisitedInTime.Num}, {dispatch.FigVisitedInTime, dispatch.Den, &f.VisitedInTime.Den},
		{dispatch.FigOverdue, dispatch.Num, &f.Overdue},
		{dispatch.FigReported, dispatch.Num, &f.Reported.Num}, {dispatch.FigReported, dispatch.Den, &f.Reported.Den},
	}
}

type sum struct {
	figure dispatch.Figure
	part   dispatch.Part
	to     *int64
}

// sumQuery counts all figures of a period by level and result, in one pass.
func sumQuery(scope access.Scope, span dispatch.Span) (string, []any) {
	query := `select level, result, count(*)`
	var args []any
	for _, n := range sums(&dispatch.Figures{}) {
		var c conditions
		figure(&c, n.figure, n.part, span.AsOf)
		query += `, sum(case when ` + c.where() + ` then 1 else 0 end)`
		args = append(args, c.args...)
	}
	var c conditions
	where, scoped := own(scope)
	c.add(where, scoped...)
	period(&c, span)
	return query + ` from dispatch_order where ` + c.where() + ` group by level, result`, append(args, c.args...)
}

// Figures implements dispatch.Tally.
func (s *Store) Figures(ctx context.Context, scope access.Scope, span dispatch.Span) (dispatch.Figures, error) {
	f := dispatch.Figures{ByLevel: map[dispatch.Level]int64{}, ByResult: map[dispatch.Result]int64{}}
	query, args := sumQuery(scope, span)
	rows, err := s.db.Query(ctx, query, args...)
	if err != nil {
		return f, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var level dispatch.Level
		var result dispatch.Result
		var orders int64
		var group dispatch.Figures
		to := []any{&level, &result, &orders}
		for _, n := range sums(&group) {
			to = append(to, n.to)
		}
		err = rows.Scan(to...)
		if err != nil {
			return f, db.Wrap("figures", err)
		}
		f.Orders += orders
		f.ByLevel[level] += orders
		if result != "" {
			f.ByResult[result] += orders
		}
		for i, n := range sums(&f) {
			*n.to += *sums(&group)[i].to
		}
	}
	return f, db.Wrap("figures", rows.Err())
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
