// Package money reads and writes amounts of renminbi. Inside the centre every amount is an int64 of fen (分), named *_fen or
// *Fen; nothing of it is ever a float. Negative amounts can be written and read here; whether one makes sense is decided by
// who receives it.
package money

import (
	"math"
	"strconv"
	"strings"

	"fanzha/term/fault"
)

// Units of an amount, in fen.
const (
	Yuan int64 = 100
	Wan        = 10_000 * Yuan // 万元
	Yi         = 10_000 * Wan  // 亿元
)

// What Parse refuses.
var (
	ErrEmpty     = fault.New(fault.Invalid, "money.empty")
	ErrCharacter = fault.New(fault.Invalid, "money.character")
	ErrDecimals  = fault.New(fault.Invalid, "money.decimals")
	ErrOverflow  = fault.New(fault.Invalid, "money.overflow")
)

// maxInput bounds what Parse looks at: the longest int64 with separators and two decimals is shorter.
const maxInput = 40

// Parse reads an amount in yuan with at most two decimals into fen: "12.34", "12.3", "12", "-1,234.56", "¥12". Thousands
// separators must stand where they belong. A third decimal is refused even when it is zero, because it shows that the sender
// counts in another unit; so is an exponent.
func Parse(s string) (int64, error) {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "\u00a5"), "\uffe5") // half- and full-width yen sign
	if s == "" {
		return 0, ErrEmpty
	}
	if len(s) > maxInput {
		return 0, ErrOverflow
	}
	negative := s[0] == '-'
	if negative {
		s = s[1:]
	}
	whole, decimals, point := strings.Cut(s, ".")
	whole, err := ungroup(whole)
	if err != nil {
		return 0, err
	}
	if point && (decimals == "" || !digits(decimals)) {
		return 0, ErrCharacter
	}
	if len(decimals) > 2 {
		return 0, ErrDecimals
	}
	return fen(whole+decimals+"00"[len(decimals):], negative)
}

// ungroup checks the whole part and drops well-placed thousands separators.
func ungroup(whole string) (string, error) {
	parts := strings.Split(whole, ",")
	for i, p := range parts {
		if p == "" || !digits(p) || i > 0 && len(p) != 3 || i == 0 && len(parts) > 1 && len(p) > 3 {
			return "", ErrCharacter
		}
	}
	return strings.Join(parts, ""), nil
}

func fen(digits string, negative bool) (int64, error) {
	if negative {
		digits = "-" + digits
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, ErrOverflow
	}
	return n, nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Add returns a+b, refusing an overflow: a sum of claimed amounts must not wrap round to a small one.
func Add(a, b int64) (int64, error) {
	if b > 0 && a > math.MaxInt64-b || b < 0 && a < math.MinInt64-b {
		return 0, ErrOverflow
	}
	return a + b, nil
}

// Format writes yuan with two decimals and no separators: "1234.50". Parse reads it back.
func Format(fen int64) string { return fixed(fen, Yuan, 2) }

// Text writes an amount the way it is said in Chinese: "999.50元", "1.2万元", "3亿元". From 万元 on, what is finer than two
// decimals of the unit is cut off, not rounded: a statement about a loss must not exceed it.
func Text(fen int64) string {
	unit, name := Yuan, "元"
	switch {
	case fen >= Yi || fen <= -Yi:
		unit, name = Yi, "亿元"
	case fen >= Wan || fen <= -Wan:
		unit, name = Wan, "万元"
	}
	s := fixed(fen, unit, 2)
	if unit != Yuan || strings.HasSuffix(s, ".00") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	return s + name
}

// TextEN writes an amount for the English screens: "CNY 1,234.50".
func TextEN(fen int64) string {
	s := Format(fen)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	whole, decimals, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i := range len(whole) {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteByte(whole[i])
	}
	return "CNY " + sign + b.String() + "." + decimals
}

// fixed writes fen in a unit with a number of decimals, cutting towards zero.
func fixed(fen, unit int64, decimals int) string {
	magnitude := uint64(fen)
	sign := ""
	if fen < 0 {
		magnitude, sign = -magnitude, "-"
	}
	whole, rest := magnitude/uint64(unit), magnitude%uint64(unit)
	for range decimals {
		rest *= 10
	}
	part := strconv.FormatUint(rest/uint64(unit), 10)
	return sign + strconv.FormatUint(whole, 10) + "." + strings.Repeat("0", decimals-len(part)) + part
}
