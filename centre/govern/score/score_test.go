package score_test

import (
	"fmt"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"fanzha/centre/govern/score"
	"fanzha/internal/check"
	"fanzha/rulebook"
)

const sheetText = `
code: t
zh: 测试
en: test
objects: county
late_days: 5
objection_days: 3
cover: 60
yellow: 8000
red: 6000
label: local setting
source: test
lines:
  - {code: rate, zh: 率, en: rate, indicator: visit_rate, weight: 60, formula: ratio, good: up, target: "95%", base: 10, scale: 100}
  - {code: per, zh: 万人, en: per, indicator: filed, weight: 20, formula: range, good: down, zero: 10/10000, target: 2/10000}
  - {code: late, zh: 超时, en: late, indicator: overdue, weight: 20, formula: deduct, good: down, points: "1.5"}
propose:
  - {months: 1, step: notice}
  - {months: 2, step: listing}
  - {months: 3, step: interview}
`

func sheet(t testing.TB) score.Sheet {
	t.Helper()
	s, err := score.Parse([]byte(sheetText))
	check.NoError(t, err)
	return s
}

func of(n, d int64) score.Value { return score.Value{Num: n, Den: d, Known: true} }

// Protects: a score sheet computed by hand: 60×(90/95→), a straight line between, deductions, a share for what is too small, ties.
func TestByHand(t *testing.T) {
	units := []score.Unit{
		{Object: "a", Values: map[string]score.Value{"rate": of(95, 100), "per": of(2, 10_000), "late": of(0, 1)}},
		{Object: "b", Values: map[string]score.Value{"rate": of(1, 1), "per": of(6, 10_000), "late": of(2, 1)}},
		{Object: "c", Values: map[string]score.Value{"rate": of(99, 100), "per": of(1, 10_000), "late": of(0, 1)}},
		{Object: "d", Values: map[string]score.Value{"rate": of(19, 40), "per": of(12, 10_000), "late": of(20, 1)}},
		{Object: "e", Values: map[string]score.Value{"rate": of(5, 6), "per": {}, "late": of(0, 1)}},
	}
	rows := score.Compute(sheet(t), units)
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprint(r.Object, " ", r.Centi, " ", r.Place, " ", r.Band))
	}
	// a and c share the first place; b's 1 of 1 does not count and the rest is 40 of 100, too little to rank; so is e
	check.Equal(t, got, []string{"a 10000 1 blue", "c 10000 1 blue", "d 3000 3 red", "b -1 0 ", "e -1 0 "})
	check.Equal(t, rows[3].Marks[0], score.Mark{Line: "rate", Value: of(1, 1), State: score.Small})
	check.Equal(t, []int64{rows[2].Marks[0].Centi, rows[2].Marks[1].Centi, rows[2].Marks[2].Centi}, []int64{3000, 0, 0})
}

// naive is the same arithmetic written down a second time, over common denominators instead of fractions, for ratio, range and deduct.
func naive(s score.Sheet, u score.Unit) int64 {
	num, den, weight, total, scored := big.NewInt(0), big.NewInt(1), int64(0), int64(0), false
	add := func(n, d *big.Int) {
		num = new(big.Int).Add(new(big.Int).Mul(num, d), new(big.Int).Mul(n, den))
		den = new(big.Int).Mul(den, d)
	}
	for _, l := range s.Lines {
		w := big.NewInt(int64(l.Weight))
		total += int64(l.Weight)
		v, there := u.Values[l.Code]
		if !there || !v.Known {
			if l.Reported {
				weight += int64(l.Weight)
			}
			continue
		}
		if v.Den < max(1, int64(l.Base)) {
			continue
		}
		weight, scored = weight+int64(l.Weight), true
		t, z, p := must(l.Target), must(l.Zero), must(l.Points)
		n, d := big.NewInt(0), big.NewInt(1)
		switch l.Formula {
		case score.Ratio:
			n, d = mul(v.Num, t[1]), mul(v.Den, t[0])
			if l.Good == "down" {
				n, d = d, n
			}
		case score.Range:
			// (v-z)/(t-z) with v = Num/Den
			n = new(big.Int).Sub(mul(v.Num, z[1]), mul(v.Den, z[0]))
			n.Mul(n, t[1])
			d = new(big.Int).Sub(new(big.Int).Mul(t[0], z[1]), new(big.Int).Mul(z[0], t[1]))
			d.Mul(d, big.NewInt(v.Den))
		case score.Deduct:
			n = new(big.Int).Sub(new(big.Int).Mul(mul(v.Den, p[1]), w), mul(v.Num, p[0]))
			d = new(big.Int).Mul(mul(v.Den, p[1]), w)
		}
		if d.Sign() < 0 {
			n, d = n.Neg(n), d.Neg(d)
		}
		if d.Sign() == 0 || n.Cmp(d) > 0 {
			n, d = big.NewInt(1), big.NewInt(1)
		}
		if n.Sign() < 0 {
			n = big.NewInt(0)
		}
		add(new(big.Int).Mul(n, w), d)
	}
	if !scored || weight*100 < total*int64(s.Cover) {
		return -1
	}
	num.Mul(num, big.NewInt(100*100*2))
	den.Mul(den, big.NewInt(weight))
	num.Add(num, den)
	return num.Div(num, den.Mul(den, big.NewInt(2))).Int64()
}

func mul(a int64, b *big.Int) *big.Int { return new(big.Int).Mul(big.NewInt(a), b) }

func must(s string) [2]*big.Int {
	if s == "" {
		return [2]*big.Int{big.NewInt(0), big.NewInt(1)}
	}
	r, err := score.Fraction(s)
	if err != nil {
		panic(err)
	}
	return [2]*big.Int{r.Num(), r.Denom()}
}

// Protects: scores, places and bands of any values equal those of a second, plain computation, and the order of the input does not
// matter.
func TestAgainstNaive(t *testing.T) {
	s := sheet(t)
	s.Lines = append(s.Lines,
		score.Line{Code: "own", Weight: 15, Formula: score.Ratio, Good: "up", Target: "4", Reported: true},
		score.Line{Code: "mins", Weight: 25, Formula: score.Ratio, Good: "down", Target: "7.5", Base: 5})
	value := rapid.Custom(func(t *rapid.T) score.Value {
		return score.Value{Num: rapid.Int64Range(0, 1_000_000_000_000_000).Draw(t, "n"), Den: rapid.Int64Range(0, 30).Draw(t, "d"),
			Known: rapid.IntRange(0, 4).Draw(t, "known") > 0}
	})
	small := rapid.Custom(func(t *rapid.T) score.Value {
		return score.Value{Num: rapid.Int64Range(0, 40).Draw(t, "n"), Den: rapid.Int64Range(0, 40).Draw(t, "d"), Known: true}
	})
	rapid.Check(t, func(t *rapid.T) {
		var units []score.Unit
		for i := range rapid.IntRange(0, 8).Draw(t, "units") {
			u := score.Unit{Object: fmt.Sprint("u", i), Values: map[string]score.Value{}}
			for _, l := range s.Lines {
				u.Values[l.Code] = rapid.OneOf(value, small).Draw(t, l.Code)
			}
			units = append(units, u)
		}
		rows := score.Compute(s, units)
		byName := map[string]score.Unit{}
		for _, u := range units {
			byName[u.Object] = u
		}
		for _, r := range rows {
			if want := naive(s, byName[r.Object]); r.Centi != want {
				t.Fatalf("%s: %d, want %d", r.Object, r.Centi, want)
			}
			above := 0
			for _, o := range rows {
				if o.Centi > r.Centi {
					above++
				}
			}
			if r.Centi >= 0 && r.Place != above+1 || r.Centi < 0 && (r.Place != 0 || r.Band != "") {
				t.Fatalf("%s: place %d with %d above", r.Object, r.Place, above)
			}
			if r.Centi > 10_000 {
				t.Fatalf("%s: %d is more than everything", r.Object, r.Centi)
			}
		}
		slices.Reverse(units)
		again := score.Compute(s, units)
		if fmt.Sprint(again) != fmt.Sprint(rows) {
			t.Fatal("the order of the input matters")
		}
	})
}

// Protects: points by place: the best has all, the worst nothing, equals the same, and one alone has no place.
func TestPlaces(t *testing.T) {
	s := sheet(t)
	s.Cover = 1
	s.Lines = []score.Line{{Code: "p", Weight: 40, Formula: score.Place, Good: "down"}, {Code: "q", Weight: 10, Formula: score.Ratio, Good: "up", Target: "1"}}
	unit := func(name string, n int64) score.Unit {
		return score.Unit{Object: name, Values: map[string]score.Value{"p": of(n, 1), "q": of(1, 1)}}
	}
	var got []int64
	for _, r := range score.Compute(s, []score.Unit{unit("a", 1), unit("b", 2), unit("c", 2), unit("d", 9), unit("e", 9)}) {
		got = append(got, r.Marks[0].Centi)
	}
	check.Equal(t, got, []int64{4000, 3000, 3000, 1000, 1000})
	alone := score.Compute(s, []score.Unit{unit("a", 1)})
	check.Equal(t, alone[0].Marks[0].State, score.Small)
}

// Protects: the rule of consecutive months counts back from the last and never across a month that was not red.
func TestStreak(t *testing.T) {
	s := sheet(t)
	for _, c := range []struct {
		bands []string
		n     int
		step  string
	}{
		{nil, 0, ""}, {[]string{"red"}, 1, "notice"}, {[]string{"red", "yellow"}, 0, ""}, {[]string{"red", "", "red"}, 1, "notice"},
		{[]string{"yellow", "red", "red"}, 2, "listing"}, {[]string{"red", "red", "red", "red"}, 4, "interview"},
	} {
		check.Equal(t, score.Streak(c.bands), c.n)
		check.Equal(t, s.Proposed(c.n), c.step)
	}
}

// Protects: every sheet of the rulebook is sound, and no sheet can be written that ranks by one number, by self-reported numbers, or by
// a rate without a smallest base.
func TestSheets(t *testing.T) {
	list, err := score.Load(rulebook.FS, "scores")
	check.NoError(t, err)
	check.True(t, len(list) >= 4, "sheets of the rulebook")
	good := sheet(t)
	for name, spoil := range map[string]func(*score.Sheet){
		"one line":      func(s *score.Sheet) { s.Lines = s.Lines[:1] },
		"self-reported": func(s *score.Sheet) { s.Lines[0].Reported = true },
		"no base":       func(s *score.Sheet) { s.Lines[0].Base = 1 },
		"twice":         func(s *score.Sheet) { s.Lines[1].Code = "rate" },
		"weight":        func(s *score.Sheet) { s.Lines[1].Weight = 0 },
		"target":        func(s *score.Sheet) { s.Lines[0].Target = "0" },
		"target text":   func(s *score.Sheet) { s.Lines[0].Target = "1e9999999" },
		"zero":          func(s *score.Sheet) { s.Lines[1].Zero = "1/10000" },
		"points":        func(s *score.Sheet) { s.Lines[2].Points = "-1" },
		"formula":       func(s *score.Sheet) { s.Lines[2].Formula = "guess" },
		"good":          func(s *score.Sheet) { s.Lines[2].Good = "" },
		"deduct up":     func(s *score.Sheet) { s.Lines[2].Good = "up" },
		"objects":       func(s *score.Sheet) { s.Objects = "people" },
		"objection":     func(s *score.Sheet) { s.ObjectionDays = 0 },
		"bands":         func(s *score.Sheet) { s.Red = s.Yellow + 1 },
		"cover":         func(s *score.Sheet) { s.Cover = 0 },
		"step":          func(s *score.Sheet) { s.Propose[0].Step = "punish" },
		"months":        func(s *score.Sheet) { s.Propose[1].Months = 1 },
		"source":        func(s *score.Sheet) { s.Source = "" },
	} {
		s := good
		s.Lines, s.Propose = slices.Clone(good.Lines), slices.Clone(good.Propose)
		spoil(&s)
		check.True(t, s.Check() != nil, "taken: "+name)
	}
}

// FuzzFraction protects: no text, however strange, costs time or ends the program.
func FuzzFraction(f *testing.F) {
	for _, s := range []string{"95%", "1/3", "8/10000", "1e999999999", "1/0", "0.1/0.2", "%", "..", "1%%", "１"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := score.Fraction(s)
		if err == nil && (r == nil || r.Sign() < 0) {
			t.Fatalf("%q is %v", s, r)
		}
	})
}

// FuzzParse protects: a damaged sheet is refused, never a panic.
func FuzzParse(f *testing.F) {
	f.Add([]byte(sheetText))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := score.Parse(raw)
		if err == nil && s.Check() != nil {
			t.Fatal("taken and not sound")
		}
	})
}

// Protects: a median is printed as itself and judged by how many it is of, never by a fraction made up for it.
func TestMedian(t *testing.T) {
	s := score.Sheet{Cover: 60, Yellow: 8000, Red: 6000, Lines: []score.Line{
		{Code: "seconds", Weight: 60, Formula: score.Ratio, Good: "down", Target: "600", Base: 5, Unit: "秒"}, {Code: "late", Weight: 40, Formula: score.Deduct, Good: "down", Points: "1"}}}
	median := func(seconds, of int64) score.Unit {
		return score.Unit{Object: "a", Values: map[string]score.Value{"seconds": {Num: seconds, Den: 1, Of: of, Known: true}, "late": {Den: 1, Known: true}}}
	}
	got := score.Compute(s, []score.Unit{median(1200, 31)})[0]
	check.Equal(t, []any{got.Marks[0].State, got.Marks[0].Centi, s.Lines[0].Print(got.Marks[0].Value)}, []any{score.Scored, int64(3000), "1200"})
	check.Equal(t, score.Compute(s, []score.Unit{median(1200, 4)})[0].Marks[0].State, score.Small)
}
