package ingest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"fanzha/centre/signal"
)

// record is one line for the server with its place in the file, or a reject of our own.
type record struct {
	line int
	body []byte // one line of JSON without its break; nil for a reject
	code string
}

// converter makes records of a source's lines.
type converter struct {
	src     *source
	types   map[string]string // field → type
	from    map[string]string // field → column
	zone    string
	field   string // Lines: the field that each line is
	table   *table
	columns []string // CSV: field of each column, "" when ignored
	ignored map[string]bool
}

// fieldTypes maps the fields of a kind to their types.
func fieldTypes(kind string) map[string]string {
	k, _ := signal.KindOf(kind) // mixed: all
	out := map[string]string{}
	for _, f := range signal.FieldsOf(k) {
		out[f.Name] = f.Type
	}
	return out
}

// lineFields are the fields that a plain line of a kind is.
var lineFields = map[string]string{"visit": "url", "message": "text", "call": "phone"}

func newConverter(src *source, o *Options) (*converter, error) {
	c := &converter{src: src, types: fieldTypes(o.Kind), from: o.Map, zone: o.Zone, ignored: map[string]bool{}}
	switch src.format {
	case Lines:
		c.field = lineFields[o.Kind]
		if c.field == "" {
			return nil, ErrLineKind
		}
	case CSV:
		var err error
		c.table, err = newTable(src.lines)
		if err != nil {
			return nil, err
		}
		c.columns = make([]string, len(c.table.header))
		for i, name := range c.table.header {
			c.columns[i] = c.target(name)
		}
		for _, column := range c.from {
			if !slices.Contains(c.table.header, column) {
				return nil, ErrMap.With(errors.New("no column " + column))
			}
		}
	}
	return c, nil
}

// target is the field that a column goes to: by the map, else by its own name unless the map fills that field from elsewhere.
func (c *converter) target(column string) string {
	for field, from := range c.from {
		if from == column {
			return field
		}
	}
	_, known := c.types[column]
	_, mapped := c.from[column]
	if known && !mapped {
		return column
	}
	c.ignored[column] = true
	return ""
}

// next returns the next record, io.EOF at the end.
func (c *converter) next() (record, error) {
	if c.table != nil {
		r, err := c.table.next()
		if err != nil {
			return record{}, err
		}
		if r.code != "" {
			return record{line: r.line, code: r.code}, nil
		}
		return record{line: r.line, body: c.ofCells(r.cells)}, nil
	}
	for {
		line, err := c.src.lines.next()
		if err != nil {
			return record{}, err
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		n := c.src.lines.n
		if c.src.format == Lines {
			return record{line: n, body: c.ofLine(c.field, string(line))}, nil
		}
		return record{line: n, body: c.ofJSON(line)}, nil
	}
}

// ofLine makes a record of one field.
func (c *converter) ofLine(field, value string) []byte {
	out := append(appendText([]byte{'{'}, field), ':')
	return append(appendText(out, value), '}')
}

// ofCells makes a record of a row; empty cells are not given.
func (c *converter) ofCells(cells []string) []byte {
	out := []byte{'{'}
	for i, v := range cells {
		field := c.columns[i]
		if field == "" || v == "" {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(appendText(out, field), ':')
		out = c.appendTyped(out, c.types[field], v)
	}
	return append(out, '}')
}

// appendTyped writes a text as the type of its field needs; what does not fit goes as a string, for the server to name.
func (c *converter) appendTyped(dst []byte, kind, v string) []byte {
	t := strings.TrimSpace(v)
	switch kind {
	case "integer":
		if whole(t) {
			return append(dst, t...)
		}
	case "boolean":
		switch strings.ToLower(t) {
		case "true", "1", "yes", "y", "是":
			return append(dst, "true"...)
		case "false", "0", "no", "n", "否":
			return append(dst, "false"...)
		}
	case "time":
		if whole(t) {
			return append(dst, t...)
		}
		if c.zone != "" && len(t) == 19 {
			t += c.zone
		}
		return appendText(dst, t)
	}
	return appendText(dst, v)
}

// whole says whether a text is a JSON integer.
func whole(s string) bool {
	digits := strings.TrimPrefix(s, "-")
	if digits == "" || len(digits) > 1 && digits[0] == '0' {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// ofJSON renames and selects the members of an object. What is no object goes as it is: the server says what is wrong.
func (c *converter) ofJSON(line []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(line))
	members := map[string]json.RawMessage{}
	err := d.Decode(&members)
	if err != nil || members == nil {
		return bytes.Clone(line)
	}
	_, err = d.Token()
	if !errors.Is(err, io.EOF) {
		return bytes.Clone(line)
	}
	out := []byte{'{'}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		field := c.target(name)
		if field == "" {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(appendText(out, field), ':')
		out = c.appendValue(out, c.types[field], members[name])
	}
	return append(out, '}')
}

// appendValue writes a JSON value, with numbers as strings where the field is a text and the other way round: exports often
// have phone numbers as numbers and counts as texts.
func (c *converter) appendValue(dst []byte, kind string, raw json.RawMessage) []byte {
	switch {
	case kind == "string" && whole(string(raw)):
		return append(append(append(dst, '"'), raw...), '"')
	case kind != "string" && len(raw) > 0 && raw[0] == '"':
		var v string
		err := json.Unmarshal(raw, &v)
		if err == nil {
			return c.appendTyped(dst, kind, v)
		}
	}
	for _, b := range raw { // a value may be spread over blanks, but a record is one line
		if b != '\n' && b != '\r' {
			dst = append(dst, b)
		}
	}
	return dst
}

// appendText writes a JSON string. Bytes that are no UTF-8 stay as they are, so that the server refuses the record.
func appendText(dst []byte, v string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := range len(v) {
		switch b := v[i]; {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b < 0x20 || b == 0x7f:
			dst = append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		default:
			dst = append(dst, b)
		}
	}
	return append(dst, '"')
}
