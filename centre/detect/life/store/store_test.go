package store

import (
	"context"
	"fmt"
	"testing"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	"fanzha/centre/detect/suppress"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

const (
	city   = "990100000000"
	county = "990101000000"
	other  = "990200000000"
)

func of(unit string) access.Scope {
	return access.Scope{User: "li", Name: "li", Unit: unit, Roles: []access.Role{access.Analyst}}
}

func version(id string, number int64, state life.State) life.Version {
	text := "code: one_two\n# " + id
	return life.Version{ID: id, Code: "one_two", Number: number, Unit: city, State: state, Origin: life.Own, Hash: life.HashOf(text), Text: text, At: 100 + 1, Rev: 1,
		NameZH: "名", Lists: life.Layer{"lists/a.yaml": "x"}, Made: life.Who{User: "li", Name: "li", At: 5}}
}

func change(v life.Version) life.Change {
	return life.Change{Version: v, Step: life.Step{Act: life.ActSave, By: life.Who{User: "li", Name: "li", At: 7}, Unit: city}}
}

// TestConform protects the records of scenarios on both databases: what is saved comes back, nothing is saved on a stale version, a number
// is one text, one version of a code is in force, and everything lies within its jurisdiction; the audit chain verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			d := fresh(t)
			s := New(d)
			versions(t, s)
			jobs(t, s)
			weeks(t, s)
			sets(t, s)
			shadows(t, s)
			suppressions(t, s)
			report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
			check.NoError(t, err)
			check.True(t, report.OK(), "the audit chain does not verify")
		})
	}
}

func versions(t *testing.T, s *Store) {
	ctx := t.Context()
	v := version("a", 1, life.Draft)
	check.NoError(t, s.Save(ctx, change(v)))
	got, err := s.Get(ctx, of(city), "a")
	check.NoError(t, err)
	check.Equal(t, got, v)
	_, err = s.Get(ctx, of(county), "a")
	check.Fault(t, err, "life.not_found")
	check.Fault(t, s.Save(ctx, change(version("b", 1, life.Draft))), "life.once")
	check.Fault(t, s.Save(ctx, change(version("c", 3, life.Draft)), change(version("b", 1, life.Draft))), "life.once")
	_, err = s.Get(ctx, of(city), "c")
	check.Fault(t, err, "life.not_found") // all or none
	v.Rev, v.State = 2, life.Published
	check.NoError(t, s.Save(ctx, change(v)))
	check.Fault(t, s.Save(ctx, change(v)), "life.stale")
	_, err = s.Get(ctx, of(county), "a")
	check.NoError(t, err)
	next := version("d", 2, life.Draft)
	next.At = 200
	check.NoError(t, s.Save(ctx, change(next)))
	next.Rev, next.State = 2, life.Published
	check.Fault(t, s.Save(ctx, change(next)), "life.stale") // two would be in force
	v.Rev, v.State = 3, life.Retired
	check.NoError(t, s.Save(ctx, change(v), change(next)))
	n, err := s.Highest(ctx, access.System(), "one_two")
	check.NoError(t, err)
	check.Equal(t, n, int64(2))
	for _, c := range []struct {
		who  access.Scope
		q    life.Query
		want string
	}{
		{of(city), life.Query{Limit: 9}, "d a "},
		{of(city), life.Query{Limit: 1}, "d "},
		{of(city), life.Query{Limit: 9, After: &life.Key{At: 200, ID: "d"}}, "a "},
		{of(city), life.Query{Limit: 9, States: []life.State{life.Retired}}, "a "},
		{of(city), life.Query{Limit: 9, Code: "none"}, ""},
		{access.Scope{}, life.Query{Limit: 9, States: []life.State{life.Draft}}, ""},
	} {
		list, err := s.List(ctx, c.who, c.q)
		check.NoError(t, err)
		ids := ""
		for _, v := range list {
			ids += v.ID + " "
		}
		check.Equal(t, ids, c.want)
	}
}

func jobs(t *testing.T, s *Store) {
	ctx := t.Context()
	j := life.Job{ID: "j", Kind: life.JobBacktest, State: life.JobRunning, Unit: city, At: 9, Version: "a", Code: "one_two", By: life.Who{User: "li", Name: "li"}}
	check.NoError(t, s.Put(ctx, j, nil))
	left, err := s.Left(ctx)
	check.NoError(t, err)
	check.Equal(t, len(left), 1)
	j.State, j.Backtest = life.JobDone, &proof.Backtest{Alerts: 2, Precision: -1}
	rows := []proof.Row{{Unit: county, Groups: []string{"alerts", "real"}, Person: "139****0001"}, {Unit: other, Groups: []string{"alerts"}}}
	for n := range rowsAtOnce {
		rows = append(rows, proof.Row{Unit: city, Groups: []string{"victims"}, Hits: int64(n)})
	}
	check.NoError(t, s.Put(ctx, j, rows))
	got, err := s.Job(ctx, of(city), "j")
	check.NoError(t, err)
	check.Equal(t, got, j)
	_, err = s.Job(ctx, of(other), "j")
	check.Fault(t, err, "life.not_found")
	for _, c := range []struct {
		unit, group string
		after       int64
		want        int
	}{{city, "alerts", 0, 1}, {city, "real", 0, 1}, {city, "real", 1, 0}, {city, "victims", 0, 200}, {city, "none", 0, 0}, {county, "", 0, 1}, {other, "", 0, 1}} {
		found, err := s.Rows(ctx, of(c.unit), life.RowQuery{Job: "j", Group: c.group, After: c.after, Limit: 200})
		check.NoError(t, err)
		check.Equal(t, len(found), c.want)
	}
	list, err := s.Jobs(ctx, of(city), life.JobQuery{Kind: life.JobBacktest, Version: "a", Limit: 5})
	check.NoError(t, err)
	check.Equal(t, len(list), 1)
	list, err = s.Jobs(ctx, of(city), life.JobQuery{Limit: 5, After: &life.Key{At: 9, ID: "j"}})
	check.NoError(t, err)
	check.Equal(t, len(list), 0)
}

func sets(t *testing.T, s *Store) {
	ctx := t.Context()
	layers := []life.Layer{{"a.yaml": "one"}, {"lists/b.yaml": "two"}}
	check.NoError(t, s.KeepSet(ctx, "h1", layers, 3))
	check.NoError(t, s.KeepSet(ctx, "h1", layers, 4))
	back, err := s.Set(ctx, "h1")
	check.NoError(t, err)
	check.Equal(t, back, layers)
	for _, e := range []Epoch{{0, 0, "h1", 0, 5}, {0, 0, "h1", 7, 6}, {0, 0, "h2", 9, 7}, {1, 0, "h2", 2, 8}, {0, 0, "h1", 12, 9}} {
		check.NoError(t, s.Seal(ctx, e))
	}
	epochs, err := s.Epochs(ctx, 0)
	check.NoError(t, err)
	check.Equal(t, epochs, []Epoch{{0, 1, "h1", 0, 5}, {0, 2, "h2", 9, 7}, {0, 3, "h1", 12, 9}})
}

func shadows(t *testing.T, s *Store) {
	ctx := t.Context()
	_, begun, err := s.ShadowPosition(ctx, "a", 0)
	check.NoError(t, err)
	check.True(t, !begun, "it has not begun")
	hit := func(n int, unit string) ShadowHit {
		return ShadowHit{Person: fmt.Sprint("+861390000000", n/2), Row: proof.Row{HitID: fmt.Sprint("h", n), Unit: unit, At: 1_795_140_000_000_000 + 10, Person: "masked"}}
	}
	check.NoError(t, s.Shadowed(ctx, "a", Place{0, 5, 1}, []ShadowHit{hit(1, county), hit(2, county), hit(3, county), hit(4, other)}))
	check.NoError(t, s.Shadowed(ctx, "a", Place{0, 4, 2}, []ShadowHit{hit(1, county)}))
	silent := hit(9, other)
	silent.Row.Suppressed = "已核实"
	check.NoError(t, s.Shadowed(ctx, "b", Place{0, 5, 1}, []ShadowHit{silent, hit(8, other)}))
	counted, err := s.Days(ctx, of(other), "b")
	check.NoError(t, err)
	check.Equal(t, []int64{counted[0].Hits, counted[0].Shadow, counted[0].Hushed}, []int64{1, 1, 1})
	seq, begun, err := s.ShadowPosition(ctx, "a", 0)
	check.NoError(t, err)
	check.Equal(t, []any{seq, begun}, []any{uint64(5), true})
	days, err := s.Days(ctx, of(city), "a")
	check.NoError(t, err)
	check.Equal(t, days, []life.ShadowDay{{Day: proof.DayOf(1_795_140_000_000_000), Hits: 3, Shadow: 2}})
	rows, err := s.Hits(ctx, of(city), life.ShadowQuery{Version: "a", Limit: 2, Day: days[0].Day})
	check.NoError(t, err)
	check.Equal(t, []string{rows[0].HitID, rows[1].HitID}, []string{"h3", "h2"})
	rows, err = s.Hits(ctx, of(city), life.ShadowQuery{Version: "a", Limit: 9, After: &life.Key{At: rows[1].At, ID: "h2"}})
	check.NoError(t, err)
	check.Equal(t, len(rows), 1)
	people := ""
	check.NoError(t, s.Shadowy(ctx, of(county), "a", func(h ShadowHit) error {
		people += h.Person + " "
		return nil
	}))
	check.Equal(t, people, "+8613900000000 +8613900000001 +8613900000001 ")
}

func suppressions(t *testing.T, s *Store) {
	ctx := t.Context()
	x := life.Suppression{ID: "x", Unit: city, At: 5, Rev: 1, Made: life.Who{User: "li", Name: "李", At: 5}, Entry: suppress.Entry{
		Scenario: "one_code", Subject: "phone", Value: "+8613900010001", Owner: "李", Why: "本人已核实", From: 5, Until: 50,
	}}
	step := life.Step{Act: life.ActSuppress, By: x.Made, Unit: city}
	check.NoError(t, s.PutSuppression(ctx, x, step))
	y := x
	y.ID, y.At, y.Scenario, y.Until = "y", 6, "", 90
	check.NoError(t, s.PutSuppression(ctx, y, step))
	back, err := s.Suppression(ctx, of(county), "x")
	check.NoError(t, err)
	check.Equal(t, back, x)
	x.Rev, x.Until, x.Ended = 2, 20, life.Who{User: "zhang", Name: "张", At: 20, Note: "不再需要"}
	check.NoError(t, s.PutSuppression(ctx, x, life.Step{Act: life.ActUnsuppress, By: x.Ended, Unit: city}))
	check.Fault(t, s.PutSuppression(ctx, x, step), "life.stale")
	_, err = s.Suppression(ctx, of(city), "z")
	check.Fault(t, err, "life.not_found")
	_, err = s.Suppression(ctx, access.Scope{}, "x")
	check.Fault(t, err, "life.not_found")
	for _, c := range []struct {
		q    life.SuppressionQuery
		want string
	}{
		{life.SuppressionQuery{}, "y x "}, {life.SuppressionQuery{EndAfter: 20}, "y "}, {life.SuppressionQuery{EndUntil: 20}, "x "}, {life.SuppressionQuery{Scenario: "one_code"}, "y x "},
		{life.SuppressionQuery{Scenario: "two_code"}, "y "}, {life.SuppressionQuery{After: &life.Key{At: 6, ID: "y"}}, "x "},
	} {
		c.q.Limit = 9
		list, err := s.Suppressions(ctx, of(city), c.q)
		check.NoError(t, err)
		got := ""
		for i := range list {
			got += list[i].ID + " "
		}
		check.Equal(t, got, c.want)
	}
}

// weeks protects that a week has one report, that everybody may read it, and that it is looked at once.
func weeks(t *testing.T, s *Store) {
	ctx := t.Context()
	j := life.Job{ID: "week-1970-01-05", Kind: life.JobQuality, State: life.JobWaiting, Unit: "000000000000", At: 50, Week: 7, By: life.Who{User: "system", Name: "system"}}
	for _, want := range []bool{true, false} {
		begun, err := s.Begin(ctx, j)
		check.NoError(t, err)
		check.Equal(t, begun, want)
	}
	j.State = life.JobFailed
	check.NoError(t, s.Put(ctx, j, nil))
	again := j
	again.State, again.At = life.JobWaiting, j.At+life.AgainAfter-1
	begun, err := s.Begin(ctx, again)
	check.NoError(t, err)
	check.True(t, !begun, "a failed report is not tried again at once")
	again.At++
	begun, err = s.Begin(ctx, again)
	check.NoError(t, err)
	check.True(t, begun, "a failed report is tried again")
	again.State = life.JobDone
	check.NoError(t, s.Put(ctx, again, nil))
	got, err := s.Job(ctx, of(county), j.ID)
	check.NoError(t, err)
	check.Equal(t, got, again)
	list, err := s.Jobs(ctx, of(other), life.JobQuery{Weekly: true, Limit: 5})
	check.NoError(t, err)
	check.Equal(t, len(list), 1)
	again.Seen = life.Who{User: "li", Name: "li", At: 60, Note: "已核实"}
	check.NoError(t, s.See(ctx, again, city))
	check.Fault(t, s.See(ctx, again, city), "life.stale")
}
