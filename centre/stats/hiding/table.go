// Package hiding makes tables of groups (易受骗人群) in which small numbers are hidden, and cannot be computed from what is shown.
package hiding

import (
	"cmp"
	"slices"

	"fanzha/centre/stats"
)

// Rest is the key of the row or column into which everything too small or too far down is folded (其他).
const Rest = "*"

// Hidden stands for a number that is not shown: small itself, or one from which a small one could be computed.
const Hidden = -1

// Line is a row or a column of a table with its sum: never a hidden one, because what is too small is folded into Rest.
type Line struct {
	Key  string // values of its sides, joined by "|"; Rest
	N    int64
	Fen  int64 // of rows; 0 for columns
	Part int   // how many values were folded into Rest
}

// Table is groups among the victims, small numbers hidden.
type Table struct {
	Rows    []Line
	Columns []Line    // empty: rows alone
	Cells   [][]int64 // by row and column; Hidden where not shown
	N       int64     // of all; Hidden when fewer than k
	Fen     int64
	K       int64
	Span    stats.Span
	Hides   int64 // how many cells are hidden
}

// Counts is a table before anything is hidden.
type Counts struct {
	cells map[string]map[string]int64 // by row, then column
	fen   map[string]int64            // by row
}

// New returns counts of nothing.
func New() *Counts {
	return &Counts{cells: map[string]map[string]int64{}, fen: map[string]int64{}}
}

// Add counts something in a cell.
func (c *Counts) Add(row, column string, s stats.Sum) {
	if s.N <= 0 {
		return
	}
	if c.cells[row] == nil {
		c.cells[row] = map[string]int64{}
	}
	c.cells[row][column] += s.N
	c.fen[row] += s.Fen
}

// Table folds, hides and sorts. Whoever sees it can compute no number that it hides: every hidden cell can have another value with
// all that is shown unchanged.
func (c *Counts) Table(k, most int64) Table {
	rowSums, columnSums := map[string]int64{}, map[string]int64{}
	t := Table{K: k}
	for row, cells := range c.cells {
		for column, n := range cells {
			rowSums[row] += n
			columnSums[column] += n
			t.N += n
		}
		t.Fen += c.fen[row]
	}
	if t.N < k {
		if t.N > 0 {
			t.N = Hidden
		}
		t.Fen = 0
		return t
	}
	rows, rowOf := fold(rowSums, k, most)
	columns, columnOf := fold(columnSums, k, most)
	cells := make([][]int64, len(rows))
	for i := range cells {
		cells[i] = make([]int64, len(columns))
	}
	for row, line := range c.cells {
		rows[rowOf[row]].Fen += c.fen[row]
		for column, n := range line {
			cells[rowOf[row]][columnOf[column]] += n
		}
	}
	t.Rows, t.Columns = rows, columns
	t.Cells, t.Hides = hide(cells, k)
	return t
}

// fold keeps what is large enough, the largest first, and folds the others into one line. That line is never small either: lines
// are added to it until it is not.
func fold(sums map[string]int64, k, most int64) ([]Line, map[string]int) {
	var lines []Line
	for key, n := range sums {
		lines = append(lines, Line{Key: key, N: n})
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Key, b.Key)) })
	keep := len(lines)
	for keep > 0 && (lines[keep-1].N < k || int64(keep) > most) {
		keep--
	}
	rest := Line{Key: Rest}
	for i := keep; i < len(lines); i++ {
		rest.N += lines[i].N
		rest.Part++
	}
	for rest.Part > 0 && rest.N < k && keep > 0 {
		keep--
		rest.N += lines[keep].N
		rest.Part++
	}
	at := map[string]int{}
	for i, l := range lines {
		at[l.Key] = min(i, keep)
	}
	lines = lines[:keep]
	if rest.Part > 0 {
		lines = append(lines, rest)
	}
	return lines, at
}

// mask is which cells of a table are hidden.
type mask struct {
	cells  [][]int64
	hidden [][]bool
}

// hide hides cells above nothing and below k, and then as many others as are needed so that none can be computed from the sums.
func hide(cells [][]int64, k int64) ([][]int64, int64) {
	m := mask{cells: cells}
	for _, row := range cells {
		line := make([]bool, len(row))
		for j, n := range row {
			line[j] = n > 0 && n < k
		}
		m.hidden = append(m.hidden, line)
	}
	for m.alone() || m.told() {
	}
	var hides int64
	out := make([][]int64, len(cells))
	for i, row := range cells {
		out[i] = slices.Clone(row)
		for j := range row {
			if m.hidden[i][j] {
				out[i][j] = Hidden
				hides++
			}
		}
	}
	return out, hides
}

// alone hides a second cell in every row and column with exactly one; it says whether it hid any.
func (m *mask) alone() bool {
	again := false
	for i := range m.cells {
		one := m.in(i, -1)
		if len(one) == 1 {
			again = m.cover(i, -1) || again
		}
	}
	if len(m.cells) == 0 {
		return again
	}
	for j := range m.cells[0] {
		one := m.in(-1, j)
		if len(one) == 1 {
			again = m.cover(-1, j) || again
		}
	}
	return again
}

// told hides one more cell beside the first that can be computed; it says whether there was one.
func (m *mask) told() bool {
	for i, row := range m.hidden {
		for j, hidden := range row {
			if hidden && !m.free(i, j) {
				return m.cover(i, -1) || m.cover(-1, j) || m.any()
			}
		}
	}
	return false
}

// in lists the hidden cells of a row or a column.
func (m *mask) in(row, column int) [][2]int {
	var out [][2]int
	for i := range m.cells {
		for j := range m.cells[i] {
			if (row < 0 || i == row) && (column < 0 || j == column) && m.hidden[i][j] {
				out = append(out, [2]int{i, j})
			}
		}
	}
	return out
}

// cover hides the smallest shown cell of a row or column, one that counts something before one that counts nothing.
func (m *mask) cover(row, column int) bool {
	best := [2]int{-1, -1}
	for i := range m.cells {
		for j, n := range m.cells[i] {
			if row >= 0 && i != row || column >= 0 && j != column || m.hidden[i][j] {
				continue
			}
			if best[0] < 0 || before(n, m.cells[best[0]][best[1]]) {
				best = [2]int{i, j}
			}
		}
	}
	if best[0] < 0 {
		return false
	}
	m.hidden[best[0]][best[1]] = true
	return true
}

func (m *mask) any() bool { return m.cover(-1, -1) }

func before(a, b int64) bool {
	if (a == 0) != (b == 0) {
		return b == 0
	}
	return a < b
}

// free says whether a hidden cell can have another value while all that is shown stays: whether one can be moved around a circle of
// hidden cells through it, up in one direction or down in the other, with no cell below nothing.
func (m *mask) free(row, column int) bool {
	up := m.reaches(-1-column, 1+row, [2]int{row, column})
	if up {
		return true
	}
	return m.cells[row][column] > 0 && m.reaches(1+row, -1-column, [2]int{row, column})
}

// reaches walks from one line to another, rows as 1+i, columns as -1-j: from a row over a cell that grows, from a column over a cell
// that shrinks, never over the one that is asked about.
func (m *mask) reaches(from, to int, not [2]int) bool {
	seen := map[int]bool{from: true}
	for queue := []int{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range m.steps(queue[0], not) {
			if next == to {
				return true
			}
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return false
}

func (m *mask) steps(at int, not [2]int) []int {
	var out []int
	if at > 0 {
		for j := range m.cells[at-1] {
			if m.hidden[at-1][j] && [2]int{at - 1, j} != not {
				out = append(out, -1-j)
			}
		}
		return out
	}
	j := -1 - at
	for i := range m.cells {
		if m.hidden[i][j] && m.cells[i][j] > 0 && [2]int{i, j} != not {
			out = append(out, 1+i)
		}
	}
	return out
}

// grow hides cells of tables over the same rows and columns that are shown together (a rate's numerator and denominator), beside those that are
// hidden already, when whoever sees them knows every sum of a row and a column: cells above nothing and below k in one of them, and then as many
// others as are needed so that none of these can be computed. A table of one row or one column tells what its sums tell.
func grow(k int64, hidden [][]bool, tables [][][]int64) {
	for _, cells := range tables {
		for i, row := range cells {
			for j, n := range row {
				hidden[i][j] = hidden[i][j] || n > 0 && n < k
			}
		}
	}
	for again := true; again; {
		again = false
		for _, cells := range tables {
			m := mask{cells: cells, hidden: hidden}
			for m.alone() || m.told() {
				again = true
			}
		}
	}
}

// Shown says how many of groups that are listed the largest first can be shown beside their whole: none below k, at most most, and so many
// that what is left over is nothing or not below k. sum is the whole, with what stands in no group.
func Shown(k int64, most int, sum int64, groups []int64) int {
	n := 0
	left := sum
	for n < len(groups) && n < most && groups[n] >= k {
		left -= groups[n]
		n++
	}
	for n > 0 && left > 0 && left < k {
		n--
		left += groups[n]
	}
	return n
}

// Rates says how many of a list of rates, numerator and base each, can be shown beside all that there are: at most most, and so many that neither
// numerators nor bases, nor what bases have beside numerators, leave a small number over.
func Rates(k int64, most int, list, all [][2]int64) int {
	left := [2]int64{}
	for _, r := range all {
		left[0], left[1] = left[0]+max(0, r[0]), left[1]+max(0, r[1])
	}
	n := min(len(list), most)
	for _, r := range list[:n] {
		left[0], left[1] = left[0]-r[0], left[1]-r[1]
	}
	few := func(n int64) bool { return n > 0 && n < k }
	for n > 0 && (few(left[0]) || few(left[1]) || few(left[1]-left[0])) {
		n--
		left[0], left[1] = left[0]+list[n][0], left[1]+list[n][1]
	}
	return n
}
