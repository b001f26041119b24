package store

import (
	"context"
	"testing"

	auditstore "fanzha/base/audit/store"
	"fanzha/centre/outreach/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConform protects: the records of this room keep their promises on both databases, and the audit chain of all that was done
// verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t *testing.T) roomtest.Opened {
				d := fresh(t)
				t.Cleanup(func() { verified(t, d) })
				return roomtest.Opened{Books: New(d), Emitted: func() []roomtest.Told { return emitted(t, d) }}
			})
		})
	}
}

func emitted(t *testing.T, d *db.DB) []roomtest.Told {
	t.Helper()
	var out []roomtest.Told
	events, err := d.Events(context.Background(), 0, 1000)
	check.NoError(t, err)
	for _, e := range events {
		check.True(t, len(e.Unit) == 12 && len(e.Body) > 2, "an event names its unit and says what happened")
		out = append(out, roomtest.Told{Kind: e.Kind, Seq: e.Seq, Body: e.Body})
	}
	return out
}

func verified(t *testing.T, d *db.DB) {
	t.Helper()
	report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
	check.NoError(t, err)
	check.True(t, report.OK(), "the audit chain does not verify")
}
