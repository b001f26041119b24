// Package packed (装字) puts phone numbers and identity numbers into words, and hashes texts into words, so that memories without pointers
// can keep them.
package packed

import (
	"fmt"
	"strconv"
	"strings"
)

// Phone puts a number into one word: its digits, and whether it has a "+" in the lowest bit; 0 for none or for one of more
// than 18 digits.
func Phone(p string) uint64 {
	plus := uint64(0)
	if strings.HasPrefix(p, "+") {
		plus, p = 1, p[1:]
	}
	if len(p) == 0 || len(p) > 18 {
		return 0
	}
	n := uint64(1) // leads, so that leading zeros stay
	for i := range len(p) {
		if p[i] < '0' || p[i] > '9' {
			return 0
		}
		n = n*10 + uint64(p[i]-'0')
	}
	return n<<1 | plus
}

// UnpackPhone is the inverse of Phone.
func UnpackPhone(v uint64) string {
	if v == 0 {
		return ""
	}
	s := fmt.Sprint(v >> 1)[1:]
	if v&1 == 1 {
		return "+" + s
	}
	return s
}

// ID puts an identity number of 18 characters into its seventeen digits and the last character.
func ID(id string) (n int64, last uint64, ok bool) {
	if len(id) != 18 {
		return 0, 0, false
	}
	n, err := strconv.ParseInt(id[:17], 10, 64)
	return n, uint64(id[17]), err == nil && n > 0
}

// UnpackID is the inverse of ID.
func UnpackID(n int64, last uint64) string {
	digits := strconv.FormatInt(n, 10)
	for len(digits) < 17 {
		digits = "0" + digits
	}
	return digits + string(rune(last))
}
