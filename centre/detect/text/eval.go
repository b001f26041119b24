package text

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"fanzha/base/clock"
)

// ClassMetrics are the figures of one class.
type ClassMetrics struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	Rows      int     `json:"rows"`
}

// Metrics are the figures of a model on labelled rows.
type Metrics struct {
	Accuracy   float64                 `json:"accuracy"`
	MacroF1    float64                 `json:"macro_f1"`
	WeightedF1 float64                 `json:"weighted_f1"`
	PerClass   map[string]ClassMetrics `json:"per_class"`
	Rows       int                     `json:"rows"`
	RowsPerS   float64                 `json:"rows_per_s"`
	TrainS     float64                 `json:"train_s"`
}

// Eval measures the model on rows. Classes are those of the rows; what the model answers besides counts as wrong.
func (m *Model) Eval(rows []Row) Metrics {
	hits, said, real := map[string]int{}, map[string]int{}, map[string]int{}
	right := 0
	for _, r := range rows {
		got := m.Classify(r.Text).Class
		said[got]++
		real[r.Label]++
		if got == r.Label {
			hits[got]++
			right++
		}
	}
	out := Metrics{Rows: len(rows), PerClass: map[string]ClassMetrics{}}
	if len(rows) == 0 {
		return out
	}
	out.Accuracy = round(float64(right) / float64(len(rows)))
	var macro, weighted float64
	for _, class := range sortedKeys(real) {
		n := real[class]
		c := ClassMetrics{Rows: n, Recall: float64(hits[class]) / float64(n)}
		if said[class] > 0 {
			c.Precision = float64(hits[class]) / float64(said[class])
		}
		if hits[class] > 0 {
			c.F1 = 2 * c.Precision * c.Recall / (c.Precision + c.Recall)
		}
		macro += c.F1
		weighted += c.F1 * float64(n)
		out.PerClass[class] = ClassMetrics{round(c.Precision), round(c.Recall), round(c.F1), n}
	}
	out.MacroF1, out.WeightedF1 = round(macro/float64(len(real))), round(weighted/float64(len(rows)))
	return out
}

func sortedKeys(m map[string]int) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func round(v float64) float64 { return math.Round(v*10000) / 10000 }

// maxLine bounds a row of a training file.
const maxLine = 4 << 20

// Fields name the columns of a JSONL file; zero values are "text" and "label".
type Fields struct{ Text, Label string }

// ReadRows reads JSON objects, one a line, and the SHA-256 of all that was read. Empty lines are skipped; a line without one of the
// fields is a fault that names it.
func ReadRows(in io.Reader, f Fields) ([]Row, string, error) {
	if f.Text == "" {
		f.Text = "text"
	}
	if f.Label == "" {
		f.Label = "label"
	}
	hash := sha256.New()
	scan := bufio.NewScanner(io.TeeReader(in, hash))
	scan.Buffer(make([]byte, 0, 1<<16), maxLine)
	var rows []Row
	for line := 1; scan.Scan(); line++ {
		if len(scan.Bytes()) == 0 {
			continue
		}
		row, err := readRow(scan.Bytes(), f)
		if err != nil {
			return nil, "", badRow(line, err.Error())
		}
		rows = append(rows, row)
	}
	err := scan.Err()
	if err != nil {
		return nil, "", fmt.Errorf("text: read rows: %w", err)
	}
	return rows, hex.EncodeToString(hash.Sum(nil)), nil
}

func readRow(line []byte, f Fields) (Row, error) {
	var fields map[string]json.RawMessage
	err := json.Unmarshal(line, &fields)
	if err != nil {
		return Row{}, errors.New("not a JSON object")
	}
	var row Row
	err = json.Unmarshal(fields[f.Text], &row.Text)
	if err != nil {
		return Row{}, fmt.Errorf("no text in the field %q", f.Text)
	}
	var label any
	err = json.Unmarshal(fields[f.Label], &label)
	if err != nil || label == nil {
		return Row{}, fmt.Errorf("no label in the field %q", f.Label)
	}
	row.Label = fmt.Sprint(label)
	return row, nil
}

// TrainFrom reads a training file and learns from it. The clock measures the time and dates the model; without one the model has no
// date, so that the same file gives the same bytes.
func TrainFrom(in io.Reader, f Fields, o Options, c clock.Clock) (*Model, Metrics, error) {
	rows, hash, err := ReadRows(in, f)
	if err != nil {
		return nil, Metrics{}, err
	}
	start := now(c)
	m, err := Train(rows, o)
	if err != nil {
		return nil, Metrics{}, err
	}
	end := now(c)
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
	start := now(c)
	out := m.Eval(rows)
	if took := now(c) - start; took > 0 {
		out.RowsPerS = math.Round(float64(len(rows)) / took)
	}
	return out, nil
}

func now(c clock.Clock) float64 {
	if c == nil {
		return 0
	}
	return float64(c.Now()) / 1e6
}
