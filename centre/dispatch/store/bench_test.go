package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/dispatch/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db/dbtest"
)

// benchOrders is a quarter of orders of a city that is not small; all but one in fifty have ended.
const benchOrders = 30_000

// BenchmarkStore measures issuing orders, and the reads of the desk on a store with benchOrders, on the embedded database.
func BenchmarkStore(b *testing.B) {
	ctx := context.Background()
	s := New(dbtest.SQLite(b))
	desk := roomtest.NewDesk(b, s)
	var n atomic.Int64
	issue := func(b *testing.B) {
		i := n.Add(1)
		cmd := roomtest.Cmd(fmt.Sprintf("w%d", i), []string{roomtest.Station1, roomtest.Station2, roomtest.Station3}[i%3])
		_, err := desk.Service.Issue(ctx, cmd)
		check.NoError(b, err)
		if i%50 != 0 {
			_, err = desk.Withdraw(ctx, cmd.Warning, "closed")
			check.NoError(b, err)
		}
	}
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			for n.Load() < benchOrders {
				issue(b)
			}
		})
	}
	wg.Wait()
	city, station := roomtest.Leader(roomtest.City), roomtest.Leader(roomtest.Station1)
	run := func(name string, fn func() error) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				check.NoError(b, fn())
			}
		})
	}
	page := func(scope access.Scope, f dispatch.Filter) func() error {
		return func() error {
			_, _, err := desk.List(ctx, scope, f)
			return err
		}
	}
	open := []dispatch.State{dispatch.Issued, dispatch.Signed}
	run("page city", page(city, dispatch.Filter{}))
	run("page station", page(station, dispatch.Filter{}))
	run("page station open", page(station, dispatch.Filter{States: open}))
	run("page station mine", page(station, dispatch.Filter{Mine: true, States: open}))
	run("number", page(city, dispatch.Filter{Number: "20261118-01234"}))
	run("counts", func() error { _, err := desk.Counts(ctx, station); return err })
	run("figures", func() error { _, err := desk.Figures(ctx, city, dispatch.Span{From: roomtest.Start}); return err })
	run("tick idle", func() error { _, err := desk.Tick(ctx, roomtest.Start); return err })
	b.Run("issue one", func(b *testing.B) {
		for b.Loop() {
			_, err := desk.Service.Issue(ctx, roomtest.Cmd(fmt.Sprintf("w%d", n.Add(1)), roomtest.Station1))
			check.NoError(b, err)
		}
	})
}
