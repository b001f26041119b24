package life

// Protects: a week has one report, made by itself when the week is over and its late signals have come; a failed one is tried again, not at
// once; somebody who may write scenarios says what follows, once.

import (
	"context"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/centre/detect/drift"
	"fanzha/centre/detect/life/proof"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// weeks keeps jobs in memory.
type weeks struct {
	*ledger
	kept map[string]Job
}

func (w *weeks) Put(_ context.Context, j Job, _ []proof.Row) error {
	w.kept[j.ID] = j
	return nil
}

func (w *weeks) Job(_ context.Context, _ access.Scope, id string) (Job, error) {
	j, ok := w.kept[id]
	if !ok {
		return j, ErrNotFound
	}
	return j, nil
}

func (w *weeks) Begin(_ context.Context, j Job) (bool, error) {
	have, ok := w.kept[j.ID]
	if ok && (have.State != JobFailed || have.At > j.At-AgainAfter) {
		return false, nil
	}
	w.kept[j.ID] = j
	return true, nil
}

func (w *weeks) See(_ context.Context, j Job, _ string) error {
	w.kept[j.ID] = j
	return nil
}

func china(day, hour int) when.Micros {
	return when.Of(time.Date(2026, time.November, day, hour, 0, 0, 0, when.Zone))
}

func TestLastWeek(t *testing.T) {
	r := &proof.Rules{WeekStart: time.Monday, WeekWait: 6 * when.Hour}
	for _, c := range []struct{ now, from when.Micros }{
		{china(23, 5), china(9, 0)},   // Monday: the late signals of last week may still come
		{china(23, 6), china(16, 0)},  // now they have
		{china(29, 23), china(16, 0)}, // Sunday
	} {
		from, to := r.LastWeek(c.now)
		check.Equal(t, from, c.from)
		check.Equal(t, to, c.from+7*when.Day)
	}
	r.WeekStart = time.Friday
	from, _ := r.LastWeek(china(23, 6))
	check.Equal(t, from, china(13, 0))
}

func TestWeekly(t *testing.T) {
	d := open(t)
	ctx := t.Context()
	d.clock.Set(china(23, 7))
	d.full = true
	check.Fault(t, d.Weekly(ctx), "life.jobs")
	d.full = false
	check.NoError(t, d.Weekly(ctx))
	check.Equal(t, len(d.jobs), 0) // it failed a moment ago
	d.clock.Set(china(23, 8))
	check.NoError(t, d.Weekly(ctx))
	check.NoError(t, d.Weekly(ctx))
	check.Equal(t, len(d.jobs), 1)
	j := d.jobs[0]
	check.Equal(t, []any{j.ID, j.Kind, j.From, j.To}, []any{"week-2026-11-16", JobQuality, china(16, 0), china(23, 0)})

	_, err := d.Service.See(ctx, analyst("li"), j.ID, "已核实")
	check.Fault(t, err, "life.state") // it is not done yet
	j.State, j.Quality = JobDone, &proof.Quality{Sources: []proof.QualityRow{{Bad: []string{"late_p95_s"}}, {}}, Drift: []drift.Line{{State: drift.Changed}, {State: drift.Few}}}
	check.Equal(t, j.Red(), proof.Red{Sources: 1, Drift: 1})
	check.NoError(t, d.weeks.Put(ctx, j, nil))
	_, err = d.Service.See(ctx, analyst("li"), j.ID, " ")
	check.Fault(t, err, "life.reason_needed")
	county := access.Scope{User: "wang", Unit: county, Roles: []access.Role{access.Analyst}}
	_, err = d.Service.See(ctx, county, j.ID, "已核实")
	check.Fault(t, err, "life.not_city")
	j, err = d.Service.See(ctx, analyst("li"), j.ID, "已核实")
	check.NoError(t, err)
	check.Equal(t, []string{j.Seen.User, j.Seen.Note}, []string{"li", "已核实"})
	_, err = d.Service.See(ctx, analyst("li"), j.ID, "已核实")
	check.Fault(t, err, "life.stale")
	d.clock.Set(china(30, 8))
	check.NoError(t, d.Weekly(ctx))
	check.Equal(t, len(d.jobs), 2)
}
