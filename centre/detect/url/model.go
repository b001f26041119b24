package url

import (
	"math"

	"fanzha/centre/detect/learn"
	"fanzha/term/fault"
)

// Row is one labelled address.
type Row struct {
	URL   string
	Fraud bool
	Label string // as it is called in its file; empty in a list
}

// Options of a training. Zero values take the defaults.
type Options struct {
	Cost  float64 // of the linear machines; 0: 0.1
	Trees learn.Boost
	Many  int // forests that are averaged; 0: 3
	Seed  uint64
	Rows  bool // measure with each row dealt by itself; otherwise all rows of a site are judged by what learnt from none of them
}

// stackFolds is in how many parts the rows are dealt for the judgements of the linear machines that the trees learn from.
const stackFolds = 5

// minRows is the least that can be dealt out and learnt from.
const minRows = 20

// Model is a trained address model. It is safe for concurrent use.
type Model struct {
	settings *Settings
	judges   judges
	forests  []*learn.Forest
	Info     learn.Info
}

// judges are what learns an address's letters and words; the trees weigh what they say.
type judges struct {
	bags   [views][2]*learn.Bag
	chains [pieces][2]*learn.Chain
	odds   odds
}

// sample is an address as the machines see it.
type sample struct {
	sets   [views][]uint64
	pieces [pieces]string
	tokens tokens
	form   []float32
}

// The pieces of an address that have a language of their own.
const (
	pieceHost = iota
	pieceRest
	pieceAll
	pieces
)

// chainOrder is how many letters back a chain looks.
const chainOrder = 5

func (s *Settings) sample(address string) sample {
	p := split(address)
	f := form{}
	s.measures(&p, &f)
	return sample{p.sets(), [pieces]string{p.host, p.path + "?" + p.query, p.whole}, p.tokens(), f.values}
}

// Train learns from the rows. Rows of one site stay together when the judgements of the linear machines are made that the trees learn
// from.
func Train(rows []Row, s *Settings, o Options) (*Model, error) {
	samples := make([]sample, len(rows))
	groups, classes := sites(rows)
	y := make([]float32, len(rows))
	ups := 0
	for i, r := range rows {
		samples[i] = s.sample(r.URL)
		y[i] = float32(classes[i])
		ups += classes[i]
	}
	if len(rows) < minRows || ups == 0 || ups == len(rows) {
		return nil, fault.New(fault.Invalid, "model.too_few_rows", "rows", len(rows), "classes", min(ups, 1)+min(len(rows)-ups, 1))
	}
	if o.Cost == 0 {
		o.Cost = 0.1
	}
	if o.Many == 0 {
		o.Many = 3
	}
	folds := learn.Folds(groups, classes, stackFolds, o.Seed)
	features := make([][]float32, len(rows))
	for f := range stackFolds {
		var in []int
		for i := range rows {
			if folds[i] != f {
				in = append(in, i)
			}
		}
		j := trainJudges(samples, y, in, o)
		for i := range rows {
			if folds[i] == f {
				features[i] = j.join(&samples[i])
			}
		}
	}
	all := make([]int, len(rows))
	for i := range all {
		all[i] = i
	}
	m := &Model{settings: s, judges: trainJudges(samples, y, all, o), Info: learn.Info{Rows: len(rows)}}
	for n := range o.Many {
		trees := o.Trees
		trees.Seed = o.Seed + uint64(n)
		m.forests = append(m.forests, learn.Grow(features, y, trees))
	}
	return m, nil
}

func trainJudges(samples []sample, y []float32, in []int, o Options) judges {
	j := judges{bags: trainBags(samples, y, in, o), chains: trainChains(samples, y, in), odds: odds{}}
	for _, i := range in {
		j.odds.learn(&samples[i].tokens, int(y[i]))
	}
	return j
}

func trainBags(samples []sample, y []float32, in []int, o Options) [views][2]*learn.Bag {
	var out [views][2]*learn.Bag
	sign := make([]float32, len(in))
	for n, i := range in {
		sign[n] = 2*y[i] - 1
	}
	sets := make([][]uint64, len(in))
	for v := range views {
		for n, i := range in {
			sets[n] = samples[i].sets[v]
		}
		for b := range 2 {
			out[v][b] = learn.TrainBag(sets, sign, learn.BagOptions{Bayes: b == 1, Linear: learn.Linear{Cost: o.Cost, Seed: o.Seed, Rounds: 12}})
		}
	}
	return out
}

// trainChains learns the language of honest and of fraudulent addresses.
func trainChains(samples []sample, y []float32, in []int) [pieces][2]*learn.Chain {
	var out [pieces][2]*learn.Chain
	for k := range pieces {
		out[k] = [2]*learn.Chain{learn.NewChain(chainOrder), learn.NewChain(chainOrder)}
		for _, i := range in {
			out[k][int(y[i])].Learn(samples[i].pieces[k])
		}
	}
	return out
}

// columnsOf is the width of a row with so many measures of form.
func columnsOf(form int) int { return form + 2*views + 3*pieces + oddsColumns }

// join puts form and what the judges say into one row.
func (j *judges) join(s *sample) []float32 {
	out := make([]float32, 0, columnsOf(len(s.form)))
	out = append(out, s.form...)
	for v := range views {
		for b := range 2 {
			out = append(out, j.bags[v][b].Score(s.sets[v]))
		}
	}
	for k := range pieces {
		honest, fraud := j.chains[k][0].Bits(s.pieces[k]), j.chains[k][1].Bits(s.pieces[k])
		n := float64(len(s.pieces[k]))
		out = append(out, float32(fraud-honest), float32((fraud-honest)*n), float32(honest))
	}
	return j.odds.columns(&s.tokens, out)
}

// Probability that an address serves a fraud.
func (m *Model) Probability(address string) float64 {
	s := m.settings.sample(address)
	row := m.judges.join(&s)
	sum := 0.0
	for _, f := range m.forests {
		sum += f.Score(row)
	}
	return 1 / (1 + math.Exp(-sum/float64(len(m.forests))))
}
