package statement

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlScan walks through the XML of a workbook's parts, tag by tag. The general decoders take a quarter of a millisecond a row,
// because they build what nobody reads; a sheet of a million rows needs nothing but names, a few attributes and texts. Tags and
// texts are slices of one window over the part: nothing is copied, and both are good until the next call.
type xmlScan struct {
	r     io.Reader
	buf   []byte // the window
	at    int    // of what is read next in it
	ended error  // of r
	tag   tag
	end   bool // </c>
	empty bool // <c/>
	attrs []byte
	text  []byte // between the last tag and this one, still escaped
}

// tag is the name of an element that anybody asks for, without prefix.
type tag uint8

const (
	otherTag tag = iota
	rowTag
	cTag
	vTag
	tTag
	siTag
	rPhTag
	sheetTag
	relationshipTag
)

// window is how much of a part is in memory at once; a tag or a text longer than maxLine is refused.
const window = 2 * maxLine

func newXMLScan(r io.Reader) *xmlScan { return &xmlScan{r: r, buf: make([]byte, 0, window)} }

// more reads on behind what has not been used yet, which moves to the front. It returns false at the end of the part.
func (x *xmlScan) more() (bool, error) {
	if x.ended != nil {
		if errors.Is(x.ended, io.EOF) {
			return false, nil
		}
		return false, x.ended
	}
	rest := copy(x.buf[:cap(x.buf)], x.buf[x.at:])
	if rest > maxLine {
		return false, ErrFormat
	}
	x.at = 0
	n, err := io.ReadAtLeast(x.r, x.buf[rest:cap(x.buf)], 1)
	x.buf = x.buf[:rest+n]
	x.ended = err
	if n == 0 && !errors.Is(err, io.EOF) {
		return false, err
	}
	return n > 0, nil
}

// next goes to the next tag; io.EOF at the end.
func (x *xmlScan) next() error {
	from := 0 // so much of the window has no tag
	for {
		open := bytes.IndexByte(x.buf[x.at+from:], '<')
		size := -1
		if open >= 0 {
			open += from
			size = closing(x.buf[x.at+open:])
		}
		if size >= 0 {
			x.text = x.buf[x.at : x.at+open]
			x.take(x.buf[x.at+open+1 : x.at+open+size-1])
			x.at += open + size
			return nil
		}
		if open < 0 {
			from = len(x.buf) - x.at
		}
		ok, err := x.more()
		switch {
		case err != nil:
			return err
		case !ok && open >= 0:
			return ErrFormat
		case !ok:
			return io.EOF
		}
	}
}

// closing is the length of the tag at the beginning of b with its >, which may also stand inside an attribute or a comment; -1
// when the tag does not end here.
func closing(b []byte) int {
	if bytes.HasPrefix(b, []byte("<!--")) {
		return behind(b, "-->")
	}
	if bytes.HasPrefix(b, []byte("<?")) {
		return behind(b, "?>")
	}
	quote := byte(0)
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			return i + 1
		case c == '"' || c == '\'':
			quote = c
		}
	}
	return -1
}

func behind(b []byte, mark string) int {
	i := bytes.Index(b, []byte(mark))
	if i < 0 {
		return -1
	}
	return i + len(mark)
}

// take parts the inside of a tag.
func (x *xmlScan) take(b []byte) {
	x.end = len(b) > 0 && b[0] == '/'
	if x.end {
		b = b[1:]
	}
	x.empty = !x.end && len(b) > 0 && b[len(b)-1] == '/'
	if x.empty {
		b = b[:len(b)-1]
	}
	first, last := 0, 0
	for last < len(b) && b[last] > ' ' {
		if b[last] == ':' {
			first = last + 1
		}
		last++
	}
	x.attrs = b[last:]
	x.tag = tagOf(b[first:last])
}

func tagOf(name []byte) tag {
	switch string(name) { // compared without being copied
	case "c":
		return cTag
	case "v":
		return vTag
	case "row":
		return rowTag
	case "t":
		return tTag
	case "si":
		return siTag
	case "rPh":
		return rPhTag
	case "sheet":
		return sheetTag
	case "Relationship":
		return relationshipTag
	}
	return otherTag
}

// begins and ends say whether the tag is that one.
func (x *xmlScan) begins(t tag) bool { return x.tag == t && !x.end }
func (x *xmlScan) ends(t tag) bool   { return x.tag == t && x.end }

// attr is the value of an attribute, by its name without prefix.
func (x *xmlScan) attr(name string) string { return string(appendPlain(nil, x.raw(name))) }

// raw is the same as it is written; good until the next tag.
func (x *xmlScan) raw(name string) []byte {
	b := x.attrs
	for i := 0; i < len(b); {
		for i < len(b) && b[i] <= ' ' {
			i++
		}
		first := i
		for i < len(b) && b[i] != '=' && b[i] > ' ' {
			if b[i] == ':' {
				first = i + 1
			}
			i++
		}
		key := b[first:i]
		for i < len(b) && b[i] != '"' && b[i] != '\'' {
			i++
		}
		if i >= len(b) {
			return nil
		}
		size := bytes.IndexByte(b[i+1:], b[i])
		if size < 0 {
			return nil
		}
		if string(key) == name {
			return b[i+1 : i+1+size]
		}
		i += size + 2
	}
	return nil
}

// appendPlain appends text with entities turned into characters, and what is no text replaced; an entity that is none stays.
func appendPlain(dst, b []byte) []byte {
	for len(b) > 0 {
		i := bytes.IndexByte(b, '&')
		if i < 0 {
			i = len(b)
		}
		dst = appendValid(dst, b[:i])
		b = b[i:]
		if len(b) == 0 {
			break
		}
		end := bytes.IndexByte(b[:min(len(b), longestEntity)], ';')
		r, ok := rune(0), false
		if end > 0 {
			r, ok = entity(string(b[1:end]))
		}
		if !ok {
			r, end = '&', 0
		}
		dst = utf8.AppendRune(dst, r)
		b = b[end+1:]
	}
	return dst
}

// longestEntity bounds the way to the end of an entity: "&#x10FFFF;" has ten characters.
const longestEntity = 12

func appendValid(dst, b []byte) []byte {
	if utf8.Valid(b) {
		return append(dst, b...)
	}
	return append(dst, bytes.ToValidUTF8(b, []byte("\uFFFD"))...)
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if !strings.HasPrefix(name, "#") {
		return 0, false
	}
	base, digits := 10, name[1:]
	if strings.HasPrefix(digits, "x") {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(digits, base, 21)
	return rune(n), err == nil && utf8.ValidRune(rune(n))
}
