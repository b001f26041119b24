package store

import (
	"context"
	"testing"

	"fanzha/centre/duty"
	"fanzha/centre/duty/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConform protects: duty keeps its promises on both databases.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t *testing.T) roomtest.Opened {
				d := fresh(t)
				s := New(d)
				return roomtest.Opened{Ledger: s, Reader: s, Emitted: func() []roomtest.Told { return emitted(t, d) }}
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
		body, err := duty.ParseEvent(e.Body)
		check.NoError(t, err)
		check.Equal(t, body.ID, e.Subject)
		out = append(out, roomtest.Told{Kind: e.Kind, Body: body})
	}
	return out
}
