package learn

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"fanzha/term/fault"
)

// ErrRows says which line of a labelled file is not usable; arguments line, why.
var ErrRows = fault.New(fault.Invalid, "model.rows_invalid")

// Bounds of a labelled file: a line holds one row, and all rows are in memory while a model is trained.
const (
	maxLine = 4 << 20
	MaxFile = 2 << 30
	maxRows = 20_000_000
)

// Table is a labelled file: its columns and, row by row, their values as text. A value that is missing is empty.
type Table struct {
	Columns []string
	Rows    [][]string
	Hash    string // SHA-256 of all that was read
}

// BadRow is ErrRows with its line.
func BadRow(line int, why string) error {
	return fault.New(ErrRows.Kind, ErrRows.Code, "line", line, "why", why)
}

// ReadTable reads JSON objects, one a line, or comma-separated values whose first line names the columns; which of the two it is
// shows the first sign. Wanted columns must be there; without any, all are read (of JSON, those of the first object that are no lists
// or objects).
func ReadTable(in io.Reader, wanted ...string) (*Table, error) {
	hash := sha256.New()
	buffered := bufio.NewReaderSize(io.TeeReader(io.LimitReader(in, MaxFile), hash), 1<<16)
	t := &Table{Columns: slices.Clone(wanted)}
	first, err := firstSign(buffered)
	if err != nil {
		return nil, BadRow(1, "the file is empty")
	}
	if first == '{' {
		err = t.readJSON(buffered)
	} else {
		err = t.readCSV(buffered)
	}
	if err != nil {
		return nil, err
	}
	t.Hash = hex.EncodeToString(hash.Sum(nil))
	return t, nil
}

func firstSign(in *bufio.Reader) (byte, error) {
	for {
		b, err := in.ReadByte()
		if err != nil {
			return 0, err
		}
		if b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0xEF || b == 0xBB || b == 0xBF {
			continue
		}
		return b, in.UnreadByte()
	}
}

func (t *Table) readJSON(in io.Reader) error {
	scan := bufio.NewScanner(in)
	scan.Buffer(make([]byte, 0, 1<<16), maxLine)
	for line := 1; scan.Scan(); line++ {
		if len(bytes.TrimSpace(scan.Bytes())) == 0 {
			continue
		}
		row, err := t.object(scan.Bytes())
		if err != nil {
			return BadRow(line, err.Error())
		}
		if len(t.Rows) == maxRows {
			return BadRow(line, "too many rows")
		}
		t.Rows = append(t.Rows, row)
	}
	err := scan.Err()
	if err != nil {
		return BadRow(len(t.Rows)+1, err.Error())
	}
	return nil
}

func (t *Table) object(line []byte) ([]string, error) {
	var fields map[string]json.RawMessage
	err := json.Unmarshal(line, &fields)
	if err != nil {
		return nil, errors.New("not a JSON object")
	}
	if len(t.Columns) == 0 {
		for name, raw := range fields {
			if raw[0] != '{' && raw[0] != '[' {
				t.Columns = append(t.Columns, name)
			}
		}
		slices.Sort(t.Columns)
	}
	row := make([]string, len(t.Columns))
	for k, name := range t.Columns {
		raw, ok := fields[name]
		if !ok || string(raw) == "null" {
			return nil, fmt.Errorf("no field %q", name)
		}
		row[k] = string(raw)
		if raw[0] == '"' {
			err = json.Unmarshal(raw, &row[k])
			if err != nil {
				return nil, fmt.Errorf("no text in the field %q", name)
			}
		}
	}
	return row, nil
}

func (t *Table) readCSV(in io.Reader) error {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	names, err := r.Read()
	if err != nil {
		return BadRow(1, "no line of column names")
	}
	names = slices.Clone(names)
	if len(names) > MaxColumn {
		return BadRow(1, "too many columns")
	}
	if len(t.Columns) == 0 {
		t.Columns = names
	}
	at := make([]int, len(t.Columns))
	for k, name := range t.Columns {
		at[k] = slices.Index(names, name)
		if at[k] < 0 {
			return BadRow(1, fmt.Sprintf("no column %q", name))
		}
	}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return badCSV(len(t.Rows)+2, err)
		}
		if len(t.Rows) == maxRows {
			return BadRow(len(t.Rows)+2, "too many rows")
		}
		row := make([]string, len(at))
		for k, c := range at {
			row[k] = fields[c]
		}
		t.Rows = append(t.Rows, row)
	}
}

// badCSV names the line that the reader stopped at, or failing that the row.
func badCSV(row int, err error) error {
	var where *csv.ParseError
	if errors.As(err, &where) {
		row = where.Line
	}
	return BadRow(row, "not comma-separated values with as many fields as the first line")
}

// Column is the place of a column, -1 when it is not there.
func (t *Table) Column(name string) int { return slices.Index(t.Columns, name) }
