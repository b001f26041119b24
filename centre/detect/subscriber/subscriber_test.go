package subscriber

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"fanzha/centre/detect/learn"
	"fanzha/internal/check"
)

// invented are subscribers of two kinds whose features say little and whose neighbours say much.
func invented(n int, seed uint64) (Table, []Edge) {
	r := rand.New(rand.NewPCG(seed, 5))
	t := Table{Columns: []string{"calls", "noise"}, Names: learn.Names{"0", "1"}}
	var edges []Edge
	for i := range n {
		fraud := i%3 == 0
		calls := float32(r.NormFloat64())
		if fraud {
			calls++
		}
		t.Nodes, t.Fraud = append(t.Nodes, fmt.Sprint("s", i)), append(t.Fraud, fraud)
		t.Rows = append(t.Rows, []float32{calls, r.Float32()})
		for range 6 {
			to := r.IntN(n/3)*3 + r.IntN(2) + 1
			if fraud {
				to = r.IntN(n/3) * 3
			}
			if r.IntN(5) == 0 {
				to = r.IntN(n)
			}
			edges = append(edges, Edge{From: t.Nodes[i], To: fmt.Sprint("s", to), Weight: 1})
		}
	}
	return t, edges
}

func quick() Options {
	return Options{Forests: 1, Parts: 4, Trees: learn.Boost{Trees: 40, Rate: 0.1, Cols: 1}, Random: learn.Random{Trees: 30}}
}

// Protects: the graph helps where features say little, labels of the rows asked about are never looked at, and a file gives the model
// back.
func TestModel(t *testing.T) {
	all, edges := invented(420, 1)
	fold := make([]int, len(all.Rows))
	for i := range fold {
		fold[i] = i / 3 % 4
	}
	known, asked, _ := all.split(fold, 0)
	m, err := Train(known, asked, edges, quick())
	check.NoError(t, err)
	with, err := m.Eval(asked, edges, nil)
	check.NoError(t, err)
	alone, err := Train(known, asked, nil, quick())
	check.NoError(t, err)
	without, err := alone.Eval(asked, nil, nil)
	check.NoError(t, err)
	check.True(t, *with.AUC > *without.AUC+0.1 && *with.AUC > 0.9, fmt.Sprintf("area %v with edges, %v without", *with.AUC, *without.AUC))
	blind := asked
	blind.Fraud = make([]bool, len(asked.Fraud))
	p, err := m.Probability(asked, edges)
	check.NoError(t, err)
	q, err := m.Probability(blind, edges)
	check.NoError(t, err)
	check.Equal(t, q, p)
	var file bytes.Buffer
	check.NoError(t, m.Write(&file))
	back, err := Read(&file)
	check.NoError(t, err)
	q, err = back.Probability(asked, edges)
	check.NoError(t, err)
	check.Equal(t, q, p)
	_, err = m.Probability(Table{Columns: []string{"x"}, Rows: [][]float32{{1}}}, nil)
	check.Fault(t, err, "model.rows_invalid")
}

// Protects: ratios named in the setting are found among the columns, those a table lacks are left out, and a file with a ratio of no
// column is refused.
func TestRatios(t *testing.T) {
	data, err := os.ReadFile("../../../rulebook/model/subscriber.yaml")
	check.NoError(t, err)
	s, err := ReadSettings(data)
	check.NoError(t, err)
	table := Table{Columns: []string{"opposite_count", "x", "opposite_unique"}, Rows: [][]float32{{9, 5, 20}}}
	found := s.among(table.Columns)
	check.Equal(t, found, []ratio{{2, 0}})
	wider := table.with(found)
	check.Equal(t, wider.Rows[0], []float32{9, 5, 20, 2})
	check.Equal(t, len(table.Rows[0]), 3)
	check.Fault(t, sound([]ratio{{Over: 3}}, 3), "model.file_broken")
	check.Fault(t, sound([]ratio{{Under: -1}}, 3), "model.file_broken")
	_, err = ReadSettings([]byte("ratio: []"))
	check.Fault(t, err, "model.settings_invalid")
}

// Protects: the reading of tables and edges: which columns are features, what is missing, what is no number.
func TestReadTable(t *testing.T) {
	table, err := ReadTable(strings.NewReader("node,official_split,a,b,label\n7,train,1.5,x,1\n8,test,,inf,0\n"), Fields{})
	check.NoError(t, err)
	check.Equal(t, table.Columns, []string{"a", "b"})
	check.Equal(t, table.Nodes, []string{"7", "8"})
	check.Equal(t, table.Fraud, []bool{true, false})
	check.Equal(t, table.Names, learn.Names{"0", "1"})
	check.Equal(t, table.Rows[0][0], float32(1.5))
	for _, v := range []float32{table.Rows[0][1], table.Rows[1][0], table.Rows[1][1]} {
		check.True(t, math.IsNaN(float64(v)), "a value that is no number")
	}
	edges, err := ReadEdges(strings.NewReader("src,dst\n7,8\n"))
	check.NoError(t, err)
	check.Equal(t, edges, []Edge{{"7", "8", 1}})
	_, err = ReadEdges(strings.NewReader("a,b\n7,8\n"))
	check.Fault(t, err, "model.rows_invalid")
	_, err = Train(*table, Table{}, edges, Options{})
	check.Fault(t, err, "model.too_few_rows")
}

// FuzzFile protects the reader of model files: what it accepts can be asked.
func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"options":{"Parts":2},"columns":["a"],"nodes":["x"],"rows":[[1]],"fraud":[true],"ratios":[{"over":0,"under":0}],"forests":[{"columns":3}],"random":{"columns":3}}`))
	f.Fuzz(func(_ *testing.T, body []byte) {
		m, err := readBody(body)
		if err == nil {
			_, _ = m.Probability(Table{Columns: m.known.Columns}, nil)
		}
	})
}
