package signal

import (
	"bytes"

	"fanzha/centre/signal/lex"
)

var bom = []byte("\xef\xbb\xbf")

// splitLines calls fn with every line that is not blank, and its number from 1. A line break inside a JSON string is a syntax
// error in JSON, so a line can be judged on its own: a bad one spoils no other.
func splitLines(body []byte, fn func(line int, record []byte) error) error {
	body = bytes.TrimPrefix(body, bom)
	for n := 1; len(body) > 0; n++ {
		line := body
		end := bytes.IndexByte(body, '\n')
		if end >= 0 {
			line, body = body[:end], body[end+1:]
		} else {
			body = nil
		}
		if lex.Blank(line) {
			continue
		}
		err := fn(n, line)
		if err != nil {
			return err
		}
	}
	return nil
}

// splitDocument calls fn with every element of a JSON array, numbered from 1, or with a single object. Elements are cut by
// their structure alone, so that one with a wrong value is refused by itself; a broken structure refuses the whole document,
// because where the next element starts would be a guess.
func splitDocument(body []byte, fn func(n int, record []byte) error) error {
	s := scanner{b: bytes.TrimPrefix(body, bom)}
	s.space()
	if s.i >= len(s.b) {
		return nil
	}
	if s.b[s.i] != '[' {
		return fn(1, bytes.TrimRight(s.b[s.i:], " \t\r\n"))
	}
	s.i++
	if s.take(']') {
		return s.end()
	}
	for n := 1; ; n++ {
		s.space()
		end, code := skipValue(s.b, s.i)
		switch {
		case code == ErrBodyTooDeep.Code:
			return ErrBodyTooDeep
		case code != "" || end == s.i:
			return ErrBodyMalformed.With(&Reject{Code: codeSyntax, Line: n})
		}
		err := fn(n, bytes.TrimRight(s.b[s.i:end], " \t\r\n"))
		if err != nil {
			return err
		}
		s.i = end
		if s.take(']') {
			return s.end()
		}
		if !s.take(',') {
			return ErrBodyMalformed.With(&Reject{Code: codeSyntax, Line: n})
		}
	}
}

// end makes sure that nothing follows a document.
func (s *scanner) end() error {
	s.space()
	if s.i < len(s.b) {
		return ErrBodyMalformed.With(&Reject{Code: codeTrailing})
	}
	return nil
}
