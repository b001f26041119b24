package figure

import (
	"math/big"

	"fanzha/centre/stats/phrase/script"
)

// smallBase is below which a percentage of change misleads: the numbers themselves are printed (users.md 9.1).
const smallBase = 10

// Exact is a whole number, printed in full.
func Exact(n int64) Number { return Number{Decimal: script.Int(n), Op: Eq} }

// Short is a whole number printed by size: from 10,000 in 万 and from 100,000,000 in 亿, with two places at most, rounded half up.
func Short(n int64) Number {
	scale := int8(0)
	switch {
	case n >= 1_0000_0000 || n <= -1_0000_0000:
		scale = 8
	case n >= 1_0000 || n <= -1_0000:
		scale = 4
	default:
		return Exact(n)
	}
	d := script.Quotient(new(big.Rat).SetInt64(n), new(big.Rat).SetInt(script.Power(int(scale))), 2, script.HalfUp)
	if scale == 4 && d.Cmp(script.Int(1_0000)) >= 0 { // 99,999,999 rounds to 1亿
		return Number{Decimal: script.Int(1), Scale: 8, Op: Eq}
	}
	return Number{Decimal: d.Trim(), Scale: scale, Op: Eq}
}

// Money is an amount in fen, printed in 元 by size, and the unit 元.
func Money(fen int64) (Number, string) {
	yuan := new(big.Rat).SetFrac64(fen, 100)
	scale := int8(0)
	switch limit := new(big.Rat).Abs(yuan); {
	case limit.Cmp(new(big.Rat).SetInt64(99_995_000)) >= 0: // rounds to 1亿
		scale = 8
	case limit.Cmp(new(big.Rat).SetInt64(1_0000)) >= 0:
		scale = 4
	}
	d := script.Quotient(yuan, new(big.Rat).SetInt(script.Power(int(scale))), 2, script.HalfUp)
	return Number{Decimal: d.Trim(), Scale: scale, Op: Eq}, "元"
}

// Percent is num ÷ den in percent with two places, rounded half up; ok is false when den is 0.
func Percent(num, den int64) (n Number, ok bool) {
	if den == 0 {
		return Number{}, false
	}
	hundred := new(big.Rat).SetInt64(num)
	hundred.Mul(hundred, new(big.Rat).SetInt64(100))
	return Number{Decimal: script.Quotient(hundred, new(big.Rat).SetInt64(den), 2, script.HalfUp), Op: Eq}, true
}

// Bases are the periods of the two usual comparisons, as printed where there is no percentage.
var Bases = map[string]string{"同比": "上年同期", "环比": "上期"}

// Change compares now with base in percent, two places, half up. Equal numbers are 持平; a base of 0 or below ten prints the earlier number
// instead (上年同期为3起): unit is what is counted.
func Change(kind string, now, base int64, unit string) Comparison {
	c := Comparison{Kind: kind, Value: Number{Op: None}}
	earlier := Bases[kind]
	if earlier == "" {
		earlier = "上期"
	}
	switch {
	case now == base:
		c.Op = Flat
	case base == 0:
		c.Op, c.Base, c.Value, c.Unit = Zero, earlier, Exact(0), ""
	case base < smallBase && base > -smallBase:
		c.Op, c.Base, c.Value, c.Unit = Was, earlier, Exact(base), unit
	default:
		c.Op, c.Unit = Up, "%"
		diff := now - base
		if diff < 0 != (base < 0) {
			c.Op = Down
		}
		c.Value, _ = Percent(diff, base)
		if c.Value.M < 0 {
			c.Value.M = -c.Value.M
		}
		if c.Value.M == 0 { // less than 0.005 %
			c.Op, c.Unit, c.Value = Flat, "", Number{Op: None}
			c.Verb = "基本持平"
		}
	}
	return c
}

// Points compares two percentages in percentage points (百分点), never in percent.
func Points(kind string, now, base Number) Comparison {
	diff := new(big.Rat).Sub(now.Rat(), base.Rat())
	c := Comparison{Kind: kind, Op: Up, Unit: "个百分点", Value: Number{Op: Eq}}
	switch diff.Sign() {
	case 0:
		return Comparison{Kind: kind, Op: Flat, Value: Number{Op: None}}
	case -1:
		c.Op = Down
	}
	c.Value.Decimal = script.Quotient(diff.Abs(diff), new(big.Rat).SetInt64(1), 2, script.HalfUp).Trim()
	return c
}

// Streak is 连续n周下降.
func Streak(n int, every string, way Way) Comparison {
	return Comparison{Kind: "连续", Persist: n, Every: every, Op: way, Value: Number{Op: None}}
}
