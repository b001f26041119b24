package indicator

import (
	"math/big"
	"strconv"
	"strings"

	"fanzha/centre/stats"
	"fanzha/term/money"
)

// Ask is a question for a figure.
type Ask struct {
	Code   string
	Period Period
	Scope  []string // prefixes of units that may be seen, as in stats.Query
	Unit   string
	Region string
	Only   []stats.Only
}

// Excluded says how many were left out of a denominator, and why.
type Excluded struct {
	ZH, EN string
	N      int64
}

// Figure is an answer: whole numbers, and how they are read.
type Figure struct {
	Entry    *Entry
	Ask      Ask
	Num, Den int64 // Den is 0 for a plain number, and for a rate that has no base
	Excluded []Excluded
	NoBase   bool      // a rate whose denominator is zero: there is no value
	Small    bool      // its base is small: the parts say more than the rate
	BaseDay  stats.Day // of a rate per head: the day of the population base
}

// PerTenThousand is a count or an amount per 10,000 of a population, two decimals: what a map is coloured by.
func PerTenThousand(f Figure, population int64) Figure {
	e := *f.Entry
	e.DenIs, e.Scale, e.Decimals, e.Unit, e.UnitEN = "population", 10_000, 2, e.Unit+"/万人", e.UnitEN+" per 10,000"
	f.Entry, f.Den, f.NoBase = &e, population, population <= 0
	return f
}

// Money says whether the figure is an amount in fen.
func (f Figure) Money() bool { return f.Entry.Money() && !f.Entry.Rate() }

// plain is the value in the unit that is printed: yuan for fen, and the unit of time for milliseconds.
func (f Figure) plain() (*big.Rat, bool) {
	v, ok := f.exact()
	div := int64(1)
	switch {
	case f.Entry.fen():
		div = money.Yuan
	case f.Entry.Quantile > 0:
		div = spans[f.Entry.Unit]
	}
	return v.Quo(v, big.NewRat(max(div, 1), 1)), ok
}

// spans are the units of time in milliseconds, in which facts hold times.
var spans = map[string]int64{"秒": 1000, "分钟": 60_000, "小时": 3_600_000, "天": 86_400_000}

// exact is the value as a fraction, scaled; false when there is none.
func (f Figure) exact() (*big.Rat, bool) {
	if f.NoBase {
		return new(big.Rat), false
	}
	den := int64(1)
	if f.Entry.Rate() {
		den = f.Den
	}
	v := new(big.Rat).SetFrac(big.NewInt(f.Num), big.NewInt(den))
	return v.Mul(v, new(big.Rat).SetInt64(f.Entry.Scale)), true
}

// Cmp compares the exact values; a figure without a value is less than every other.
func (f Figure) Cmp(o Figure) int {
	x, okX := f.exact()
	y, okY := o.exact()
	switch {
	case okX && okY:
		return x.Cmp(y)
	case okX:
		return 1
	case okY:
		return -1
	}
	return 0
}

// Text is the value in digits, rounded as the entry says: "3741", "99.18"; an amount in yuan, "9491100.00"; "—" when there is none.
func (f Figure) Text() string {
	v, ok := f.plain()
	switch {
	case !ok:
		return "—"
	case f.Money():
		return fixed(v, 2, f.Entry.Round)
	case f.Entry.Rate() || f.Entry.Quantile > 0:
		return fixed(v, f.Entry.Decimals, f.Entry.Round)
	}
	return strconv.FormatInt(f.Num, 10)
}

// Float is the value for the length of a bar in a drawing, never for a text.
func (f Figure) Float() float64 {
	v, _ := f.plain()
	x, _ := v.Float64()
	return x
}

// ZH is the value with its unit as every page and every bulletin prints it: counts in full, amounts in 万元 and 亿元 with at most two
// decimals, rates with the decimals of the entry.
func (f Figure) ZH() string {
	switch {
	case f.NoBase:
		return "—"
	case f.Entry.Money():
		v, _ := f.plain()
		return yuanZH(v, f.Entry.Round)
	}
	return f.Text() + f.Entry.Unit
}

// EN is the value with its unit in English: amounts in yuan in full.
func (f Figure) EN() string {
	switch {
	case f.NoBase:
		return "—"
	case f.Entry.Money():
		return "¥" + grouped(f.Text())
	case f.Entry.Percent():
		return f.Text() + "%"
	}
	return f.Text() + " " + f.Entry.UnitEN
}

// yuanZH writes yuan as 元, 万元 or 亿元.
func yuanZH(yuan *big.Rat, round Round) string {
	size := new(big.Rat).Abs(yuan)
	div, word := int64(1), "元"
	switch {
	case size.Cmp(big.NewRat(money.Yi/money.Yuan, 1)) >= 0:
		div, word = money.Yi/money.Yuan, "亿元"
	case size.Cmp(big.NewRat(money.Wan/money.Yuan, 1)) >= 0:
		div, word = money.Wan/money.Yuan, "万元"
	}
	return trim(fixed(new(big.Rat).Quo(yuan, big.NewRat(div, 1)), 2, round)) + word
}

// trim cuts zeros after the point.
func trim(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// grouped sets commas between thousands.
func grouped(s string) string {
	whole, rest, point := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return sign + whole
}

// fixed writes a fraction with a number of decimals, rounded half up (away from zero) or truncated.
func fixed(v *big.Rat, decimals int, round Round) string {
	pow := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
	num := new(big.Int).Mul(v.Num(), pow)
	negative := num.Sign() < 0
	num.Abs(num)
	q, r := new(big.Int).QuoRem(num, v.Denom(), new(big.Int))
	if round == HalfUp && r.Lsh(r, 1).Cmp(v.Denom()) >= 0 {
		q.Add(q, big.NewInt(1))
	}
	s := q.String()
	if decimals > 0 {
		if len(s) <= decimals {
			s = strings.Repeat("0", decimals-len(s)+1) + s
		}
		s = s[:len(s)-decimals] + "." + s[len(s)-decimals:]
	}
	if negative && q.Sign() != 0 {
		s = "-" + s
	}
	return s
}
