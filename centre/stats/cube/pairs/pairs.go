// Package pairs keeps sums by two columns at once for centre/stats/cube: who filters by one column and groups by another, as nearly every line of an
// issue does, adds up some cells instead of looking at every fact.
package pairs

// Axis is one column of a question: what its places are, and which of them count.
type Axis struct {
	Col   int
	Size  int      // places
	Of    []uint32 // the place of a code; nil where each code is its own
	First []uint32 // the first code of a place; nil where each is its own
	Mask  []uint8  // by place: 1 where it counts; nil for all
}

// Place is where a code stands.
func (a *Axis) Place(code uint32) int {
	if a.Of == nil {
		return int(code)
	}
	return int(a.Of[code])
}

// Places fills in where the sums of each code begin, in cells of a width.
func (a *Axis) Places(to []uint32, width int) {
	for c := range to {
		to[c] = uint32(a.Place(uint32(c)) * width)
	}
}

// code is the first code of a place.
func (a *Axis) code(place int) int {
	if a.First == nil {
		return place
	}
	return int(a.First[place])
}

// total adds up the places that count.
func (a *Axis) total(row []int64) (sum int64) {
	if a.Mask == nil {
		for _, v := range row {
			sum += v
		}
		return sum
	}
	for i, m := range a.Mask[:len(row)] {
		sum += row[i] & -int64(m)
	}
	return sum
}

// Cells are sums by two columns, row by row. They were made when the columns had so many places; what came later is not in them.
type Cells struct {
	Version uint32 // of what they sum up
	Width   int
	N, Fen  []int64 // Fen is empty where no fact has money
}

// Bytes is about the room of the cells; none for no cells.
func (c *Cells) Bytes() int {
	const beside = 128
	if c == nil {
		return 0
	}
	return beside + 8*(len(c.N)+len(c.Fen))
}

// Add brings cells to the next version by one more fact. Those that were out of date stay so, and those that have no room for it become so.
func (c *Cells) Add(version uint32, at [2]int, n, fen int64) {
	cell := at[0]*c.Width + at[1]
	if c.Version+1 != version || at[1] >= c.Width || cell >= len(c.N) {
		return
	}
	if fen != 0 && len(c.Fen) == 0 { // the first money of the measure
		return
	}
	c.Version = version
	c.N[cell] += n
	if len(c.Fen) > 0 {
		c.Fen[cell] += fen
	}
}

// Question is what is asked of two columns.
type Question struct {
	Axes  [2]Axis // of different columns, the smaller first
	Group int     // by which of the two sums are told apart; none when negative
}

// Size is how many cells the two columns have.
func (q *Question) Size() int { return q.Axes[0].Size * q.Axes[1].Size }

// Fold adds cells of a width to sums by the code of the group's column, or returns their sum when there are no groups.
func (q *Question) Fold(cells []int64, width int, to []int64) (sum int64) {
	a, b := &q.Axes[0], &q.Axes[1]
	for i := 0; i*width < len(cells); i++ {
		if a.Mask != nil && a.Mask[i] == 0 {
			continue
		}
		row := cells[i*width:][:width]
		switch q.Group {
		case 0:
			to[a.code(i)] += b.total(row)
		case 1:
			b.spread(row, to)
		default:
			sum += b.total(row)
		}
	}
	return sum
}

// spread adds the places that count to the sums of their codes.
func (a *Axis) spread(row, to []int64) {
	for i, v := range row {
		if a.Mask == nil || a.Mask[i] == 1 {
			to[a.code(i)] += v
		}
	}
}
