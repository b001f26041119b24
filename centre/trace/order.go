package trace

import "strings"

// Order says how the ids of one column compare.
type Order uint8

// The two orders.
const (
	ByBytes  Order = iota // byte by byte
	ByNumber              // all are plain decimal integers: as numbers
)

// maxDigits bounds what counts as a number: every integer of 19 digits fits into 64 bits without sign.
const maxDigits = 19

// IsNumber reports whether an id is a plain decimal integer of at most 19 digits without leading zeros.
func IsNumber(id string) bool { return isNumber(id) }

func isNumber[T string | []byte](id T) bool {
	if len(id) == 0 || len(id) > maxDigits || id[0] == '0' && len(id) > 1 {
		return false
	}
	for i := range len(id) {
		if id[i]-'0' > 9 {
			return false
		}
	}
	return true
}

// OrderOf returns the order of a column that holds these ids.
func OrderOf(ids ...string) Order {
	for _, id := range ids {
		if !IsNumber(id) {
			return ByBytes
		}
	}
	return ByNumber
}

// Compare returns a negative number, zero or a positive number as a stands before, with or after b. Numbers without leading
// zeros compare by length, then byte by byte: nothing has to be parsed.
func (o Order) Compare(a, b string) int {
	if o == ByNumber && len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(a, b)
}
