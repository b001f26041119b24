package hiding

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// Places is a table of places by values of a side of the person, asked about together with whatever tells of the same cells: a rate's
// numerator and denominator, and the pieces of time that other answers leave over.
type Places struct {
	K      int64
	Digits int      // of the places
	Rows   []string // places
	Values []string
	Tables [][][]int64 // over these rows and values
	Before Hid         // by earlier answers
}

// Hid are the cells that answers hide, also of the tables above the one that was asked for: by the length of the place's code, then place and value.
type Hid map[int]map[[2]string]bool

// Add takes in what others hid.
func (h Hid) Add(others Hid) {
	for digits, cells := range others {
		if h[digits] == nil {
			h[digits] = map[[2]string]bool{}
		}
		maps.Copy(h[digits], cells)
	}
}

// levels are the lengths of a place's code at which tables can be asked for; the last one is the question's own.
func levels(digits int) []int {
	var out []int
	for _, d := range []int{4, 6, 9} {
		if d < digits {
			out = append(out, d)
		}
	}
	return append(out, digits)
}

// Hidden says which cells are hidden. The tables of every higher level are thought of as shown too, each with its own cells hidden, the
// highest first. What is hidden of a place is hidden of all that lies in it; and since the sum of its parts is known of a place that is
// shown, the cells of these parts are masked as a table of their own. So a place less its other parts tells nothing.
func (p Places) Hidden() ([][]bool, Hid) {
	var above level
	all := Hid{}
	for _, d := range levels(p.Digits) {
		l := p.level(d)
		for _, rows := range l.blocks(above) {
			if len(rows) == 1 && (len(l.places) > 1 || d < p.Digits) {
				continue // the only part of a place is told like the place; the only place of all like the sums without places
			}
			block := l.pick(rows)
			grow(p.K, block.hidden, block.tables)
		}
		all[d] = p.cells(l)
		above = l
	}
	out := make([][]bool, len(p.Rows))
	for i := range p.Rows {
		out[i] = above.hidden[above.of[p.cut(p.Rows[i], p.Digits)]]
	}
	return out, all
}

func (p Places) cells(l level) map[[2]string]bool {
	out := map[[2]string]bool{}
	for i, row := range l.hidden {
		for j, hidden := range row {
			if hidden {
				out[[2]string{l.places[i], p.Values[j]}] = true
			}
		}
	}
	return out
}

func (p Places) cut(place string, digits int) string { return place[:min(len(place), digits)] }

// level is the table at one length of code.
type level struct {
	digits int
	places []string
	of     map[string]int
	tables [][][]int64
	hidden [][]bool
}

// level adds the rows up by the beginnings of their codes.
func (p Places) level(digits int) level {
	l := level{digits: digits, of: map[string]int{}, tables: make([][][]int64, len(p.Tables))}
	for i, place := range p.Rows {
		name := p.cut(place, digits)
		at, known := l.of[name]
		if !known {
			at = len(l.places)
			l.of[name] = at
			l.places = append(l.places, name)
			hidden := make([]bool, len(p.Values))
			for j, v := range p.Values {
				hidden[j] = p.Before[digits][[2]string{name, v}]
			}
			l.hidden = append(l.hidden, hidden)
			for k := range l.tables {
				l.tables[k] = append(l.tables[k], make([]int64, len(p.Values)))
			}
		}
		for k := range l.tables {
			for j, n := range p.Tables[k][i] {
				l.tables[k][at][j] += n
			}
		}
	}
	return l
}

// blocks are the rows by the place above them. What is hidden above is hidden in all of them.
func (l *level) blocks(above level) map[string][]int {
	out := map[string][]int{}
	for i, place := range l.places {
		at := ""
		if above.of != nil {
			at = place[:min(len(place), above.digits)]
			for j, h := range above.hidden[above.of[at]] {
				l.hidden[i][j] = l.hidden[i][j] || h
			}
		}
		out[at] = append(out[at], i)
	}
	return out
}

// pick is some rows, whose hidden cells stay those of the whole.
func (l *level) pick(rows []int) level {
	out := level{tables: make([][][]int64, len(l.tables))}
	for _, i := range rows {
		out.hidden = append(out.hidden, l.hidden[i])
		for k := range l.tables {
			out.tables[k] = append(out.tables[k], l.tables[k][i])
		}
	}
	return out
}

// MarshalJSON lists the cells by digits, in order.
func (h Hid) MarshalJSON() ([]byte, error) {
	out := map[int][][2]string{}
	for digits, cells := range h {
		out[digits] = slices.SortedFunc(maps.Keys(cells), func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (h *Hid) UnmarshalJSON(b []byte) error {
	var in map[int][][2]string
	err := json.Unmarshal(b, &in)
	if err != nil {
		return err
	}
	*h = Hid{}
	for digits, cells := range in {
		(*h)[digits] = map[[2]string]bool{}
		for _, c := range cells {
			(*h)[digits][c] = true
		}
	}
	return nil
}
