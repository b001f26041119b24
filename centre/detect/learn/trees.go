package learn

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Boost are the settings of boosted trees. Zero values take the defaults.
type Boost struct {
	Trees  int     // 0: 400
	Leaves int     // of a tree; 0: 16
	Rate   float64 // by which a tree is trusted; 0: 0.05
	Least  int     // rows of a leaf; 0: 10
	Ridge  float64 // 0: 3
	Rows   float64 // share of the rows a tree sees; 0: 0.8
	Cols   float64 // share of the columns a tree sees; 0: 0.5
	Seed   uint64
}

// Limits of a forest.
const (
	maxBins   = 64      // values of a column are put into so many steps
	MaxColumn = 4096    // columns of a forest
	MaxTrees  = 20000   // trees of a forest
	maxNodes  = 1 << 12 // nodes of a tree
)

// node is a question (column < 0: an answer). A row whose value is at most the cut goes left; a missing value (NaN) goes left.
type node struct {
	Column int16
	Cut    float32
	Left   int16 // the right child follows it
	Value  float32
}

// Forest is a sum of trees: the log-odds of the positive class.
type Forest struct {
	Base    float32
	Columns int
	trees   [][]node
}

// Score is the log-odds of a row.
func (f *Forest) Score(row []float32) float64 {
	sum := f.Base
	for _, t := range f.trees {
		n := &t[0]
		for n.Column >= 0 {
			if row[n.Column] > n.Cut {
				n = &t[n.Left+1]
			} else {
				n = &t[n.Left]
			}
		}
		sum += n.Value
	}
	return float64(sum)
}

// Use counts the questions asked of each column, weighted by what they brought.
func (f *Forest) Use() []float64 {
	out := make([]float64, f.Columns)
	for _, t := range f.trees {
		for _, n := range t {
			if n.Column >= 0 {
				out[n.Column] += float64(n.Value)
			}
		}
	}
	return out
}

// grower is the state of one training.
type grower struct {
	o      Boost
	bins   [][]uint8   // column × row
	cuts   [][]float32 // column × bin: the upper end
	grad   []float32
	hess   []float32
	margin []float64
	random *rand.Rand
}

type sums struct{ g, h, n float32 }

// branch is a leaf that may still be split.
type branch struct {
	at     int // node
	rows   []int32
	hist   []sums // columns × maxBins
	total  sums
	gain   float32
	column int
	bin    int
}

// Grow learns boosted trees for the log loss: y is 1 for the positive class and 0 for the other. Each tree is grown leaf by leaf, the
// most rewarding split first, over histograms of the columns.
func Grow(rows [][]float32, y []float32, o Boost) *Forest {
	g := newGrower(rows, o)
	f := &Forest{Columns: len(g.bins)}
	var ups float64
	for _, v := range y {
		ups += float64(v)
	}
	share := math.Min(math.Max(ups/math.Max(1, float64(len(y))), 1e-4), 1-1e-4)
	f.Base = float32(math.Log(share / (1 - share)))
	for i := range g.margin {
		g.margin[i] = float64(f.Base)
	}
	for range g.o.Trees {
		for i, m := range g.margin {
			p := 1 / (1 + math.Exp(-m))
			g.grad[i], g.hess[i] = float32(float64(y[i])-p), float32(p*(1-p))
		}
		t := g.tree()
		f.trees = append(f.trees, t)
		for i := range rows {
			g.margin[i] += float64(g.answer(t, i))
		}
		g.values(t)
	}
	return f
}

func newGrower(rows [][]float32, o Boost) *grower {
	set := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	count := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	count(&o.Trees, 400)
	count(&o.Leaves, 16)
	count(&o.Least, 10)
	set(&o.Rate, 0.05)
	set(&o.Ridge, 3)
	set(&o.Rows, 0.8)
	set(&o.Cols, 0.5)
	n := len(rows)
	g := &grower{o: o, grad: make([]float32, n), hess: make([]float32, n), margin: make([]float64, n), random: rand.New(rand.NewPCG(o.Seed, 0x7ee5))}
	if n == 0 {
		return g
	}
	g.bins, g.cuts = make([][]uint8, len(rows[0])), make([][]float32, len(rows[0]))
	for c := range g.bins {
		g.bins[c], g.cuts[c] = binned(rows, c, maxBins)
	}
	return g
}

// binned puts a column into steps of nearly equal filling.
func binned(rows [][]float32, c, steps int) ([]uint8, []float32) {
	values := make([]float32, 0, len(rows))
	for _, r := range rows {
		if v := r[c]; v == v {
			values = append(values, v)
		}
	}
	slices.Sort(values)
	var cuts []float32
	for k := 1; k < steps && len(values) > 0; k++ {
		v := values[k*len(values)/steps]
		below, _ := slices.BinarySearch(values, v)
		if below > 0 {
			v = between(values[below-1], v)
			if len(cuts) == 0 || v > cuts[len(cuts)-1] {
				cuts = append(cuts, v)
			}
		}
	}
	out := make([]uint8, len(rows))
	for i, r := range rows {
		if v := r[c]; v == v {
			at, _ := slices.BinarySearch(cuts, v)
			out[i] = uint8(at)
		}
	}
	return out, cuts
}

// between is a cut that keeps a and b apart: a ≤ cut < b.
func between(a, b float32) float32 {
	if mid := a + (b-a)/2; mid >= a && mid < b {
		return mid
	}
	return a
}

func (g *grower) answer(t []node, row int) float32 {
	n := &t[0]
	for n.Column >= 0 {
		if int(g.bins[n.Column][row]) > int(n.Cut) {
			n = &t[n.Left+1]
		} else {
			n = &t[n.Left]
		}
	}
	return n.Value
}
