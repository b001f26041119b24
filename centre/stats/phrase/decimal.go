package phrase

import (
	"math/big"
	"slices"

	"fanzha/centre/stats/phrase/lexicon"
	"fanzha/centre/stats/phrase/script"
)

// Decimal is a number as printed: digits and places. It is exact; nothing here is ever a float.
type Decimal = script.Decimal

// Rounding is how places are cut (取舍): bulletins do either, and one issue uses one.
type Rounding = script.Rounding

// The two ways.
const (
	HalfUp   = script.HalfUp
	Truncate = script.Truncate
)

// MaxText bounds what is read of a text, in bytes: a year of bulletins of a city is smaller.
const MaxText = 4 << 20

// Int is a whole number.
func Int(n int64) Decimal { return script.Int(n) }

// D reads a plain decimal ("28.25", "-3", "1,234"); ok is false for anything else and for more than 15 digits or 6 places.
func D(s string) (Decimal, bool) { return script.D(s) }

// Quotient is num ÷ den with so many places; den must not be 0. Values beyond 15 digits are cut to the largest.
func Quotient(num, den *big.Rat, places int8, r Rounding) Decimal {
	return script.Quotient(num, den, places, r)
}

// Superlatives are the words that need a source.
func Superlatives() []string { return slices.Clone(lexicon.Shipped().Superlative) }

// Code is the code of the indicator that is printed under a name with a unit, empty when none is known.
func Code(name, unit string) string { return lexicon.Shipped().Code(Fold(name), unit) }

// Organs are the words for whose figures they are.
func Organs() []string { return slices.Clone(lexicon.Shipped().Organs) }

// Fold is a text in simplified characters with plain digits, as names and words are compared.
func Fold(text string) string { return string(script.Fold(text, lexicon.Shipped().Fold).R) }

// IsPlace says whether a name ends like that of a place: 城东区, 临江县.
func IsPlace(name string) bool { return lexicon.IsPlace(name) }
