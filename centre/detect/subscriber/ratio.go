package subscriber

import (
	"slices"

	"fanzha/centre/detect/learn"
	"fanzha/term/fault"

	"github.com/goccy/go-yaml"
)

// Settings name ratios of columns that are worth looking at: different numbers a call, messages a day. Trees find such things only by
// many questions. Pairs of which a table lacks a column are left out.
type Settings struct {
	Ratios [][2]string `yaml:"ratios"` // one column over another, whose zero counts as one
}

// maxRatios bounds the settings.
const maxRatios = 500

// ErrSettings says that the ratios are not usable.
var ErrSettings = fault.New(fault.Invalid, "model.settings_invalid")

// ReadSettings reads the ratios.
func ReadSettings(data []byte) (*Settings, error) {
	s := &Settings{}
	err := yaml.UnmarshalWithOptions(data, s, yaml.Strict())
	if err != nil {
		return nil, ErrSettings.With(err)
	}
	if len(s.Ratios) > maxRatios {
		return nil, ErrSettings
	}
	return s, nil
}

// ratio is one column over another, by their places.
type ratio struct {
	Over  int `json:"over"`
	Under int `json:"under"`
}

// value is the ratio of a row.
func (r *ratio) value(row []float32) float32 { return row[r.Over] / (row[r.Under] + 1) }

// among are the ratios of which a table has both columns.
func (s *Settings) among(columns []string) []ratio {
	if s == nil {
		return nil
	}
	var out []ratio
	for _, pair := range s.Ratios {
		over, under := slices.Index(columns, pair[0]), slices.Index(columns, pair[1])
		if over >= 0 && under >= 0 {
			out = append(out, ratio{over, under})
		}
	}
	return out
}

// with is the table with the ratios as further columns.
func (t *Table) with(more []ratio) Table {
	out := *t
	out.Rows = make([][]float32, len(t.Rows))
	for i, row := range t.Rows {
		out.Rows[i] = slices.Clone(row)
		for _, r := range more {
			out.Rows[i] = append(out.Rows[i], r.value(row))
		}
	}
	return out
}

// sound checks ratios from a file.
func sound(all []ratio, columns int) error {
	if len(all) > maxRatios {
		return learn.Broken("too many ratios")
	}
	for _, r := range all {
		if r.Over < 0 || r.Over >= columns || r.Under < 0 || r.Under >= columns {
			return learn.Broken("a ratio")
		}
	}
	return nil
}
