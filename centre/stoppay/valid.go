package stoppay

import (
	"unicode"
	"unicode/utf8"
)

// keyMax bounds an id, cause or search word in bytes.
const keyMax = 200

// word says whether s is a usable id: not empty, not long, nothing unprintable.
func word(s string) bool { return s != "" && len(s) <= keyMax && sound(s) }

// sound says whether s can be stored and shown: valid text without control characters or marks that turn its direction.
func sound(s string) bool {
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

// short says whether s fits where codes, references and names stand.
func short(s string) bool { return plainLine(s, textMax) }

func plainLine(s string, runes int) bool {
	return len(s) <= 4*runes && utf8.RuneCountInString(s) <= runes && sound(s)
}

// plain allows line breaks as well.
func plain(s string, runes int) bool {
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

func hexadecimal(s string, n int) bool {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && (s[i] < 'a' || s[i] > 'f') {
			return false
		}
	}
	return len(s) == n
}
