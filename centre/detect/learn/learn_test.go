package learn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"fanzha/internal/check"
)

// Protects: random trees learn what no single question tells, give shares, and are the same by the same seed and after a file.
func TestScatter(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var rows [][]float32
	var y []float32
	for range 400 {
		a, b := r.Float32()-0.5, r.Float32()-0.5
		rows = append(rows, []float32{a, b, float32(math.NaN())})
		y = append(y, 0)
		if a*b > 0 {
			y[len(y)-1] = 1
		}
	}
	f := Scatter(rows[:300], y[:300], Random{Trees: 40})
	again := Scatter(rows[:300], y[:300], Random{Trees: 40})
	data, err := json.Marshal(f)
	check.NoError(t, err)
	var back Forest
	check.NoError(t, json.Unmarshal(data, &back))
	right := 0
	for i := 300; i < 400; i++ {
		p := f.Score(rows[i])
		check.Equal(t, again.Score(rows[i]), p)
		check.Equal(t, back.Score(rows[i]), p)
		check.True(t, p >= 0 && p <= 1.0001, "no share")
		if (p > 0.5) == (y[i] > 0) {
			right++
		}
	}
	check.True(t, right > 85, fmt.Sprint(right, " of 100 right"))
}

// Protects: the figures of a judgement, counted by hand.
func TestMeasure(t *testing.T) {
	rows := []Judged{{"a", "a", 0.9}, {"a", "b", 0.4}, {"b", "b", 0.4}, {"b", "b", 0.1}}
	m := Measure(rows, "a")
	check.Equal(t, m.Accuracy, 0.75)
	check.Equal(t, m.PerClass["a"], ClassMetrics{1, 0.5, 0.6667, 2})
	check.Equal(t, m.PerClass["b"], ClassMetrics{0.6667, 1, 0.8, 2})
	check.Equal(t, m.MacroF1, 0.7333)
	check.Equal(t, *m.PositiveF1, 0.6667)
	check.Equal(t, *m.AUC, 0.875) // 3 pairs of 4 in order, one tied
	check.Equal(t, *m.RecallAt1, 0.5)
	check.True(t, Measure(rows, "").AUC == nil, "an area without a positive class")
	check.Equal(t, Measure(nil, "a").Rows, 0)
}

// Protects: folds against leaks: near-duplicates share a fold, others do not share a group, and classes are dealt out evenly.
func TestFoldsKeepNearDuplicates(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var rows [][]uint64
	var classes []int
	for i := range 100 {
		set := make([]uint64, 60)
		for j := range set {
			set[j] = r.Uint64()
		}
		twin := append([]uint64(nil), set...)
		twin[0] = r.Uint64()
		rows = append(rows, set, twin)
		classes = append(classes, i%2, i%2)
	}
	groups := Near(rows)
	fold := Folds(groups, classes, 5, 1)
	size := map[int]int{}
	for i := 0; i < len(rows); i += 2 {
		check.Equal(t, groups[i], groups[i+1])
		check.Equal(t, fold[i], fold[i+1])
		check.True(t, i == 0 || groups[i] != groups[i-1], "strangers in one group")
		size[fold[i]] += 2
	}
	for f := range 5 {
		check.Equal(t, size[f], 40)
	}
}

// ring are points inside and outside of a ring, which no straight line keeps apart, and a column of noise.
func ring(n int, seed uint64) (rows [][]float32, y []float32) {
	r := rand.New(rand.NewPCG(seed, 3))
	for range n {
		a, b := r.NormFloat64(), r.NormFloat64()
		rows = append(rows, []float32{float32(a), float32(b), r.Float32()})
		y = append(y, 0)
		if d := math.Hypot(a, b); d > 0.7 && d < 1.5 {
			y[len(y)-1] = 1
		}
	}
	return rows, y
}

// Protects: boosted trees: they learn what is not linear, the same seed gives the same trees, and a file gives them back.
func TestForest(t *testing.T) {
	rows, y := ring(1500, 1)
	f := Grow(rows, y, Boost{Trees: 80, Rate: 0.1, Cols: 1})
	test, truth := ring(500, 9)
	right := 0
	for i := range test {
		if (f.Score(test[i]) > 0) == (truth[i] == 1) {
			right++
		}
	}
	check.True(t, right >= 460, fmt.Sprintf("only %d of 500 right", right))
	data, err := json.Marshal(f)
	check.NoError(t, err)
	again, err := json.Marshal(Grow(rows, y, Boost{Trees: 80, Rate: 0.1, Cols: 1}))
	check.NoError(t, err)
	check.True(t, bytes.Equal(data, again), "another forest from the same rows")
	var back Forest
	check.NoError(t, json.Unmarshal(data, &back))
	missing := []float32{float32(math.NaN()), 0, 0}
	check.Equal(t, back.Score(missing), f.Score(missing))
	use := f.Use()
	check.True(t, use[0] > 5*use[2] && use[1] > 5*use[2], "noise is used like the rest")
}

// Protects: the linear machines: rows of two kinds are kept apart, with and without naive Bayes ratios.
func TestBag(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	var sets [][]uint64
	var y []float32
	for i := range 200 {
		set := []uint64{Mix(uint64(i%2) + 1)}
		for range 10 {
			set = append(set, Mix(100+r.Uint64N(50)))
		}
		sets, y = append(sets, set), append(y, float32(2*(i%2)-1))
	}
	for _, bayes := range []bool{false, true} {
		b := TrainBag(sets, y, BagOptions{Bits: 12, Bayes: bayes})
		for i := range sets {
			check.True(t, (b.Score(sets[i]) > 0) == (y[i] > 0), "a row on the wrong side")
		}
		check.Equal(t, b.Score(nil), b.Bias)
	}
}

// Protects: the reading of labelled files: both forms, the line of a mistake, columns by name.
func TestReadTable(t *testing.T) {
	a, err := ReadTable(strings.NewReader("{\"x\":\"1\",\"y\":true,\"z\":[1]}\n\n{\"y\":false,\"x\":\"2\"}\n"))
	check.NoError(t, err)
	check.Equal(t, a.Columns, []string{"x", "y"})
	check.Equal(t, a.Rows, [][]string{{"1", "true"}, {"2", "false"}})
	b, err := ReadTable(strings.NewReader("y,n,x\ntrue,9,1\nfalse,9,\"2\"\n"), "x", "y")
	check.NoError(t, err)
	check.Equal(t, b.Rows, a.Rows)
	for _, bad := range []string{"", "x\n1,2\n", "{\"x\":1}\n{\"x\":null}\n", "{\"x\":1}\n{", "a,b\n1,2\n"} {
		_, err := ReadTable(strings.NewReader(bad), "x")
		check.Fault(t, err, "model.rows_invalid")
	}
}

// Protects: model files against damage.
func TestSeal(t *testing.T) {
	var file bytes.Buffer
	check.NoError(t, Seal(&file, "FZTEST1\n", []byte("body")))
	body, err := Unseal(bytes.NewReader(file.Bytes()), "FZTEST1\n")
	check.NoError(t, err)
	check.Equal(t, string(body), "body")
	for _, at := range []int{0, 10, file.Len() - 1} {
		bad := bytes.Clone(file.Bytes())
		bad[at] ^= 1
		_, err := Unseal(bytes.NewReader(bad), "FZTEST1\n")
		check.Fault(t, err, "model.file_broken")
	}
}

// FuzzForest protects the reader of forests: what it accepts can be asked anything and ends.
func FuzzForest(f *testing.F) {
	rows, y := ring(60, 1)
	data, err := json.Marshal(Grow(rows, y, Boost{Trees: 3}))
	check.NoError(f, err)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var x Forest
		err := json.Unmarshal(data, &x)
		if err == nil {
			x.Score(make([]float32, x.Columns))
		}
	})
}

// FuzzReadTable protects the reader of labelled files: rows have as many values as there are columns.
func FuzzReadTable(f *testing.F) {
	f.Add([]byte("a,b\n1,2\n"))
	f.Add([]byte("{\"a\":1,\"b\":\"c\"}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := ReadTable(bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, r := range x.Rows {
			check.Equal(t, len(r), len(x.Columns))
		}
	})
}

// Protects: the language models: a text of the language that was learnt is likelier than another, unknown letters do no harm.
func TestChain(t *testing.T) {
	c := NewChain(4)
	for range 20 {
		c.Learn("the quick brown fox")
	}
	check.True(t, c.Bits("the quick fox") > c.Bits("xof kciuq eht")+2, "another language is as likely")
	check.True(t, !math.IsInf(c.Bits("\x00\xff诈"), 0), "an unknown letter is impossible")
	check.Equal(t, c.Bits(""), 0.0)
}
