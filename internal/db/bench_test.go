package db_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// BenchmarkWrite is one row and one event in a durable transaction, at 1, 8 and 32 callers.
func BenchmarkWrite(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		for _, callers := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/callers=%d", name, callers), func(b *testing.B) {
				d := open(b)
				withItems(b, d)
				ctx := context.Background()
				var next atomic.Int64
				b.ResetTimer()
				var wg sync.WaitGroup
				for range callers {
					wg.Go(func() {
						for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
							err := d.Write(ctx, func(tx db.Tx) error {
								err := insert(ctx, tx, n, fmt.Sprint(n))
								if err != nil {
									return err
								}
								return db.Emit(ctx, tx, db.Event{Kind: "item.made", Subject: "x", At: 1, Body: []byte(`{}`)})
							})
							if err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
			})
		}
	}
}

// BenchmarkRead is a row by its key.
func BenchmarkRead(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			d := open(b)
			withItems(b, d)
			ctx := context.Background()
			check.NoError(b, d.Write(ctx, func(tx db.Tx) error { return insert(ctx, tx, 1, "x") }))
			for b.Loop() {
				var text string
				check.NoError(b, d.QueryRow(ctx, `select name from item where id = ?`, 1).Scan(&text))
			}
		})
	}
}
