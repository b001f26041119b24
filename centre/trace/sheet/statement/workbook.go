package statement

import (
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Bounds of a workbook: a million rows of a bank unpack to about two gigabytes. Parts larger than partInMemory are unpacked
// to a temporary file by the library.
const (
	maxUnpacked  = 6 << 30
	partInMemory = 16 << 20
)

// bookRows reads the sheets of a workbook one after the other, cells as they are stored: numbers and dates unformatted.
type bookRows struct {
	file   *excelize.File
	sheets []string
	at     int // of the sheet being read
	rows   *excelize.Rows
	line   int64
}

func openWorkbook(r io.Reader) (*bookRows, Format, error) {
	f, err := excelize.OpenReader(r, excelize.Options{RawCellValue: true, UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: partInMemory})
	if err != nil {
		return nil, Format{}, ErrFormat.With(err)
	}
	return &bookRows{file: f, sheets: f.GetSheetList()}, Format{Kind: "xlsx"}, nil
}

func (b *bookRows) close() error {
	var err error
	if b.rows != nil {
		err = b.rows.Close()
	}
	return errors.Join(err, b.file.Close())
}

// next reads one row; empty rows inside a sheet come out without cells.
func (b *bookRows) next() (row, error) {
	for {
		if b.rows == nil {
			if b.at >= len(b.sheets) {
				return row{}, io.EOF
			}
			var err error
			b.rows, err = b.file.Rows(b.sheets[b.at])
			if err != nil { // a sheet of charts has no rows
				b.rows = nil
				b.at++
				continue
			}
			b.line = 0
		}
		if b.rows.Next() {
			return b.row()
		}
		err := errors.Join(b.rows.Error(), b.rows.Close())
		b.rows = nil
		b.at++
		if err != nil {
			return row{}, ErrFormat.With(err)
		}
	}
}

func (b *bookRows) row() (row, error) {
	b.line++
	w := row{line: b.line, sheet: b.sheets[b.at]}
	cells, err := b.rows.Columns()
	if err != nil {
		return row{}, ErrFormat.With(err)
	}
	w.cells = cells
	w.bad = len(cells) > maxCells
	for _, c := range cells {
		if len(c) > maxLine || !utf8.ValidString(c) {
			w.bad = true
		}
	}
	return w, nil
}

// isWorkbook knows a workbook by its first bytes; the old format of Excel is known too, to be refused by name.
func isWorkbook(head []byte) bool { return strings.HasPrefix(string(head), "PK\x03\x04") }
