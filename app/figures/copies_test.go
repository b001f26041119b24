package figures

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/reckon"
	"fanzha/centre/stats/indicator"
	statstore "fanzha/centre/stats/store"
	"fanzha/centre/stoppay"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

const began = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time

type noBanks struct{}

func (noBanks) Banks(context.Context, access.Scope) ([]stoppay.Bank, error) { return nil, nil }

// copyOf is one copy of a centre on records that others use too.
func copyOf(t *testing.T, d *db.DB) *Side {
	t.Helper()
	s, err := Open(t.Context(), Options{
		Records: d, People: new(accessstore.Store), Banks: noBanks{}, Clock: clock.NewManual(began), Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Ready: func() bool { return true },
	})
	check.NoError(t, err)
	t.Cleanup(func() { check.NoError(t, s.Close()) })
	s.home = "990101000000"
	return s
}

// claim tells of a claim and its loss: again with the same number, it corrects it.
func claim(t *testing.T, d *db.DB, n, loss int) {
	t.Helper()
	check.NoError(t, d.Write(t.Context(), func(tx db.Tx) error {
		return db.Emit(t.Context(), tx, db.Event{Kind: "claim.opened", Subject: "c", Unit: "990101000000", At: began,
			Body: fmt.Appendf(nil, `{"claim":"C-%d","unit":"990101000000","opened_at":%d,"loss_fen":%d}`, n, began, loss)})
	}))
}

func counts(t *testing.T, s *Side) int {
	t.Helper()
	n, err := s.some(t.Context())
	check.NoError(t, err)
	return n
}

// read is what a copy shows: claims, and their loss in fen.
func read(t *testing.T, s *Side) [2]int64 {
	t.Helper()
	sum, err := s.cube.Sum(stats.Query{Measure: "claim.opened", Scope: []string{""}, Span: stats.Span{From: stats.DayOf(began) - 1, To: stats.DayOf(began) + 1}})
	check.NoError(t, err)
	f, err := s.Evaluator().Read(indicator.Ask{Code: "claim.opened", Scope: []string{""}, Period: indicator.PeriodOf(indicator.Month, stats.DayOf(began), time.Monday)})
	check.NoError(t, err)
	check.Equal(t, f.Num, sum.N)
	return [2]int64{sum.N, sum.Fen}
}

// Protects: copies of a centre on the same records show the same figures: each counts what the others' work says, late corrections too, in
// whatever order the copies come to it; one that lags never takes back what another has written; one that starts later begins where they
// are; and a recount agrees.
func TestCopies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, b := copyOf(t, d), copyOf(t, d)
		claim(t, d, 1, 500)
		claim(t, d, 2, 700)
		check.Equal(t, counts(t, a), 2)
		check.Equal(t, [][2]int64{read(t, a), read(t, b)}, [][2]int64{{2, 1200}, {}})
		claim(t, d, 1, 800) // a late correction, which a counts before b has counted what it corrects
		check.Equal(t, counts(t, a), 1)
		check.Equal(t, counts(t, b), 3)
		check.Equal(t, [][2]int64{read(t, a), read(t, b)}, [][2]int64{{2, 1500}, {2, 1500}})

		claim(t, d, 3, 10)
		b.seq = 0 // b has lost its place and counts everything once more
		check.Equal(t, counts(t, b), 4)
		check.Equal(t, counts(t, b), 0)
		late := copyOf(t, d)
		check.Equal(t, counts(t, late), 0)
		check.Equal(t, counts(t, a), 1)
		check.Equal(t, [][2]int64{read(t, a), read(t, b), read(t, late)}, [][2]int64{{3, 1510}, {3, 1510}, {3, 1510}})
		report, err := a.Verify(t.Context())
		check.NoError(t, err)
		check.True(t, report.OK() && report.Events == 4 && report.Lost == 0, report.String())

		// A recount as of an event leaves out what is merely new; what is said again, by whatever copy, stays.
		upTo := a.at()
		claim(t, d, 4, 20)
		claim(t, d, 1, 900)
		check.Equal(t, []int{counts(t, b), counts(t, a)}, []int{2, 2})
		again := reckon.Reckoner{Eval: a.Evaluator, Raw: a.Store}
		ask := bulletin.Ask{Code: "claim.opened", Period: "month", Span: indicator.PeriodOf(indicator.Month, stats.DayOf(began), time.Monday).Span}
		for number, want := range map[int64]string{upTo: "3起", 0: "4起", a.at(): "4起"} {
			got, err := again.Recount(t.Context(), []bulletin.Ask{ask}, number)
			check.NoError(t, err)
			check.Equal(t, got[0].Text, want)
		}

		// A base that one copy sets is in force at the others when they look again.
		act := access.ActOf(access.System(), began, "stats.population")
		check.NoError(t, a.Store.SetPopulation(t.Context(), statstore.Population{Region: "990101", Day: 20000, N: 5000, Source: "统计公报"}, act))
		check.NoError(t, b.LoadPopulation(t.Context()))
		n, _, ok := b.At("990101", stats.DayOf(began))
		check.Equal(t, []any{n, ok}, []any{int64(5000), true})
	})
}
