package text

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"fanzha/centre/detect/learn"
)

// Templates widen a hand-written set by rule: each text has {slot} places, filled from lists by a seeded draw.
type Templates struct {
	Seed      uint64              `json:"seed"`
	Slots     map[string][]string `json:"slots"`
	Templates []Template          `json:"templates"`
}

// Template is one sentence with places and how many different texts to make of it.
type Template struct {
	Label string `json:"label"`
	Count int    `json:"count"`
	Text  string `json:"text"`
}

// drawsPerText is how often a template is drawn before it is given up for want of different texts.
const drawsPerText = 50

// ParseTemplates reads a template file.
func ParseTemplates(data []byte) (*Templates, error) {
	var t Templates
	err := json.Unmarshal(data, &t)
	if err != nil {
		return nil, learn.BadRow(1, err.Error())
	}
	for _, x := range t.Templates {
		for _, slot := range slotsOf(x.Text) {
			if len(t.Slots[slot]) == 0 {
				return nil, learn.BadRow(1, fmt.Sprintf("no slot is called %q", slot))
			}
		}
	}
	return &t, nil
}

func slotsOf(s string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(s, "{")
		if !ok {
			return out
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return out
		}
		out, s = append(out, name), after
	}
}

// Expand makes the texts. The same file gives the same rows.
func (t *Templates) Expand() []Row {
	r := rand.New(rand.NewPCG(t.Seed, 0x7e47))
	var rows []Row
	for _, x := range t.Templates {
		var made []string
		for range x.Count * drawsPerText {
			if len(made) == x.Count {
				break
			}
			s := x.Text
			for _, slot := range slotsOf(x.Text) {
				values := t.Slots[slot]
				s = strings.Replace(s, "{"+slot+"}", values[r.IntN(len(values))], 1)
			}
			if !slices.Contains(made, s) {
				made = append(made, s)
				rows = append(rows, Row{Text: s, Label: x.Label})
			}
		}
	}
	return rows
}
