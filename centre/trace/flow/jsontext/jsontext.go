// Package jsontext appends numbers and texts to JSON that is written by hand, where a result has tens of thousands of lines.
package jsontext

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Number writes what stands before it and a number.
func Number(dst []byte, name string, v int64) []byte {
	return strconv.AppendInt(append(dst, name...), v, 10)
}

// Text quotes a text. Ids are nearly always plain; what is not goes the long way.
func Text[T string | []byte](dst []byte, text T) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return escaped(dst, strings.ToValidUTF8(string(text), "\ufffd"))
		}
	}
	dst = append(dst, '"')
	dst = append(dst, text...)
	return append(dst, '"')
}

func escaped(dst []byte, text string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}
