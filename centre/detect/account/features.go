package account

import (
	"math"
	"slices"

	"fanzha/term/when"
)

// Bounds of what is looked at of one account.
const (
	mostFlows = 2000 // newest transfers of a side
	mostPaths = 60   // neighbours whose own transfers are followed
)

// zone is that of the country's clocks: nights are local.
const zone = 8 * when.Hour

// names are the measures of an account, in order.
var names = []string{
	"in_count", "out_count", "payers", "payees", "in_fen", "out_fen", "kept", "left_10m", "left_60m", "left_1d", "dwell", "night", "active_days",
	"span", "asleep", "busiest_hour", "busiest_day", "gather_scatter", "scatter_gather", "outs_per_in", "round", "repeat_payers", "repeat_payees", "both_ways",
	"largest_in", "in_spread", "exits", "payers_left_60m", "payees_left_60m", "payers_payees", "payees_payers",
}

// pass is how money passes through an account: what is matched first in, first out.
type pass struct {
	left  [3]float64 // share of what came that left within 10 minutes, an hour, a day
	dwell float64    // median of the matched parts, seconds
}

var within = [3]when.Micros{10 * when.Minute, when.Hour, when.Day}

// passes matches what left an account with what came, first in, first out. What left before anything came is the holder's own.
func passes(in, out []flow) pass {
	var p pass
	var came int64
	for _, f := range in {
		came += f.fen
	}
	if came == 0 {
		return pass{dwell: math.NaN(), left: [3]float64{math.NaN(), math.NaN(), math.NaN()}}
	}
	type part struct {
		wait when.Micros
		fen  int64
	}
	var parts []part
	at, rest := 0, int64(0)
	if len(in) > 0 {
		rest = in[0].fen
	}
	for _, f := range out {
		need := f.fen
		for need > 0 && at < len(in) && in[at].at <= f.at {
			take := min(need, rest)
			parts = append(parts, part{f.at - in[at].at, take})
			need -= take
			rest -= take
			if rest == 0 {
				at++
				if at < len(in) {
					rest = in[at].fen
				}
			}
		}
	}
	var matched int64
	var left [3]int64
	for _, x := range parts {
		matched += x.fen
		for k, w := range within {
			if x.wait <= w {
				left[k] += x.fen
			}
		}
	}
	for k := range left {
		p.left[k] = share(left[k], came)
	}
	slices.SortFunc(parts, func(a, b part) int { return int(min(1, max(-1, a.wait-b.wait))) })
	p.dwell = math.NaN()
	half := matched / 2
	for _, x := range parts {
		half -= x.fen
		if half <= 0 {
			p.dwell = math.Log1p(float64(x.wait) / float64(when.Second))
			break
		}
	}
	return p
}

// share is a part of a whole, without a unit.
func share(part, whole int64) float64 { return float64(part) / float64(max(1, whole)) }

// view is what the measures of an account are made from.
type view struct {
	b       *book
	in, out []flow
	pass    pass
}

func newest(f []flow) []flow { return f[max(0, len(f)-mostFlows):] }

// rows are the measures of the accounts that are named; an account without transfers has none of them (NaN).
func (b *book) rows(accounts []string) [][]float32 {
	through := make([]pass, len(b.in))
	for i := range through {
		through[i] = passes(newest(b.in[i]), newest(b.out[i]))
	}
	rows := make([][]float32, len(accounts))
	for n, name := range accounts {
		row := make([]float32, 0, len(names))
		i, ok := b.number[name]
		if !ok {
			for range names {
				row = append(row, float32(math.NaN()))
			}
			rows[n] = row
			continue
		}
		v := view{b: b, in: newest(b.in[i]), out: newest(b.out[i]), pass: through[i]}
		for _, x := range slices.Concat(v.sums(), v.times(), v.shape(), v.around(through)) {
			row = append(row, float32(x))
		}
		rows[n] = row
	}
	return rows
}

// sums are counts and amounts; logarithms, because a shop and a student differ by orders.
func (v *view) sums() []float64 {
	var in, out, largest int64
	for _, f := range v.in {
		in += f.fen
		largest = max(largest, f.fen)
	}
	for _, f := range v.out {
		out += f.fen
	}
	return []float64{
		math.Log1p(float64(len(v.in))), math.Log1p(float64(len(v.out))), math.Log1p(float64(others(v.in))), math.Log1p(float64(others(v.out))),
		math.Log1p(float64(in)), math.Log1p(float64(out)), float64(in-out) / math.Max(1, float64(max(in, out))),
		v.pass.left[0], v.pass.left[1], v.pass.left[2], v.pass.dwell,
	}
}

// others counts the different accounts on the other side.
func others(f []flow) int {
	seen := map[int32]bool{}
	for _, x := range f {
		if x.other >= 0 {
			seen[x.other] = true
		}
	}
	return len(seen)
}

// all are both sides in the order of time.
func (v *view) all() []flow {
	out := slices.Concat(v.in, v.out)
	slices.SortFunc(out, func(a, b flow) int { return int(min(1, max(-1, a.at-b.at))) })
	return out
}

// times are the night share, days of use, how long the account slept, and its busiest hour and day.
func (v *view) times() []float64 {
	all := v.all()
	night := 0.0
	days := map[when.Micros]bool{}
	asleep := all[0].at - v.b.from
	for i, f := range all {
		local := f.at + zone
		h := local % when.Day / when.Hour
		if h < 6 || h >= 23 {
			night++
		}
		days[local/when.Day] = true
		if i > 0 {
			asleep = max(asleep, f.at-all[i-1].at)
		}
	}
	span := all[len(all)-1].at - all[0].at
	whole := math.Max(1, float64(v.b.to-v.b.from))
	n := float64(len(all))
	return []float64{
		night / n, float64(len(days)), float64(span) / whole, float64(asleep) / whole,
		float64(busiest(all, when.Hour)) / n, float64(busiest(all, when.Day)) / n,
	}
}

// busiest is the most transfers within a span.
func busiest(all []flow, span when.Micros) int {
	most, from := 0, 0
	for i := range all {
		for all[i].at-all[from].at > span {
			from++
		}
		most = max(most, i-from+1)
	}
	return most
}

// shape is how what comes is split and put together.
func (v *view) shape() []float64 {
	round, n := 0.0, 0.0
	for _, f := range slices.Concat(v.in, v.out) {
		if f.fen%100_00 == 0 {
			round++
		}
		n++
	}
	followed := 0.0
	for _, f := range v.in {
		lo, _ := slices.BinarySearchFunc(v.out, f.at, func(o flow, at when.Micros) int { return int(min(1, max(-1, o.at-at))) })
		hi, _ := slices.BinarySearchFunc(v.out, f.at+when.Hour, func(o flow, at when.Micros) int { return int(min(1, max(-1, o.at-at))) })
		followed += float64(hi - lo)
	}
	payers, payees := map[int32]int{}, map[int32]int{}
	for _, f := range v.in {
		payers[f.other]++
	}
	for _, f := range v.out {
		payees[f.other]++
	}
	both := 0.0
	for k := range payers {
		if k >= 0 && payees[k] > 0 {
			both++
		}
	}
	var largest, sum, square float64
	for _, f := range v.in {
		x := share(f.fen, 1)
		largest = math.Max(largest, x)
		sum += x
		square += x * x
	}
	exits := float64(payees[-1])
	mean := sum / math.Max(1, float64(len(v.in)))
	spread := math.Sqrt(math.Max(0, square/math.Max(1, float64(len(v.in)))-mean*mean)) / math.Max(1, mean)
	return []float64{
		v.gatherScatter(), v.scatterGather(), followed / math.Max(1, float64(len(v.in))), round / n,
		1 - float64(len(payers))/math.Max(1, float64(len(v.in))), 1 - float64(len(payees))/math.Max(1, float64(len(v.out))), both,
		math.Log1p(largest), spread, exits / math.Max(1, float64(len(v.out))),
	}
}

// gatherScatter is the most of min(payers, payees) within a day.
func (v *view) gatherScatter() float64 {
	most := 0
	for i, f := range v.in {
		if i > mostPaths {
			break
		}
		in, out := map[int32]bool{}, map[int32]bool{}
		for _, g := range v.in[i:] {
			if g.at > f.at+when.Day {
				break
			}
			in[g.other] = true
		}
		for _, g := range v.out {
			if g.at >= f.at && g.at <= f.at+when.Day {
				out[g.other] = true
			}
		}
		most = max(most, min(len(in), len(out)))
	}
	return float64(most)
}

// scatterGather is how many of the payers had the money from one source that is common to most of them, within a day.
func (v *view) scatterGather() float64 {
	sources := map[int32]int{}
	most := 0
	seen := map[int32]bool{}
	for n, f := range v.in {
		if n >= mostPaths {
			break
		}
		if f.other < 0 || seen[f.other] {
			continue
		}
		seen[f.other] = true
		from := map[int32]bool{}
		for m, g := range newest(v.b.in[f.other]) {
			if m < mostPaths && g.at <= f.at && g.at >= f.at-when.Day && g.other >= 0 && !from[g.other] {
				from[g.other] = true
				sources[g.other]++
				most = max(most, sources[g.other])
			}
		}
	}
	return float64(most)
}

// around is how the accounts next to this one pass money on, and how many they know.
func (v *view) around(through []pass) []float64 {
	mean := func(f []flow, of func(k int32) float64) float64 {
		sum, n := 0.0, 0.0
		for i, x := range f {
			if i < mostPaths && x.other >= 0 {
				if y := of(x.other); y == y {
					sum += y
					n++
				}
			}
		}
		if n == 0 {
			return math.NaN()
		}
		return sum / n
	}
	left := func(k int32) float64 { return through[k].left[1] }
	return []float64{
		mean(v.in, left), mean(v.out, left),
		mean(v.in, func(k int32) float64 { return math.Log1p(float64(len(v.b.out[k]))) }),
		mean(v.out, func(k int32) float64 { return math.Log1p(float64(len(v.b.in[k]))) }),
	}
}
