package signal

import (
	"strings"
	"unicode/utf8"
)

// findID looks for the id of a record that could not be decoded, so that its sender can find it. It is a best effort: "" when
// the id cannot be read safely.
func findID(record []byte) string {
	s := scanner{b: record}
	s.space()
	if !s.take('{') {
		return ""
	}
	for {
		s.space()
		if s.i >= len(s.b) || s.b[s.i] != '"' {
			return ""
		}
		name, _, code := s.str()
		if code != "" || !s.take(':') {
			return ""
		}
		s.space()
		if string(name) == "id" {
			return s.shortString()
		}
		end, code := skipValue(s.b, s.i)
		if code != "" {
			return ""
		}
		s.i = end
		if !s.take(',') {
			return ""
		}
	}
}

// shortString reads the id's value when it is a clean string of allowed length.
func (s *scanner) shortString() string {
	if s.i >= len(s.b) || s.b[s.i] != '"' {
		return ""
	}
	v, control, code := s.str()
	if code != "" || control || len(v) > IDMax || !utf8.Valid(v) {
		return ""
	}
	return strings.Clone(view(v))
}

// skipValue returns the end of the JSON value at i, aware of strings and nesting but not of grammar inside. It uses a
// counter, not recursion: no input can exhaust the stack.
func skipValue(b []byte, i int) (end int, code string) {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			end := stringEnd(b, i+1)
			if end < 0 {
				return 0, codeTruncated
			}
			i = end
			continue
		case '{', '[':
			depth++
			if depth > DepthMax {
				return 0, "signal.body_too_deep"
			}
		case '}', ']':
			if depth == 0 {
				return i, ""
			}
			depth--
		case ',':
			if depth == 0 {
				return i, ""
			}
		}
		i++
	}
	if depth > 0 {
		return 0, codeTruncated
	}
	return i, ""
}

// stringEnd returns the place after the closing quote of a string that starts at i, -1 when there is none.
func stringEnd(b []byte, i int) int {
	for i < len(b) {
		switch b[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
		i++
	}
	return -1
}
