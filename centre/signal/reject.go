package signal

import (
	"strings"
	"unicode/utf8"

	"fanzha/term/fault"
)

// identReasons explain what an identifier's parser refuses; the parser's own code says which rule it was.
var identReasons = map[fieldType]string{
	tPhone:   "not a possible number: a mainland mobile, a landline with area code, a service number, or + and country code",
	tPerson:  "not a valid identity number: 18 characters with the right birth date and check digit",
	tAccount: "not an account number: 6 to 34 digits or capital letters",
	tURL:     "not a web address that can be followed",
	tApp:     "not a package or bundle id such as com.example.app",
}

func refuseIdent(f *field, err error) *Reject {
	return &Reject{Field: f.name, Code: fault.CodeOf(err), Reason: identReasons[f.typ]}
}

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
