package cube

import (
	"cmp"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/kernel"
)

// Cell is one cell of a table of two sides.
type Cell struct {
	Values [2]string
	stats.Sum
}

// cellsMax bounds a table: a million cells are more than anybody reads.
const cellsMax = 1 << 20

// Cross makes a table of two sides, cells of nothing left out, largest number first, then by value. ErrSplit for splits that are none, or
// that would make more than a million cells.
func (c *Cube) Cross(q stats.Query, s [2]stats.Split) ([]Cell, error) {
	var x cross
	for i := range s {
		col, err := columnOf(s[i])
		if err != nil {
			return nil, err
		}
		x.col[i] = col
	}
	if x.col == [2]int{noGroup, noGroup} {
		return nil, ErrSplit
	}
	t := c.find(q.Measure)
	if t == nil {
		return nil, nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	p := t.begin(&q, noGroup)
	defer p.done()
	if p.empty {
		return nil, nil
	}
	for i := range s {
		x.axis(p, i, s[i])
	}
	if len(x.names[0])*len(x.names[1]) > cellsMax {
		return nil, ErrSplit
	}
	x.first()
	x.n, x.fen = make([]int64, len(x.names[0])*len(x.names[1])), make([]int64, len(x.names[0])*len(x.names[1]))
	x.at = make([]uint32, runMost)
	p.days(func(d *part) { x.day(p, d) })
	return x.cells(), nil
}

// cross is a table at work.
type cross struct {
	col    [2]int
	names  [2][]string
	group  [2][]uint32          // by code: where its name's part of the table begins, of the first side; which name, of the second; nil for days
	days   map[stats.Day]uint32 // the same for days
	n, fen []int64              // row by row
	at     []uint32
}

// days goes through the days of the span that have facts.
func (p *plan) days(do func(*part)) {
	for _, no := range p.blocks() {
		for _, d := range p.t.blocks[no].parts {
			if d != nil && d.n > 0 && d.day >= p.span.From && d.day <= p.span.To {
				do(d)
			}
		}
	}
}

// axis lists the names along one side.
func (x *cross) axis(p *plan, i int, s stats.Split) {
	if s.By == stats.ByDay {
		x.days = map[stats.Day]uint32{}
		p.days(func(d *part) {
			x.days[d.day] = uint32(len(x.names[i]))
			x.names[i] = append(x.names[i], d.day.String())
		})
		return
	}
	words := &p.t.words[x.col[i]]
	at := map[string]uint32{}
	x.group[i] = make([]uint32, words.Size())
	for c := range x.group[i] {
		name := words.At(uint32(c))
		if s.Digits > 0 && s.By != stats.BySide {
			name = name[:min(len(name), s.Digits)]
		}
		n, known := at[name]
		if !known {
			n = uint32(len(x.names[i]))
			at[name] = n
			x.names[i] = append(x.names[i], name)
		}
		x.group[i][c] = n
	}
}

// first makes places of the names of the first side.
func (x *cross) first() {
	width := uint32(len(x.names[1]))
	for c := range x.group[0] {
		x.group[0][c] *= width
	}
	if x.col[0] == noGroup {
		for d := range x.days {
			x.days[d] *= width
		}
	}
}

// day adds one day.
func (x *cross) day(p *plan, d *part) {
	for _, r := range d.runs {
		rows, all := p.pick(r)
		if all {
			rows = p.every(r)
		}
		if len(rows) == 0 {
			continue
		}
		at := x.at[:len(rows)]
		clear(at)
		for i := range x.group {
			if x.group[i] == nil {
				kernel.MoveAll(at, x.days[d.day])
				continue
			}
			r.locate(at, x.col[i], rows, x.group[i])
		}
		addAt(r, rows, at, roll{x.n, x.fen})
	}
}

// addAt adds some rows, or all, to their cells.
func addAt(r *run, rows, at []uint32, to roll) {
	switch r.lay.n {
	case 0:
		kernel.Ones(at, to.n)
	case 4:
		kernel.SumInto(at, rows, r.n32(), to.n)
	default:
		kernel.SumInto(at, rows, r.n64(), to.n)
	}
	switch r.lay.fen {
	case 4:
		kernel.SumInto(at, rows, r.fen32(), to.fen)
	case 8:
		kernel.SumInto(at, rows, r.fen64(), to.fen)
	}
}

// locate moves the cells of some rows, or of all, along one column.
func (r *run) locate(at []uint32, col int, rows, by []uint32) {
	switch r.lay.code[col] {
	case 0:
		kernel.MoveAll(at, by[0])
	case 1:
		kernel.Move(at, r.c8(col), rows, by)
	case 2:
		kernel.Move(at, r.c16(col), rows, by)
	default:
		kernel.Move(at, r.c32(col), rows, by)
	}
}

// cells lists what is not nothing.
func (x *cross) cells() []Cell {
	var out []Cell
	for at, n := range x.n {
		if n == 0 && x.fen[at] == 0 {
			continue
		}
		a, b := at/len(x.names[1]), at%len(x.names[1])
		out = append(out, Cell{[2]string{x.names[0][a], x.names[1][b]}, stats.Sum{N: n, Fen: x.fen[at]}})
	}
	slices.SortFunc(out, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Values[0], b.Values[0]), strings.Compare(a.Values[1], b.Values[1]))
	})
	return out
}
