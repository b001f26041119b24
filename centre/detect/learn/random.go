package learn

import (
	"math"
	"math/rand/v2"
)

// Random are the settings of extremely randomised trees. Zero values take the defaults.
type Random struct {
	Trees int // 0: 200
	Tries int // questions tried at a branch; 0: 12
	Least int // rows of a leaf; 0: 2
	Seed  uint64
}

// sprout is a branch of a random tree that may still be split.
type sprout struct {
	at   int
	rows []int32
}

// Scatter learns extremely randomised trees: each question is the best of a few drawn at random, each tree sees all rows. The sum of the
// forest is the share of positive rows where a row comes to lie, from 0 to 1; y is 1 for the positive class and 0 for the other. They err
// in other ways than boosted trees, so the mean of both is better than either.
func Scatter(rows [][]float32, y []float32, o Random) *Forest {
	if o.Trees == 0 {
		o.Trees = 200
	}
	if o.Tries == 0 {
		o.Tries = 12
	}
	if o.Least == 0 {
		o.Least = 2
	}
	g := &grower{random: rand.New(rand.NewPCG(o.Seed, 0x5ca7))}
	f := &Forest{}
	if len(rows) > 0 {
		f.Columns = len(rows[0])
	}
	g.bins, g.cuts = make([][]uint8, f.Columns), make([][]float32, f.Columns)
	for c := range g.bins {
		g.bins[c], g.cuts[c] = binned(rows, c, fineBins)
	}
	all := make([]int32, len(rows))
	for i := range all {
		all[i] = int32(i)
	}
	for range o.Trees {
		t := g.scatter(all, y, &o)
		g.values(t)
		f.trees = append(f.trees, t)
	}
	return f
}

// scatter grows one random tree, level by level. Cuts are numbers of bins.
func (g *grower) scatter(all []int32, y []float32, o *Random) []node {
	t := []node{{Column: -1}}
	open := []sprout{{0, append([]int32(nil), all...)}}
	for len(open) > 0 {
		s := open[0]
		open = open[1:]
		ups := 0
		for _, i := range s.rows {
			if y[i] > 0 {
				ups++
			}
		}
		column, cut := -1, 0
		if ups > 0 && ups < len(s.rows) && len(t)+2 <= maxNodes {
			column, cut = g.drawn(s.rows, y, o)
		}
		if column < 0 {
			t[s.at].Value = float32(ups) / float32(max(1, len(s.rows))) / float32(o.Trees)
			continue
		}
		bins := g.bins[column]
		from := 0
		for k, i := range s.rows {
			if int(bins[i]) <= cut {
				s.rows[k], s.rows[from] = s.rows[from], s.rows[k]
				from++
			}
		}
		t[s.at] = node{Column: int16(column), Cut: float32(cut), Left: int16(len(t))}
		open = append(open, sprout{len(t), s.rows[:from]}, sprout{len(t) + 1, s.rows[from:]})
		t = append(t, node{Column: -1}, node{Column: -1})
	}
	return t
}

// fineBins is into how many steps of equal filling a column is put for random trees.
const fineBins = 250

// cut draws a step from lo to just below hi, as if the column were spread like a bell: the thin ends are cut as often as the thick middle.
func (g *grower) cut(lo, hi uint8) uint8 {
	bell := func(bin uint8) float64 { return math.Erfinv(2*(float64(bin)+0.5)/fineBins - 1) }
	from, to := bell(lo), bell(hi)
	at := (math.Erf(from+g.random.Float64()*(to-from)) + 1) / 2 * fineBins
	return min(max(uint8(at), lo), hi-1)
}

// drawn is the best of some questions drawn at random for the rows; a column below 0 when none divides them.
func (g *grower) drawn(rows []int32, y []float32, o *Random) (column, cut int) {
	column = -1
	best := math.Inf(-1)
	n := float64(len(rows))
	for range o.Tries {
		c := g.random.IntN(len(g.bins))
		bins := g.bins[c]
		lo, hi := uint8(fineBins), uint8(0)
		for _, i := range rows {
			lo, hi = min(lo, bins[i]), max(hi, bins[i])
		}
		if lo >= hi {
			continue
		}
		at := g.cut(lo, hi)
		var left, leftUps, ups float64
		for _, i := range rows {
			ups += float64(y[i])
			if bins[i] <= at {
				left++
				leftUps += float64(y[i])
			}
		}
		right, rightUps := n-left, ups-leftUps
		if left < float64(o.Least) || right < float64(o.Least) {
			continue
		}
		leftDowns, rightDowns := left-leftUps, right-rightUps
		gain := (leftUps*leftUps+leftDowns*leftDowns)/left + (rightUps*rightUps+rightDowns*rightDowns)/right
		if gain > best {
			best, column, cut = gain, c, int(at)
		}
	}
	return column, cut
}
