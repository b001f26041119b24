package statement

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"fanzha/internal/charset"
)

// Bounds of one text row: far more than any bank writes, and little enough that one lost quote costs one row.
const (
	maxLine     = 256 << 10
	maxLines    = 8 // lines that one quoted cell may span
	maxCells    = 256
	sampleBytes = 256 << 10 // from which charset and delimiter are told
)

// row is one line of a file as cells. Cells are only good until the next row is read.
type row struct {
	line  int64
	sheet string
	cells []string
	bad   bool // it is no text: cells say nothing
}

// rows is a file row by row; io.EOF at the end.
type rows interface {
	next() (row, error)
	close() error
}

// csvRows reads delimited text. A quote that is not closed within maxLines stands for itself, so that it cannot swallow the rest.
type csvRows struct {
	r       *bufio.Reader
	comma   byte
	line    int64
	pending []string // lines that were read while a quote was open
	cells   []string
}

// openCSV tells charset and delimiter from the head of a text.
func openCSV(r io.Reader) (*csvRows, Format, error) {
	head := bufio.NewReaderSize(r, sampleBytes)
	sample, err := head.Peek(sampleBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, Format{}, err
	}
	name := charset.Detect(sample, err != nil)
	if name == charset.Unknown || len(sample) == 0 || name != charset.UTF16LE && name != charset.UTF16BE && bytes.IndexByte(sample, 0) >= 0 {
		return nil, Format{}, ErrFormat
	}
	text, err := io.ReadAll(io.LimitReader(charset.Reader(bytes.NewReader(sample), name), sampleBytes))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, Format{}, err
	}
	comma := delimiter(string(text))
	return &csvRows{r: bufio.NewReaderSize(charset.Reader(head, name), 1<<20), comma: comma}, Format{Kind: "csv", Charset: name, Delimiter: string(comma)}, nil
}

// delimiter is the mark that cuts most lines of the sample into the same number of cells.
func delimiter(sample string) byte {
	lines := strings.Split(sample, "\n")
	best, most := byte(','), 0
	for _, mark := range []byte{',', '\t', ';', '|'} {
		score := map[int]int{}
		for _, l := range lines[:min(len(lines), 200)] {
			n := strings.Count(l, string(mark))
			if n > 0 {
				score[n] += n
			}
		}
		for _, s := range score {
			if s > most {
				best, most = mark, s
			}
		}
	}
	return best
}

func (c *csvRows) close() error { return nil }

// next reads one row.
func (c *csvRows) next() (row, error) {
	text, err := c.take()
	if err != nil {
		return row{}, err
	}
	first := c.line
	whole, spans := c.closed(text)
	c.line += int64(spans)
	w := row{line: first}
	if len(whole) > maxLine || !utf8.ValidString(whole) {
		w.bad = true
		return w, nil
	}
	c.cells = split(whole, c.comma, c.cells[:0])
	w.cells = c.cells
	w.bad = len(c.cells) > maxCells
	return w, nil
}

// take is the next line without its end.
func (c *csvRows) take() (string, error) {
	c.line++
	if len(c.pending) > 0 {
		text := c.pending[0]
		c.pending = c.pending[1:]
		return text, nil
	}
	return c.read()
}

// read reads a line from the file; what is beyond maxLine of it is dropped, and makes it a bad row.
func (c *csvRows) read() (string, error) {
	var long []byte
	for {
		part, err := c.r.ReadSlice('\n')
		if err == nil && long == nil {
			return unBOM(trimEnd(part)), nil
		}
		if len(long) <= maxLine {
			long = append(long, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			if len(long) == 0 {
				return "", io.EOF
			}
			return unBOM(trimEnd(long)), nil
		case err != nil:
			return "", err
		default:
			return unBOM(trimEnd(long)), nil
		}
	}
}

func trimEnd(b []byte) []byte { return bytes.TrimRight(b, "\r\n") }

func unBOM(b []byte) string { return strings.TrimPrefix(string(b), "\ufeff") }

// closed joins lines while a quoted cell is open. When it is not closed soon, the lines are given back and the quote stands
// for itself.
func (c *csvRows) closed(text string) (whole string, spans int) {
	if strings.IndexByte(text, '"') < 0 || !open(text, c.comma) {
		return text, 0
	}
	whole = text
	var taken []string
	for len(taken) < maxLines && len(whole) < maxLine {
		var more string
		var err error
		if len(c.pending) > len(taken) {
			more = c.pending[len(taken)]
		} else {
			more, err = c.read()
			if err != nil {
				break // the end, or a fault that the next read meets again
			}
			c.pending = append(c.pending, more)
		}
		taken = append(taken, more)
		whole += "\n" + more
		if !open(whole, c.comma) {
			c.pending = c.pending[len(taken):]
			return whole, len(taken)
		}
	}
	return text, 0
}

// open reports whether a quoted cell has no end.
func open(s string, comma byte) bool {
	start, quoted := true, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '"':
			if i+1 < len(s) && s[i+1] == '"' {
				i++
				continue
			}
			quoted = false
		case quoted:
		case s[i] == '"' && start:
			quoted = true
		}
		start = !quoted && s[i] == comma
	}
	return quoted
}

// split cuts a line into cells. A quote inside a cell, and one that is never closed, stand for themselves.
func split(s string, comma byte, cells []string) []string {
	for {
		if s != "" && s[0] == '"' {
			cell, rest, ok := quotedCell(s, comma)
			if ok {
				cells = append(cells, cell)
				if rest == "" {
					return cells
				}
				s = rest[1:]
				continue
			}
		}
		i := strings.IndexByte(s, comma)
		if i < 0 {
			return append(cells, s)
		}
		cells = append(cells, s[:i])
		s = s[i+1:]
	}
}

// quotedCell reads a quoted cell; rest begins with the delimiter or is empty.
func quotedCell(s string, comma byte) (cell, rest string, ok bool) {
	doubled := false
	for i := 1; i < len(s); i++ {
		if s[i] != '"' {
			continue
		}
		if i+1 < len(s) && s[i+1] == '"' {
			doubled = true
			i++
			continue
		}
		tail := i + 1
		for tail < len(s) && (s[tail] == ' ' || s[tail] == '\t' && comma != '\t') {
			tail++
		}
		if tail < len(s) && s[tail] != comma {
			return "", "", false
		}
		cell = s[1:i]
		if doubled {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		return cell, s[tail:], true
	}
	return "", "", false
}
