package money

import (
	"fanzha/sim/town"
	"fanzha/term/when"
)

// ownMoney gives an account the life it has beside the case: merchants sell and buy, strangers and mixed mules are paid and
// shop. All of it is clean.
func (pl *planner) ownMoney(i int) {
	a := &pl.c.Accounts[i]
	r := town.Roll(pl.c.Seed, streamOwn, uint64(pl.c.Number), uint64(i))
	switch {
	case a.Role == Merchant:
		a.Own = int64(r.Skewed(60_000_00, 0.8)) / 100 * 100
		pl.trade(&r, i)
	case a.Role == Stranger:
		a.Own = int64(r.Skewed(8_000_00, 1)) / 100 * 100
		pl.shopping(&r, i, r.N(3), false)
	case a.Mixed:
		a.Own = int64(r.Skewed(2_500_00, 0.8)) / 100 * 100
		if r.Pct(40) {
			pl.income(i, int64(r.Between(3_000, 7_000))*100, pl.moment(&r))
		}
		pl.shopping(&r, i, r.Between(1, 4), true)
	}
}

// moment is a time within the first day of the case.
func (pl *planner) moment(r *town.Rand) when.Micros {
	return Spread{Median: 90 * when.Minute, Sigma: 1.6}.draw(r) % when.Day
}

func (pl *planner) income(to int, fen int64, at when.Micros) {
	pl.c.moves = append(pl.c.moves, move{at: at, from: outside, to: to, lot: -1, child: -1, own: fen})
}

// trade is a shop's day: sales come in, suppliers are paid.
func (pl *planner) trade(r *town.Rand, i int) {
	for range r.Between(8, 24) {
		pl.income(i, int64(r.Skewed(400_00, 1)), pl.moment(r))
	}
	for range r.Between(1, 4) {
		m := move{at: pl.moment(r), from: i, to: outside, lot: -1, child: -1, own: int64(r.Skewed(6_000_00, 0.9)), exit: POS}
		pl.c.moves = append(pl.c.moves, m)
	}
}

// shopping spends the holder's own money; a mixed mule pays people and shops of the case's world, so that whoever follows the
// money of that account meets holders who have nothing to do with it.
func (pl *planner) shopping(r *town.Rand, i, n int, named bool) {
	for range n {
		m := move{at: pl.moment(r), from: i, to: outside, lot: -1, child: -1, own: int64(r.Skewed(300_00, 1)), exit: POS}
		if named && r.Pct(50) {
			m.exit = NoExit
			m.to = pl.acquaintance(r)
		}
		pl.c.moves = append(pl.c.moves, m)
	}
}

// acquaintance is a stranger whom a mixed mule pays with money of its own.
func (pl *planner) acquaintance(r *town.Rand) int {
	if r.Pct(50) {
		return pl.account(r, Merchant, 0, outside)
	}
	return pl.account(r, Stranger, 0, outside)
}
