package app

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"fanzha/app/figures"
	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	statstore "fanzha/centre/stats/store"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/internal/db"
	"fanzha/term/when"
)

const statsBegan = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

func openCounted(t *testing.T, dir string) *Centre {
	t.Helper()
	settings := conf.Settings{Data: dir, Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	c, err := Open(t.Context(), Options{Settings: settings, Clock: clock.NewManual(statsBegan), Site: DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	return c
}

func read(t *testing.T, c *Centre, code string) indicator.Figure {
	t.Helper()
	f, err := c.stats.Evaluator().Read(indicator.Ask{Code: code, Scope: []string{""}, Period: indicator.PeriodOf(indicator.Month, stats.DayOf(statsBegan), time.Monday)})
	check.NoError(t, err)
	return f
}

// Protects: what happens in the centre is counted once, by itself, and after a restart is what it was; an event that cannot be read
// is passed over with an alarm and the next one counts; a base of people is in force from its day on.
func TestCounting(t *testing.T) {
	dir := t.TempDir()
	c := openCounted(t, dir)
	_, err := c.BuildCity(t.Context())
	check.NoError(t, err)
	check.NoError(t, c.Drain(t.Context()))
	before := map[string]int64{}
	for _, code := range []string{"sanction.reported", "claim.opened", "freeze.proposed", "objection.filed", "mark.set"} {
		before[code] = read(t, c, code).Num
	}
	check.NoError(t, c.records.Write(t.Context(), func(tx db.Tx) error {
		e := db.Event{Kind: "mark.set", Subject: "m", Unit: "990101000000", At: statsBegan, Body: []byte(`{`)}
		err := db.Emit(t.Context(), tx, e)
		if err != nil {
			return err
		}
		e.Body = []byte(`{"id":"M-1","unit":"990101000000","kind":"lent","subject_kind":"account"}`)
		err = db.Emit(t.Context(), tx, e)
		for i := range 12 {
			claim := db.Event{Kind: "claim.opened", Subject: "c", Unit: "990101000000", At: statsBegan, Body: fmt.Appendf(nil, `{"claim":"C-%d","unit":"990101000000","opened_at":%d,"loss_fen":5}`, i, statsBegan)}
			err = errors.Join(err, db.Emit(t.Context(), tx, claim))
		}
		return err
	}))
	check.NoError(t, c.Drain(t.Context()))
	before["mark.set"]++
	before["claim.opened"] += 12
	check.Equal(t, read(t, c, "claim.opened").Num, before["claim.opened"])
	check.Equal(t, read(t, c, "mark.set").Num, before["mark.set"])
	check.NoError(t, c.stats.Store.SetPopulation(t.Context(), statstore.Population{Region: "990100", Day: stats.DayOf(statsBegan), N: 1_000_000, Source: "测试"}, access.ActOf(access.System(), when.Micros(1), "stats.population")))
	check.NoError(t, c.stats.LoadPopulation(t.Context()))
	_, _, ok := c.stats.At("990100", stats.DayOf(statsBegan)-1)
	check.True(t, !ok, "a base was in force before its day")
	n, of, ok := c.stats.At("990100", stats.DayOf(statsBegan)+5)
	check.Equal(t, []any{n, of, ok}, []any{int64(1_000_000), stats.DayOf(statsBegan), true})
	check.NoError(t, c.Close())

	c = openCounted(t, dir)
	for code, want := range before {
		check.Equal(t, read(t, c, code).Num, want)
	}
	report, err := c.stats.Verify(t.Context())
	check.NoError(t, err)
	check.True(t, report.OK() && report.Facts > 10 && report.Unreadable == 1 && report.Lost == 0, "the recount differs: "+report.String())
	beyond(t, c, report)
	planted(t, c)
	check.NoError(t, c.Close())
}

// beyond moves every event out of the outbox, as after a month, and recounts: the archive says the same.
func beyond(t *testing.T, c *Centre, before figures.Report) {
	t.Helper()
	check.NoError(t, c.records.Write(t.Context(), func(tx db.Tx) error {
		err := db.SetCursor(t.Context(), tx, "playbook", before.UpTo)
		if err == nil {
			_, err = db.PruneEvents(t.Context(), tx, statsBegan+when.Day, 100_000)
		}
		return err
	}))
	after, err := c.stats.Verify(t.Context())
	check.NoError(t, err)
	check.True(t, after.Archived > 10, "nothing was moved to the archive")
	before.Archived = after.Archived
	check.Equal(t, after, before)
}

// planted changes facts behind the centre's back, and each change is found.
func planted(t *testing.T, c *Centre) {
	t.Helper()
	plant := func(query string) {
		t.Helper()
		check.NoError(t, c.records.Write(t.Context(), func(tx db.Tx) error {
			r, err := tx.Exec(t.Context(), query)
			if err != nil {
				return err
			}
			n, err := r.RowsAffected()
			check.Equal(t, n, 1)
			return err
		}))
	}
	plant(`update stat_fact set fen = fen + 1 where measure = 'claim.opened' and id = 'C-3'`)
	plant(`delete from stat_fact where measure = 'claim.opened' and id = 'C-4'`)
	plant(`insert into stat_fact (measure, id, seq, at, day, unit, region, sides, n, fen, object, gone)
		select measure, 'C-x', seq, at, day, unit, region, sides, n, fen, object, gone from stat_fact where measure = 'claim.opened' and id = 'C-5'`)
	r, err := c.stats.Verify(t.Context())
	check.NoError(t, err)
	check.Equal(t, []int64{r.Differing, r.Missing, r.Unsaid}, []int64{1, 1, 1})
	check.True(t, !r.OK(), "planted differences pass")
	for _, m := range r.Measures {
		want := int64(0)
		if m.Measure == "claim.opened" {
			want = 3
		}
		check.Equal(t, m.Measure+" "+fmt.Sprint(m.Differences), m.Measure+" "+fmt.Sprint(want))
	}
}

// Protects: an area is never shown as a bare code where somebody answers for it: its own unit, the place of the invented city, or else the unit
// among whose areas it is; two areas of one unit are not called the same.
func TestCountingNamesAreas(t *testing.T) {
	check.WithoutRace(t, "the whole city is built on one goroutine; other tests of this package build it under the race detector")
	c := openCounted(t, t.TempDir())
	_, err := c.BuildCity(t.Context())
	check.NoError(t, err)
	city := c.stats.Pages(c.orders).Names
	opened, err := figures.Open(t.Context(), figures.Options{Records: c.records, People: c.People, Banks: c.money.Stops, Clock: c.clock, Log: c.log, Ready: c.setUp.Load})
	check.NoError(t, err)
	plain := opened.Pages(c.orders).Names
	for _, one := range []struct{ code, city, plain string }{
		{"990101", "云东区", "云东区反诈中心"},
		{"990101003", "学苑街道", "云东区学苑派出所"},
		{"990101009", "云东区反诈中心（990101009）", "云东区反诈中心（990101009）"},
		{"880101003", "880101003", "880101003"},
		{"", "", ""},
	} {
		for range 2 { // the second one from memory
			check.Equal(t, []string{city.Region(t.Context(), one.code), plain.Region(t.Context(), one.code)}, []string{one.city, one.plain})
		}
	}
	check.NoError(t, errors.Join(opened.Close(), c.Close()))
}
