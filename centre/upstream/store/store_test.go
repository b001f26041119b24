package store

import (
	"context"
	"strings"
	"testing"

	accessstore "fanzha/base/access/store"
	auditstore "fanzha/base/audit/store"
	"fanzha/centre/upstream"
	"fanzha/centre/upstream/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
)

func opened(fresh func(testing.TB) *db.DB, t testing.TB) (*Store, *db.DB) {
	t.Helper()
	vault, err := accessstore.NewVault([32]byte{7})
	check.NoError(t, err)
	d := fresh(t)
	return New(d, vault), d
}

// TestConform protects: orders between centres keep their promises on both databases, and the audit chain of all that was done verifies.
func TestConform(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			roomtest.Conform(t, func(t testing.TB) roomtest.Kept {
				s, d := opened(fresh, t)
				t.Cleanup(func() {
					report, err := auditstore.Verify(context.Background(), d, auditstore.VerifyOptions{})
					check.NoError(t, err)
					check.True(t, report.OK(), "the audit chain does not verify")
				})
				return s
			})
		})
	}
}

// TestSealed protects: name, number and text of a person are not readable in any row, event or audit entry, and a row that is moved to
// another order does not open.
func TestSealed(t *testing.T) {
	ctx := t.Context()
	s, d := opened(dbtest.SQLite, t)
	c := roomtest.NewCentre(t, roomtest.Province, s)
	c.Knows(roomtest.City, upstream.Below)
	a, err := c.Room.Give(ctx, c.Boss, roomtest.Cmd("", "", "990101001"))
	check.NoError(t, err)
	b, err := c.Room.Give(ctx, c.Boss, roomtest.Cmd("", "", "990101001"))
	check.NoError(t, err)
	for _, query := range []string{`select person from upstream_order`, `select body from upstream_message`, `select cast(body as text) from event`, `select cast(detail as text) from audit_entry`} {
		rows, err := d.Query(ctx, query)
		check.NoError(t, err)
		n := 0
		for rows.Next() {
			var text string
			check.NoError(t, rows.Scan(&text))
			for _, secret := range []string{"林晓", "19900003001", "涉诈网站"} {
				check.True(t, !strings.Contains(text, secret), query+" shows "+secret)
			}
			n++
		}
		check.NoError(t, rows.Err())
		check.NoError(t, rows.Close())
		check.True(t, n > 0, query+" found nothing")
	}
	check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
		_, err := tx.Exec(ctx, `update upstream_order set person = (select person from upstream_order where id = ?) where id = ?`, a.ID, b.ID)
		return err
	}))
	_, err = c.Room.Order(ctx, b.ID)
	check.Fault(t, err, "upstream.sealed_text")
}
