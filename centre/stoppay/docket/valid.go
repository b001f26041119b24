package docket

import (
	"unicode"
	"unicode/utf8"
)

// KeyMax bounds an id, cause or search word in bytes.
const KeyMax = 200

// textMax bounds a name, reference, code or number in runes, as on the page of the banks.
const textMax = 64

// Word says whether s is a usable id: not empty, not long, nothing unprintable.
func Word(s string) bool { return s != "" && len(s) <= KeyMax && Sound(s) }

// Sound says whether s can be stored and shown: valid text without control characters or marks that turn its direction.
func Sound(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == utf8.RuneError || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return false
		}
	}
	return true
}

// Short says whether s fits where codes, references and names stand.
func Short(s string) bool { return plainLine(s, textMax) }

func plainLine(s string, runes int) bool {
	return len(s) <= 4*runes && utf8.RuneCountInString(s) <= runes && Sound(s)
}

// Plain allows line breaks as well.
func Plain(s string, runes int) bool {
	if len(s) > 4*runes || utf8.RuneCountInString(s) > runes || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' {
			return false
		}
	}
	return true
}

func Hexadecimal(s string, n int) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return len(s) == n
}
