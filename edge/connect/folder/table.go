package folder

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"fanzha/internal/charset"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of a file.
const (
	maxFile  = 8 << 20 // some 30,000 lines; a bank with more makes two files
	maxLines = 20_000
	maxCell  = 2000 // bytes
)

func refuse(f *fault.Fault, args ...any) error { return fault.New(f.Kind, f.Code, args...) }

// table is one CSV file: rows of cells by English column name.
type table struct {
	columns []string // in file order
	rows    [][]string
	lines   []int // of each row
}

// parse reads a file whose columns must all be known and each there once; must are those that may not be missing.
func parse(raw []byte, known map[string]string, must ...string) (table, error) {
	if len(raw) > maxFile {
		return table{}, refuse(ErrTooLarge, "limit", maxFile)
	}
	text, err := io.ReadAll(charset.Reader(bytes.NewReader(raw), charset.Detect(raw, true)))
	if err != nil {
		return table{}, refuse(ErrCSV, "line", 1)
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	r.ReuseRecord = false
	head, err := r.Read()
	if err != nil {
		return table{}, refuse(ErrCSV, "line", 1)
	}
	t := table{}
	seen := map[string]bool{}
	for i, cell := range head {
		name, ok := known[strings.ToLower(strings.TrimSpace(strings.TrimPrefix(cell, "\ufeff")))]
		if !ok || seen[name] {
			return table{}, refuse(ErrColumn, "column", i+1)
		}
		seen[name] = true
		t.columns = append(t.columns, name)
	}
	for _, name := range must {
		if !seen[name] {
			return table{}, refuse(ErrColumn, "column", name)
		}
	}
	return t, t.fill(r)
}

func (t *table) fill(r *csv.Reader) error {
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := r.FieldPos(0)
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return refuse(ErrCSV, "line", broken.Line)
		}
		if err != nil || len(record) > len(t.columns) {
			return refuse(ErrCSV, "line", line)
		}
		if len(t.rows) == maxLines {
			return refuse(ErrTooMany, "limit", maxLines)
		}
		row := make([]string, len(t.columns))
		blank := true
		for i, cell := range record {
			if len(cell) > maxCell {
				return refuse(ErrCell, "line", line, "column", t.columns[i])
			}
			row[i] = unguard(strings.TrimSpace(cell))
			blank = blank && row[i] == ""
		}
		if !blank {
			t.rows = append(t.rows, row)
			t.lines = append(t.lines, line)
		}
	}
	if len(t.rows) == 0 {
		return ErrEmpty
	}
	return nil
}

// guard keeps a spreadsheet from taking a text for a formula: a leading apostrophe, which unguard takes away.
func guard(text string) string {
	if text != "" && strings.ContainsRune("=+-@'\t", rune(text[0])) {
		return "'" + text
	}
	return text
}

func unguard(text string) string { return strings.TrimPrefix(text, "'") }

// cells reads the typed cells of one row; the first that cannot be read is kept as the fault.
type cells struct {
	t   *table
	row int
	err error
}

func (c *cells) text(column string) string {
	for i, name := range c.t.columns {
		if name == column {
			return c.t.rows[c.row][i]
		}
	}
	return ""
}

func (c *cells) fail(column string) {
	if c.err == nil {
		c.err = refuse(ErrCell, "line", c.t.lines[c.row], "column", column)
	}
}

func (c *cells) number(column string) int64 {
	text := c.text(column)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		c.fail(column)
	}
	return n
}

func (c *cells) small(column string) int {
	n := c.number(column)
	if int64(int32(n)) != n {
		c.fail(column)
	}
	return int(int32(n))
}

func (c *cells) yes(column string) bool {
	switch strings.ToLower(c.text(column)) {
	case "", "0", "no", "false", "否":
		return false
	case "1", "yes", "true", "是":
		return true
	}
	c.fail(column)
	return false
}

// times are the forms of a moment that banks write, the first one ours.
var times = []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006/1/2 15:04:05", "2006-01-02 15:04", "2006/1/2 15:04", "20060102150405"}

func (c *cells) time(column string) time.Time {
	text := c.text(column)
	if text == "" {
		return time.Time{}
	}
	for _, form := range times {
		t, err := time.ParseInLocation(form, text, when.Zone) // a time without a zone: banks write Beijing time
		if err == nil {
			return t.UTC()
		}
	}
	c.fail(column)
	return time.Time{}
}

// write makes a CSV file that spreadsheets of the field open as it is: UTF-8 with mark, lines ended by CR LF.
func write(columns []string, rows [][]string) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	err := w.Write(columns)
	for _, row := range rows {
		for i := range row {
			row[i] = guard(row[i])
		}
		if err == nil {
			err = w.Write(row)
		}
	}
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return out.Bytes(), err
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func digits(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}
