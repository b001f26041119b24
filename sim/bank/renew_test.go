package bank_test

import (
	"testing"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

// Protects the renewal of a freeze: it continues the earlier freeze, whose stop has ended long ago, keeps the same money once, and
// runs from the old end, also where that is more than a year from now.
func TestRenewedFreezeContinuesTheEarlierOne(t *testing.T) {
	b, h := newBank(bank.Options{})
	const number = "9900010000000019"
	check.NoError(t, b.Open(bank.Account{Number: number, Name: "测试户甲", Kind: "person"}, bank.In(bank.Entry{At: ago(time.Minute), Fen: 1000})))
	stop := order("S-1", number, 1000, wire.Match{Time: start.Time().Add(-time.Minute), Fen: 1000})
	run := func(o wire.Order) wire.Answer {
		t.Helper()
		a, err := b.Execute(o)
		check.NoError(t, err)
		return a
	}
	run(stop)
	first := after(wire.Freeze, "F-1", stop, 800)
	first.Until = start.Time().AddDate(1, 0, 0)
	a := run(first)
	check.Equal(t, []any{a.Result, a.HeldFen}, []any{wire.Done, int64(800)})
	h.now = start + 300*when.Day

	late := after(wire.Freeze, "F-2", stop, 800)
	late.Until = start.Time().AddDate(2, 0, 0)
	check.Equal(t, run(late).Refusal, wire.RefusalTooLate)
	more := after(wire.Freeze, "F-3", stop, 801)
	more.Parent, more.Until = first.ID, late.Until
	check.Equal(t, run(more).Refusal, wire.RefusalExceeds)
	longer := after(wire.Freeze, "F-4", stop, 800)
	longer.Parent, longer.Until = first.ID, late.Until.AddDate(0, 0, 2)
	check.Equal(t, run(longer).Refusal, wire.RefusalTerm)

	renewed := after(wire.Freeze, "F-5", stop, 800)
	renewed.Parent, renewed.Until = first.ID, late.Until
	a = run(renewed)
	check.Equal(t, []any{a.Result, a.HeldFen, a.ExpiresAt.Equal(renewed.Until)}, []any{wire.Done, int64(800), true})
	holds := b.Holds(number)
	check.Equal(t, len(holds), 1)
	h.now = when.Of(first.Until) + when.Day
	check.Equal(t, b.HeldFen(), int64(800))
	a = run(after(wire.Thaw, "T-1", stop, 800))
	check.Equal(t, []any{a.Result, a.HeldFen, b.HeldFen()}, []any{wire.Done, int64(0), int64(0)})
}
