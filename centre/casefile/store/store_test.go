package store

import (
	"context"
	"testing"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/casefile"
	"fanzha/centre/casefile/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConform protects: cases keep their promises on both databases, events say who and what, and the audit chain of all that was
// done verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t *testing.T) roomtest.Opened {
				d := fresh(t)
				t.Cleanup(func() { verified(t, d) })
				s := New(d)
				return roomtest.Opened{
					Store: s, Records: s, Emitted: func() []roomtest.Emitted { return emitted(t, d) },
					Audited: func(action string) []string { return audited(t, d, action) },
				}
			})
		})
	}
}

func emitted(t *testing.T, d *db.DB) []roomtest.Emitted {
	t.Helper()
	var out []roomtest.Emitted
	events, err := d.Events(context.Background(), 0, 1000)
	check.NoError(t, err)
	for _, e := range events {
		body, err := casefile.ParseEvent(e.Body)
		check.NoError(t, err)
		check.True(t, e.Unit == body.Unit && e.Subject == body.ID && body.Version > 0, "an event names its case and unit")
		out = append(out, roomtest.Emitted{Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, Body: body})
	}
	return out
}

func audited(t *testing.T, d *db.DB, action string) []string {
	t.Helper()
	list, _, err := auditstore.List(context.Background(), d, access.System(), auditstore.Filter{Limit: 500})
	check.NoError(t, err)
	var out []string
	for _, e := range list {
		if e.Action == action {
			out = append(out, e.Reason)
		}
	}
	return out
}

func verified(t *testing.T, d *db.DB) {
	t.Helper()
	report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
	check.NoError(t, err)
	check.True(t, report.OK(), "the audit chain does not verify")
}
