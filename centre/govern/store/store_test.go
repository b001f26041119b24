package store

import (
	"context"
	"testing"

	auditstore "fanzha/base/audit/store"
	"fanzha/centre/govern"
	"fanzha/centre/govern/roomtest"
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
				return roomtest.Opened{Store: New(d), Emitted: func() []string {
					var out []string
					for _, e := range emitted(t, d) {
						out = append(out, e.Kind+" "+e.Subject)
					}
					return out
				}, Bodies: func(kind string) []govern.EventBody {
					var out []govern.EventBody
					for _, e := range emitted(t, d) {
						if e.Kind == kind {
							b, err := govern.ParseEvent(e.Body)
							check.NoError(t, err)
							out = append(out, b)
						}
					}
					return out
				}}
			})
		})
	}
}

func emitted(t *testing.T, d *db.DB) []db.Event {
	t.Helper()
	events, err := d.Events(context.Background(), 0, 1000)
	check.NoError(t, err)
	for _, e := range events {
		check.True(t, len(e.Unit) == 12 && len(e.Body) > 2, "an event names its unit and says what happened")
	}
	return events
}

func verified(t *testing.T, d *db.DB) {
	t.Helper()
	report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
	check.NoError(t, err)
	check.True(t, report.OK(), "the audit chain does not verify")
}
