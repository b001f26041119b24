package subscriber

import (
	"fanzha/base/clock"
	"fanzha/centre/detect/learn"
)

// Task is one training: subscribers to learn from, subscribers to be measured on, and who is in touch with whom.
type Task struct {
	Train   Table
	Test    Table // none: cross-validated on the training rows
	Edges   []Edge
	Options Options
	Clock   clock.Clock // dates the model and measures the time; may be nil
}

// crossFolds is in how many parts training rows are dealt when there are no test rows.
const crossFolds = 5

// Learn trains a model and measures it.
func Learn(t Task) (*Model, learn.Metrics, error) {
	start := learn.Seconds(t.Clock)
	m, err := Train(t.Train, t.Test, t.Edges, t.Options)
	if err != nil {
		return nil, learn.Metrics{}, err
	}
	end := learn.Seconds(t.Clock)
	m.Info.Trained = int64(end * 1e6)
	var out learn.Metrics
	if len(t.Test.Rows) > 0 {
		out, err = m.Eval(t.Test, t.Edges, t.Clock)
	} else {
		out, err = Cross(t.Train, t.Edges, t.Options, crossFolds)
		m.Info.Held = out
	}
	out.TrainS = end - start
	return m, out, err
}
