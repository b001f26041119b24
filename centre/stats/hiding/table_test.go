package hiding

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
)

// attack is what somebody knows who sees a table: its sums and the shown cells. It counts how many values each hidden cell can have.
type attack struct {
	shown [][]int64
	rows  []int64
	cols  []int64
	could []map[int64]bool // of each hidden cell, by its place in order
	tries int
}

func (a *attack) run() {
	var hidden [][2]int
	for i, row := range a.shown {
		for j, n := range row {
			if n == Hidden {
				hidden = append(hidden, [2]int{i, j})
				continue
			}
			a.rows[i] -= n
			a.cols[j] -= n
		}
	}
	a.could = make([]map[int64]bool, len(hidden))
	for i := range a.could {
		a.could[i] = map[int64]bool{}
	}
	a.fill(hidden, 0, make([]int64, len(hidden)))
}

// fill tries every table of whole numbers that agrees with what is shown.
func (a *attack) fill(hidden [][2]int, at int, values []int64) {
	a.tries++
	if at == len(hidden) {
		for _, left := range append(append([]int64{}, a.rows...), a.cols...) {
			if left != 0 {
				return
			}
		}
		for i, v := range values {
			a.could[i][v] = true
		}
		return
	}
	i, j := hidden[at][0], hidden[at][1]
	for v := range min(a.rows[i], a.cols[j]) + 1 {
		last := at+1 == len(hidden) || hidden[at+1][0] != i // rows are filled one after the other: a row that is full must add up
		if last && a.rows[i] != v {
			continue
		}
		a.rows[i] -= v
		a.cols[j] -= v
		values[at] = v
		a.fill(hidden, at+1, values)
		a.rows[i] += v
		a.cols[j] += v
	}
}

// TestNothingCanBeComputed protects: whoever knows all that is shown of a table cannot compute one hidden cell; every sum that is
// shown is true, and none of them is small.
func TestNothingCanBeComputed(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	seen, hides := 0, int64(0)
	for range 1500 {
		c := New()
		rows, cols := 1+r.IntN(4), 1+r.IntN(4)
		for i := range rows {
			for j := range cols {
				n := int64(r.IntN(7))
				if r.IntN(3) == 0 {
					n = 0
				}
				c.Add(fmt.Sprint("r", i), fmt.Sprint("c", j), stats.Sum{N: n, Fen: n * 100})
			}
		}
		k := int64(2 + r.IntN(3))
		safe(t, c, k)
		table := c.Table(k, 40)
		seen++
		hides += table.Hides
	}
	check.True(t, seen == 1500 && hides > 500, fmt.Sprint("too little was hidden to prove anything: ", hides))
}

func safe(t *testing.T, c *Counts, k int64) {
	t.Helper()
	table := c.Table(k, 40)
	var all int64
	for _, cells := range c.cells {
		for _, n := range cells {
			all += n
		}
	}
	if all < k {
		check.True(t, len(table.Rows) == 0 && (table.N == 0) == (all == 0) && table.N <= 0, "a table of fewer than k")
		return
	}
	a := attack{shown: table.Cells}
	var sum, fen int64
	for _, l := range table.Rows {
		check.True(t, l.N >= k, "a small row is shown")
		a.rows = append(a.rows, l.N)
		sum += l.N
		fen += l.Fen
	}
	for _, l := range table.Columns {
		check.True(t, l.N >= k, "a small column is shown")
		a.cols = append(a.cols, l.N)
	}
	check.Equal(t, []int64{sum, fen, table.N}, []int64{all, all * 100, all})
	for _, row := range table.Cells {
		for _, n := range row {
			check.True(t, n == Hidden || n == 0 || n >= k, "a small cell is shown")
		}
	}
	a.run()
	for i, values := range a.could {
		if len(values) < 2 {
			t.Fatalf("hidden cell %d can only be %v: k %d, cells %v, shown %v", i, values, k, c.cells, table.Cells)
		}
	}
}

// FuzzTable protects the same for tables that nobody has thought of.
func FuzzTable(f *testing.F) {
	f.Add([]byte{1, 4, 4, 0}, uint8(3))
	f.Add([]byte{2, 3, 3, 2, 2, 0, 5, 1, 1}, uint8(4))
	f.Fuzz(func(t *testing.T, cells []byte, k uint8) {
		if len(cells) < 2 || len(cells) > 12 {
			return
		}
		c := New()
		width := 2 + int(k)%3
		for i, n := range cells {
			c.Add(fmt.Sprint(i/width), fmt.Sprint(i%width), stats.Sum{N: int64(n % 8), Fen: int64(n%8) * 100})
		}
		safe(t, c, 2+int64(k%4))
	})
}

// TestFold protects: what is too small or too far down is one line that is not small itself.
func TestFold(t *testing.T) {
	for _, c := range []struct {
		sums map[string]int64
		most int64
		want string
	}{
		{map[string]int64{"a": 9, "b": 5}, 10, "[a:9 b:5]"},
		{map[string]int64{"a": 9, "b": 5, "c": 2, "d": 1}, 10, "[a:9 b:5 *:3]"},
		{map[string]int64{"a": 9, "b": 5, "c": 2}, 10, "[a:9 *:7]"},
		{map[string]int64{"a": 9, "b": 8, "c": 7}, 1, "[a:9 *:15]"},
		{map[string]int64{"a": 1, "b": 1, "c": 1}, 10, "[*:3]"},
	} {
		lines, at := fold(c.sums, 3, c.most)
		var got []string
		for _, l := range lines {
			got = append(got, fmt.Sprint(l.Key, ":", l.N))
		}
		check.Equal(t, fmt.Sprint(got), c.want)
		for key := range c.sums {
			check.True(t, at[key] < len(lines), key)
		}
	}
}

// grown is what is hidden of tables of which nothing is hidden before.
func grown(k int64, tables ...[][]int64) [][]bool {
	hidden := make([][]bool, len(tables[0]))
	for i, row := range tables[0] {
		hidden[i] = make([]bool, len(row))
	}
	grow(k, hidden, tables)
	return hidden
}

// TestMask protects: whoever knows all sums of two tables that are shown together, and their shown cells, can compute no hidden cell of
// either, and no small cell is shown.
func TestMask(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 3))
	hides := 0
	for range 400 {
		rows, cols := 2+r.IntN(3), 2+r.IntN(2)
		num, den := make([][]int64, rows), make([][]int64, rows)
		for i := range rows {
			num[i], den[i] = make([]int64, cols), make([]int64, cols)
			for j := range cols {
				den[i][j] = int64(r.IntN(6))
				num[i][j] = r.Int64N(den[i][j] + 1)
			}
		}
		k := int64(2 + r.IntN(2))
		hidden := grown(k, num, den)
		for _, cells := range [][][]int64{num, den} {
			a := attack{rows: make([]int64, rows), cols: make([]int64, cols)}
			for i, row := range cells {
				line := make([]int64, cols)
				for j, n := range row {
					a.rows[i] += n
					a.cols[j] += n
					line[j] = n
					if hidden[i][j] {
						line[j] = Hidden
						hides++
					}
					check.True(t, hidden[i][j] || n == 0 || n >= k, "a small cell is shown")
				}
				a.shown = append(a.shown, line)
			}
			a.run()
			if all(hidden) {
				continue // nothing more can be hidden
			}
			for i, values := range a.could {
				if len(values) < 2 {
					t.Fatalf("hidden cell %d can only be %v: k %d, cells %v, hidden %v", i, values, k, cells, hidden)
				}
			}
		}
	}
	check.True(t, hides > 500, fmt.Sprint("too little was hidden to prove anything: ", hides))
}

func all(hidden [][]bool) bool {
	for _, row := range hidden {
		for _, h := range row {
			if !h {
				return false
			}
		}
	}
	return true
}

// TestShown protects: beside the whole, the groups that are shown leave nothing over, or not less than k; none of them is small.
func TestShown(t *testing.T) {
	for _, c := range []struct {
		most   int
		sum    int64
		groups []int64
		want   int
	}{
		{5, 20, []int64{9, 8, 3}, 3}, {5, 19, []int64{9, 8, 2}, 1}, {5, 21, []int64{9, 8, 2, 2}, 2}, {1, 20, []int64{9, 8, 3}, 1}, {2, 19, []int64{9, 8, 2}, 1},
		{5, 4, []int64{3, 1}, 0}, {5, 0, nil, 0}, {5, 12, []int64{9}, 1}, {5, 11, []int64{9}, 0},
	} {
		check.Equal(t, Shown(3, c.most, c.sum, c.groups), c.want)
	}
}
