package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/id/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// Protects: numbers are counted per kind and day, without gaps or doubles, also among concurrent transactions and when some
// of them fail.
func TestNextNumber(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		var mu sync.Mutex
		seen := map[string]bool{}
		gone := errors.New("no")
		var wg sync.WaitGroup
		for i := range 40 {
			wg.Go(func() {
				var n string
				err := d.Write(ctx, func(tx db.Tx) error {
					var err error
					n, err = store.NextNumber(ctx, tx, "order", "20261121")
					if err == nil && i%4 == 0 {
						return gone
					}
					return err
				})
				if err != nil && !errors.Is(err, gone) {
					t.Errorf("next number: %v", err)
				}
				if err == nil {
					mu.Lock()
					seen[n] = true
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		check.Equal(t, len(seen), 30)
		for i := 1; i <= 30; i++ {
			check.True(t, seen[fmt.Sprintf("20261121-%06d", i)], fmt.Sprint("missing ", i))
		}
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
			n, err := store.NextNumber(ctx, tx, "order", "20261122")
			check.Equal(t, n, "20261122-000001")
			return err
		}))
		err := d.Write(ctx, func(tx db.Tx) error {
			_, err := store.NextNumber(ctx, tx, "order", "2026-1-2")
			return err
		})
		check.Fault(t, err, "id.series_invalid")
	})
}
