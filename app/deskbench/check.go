package deskbench

import (
	"context"
	"fmt"

	"fanzha/centre/warning"
	"fanzha/internal/db"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// Kept is what the records say of the day.
type Kept struct {
	Hits        int     `json:"hits"`
	Raised      int     `json:"warnings_raised"`
	Merged      int     `json:"hits_merged"`
	Total       int     `json:"warnings_total"`
	Active      int     `json:"warnings_open"`
	Urgent      int     `json:"urgent"`
	UrgentLeft  int     `json:"urgent_never_opened"`
	OpenP50     float64 `json:"urgent_to_opened_p50_s"`
	OpenP99     float64 `json:"urgent_to_opened_p99_s"`
	OpenMax     float64 `json:"urgent_to_opened_max_s"`
	OpenLate    int     `json:"urgent_opened_after_60_s"`
	Orders      int     `json:"orders"`
	TasksMost   int     `json:"open_tasks_per_person_max"`
	WarningMost int     `json:"open_warnings_per_person_max"`
	Calls       int     `json:"calls"`
	QuietCalls  int     `json:"second_calls_inside_quiet_time"`
	Pushed      int     `json:"second_calls_after_money_or_rise"`
}

// openWithin is what an urgent warning may wait, in seconds.
const openWithin = 60

// examine reads the records of a centre that has stopped.
func examine(ctx context.Context, records *db.DB, begin, end when.Micros) (Kept, error) {
	var k Kept
	for _, one := range []struct {
		into  *int
		query string
		args  []any
	}{
		{&k.Hits, `select count(*) from hit where recorded_at >= ? and target <> ''`, []any{int64(begin)}},
		{&k.Raised, `select count(*) from warning where opened_at >= ?`, []any{int64(begin)}},
		{&k.Total, `select count(*) from warning`, nil},
		{&k.Active, `select count(*) from warning where state in ('open', 'working')`, nil},
		{&k.Orders, `select count(*) from dispatch_order where issued_at >= ?`, []any{int64(begin)}},
	} {
		err := records.QueryRow(ctx, one.query, one.args...).Scan(one.into)
		if err != nil {
			return k, db.Wrap("count", err)
		}
	}
	k.Merged = k.Hits - k.Raised
	for _, part := range []func(context.Context, *db.DB, span) error{k.waits, k.tasks, k.quiet} {
		err := part(ctx, records, span{begin, end})
		if err != nil {
			return k, err
		}
	}
	return k, nil
}

// span is the day.
type span struct{ begin, end when.Micros }

// waits measures from the moment a warning became urgent to the moment somebody claimed it; who had claimed it before has it open already.
func (k *Kept) waits(ctx context.Context, records *db.DB, day span) error {
	rows, err := records.Query(ctx, `select u.at, coalesce((select min(c.at) from warning_history c where c.warning = u.warning and c.verb = 'claimed'), 0)
		from (select warning, min(at) as at from warning_history where level = 'urgent' and verb in ('raised', 'level_raised') group by warning) u
		where u.at >= ? order by u.at`, int64(day.begin))
	if err != nil {
		return db.Wrap("read waits", err)
	}
	defer func() { _ = rows.Close() }()
	var waits []float64
	for rows.Next() {
		var at, claimed int64
		err = rows.Scan(&at, &claimed)
		if err != nil {
			return db.Wrap("read waits", err)
		}
		k.Urgent++
		if claimed == 0 {
			claimed = int64(day.end)
			k.UrgentLeft++
		}
		waits = append(waits, max(0, float64(claimed-at)/1e6))
		if claimed-at > openWithin*int64(when.Second) {
			k.OpenLate++
		}
	}
	k.OpenP50, k.OpenP99, k.OpenMax = quantiles(waits)
	return db.Wrap("read waits", rows.Err())
}

// tasks finds how many orders, and how many warnings, of one person were open at one moment.
func (k *Kept) tasks(ctx context.Context, records *db.DB, day span) error {
	var err error
	k.TasksMost, err = most(ctx, records, `select target, issued_at, case when reported_at <> 0 then reported_at when ended_at <> 0 then ended_at else ? end
		from dispatch_order order by target, issued_at`, day.end)
	if err == nil {
		k.WarningMost, err = most(ctx, records, `select target, opened_at, case when finished_at <> 0 then finished_at when closed_at <> 0 then closed_at else ? end
			from warning order by target, opened_at`, day.end)
	}
	return err
}

// most is the largest number of spans of one person that cover the same moment. A span that ends when another begins does not cover its beginning.
func most(ctx context.Context, records *db.DB, query string, end when.Micros) (int, error) {
	rows, err := records.Query(ctx, query, int64(end))
	if err != nil {
		return 0, db.Wrap("read spans", err)
	}
	defer func() { _ = rows.Close() }()
	var person string
	var open []int64
	top := 0
	for rows.Next() {
		var who string
		var from, to int64
		err = rows.Scan(&who, &from, &to)
		if err != nil {
			return 0, db.Wrap("read spans", err)
		}
		if who != person {
			person, open = who, open[:0]
		}
		still := open[:0]
		for _, until := range open {
			if until > from {
				still = append(still, until)
			}
		}
		open = append(still, to)
		top = max(top, len(open))
	}
	return top, db.Wrap("read spans", rows.Err())
}

// quiet counts second calls to one person within the quiet time of the level of the first. A second call is right when the level has risen between
// the two, or when another warning of money was raised: money that moves is never quiet.
func (k *Kept) quiet(ctx context.Context, records *db.DB, day span) error {
	raw, err := rulebook.FS.ReadFile("warning.yaml")
	if err != nil {
		return fmt.Errorf("read the quiet times: %w", err)
	}
	rules, err := warning.ParseRules(raw)
	if err != nil {
		return err
	}
	rows, err := records.Query(ctx, `select a.target, a.at, w.level, w.id, w.family, w.opened_at,
		coalesce((select max(h.at) from warning_history h where h.warning = w.id and h.verb = 'level_raised' and h.at <= a.at), 0)
		from dissuade_attempt a join warning w on w.id = a.warning where a.channel = 'call' and a.at >= ? order by a.target, a.at, a.id`, int64(day.begin))
	if err != nil {
		return db.Wrap("read calls", err)
	}
	defer func() { _ = rows.Close() }()
	type called struct {
		target, level, warning, family string
		at, opened, raised             int64
	}
	var last called
	for rows.Next() {
		var c called
		err = rows.Scan(&c.target, &c.at, &c.level, &c.warning, &c.family, &c.opened, &c.raised)
		if err != nil {
			return db.Wrap("read calls", err)
		}
		k.Calls++
		if c.target == last.target && when.Micros(c.at-last.at) < rules.Quiet(warning.Level(last.level)) {
			money := c.warning != last.warning && c.family == string(warning.Fund) && c.opened > last.at
			higher := warning.Level(c.level).Above(warning.Level(last.level))
			if c.raised > last.at || money || higher {
				k.Pushed++
			} else {
				k.QuietCalls++
			}
		}
		last = c
	}
	return db.Wrap("read calls", rows.Err())
}
