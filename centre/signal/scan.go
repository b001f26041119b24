package signal

import (
	"unicode/utf8"
	"unsafe"

	"fanzha/centre/signal/lex"
)

// scanner reads the JSON of one flat record, byte by byte, within the record. It accepts exactly RFC 8259, allocates nothing
// for strings without escapes, and never looks at a byte outside its slice.
type scanner struct {
	b     []byte
	i     int
	arena []byte // strings with escapes are written here; it lives until the next record
}

// view is the bytes as a string that shares their memory: valid while the record is.
func view(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\r', '\n':
			s.i++
		default:
			return
		}
	}
}

// take skips blanks and consumes c if it is next.
func (s *scanner) take(c byte) bool {
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

// str reads a string whose opening quote is the next byte. It returns the unescaped bytes, whether a control character
// occurs in them (by escape; a raw one is a syntax error), and a code, "" when all is well.
func (s *scanner) str() (out []byte, control bool, code string) {
	s.i++
	start, b := s.i, s.b
	i, high := lex.Ordinary(b, start)
	if i == len(b) {
		return nil, false, codeTruncated
	}
	switch lex.Class[b[i]] {
	case lex.InQuote:
		s.i = i + 1
		out = b[start:i]
		if high && !utf8.Valid(out) {
			return nil, false, codeInvalidUTF8
		}
		return out, false, ""
	case lex.InEscape:
		return s.strSlow(start, i)
	}
	return nil, false, codeControl
}

// strSlow goes on at the first escape.
func (s *scanner) strSlow(start, i int) (out []byte, control bool, code string) {
	b, from := s.b, len(s.arena)
	s.arena = append(s.arena, b[start:i]...)
	for i < len(b) {
		switch c := b[i]; lex.Class[c] {
		case lex.InQuote:
			s.i = i + 1
			out = s.arena[from:len(s.arena):len(s.arena)]
			if !utf8.Valid(out) {
				return nil, false, codeInvalidUTF8
			}
			return out, control, ""
		case lex.InEscape:
			r, n, bad := lex.Escape(b[i:])
			if bad != "" {
				return nil, false, bad
			}
			control = control || r < 0x20 || r == 0x7f
			s.arena = utf8.AppendRune(s.arena, r)
			i += n
		case lex.InControl:
			return nil, false, codeControl
		default:
			s.arena = append(s.arena, c)
			i++
		}
	}
	return nil, false, codeTruncated
}

// integer reads a JSON number that must be whole.
func (s *scanner) integer() (n int64, code string) {
	negative := false
	if s.b[s.i] == '-' {
		negative = true
		s.i++
	}
	start := s.i
	s.i = lex.End(s.b, start)
	digits := s.b[start:s.i]
	switch {
	case len(digits) == 0, len(digits) > 1 && digits[0] == '0':
		return 0, codeBadNumber
	case s.i < len(s.b) && (s.b[s.i] == '.' || s.b[s.i]|0x20 == 'e'):
		return 0, codeNotInteger
	case len(digits) > 19:
		return 0, codeNumberTooBig
	}
	u := lex.Number(digits)
	switch {
	case u >= numberTooBig:
		return 0, codeNumberTooBig
	case negative:
		return -int64(u), ""
	}
	return int64(u), ""
}

// numberTooBig is the first number that is not read: of nineteen digits, well above every bound of a field.
const numberTooBig = ((1<<63-10)/10 + 1) * 10

// literal consumes a word such as true.
func (s *scanner) literal(word string) bool {
	if len(s.b)-s.i >= len(word) && string(s.b[s.i:s.i+len(word)]) == word {
		s.i += len(word)
		return true
	}
	return false
}
