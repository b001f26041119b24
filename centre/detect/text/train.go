package text

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// Row is one labelled text.
type Row struct {
	Text  string `json:"text"`
	Label string `json:"label"`
}

// Options of a training. Zero values take the defaults.
type Options struct {
	Buckets int     // power of two; 0: by the number of grams, 2^15 to 2^18
	Cost    float64 // of a row on the wrong side; 0: 3
	Rounds  int     // most passes over the rows; 0: 20
	Seed    uint64  // of the order of rows
}

// fold is the share of rows that is held back to fit and measure probabilities: one in holdParts.
const holdParts = 5

// minRows is the least that can be split and learnt from.
const minRows = 20

// sparse is a text as its buckets, in order, with values of unit length.
type sparse struct {
	at  []uint32
	val []float32
}

// Train learns a model. A part of the rows is held back first, a model learnt from the rest gives the calibration and the held-out
// figures in Info, and the model that is returned is learnt from all rows.
func Train(rows []Row, o Options) (*Model, error) {
	classes := classesOf(rows)
	if len(rows) < minRows || len(classes) < 2 || len(classes) > maxClasses {
		return nil, tooFew(len(rows), len(classes))
	}
	if o.Cost == 0 {
		o.Cost = 3
	}
	if o.Rounds == 0 {
		o.Rounds = 20
	}
	order := shuffled(len(rows), o.Seed)
	var learn, held []Row
	for i, at := range order {
		if i%holdParts == 0 {
			held = append(held, rows[at])
		} else {
			learn = append(learn, rows[at])
		}
	}
	first := fit(learn, classes, o)
	sharp := first.calibrate(held)
	first.sharp = sharp
	metrics := first.Eval(held)
	all := make([]Row, len(rows))
	for i, at := range order {
		all[i] = rows[at]
	}
	m := fit(all, classes, o)
	m.sharp = sharp
	m.Info = Info{Rows: len(rows), Held: metrics}
	m.identify()
	return m, nil
}

func classesOf(rows []Row) []string {
	seen := map[string]bool{}
	var out []string
	for _, r := range rows {
		if !seen[r.Label] {
			seen[r.Label] = true
			out = append(out, r.Label)
		}
	}
	slices.Sort(out)
	return out
}

func shuffled(n int, seed uint64) []int {
	r := rand.New(rand.NewPCG(seed, 0xfa127a))
	return r.Perm(n)
}

// fit learns one linear machine per class over the same sparse rows.
func fit(rows []Row, classes []string, o Options) *Model {
	m := &Model{Classes: classes, stride: strideOf(len(classes)), sharp: 1}
	m.finish()
	buckets := o.Buckets
	if buckets == 0 {
		buckets = fitting(rows)
	}
	m.shift = uint(64 - log2(buckets))
	xs, rare := m.vectors(rows, buckets)
	weights := make([][]float32, len(classes))
	m.bias = make([]float32, len(classes))
	var wg sync.WaitGroup
	turns := make(chan struct{}, 2)
	for k, class := range classes {
		wg.Add(1)
		turns <- struct{}{}
		go func() {
			defer wg.Done()
			y := make([]float32, len(rows))
			for i := range rows {
				y[i] = -1
				if rows[i].Label == class {
					y[i] = 1
				}
			}
			weights[k], m.bias[k] = machine(xs, y, buckets, o)
			<-turns
		}()
	}
	wg.Wait()
	m.pack(weights, rare, buckets)
	return m
}

func log2(n int) int {
	b := 0
	for 1<<b < n {
		b++
	}
	return b
}

// fitting is the power of two that gives the distinct grams of the rows room, by an estimate from every row's length.
func fitting(rows []Row) int {
	total := 0
	for _, r := range rows {
		total += min(len(r.Text)/3, MaxRunes)
	}
	n := 1 << 15
	for n < total && n < 1<<18 {
		n *= 2
	}
	return n
}

// minSeen is in how many rows a gram must occur to count, once there are enough rows: what occurs once teaches nothing.
const (
	minSeen     = 2
	enoughRows  = 300
	biasFeature = 1 // value of the constant feature
)

// vectors turns the rows into unit vectors of rarity and returns the rarity per bucket.
func (m *Model) vectors(rows []Row, buckets int) ([]sparse, []float32) {
	r := &reader{}
	raw := make([][]uint32, len(rows))
	df := make([]int32, buckets)
	for i := range rows {
		var at []uint32
		for _, h := range r.grams(rows[i].Text) {
			at = append(at, uint32(h>>m.shift))
		}
		slices.Sort(at)
		at = slices.Compact(at)
		raw[i] = at
		for _, b := range at {
			df[b]++
		}
	}
	least := int32(1)
	if len(rows) >= enoughRows {
		least = minSeen
	}
	rare := make([]float32, buckets)
	for b, n := range df {
		if n >= least {
			v := math.Log(float64(1+len(rows))/float64(1+n)) + 1
			rare[b] = float32(math.Round(v*rareScale) / rareScale)
		}
	}
	xs := make([]sparse, len(rows))
	for i, at := range raw {
		var square float64
		for _, b := range at {
			square += float64(rare[b]) * float64(rare[b])
		}
		length := float32(math.Sqrt(max(square, 1e-12)))
		for _, b := range at {
			if rare[b] > 0 {
				xs[i].at = append(xs[i].at, b)
				xs[i].val = append(xs[i].val, rare[b]/length)
			}
		}
	}
	return xs, rare
}

// machine is the dual coordinate descent for the squared hinge loss: each row's multiplier is set to its optimum in turn, in a new
// order every round, until nothing moves much. Rows of a rare class weigh more, by the root of their scarcity.
func machine(xs []sparse, y []float32, buckets int, o Options) ([]float32, float32) {
	w := make([]float32, buckets)
	var bias float64
	positive := 0
	for _, v := range y {
		if v > 0 {
			positive++
		}
	}
	costUp := o.Cost * math.Min(4, math.Sqrt(float64(len(y)-positive)/math.Max(1, float64(positive))))
	alpha := make([]float64, len(xs))
	norm := make([]float64, len(xs))
	for i, x := range xs {
		norm[i] = biasFeature
		for _, v := range x.val {
			norm[i] += float64(v) * float64(v)
		}
	}
	order := shuffled(len(xs), o.Seed+1)
	random := rand.New(rand.NewPCG(o.Seed, uint64(len(xs))))
	for range o.Rounds {
		random.Shuffle(len(order), func(a, b int) { order[a], order[b] = order[b], order[a] })
		var moved float64
		for _, i := range order {
			c := o.Cost
			if y[i] > 0 {
				c = costUp
			}
			dot := bias
			x := &xs[i]
			for j, b := range x.at {
				dot += float64(w[b]) * float64(x.val[j])
			}
			yi := float64(y[i])
			g := yi*dot - 1 + alpha[i]/(2*c)
			next := math.Max(0, alpha[i]-g/(norm[i]+1/(2*c)))
			d := (next - alpha[i]) * yi
			if d == 0 {
				continue
			}
			alpha[i] = next
			moved = math.Max(moved, math.Abs(d))
			bias += d
			for j, b := range x.at {
				w[b] += float32(d) * x.val[j]
			}
		}
		if moved < 1e-3 {
			break
		}
	}
	return w, float32(bias)
}

// pack rounds the weights to 16 bits. Weights below a thousandth of the largest become 0.
func (m *Model) pack(weights [][]float32, rare []float32, buckets int) {
	var largest float32
	for k := range weights {
		for b, w := range weights[k] {
			largest = max(largest, abs(w*rare[b]))
		}
	}
	const steps = 2000
	m.scale = max(largest, 1e-9) / steps
	m.rows = make([]int16, buckets*m.stride)
	for b := range buckets {
		if rare[b] == 0 {
			continue
		}
		row := m.rows[b*m.stride : (b+1)*m.stride]
		row[0] = int16(math.Round(float64(rare[b]) * rareScale))
		for k := range weights {
			row[1+k] = int16(math.Round(float64(weights[k][b] * rare[b] / m.scale)))
		}
	}
}

func abs(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}

// calibrate finds the sharpness that makes the held-back rows likeliest, between 0.5 and 20.
func (m *Model) calibrate(held []Row) float32 {
	type point struct {
		margins [maxClasses]float32
		class   int
	}
	points := make([]point, 0, len(held))
	for _, r := range held {
		p := point{class: slices.Index(m.Classes, r.Label)}
		m.margins(r.Text, &p.margins)
		points = append(points, p)
	}
	best, at := math.Inf(1), float32(4)
	for step := range 80 {
		m.sharp = float32(0.5 * math.Pow(40, float64(step)/79))
		var loss float64
		for _, p := range points {
			q := p.margins
			m.probabilities(&q)
			loss -= math.Log(math.Max(float64(q[p.class]), 1e-9))
		}
		if loss < best {
			best, at = loss, m.sharp
		}
	}
	return at
}
