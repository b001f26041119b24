package lex

import (
	"encoding/binary"
	"math/bits"
)

// Digits are looked at eight at a time: as bytes of a word, the first in the lowest place.
const (
	zeros = 0x3030303030303030 // eight times '0'
	above = 0x7676767676767676 // added to a byte of ten or more it reaches the top bit
	lower = 0x7f7f7f7f7f7f7f7f
	tops  = 0x8080808080808080
)

// End returns the first place from i on that holds no digit.
func End(b []byte, i int) int {
	for i+8 <= len(b) {
		x := binary.LittleEndian.Uint64(b[i:]) ^ zeros
		other := (x&lower + above | x) & tops
		if other != 0 {
			return i + bits.TrailingZeros64(other)/8
		}
		i += 8
	}
	for i < len(b) && b[i]-'0' <= 9 {
		i++
	}
	return i
}

// Number is the number that at most nineteen digits say.
func Number(digits []byte) (u uint64) {
	for len(digits) >= 8 {
		x := binary.LittleEndian.Uint64(digits) ^ zeros
		x = x * (1 + 10<<8) >> 8 & 0x00ff00ff00ff00ff       // pairs
		x = x * (1 + 100<<16) >> 16 & 0x0000ffff0000ffff    // fours
		u = u*100_000_000 + x*(1+10_000<<32)>>32&0xffffffff // all
		digits = digits[8:]
	}
	for _, c := range digits {
		u = u*10 + uint64(c-'0')
	}
	return u
}
