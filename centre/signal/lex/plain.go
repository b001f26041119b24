package lex

import (
	"encoding/binary"
	"math/bits"
)

// Classes of a byte inside a string: 0 is ordinary, each other one is a reason to stop and look.
const (
	InQuote = iota + 1
	InEscape
	InControl
	InHigh // part of a character above 0x7f
)

// Class is the class of each byte.
var Class = func() (t [256]uint8) {
	for c := range 0x20 {
		t[c] = InControl
	}
	t[0x7f] = InControl
	for c := 0x80; c < 0x100; c++ {
		t[c] = InHigh
	}
	t['"'], t['\\'] = InQuote, InEscape
	return t
}()

// Ordinary returns the first place from i on that holds a quote, a backslash or a control character, and whether there may be
// bytes above 0x7f before it. It looks at eight bytes at once: subtracting makes the top bit of each byte that is to be found,
// and a borrow can only disturb bytes after one that was found.
func Ordinary(b []byte, i int) (end int, high bool) {
	const ones = 0x0101010101010101
	var seen uint64
	for i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:])
		quote, back, del := x^ones*'"', x^ones*'\\', x^ones*0x7f
		found := ((quote-ones)&^quote | (back-ones)&^back | (del-ones)&^del | (x-ones*0x20)&^x) & tops
		seen |= x
		if found != 0 {
			return i + bits.TrailingZeros64(found)/8, seen&tops != 0
		}
		i += 8
	}
	for i < len(b) && (Class[b[i]] == 0 || Class[b[i]] == InHigh) {
		seen |= uint64(b[i])
		i++
	}
	return i, seen&tops != 0
}

// Blank says whether a line has nothing but blanks.
func Blank(line []byte) bool {
	for _, c := range line {
		if c != ' ' && c != '\t' && c != '\r' {
			return false
		}
	}
	return true
}
