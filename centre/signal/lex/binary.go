package lex

import "encoding/binary"

// AppendString writes a string as its length and its bytes.
func AppendString(dst []byte, v string) []byte {
	if len(v) < 0x80 { // nearly every string
		dst = append(dst, byte(len(v)))
	} else {
		dst = binary.AppendUvarint(dst, uint64(len(v)))
	}
	return append(dst, v...)
}

// CutString takes a string off the front.
func CutString[T string | []byte](b T) (v, rest T, ok bool) {
	if len(b) > 0 && int(b[0]) < min(0x80, len(b)) { // nearly every string
		n := int(b[0]) + 1
		return b[1:n], b[n:], true
	}
	n, used := Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return v, rest, false
	}
	return b[used : used+int(n)], b[used+int(n):], true
}

// Uvarint is binary.Uvarint for strings and bytes; it refuses forms that are longer than needed, so that each value has one.
func Uvarint[T string | []byte](b T) (v uint64, used int) {
	for i := 0; i < len(b) && i < binary.MaxVarintLen64; i++ {
		c := b[i]
		v |= uint64(c&0x7f) << (7 * i)
		if c < 0x80 {
			if i > 0 && c == 0 || i == binary.MaxVarintLen64-1 && c > 1 {
				return 0, -1
			}
			return v, i + 1
		}
	}
	return 0, -1
}
