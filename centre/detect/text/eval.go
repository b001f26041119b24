package text

import (
	"io"
	"slices"

	"fanzha/base/clock"
	"fanzha/centre/detect/learn"
)

// Metrics are the figures of a model on labelled rows.
type Metrics = learn.Metrics

// Eval measures the model on rows. Classes are those of the rows; what the model answers besides counts as wrong. An empty positive
// takes the model's own.
func (m *Model) Eval(rows []Row, positive string) Metrics {
	if positive == "" {
		positive = m.Positive()
	}
	at := slices.Index(m.Classes, positive)
	judged := make([]learn.Judged, len(rows))
	for i, r := range rows {
		var p [maxClasses]float32
		m.judge(r.Text, &p)
		judged[i] = learn.Judged{Real: r.Label, Said: m.Classes[m.decide(p[:len(m.Classes)])]}
		if at >= 0 {
			judged[i].Score = float64(p[at])
		}
	}
	return learn.Measure(judged, positive)
}

// Fields name the columns of a labelled file and the class that AUC and positive F1 are about; zero values are "text", "label" and the
// model's own.
type Fields struct{ Text, Label, Positive string }

// ReadRows reads JSON objects, one a line, or comma-separated values, and the SHA-256 of all that was read. Empty lines are skipped; a
// line without one of the fields is a fault that names it.
func ReadRows(in io.Reader, f Fields) ([]Row, string, error) {
	if f.Text == "" {
		f.Text = "text"
	}
	if f.Label == "" {
		f.Label = "label"
	}
	table, err := learn.ReadTable(in, f.Text, f.Label)
	if err != nil {
		return nil, "", err
	}
	rows := make([]Row, len(table.Rows))
	for i, r := range table.Rows {
		rows[i] = Row{Text: r[0], Label: r[1]}
	}
	return rows, table.Hash, nil
}

// TrainFrom reads a training file and learns from it. The clock measures the time and dates the model; without one the model has no
// date, so that the same file gives the same bytes.
func TrainFrom(in io.Reader, f Fields, o Options, c clock.Clock) (*Model, Metrics, error) {
	rows, hash, err := ReadRows(in, f)
	if err != nil {
		return nil, Metrics{}, err
	}
	start := learn.Seconds(c)
	o.Positive = f.Positive
	m, err := Train(rows, o)
	if err != nil {
		return nil, Metrics{}, err
	}
	end := learn.Seconds(c)
	m.Info.DataHash = hash
	if c != nil {
		m.Info.Trained = c.Now()
	}
	out := m.Info.Held
	out.TrainS = end - start
	return m, out, nil
}

// EvalFrom measures a model on a labelled file.
func EvalFrom(in io.Reader, f Fields, m *Model, c clock.Clock) (Metrics, error) {
	rows, _, err := ReadRows(in, f)
	if err != nil {
		return Metrics{}, err
	}
	start := learn.Seconds(c)
	out := m.Eval(rows, f.Positive)
	out.RowsPerS = learn.Rate(len(rows), learn.Seconds(c)-start)
	return out, nil
}
