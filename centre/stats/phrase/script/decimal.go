package script

import (
	"fmt"
	"math/big"
	"strings"
)

// Decimal is M ÷ 10^Places, printed with exactly so many places.
type Decimal struct {
	M      int64
	Places int8
}

// Bounds of what is read: more digits than any count or sum of a bulletin has.
const (
	MaxDigits = 15
	MaxPlaces = 6
)

// Int is a whole number.
func Int(n int64) Decimal { return Decimal{M: n} }

// D reads a plain decimal ("28.25", "-3", "1,234"); ok is false for anything else and for more than 15 digits or 6 places.
func D(s string) (d Decimal, ok bool) {
	rest, negative := strings.CutPrefix(s, "-")
	digits, dot := 0, false
	for i := range len(rest) {
		switch c := rest[i]; {
		case c >= '0' && c <= '9':
			d.M = d.M*10 + int64(c-'0')
			digits++
			if dot {
				d.Places++
			}
		case c == '.' && !dot && digits > 0:
			dot = true
		case c == ',' && !dot && digits > 0:
		default:
			return Decimal{}, false
		}
		if digits > MaxDigits || d.Places > MaxPlaces {
			return Decimal{}, false
		}
	}
	if negative {
		d.M = -d.M
	}
	return d, digits > 0 && !(dot && d.Places == 0)
}

// MarshalText prints the decimal.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText prints.
func (d *Decimal) UnmarshalText(text []byte) error {
	v, ok := D(string(text))
	if !ok {
		return fmt.Errorf("not a decimal of at most %d digits: %.20q", MaxDigits, text)
	}
	*d = v
	return nil
}

// String prints all places.
func (d Decimal) String() string {
	s, sign := fmt.Sprint(d.M), ""
	if d.M < 0 {
		s, sign = s[1:], "-"
	}
	if d.Places <= 0 {
		return sign + s
	}
	p := int(d.Places)
	if len(s) <= p {
		s = strings.Repeat("0", p-len(s)+1) + s
	}
	return sign + s[:len(s)-p] + "." + s[len(s)-p:]
}

// Rat is the exact value.
func (d Decimal) Rat() *big.Rat { return new(big.Rat).SetFrac(big.NewInt(d.M), Power(int(d.Places))) }

// Trim drops zeros at the end of the places.
func (d Decimal) Trim() Decimal {
	for d.Places > 0 && d.M%10 == 0 {
		d.M /= 10
		d.Places--
	}
	return d
}

// Cmp compares values, whatever their places.
func (d Decimal) Cmp(o Decimal) int { return d.Rat().Cmp(o.Rat()) }

// Rounding is how places are cut (取舍): bulletins do either, and one issue uses one.
type Rounding uint8

// The two ways.
const (
	HalfUp Rounding = iota
	Truncate
)

// Quotient is num ÷ den with so many places; den must not be 0. Values beyond 15 digits are cut to the largest.
func Quotient(num, den *big.Rat, places int8, r Rounding) Decimal {
	q := new(big.Rat).Quo(num, den)
	q.Mul(q, new(big.Rat).SetInt(Power(int(places))))
	n, d := new(big.Int).Set(q.Num()), q.Denom()
	negative := n.Sign() < 0
	n.Abs(n)
	if r == HalfUp {
		n.Mul(n, big.NewInt(2)).Add(n, d)
		d = new(big.Int).Mul(d, big.NewInt(2))
	}
	n.Quo(n, d)
	limit := Power(MaxDigits)
	if n.Cmp(limit) >= 0 {
		n.Sub(limit, big.NewInt(1))
	}
	if negative {
		n.Neg(n)
	}
	return Decimal{M: n.Int64(), Places: places}
}

// Power is 10^n.
func Power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
