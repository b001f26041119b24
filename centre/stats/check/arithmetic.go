package check

import (
	"fmt"
	"math/big"

	"fanzha/centre/stats/phrase"
)

// HasBase says whether some whole earlier number gives the printed change of a whole number: 881起 with +160.5% has none (338 gives 160.65).
// The change may have been rounded half up or cut. It is true where nothing can be said: flat, multiples, changes in pieces.
func HasBase(now phrase.Number, c phrase.Comparison) bool {
	if c.Unit != "%" || c.Value.Op != phrase.Eq || now.Op != phrase.Eq || now.Places > 0 || now.Scale > 0 || c.Op != phrase.Up && c.Op != phrase.Down {
		return true
	}
	factor := new(big.Rat).Quo(c.Value.Rat(), big.NewRat(100, 1))
	if c.Op == phrase.Down {
		factor.Neg(factor)
	}
	factor.Add(factor, big.NewRat(1, 1))
	if factor.Sign() <= 0 {
		return now.M == 0 // fallen by all of it
	}
	base := new(big.Rat).Quo(now.Rat(), factor)
	middle := new(big.Int).Quo(base.Num(), base.Denom())
	for d := int64(-2); d <= 3; d++ {
		b := new(big.Int).Add(middle, big.NewInt(d))
		if b.Sign() > 0 && gives(now.Rat(), new(big.Rat).SetInt(b), c) {
			return true
		}
	}
	return wide(factor, now, c)
}

// wide says whether the printed change leaves so much room that more bases than those next to the middle one must be possible.
func wide(factor *big.Rat, now phrase.Number, c phrase.Comparison) bool {
	room := new(big.Rat).Mul(now.Rat(), new(big.Rat).Quo(c.Value.Step(), big.NewRat(100, 1)))
	room.Quo(room, new(big.Rat).Mul(factor, factor))
	return room.Cmp(big.NewRat(2, 1)) > 0
}

// gives says whether now against base is printed as c, rounded half up or cut.
func gives(now, base *big.Rat, c phrase.Comparison) bool {
	diff := new(big.Rat).Sub(now, base)
	if c.Op == phrase.Down {
		diff.Neg(diff)
	}
	diff.Mul(diff, big.NewRat(100, 1))
	for _, r := range []phrase.Rounding{phrase.HalfUp, phrase.Truncate} {
		if phrase.Quotient(diff, base, c.Value.Places, r).Cmp(c.Value.Decimal) == 0 {
			return true
		}
	}
	return false
}

// Rounds says whether short is exact printed with fewer digits (13亿 for 13.24亿), rounded or cut.
func Rounds(exact, short phrase.Number) bool {
	diff := new(big.Rat).Sub(exact.Rat(), short.Rat())
	step := short.Step()
	if whole := short.Decimal.Trim(); whole.Places == 0 { // 300 for 312: zeros at the end are places too
		for m := whole.M; m != 0 && m%10 == 0; m /= 10 {
			step.Mul(step, big.NewRat(10, 1))
		}
	}
	return diff.Abs(diff).Cmp(step) < 0 && exact.Step().Cmp(step) < 0
}

// change computes the percentage of now against base.
func change(now, base *big.Rat, places int8) string {
	diff := new(big.Rat).Sub(now, base)
	diff.Mul(diff, big.NewRat(100, 1))
	d := phrase.Quotient(diff, base, places, phrase.HalfUp)
	if d.M > 0 {
		return "+" + d.String() + "%"
	}
	return d.String() + "%"
}

// changes checks the comparisons of a figure.
func (c *checker) changes(f *phrase.Figure) {
	for i := range f.Compare {
		x, base := &f.Compare[i], baseOf(f, i)
		place := [2]int{min(f.Start, x.Start), max(f.NumEnd, x.End)}
		switch {
		case x.Op == phrase.Down && x.Unit == "%" && x.Value.Rat().Cmp(big.NewRat(100, 1)) > 0:
			c.add(kind{FallOver, Stop}, place, fmt.Sprintf("%s：降幅超过100%%，不可能", x.Quote), fmt.Sprintf("%s: nothing falls by more than 100 %%", x.Quote))
		case base != nil && base.Value.M == 0 && (x.Unit == "%" || x.Unit == "倍"):
			c.add(kind{BaseZero, Stop}, place, fmt.Sprintf("%s：基数为0，不能算百分比，写“上年同期为0”", f.Name), fmt.Sprintf("%s: the base is 0, there is no percentage; print the earlier number", f.Name))
		case x.Unit == "%" && f.Unit == "%" && x.Value.Op != phrase.None && x.Op != phrase.Was && x.Op != phrase.Zero:
			c.add(kind{Points, Look}, place, fmt.Sprintf("%s是比率，“%s”是百分之几还是百分点？", f.Name, x.Quote), fmt.Sprintf("%s is a rate: is %q per cent or percentage points?", f.Name, x.Quote))
		case x.Unit == "个百分点" && f.Unit != "%" && f.Unit != "" && f.Value.Op != phrase.None:
			c.add(kind{Points, Stop}, place, fmt.Sprintf("%s不是比率，不能用百分点：%s", f.Name, x.Quote), fmt.Sprintf("%s is no rate, percentage points do not fit: %s", f.Name, x.Quote))
		case x.Unit == "倍" && x.Op == phrase.Up && (x.Kind != "" || f.Code != ""):
			c.add(kind{Multiple, Look}, place, fmt.Sprintf("“%s”：是增长到还是增长了？请写明基数", x.Quote), fmt.Sprintf("%q: grown to or grown by? say the base", x.Quote))
		}
		c.recompute(f, x, base)
	}
}

// baseOf is the earlier number that is printed for comparison i: the nearest of its kind, before it if there is one, else the last of any kind. Several may be
// printed: 环比2月21起，上升；同比去年同期42起，下降.
func baseOf(f *phrase.Figure, i int) (base *phrase.Comparison) {
	for k := range f.Compare {
		y := &f.Compare[k]
		if y.Op != phrase.Was && y.Op != phrase.Zero {
			continue
		}
		switch {
		case base == nil, !sameBase(&f.Compare[i], base), k < i && sameBase(&f.Compare[i], y):
			base = y
		}
	}
	return base
}

// recompute checks a percentage against the base that is printed, else against all whole bases.
func (c *checker) recompute(f *phrase.Figure, x, base *phrase.Comparison) {
	place := [2]int{min(f.Start, x.Start), max(f.NumEnd, x.End)}
	if x.Unit != "%" || x.Value.Op != phrase.Eq || f.Value.Op != phrase.Eq || f.Unit == "%" || x.Op != phrase.Up && x.Op != phrase.Down {
		return
	}
	if base != nil && base.Value.M == 0 || x.Op == phrase.Down && x.Value.Rat().Cmp(big.NewRat(100, 1)) > 0 {
		return
	}
	if base != nil && sameBase(x, base) {
		if !within(f.Value, base.Value, x) {
			c.add(kind{Mismatch, Stop}, place, fmt.Sprintf("%s与基数%s对不上：应为%s，写的是%s", say(f), base.Value.Text(base.Unit), change(f.Value.Rat(), base.Value.Rat(), x.Value.Places), x.Quote),
				fmt.Sprintf("%s against %s is %s, printed is %s", say(f), base.Value.Text(base.Unit), change(f.Value.Rat(), base.Value.Rat(), x.Value.Places), x.Quote))
		}
		return
	}
	for i := range f.Compare { // 减少46起，下降18.7%: the pieces give the base
		y := &f.Compare[i]
		if y.Kind == x.Kind && y.Unit == f.Unit && y.Value.Op == phrase.Eq && (y.Op == phrase.Up || y.Op == phrase.Down) && y != x {
			c.pieces(f, x, y)
			return
		}
	}
	if f.Unit != "元" && f.Stat != phrase.Average && !HasBase(f.Value, *x) {
		low, high := around(f.Value, x)
		c.add(kind{Mismatch, Stop}, place, fmt.Sprintf("%s“%s”：没有整数基数能算出这个幅度（%s），请核对", say(f), x.Quote, low+"；"+high),
			fmt.Sprintf("%s %q: no whole base gives this change (%s)", say(f), x.Quote, low+"; "+high))
	}
}

// sameBase says whether an earlier number printed belongs to this comparison: 上年同期 to 同比, 上期 to 环比.
func sameBase(x, base *phrase.Comparison) bool {
	return x.Kind == "" || base.Kind == "" || x.Kind == base.Kind
}

// within allows for the printed places of both numbers.
func within(now, base phrase.Number, x *phrase.Comparison) bool {
	if gives(now.Rat(), base.Rat(), *x) {
		return true
	}
	if now.Scale == 0 && now.Places == 0 && base.Scale == 0 && base.Places == 0 {
		return false
	}
	half := func(n phrase.Number) *big.Rat { return new(big.Rat).Quo(n.Step(), big.NewRat(2, 1)) }
	lowNow, highNow := new(big.Rat).Sub(now.Rat(), half(now)), new(big.Rat).Add(now.Rat(), half(now))
	lowBase, highBase := new(big.Rat).Sub(base.Rat(), half(base)), new(big.Rat).Add(base.Rat(), half(base))
	if lowBase.Sign() <= 0 {
		return true
	}
	least, most := percent(lowNow, highBase), percent(highNow, lowBase)
	want := x.Value.Rat()
	if x.Op == phrase.Down {
		want.Neg(want)
	}
	return want.Cmp(least.Sub(least, x.Value.Step())) >= 0 && want.Cmp(most.Add(most, x.Value.Step())) <= 0
}

func percent(now, base *big.Rat) *big.Rat {
	p := new(big.Rat).Sub(now, base)
	p.Mul(p, big.NewRat(100, 1))
	return p.Quo(p, base)
}

func (c *checker) pieces(f *phrase.Figure, x, y *phrase.Comparison) {
	base := f.Value
	b := new(big.Rat).Sub(f.Value.Rat(), y.Value.Rat())
	if y.Op == phrase.Down {
		b = new(big.Rat).Add(f.Value.Rat(), y.Value.Rat())
	}
	if b.Sign() <= 0 {
		return
	}
	base.Decimal, base.Scale = phrase.Quotient(b, big.NewRat(1, 1), 4, phrase.HalfUp), 0
	if x.Op != y.Op || !gives(f.Value.Rat(), b, *x) && !(f.Value.Scale > 0 && within(f.Value, base, x)) {
		c.add(kind{Mismatch, Stop}, [2]int{min(f.Start, x.Start), max(x.End, y.End)}, fmt.Sprintf("%s，%s：应为%s，写的是%s", say(f), y.Quote, change(f.Value.Rat(), b, x.Value.Places), x.Quote),
			fmt.Sprintf("%s, %s: that is %s, printed is %s", say(f), y.Quote, change(f.Value.Rat(), b, x.Value.Places), x.Quote))
	}
}

// around says what the two nearest whole bases would give.
func around(now phrase.Number, x *phrase.Comparison) (low, high string) {
	factor := new(big.Rat).Quo(x.Value.Rat(), big.NewRat(100, 1))
	if x.Op == phrase.Down {
		factor.Neg(factor)
	}
	factor.Add(factor, big.NewRat(1, 1))
	if factor.Sign() <= 0 {
		return "", ""
	}
	q := new(big.Rat).Quo(now.Rat(), factor)
	b := new(big.Int).Quo(q.Num(), q.Denom())
	next := new(big.Int).Add(b, big.NewInt(1))
	if b.Sign() <= 0 {
		b = next
	}
	tell := func(n *big.Int) string {
		return n.String() + " → " + change(now.Rat(), new(big.Rat).SetInt(n), max(2, x.Value.Places))
	}
	return tell(b), tell(next)
}
