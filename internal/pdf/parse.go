package pdf

import (
	"bytes"
	"encoding/hex"
	"strconv"
)

// parser reads values from bytes.
type parser struct {
	b    []byte
	at   int
	left *int // values that may still be read; nil: no bound of its own
}

func isSpace(b byte) bool {
	return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == 0
}

func isDelimiter(b byte) bool {
	switch b {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

const (
	maxWord   = 32        // bytes of a plain word: no number is longer
	maxString = 256 << 10 // bytes of a string
)

func (p *parser) skip() {
	for p.at < len(p.b) {
		switch {
		case isSpace(p.b[p.at]):
			p.at++
		case p.b[p.at] == '%':
			for p.at < len(p.b) && p.b[p.at] != '\n' && p.b[p.at] != '\r' {
				p.at++
			}
		default:
			return
		}
	}
}

// word takes a word when it comes next.
func (p *parser) word(w string) bool {
	p.skip()
	if !bytes.HasPrefix(p.b[p.at:], []byte(w)) {
		return false
	}
	p.at += len(w)
	return true
}

// token reads a plain word: a number as Number, anything else as nil.
func (p *parser) token() any {
	p.skip()
	start := p.at
	for p.at < len(p.b) && !isSpace(p.b[p.at]) && !isDelimiter(p.b[p.at]) {
		p.at++
		if p.at-start > maxWord {
			return nil
		}
	}
	if !isNumber(p.b[start:p.at]) {
		return nil
	}
	return Number(p.b[start:p.at])
}

// isNumber says whether a word is digits, with one sign before and one point among them at most.
func isNumber(w []byte) bool {
	digits, points := 0, 0
	for i, c := range w {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.':
			points++
		case i > 0 || c != '-' && c != '+':
			return false
		}
	}
	return digits > 0 && points <= 1
}

// value reads any value.
func (p *parser) value(depth int) (any, error) {
	p.skip()
	if p.at >= len(p.b) || depth > maxDepth {
		return nil, ErrDamaged
	}
	if p.left != nil {
		*p.left--
		if *p.left < 0 {
			return nil, ErrDamaged
		}
	}
	switch p.b[p.at] {
	case '/':
		return p.name()
	case '(':
		return p.literal()
	case '[':
		return p.array(depth)
	case '<':
		if p.at+1 < len(p.b) && p.b[p.at+1] == '<' {
			return p.dict(depth)
		}
		return p.hex()
	}
	switch {
	case p.keyword("true"):
		return true, nil
	case p.keyword("false"):
		return false, nil
	case p.keyword("null"):
		return nil, nil
	}
	n := p.token()
	if n == nil {
		return nil, ErrDamaged
	}
	return p.reference(n), nil
}

// keyword takes a word that stands alone.
func (p *parser) keyword(w string) bool {
	end := p.at + len(w)
	if !bytes.HasPrefix(p.b[p.at:], []byte(w)) || end < len(p.b) && !isSpace(p.b[end]) && !isDelimiter(p.b[end]) {
		return false
	}
	p.at = end
	return true
}

// reference looks whether a number begins "12 0 R".
func (p *parser) reference(n any) any {
	back := p.at
	number, generation := number(n), number(p.token())
	if number > 0 && generation >= 0 {
		p.skip()
		if p.keyword("R") {
			return Ref{number, generation}
		}
	}
	p.at = back
	return n
}

func (p *parser) name() (any, error) {
	p.at++
	var out []byte
	for p.at < len(p.b) && !isSpace(p.b[p.at]) && !isDelimiter(p.b[p.at]) {
		c := p.b[p.at]
		p.at++
		if c == '#' && p.at+1 < len(p.b) {
			v, err := strconv.ParseUint(string(p.b[p.at:p.at+2]), 16, 8)
			if err == nil {
				c = byte(v)
				p.at += 2
			}
		}
		out = append(out, c)
	}
	return Name(out), nil
}

func (p *parser) hex() (any, error) {
	end := bytes.IndexByte(p.b[p.at:], '>')
	if end < 0 {
		return nil, ErrDamaged
	}
	digits := bytes.Join(bytes.Fields(p.b[p.at+1:p.at+end]), nil)
	p.at += end + 1
	if len(digits)%2 == 1 {
		digits = append(digits, '0')
	}
	out, err := hex.DecodeString(string(digits))
	if err != nil {
		return nil, ErrDamaged
	}
	return String(out), nil
}

// escapes are the letters behind a backslash.
var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f', '(': '(', ')': ')', '\\': '\\'}

func (p *parser) literal() (any, error) {
	p.at++
	var out []byte
	for open := 1; p.at < len(p.b) && len(out) < maxString; {
		c := p.b[p.at]
		p.at++
		switch c {
		case '(':
			open++
		case ')':
			open--
			if open == 0 {
				return String(out), nil
			}
		case '\\':
			out = p.escape(out)
			continue
		}
		out = append(out, c)
	}
	return nil, ErrDamaged
}

func (p *parser) escape(out []byte) []byte {
	if p.at >= len(p.b) {
		return out
	}
	c := p.b[p.at]
	p.at++
	plain, ok := escapes[c]
	switch {
	case ok:
		return append(out, plain)
	case c == '\r':
		if p.at < len(p.b) && p.b[p.at] == '\n' {
			p.at++
		}
		return out
	case c == '\n':
		return out
	case c < '0' || c > '7':
		return append(out, c)
	}
	v := int(c - '0')
	for i := 0; i < 2 && p.at < len(p.b) && p.b[p.at] >= '0' && p.b[p.at] <= '7'; i++ {
		v = v*8 + int(p.b[p.at]-'0')
		p.at++
	}
	return append(out, byte(v))
}

func (p *parser) array(depth int) (any, error) {
	p.at++
	out := Array{}
	for !p.word("]") {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (p *parser) dict(depth int) (any, error) {
	p.at += 2
	out := Dict{}
	for !p.word(">>") {
		if p.at >= len(p.b) || p.b[p.at] != '/' {
			return nil, ErrDamaged
		}
		key, err := p.name()
		if err != nil {
			return nil, err
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		name, ok := key.(Name)
		if ok {
			out[name] = v
		}
	}
	return out, nil
}
