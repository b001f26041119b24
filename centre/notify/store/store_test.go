package store

import (
	"context"
	"strings"
	"testing"

	auditstore "fanzha/base/audit/store"
	"fanzha/centre/notify"
	"fanzha/centre/notify/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConform protects: messages keep their promises on both databases, and the audit chain of all that was done verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t *testing.T) roomtest.Opened {
				d := fresh(t)
				t.Cleanup(func() {
					report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
					check.NoError(t, err)
					check.True(t, report.OK(), "the audit chain does not verify")
				})
				return roomtest.Opened{Store: New(d), Emitted: func() []notify.EventBody { return emitted(t, d) }}
			})
		})
	}
}

// emitted also protects: no event holds a number of a person.
func emitted(t *testing.T, d *db.DB) []notify.EventBody {
	t.Helper()
	var out []notify.EventBody
	events, err := d.Events(context.Background(), 0, 1000)
	check.NoError(t, err)
	for _, e := range events {
		body, err := notify.ParseEvent(e.Body)
		check.NoError(t, err)
		check.Equal(t, e.Kind, notify.EventKind(body.State))
		check.Equal(t, body.Message, e.Subject)
		check.True(t, !strings.Contains(string(e.Body), "19900"), "an event holds a number")
		out = append(out, body)
	}
	return out
}
