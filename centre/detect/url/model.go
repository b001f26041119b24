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
	Seed  uint64
}

// stackFolds is in how many parts the rows are dealt for the judgements of the linear machines that the trees learn from.
const stackFolds = 5

// minRows is the least that can be dealt out and learnt from.
const minRows = 20

// Model is a trained address model. It is safe for concurrent use.
type Model struct {
	settings *Settings
	bags     [views][2]*learn.Bag
	chains   [pieces][2]*learn.Chain
	forest   *learn.Forest
	Info     learn.Info
}

// sample is an address as the machines see it.
type sample struct {
	sets   [views][]uint64
	pieces [pieces]string
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
	return sample{p.sets(), [pieces]string{p.host, p.path + "?" + p.query, p.whole}, f.values}
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
	folds := learn.Folds(groups, classes, stackFolds, o.Seed)
	features := make([][]float32, len(rows))
	for f := range stackFolds {
		var in []int
		for i := range rows {
			if folds[i] != f {
				in = append(in, i)
			}
		}
		bags := trainBags(samples, y, in, o)
		chains := trainChains(samples, y, in)
		for i := range rows {
			if folds[i] == f {
				features[i] = join(&samples[i], &bags, &chains)
			}
		}
	}
	all := make([]int, len(rows))
	for i := range all {
		all[i] = i
	}
	m := &Model{settings: s, bags: trainBags(samples, y, all, o), chains: trainChains(samples, y, all), Info: learn.Info{Rows: len(rows)}}
	o.Trees.Seed = o.Seed
	m.forest = learn.Grow(features, y, o.Trees)
	return m, nil
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

// join puts form and the judgements of the linear machines into one row.
func join(s *sample, bags *[views][2]*learn.Bag, chains *[pieces][2]*learn.Chain) []float32 {
	out := make([]float32, 0, len(s.form)+2*views)
	out = append(out, s.form...)
	for v := range views {
		for b := range 2 {
			out = append(out, bags[v][b].Score(s.sets[v]))
		}
	}
	for k := range pieces {
		honest, fraud := chains[k][0].Bits(s.pieces[k]), chains[k][1].Bits(s.pieces[k])
		n := float64(len(s.pieces[k]))
		out = append(out, float32(fraud-honest), float32((fraud-honest)*n), float32(honest))
	}
	return out
}

// Probability that an address serves a fraud.
func (m *Model) Probability(address string) float64 {
	s := m.settings.sample(address)
	return 1 / (1 + math.Exp(-m.forest.Score(join(&s, &m.bags, &m.chains))))
}
