package score

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// Value is what an indicator says of one unit: numerator and denominator. A count has denominator 1, and so has a median, in the unit of
// its line.
type Value struct {
	Num   int64 `json:"num"`
	Den   int64 `json:"den"`
	Known bool  `json:"known"`
	Of    int64 `json:"of,omitempty"` // how many things a median is that of; 0: it is none
}

// base is what the smallest base of a line is compared with.
func (v Value) base() int64 {
	if v.Of > 0 && v.Den == 1 {
		return v.Of
	}
	return v.Den
}

// Print is a value as the line prints it, without its unit: 96.15, 541.
func (l Line) Print(v Value) string {
	if v.Den <= 0 {
		return "—"
	}
	r := big.NewRat(v.Num, v.Den)
	return Trimmed(r.Mul(r, new(big.Rat).SetInt64(max(int64(l.Scale), 1))))
}

// Trimmed writes a number with at most two decimals, rounded half up, without zeros at its end.
func Trimmed(r *big.Rat) string {
	n := centi(r)
	out := strconv.FormatInt(n/100, 10)
	if n%100 != 0 {
		out += strings.TrimRight(fmt.Sprintf(".%02d", n%100), "0")
	}
	return out
}

// Bands.
const (
	Blue   = "blue"   // 蓝: in order
	Yellow = "yellow" // 黄
	Red    = "red"    // 红: the worst
)

// States of a line for one unit.
const (
	Scored  = "scored"
	Small   = "small"   // the denominator is below the smallest base: shown, not scored
	Missing = "missing" // no value; a self-reported one counts as nothing done
)

// Mark is one line's points of one unit.
type Mark struct {
	Line  string `json:"line"`
	Value Value  `json:"value"`
	State string `json:"state"`
	Centi int64  `json:"centi"` // hundredths of a point, rounded half up; of what is not scored 0
}

// Row is one unit's result.
type Row struct {
	Object string `json:"object"`
	Marks  []Mark `json:"marks"` // in the order of the sheet's lines
	// Centi is the score in hundredths of a point per hundred; -1 where too little could be scored.
	Centi int64  `json:"centi"`
	Place int    `json:"place"` // from 1; equal scores share one; 0: not ranked
	Band  string `json:"band"`  // empty where not ranked
}

// Unit is one unit with its values by line code.
type Unit struct {
	Object string
	Values map[string]Value
}

// Compute scores units and puts them in order: by place, then by object; those that cannot be ranked at the end.
func Compute(s Sheet, units []Unit) []Row {
	out := make([]Row, len(units))
	sums, weights := make([]*big.Rat, len(units)), make([]int64, len(units))
	for i, u := range units {
		out[i] = Row{Object: u.Object, Centi: -1}
		sums[i] = new(big.Rat)
	}
	total := int64(0)
	for _, l := range s.Lines {
		total += int64(l.Weight)
		states := make([]string, len(units))
		for i, u := range units {
			states[i] = stateOf(l, u.Values[l.Code])
		}
		for i, u := range units {
			m := Mark{Line: l.Code, Value: u.Values[l.Code], State: states[i]}
			counts := m.State == Scored || m.State == Missing && l.Reported
			if m.State == Scored {
				points, ok := l.points(m.Value, rivals{l.Code, units, states})
				counts = ok
				if !ok {
					m.State = Small
				} else {
					sums[i].Add(sums[i], points)
					m.Centi = centi(points)
				}
			}
			if counts {
				weights[i] += int64(l.Weight)
			}
			out[i].Marks = append(out[i].Marks, m)
		}
	}
	for i := range out {
		if weights[i] == 0 || weights[i]*100 < total*int64(s.Cover) || !anyScored(out[i].Marks) {
			continue
		}
		// what could not be scored is left out of the sum and of the whole, so that a small place is neither punished nor helped
		out[i].Centi = centi(sums[i].Mul(sums[i], big.NewRat(100, weights[i])))
	}
	order(s, out)
	return out
}

func anyScored(marks []Mark) bool {
	return slices.ContainsFunc(marks, func(m Mark) bool { return m.State == Scored })
}

func stateOf(l Line, v Value) string {
	switch {
	case !v.Known || v.Den < 0 || v.Num < 0:
		return Missing
	case v.Den == 0 || v.base() < int64(l.Base):
		return Small
	}
	return Scored
}

// order gives places and bands.
func order(s Sheet, rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Centi, a.Centi), cmp.Compare(a.Object, b.Object))
	})
	for i := range rows {
		r := &rows[i]
		if r.Centi < 0 {
			continue
		}
		r.Place = i + 1
		if i > 0 && rows[i-1].Centi == r.Centi {
			r.Place = rows[i-1].Place
		}
		switch {
		case r.Centi < int64(s.Red):
			r.Band = Red
		case r.Centi < int64(s.Yellow):
			r.Band = Yellow
		default:
			r.Band = Blue
		}
	}
}

// rivals are all units of a line, for the formula by place.
type rivals struct {
	line   string
	units  []Unit
	states []string
}

// points are a value's points; not ok where the formula gives none: a place among fewer than two.
func (l Line) points(v Value, all rivals) (*big.Rat, bool) {
	weight := big.NewRat(int64(l.Weight), 1)
	value := big.NewRat(v.Num, v.Den)
	switch l.Formula {
	case Ratio:
		target, _ := Fraction(l.Target)
		share := new(big.Rat)
		switch {
		case l.Good == "up":
			share.Quo(value, target)
		case value.Sign() == 0:
			share.SetInt64(1)
		default:
			share.Quo(target, value)
		}
		return weight.Mul(weight, within(share)), true
	case Range:
		target, _ := Fraction(l.Target)
		zero, _ := Fraction(l.Zero)
		share := new(big.Rat).Sub(value, zero)
		share.Quo(share, new(big.Rat).Sub(target, zero))
		return weight.Mul(weight, within(share)), true
	case Deduct:
		each, _ := Fraction(l.Points)
		weight.Sub(weight, each.Mul(each, value))
		if weight.Sign() < 0 {
			weight.SetInt64(0)
		}
		return weight, true
	}
	better, n := 0, 0
	for i, u := range all.units {
		if all.states[i] != Scored {
			continue
		}
		n++
		other := u.Values[all.line]
		c := big.NewRat(other.Num, other.Den).Cmp(value)
		if c > 0 && l.Good == "up" || c < 0 && l.Good == "down" {
			better++
		}
	}
	if n < 2 {
		return nil, false
	}
	return weight.Mul(weight, big.NewRat(int64(n-1-better), int64(n-1))), true
}

// within keeps a share between nothing and all.
func within(r *big.Rat) *big.Rat {
	switch {
	case r.Sign() < 0:
		return r.SetInt64(0)
	case r.Cmp(big.NewRat(1, 1)) > 0:
		return r.SetInt64(1)
	}
	return r
}

// centi rounds half up to hundredths. Scores are never negative and at most a few thousand points, which an int64 holds.
func centi(r *big.Rat) int64 {
	n := new(big.Int).Mul(r.Num(), big.NewInt(200))
	n.Add(n, r.Denom())
	n.Div(n, new(big.Int).Mul(r.Denom(), big.NewInt(2)))
	return n.Int64()
}

// Streak is how many months in a row, counted back from the last, lie in the worst band. bands are in the order of months; a month
// without a band ends the row.
func Streak(bands []string) int {
	n := 0
	for i := len(bands) - 1; i >= 0 && bands[i] == Red; i-- {
		n++
	}
	return n
}

// Proposed is the step that a sheet proposes after so many months; empty: none.
func (s Sheet) Proposed(months int) string {
	step := ""
	for _, r := range s.Propose {
		if months >= int(r.Months) {
			step = r.Step
		}
	}
	return step
}
