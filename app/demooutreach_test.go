package app

import (
	"testing"

	"fanzha/app/scenery"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/internal/conf"
)

// Protects: the invented city has publicity on every screen, once; what is counted of it is what its ledger says; and its target groups
// come from the case register.
func TestBuildOutreach(t *testing.T) {
	check.WithoutRace(t, "the whole city is built on one goroutine; other tests of this package build it under the race detector")
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	c, err := Open(t.Context(), Options{Settings: settings, Site: DemoSite()})
	check.NoError(t, err)
	defer func() { check.NoError(t, c.Close()) }()
	_, err = c.BuildCity(t.Context())
	check.NoError(t, err)
	check.NoError(t, c.BuildCases(t.Context()))
	for range 2 {
		check.NoError(t, c.BuildOutreach(t.Context()))
	}
	check.NoError(t, c.Drain(t.Context()))
	all, err := c.outreach.Tally(t.Context(), systemScope(), outreach.Tallying{})
	check.NoError(t, err)
	check.Equal(t, all[0].Events, int64(scenery.Events))
	today := stats.DayOf(c.clock.Now())
	whole := stats.Span{From: today - 400, To: today + 1}
	for measure, want := range map[string]int64{"publicity.event": all[0].Events, "publicity.audience": all[0].Audience, "publicity.views": all[0].Views} {
		got, err := c.stats.Evaluator().Counter.Sum(stats.Query{Measure: measure, Span: whole, Scope: []string{""}})
		check.NoError(t, err)
		check.Equal(t, got.N, want)
	}
	rates, err := c.outreach.Rates(t.Context(), systemScope(), today)
	check.NoError(t, err)
	var registered int64
	for _, r := range rates {
		registered += r.Registered
		check.True(t, r.BP > 4000 && r.BP < 8000, "a rate of the invented city")
	}
	got, err := c.stats.Evaluator().Counter.Sum(stats.Query{Measure: "app.registered", Span: whole, Scope: []string{""}})
	check.NoError(t, err)
	check.Equal(t, got.N, registered)
	table, err := c.outreach.Table(t.Context(), systemScope(), outreach.TableAsk{
		Rows: []string{"age_band", "sex", "occupation"}, Column: "fraud_type", Span: stats.Span{From: today - 180, To: today},
	})
	check.NoError(t, err)
	check.True(t, len(table.Rows) > 5 && table.N > 100 && table.Hides > 0, "no groups")
}
