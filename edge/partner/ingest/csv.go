package ingest

import (
	"strings"
)

// delimiterOf guesses what separates the cells of a header: the most frequent of comma, tab, semicolon and bar.
func delimiterOf(header string) byte {
	best, n := byte(','), 0
	for _, c := range []byte{',', '\t', ';', '|'} {
		if k := strings.Count(header, string(c)); k > n {
			best, n = c, k
		}
	}
	return best
}

// splitCells cuts one CSV row (RFC 4180: quotes around a cell, doubled inside). open says that a quote is not closed: the
// row goes on in the next line, or is damaged.
func splitCells(row string, delimiter byte) (cells []string, open bool) {
	for {
		var cell string
		if strings.HasPrefix(row, `"`) {
			var rest string
			cell, rest, open = quoted(row[1:])
			if open {
				return cells, true
			}
			end := strings.IndexByte(rest, delimiter)
			if end < 0 {
				return append(cells, cell+rest), false
			}
			cells, row = append(cells, cell+rest[:end]), rest[end+1:]
			continue
		}
		end := strings.IndexByte(row, delimiter)
		if end < 0 {
			return append(cells, row), false
		}
		cells, row = append(cells, row[:end]), row[end+1:]
	}
}

// quoted reads up to the closing quote.
func quoted(s string) (cell, rest string, open bool) {
	var b strings.Builder
	for {
		end := strings.IndexByte(s, '"')
		if end < 0 {
			return "", "", true
		}
		b.WriteString(s[:end])
		s = s[end+1:]
		if !strings.HasPrefix(s, `"`) {
			return b.String(), s, false
		}
		b.WriteByte('"')
		s = s[1:]
	}
}

// table reads the rows of a CSV file under its header.
type table struct {
	lines     *lineReader
	delimiter byte
	header    []string
	ahead     []ahead // lines read in search of a closing quote that did not come
}

// ahead is a line that was read before its turn.
type ahead struct {
	n    int
	text string
}

// row is one record of a table, or why it is none.
type row struct {
	line  int
	cells []string
	code  string
}

func newTable(lines *lineReader) (*table, error) {
	for {
		line, err := lines.next()
		if err != nil {
			return nil, ErrHeader
		}
		text := string(line)
		if strings.TrimSpace(text) == "" {
			continue
		}
		t := &table{lines: lines, delimiter: delimiterOf(text)}
		var open bool
		t.header, open = splitCells(text, t.delimiter)
		if open {
			return nil, ErrHeader
		}
		seen := map[string]bool{}
		for i, name := range t.header {
			t.header[i] = strings.TrimSpace(name)
			if t.header[i] != "" && seen[t.header[i]] {
				return nil, ErrHeader
			}
			seen[t.header[i]] = true
		}
		return t, nil
	}
}

// pull returns the next line, of those read before first.
func (t *table) pull() (ahead, error) {
	if len(t.ahead) > 0 {
		a := t.ahead[0]
		t.ahead = t.ahead[1:]
		return a, nil
	}
	line, err := t.lines.next()
	return ahead{t.lines.n, string(line)}, err
}

// next returns the next row. A quote that is not closed within cellLines damages its own line only: the lines after it are
// read again as rows.
func (t *table) next() (row, error) {
	for {
		first, err := t.pull()
		if err != nil {
			return row{}, err
		}
		if strings.TrimSpace(first.text) == "" {
			continue
		}
		text := first.text
		cells, open := splitCells(text, t.delimiter)
		var more []ahead
		for open && len(more) < cellLines && len(text) < lineMax {
			a, err := t.pull()
			if err != nil {
				break // the end: a real error comes again
			}
			more = append(more, a)
			text += "\n" + a.text
			cells, open = splitCells(text, t.delimiter)
		}
		switch {
		case open:
			t.ahead = append(more, t.ahead...)
			return row{line: first.n, code: codeQuote}, nil
		case len(cells) != len(t.header):
			return row{line: first.n, code: codeColumns}, nil
		}
		return row{line: first.n, cells: cells}, nil
	}
}
