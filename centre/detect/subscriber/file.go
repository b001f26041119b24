package subscriber

import (
	"encoding/json"
	"fmt"
	"io"
	"math"

	"fanzha/centre/detect/learn"
)

// fileMagic is the first word of a subscriber model's file, with its version.
const fileMagic = "FZSUBS2\n"

// packed is a model in its file. Missing values of the rows are null.
type packed struct {
	Info    learn.Info      `json:"info"`
	Options Options         `json:"options"`
	Columns []string        `json:"columns"`
	Nodes   []string        `json:"nodes"`
	Rows    [][]*float32    `json:"rows"`
	Fraud   []bool          `json:"fraud"`
	Ratios  []ratio         `json:"ratios"`
	Forests []*learn.Forest `json:"forests"`
	Random  *learn.Forest   `json:"random"`
}

// Write writes the model file.
func (m *Model) Write(w io.Writer) error {
	p := packed{Info: m.Info, Options: m.o, Columns: m.known.Columns, Nodes: m.known.Nodes, Fraud: m.known.Fraud, Ratios: m.ratios, Forests: m.forests, Random: m.random}
	for _, r := range m.known.Rows {
		row := make([]*float32, len(r))
		for c := range r {
			if r[c] == r[c] {
				row[c] = &r[c]
			}
		}
		p.Rows = append(p.Rows, row)
	}
	body, err := json.Marshal(p)
	if err != nil {
		return fmt.Errorf("subscriber: write model: %w", err)
	}
	return learn.Seal(w, fileMagic, body)
}

// Read reads a model file. A file that is damaged, of another version or contradicts itself is learn.ErrFile.
func Read(in io.Reader) (*Model, error) {
	body, err := learn.Unseal(in, fileMagic)
	if err != nil {
		return nil, err
	}
	return readBody(body)
}

// Bounds of the options in a file.
const (
	maxForests = 100
	maxParts   = 100
)

func readBody(body []byte) (*Model, error) {
	var p packed
	err := json.Unmarshal(body, &p)
	if err != nil {
		return nil, learn.ErrFile.With(err)
	}
	n := len(p.Rows)
	o := p.Options
	if len(p.Nodes) != n || len(p.Fraud) != n || len(p.Columns) > maxFeatures || len(p.Forests) < 1 || len(p.Forests) > maxForests || o.Parts < 1 || o.Parts > maxParts {
		return nil, learn.Broken("sizes of the model")
	}
	err = sound(p.Ratios, len(p.Columns))
	if err != nil {
		return nil, err
	}
	m := &Model{Info: p.Info, o: o, ratios: p.Ratios, forests: p.Forests, random: p.Random}
	for _, f := range append(p.Forests, p.Random) {
		if f == nil {
			return nil, learn.Broken("a forest")
		}
	}
	m.known = Table{Columns: p.Columns, Nodes: p.Nodes, Fraud: p.Fraud}
	for _, r := range p.Rows {
		if len(r) != len(p.Columns) {
			return nil, learn.Broken("a row")
		}
		row := make([]float32, len(r))
		for c, v := range r {
			row[c] = float32(math.NaN())
			if v != nil {
				row[c] = *v
			}
		}
		m.known.Rows = append(m.known.Rows, row)
	}
	return m, nil
}
