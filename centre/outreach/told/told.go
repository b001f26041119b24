// Package told is what the events of publicity (宣传) say, and what they count for in the figures.
package told

import (
	"encoding/json"
	"fmt"

	"fanzha/centre/stats"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Body is what an event of this room says. It holds no personal data.
type Body struct {
	ID     string            `json:"id"`
	Object string            `json:"object"` // kind and id: what a screen opens
	Unit   string            `json:"unit"`
	Region string            `json:"region,omitempty"`
	At     when.Micros       `json:"at"` // when it happened
	State  string            `json:"state"`
	Gone   bool              `json:"gone,omitempty"`   // it counts as nothing
	Sides  map[string]string `json:"sides,omitempty"`  // code of stats.Dim: value
	Counts map[string]int64  `json:"counts,omitempty"` // measure: how many
}

// ParseBody reads the body of an event.
func ParseBody(raw []byte) (Body, error) {
	var b Body
	err := json.Unmarshal(raw, &b)
	if err != nil || b.ID == "" {
		return b, fault.New(fault.Invalid, "outreach.field", "field", "body").With(fmt.Errorf("event: %w", err))
	}
	return b, nil
}

// Facts are what an event of this room counts for: one a measure, under the record's id.
func Facts(seq int64, raw []byte) ([]stats.Fact, error) {
	b, err := ParseBody(raw)
	if err != nil {
		return nil, err
	}
	var out []stats.Fact
	for measure, n := range b.Counts {
		f := stats.Fact{Measure: measure, ID: b.ID, Seq: seq, At: b.At, Unit: b.Unit, Region: b.Region, N: n, Object: b.Object, Gone: b.Gone}
		for name, value := range b.Sides {
			d, ok := stats.ParseDim(name)
			if ok {
				f.Sides[d] = value
			}
		}
		out = append(out, f)
	}
	return out, nil
}
