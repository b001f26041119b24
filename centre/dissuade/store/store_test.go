package store

import (
	"context"
	"testing"

	auditstore "fanzha/base/audit/store"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConform protects: attempts keep their promises on both databases, and the audit chain of all that was done verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t *testing.T) roomtest.Opened {
				d := fresh(t)
				t.Cleanup(func() { verified(t, d) })
				return roomtest.Opened{Store: New(d), Emitted: func() []dissuade.EventBody { return emitted(t, d) }}
			})
		})
	}
}

func emitted(t *testing.T, d *db.DB) []dissuade.EventBody {
	t.Helper()
	var out []dissuade.EventBody
	events, err := d.Events(context.Background(), 0, 1000)
	check.NoError(t, err)
	for _, e := range events {
		body, err := dissuade.ParseEvent(e.Body)
		check.NoError(t, err)
		check.Equal(t, e.Kind, dissuade.EvAttempted)
		check.Equal(t, body.Attempt, e.Subject)
		out = append(out, body)
	}
	return out
}

func verified(t *testing.T, d *db.DB) {
	t.Helper()
	report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
	check.NoError(t, err)
	check.True(t, report.OK(), "the audit chain does not verify")
}
