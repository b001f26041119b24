// These tests protect the glue between the world and the banks: what banks book is what the world moves, and virtual time goes
// in order.
package chase

import (
	"testing"
	"time"

	"fanzha/base/clock"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/term/when"
)

// stopFor is a stop order for the latest credit of an account, as a bank reads it.
func stopFor(w *country, t money.Transfer, n string) wire.Order {
	a := w.c.Accounts[t.To]
	at := (w.start + t.At).Time()
	return wire.Order{
		Version: wire.Version, Type: wire.Stop, ID: "O" + n, Number: "N" + n, Claim: "C1", Depth: 1, Bank: w.codes[a.Bank],
		Account: wire.Account{Number: a.ID, Name: a.Name, Kind: a.Kind},
		Matches: []wire.Match{{Time: at, Fen: t.Fen}}, HoldFen: t.Fen, HoldForS: 3600, Count: 1, Basis: "test", Reason: "测试", Urgent: true,
		Officers: []wire.Officer{{ID: "1", Name: "甲", Phone: "13900000001"}, {ID: "2", Name: "乙", Phone: "13900000002"}},
		Document: wire.Document{Kind: "d", Number: "1", SHA256: documentHash}, Unit: wire.Unit{Code: ownUnit, Name: ownName},
		IssuedAt: at, AnswerBy: at.Add(time.Minute),
	}
}

func TestBanksBookWhatTheWorldMoves(t *testing.T) {
	for n := range 12 {
		p := money.Default(money.Fast())
		k := money.Plan(3, n, p)
		now := clock.NewManual(epoch)
		w, err := newCountry(k, countryOptions{start: epoch, banks: p.Banks, clock: now, behave: func(int) bank.Behaviour { return bank.Behaviour{} }})
		check.NoError(t, err)
		orders := 0
		for {
			next, more := w.run.Next()
			if !more {
				break
			}
			now.Set(epoch + next)
			tr, moved, err := w.move()
			check.NoError(t, err)
			if moved && tr.To > 0 && orders%3 == 0 {
				a, err := w.at(tr.To).Execute(stopFor(w, tr, tr.ID))
				check.NoError(t, err)
				check.True(t, a.Result != wire.Refused || a.Refusal == wire.RefusalCount, "the bank finds the credit: "+a.Refusal)
			}
			orders++
		}
		check.NoError(t, w.run.Check())
		for i, a := range k.Accounts {
			pos, ok := w.at(i).Look(a.ID)
			check.True(t, ok, "the account is there")
			check.Equal(t, pos.BalanceFen, w.run.Balance(i))
		}
	}
}

func TestVirtualTimeGoesInOrder(t *testing.T) {
	var got []int
	q := queue{tick: func(when.Micros) {}}
	q.at(20, func() { got = append(got, 3) })
	q.at(10, func() {
		got = append(got, 1)
		q.at(5, func() { got = append(got, 2) }) // the past happens now
	})
	q.at(20, func() { got = append(got, 4) })
	q.at(31, func() { got = append(got, 5) })
	q.run(30)
	check.Equal(t, got, []int{1, 2, 3, 4})
	check.Equal(t, q.now, when.Micros(30))
}

func TestFiguresKnowTheirParts(t *testing.T) {
	f := share("x", "", 1, []pair{{1, 2}, {1, 2}, {0, 4}}).atLeast(25)
	check.Equal(t, f.Value, 25.0)
	check.True(t, *f.Pass && f.Top == 2 && f.Bottom == 8 && f.Low <= 25 && f.High >= 25, "numerator, denominator, spread, target")
	q := sample{1, []when.Micros{3 * when.Second, when.Second, 2 * when.Second}}.quantile("y", "", 0.5).atMost(1)
	check.Equal(t, q.Value, 2.0)
	check.True(t, !*q.Pass, "a miss is a miss")
	check.True(t, !*share("z", "", 1, nil).atLeast(0).Pass, "nothing measured is not a pass")
}

// Protects: no wrong hold misses no target; one that was not released does.
func TestNoWrongHoldIsNoMiss(t *testing.T) {
	for _, c := range []struct {
		list   []Outcome
		failed int
	}{
		{[]Outcome{{}, {}}, 0},
		{[]Outcome{{Wrong: []when.Micros{when.Minute}}, {}}, 0},
		{[]Outcome{{Wrong: []when.Micros{when.Hour}}, {}}, 1},
		{[]Outcome{{Wrong: []when.Micros{when.Minute}}, {WrongOpen: 1}}, 1},
	} {
		r := Report{}
		r.wrongHolds(Options{Seed: 1}, c.list)
		check.Equal(t, r.Failed(), c.failed)
	}
}
