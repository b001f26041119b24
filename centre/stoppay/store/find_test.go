package store

import (
	"testing"

	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/roomtest"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

// TestFind protects: a claim is found by number, receipt, phone, whole account, last four digits, whole name and first letter, on both
// databases; not from outside of its jurisdiction, not by a part of what is masked, and not by its tail after three months.
func TestFind(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			books := New(fresh(t))
			d := roomtest.NewDesk(t, books)
			payee := roomtest.Card(1, 4711)
			d.Town.Put(payee, 1_000_000)
			cmd := roomtest.Cmd("c1", roomtest.Start, payee, 1_000_000)
			opened, err := d.Service.Open(ctx, roomtest.Operator(cmd.Unit), cmd)
			check.NoError(t, err)
			c := opened.Claim
			found := func(unit, text string) int {
				list, _, err := d.Service.Claims(ctx, roomtest.Leader(unit), stoppay.ClaimFilter{Text: text})
				check.NoError(t, err)
				return len(list)
			}
			payer := cmd.Payments[0].Account
			holder := cmd.Payments[0].Payee.Name
			all := []string{c.Number, c.Number[:10], string(c.Victim.Phone), string(payee), string(payer), "4711", c.Victim.Name, holder, string([]rune(holder)[:1])}
			for _, text := range all {
				check.Equal(t, []any{text, found(cmd.Unit, text)}, []any{text, 1})
				check.Equal(t, []any{text, found("440300000000", text)}, []any{text, 0})
			}
			for _, text := range []string{string(payee)[:12], "34711", "711", holder[:len(holder)-1], "ZF1999", "无此人"} {
				check.Equal(t, []any{text, found(cmd.Unit, text)}, []any{text, 0})
			}
			for unit, want := range map[string]int{cmd.Unit: 1, "440300000000": 0} {
				list, err := books.Claims(ctx, roomtest.Leader(unit), stoppay.ClaimQuery{Find: stoppay.Find{Receipt: c.Receipt}, Limit: 2})
				check.NoError(t, err)
				check.Equal(t, len(list), want)
			}
			d.After(91 * when.Day)
			check.Equal(t, []int{found(cmd.Unit, "4711"), found(cmd.Unit, string(payee))}, []int{0, 1})
		})
	}
}
