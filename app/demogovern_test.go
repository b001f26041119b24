package app_test

import (
	"log/slog"
	"testing"

	"fanzha/app"
	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

// TestDemoGovern protects: a newcomer's joint conference is full — rankings of three months by what the indicators say, proposals that wait
// for a person, lights of every colour, meetings with tasks, missing returns — and a second start adds nothing.
func TestDemoGovern(t *testing.T) {
	check.WithoutRace(t, "the whole city is built on one goroutine; other tests of this package build it under the race detector")
	const now = when.Micros(1_795_330_800) * when.Second // 2026-11-22 15:00 in the centre's zone
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	c, err := app.Open(t.Context(), app.Options{Settings: settings, Clock: clock.NewManual(now), Site: app.DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, c.Close()) })
	_, err = c.BuildCity(t.Context())
	check.NoError(t, err)
	check.NoError(t, c.BuildCases(t.Context()))
	check.NoError(t, c.Drain(t.Context()))
	check.NoError(t, c.BuildGovern(t.Context()))
	seen, err := c.GovernSums(t.Context(), access.System())
	check.NoError(t, err)
	check.NoError(t, c.BuildGovern(t.Context()))
	again, err := c.GovernSums(t.Context(), access.System())
	check.NoError(t, err)
	check.Equal(t, again, seen)
	for _, want := range []string{"member/active", "liaison/active", "seat/active", "duty/active", "term/open", "term/confirmed", "meeting/held", "task/done", "ranking/final",
		"escalation/proposed", "return/asked", "return/signed", "receipt/read", "receipt/unread"} {
		check.True(t, seen[want] > 0, "none: "+want)
	}
	check.True(t, seen["meeting/held"] >= 2 && seen["ranking/final"] >= 8, "two meetings and last month's rankings")
	t.Log(seen)
}
