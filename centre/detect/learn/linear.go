package learn

import (
	"math"
	"math/rand/v2"
)

// Sparse is a row of a sparse matrix: its columns and their values.
type Sparse struct {
	At  []uint32
	Val []float32
}

// Linear are the settings of a linear machine. Zero values take the defaults.
type Linear struct {
	Cost   float64   // of a row on the wrong side; 0: 3
	Most   float64   // the most a row of the rarer side may weigh more; 0: 4
	Rounds int       // most passes over the rows; 0: 12
	Seed   uint64    // of the order of rows
	Scale  []float32 // a factor per column, such as its naive Bayes ratio; nil: 1
}

// constant is the value of the feature that every row has.
const constant = 1

// still is the largest step of a round after which nothing moves any more.
const still = 1e-2

// dual is the state of the coordinate descent.
type dual struct {
	xs    []Sparse
	val   [][]float32
	y     []float32
	w     []float32
	bias  float64
	alpha []float64
	norm  []float64
	cost  [2]float64 // of the negative and the positive rows
}

// SVM learns weights and bias that keep rows of y > 0 above and the others below zero: dual coordinate descent for the squared hinge
// loss. Each row's multiplier is set to its optimum in turn, in a new order every round, until nothing moves much; rows that are far
// on their side are left out of the next rounds. Rows of the rarer side weigh more, by the root of their scarcity.
func SVM(xs []Sparse, y []float32, columns int, o Linear) ([]float32, float32) {
	d := newDual(xs, y, columns, &o)
	random := rand.New(rand.NewPCG(o.Seed, uint64(len(xs))))
	order := random.Perm(len(xs))
	active := order
	for round := range o.Rounds {
		random.Shuffle(len(active), func(a, b int) { active[a], active[b] = active[b], active[a] })
		kept := 0
		var moved float64
		for at, i := range active {
			step, far := d.step(i)
			moved = math.Max(moved, math.Abs(step))
			if !far || round == 0 {
				active[at], active[kept] = active[kept], active[at]
				kept++
			}
		}
		if moved < still {
			if len(active) == len(order) {
				break
			}
			active = order
			continue
		}
		active = active[:kept]
		if round == o.Rounds-3 || kept == 0 {
			active = order
		}
	}
	for b := range d.w {
		if o.Scale != nil {
			d.w[b] *= o.Scale[b]
		}
	}
	return d.w, float32(d.bias)
}

func newDual(xs []Sparse, y []float32, columns int, o *Linear) *dual {
	if o.Cost == 0 {
		o.Cost = 3
	}
	if o.Most == 0 {
		o.Most = 4
	}
	if o.Rounds == 0 {
		o.Rounds = 12
	}
	positive := 0
	for _, v := range y {
		if v > 0 {
			positive++
		}
	}
	d := &dual{xs: xs, y: y, w: make([]float32, columns), alpha: make([]float64, len(xs)), norm: make([]float64, len(xs)), val: make([][]float32, len(xs))}
	rarer := math.Sqrt(float64(len(y)-positive) / math.Max(1, float64(positive)))
	d.cost = [2]float64{o.Cost, o.Cost * math.Min(o.Most, math.Max(1/o.Most, rarer))}
	for i := range xs {
		d.val[i] = scaled(&xs[i], o.Scale)
		d.norm[i] = constant
		for _, v := range d.val[i] {
			d.norm[i] += float64(v) * float64(v)
		}
	}
	return d
}

func scaled(x *Sparse, scale []float32) []float32 {
	if scale == nil {
		return x.Val
	}
	out := make([]float32, len(x.Val))
	for j, b := range x.At {
		out[j] = x.Val[j] * scale[b]
	}
	return out
}

// step sets one multiplier to its optimum and says by how much the weights moved, and whether the row is far on its side.
func (d *dual) step(i int) (moved float64, far bool) {
	c := d.cost[0]
	if d.y[i] > 0 {
		c = d.cost[1]
	}
	at, val := d.xs[i].At, d.val[i]
	val = val[:len(at)]
	var sum float32
	for j, b := range at {
		sum += d.w[b] * val[j]
	}
	yi := float64(d.y[i])
	g := yi*(float64(sum)+d.bias) - 1 + d.alpha[i]/(2*c)
	next := math.Max(0, d.alpha[i]-g/(d.norm[i]+1/(2*c)))
	step := (next - d.alpha[i]) * yi
	if step == 0 {
		return 0, next == 0 && g > 0.15
	}
	d.alpha[i] = next
	d.bias += step
	s := float32(step)
	for j, b := range at {
		d.w[b] += s * val[j]
	}
	return step, false
}

// Ratios are the naive Bayes log-count ratios of the columns: how much more often a column occurs in rows of y > 0 than in the others,
// each count raised by smooth.
func Ratios(xs []Sparse, y []float32, columns int, smooth float64) []float32 {
	up, down := make([]float64, columns), make([]float64, columns)
	for i := range xs {
		side := down
		if y[i] > 0 {
			side = up
		}
		for _, b := range xs[i].At {
			side[b]++
		}
	}
	var ups, downs float64
	for b := range up {
		up[b] += smooth
		down[b] += smooth
		ups += up[b]
		downs += down[b]
	}
	out := make([]float32, columns)
	for b := range out {
		out[b] = float32(math.Log(up[b]/ups) - math.Log(down[b]/downs))
	}
	return out
}

// Dot is the margin of a row.
func (x *Sparse) Dot(w []float32) float32 {
	var sum float32
	for j, b := range x.At {
		sum += w[b] * x.Val[j]
	}
	return sum
}
