package text

import (
	"math"
	"slices"
	"strings"

	"fanzha/centre/detect/learn"
)

// surest are the probabilities tried from which on the first judgement stands; the second look costs ten times the first, so it is
// given to no more than mostAsked of the texts.
var surest = []float32{0.98, 0.95, 0.9, 0.8, 0.7, 0.6}

const mostAsked = 0.25

// doubtTrees are the settings of the second judge's trees.
func doubtTrees(seed uint64) learn.Boost {
	return learn.Boost{Trees: 150, Leaves: 12, Rate: 0.06, Least: 20, Ridge: 5, Cols: 0.6, Seed: seed}
}

// training is what the members' machines of all folds leave behind.
type training struct {
	rows     []Row
	fold     []int
	machines []*machine // by fold: learnt without it
	mix      mixture
}

// looks are what the second judge sees of every row: by machines and texts of the other folds.
func (c *corpus) looks(t *training, logs [][]float64) []again {
	out := make([]again, len(c.sets))
	r := &reader{plan: c.plan}
	for f, m := range t.machines {
		var xs []learn.Sparse
		var class []int
		for i := range c.sets {
			if t.fold[i] != f {
				xs, class = append(xs, m.vocab.vector(c, i)), append(class, c.y[i])
			}
		}
		k := newKin(xs, class, len(m.vocab.keys))
		for i := range c.sets {
			if t.fold[i] != f {
				continue
			}
			a := again{logs: logs[i]}
			x := m.vocab.vector(c, i)
			a.vote, a.best = votes(k.most(&x, &r.scratch), k.class, c.classes)
			s := t.rows[i].Text
			r.normalise(s)
			a.shape = r.form(len(x.At), len(c.sets[i]), strings.Count(s, "\n"))
			a.pieces = summed(m.sentences(r, s, t.mix), c.classes)
			out[i] = a
		}
	}
	return out
}

// sentences are the mixed margins of a text's sentences.
func (m *machine) sentences(r *reader, s string, mix mixture) [][]float32 {
	one := &corpus{plan: r.plan, sets: make([][]uint64, 1), times: make([][]float32, 1)}
	var out [][]float32
	for _, piece := range sentences(s) {
		one.sets[0] = r.grams(piece)
		one.times[0] = r.times
		said := m.margins(one, 0)
		out = append(out, mix.of(&said))
	}
	return out
}

// grow learns the trees from the rows that are named.
func (d *doubt) grow(looks []again, y []int, in func(i int) bool, seed uint64) *learn.Forest {
	var rows [][]float32
	var right []float32
	for i := range looks {
		if !in(i) {
			continue
		}
		for k := range looks[i].logs {
			if !looks[i].candidate(k) {
				continue
			}
			rows = append(rows, looks[i].row(k, d.Prior, nil))
			v := float32(0)
			if y[i] == k {
				v = 1
			}
			right = append(right, v)
		}
	}
	return learn.Grow(rows, right, doubtTrees(seed))
}

// second learns the second judge and says what rows that were not learnt from come to with it; nil when it does not pay: when it makes
// the held-out rows no likelier or the mean F1 worse.
func (m *Model) second(c *corpus, t *training, logs [][]float64, o Options) [][]float64 {
	d := &doubt{Prior: make([]float32, c.classes)}
	counts := make([]float64, c.classes)
	for _, y := range c.y {
		counts[y]++
	}
	for k, n := range counts {
		d.Prior[k] = float32(math.Log(max(n, 1) / float64(len(c.y))))
	}
	looks := c.looks(t, logs)
	later := make([][]float64, len(looks))
	for f := range t.machines {
		forest := d.grow(looks, c.y, func(i int) bool { return t.fold[i] != f }, o.Seed)
		for i := range looks {
			if t.fold[i] == f {
				later[i] = looks[i].judge(d.Prior, forest)
			}
		}
	}
	for _, sure := range surest {
		d.Sure = sure
		if asked(logs, sure) <= mostAsked {
			break
		}
	}
	for i := range later {
		if slices.Max(logs[i]) >= math.Log(float64(d.Sure)) {
			later[i] = logs[i]
		}
	}
	none := make([]float64, c.classes)
	if likelihood(later, c.y) <= likelihood(logs, c.y) || macroF1(later, c.y, none) < macroF1(logs, c.y, none) {
		return nil
	}
	d.Forest = d.grow(looks, c.y, func(int) bool { return true }, o.Seed)
	m.doubt = d
	return later
}

// asked is the share of rows of which the first judge is less sure.
func asked(logs [][]float64, sure float32) float64 {
	n := 0.0
	for _, l := range logs {
		if slices.Max(l) < math.Log(float64(sure)) {
			n++
		}
	}
	return n / float64(len(logs))
}

func likelihood(logs [][]float64, y []int) float64 {
	sum := 0.0
	for i, l := range logs {
		sum += l[y[i]]
	}
	return sum
}
