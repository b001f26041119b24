package hiding

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
)

// linear is what somebody knows who adds and subtracts answers: sums of unknown numbers. It says which other sums follow.
type linear struct{ rows [][]int64 } // reduced: the first number of each that is not nothing is 1, and stands alone in its column

const prime = 2_147_483_647

func inverse(a int64) int64 {
	out, power := int64(1), prime-2
	for ; power > 0; power >>= 1 {
		if power&1 == 1 {
			out = out * a % prime
		}
		a = a * a % prime
	}
	return out
}

func lead(row []int64) int { return slices.IndexFunc(row, func(v int64) bool { return v != 0 }) }

// less takes from a sum what is known of it; what is left is nothing when all of it is.
func (l *linear) less(row []int64) []int64 {
	out := slices.Clone(row)
	for _, r := range l.rows {
		f := out[lead(r)]
		if f == 0 {
			continue
		}
		for i, v := range r {
			out[i] = ((out[i]-f*v)%prime + prime) % prime
		}
	}
	return out
}

func (l *linear) knows(row []int64) bool { return lead(l.less(row)) < 0 }

func (l *linear) learn(row []int64) {
	row = l.less(row)
	at := lead(row)
	if at < 0 {
		return
	}
	f := inverse(row[at])
	for i := range row {
		row[i] = row[i] * f % prime
	}
	for _, r := range l.rows {
		f := r[at]
		for i, v := range row {
			r[i] = ((r[i]-f*v)%prime + prime) % prime
		}
	}
	l.rows = append(l.rows, row)
}

// land is invented counts by day, township and value, in two cities of some counties.
type land struct {
	*rand.Rand
	towns  []string
	values []string
	days   int
	n      [][][]int64 // by day, town, value
}

func newLand(seed uint64, days int) *land {
	l := &land{Rand: rand.New(rand.NewPCG(seed, 31)), values: []string{"a", "b", "c"}, days: days}
	for city := range 1 + l.IntN(2) {
		for county := range 2 {
			for town := range 1 + l.IntN(3) {
				l.towns = append(l.towns, fmt.Sprintf("99%02d%02d%03d", city+1, county+1, town+1))
			}
		}
	}
	for range days {
		var day [][]int64
		for range l.towns {
			row := make([]int64, len(l.values))
			for j := range row {
				row[j] = max(0, l.Int64N(9)-3)
			}
			day = append(day, row)
		}
		l.n = append(l.n, day)
	}
	return l
}

// sum is one sum over days, towns below a place, and one value (all: -1), as what it is made of.
func (l *land) sum(s stats.Span, place string, value int) (row []int64, n int64) {
	row = make([]int64, l.days*len(l.towns)*len(l.values))
	for d := s.From; d <= s.To; d++ {
		for i, town := range l.towns {
			for j := range l.values {
				if len(place) <= len(town) && town[:len(place)] == place && (value < 0 || value == j) {
					row[(int(d)*len(l.towns)+i)*len(l.values)+j] = 1
					n += l.n[d][i][j]
				}
			}
		}
	}
	return row, n
}

// places are the beginnings of the towns.
func (l *land) places(digits int) []string {
	var out []string
	for _, town := range l.towns {
		if !slices.Contains(out, town[:digits]) {
			out = append(out, town[:digits])
		}
	}
	return out
}

func (l *land) table(s stats.Span, places []string) [][]int64 {
	var out [][]int64
	for _, p := range places {
		var row []int64
		for j := range l.values {
			_, n := l.sum(s, p, j)
			row = append(row, n)
		}
		out = append(out, row)
	}
	return out
}

// answered is a question that was answered, with what it hid.
type answered struct {
	span   stats.Span
	digits int
	hidden map[[2]string]bool
	all    Hid
}

// ask answers a question as the console does, after others.
func (l *land) ask(k int64, before []answered, s stats.Span, digits int) answered {
	var known []stats.Span
	for _, b := range before {
		known = append(known, b.span)
	}
	pieces, from := Pieces(known, s)
	p := Places{K: k, Digits: digits, Rows: l.places(digits), Values: l.values, Before: Hid{}}
	p.Tables = append(p.Tables, l.table(s, p.Rows))
	for _, piece := range pieces {
		p.Tables = append(p.Tables, l.table(piece, p.Rows))
	}
	for _, i := range from {
		p.Before.Add(before[i].all)
	}
	_, all := p.Hidden()
	return answered{s, digits, all[digits], all}
}

// TestNothingFollows protects: whoever asks about places and something of the person again and again, over spans that overlap, begin or end
// alike, at any length of the places' codes, and knows every sum of a place and every sum of a value of every day beside, can compute no small
// number: no town's, no county's, of no days, by adding and subtracting.
func TestNothingFollows(t *testing.T) {
	hidden, shown := 0, 0
	for seed := range uint64(200) {
		l := newLand(seed, 4)
		k := int64(3)
		var know linear
		for d := range stats.Day(l.days) {
			day := stats.Span{From: d, To: d}
			for j := range l.values {
				row, _ := l.sum(day, "", j)
				know.learn(row)
			}
			for _, town := range l.towns {
				row, _ := l.sum(day, town, -1)
				know.learn(row)
			}
		}
		var before []answered
		for range 6 {
			from := stats.Day(l.IntN(l.days))
			s := stats.Span{From: from, To: from + stats.Day(l.IntN(l.days-int(from)))}
			a := l.ask(k, before, s, []int{4, 6, 9}[l.IntN(3)])
			before = append(before, a)
			for _, place := range l.places(a.digits) {
				for j, v := range l.values {
					if a.hidden[[2]string{place, v}] {
						hidden++
						continue
					}
					row, _ := l.sum(s, place, j)
					know.learn(row)
					shown++
				}
			}
		}
		l.attacked(t, &know, k, seed)
	}
	check.True(t, hidden > 300 && shown > 300, fmt.Sprint("too little was hidden or shown to prove anything: ", hidden, " ", shown))
}

// attacked looks for a small number that follows from what is known.
func (l *land) attacked(t *testing.T, know *linear, k int64, seed uint64) {
	t.Helper()
	for from := range stats.Day(l.days) {
		for to := from; to < stats.Day(l.days); to++ {
			s := stats.Span{From: from, To: to}
			for _, digits := range []int{4, 6, 9} {
				places := l.places(digits)
				if len(places) == 1 {
					continue // told by the sums without places
				}
				for _, place := range places {
					for j := range l.values {
						row, n := l.sum(s, place, j)
						if n > 0 && n < k && know.knows(row) {
							t.Fatalf("seed %d: %v of %s %s is %d, and follows", seed, s, place, l.values[j], n)
						}
					}
				}
			}
		}
	}
}

// TestOnePlaceLessTheOthers protects: a county's value less those of its other townships is not told, even when the county is shown; and
// where a county is hidden so are all its townships.
func TestOnePlaceLessTheOthers(t *testing.T) {
	p := Places{K: 3, Digits: 9, Rows: []string{"990101001", "990101002", "990101003", "990102001"}, Values: []string{"f", "m"}}
	p.Tables = [][][]int64{{{9, 9}, {2, 8}, {7, 7}, {5, 9}}}
	hidden, _ := p.Hidden()
	check.Equal(t, hidden[1][0], true)
	check.True(t, hidden[0][0] || hidden[2][0], "the one hidden cell of a county that is shown")
	check.Equal(t, hidden[3], []bool{false, false})
	p.Tables = [][][]int64{{{9, 9}, {8, 8}, {7, 7}, {2, 9}}}
	hidden, _ = p.Hidden()
	for _, row := range hidden {
		check.Equal(t, row, []bool{true, true})
	}
}

// TestPieces protects: what spans leave over is found however many are needed for it, and spans that have nothing to do with the question are
// left alone.
func TestPieces(t *testing.T) {
	span := func(from, to stats.Day) stats.Span { return stats.Span{From: from, To: to} }
	for _, c := range []struct {
		known []stats.Span
		want  string
	}{
		{nil, "[{1 30}] []"},
		{[]stats.Span{span(1, 30)}, "[{1 30}] [0]"},
		{[]stats.Span{span(1, 29)}, "[{1 29} {30 30}] [0]"},
		{[]stats.Span{span(1, 10), span(11, 29)}, "[{1 10} {11 29} {30 30}] [0 1]"},
		{[]stats.Span{span(2, 29), span(40, 50)}, "[{1 30}] []"},
		{[]stats.Span{span(31, 50), span(20, 50), span(3, 9)}, "[{1 19} {20 30} {31 50}] [0 1]"},
	} {
		pieces, from := Pieces(c.known, span(1, 30))
		var days [][2]int32
		for _, p := range pieces {
			days = append(days, [2]int32{int32(p.From), int32(p.To)})
		}
		got := ""
		for i, d := range days {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprintf("{%d %d}", d[0], d[1])
		}
		check.Equal(t, fmt.Sprintf("[%s] %v", got, from), c.want)
	}
}
