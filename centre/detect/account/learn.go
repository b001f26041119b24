package account

import (
	"math"

	"fanzha/base/clock"
	"fanzha/centre/detect/learn"
)

// Task is one training: accounts to learn from, accounts to be measured on, each with the transfers of their time.
type Task struct {
	Train         Table
	Transfers     []Transfer
	Test          Table // none: cross-validated on the training rows
	TestTransfers []Transfer
	Options       Options
	Clock         clock.Clock // dates the model and measures the time; may be nil
}

// crossFolds is in how many parts training rows are dealt when there are no test rows.
const crossFolds = 5

// Learn trains a model and measures it.
func Learn(t Task) (*Model, learn.Metrics, error) {
	start := learn.Seconds(t.Clock)
	m, err := Train(t.Train, t.Transfers, t.Options)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	end := learn.Seconds(t.Clock)
	m.Info.Trained = int64(end * 1e6)
	var out learn.Metrics
	if len(t.Test.Accounts) > 0 {
		out = m.Eval(t.Test, t.TestTransfers, t.Clock)
	} else {
		out = Cross(t.Train, t.Transfers, t.Options)
		m.Info.Held = out
	}
	out.TrainS = end - start
	return m, out, nil
}

// Cross measures on accounts that were not learnt from, in five folds; accounts of one case may stand on both sides, so a test on another
// month is the stricter one.
func Cross(t Table, transfers []Transfer, o Options) learn.Metrics {
	rows := newBook(transfers).rows(t.Accounts)
	groups, classes := make([]int, len(rows)), make([]int, len(rows))
	for i := range rows {
		groups[i] = i
		if t.Mule[i] {
			classes[i] = 1
		}
	}
	fold := learn.Folds(groups, classes, crossFolds, o.Seed+1)
	p := make([]float64, len(rows))
	for f := range crossFolds {
		var in [][]float32
		var y []float32
		for i := range rows {
			if fold[i] != f {
				in, y = append(in, rows[i]), append(y, float32(classes[i]))
			}
		}
		trees := o.Trees
		trees.Seed = o.Seed
		forest := learn.Grow(in, y, trees)
		for i := range rows {
			if fold[i] == f {
				p[i] = 1 / (1 + math.Exp(-forest.Score(rows[i])))
			}
		}
	}
	return learn.Binary(t.Names, t.Mule, p)
}
