package subscriber

import (
	"io"
	"math"
	"strconv"

	"fanzha/centre/detect/learn"
)

// Table are subscribers with their usage features.
type Table struct {
	Columns []string    `json:"columns"`
	Nodes   []string    `json:"nodes"` // a subscriber's name in the edges
	Rows    [][]float32 `json:"rows"`
	Fraud   []bool      `json:"fraud"`
	Names   learn.Names `json:"names"` // of the labels
	Hash    string      `json:"hash"`  // SHA-256 of the file
}

// Fields name the label and which of its values means fraud; zero values are "label" and what the labels say.
type Fields struct{ Label, Positive string }

// The columns of a table that are no features.
const (
	nodeColumn  = "node"
	splitColumn = "official_split"
)

// ReadTable reads subscribers: every column is a feature besides the label, node (the subscriber's name in the edges) and
// official_split. A value that is no number counts as missing.
func ReadTable(in io.Reader, f Fields) (*Table, error) {
	t, err := learn.ReadTable(in)
	if err != nil {
		return nil, err
	}
	if f.Label == "" {
		f.Label = "label"
	}
	label, node := t.Column(f.Label), t.Column(nodeColumn)
	if label < 0 {
		return nil, learn.BadRow(1, "no column "+strconv.Quote(f.Label))
	}
	out := &Table{Hash: t.Hash}
	var features []int
	for c, name := range t.Columns {
		if c != label && name != nodeColumn && name != splitColumn {
			features, out.Columns = append(features, c), append(out.Columns, name)
		}
	}
	labels := make([]string, len(t.Rows))
	for i, r := range t.Rows {
		row := make([]float32, len(features))
		for k, c := range features {
			row[k] = number(r[c])
		}
		out.Rows, labels[i] = append(out.Rows, row), r[label]
		name := "#" + strconv.Itoa(i)
		if node >= 0 {
			name = r[node]
		}
		out.Nodes = append(out.Nodes, name)
	}
	if f.Positive == "" {
		f.Positive = learn.Positive(learn.Classes(labels))
	}
	for _, l := range labels {
		out.Fraud = append(out.Fraud, l == f.Positive)
	}
	out.Names = learn.NamesOf(labels, out.Fraud)
	return out, nil
}

func number(s string) float32 {
	v, err := strconv.ParseFloat(s, 32)
	if err != nil || math.IsInf(v, 0) {
		return float32(math.NaN())
	}
	return float32(v)
}

// ReadEdges reads src, dst and, where there is one, weight; without it every edge counts once.
func ReadEdges(in io.Reader) ([]Edge, error) {
	t, err := learn.ReadTable(in)
	if err != nil {
		return nil, err
	}
	from, to, weight := t.Column("src"), t.Column("dst"), t.Column("weight")
	if from < 0 || to < 0 {
		return nil, learn.BadRow(1, "no columns src and dst")
	}
	out := make([]Edge, len(t.Rows))
	for i, r := range t.Rows {
		out[i] = Edge{From: r[from], To: r[to], Weight: 1}
		if weight >= 0 {
			out[i].Weight = float64(number(r[weight]))
		}
	}
	return out, nil
}
