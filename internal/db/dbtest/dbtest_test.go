package dbtest_test

import (
	"context"
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// Protects: every test gets a store of its own, migrated and empty, on both databases.
func TestEachIsFresh(t *testing.T) {
	for range 2 {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			ctx := context.Background()
			pending, err := d.Pending(ctx)
			check.NoError(t, err)
			check.True(t, !pending, "migrations are pending")
			last, err := d.LastEvent(ctx)
			check.NoError(t, err)
			check.Equal(t, last, 0)
			check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
				return db.Emit(ctx, tx, db.Event{Kind: "x", At: 1})
			}))
		})
	}
}
