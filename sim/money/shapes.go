package money

import (
	"fmt"

	"fanzha/sim/town"
	"fanzha/term/when"
)

// Line plans a case in which all money went through so many accounts one after the other, each at another bank, each emptied
// a minute after it was reached. The last account keeps it for a day. It measures how fast hops are followed, not mules.
func Line(seed uint64, n, accounts int, p Params) *Case {
	r := town.Roll(seed, streamCase, uint64(n), 1)
	pl := &planner{p: p, c: &Case{Seed: seed, Number: n}, layer: make([][]int, maxLayer+1)}
	pl.account(&r, Victim, 0, outside)
	fen := int64(r.Between(20_000, 90_000)) * 100
	pl.c.LossFen = fen
	pl.c.Accounts[0].Own = fen
	from, at, lotBefore := 0, when.Micros(0), -1
	first := r.N(p.Banks)
	for i := range accounts {
		role := Mule
		if i == 0 {
			role = Payee
		}
		to := pl.account(&r, role, i+1, (first+i)%p.Banks)
		pl.c.Accounts[to].Mixed = false
		child := pl.lot(to, i+1, fen, at)
		m := move{at: at, from: from, to: to, lot: lotBefore, child: child, part: fen, last: true}
		if i == 0 {
			m.pay = 1
		}
		pl.c.moves = append(pl.c.moves, m)
		from, lotBefore = to, child
		at += when.Minute
	}
	pl.c.Payments = []Payment{{Ref: fmt.Sprintf("P%d.0", n), Payee: 1, Fen: fen}}
	pl.c.LastPaid = 0
	pl.c.moves = append(pl.c.moves, move{at: at + when.Day, from: from, to: outside, lot: lotBefore, child: -1, part: fen, last: true, exit: CashCounter})
	return pl.c
}

// Ransom plans a freeze for ransom (通장묶기): somebody pays a shop a small sum and will report it as a fraud, so that the shop's
// money is held until it pays for peace. The shop trades on; all of its money is its own.
func Ransom(seed uint64, n int, p Params) *Case {
	r := town.Roll(seed, streamCase, uint64(n), 2)
	pl := &planner{p: p, c: &Case{Seed: seed, Number: n}, layer: make([][]int, maxLayer+1)}
	pl.account(&r, Victim, 0, outside)
	shop := pl.account(&r, Merchant, 1, outside)
	fen := int64(r.Between(100, 9_900))
	pl.c.LossFen = fen
	pl.c.Payments = []Payment{{Ref: fmt.Sprintf("P%d.0", n), Payee: shop, Fen: fen}}
	pl.c.moves = append(pl.c.moves, move{from: 0, to: shop, lot: -1, child: -1, part: fen, pay: 1, good: true})
	pl.ownMoney(shop)
	pl.c.Accounts[0].Own = fen
	pl.sort()
	return pl.c
}

// Fan plans a case whose money lies on some forty or fifty accounts at once, in three layers, and stays there for a day: it
// measures how fast the orders of a whole case go out. Its accounts number about as many as those of a mean case.
func Fan(seed uint64, n int, p Params) *Case {
	r := town.Roll(seed, streamCase, uint64(n), 3)
	pl := &planner{p: p, c: &Case{Seed: seed, Number: n}, layer: make([][]int, maxLayer+1)}
	pl.account(&r, Victim, 0, outside)
	fen := int64(r.Between(200_000, 900_000)) * 100
	pl.c.LossFen, pl.c.Accounts[0].Own = fen, fen
	first := pl.fanTo(&r, 1, -1, fen)
	pl.c.Payments = []Payment{{Ref: fmt.Sprintf("P%d.0", n), Payee: pl.c.lots[first].account, Fen: fen}}
	pl.c.moves[0].pay = 1
	for _, part := range shares(&r, fen*9/10, r.Between(5, 7)) {
		second := pl.fanTo(&r, 2, first, part)
		for _, piece := range shares(&r, part*9/10, r.Between(5, 8)) {
			pl.fanTo(&r, 3, second, piece)
		}
	}
	pl.sort()
	return pl.c
}

// fanTo plans one transfer to a new account and returns its arrival.
func (pl *planner) fanTo(r *town.Rand, layer, of int, fen int64) int {
	role, from, at := Mule, 0, when.Micros(layer-1)*5*when.Minute
	if of >= 0 {
		from = pl.c.lots[of].account
	}
	if layer == 1 {
		role = Payee
	}
	to := pl.account(r, role, layer, outside)
	pl.c.Accounts[to].Mixed = false
	child := pl.lot(to, layer, fen, at)
	pl.c.moves = append(pl.c.moves, move{at: at, from: from, to: to, lot: of, child: child, part: fen})
	return child
}
