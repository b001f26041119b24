package statement

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlScan walks through the XML of a workbook's parts, tag by tag. The general decoders take a quarter of a millisecond a row,
// because they build what nobody reads; a sheet of a million rows needs nothing but names, a few attributes and texts.
type xmlScan struct {
	r     *bufio.Reader
	name  string // of the tag, without prefix; "/c" for an end
	attrs []byte
	text  []byte // between the last tag and this one, still escaped
	empty bool   // <c/>
}

func newXMLScan(r io.Reader) *xmlScan { return &xmlScan{r: bufio.NewReaderSize(r, 256<<10)} }

// until appends to dst what comes before a byte, at most maxLine.
func (x *xmlScan) until(dst []byte, end byte) ([]byte, error) {
	for {
		part, err := x.r.ReadSlice(end)
		dst = append(dst, part...)
		if len(dst) > maxLine {
			return dst, ErrFormat
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimSuffix(dst, []byte{end}), err
		}
	}
}

// next goes to the next tag; io.EOF at the end.
func (x *xmlScan) next() error {
	var err error
	x.text, err = x.until(x.text[:0], '<')
	if err != nil {
		return err
	}
	x.attrs, err = x.until(x.attrs[:0], '>')
	for err == nil && bytes.Count(x.attrs, []byte{'"'})%2 == 1 { // a > inside an attribute
		x.attrs, err = x.until(append(x.attrs, '>'), '>')
	}
	if err != nil {
		return ErrFormat
	}
	x.empty = bytes.HasSuffix(x.attrs, []byte("/"))
	if x.empty {
		x.attrs = x.attrs[:len(x.attrs)-1]
	}
	name := x.attrs
	i := bytes.IndexAny(name, " \t\r\n")
	if i >= 0 {
		name, x.attrs = name[:i], x.attrs[i:]
	} else {
		x.attrs = x.attrs[len(x.attrs):]
	}
	end := bytes.HasPrefix(name, []byte("/"))
	if colon := bytes.LastIndexByte(name, ':'); colon >= 0 {
		name = name[colon+1:]
	} else if end {
		name = name[1:]
	}
	x.name = known(name, end)
	return nil
}

// tagNames are the tags that anybody asks for; a name is made without copying it.
var tagNames = map[string][2]string{
	"row": {"row", "/row"}, "c": {"c", "/c"}, "v": {"v", "/v"}, "t": {"t", "/t"}, "is": {"is", "/is"}, "si": {"si", "/si"}, "rPh": {"rPh", "/rPh"},
	"sheet": {"sheet", "/sheet"}, "Relationship": {"Relationship", "/Relationship"}, "sheetData": {"sheetData", "/sheetData"},
}

func known(name []byte, end bool) string {
	n := tagNames[string(name)]
	if end {
		return n[1]
	}
	return n[0]
}

// attr is the value of an attribute, by its name without prefix.
func (x *xmlScan) attr(name string) string { return unescape(x.raw(name)) }

// raw is the same as it is written; good until the next tag.
func (x *xmlScan) raw(name string) []byte {
	rest := x.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 || eq+1 >= len(rest) {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		if colon := bytes.LastIndexByte(key, ':'); colon >= 0 {
			key = key[colon+1:]
		}
		quote := rest[eq+1]
		end := bytes.IndexByte(rest[eq+2:], quote)
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return rest[eq+2 : eq+2+end]
		}
		rest = rest[eq+3+end:]
	}
}

// unescape turns entities into characters; what is none stays.
func unescape(b []byte) string {
	if bytes.IndexByte(b, '&') < 0 {
		return string(b)
	}
	s := string(b)
	var out strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			out.WriteString(s)
			return out.String()
		}
		out.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s, ';')
		r, ok := rune(0), false
		if end > 0 {
			r, ok = entity(s[1:end])
		}
		if !ok {
			out.WriteByte('&')
			s = s[1:]
			continue
		}
		out.WriteRune(r)
		s = s[end+1:]
	}
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
