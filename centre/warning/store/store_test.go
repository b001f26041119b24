package store_test

import (
	"context"
	"testing"

	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/centre/warning/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConformance protects the promises of the room on both databases.
func TestConformance(t *testing.T) {
	fresh := map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres}
	for engine, open := range fresh {
		t.Run(engine, func(t *testing.T) {
			roomtest.Conformance(t, func(t *testing.T) roomtest.Fixture { return fixture(open(t)) })
		})
	}
}

func fixture(d *db.DB) roomtest.Fixture {
	return roomtest.Fixture{Store: store.New(d), Events: eventsOf(d), Audit: auditOf(d)}
}

func eventsOf(d *db.DB) func(testing.TB) []warning.Event {
	return func(t testing.TB) []warning.Event {
		t.Helper()
		all, err := d.Events(context.Background(), 0, 0)
		check.NoError(t, err)
		var out []warning.Event
		for _, e := range all {
			out = append(out, warning.Event{Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
		}
		return out
	}
}

func auditOf(d *db.DB) func(testing.TB) []string {
	return func(t testing.TB) []string {
		t.Helper()
		rows, err := d.Query(context.Background(), "select actor, action, object, object_id, reason from audit_entry order by seq")
		check.NoError(t, err)
		defer rows.Close()
		var out []string
		for rows.Next() {
			var actor, action, object, id, reason string
			check.NoError(t, rows.Scan(&actor, &action, &object, &id, &reason))
			out = append(out, actor+" "+action+" "+object+"/"+id+" "+reason)
		}
		check.NoError(t, rows.Err())
		return out
	}
}
