package account

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"fanzha/centre/detect/learn"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// invented are people who are paid once and spend over weeks, and mules who pass on within minutes.
func invented(n int, seed uint64) (Table, []Transfer) {
	r := rand.New(rand.NewPCG(seed, 3))
	t := Table{Names: learn.Names{"0", "1"}}
	var out []Transfer
	for i := range n {
		me := fmt.Sprint("a", i)
		mule := i%4 == 0
		t.Accounts, t.Mule = append(t.Accounts, me), append(t.Mule, mule)
		at := when.Micros(r.IntN(20)) * when.Day
		out = append(out, Transfer{From: fmt.Sprint("x", r.IntN(n)), To: me, At: at, Fen: 1_000_000})
		for range 3 {
			wait := when.Micros(r.IntN(8)) * when.Day
			if mule {
				wait = when.Micros(60+r.IntN(900)) * when.Second
			}
			out = append(out, Transfer{From: me, To: fmt.Sprint("y", r.IntN(n)), At: at + when.Hour + wait - when.Hour*9/10, Fen: 300_000})
		}
	}
	return t, out
}

// Protects: mules are told from others by how money passes, a file gives the model back, damage and unknown accounts are met.
func TestModel(t *testing.T) {
	known, transfers := invented(400, 1)
	m, err := Train(known, transfers, Options{Trees: learn.Boost{Trees: 60}})
	check.NoError(t, err)
	asked, later := invented(400, 2)
	figures := m.Eval(asked, later, nil)
	check.True(t, *figures.AUC > 0.97, fmt.Sprint("area ", *figures.AUC))
	var file bytes.Buffer
	check.NoError(t, m.Write(&file))
	back, err := Read(bytes.NewReader(file.Bytes()))
	check.NoError(t, err)
	check.Equal(t, back.Probability(asked.Accounts, later), m.Probability(asked.Accounts, later))
	p := back.Probability([]string{"nobody"}, later)
	check.True(t, p[0] >= 0 && p[0] <= 1, "an account without transfers")
	damaged := bytes.Clone(file.Bytes())
	damaged[len(damaged)-1] ^= 1
	_, err = Read(bytes.NewReader(damaged))
	check.Fault(t, err, "model.file_broken")
	_, err = Train(Table{Accounts: []string{"a"}, Mule: []bool{true}}, nil, Options{})
	check.Fault(t, err, "model.too_few_rows")
}

// Protects: what came is matched with what left first in, first out; what left before anything came is the holder's own.
func TestPasses(t *testing.T) {
	in := []flow{{at: 10 * when.Minute, fen: 100}, {at: 20 * when.Minute, fen: 100}}
	out := []flow{{at: 0, fen: 500}, {at: 15 * when.Minute, fen: 150}, {at: 20*when.Minute + 2*when.Hour, fen: 30}}
	// the payment at 15 min takes the first 100 after 5 min; the second 100 came later and is not touched by it
	p := passes(in, out)
	check.Equal(t, p.left, [3]float64{0.5, 0.5, 0.65})
	check.True(t, math.Abs(p.dwell-math.Log1p(300)) < 1e-9, fmt.Sprint("median wait ", p.dwell))
	check.True(t, math.IsNaN(passes(nil, out).left[0]), "nothing came")
}

// Protects: the shapes. One source strewn over three and gathered again is a scatter-gather of three; three payers and two payees
// within a day are a gather-scatter of two.
func TestShapes(t *testing.T) {
	var all []Transfer
	for i, m := range []string{"m1", "m2", "m3"} {
		at := when.Micros(i) * when.Minute
		all = append(all, Transfer{"source", m, at, 100}, Transfer{m, "sink", at + when.Hour, 90})
	}
	all = append(all, Transfer{"sink", "p", 3 * when.Hour, 50}, Transfer{"sink", "q", 4 * when.Hour, 50})
	b := newBook(all)
	i := b.number["sink"]
	v := view{b: b, in: b.in[i], out: b.out[i]}
	check.Equal(t, v.scatterGather(), 3.0)
	check.Equal(t, v.gatherScatter(), 2.0)
	check.Equal(t, busiest(v.all(), 2*when.Minute), 3)
	check.Equal(t, len(b.rows([]string{"sink", "unknown"})[0]), len(names))
}

// Protects: the reading of transfers; the faulty line is named.
func TestReadTransfers(t *testing.T) {
	got, err := ReadTransfers(strings.NewReader("src,dst,time,amount_fen\na,b,2026-06-01T00:00:00Z,100\na,,60000000,5\n"))
	check.NoError(t, err)
	check.Equal(t, got[1], Transfer{"a", "", when.Minute, 5})
	for _, bad := range []string{"a,b,x,1", "a,b,1,0", ",b,1,1", "a,b,1,1.5", "a,b,-1,1"} {
		_, err = ReadTransfers(strings.NewReader("src,dst,time,amount_fen\n" + bad + "\n"))
		check.Fault(t, err, "model.rows_invalid")
	}
}

// FuzzFile protects the reader of model files: what it accepts can be asked.
func FuzzFile(f *testing.F) {
	f.Add([]byte(`{"names":[],"forests":[{"columns":3}]}`))
	f.Fuzz(func(_ *testing.T, body []byte) {
		m, err := readBody(body)
		if err == nil {
			m.Probability([]string{"a"}, []Transfer{{"a", "b", 1, 1}})
		}
	})
}

// FuzzTransfers protects the reading of transfers against any bytes: what it accepts can be measured.
func FuzzTransfers(f *testing.F) {
	f.Add([]byte("src,dst,time,amount_fen\na,b,5,100\nb,,9,100\n"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		got, err := ReadTransfers(bytes.NewReader(data))
		if err == nil {
			newBook(got).rows([]string{"a", "b"})
		}
	})
}
