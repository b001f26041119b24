package finbench

import (
	"cmp"
	"fmt"
	"maps"
	"math/bits"
	"slices"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// steps is how far all four reads go.
const steps = 3

// MostTraces bounds the answer of read 5: the paths of a busy account grow with the third power of its degree.
const MostTraces = 1_000_000

// Query is what a read is asked.
type Query struct {
	ID           ID          // account (1), person (2, 5), loan (8)
	From, To     when.Micros // both outside of the window
	Limit        int         // most transfers of one account and kind that are looked at
	ThresholdPPM int64       // read 8: millionths of what came to the account that a transfer must exceed
}

// Check refuses what cannot be asked.
func (q Query) Check() error {
	if q.Limit < 1 || q.From >= q.To || q.ThresholdPPM < 0 {
		return ErrQuery
	}
	return nil
}

func (q Query) within(at when.Micros) bool { return at > q.From && at < q.To }

// cut applies the limit, then the window.
func (q Query) cut(flows []flow) []flow {
	flows = flows[:min(len(flows), q.Limit)] // newest first
	lo, _ := slices.BinarySearchFunc(flows, q.To, func(f flow, to when.Micros) int { return older(f.at, to) })
	hi, _ := slices.BinarySearchFunc(flows, q.From+1, func(f flow, from when.Micros) int { return older(f.at, from) })
	return flows[lo:max(lo, hi)]
}

// older finds, newest first, the first flow before a moment.
func older(at, m when.Micros) int {
	if at >= m {
		return -1
	}
	return 1
}

// Medium is one row of read 1.
type Medium struct {
	Other    ID     `json:"other_id"`
	Distance int    `json:"account_distance"`
	Medium   ID     `json:"medium_id"`
	Kind     string `json:"medium_type"`
}

// BlockedMedia is read 1: the accounts that money of the account reached in at most three steps of rising time, and to which
// a blocked medium signed in within the window. An account may stand at several distances, the account itself at none.
func (d *Data) BlockedMedia(q Query) []Medium {
	rows := []Medium{}
	arrived := map[ID]when.Micros{q.ID: q.From}
	for distance := 1; distance <= steps; distance++ {
		arrived = d.step(q, arrived)
		for account := range arrived {
			if account == q.ID {
				continue
			}
			for _, m := range d.blockedOf(account, q) {
				rows = append(rows, Medium{Other: account, Distance: distance, Medium: m, Kind: d.media[m].kind})
			}
		}
	}
	slices.SortFunc(rows, func(a, b Medium) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Other, b.Other), cmp.Compare(a.Medium, b.Medium))
	})
	return rows
}

// step goes one transfer further: for each account that can be reached, the earliest moment at which it is.
func (d *Data) step(q Query, arrived map[ID]when.Micros) map[ID]when.Micros {
	next := map[ID]when.Micros{}
	for account, at := range arrived {
		for _, f := range q.cut(d.transferOut[account]) {
			known, found := next[f.other]
			if f.at > at && (!found || f.at < known) {
				next[f.other] = f.at
			}
		}
	}
	return next
}

// blockedOf lists the blocked media that signed in to an account within the window, each once.
func (d *Data) blockedOf(account ID, q Query) []ID {
	found := map[ID]bool{}
	for _, s := range d.signIns[account] {
		if q.within(s.at) && d.media[s.id].blocked {
			found[s.id] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// Gathered is one row of read 2.
type Gathered struct {
	Other      ID    `json:"other_id"`
	LoanFen    int64 `json:"sum_loan_amount_fen"`
	BalanceFen int64 `json:"sum_loan_balance_fen"`
}

// LoansUpstream is read 2: the accounts of others whose money came to an account of the person in at most three steps of
// rising time, and into which loans were paid within the window; the sums are over the different loans of each.
func (d *Data) LoansUpstream(q Query) []Gathered {
	own, upstream := map[ID]bool{}, map[ID]bool{}
	for _, account := range d.accountsOf[q.ID] {
		own[account] = true
		latest := map[ID]when.Micros{account: q.To}
		for range steps {
			latest = d.stepBack(q, latest)
			for other := range latest {
				upstream[other] = true
			}
		}
	}
	rows := []Gathered{}
	for other := range upstream {
		row, some := d.loansInto(other, q)
		if some && !own[other] {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b Gathered) int {
		return cmp.Or(cmp.Compare(b.LoanFen, a.LoanFen), cmp.Compare(a.Other, b.Other))
	})
	return rows
}

// stepBack goes one transfer upstream: for each account, the latest moment at which money can have left it.
func (d *Data) stepBack(q Query, latest map[ID]when.Micros) map[ID]when.Micros {
	next := map[ID]when.Micros{}
	for account, at := range latest {
		for _, f := range q.cut(d.transferIn[account]) {
			known, found := next[f.other]
			if f.at < at && (!found || f.at > known) {
				next[f.other] = f.at
			}
		}
	}
	return next
}

func (d *Data) loansInto(account ID, q Query) (Gathered, bool) {
	seen := map[ID]bool{}
	row := Gathered{Other: account}
	for _, l := range d.loansOf[account] {
		if q.within(l.at) && !seen[l.id] {
			seen[l.id] = true
			row.LoanFen += d.loans[l.id].fen
			row.BalanceFen += d.loans[l.id].balanceFen
		}
	}
	return row, len(seen) > 0
}

// Traces is read 5: every sequence of different accounts, from an account of the person on, that money can have taken in one
// to three steps of rising time. Several transfers between the same accounts are one. It is refused beyond MostTraces.
func (d *Data) Traces(q Query) ([][]ID, error) {
	paths := [][]ID{}
	var walk func(path []ID, at when.Micros) bool
	walk = func(path []ID, at when.Micros) bool {
		next := d.step(q, map[ID]when.Micros{path[len(path)-1]: at})
		for other, arrived := range next {
			if slices.Contains(path, other) {
				continue
			}
			longer := append(slices.Clone(path), other)
			paths = append(paths, longer)
			if len(paths) > MostTraces || len(longer) <= steps && !walk(longer, arrived) {
				return false
			}
		}
		return true
	}
	for _, account := range d.accountsOf[q.ID] {
		if !walk([]ID{account}, q.From) {
			return nil, fault.New(fault.Invalid, "trace.finbench_many", "limit", MostTraces)
		}
	}
	slices.SortFunc(paths, func(a, b []ID) int { return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(a, b)) })
	return paths, nil
}

// Downstream is one row of read 8.
type Downstream struct {
	Account  ID    `json:"dst_id"`
	Ratio    Ratio `json:"ratio"`
	Distance int   `json:"min_distance_from_loan"`
}

// Ratio is a share in thousandths, rounded half up.
type Ratio int64

// String writes it with three decimals.
func (r Ratio) String() string { return fmt.Sprintf("%d.%03d", r/1000, r%1000) }

// MarshalText writes it as a number with three decimals, for JSON as text: it is exact.
func (r Ratio) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// LoanTrace is read 8: where the money of a loan went by transfer or withdrawal, in at most three steps from the accounts
// it was paid into (which stand at distance 1). A step counts when its amount exceeds the threshold times all that came to
// its account by transfer within the window. Ratio is what came to an account by such steps, over the amount of the loan.
func (d *Data) LoanTrace(q Query) []Downstream {
	distance, inflow := map[ID]int{}, map[ID]int64{}
	var front []ID
	for _, l := range d.deposited[q.ID] {
		if q.within(l.at) && distance[l.id] == 0 {
			distance[l.id] = 1
			front = append(front, l.id)
		}
	}
	for at := 2; at <= 1+steps; at++ {
		var next []ID
		for _, account := range front {
			for _, f := range d.outflows(account, q) {
				inflow[f.other] += f.fen
				if distance[f.other] == 0 {
					distance[f.other] = at
					next = append(next, f.other)
				}
			}
		}
		front = next
	}
	rows := []Downstream{}
	for account, fen := range inflow {
		if distance[account] > 1 {
			rows = append(rows, Downstream{Account: account, Ratio: ratio(fen, d.loans[q.ID].fen), Distance: distance[account]})
		}
	}
	slices.SortFunc(rows, func(a, b Downstream) int {
		return cmp.Or(cmp.Compare(b.Distance, a.Distance), cmp.Compare(b.Ratio, a.Ratio), cmp.Compare(a.Account, b.Account))
	})
	return rows
}

// outflows are the transfers and withdrawals of an account that exceed the threshold.
func (d *Data) outflows(account ID, q Query) []flow {
	var upstream int64
	for _, f := range d.transferIn[account] {
		if q.within(f.at) {
			upstream += f.fen
		}
	}
	var out []flow
	for _, flows := range [][]flow{d.transferOut[account], d.withdrawOut[account]} {
		for _, f := range q.cut(flows) {
			if exceeds(f.fen, upstream, q.ThresholdPPM) {
				out = append(out, f)
			}
		}
	}
	return out
}

// exceeds reports fen > upstream × ppm ÷ 1,000,000, exactly.
func exceeds(fen, upstream, ppm int64) bool {
	hi, lo := bits.Mul64(uint64(fen), 1_000_000)
	otherHi, otherLo := bits.Mul64(uint64(upstream), uint64(ppm))
	return hi > otherHi || hi == otherHi && lo > otherLo
}

func ratio(fen, of int64) Ratio {
	if of <= 0 {
		return 0
	}
	return Ratio((2000*fen + of) / (2 * of))
}
