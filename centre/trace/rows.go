package trace

import (
	"errors"
	"io"
	"strconv"

	"fanzha/term/fault"
	"fanzha/term/when"
)

// IDMax bounds the id of a transfer or an account, in bytes: no bank's is longer than 64, a hash in hex not either.
const IDMax = 128

// What can be wrong with a file: codes of faults, in the order in which they are looked for.
const (
	codeHeader  = "trace.file_header"
	codeLong    = "trace.file_long"
	codeQuote   = "trace.file_quote"
	codeFields  = "trace.file_fields"
	codeEmpty   = "trace.file_empty"
	codeIDLong  = "trace.file_id_long"
	codeNumber  = "trace.file_amount"
	codeBalance = "trace.file_balance"
	codeMixed   = "trace.file_time_mixed"
	wrongTime   = "trace.file_time"
	wrongFine   = "trace.file_time_fine"
	wrongZone   = "trace.file_time_zone"
)

// Row is one transfer of a file. Its byte slices are valid until the next row is read.
type Row struct {
	Line         int64
	ID, From, To []byte
	Kind         []byte
	At           when.Micros
	Form         Form
	Fen          int64

	numbered []byte // room for the id of a record that has none
	number   int64
	style    Style // of the first row
	styled   bool  // style is known
}

// Progress is told how many bytes and rows of a file have been read; nil tells nobody.
type Progress func(bytes, rows int64)

// progressEvery is how many rows go by between two calls of a Progress.
const progressEvery = 1 << 18

// ReadRows reads a file of transfers, in either layout, row by row. A file without a column of ids numbers its records: the
// first after the header is 1. It stops at the first thing that is wrong, and says line and column.
func ReadRows(r io.Reader, progress Progress, fn func(*Row) error) (Layout, error) {
	in := newRecords(r)
	c, err := in.readHeader()
	if err != nil {
		return 0, err
	}
	row := Row{}
	for {
		err = in.read()
		if errors.Is(err, io.EOF) {
			return c.layout, nil
		}
		if err != nil {
			return c.layout, err
		}
		err = row.parse(in, c)
		if err != nil {
			return c.layout, err
		}
		err = fn(&row)
		if err != nil {
			return c.layout, err
		}
		if progress != nil && row.number%progressEvery == 0 {
			progress(in.bytes, row.number)
		}
	}
}

// parse fills the row from the record.
func (w *Row) parse(in *records, c columns) error {
	w.Line = in.line
	w.number++
	if len(in.fields) != c.count {
		return fault.New(fault.Invalid, codeFields, "line", w.Line, "found", len(in.fields), "expected", c.count)
	}
	w.From, w.To, w.Kind = in.fields[c.from], in.fields[c.to], nil
	if c.kind >= 0 {
		w.Kind = in.fields[c.kind]
	}
	column, wrong := c.from, wrongID(w.From)
	if wrong == "" {
		column, wrong = c.to, wrongID(w.To)
	}
	if wrong == "" {
		column, wrong = c.id, w.readID(in, c)
	}
	if wrong == "" {
		column, wrong = c.time, w.readTime(in.fields[c.time], c.layout)
	}
	if wrong == "" {
		column, wrong = c.fen, w.readFen(in.fields[c.fen], c.layout)
	}
	if wrong == "" {
		return nil
	}
	return fault.New(fault.Invalid, wrong, "line", w.Line, "column", c.names[column], "limit", IDMax)
}

func (w *Row) readID(in *records, c columns) string {
	if c.id < 0 {
		w.numbered = strconv.AppendInt(w.numbered[:0], w.number, 10)
		w.ID = w.numbered
		return ""
	}
	w.ID = in.fields[c.id]
	return wrongID(w.ID)
}

func wrongID(b []byte) string {
	switch {
	case len(b) == 0:
		return codeEmpty
	case len(b) > IDMax:
		return codeIDLong
	}
	return ""
}

// readTime reads the moment in the style of the first row: a file that mixes styles has been put together wrongly.
func (w *Row) readTime(b []byte, layout Layout) (wrong string) {
	if layout == FinBench && (!w.styled && isDigits(b) || w.styled && w.style == Millis) {
		w.At, w.Form, wrong = parseMillis(b)
	} else {
		w.At, w.Form, wrong = parseMoment(b)
	}
	switch {
	case wrong != "":
		return wrong
	case !w.styled:
		w.style, w.styled = w.Form.Style, true
	case w.style != w.Form.Style:
		return codeMixed
	}
	if layout == Canonical && w.Form.Style == Plain {
		return wrongZone
	}
	return ""
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c-'0' > 9 {
			return false
		}
	}
	return len(b) > 0
}

// readFen reads an amount above zero.
func (w *Row) readFen(b []byte, layout Layout) string {
	var ok bool
	if layout == FinBench {
		w.Fen, ok = FenOfYuan(b)
	} else {
		w.Fen, ok = fen(b)
	}
	if !ok || w.Fen <= 0 {
		return codeNumber
	}
	return ""
}

// mostFen is the largest amount that a file may have: what 64 bits hold.
const mostFen = 1<<63 - 1

// fen reads whole fen.
func fen(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > maxDigits {
		return 0, false
	}
	var n uint64
	for _, c := range b {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + uint64(c-'0') // 19 digits fit into 64 bits without sign
	}
	return int64(n), n <= mostFen
}

// FenOfYuan reads yuan with any number of decimals into fen, half a fen counting as one.
func FenOfYuan(b []byte) (int64, bool) {
	whole, rest, ok := number(b, mostFen/100-2)
	if !ok {
		return 0, false
	}
	if len(rest) == 0 {
		return whole * 100, true
	}
	if rest[0] != '.' || !isDigits(rest[1:]) {
		return 0, false
	}
	n := whole*100 + decimal(rest, 1)*10 + decimal(rest, 2)
	if decimal(rest, 3) >= 5 {
		n++
	}
	return n, true
}

// decimal is the i-th digit after a point, zero where there is none.
func decimal(b []byte, i int) int64 {
	if i < len(b) {
		return int64(b[i] - '0')
	}
	return 0
}

// Decimal reads a number with at most so many decimals, in units of the last of them: with 6, "0.5" is 500,000.
func Decimal(b []byte, decimals int) (int64, bool) {
	const most = 1_000_000
	n, rest, ok := number(b, most)
	if !ok || len(rest) > 0 && (rest[0] != '.' || !isDigits(rest[1:]) || len(rest) > 1+decimals) {
		return 0, false
	}
	for i := 1; i <= decimals; i++ {
		n = n*10 + decimal(rest, i)
	}
	return n, true
}
