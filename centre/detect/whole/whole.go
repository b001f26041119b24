// Package whole (整数运算) computes with whole numbers as the conditions of scenarios do: each result comes with whether it is right, and
// an overflow or a division by zero is not.
package whole

import (
	"math"
	"math/bits"
)

// Ratio is a·1000/b, 0 when b is 0: a share in permille that cannot divide by zero.
func Ratio(a, b int64) int64 {
	if b == 0 || a > (1<<53) || a < -(1<<53) {
		return 0
	}
	return a * 1000 / b
}

// Add is l+r.
func Add(l, r int64) (int64, bool) {
	s := l + r
	return s, (s > l) == (r > 0)
}

// Subtract is l−r.
func Subtract(l, r int64) (int64, bool) {
	s := l - r
	return s, (s < l) == (r > 0)
}

// Multiply is l·r.
func Multiply(l, r int64) (int64, bool) {
	if l == 0 || r == 0 {
		return 0, true
	}
	p := l * r
	hi, _ := bits.Mul64(magnitude(l), magnitude(r))
	return p, hi == 0 && p/r == l && (r != -1 || l != -1<<63) && (l != -1 || r != -1<<63)
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return uint64(-v)
	}
	return uint64(v)
}

// Divide is l/r, cut towards zero.
func Divide(l, r int64) (int64, bool) {
	if r == 0 || (l == -1<<63 && r == -1) {
		return 0, false
	}
	return l / r, true
}

// Modulo is the rest of l/r.
func Modulo(l, r int64) (int64, bool) {
	if r == 0 || (l == -1<<63 && r == -1) {
		return 0, false
	}
	return l % r, true
}

// Against is now·times by what was before now, 0 when either is nothing, and the greatest number when it is beyond all.
func Against(now, all int64, times uint64) int64 {
	before := all - now
	if before <= 0 || now <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(now), times)
	if hi >= uint64(before) {
		return math.MaxInt64
	}
	q, _ := bits.Div64(hi, lo, uint64(before))
	return int64(min(q, math.MaxInt64))
}
