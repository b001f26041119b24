package url

import (
	"fanzha/base/clock"
	"fanzha/centre/detect/learn"
)

// Task is one training: rows to learn from, with the hash of their files, and rows to be measured on.
type Task struct {
	Train    []Row
	Hash     string
	Test     []Row // none: cross-validated on the training rows
	Settings *Settings
	Options  Options
	Clock    clock.Clock // dates the model and measures the time; may be nil
}

// crossFolds is in how many parts training rows are dealt when there are no test rows.
const crossFolds = 5

// Learn trains a model and measures it.
func Learn(t Task) (*Model, learn.Metrics, error) {
	start := learn.Seconds(t.Clock)
	m, err := Train(t.Train, t.Settings, t.Options)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	end := learn.Seconds(t.Clock)
	m.Info.DataHash, m.Info.Trained = t.Hash, int64(end*1e6)
	var out learn.Metrics
	if len(t.Test) > 0 {
		out = m.Eval(t.Test, t.Clock)
	} else {
		out, err = Cross(t.Train, t.Settings, t.Options, crossFolds)
		m.Info.Held = out
	}
	out.TrainS = end - start
	return m, out, err
}
