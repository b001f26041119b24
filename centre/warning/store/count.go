package store

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/warning"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// Counts counts what waits for whom.
func (s *Store) Counts(ctx context.Context, scope access.Scope, now when.Micros) (warning.Counts, error) {
	var c clause
	c.add("w.state in ('open', 'working')")
	c.scope(scope, "w.unit")
	var n warning.Counts
	query := `select coalesce(sum(case when w.level_rank = 0 then 1 else 0 end), 0), coalesce(sum(case when w.state = 'open' then 1 else 0 end), 0),
		coalesce(sum(case when w.due_sort < ? then 1 else 0 end), 0),
		coalesce(sum(case when w.state = 'working' then 1 else 0 end), 0),
		coalesce(sum(case when w.state = 'working' and w.claimed_by = ? then 1 else 0 end), 0)
		from warning w where ` + c.text()
	args := append([]any{int64(now), scope.User}, c.args...)
	err := s.db.QueryRow(ctx, query, args...).Scan(&n.Urgent, &n.Open, &n.Overdue, &n.Working, &n.Mine)
	if err != nil {
		return n, db.Wrap("count the queue", err)
	}
	var late clause
	late.scope(scope, "w.unit")
	late.add("w.state in ('watching', 'review')")
	err = s.db.QueryRow(ctx, `select coalesce(sum(case when w.state = 'watching' then 1 else 0 end), 0),
		coalesce(sum(case when w.state = 'review' then 1 else 0 end), 0),
		coalesce(sum(case when w.due_at <> 0 and w.due_at < ? then 1 else 0 end), 0) from warning w where `+late.text(),
		append([]any{int64(now)}, late.args...)...).Scan(&n.Watching, &n.InReview, &now)
	n.Overdue += int64(now)
	return n, db.Wrap("count watches", err)
}

// CountWarnings counts what List lists under base, and under base narrowed by each of the others, in one pass.
func (s *Store) CountWarnings(ctx context.Context, scope access.Scope, base warning.Query, narrower []warning.Filter) ([]int64, error) {
	var conditions []clause
	for _, f := range narrower {
		conditions = append(conditions, where(scope, warning.Query{Filter: f, Now: base.Now}))
	}
	return s.countMany(ctx, "warning w", where(scope, base), conditions)
}

// CountHits counts what Hits lists, in the same way.
func (s *Store) CountHits(ctx context.Context, scope access.Scope, base warning.HitFilter, narrower []warning.HitFilter) ([]int64, error) {
	var conditions []clause
	for _, f := range narrower {
		conditions = append(conditions, hitWhere(scope, f))
	}
	return s.countMany(ctx, "hit h", hitWhere(scope, base), conditions)
}

func (s *Store) countMany(ctx context.Context, from string, base clause, narrower []clause) ([]int64, error) {
	query, counts := "select count(*)", make([]int64, len(narrower)+1)
	args, into := []any{}, []any{&counts[0]}
	for i, c := range narrower {
		query += ", coalesce(sum(case when " + c.text() + " then 1 else 0 end), 0)"
		args = append(args, c.args...)
		into = append(into, &counts[i+1])
	}
	err := s.db.QueryRow(ctx, query+" from "+from+" where "+base.text(), append(args, base.args...)...).Scan(into...)
	return counts, db.Wrap("count", err)
}

// ScenarioCounts counts the hits of each scenario in the last week.
func (s *Store) ScenarioCounts(ctx context.Context, scope access.Scope, now when.Micros) ([]warning.ScenarioCount, error) {
	var c clause
	c.scope(scope, "h.unit")
	c.add("h.recorded_at >= ?", int64(now-7*when.Day))
	var out []warning.ScenarioCount
	query := `select h.scenario, coalesce(sum(case when h.recorded_at >= ? then 1 else 0 end), 0), count(*), max(h.at)
		from hit h where ` + c.text() + ` group by h.scenario order by h.scenario`
	err := each(ctx, s.db, read{query, append([]any{int64(now - when.Day)}, c.args...)}, func(scan func(...any) error) error {
		var n warning.ScenarioCount
		err := scan(&n.Scenario, &n.Day, &n.Week, &n.LastAt)
		out = append(out, n)
		return err
	})
	return out, err
}
