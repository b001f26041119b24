package store

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// TestBriefs protects: a list of claims says the same as every claim read whole, to nobody but who may see the claim.
func TestBriefs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := New(d)
		desk := roomtest.NewDesk(t, s)
		var claims []string
		for n := 1; n <= 3; n++ {
			cmd := roomtest.Cmd(fmt.Sprint("brief", n), roomtest.Start, roomtest.Card(1, n), 94_000_000)
			got, err := desk.Open(ctx, roomtest.Operator(roomtest.East), cmd)
			check.NoError(t, err)
			claims = append(claims, got.Claim.ID)
		}
		_, _, err := desk.Work(ctx, 100)
		check.NoError(t, err)
		briefs, err := desk.Briefs(ctx, roomtest.Operator(roomtest.East), append(claims, "none", claims[0]))
		check.NoError(t, err)
		check.Equal(t, len(briefs), 3)
		var orders []string
		for _, id := range claims {
			d, err := desk.Claim(ctx, roomtest.Operator(roomtest.East), id)
			check.NoError(t, err)
			check.Equal(t, briefs[id], whole(d.File))
			for _, o := range d.Orders {
				orders = append(orders, o.ID)
			}
		}
		check.True(t, len(orders) >= 3, "every claim has an order")
		byID, err := desk.OrdersByID(ctx, roomtest.Operator(roomtest.East), orders)
		check.NoError(t, err)
		check.Equal(t, len(byID), len(orders))
		other, err := s.Briefs(ctx, roomtest.Operator(roomtest.West), claims)
		check.NoError(t, err)
		check.Equal(t, len(other), 0)
		liaison, err := s.Briefs(ctx, access.Scope{Bank: "b1", Unit: roomtest.East}, claims)
		check.NoError(t, err)
		check.Equal(t, len(liaison), 0)
		planned(t, d, briefQuery(roomtest.Operator(roomtest.East), claims))
	})
}

// whole makes a brief of a claim that was read whole.
func whole(f stoppay.File) stoppay.Brief {
	b := stoppay.Brief{Claim: f.Claim.ID, Number: f.Claim.Number, Orders: len(f.Orders)}
	first := func(have *when.Micros, at when.Micros) {
		if at != 0 && (*have == 0 || at < *have) {
			*have = at
		}
	}
	for _, p := range f.Payments {
		first(&b.FirstPaidAt, p.At)
	}
	for _, o := range f.Orders {
		b.Layers = max(b.Layers, o.Layer)
		if !o.State.Open() {
			b.Answered++
		}
		first(&b.FirstHeldAt, o.HeldAt)
		if o.HoldState == stoppay.Holding {
			first(&b.ExpiringAt, o.ExpiresAt)
		}
	}
	return b
}

// planned demands that no table of the room is read from end to end.
func planned(t *testing.T, d *db.DB, q query) {
	t.Helper()
	if d.Engine() != db.SQLite {
		return // the planner of the other reads small tables whole, rightly
	}
	rows, err := d.Query(context.Background(), "explain query plan "+q.text, q.args...)
	check.NoError(t, err)
	defer func() { _ = rows.Close() }()
	steps := 0
	for rows.Next() {
		var a, b, c int
		var step string
		check.NoError(t, rows.Scan(&a, &b, &c, &step))
		steps++
		check.True(t, !strings.Contains(step, "SCAN stop_") && !strings.Contains(step, "SCAN c") && !strings.Contains(step, "SCAN p"), "a table is read whole: "+step)
	}
	check.NoError(t, rows.Err())
	check.True(t, steps > 0, "there is a plan")
}

// ordersOfClaim is how many orders each claim of the measurement has.
const ordersOfClaim = 8

// full is a database of so many claims, copied from one.
func full(b *testing.B, n int) *stoppay.Service {
	d := dbtest.SQLite(b)
	desk := roomtest.NewDesk(b, New(d))
	cmd := roomtest.Cmd("first", roomtest.Start, roomtest.Card(1, 1), 94_000_000)
	log := fan(1)
	log.Edges, log.Accounts = log.Edges[:ordersOfClaim], log.Accounts[:ordersOfClaim-1]
	desk.Flow[roomtest.Card(1, 1)] = log
	cmd.Payments[0].Account = ""
	_, err := desk.Open(b.Context(), roomtest.Operator(roomtest.East), cmd)
	check.NoError(b, err)
	copied := func(table, columns string, of map[string]string) string {
		names := strings.Split(strings.ReplaceAll(columns, "\n", " "), ",")
		values := make([]string, len(names))
		for i, c := range names {
			names[i] = strings.TrimSpace(c)
			values[i] = names[i]
			if v := of[names[i]]; v != "" {
				values[i] = v
			}
		}
		return `insert into ` + table + ` (` + strings.Join(names, ", ") + `) with recursive n(i) as (select 1 union all select i + 1 from n where i < ` + fmt.Sprint(n-1) +
			`) select ` + strings.Join(values, ", ") + ` from ` + table + `, n`
	}
	mark := " || '-' || i"
	check.NoError(b, d.Write(b.Context(), func(tx db.Tx) error {
		for _, text := range []string{
			copied("stop_order", orderColumns, map[string]string{"id": "id" + mark, "number": "number" + mark, "slot": "slot" + mark, "claim_id": "claim_id" + mark}),
			copied("stop_payment", paymentColumns, map[string]string{"id": "id" + mark, "claim_id": "claim_id" + mark}),
			copied("stop_claim", claimColumns, map[string]string{"id": "id" + mark, "number": "number" + mark, "receipt": "receipt" + mark, "cause": "cause" + mark, "opened_at": "opened_at + i"}),
		} {
			_, err := tx.Exec(b.Context(), text)
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return desk.Service
}

// BenchmarkClaims is a page of the list of claims of 10,000 claims with eight orders each: with every claim read whole, and with one read of briefs.
func BenchmarkClaims(b *testing.B) {
	s := full(b, 10_000)
	scope := roomtest.Operator(roomtest.East)
	for name, show := range map[string]func(list []stoppay.Claim) error{
		"whole": func(list []stoppay.Claim) error {
			for _, c := range list {
				_, err := s.Claim(b.Context(), scope, c.ID)
				if err != nil {
					return err
				}
			}
			return nil
		},
		"briefs": func(list []stoppay.Claim) error {
			var ids []string
			for _, c := range list {
				ids = append(ids, c.ID)
			}
			got, err := s.Briefs(b.Context(), scope, ids)
			if err == nil && len(got) != len(ids) {
				err = fmt.Errorf("%d of %d briefs", len(got), len(ids))
			}
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			cursor := ""
			for b.Loop() {
				list, next, err := s.Claims(b.Context(), scope, stoppay.ClaimFilter{Limit: 50, Cursor: cursor})
				check.NoError(b, err)
				check.Equal(b, len(list), 50)
				check.NoError(b, show(list))
				cursor = next // empty behind the last page: from the beginning again
			}
		})
	}
}
