package money

import (
	"fmt"
	"slices"

	"fanzha/sim/town"
	"fanzha/term/when"
)

// Streams keep the purposes apart, beside those of sim/town.
const (
	streamCase uint64 = iota + 9001
	streamLot
	streamOwn
	streamName
	streamHolder
)

// maxLots bounds a case; the largest published one had 87 accounts, ours may have some hundred.
const maxLots = 600

// planner makes one case.
type planner struct {
	p     Params
	c     *Case
	layer [][]int // accounts of the gang in each layer
	deep  int     // last layer of this case
}

// Plan makes case number n of the seed.
func Plan(seed uint64, n int, p Params) *Case {
	r := town.Roll(seed, streamCase, uint64(n), 0)
	pl := &planner{p: p, c: &Case{Seed: seed, Number: n}, layer: make([][]int, maxLayer+1)}
	pl.deep = pick(&r, []int{3, 4, 5, 6}, []int{15, 35, 32, 18})
	pl.account(&r, Victim, 0, outside)
	pl.payments(&r)
	for i := 0; i < len(pl.c.lots); i++ {
		pl.spread(i)
	}
	if r.PerMille(p.Dust) {
		pl.dust(&r)
	}
	for i := 1; i < len(pl.c.Accounts); i++ { // grows: mixed mules know people
		pl.ownMoney(i)
	}
	pl.sort()
	return pl.c
}

func (pl *planner) sort() {
	slices.SortStableFunc(pl.c.moves, func(a, b move) int { return int(a.at - b.at) })
}

// maxLayer is the deepest layer of the world.
const maxLayer = 6

func pick(r *town.Rand, what, weight []int) int {
	sum := 0
	for _, w := range weight {
		sum += w
	}
	n := r.N(sum)
	for i, w := range weight {
		if n < w {
			return what[i]
		}
		n -= w
	}
	return what[len(what)-1]
}

func (s Spread) draw(r *town.Rand) when.Micros {
	d := when.Micros(r.Skewed(float64(s.Median), s.Sigma))
	return max(d, when.Second)
}

// account adds an account; near is the bank of the sender when the part stays inside it.
func (pl *planner) account(r *town.Rand, role Role, layer, near int) int {
	i := len(pl.c.Accounts)
	a := Account{Role: role, Layer: layer, Kind: "person"}
	pay := max(1, pl.p.Banks/10)
	switch {
	case near != outside:
		a.Bank = near
	case layer > 1 && r.PerMille(pl.p.Wallet):
		a.Bank = pl.p.Banks - 1 - r.N(pay)
	default:
		a.Bank = r.N(pl.p.Banks - pay)
	}
	if a.Bank >= pl.p.Banks-pay {
		a.Kind = "payment"
	}
	if role == Merchant {
		a.Kind = "company"
	}
	who := town.Roll(pl.c.Seed, streamName, uint64(pl.c.Number), uint64(i))
	a.ID = fmt.Sprintf("%s%05d%04d%d", Prefix(a.Bank), pl.c.Number%100_000, i, who.N(10))
	a.Name = holder(&who, a.Kind)
	a.Mixed = (role == Mule || role == Payee) && r.PerMille(pl.p.Mixed)
	pl.c.Accounts = append(pl.c.Accounts, a)
	return i
}

// Prefix is the card prefix of a bank of the world. 9901xx is given to no issuer.
func Prefix(bank int) string { return fmt.Sprintf("9901%02d", bank) }

func (pl *planner) payments(r *town.Rand) {
	loss := int64(r.Skewed(pl.p.LossMedian, pl.p.LossSigma))
	loss = min(max(loss, pl.p.LossMin), pl.p.LossMax) / 100 * 100
	pl.c.LossFen = loss
	n := pick(r, []int{1, 2, 3}, []int{60, 28, 12})
	at := when.Micros(0)
	for i, fen := range shares(r, loss, n) {
		to := pl.payee(r)
		ref := fmt.Sprintf("P%d.%d", pl.c.Number, i)
		pl.c.Payments = append(pl.c.Payments, Payment{Ref: ref, At: at, Payee: to, Fen: fen})
		child := pl.lot(to, 1, fen, at)
		pl.c.moves = append(pl.c.moves, move{at: at, from: 0, to: to, lot: -1, child: child, part: fen, pay: i + 1})
		pl.c.LastPaid = at
		at += Spread{Median: 6 * when.Minute, Sigma: 0.8}.draw(r)
	}
	pl.c.Accounts[0].Own = loss + int64(r.N(20_000_00))
}

// payee is the account that a payment goes to: often the same again.
func (pl *planner) payee(r *town.Rand) int {
	if len(pl.layer[1]) > 0 && r.Pct(40) {
		return pl.layer[1][r.N(len(pl.layer[1]))]
	}
	i := pl.account(r, Payee, 1, outside)
	pl.layer[1] = append(pl.layer[1], i)
	return i
}

func (pl *planner) lot(account, layer int, fen int64, at when.Micros) int {
	pl.c.lots = append(pl.c.lots, lot{account: account, layer: layer, fen: fen, at: at})
	return len(pl.c.lots) - 1
}

// shares cuts a sum into n uneven whole-yuan parts, the last with the rest.
func shares(r *town.Rand, sum int64, n int) []int64 {
	weights := make([]int64, n)
	var total int64
	for i := range weights {
		weights[i] = int64(r.Between(40, 160))
		total += weights[i]
	}
	out := make([]int64, n)
	left := sum
	for i := range out[:n-1] {
		out[i] = sum * weights[i] / total / 100 * 100
		left -= out[i]
	}
	out[n-1] = left
	return out
}
