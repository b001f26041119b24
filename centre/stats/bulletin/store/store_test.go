package store

import (
	"context"
	"testing"

	auditstore "fanzha/base/audit/store"
	"fanzha/centre/stats/bulletin/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConform protects: issues keep their promises on both databases, and the audit chain of all that was done verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t *testing.T) roomtest.Kept {
				d := fresh(t)
				t.Cleanup(func() { verified(t, d) })
				return New(d)
			})
		})
	}
}

func verified(t *testing.T, d *db.DB) {
	t.Helper()
	report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
	check.NoError(t, err)
	check.True(t, report.OK(), "the audit chain does not verify")
}
