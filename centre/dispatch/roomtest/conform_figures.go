package roomtest

import (
	"testing"

	"fanzha/centre/dispatch"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// figures protects the definitions by one order for each case: who is in the denominator, who is in the numerator, and that a
// transfer does not wash a missed deadline away.
func figures(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	must := func(v dispatch.View, err error) dispatch.View {
		t.Helper()
		check.NoError(t, err)
		return v
	}
	li, wang := Officer(Station1), Officer(Station3)
	issue := func(w string) string { return d.Issue(t, Cmd(w, Station1)).ID }
	inTime, late, washed, washedVisit := issue("in time"), issue("late"), issue("washed"), issue("washed visit")
	alarm, noVisit := issue("false alarm"), issue("no visit")
	issue("withdrawn early")
	issue("withdrawn late")
	visit := func(id string) {
		c := dispatch.Contact{ID: "a", At: d.Clock.Now(), Channel: "visit", Met: true, Reached: true}
		d.Contacts.Add(id, c)
		check.NoError(t, d.Contacted(ctx, id, c))
	}
	for _, id := range []string{inTime, washedVisit, alarm, noVisit} {
		must(d.Sign(ctx, li, id, 1))
	}
	_, err := d.Withdraw(ctx, "withdrawn early", "closed")
	check.NoError(t, err)
	visit(inTime)
	must(d.Report(ctx, li, dispatch.ReportCmd{ID: alarm, Version: 2, Result: dispatch.FalseAlarm, Note: "own account"}))
	must(d.Report(ctx, li, dispatch.ReportCmd{ID: noVisit, Version: 2, Result: dispatch.Lost, LossFen: 5}))
	d.After(6 * when.Minute)
	must(d.Sign(ctx, li, late, 1))
	_, err = d.Withdraw(ctx, "withdrawn late", "closed")
	check.NoError(t, err)
	must(d.Transfer(ctx, li, dispatch.TransferCmd{ID: washed, Version: 1, ToUnit: Station3, Reason: "lives there"}))
	must(d.Sign(ctx, wang, washed, 2)) // in time there, but it had been missed before
	d.After(60 * when.Minute)
	must(d.Transfer(ctx, li, dispatch.TransferCmd{ID: washedVisit, Version: 2, ToUnit: Station3, Reason: "lives there"}))
	must(d.Sign(ctx, wang, washedVisit, 3))
	visit(washedVisit)
	issue("still running")
	f, err := d.Figures(ctx, Leader(City), dispatch.Span{From: Start})
	check.NoError(t, err)
	check.Equal(t, f, dispatch.Figures{
		Orders: 9,
		// in time, washed visit, false alarm, no visit of these and late, washed, withdrawn late; not withdrawn early, still running
		SignedInTime: dispatch.Ratio{Num: 4, Den: 7},
		// in time of it and late, washed visit, no visit. Not the false alarm, the withdrawn ones, and those whose visit still runs:
		// the washed one's is due at the very moment of the count
		VisitedInTime: dispatch.Ratio{Num: 1, Den: 4},
		Overdue:       4, // late, washed, washed visit, withdrawn late
		Reported:      dispatch.Ratio{Num: 2, Den: 7},
		ByLevel:       map[dispatch.Level]int64{dispatch.Urgent: 9},
		ByResult:      map[dispatch.Result]int64{dispatch.FalseAlarm: 1, dispatch.Lost: 1},
	})
	none, err := d.Figures(ctx, Leader(City), dispatch.Span{To: Start})
	check.NoError(t, err)
	check.Equal(t, none.Orders, int64(0))
}
