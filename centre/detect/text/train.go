package text

import (
	"cmp"
	"math"
	"slices"

	"fanzha/centre/detect/learn"
)

// Row is one labelled text.
type Row struct {
	Text  string `json:"text"`
	Label string `json:"label"`
}

// Options of a training. Zero values take the defaults.
type Options struct {
	Plan     Features // what is read; the zero value is chosen by the rows
	Keep     int      // grams that stay in the model; 0: 2^16
	Cost     float64  // of a row on the wrong side; 0: 2
	Rounds   int      // most passes over the rows; 0: 12
	Folds    int      // parts by which probabilities and figures are made on rows not learnt from; 0: 5
	Seed     uint64   // of the order of rows
	Doubt    bool     // learn a second judge for texts of which the first is not sure, where it pays
	Rows     bool     // deal each row by itself; otherwise near-duplicates are judged by what learnt from none of them
	Positive string   // the class that AUC and positive F1 are about; empty: what the labels say
}

// minRows is the least that can be split and learnt from.
const minRows = 20

func (o *Options) defaults() {
	if o.Keep == 0 {
		o.Keep = 1 << 16
	}
	if o.Cost == 0 {
		o.Cost = 2
	}
	if o.Rounds == 0 {
		o.Rounds = 12
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
}

// longText is the mean length, in bytes, from which texts are read as documents: how often something is said counts, and inside Latin
// words is not looked.
const longText = 600

// planFor chooses what is read by the length of the texts.
func planFor(rows []Row) Features {
	total := 0
	for _, r := range rows {
		total += len(r.Text)
	}
	if total > longText*len(rows) {
		return Features{Grams: 3, Often: true}
	}
	return Features{Grams: 3, Pieces: true}
}

// The members of a model: linear machines over rarity, the same over columns scaled by their naive Bayes ratios, and the ratios
// themselves. They are linear in the same grams, so their mixture is one linear model.
const members = 3

// machine is what is learnt before it is packed: for each member and class a weight per gram of the vocabulary.
type machine struct {
	vocab   *vocab
	weights [members][][]float32
	bias    [members][]float32
}

// mixture is how much each member says.
type mixture [members]float32

// mixtures are tried on rows that were not learnt from.
var mixtures = []mixture{{1, 0, 0}, {1, 0, 0.1}, {1, 1, 0}, {1, 1, 0.05}, {1, 1, 0.1}, {1, 1, 0.2}, {1, 1, 0.4}, {0, 1, 0}, {0, 1, 0.1}, {0, 1, 0.2}, {0, 0, 1}}

// Train learns a model. The rows are dealt out to folds that keep near-duplicates together; what machines that have not seen a row
// say of it gives the calibration and the held-out figures in Info; the model that is returned is learnt from all rows.
func Train(rows []Row, o Options) (*Model, error) {
	classes := classesOf(rows)
	if len(rows) < minRows || len(classes) < 2 || len(classes) > maxClasses {
		return nil, tooFew(len(rows), len(classes))
	}
	o.defaults()
	if o.Plan.Grams == 0 {
		o.Plan = planFor(rows)
	}
	c := newCorpus(rows, classes, o.Plan)
	fold := c.folds(o)
	held, machines := c.heldOut(fold, o)
	m := newModel(classes, o.Plan)
	if o.Positive != "" {
		m.positive = slices.Index(classes, o.Positive)
	}
	mix := m.calibrate(held, c.y)
	logs := m.logs(mixed(held, mix))
	if o.Doubt {
		later := m.second(c, &training{rows, fold, machines, mix}, logs, o)
		if later != nil {
			logs = later
		}
	}
	m.Info = Info{Rows: len(rows), Held: m.leanings(c, logs, fold)}
	all := make([]int, len(rows))
	for i := range all {
		all[i] = i
	}
	last := c.fit(all, o)
	m.pack(last, mix)
	if m.doubt != nil {
		xs := make([]learn.Sparse, len(all))
		for i := range all {
			xs[i] = last.vocab.vector(c, i)
		}
		m.doubt.kin = newKin(xs, c.y, len(last.vocab.keys))
	}
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

// leanings finds the leanings and measures the held-out rows: each fold with the leanings of the others. Where that does not raise the
// mean F1 by leanPays, or costs more than leanCosts of the weighted one, no class is preferred.
func (m *Model) leanings(c *corpus, logs [][]float64, fold []int) learn.Metrics {
	none := make([]float32, c.classes)
	folds := make([][]float32, slices.Max(fold)+1)
	for f := range folds {
		folds[f] = none
	}
	plain := m.named(c, logs, fold, folds)
	for f := range folds {
		var other [][]float64
		var y []int
		for i := range logs {
			if fold[i] != f {
				other, y = append(other, logs[i]), append(y, c.y[i])
			}
		}
		folds[f] = lean(other, y, c.classes)
	}
	leant := m.named(c, logs, fold, folds)
	if leant.MacroF1 < plain.MacroF1+leanPays || leant.WeightedF1 < plain.WeightedF1-leanCosts {
		m.lean = none
		return plain
	}
	m.lean = lean(logs, c.y, c.classes)
	return leant
}

// named measures rows that are named with the leanings of their fold.
func (m *Model) named(c *corpus, logs [][]float64, fold []int, folds [][]float32) learn.Metrics {
	judged := make([]learn.Judged, len(logs))
	for i := range logs {
		p := make([]float32, len(logs[i]))
		for k, l := range logs[i] {
			p[k] = float32(math.Exp(l))
		}
		m.lean = folds[fold[i]]
		judged[i] = learn.Judged{Real: m.Classes[c.y[i]], Said: m.Classes[m.decide(p)], Score: m.score(p)}
	}
	return learn.Measure(judged, m.Positive())
}

func (m *Model) score(p []float32) float64 {
	if m.positive < 0 {
		return 0
	}
	return float64(p[m.positive])
}

// folds deals the rows out; near-duplicates stay together unless each row is to be dealt by itself.
func (c *corpus) folds(o Options) []int {
	groups := make([]int, len(c.sets))
	for i := range groups {
		groups[i] = i
	}
	if !o.Rows {
		groups = learn.Near(c.sets)
	}
	return learn.Folds(groups, c.y, o.Folds, o.Seed)
}

// heldOut are what the members say of every row that learnt without its fold, and the members.
func (c *corpus) heldOut(fold []int, o Options) ([][members][]float32, []*machine) {
	out := make([][members][]float32, len(c.sets))
	machines := make([]*machine, o.Folds)
	for f := range o.Folds {
		var in []int
		for i := range c.sets {
			if fold[i] != f {
				in = append(in, i)
			}
		}
		m := c.fit(in, o)
		machines[f] = m
		for i := range c.sets {
			if fold[i] == f {
				out[i] = m.margins(c, i)
			}
		}
	}
	return out, machines
}

// fit learns the members from the rows that are named. Of two classes only the second is learnt.
func (c *corpus) fit(in []int, o Options) *machine {
	v := c.vocabulary(in)
	v.choose(c, in, o.Keep)
	xs := make([]learn.Sparse, len(in))
	for n, i := range in {
		xs[n] = v.vector(c, i)
	}
	m := &machine{vocab: v}
	for e := range m.weights {
		m.weights[e], m.bias[e] = make([][]float32, c.classes), make([]float32, c.classes)
	}
	y := make([]float32, len(in))
	for k := range c.classes {
		if c.classes == 2 && k == 0 {
			continue
		}
		for n, i := range in {
			y[n] = -1
			if c.y[i] == k {
				y[n] = 1
			}
		}
		how := learn.Linear{Cost: o.Cost, Rounds: o.Rounds, Seed: o.Seed}
		m.weights[0][k], m.bias[0][k] = learn.SVM(xs, y, len(v.keys), how)
		how.Scale = learn.Ratios(xs, y, len(v.keys), 1)
		m.weights[1][k], m.bias[1][k] = learn.SVM(xs, y, len(v.keys), how)
		m.weights[2][k] = how.Scale
	}
	if c.classes == 2 {
		m.mirror()
	}
	return m
}

// mirror makes the first of two classes from the second.
func (m *machine) mirror() {
	for e := range m.weights {
		m.weights[e][0] = make([]float32, len(m.weights[e][1]))
		for b, w := range m.weights[e][1] {
			m.weights[e][0][b] = -w
		}
		m.bias[e][0] = -m.bias[e][1]
	}
}

func (m *machine) margins(c *corpus, i int) (out [members][]float32) {
	x := m.vocab.vector(c, i)
	for e := range out {
		out[e] = make([]float32, len(m.weights[e]))
		for k, w := range m.weights[e] {
			out[e][k] = x.Dot(w) + m.bias[e][k]
		}
	}
	return out
}

func mixed(held [][members][]float32, x mixture) [][]float32 {
	out := make([][]float32, len(held))
	for i := range held {
		out[i] = x.of(&held[i])
	}
	return out
}

// of mixes what the members say.
func (x mixture) of(said *[members][]float32) []float32 {
	out := make([]float32, len(said[0]))
	for e, share := range x {
		for k, v := range said[e] {
			out[k] += share * v
		}
	}
	return out
}

// spread turns margins into probabilities.
func (m *Model) spread(margins []float32) []float32 {
	var p [maxClasses]float32
	copy(p[:], margins)
	m.probabilities(&p)
	return append([]float32(nil), p[:len(margins)]...)
}

// calibrate finds the mixture and the sharpness that make the held-out rows likeliest.
func (m *Model) calibrate(held [][members][]float32, y []int) mixture {
	best, mix, sharp := math.Inf(1), mixtures[0], float32(4)
	for _, x := range mixtures {
		margins := mixed(held, x)
		for step := range 40 {
			m.sharp = float32(0.1 * math.Pow(400, float64(step)/39))
			var loss float64
			for i := range margins {
				var p [maxClasses]float32
				copy(p[:], margins[i])
				m.probabilities(&p)
				loss -= math.Log(math.Max(float64(p[y[i]]), 1e-9))
			}
			if loss < best {
				best, mix, sharp = loss, x, m.sharp
			}
		}
	}
	m.sharp = sharp
	return mix
}

// byScore orders numbers by a score, the highest first.
func byScore(order []uint32, score []float32) {
	slices.SortStableFunc(order, func(a, b uint32) int { return cmp.Compare(score[b], score[a]) })
}

// pack mixes the members and rounds the weights to 16 bits.
func (m *Model) pack(from *machine, mix mixture) {
	m.keys = from.vocab.keys
	weight := func(k, b int) float32 {
		var w float32
		for e, share := range mix {
			w += share * from.weights[e][k][b]
		}
		return w * from.vocab.rare[b]
	}
	var largest float32
	for k := range m.Classes {
		for b := range m.keys {
			largest = max(largest, abs(weight(k, b)))
		}
		for e, share := range mix {
			m.bias[k] += share * from.bias[e][k]
		}
	}
	const steps = 8000
	m.scale = max(largest, 1e-9) / steps
	m.rows = make([]int16, len(m.keys)*m.stride)
	for b, rare := range from.vocab.rare {
		row := m.rows[b*m.stride : (b+1)*m.stride]
		row[0] = int16(math.Round(float64(rare) * rareScale))
		for k := range m.Classes {
			row[1+k] = int16(math.Round(float64(weight(k, b) / m.scale)))
		}
	}
	m.index()
}

func abs(v float32) float32 {
	if v < 0 {
		return -v
	}
	return v
}
