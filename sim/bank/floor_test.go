package bank_test

import (
	"testing"
	"time"

	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/term/when"
)

// TestFloorSparesOwnMoney protects: with a floor of wire.FloorAll nothing but what is left of the named credits is held: not the
// wages that were there, nor those that come later; several stops on one account hold each credit's money once.
func TestFloorSparesOwnMoney(t *testing.T) {
	const number = "9900010000000019"
	b, h := newBank(bank.Options{})
	check.NoError(t, b.Open(bank.Account{Number: number, Name: "测试户甲", Kind: "person"},
		bank.In(bank.Entry{Ref: "wages", At: ago(24 * time.Hour), Fen: 800_000}),
		bank.In(bank.Entry{Ref: "a", At: ago(10 * time.Minute), Fen: 300_000}),
		bank.In(bank.Entry{Ref: "b", At: ago(9 * time.Minute), Fen: 200_000})))
	check.NoError(t, b.Debit(number, bank.Entry{Ref: "out", At: ago(8 * time.Minute), Fen: 100_000, Code: wire.CashATM}))
	stop := func(id string, fen int64, m ...wire.Match) wire.Answer {
		o := order(id, number, fen, m...)
		o.Claim, o.FloorFen = "ZF-"+id, wire.FloorAll
		check.NoError(t, o.Check())
		a, err := b.Execute(o)
		check.NoError(t, err)
		return a
	}
	credit := func(d time.Duration, fen int64) wire.Match { return wire.Match{Time: ago(d).Time(), Fen: fen} }
	check.Equal(t, stop("one", 300_000, credit(10*time.Minute, 300_000)).HeldFen, int64(200_000))
	check.Equal(t, stop("two", 200_000, credit(9*time.Minute, 200_000)).HeldFen, int64(200_000))
	check.Equal(t, stop("three", 200_000, credit(9*time.Minute, 200_000)).HeldFen, int64(0)) // another victim, the same credit
	check.Equal(t, b.HeldFen(), int64(400_000))
	h.now += when.Hour
	check.NoError(t, b.Credit(number, bank.Entry{Ref: "more wages", At: h.now, Fen: 900_000}))
	check.Equal(t, b.HeldFen(), int64(400_000))
	p, _ := b.Look(number)
	check.Equal(t, p.UsableFen, int64(1_700_000))
}
