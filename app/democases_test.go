package app_test

import (
	"log/slog"
	"testing"
	"time"

	"fanzha/app"
	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/internal/check"
	"fanzha/internal/conf"
	"fanzha/term/when"
)

// Protects: a newcomer's register is full at once: thirteen months, every state, late and corrected cases, in at most three seconds; and
// the second start adds nothing.
func TestDemoCases(t *testing.T) {
	check.WithoutRace(t, "the whole city is built on one goroutine; other tests of this package build it under the race detector")
	now := clock.NewManual(when.Micros(1_795_000_000_000_000))
	settings := conf.Settings{Data: t.TempDir(), Listen: "127.0.0.1:0", Partitions: 1, Retention: 190, SealSuite: "ed25519-sha256"}
	c, err := app.Open(t.Context(), app.Options{Settings: settings, Clock: now, Site: app.DemoSite(), Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, c.Close()) })
	_, err = c.BuildCity(t.Context())
	check.NoError(t, err)
	began := time.Now()
	check.NoError(t, c.BuildCases(t.Context()))
	took := time.Since(began)
	t.Log("cases entered in", took)
	first, err := c.CaseSums(t.Context(), access.System())
	check.NoError(t, err)
	check.NoError(t, c.BuildCases(t.Context()))
	second, err := c.CaseSums(t.Context(), access.System())
	check.NoError(t, err)
	t.Log(first.Cases, "cases,", first.Solved, "solved")
	check.True(t, first.Cases > 1000 && first.Solved > first.Cases/4 && first.Solved < first.Cases*3/4 && first.LossFen > 1_000_000_000, "a thin register")
	check.Equal(t, second, first)
}
