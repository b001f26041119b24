package learn

import "slices"

// tree grows one tree on a draw of the rows and columns. While it grows, cuts are numbers of bins; Grow's caller gets values.
func (g *grower) tree() []node {
	var rows []int32
	for i := range g.grad {
		if g.random.Float64() < g.o.Rows {
			rows = append(rows, int32(i))
		}
	}
	var columns []int
	for c := range g.bins {
		if g.random.Float64() < g.o.Cols {
			columns = append(columns, c)
		}
	}
	t := []node{{Column: -1}}
	first := &branch{rows: rows, hist: make([]sums, len(columns)*maxBins)}
	g.fill(first, columns)
	g.search(first, columns)
	open := []*branch{first}
	for leaves := 1; leaves < g.o.Leaves; leaves++ {
		best := slices.MaxFunc(open, func(a, b *branch) int {
			if a.gain < b.gain {
				return -1
			}
			if a.gain > b.gain {
				return 1
			}
			return b.at - a.at
		})
		if best.gain <= 0 {
			break
		}
		left, right := g.split(best, columns)
		t[best.at] = node{Column: int16(columns[best.column]), Cut: float32(best.bin), Left: int16(len(t)), Value: best.gain}
		left.at, right.at = len(t), len(t)+1
		t = append(t, node{Column: -1}, node{Column: -1})
		open[slices.Index(open, best)] = left
		open = append(open, right)
	}
	for _, b := range open {
		t[b.at].Value = float32(g.o.Rate) * b.total.g / (b.total.h + float32(g.o.Ridge))
	}
	return t
}

// fill counts the histogram of a branch.
func (g *grower) fill(b *branch, columns []int) {
	for k, c := range columns {
		bins := g.bins[c]
		hist := (*[maxBins]sums)(b.hist[k*maxBins:])
		for _, i := range b.rows {
			s := &hist[bins[i]&(maxBins-1)]
			s.g += g.grad[i]
			s.h += g.hess[i]
			s.n++
		}
	}
	b.total = sums{}
	for _, i := range b.rows {
		b.total.g += g.grad[i]
		b.total.h += g.hess[i]
		b.total.n++
	}
}

// search finds the split of a branch that brings most.
func (g *grower) search(b *branch, columns []int) {
	ridge, least := float32(g.o.Ridge), float32(g.o.Least)
	b.gain = 0
	whole := b.total.g * b.total.g / (b.total.h + ridge)
	for k, c := range columns {
		var l sums
		hist := b.hist[k*maxBins : (k+1)*maxBins]
		for bin := range g.cuts[c] {
			l.g += hist[bin].g
			l.h += hist[bin].h
			l.n += hist[bin].n
			if l.n < least {
				continue
			}
			if b.total.n-l.n < least {
				break
			}
			rg, rh := b.total.g-l.g, b.total.h-l.h
			gain := l.g*l.g/(l.h+ridge) + rg*rg/(rh+ridge) - whole
			if gain > b.gain+1e-6 {
				b.gain, b.column, b.bin = gain, k, bin
			}
		}
	}
}

// split deals the rows of a branch out; only the smaller side is counted, the other is the difference.
func (g *grower) split(b *branch, columns []int) (left, right *branch) {
	bins := g.bins[columns[b.column]]
	left, right = &branch{}, &branch{}
	for _, i := range b.rows {
		if int(bins[i]) <= b.bin {
			left.rows = append(left.rows, i)
		} else {
			right.rows = append(right.rows, i)
		}
	}
	small, large := left, right
	if len(small.rows) > len(large.rows) {
		small, large = large, small
	}
	small.hist = make([]sums, len(b.hist))
	g.fill(small, columns)
	large.hist = b.hist
	for i := range large.hist {
		large.hist[i].g -= small.hist[i].g
		large.hist[i].h -= small.hist[i].h
		large.hist[i].n -= small.hist[i].n
	}
	large.total = sums{b.total.g - small.total.g, b.total.h - small.total.h, b.total.n - small.total.n}
	g.search(left, columns)
	g.search(right, columns)
	return left, right
}

// values turns the cuts of a grown tree from bins into values.
func (g *grower) values(t []node) {
	for i := range t {
		if t[i].Column >= 0 {
			t[i].Cut = g.cuts[t[i].Column][int(t[i].Cut)]
		}
	}
}
