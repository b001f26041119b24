package subscriber

import (
	"math"
	"slices"

	"fanzha/base/clock"
	"fanzha/centre/detect/learn"
	"fanzha/term/fault"
)

// Options of a training. Zero values take the defaults.
type Options struct {
	Trees   learn.Boost
	Forests int // boosted ones that are averaged; 0: 3
	Random  learn.Random
	Ratios  *Settings `json:"-"` // of columns; none where it is nil
	Parts   int       // into which the labels are dealt, so that none is seen by its own row; 0: 10
	Seed    uint64
}

func (o *Options) defaults() {
	if o.Forests == 0 {
		o.Forests = 3
	}
	if o.Parts == 0 {
		o.Parts = 10
	}
	if o.Trees.Cols == 0 {
		o.Trees.Cols = 0.3
	}
}

// world is all subscribers that features are known of: first those with labels, then those that are asked about.
type world struct {
	o     Options
	rows  [][]float32 // own features
	known int
	y     []float32
	g     *graph
	near  []alike
	fixed [][]float32 // features by column that do not depend on labels
}

// Model is what was learnt from labelled subscribers. It keeps them: what is known of them is asked when their neighbours are judged,
// so a model file is as confidential as the table it was learnt from.
type Model struct {
	Info    learn.Info
	o       Options
	known   Table
	ratios  []ratio
	forests []*learn.Forest
	random  *learn.Forest
}

// minRows is the least that can be dealt out and learnt from.
const minRows = 20

// Train learns from labelled subscribers. Others of whom features are known take part as neighbours; their labels are not looked at.
func Train(known, others Table, edges []Edge, o Options) (*Model, error) {
	o.defaults()
	ups := 0
	for _, f := range known.Fraud {
		if f {
			ups++
		}
	}
	if len(known.Rows) < minRows || ups == 0 || ups == len(known.Rows) {
		return nil, fault.New(fault.Invalid, "model.too_few_rows", "rows", len(known.Rows), "classes", min(ups, 1)+min(len(known.Rows)-ups, 1))
	}
	err := fits(known, others)
	if err != nil {
		return nil, err
	}
	more := o.Ratios.among(known.Columns)
	w := newWorld(known.with(more), others.with(more), edges, o)
	features := w.training()
	m := &Model{o: o, known: known, ratios: more, Info: learn.Info{Rows: len(known.Rows), DataHash: known.Hash}}
	for f := range o.Forests {
		trees := o.Trees
		trees.Seed = o.Seed + uint64(f)
		m.forests = append(m.forests, learn.Grow(features, w.y, trees))
	}
	scattered := o.Random
	scattered.Seed = o.Seed
	m.random = learn.Scatter(features, w.y, scattered)
	return m, nil
}

// fits checks that two tables have the same features.
func fits(a, b Table) error {
	if len(a.Columns) > maxFeatures {
		return learn.BadRow(1, "too many columns")
	}
	if len(b.Rows) > 0 && !slices.Equal(a.Columns, b.Columns) {
		return learn.BadRow(1, "other columns than the training rows have")
	}
	return nil
}

// maxFeatures bounds the columns of a table.
const maxFeatures = 2000

// Probability of fraud of each of the subscribers that are asked about.
func (m *Model) Probability(asked Table, edges []Edge) ([]float64, error) {
	err := fits(m.known, asked)
	if err != nil {
		return nil, err
	}
	rows := newWorld(m.known.with(m.ratios), asked.with(m.ratios), edges, m.o).asked()
	out := make([]float64, len(rows))
	for i, row := range rows {
		odds := 0.0
		for _, f := range m.forests {
			if len(row) != f.Columns {
				return nil, learn.Broken("columns of the trees")
			}
			odds += f.Score(row) / float64(len(m.forests))
		}
		if len(row) != m.random.Columns {
			return nil, learn.Broken("columns of the trees")
		}
		share := math.Min(math.Max(m.random.Score(row), leastShare), 1-leastShare)
		out[i] = 1 / (1 + math.Exp(-(odds+math.Log(share/(1-share)))/2))
	}
	return out, nil
}

// leastShare is the surest that random trees may be: where all their leaves are pure they would be certain.
const leastShare = 0.003

// Cross measures a way of training on subscribers it has not seen: each fold is judged by a model of the others.
func Cross(t Table, edges []Edge, o Options, folds int) (learn.Metrics, error) {
	groups, classes := make([]int, len(t.Rows)), make([]int, len(t.Rows))
	for i := range groups {
		groups[i] = i
		if t.Fraud[i] {
			classes[i] = 1
		}
	}
	fold := learn.Folds(groups, classes, folds, o.Seed+1)
	p := make([]float64, len(t.Rows))
	for f := range folds {
		in, out, at := t.split(fold, f)
		m, err := Train(in, out, edges, o)
		if err != nil {
			return learn.Metrics{}, err
		}
		said, err := m.Probability(out, edges)
		if err != nil {
			return learn.Metrics{}, err
		}
		for n, i := range at {
			p[i] = said[n]
		}
	}
	return learn.Binary(t.Names, t.Fraud, p), nil
}

// split takes the rows of a fold out of a table.
func (t *Table) split(fold []int, f int) (in, out Table, at []int) {
	in.Columns, out.Columns = t.Columns, t.Columns
	in.Names, out.Names = t.Names, t.Names
	for i := range t.Rows {
		side := &in
		if fold[i] == f {
			side, at = &out, append(at, i)
		}
		side.Rows, side.Nodes, side.Fraud = append(side.Rows, t.Rows[i]), append(side.Nodes, t.Nodes[i]), append(side.Fraud, t.Fraud[i])
	}
	return in, out, at
}

// Eval measures the model on labelled subscribers; the clock, which may be nil, measures its speed.
func (m *Model) Eval(t Table, edges []Edge, c clock.Clock) (learn.Metrics, error) {
	start := learn.Seconds(c)
	p, err := m.Probability(t, edges)
	if err != nil {
		return learn.Metrics{}, err
	}
	took := learn.Seconds(c) - start
	out := learn.Binary(t.Names, t.Fraud, p)
	out.RowsPerS = learn.Rate(len(p), took)
	return out, nil
}

func newWorld(known, asked Table, edges []Edge, o Options) *world {
	w := &world{o: o, known: len(known.Rows)}
	number := map[string]int{}
	for _, t := range []Table{known, asked} {
		for i, n := range t.Nodes {
			if _, ok := number[n]; !ok {
				number[n] = len(w.rows)
			}
			w.rows = append(w.rows, t.Rows[i])
		}
	}
	for _, v := range known.Fraud {
		if v {
			w.y = append(w.y, 1)
		} else {
			w.y = append(w.y, 0)
		}
	}
	w.g = newGraph(edges, number, len(w.rows))
	w.near = w.g.alike()
	w.surroundings()
	return w
}

// surroundings are a subscriber's own features and how he stands in the graph.
func (w *world) surroundings() {
	columns := 0
	if len(w.rows) > 0 {
		columns = len(w.rows[0])
	}
	for c := range columns {
		own := make([]float32, len(w.rows))
		for i := range own {
			own[i] = w.rows[i][c]
		}
		w.fixed = append(w.fixed, own)
	}
	degree := make([]float32, len(w.rows))
	best := make([]float32, len(w.rows))
	for i := range degree {
		degree[i] = float32(len(w.g.to[i]))
		if len(w.near[i].how) > 0 {
			best[i] = w.near[i].how[0]
		}
	}
	w.fixed = append(w.fixed, degree, w.g.mean(degree), best)
}

// likes is the mean of a value over those with circles alike.
func (w *world) likes(values []float32) []float32 {
	out := make([]float32, len(values))
	for i, a := range w.near {
		var sum, weight float32
		for j, k := range a.who {
			if v := values[k]; v == v {
				sum += v * a.how[j]
				weight += a.how[j]
			}
		}
		out[i] = float32(math.NaN())
		if weight > 0 {
			out[i] = sum / weight
		}
	}
	return out
}

// training returns the rows to learn from. The labels' columns of a row are made without the labels of its part.
func (w *world) training() [][]float32 {
	groups, classes := make([]int, w.known), make([]int, w.known)
	for i := range groups {
		groups[i], classes[i] = i, int(w.y[i])
	}
	part := learn.Folds(groups, classes, w.o.Parts, w.o.Seed)
	rows := make([][]float32, w.known)
	for f := range w.o.Parts {
		labels := w.labels(func(i int) bool { return part[i] != f })
		for i := range rows {
			if part[i] == f {
				rows[i] = w.join(i, labels)
			}
		}
	}
	return rows
}

// asked returns the rows that are asked about, with all labels that are known.
func (w *world) asked() [][]float32 {
	labels := w.labels(func(int) bool { return true })
	var out [][]float32
	for i := w.known; i < len(w.rows); i++ {
		out = append(out, w.join(i, labels))
	}
	return out
}

func (w *world) join(i int, labels [][]float32) []float32 {
	out := make([]float32, 0, len(w.fixed)+len(labels))
	for _, c := range w.fixed {
		out = append(out, c[i])
	}
	for _, c := range labels {
		out = append(out, c[i])
	}
	return out
}

// labels are the columns that come from the labels of the rows that may be seen.
func (w *world) labels(seen func(int) bool) [][]float32 {
	label := make([]float32, len(w.rows))
	for i := range label {
		label[i] = float32(math.NaN())
		if i < w.known && seen(i) {
			label[i] = w.y[i]
		}
	}
	out := [][]float32{w.g.mean(label), w.likes(label)}
	spread := w.spread(label, 0.5)
	return append(out, spread, w.spread(label, 0.9))
}

// spread lets labels flow along the edges: each subscriber's value is its start mixed with its neighbours' mean, many times over.
func (w *world) spread(label []float32, far float32) []float32 {
	var sum, n float32
	for _, v := range label {
		if v == v {
			sum += v
			n++
		}
	}
	start := make([]float32, len(label))
	for i, v := range label {
		start[i] = sum / max(n, 1)
		if v == v {
			start[i] = v
		}
	}
	now := start
	for range 10 {
		mean := w.g.mean(now)
		next := make([]float32, len(now))
		for i := range next {
			next[i] = start[i]
			if mean[i] == mean[i] {
				next[i] = (1-far)*start[i] + far*mean[i]
			}
		}
		now = next
	}
	return w.g.mean(now)
}
