package money

import (
	"fanzha/sim/town"
	"fanzha/term/when"
)

// spread plans what happens to one arrival: it is cashed, or split and passed on.
func (pl *planner) spread(i int) {
	l := pl.c.lots[i]
	r := town.Roll(pl.c.Seed, streamLot, uint64(pl.c.Number), uint64(i))
	keep := l.fen * int64(r.N(pl.p.KeepPerMille+1)) / 1000
	out := l.fen - keep
	at := l.at + pl.p.Pace.Hold.draw(&r)
	full := len(pl.c.lots) >= maxLots
	cash := l.layer >= pl.deep || full || l.layer >= pl.p.CashFrom && r.PerMille(pl.p.CashOut)
	n := pick(&r, []int{2, 3, 4, 5}, []int{30, 30, 23, 17})
	switch {
	case cash:
		n = pick(&r, []int{1, 2, 3}, []int{60, 28, 12})
	case out < pl.p.SplitFrom:
		n = 1
	case out < 4*pl.p.SplitFrom:
		n = 2
	}
	for k, fen := range shares(&r, out, n) {
		m := move{at: at, from: l.account, to: outside, lot: i, child: -1, part: fen, last: k == n-1 && keep == 0}
		switch {
		case cash:
			m.exit = exitFor(&r, fen)
		case l.layer >= 2 && r.PerMille(pl.p.Shop):
			m.to = pl.account(&r, Merchant, l.layer+1, outside)
			m.good = true
		default:
			pl.onward(&r, l, &m)
		}
		pl.c.moves = append(pl.c.moves, m)
		at += pl.p.Pace.Gap.draw(&r)
	}
	if keep > 0 && r.Pct(feeSpent) {
		at += Spread{Median: 5 * when.Hour, Sigma: 1}.draw(&r)
		fee := move{at: at, from: l.account, to: outside, lot: i, child: -1, part: keep, last: true, exit: CashATM}
		pl.c.moves = append(pl.c.moves, fee)
	}
}

// feeSpent is how many of a hundred mules take their fee out, within hours.
const feeSpent = 85

// onward picks the next account and makes the arrival there.
func (pl *planner) onward(r *town.Rand, l lot, m *move) {
	next := l.layer + 1
	if used := pl.layer[next]; len(used) > 0 && r.PerMille(pl.p.Gather) {
		m.to = used[r.N(len(used))]
	} else {
		near := outside
		if r.PerMille(pl.p.Book) {
			near = pl.c.Accounts[l.account].Bank
		}
		m.to = pl.account(r, Mule, next, near)
		pl.layer[next] = append(pl.layer[next], m.to)
	}
	if pl.c.Accounts[l.account].Mixed && r.Pct(30) {
		m.own = int64(r.Between(100, 900)) * 100
	}
	m.child = pl.lot(m.to, next, m.part, m.at)
}

// exitFor chooses a way out by the sum: machines give no large ones.
func exitFor(r *town.Rand, fen int64) Exit {
	const machine = 20_000_00 // a card's daily limit at machines
	names := []Exit{CashATM, CashCounter, POS, Crypto, Abroad}
	weight := []int{40, 12, 20, 20, 8}
	if fen > machine {
		weight = []int{0, 35, 20, 30, 15}
	}
	order := []int{0, 1, 2, 3, 4}
	return names[pick(r, order, weight)]
}

// dust strews tiny sums of one arrival over strangers: noise for whoever follows.
func (pl *planner) dust(r *town.Rand) {
	i := r.N(len(pl.c.lots))
	l := pl.c.lots[i]
	at := l.at + when.Minute
	for range r.Between(5, 15) {
		to := pl.account(r, Stranger, l.layer+1, outside)
		fen := int64(r.Between(100, 10_000))
		pl.c.moves = append(pl.c.moves, move{at: at, from: l.account, to: to, lot: i, child: -1, part: fen})
		at += 5 * when.Second
	}
}
