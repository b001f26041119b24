package lex

// Why an escape is none.
const (
	Truncated = "signal.truncated"
	BadEscape = "signal.bad_escape"
	Surrogate = "signal.lone_surrogate"
)

// Escape reads one escape at the start of b: the character and the number of bytes it took.
func Escape(b []byte) (r rune, n int, code string) {
	if len(b) < 2 {
		return 0, 0, Truncated
	}
	switch b[1] {
	case '"', '\\', '/':
		return rune(b[1]), 2, ""
	case 'b':
		return '\b', 2, ""
	case 'f':
		return '\f', 2, ""
	case 'n':
		return '\n', 2, ""
	case 'r':
		return '\r', 2, ""
	case 't':
		return '\t', 2, ""
	case 'u':
	default:
		return 0, 0, BadEscape
	}
	r, ok := hex4(b)
	switch {
	case !ok:
		return 0, 0, BadEscape
	case r < 0xd800 || r > 0xdfff:
		return r, 6, ""
	case r > 0xdbff:
		return 0, 0, Surrogate
	}
	low, ok := hex4(b[6:])
	if !ok || low < 0xdc00 || low > 0xdfff {
		return 0, 0, Surrogate
	}
	return (r-0xd800)<<10 | (low - 0xdc00) + 0x10000, 12, ""
}

// hex4 reads \uXXXX.
func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return 0, false
	}
	for _, c := range b[2:6] {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
