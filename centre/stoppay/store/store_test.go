package store

import (
	"cmp"
	"context"
	"testing"

	auditstore "fanzha/base/audit/store"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

// TestConform protects: claims and orders keep their promises on both databases, and the audit chain of all that was done
// verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t *testing.T) roomtest.Opened {
				d := fresh(t)
				t.Cleanup(func() { verified(t, d) })
				return roomtest.Opened{Books: New(d), Emitted: func() []string { return emitted(t, d) }}
			})
		})
	}
}

func emitted(t *testing.T, d *db.DB) []string {
	t.Helper()
	var out []string
	for after := int64(0); ; {
		events, err := d.Events(context.Background(), after, 1000)
		check.NoError(t, err)
		for _, e := range events {
			body, err := stoppay.ParseEvent(e.Body)
			check.NoError(t, err)
			check.Equal(t, cmp.Or(body.Claim, body.Measure), e.Subject)
			out = append(out, e.Kind)
			after = e.Seq
		}
		if len(events) < 1000 {
			return out
		}
	}
}

func verified(t *testing.T, d *db.DB) {
	t.Helper()
	report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
	check.NoError(t, err)
	check.True(t, report.OK(), "the audit chain does not verify")
}
