// Package table reads the files in which a case register comes (CSV in any of the country's charsets, or a workbook of a spreadsheet
// program) into rows below headings, and finds which field each column is. Files are hostile until read: sizes are bounded before
// anything is kept, and no file, however broken, ends the program.
package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"fanzha/centre/casefile"
	"fanzha/internal/charset"
	"fanzha/term/fault"
)

// Bounds of a file.
const (
	BytesMax   = 16 << 20  // of the file as it comes
	unpackMax  = 128 << 20 // of a workbook when it is unpacked
	columnsMax = 100
	cellMax    = 4000 // bytes
	headingMax = 10   // rows above the headings: a title, who made it, a date
)

func broken(why string) error {
	return fault.New(casefile.ErrFile.Kind, casefile.ErrFile.Code, "why", why)
}

// Read reads a file. names maps fields to headings where the file uses other words than the rulebook knows.
func Read(raw []byte, rules *casefile.Rules, names map[string]string) (t casefile.Table, err error) {
	defer func() {
		p := recover()
		if p != nil {
			t, err = casefile.Table{}, broken("unreadable")
		}
	}()
	if len(raw) > BytesMax {
		return t, broken("size")
	}
	var rows []casefile.TableRow
	if bytes.HasPrefix(raw, []byte("PK")) {
		rows, err = workbook(raw)
	} else {
		rows, err = lines(raw)
	}
	if err != nil {
		return t, err
	}
	return headed(rows, rules, names)
}

// lines reads CSV; the separator is the one that the first line has most of.
func lines(raw []byte) ([]casefile.TableRow, error) {
	name := charset.Detect(raw, true)
	text, err := io.ReadAll(io.LimitReader(charset.Reader(bytes.NewReader(raw), name), 4*BytesMax))
	if err != nil {
		return nil, broken("unreadable")
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	first, _, _ := bytes.Cut(text, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, false
	for _, sep := range []rune{';', '\t'} {
		if bytes.Count(first, []byte(string(sep))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = sep
		}
	}
	var out []casefile.TableRow
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, broken("csv")
		}
		line, _ := r.FieldPos(0)
		out, err = add(out, line, cells)
		if err != nil {
			return nil, err
		}
	}
}

// workbook reads the first sheet that has rows. Cells come as they are stored, so that no display format changes a number or a date.
func workbook(raw []byte) ([]casefile.TableRow, error) {
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{RawCellValue: true, UnzipSizeLimit: unpackMax, UnzipXMLSizeLimit: BytesMax})
	if err != nil {
		return nil, broken("xlsx")
	}
	defer func() { _ = f.Close() }()
	for _, sheet := range f.GetSheetList() {
		out, err := sheetRows(f, sheet)
		if err != nil || len(out) > 0 {
			return out, err
		}
	}
	return nil, nil
}

func sheetRows(f *excelize.File, sheet string) ([]casefile.TableRow, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, broken("xlsx")
	}
	defer func() { _ = rows.Close() }()
	var out []casefile.TableRow
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, broken("xlsx")
		}
		out, err = add(out, line, cells)
		if err != nil {
			return nil, err
		}
	}
	if rows.Error() != nil {
		return nil, broken("xlsx")
	}
	return out, nil
}

// add keeps a row that holds something, within the bounds.
func add(out []casefile.TableRow, line int, cells []string) ([]casefile.TableRow, error) {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case len(cells) == 0:
		return out, nil
	case len(cells) > columnsMax:
		return nil, broken("columns")
	case len(out) > casefile.RowsMax+headingMax:
		return nil, broken("rows")
	}
	for i, c := range cells {
		if len(c) > cellMax {
			return nil, fault.New(casefile.ErrFile.Kind, casefile.ErrFile.Code, "why", fmt.Sprintf("cell %d:%d", line, i+1))
		}
		cells[i] = strings.TrimSpace(strings.ToValidUTF8(c, "\uFFFD"))
	}
	return append(out, casefile.TableRow{Line: line, Cells: cells}), nil
}

// headed finds the row of headings: among the first rows the one that names most fields.
func headed(rows []casefile.TableRow, rules *casefile.Rules, names map[string]string) (casefile.Table, error) {
	best, most := -1, 0
	var fields []string
	for i := 0; i < len(rows) && i < headingMax; i++ {
		found, n := match(rows[i].Cells, rules, names)
		if n > most {
			best, most, fields = i, n, found
		}
	}
	if len(rows) == 0 {
		return casefile.Table{}, broken("rows")
	}
	if best < 0 {
		return casefile.Table{}, casefile.ErrHeadings
	}
	for field, heading := range names {
		if !slices.Contains(fields, field) {
			return casefile.Table{}, fault.New(casefile.ErrColumn.Kind, casefile.ErrColumn.Code, "field", field+"="+clip(heading))
		}
	}
	return casefile.Table{Headings: rows[best].Cells, Fields: fields, Rows: rows[best+1:]}, nil
}

func clip(s string) string { return s[:min(len(s), 60)] }

// match names the fields of headings: by the caller's names first, then by the rulebook's. A heading that two columns share counts once.
func match(cells []string, rules *casefile.Rules, names map[string]string) ([]string, int) {
	fields, n := make([]string, len(cells)), 0
	for i, c := range cells {
		field := named(c, rules, names)
		if field == "" || slices.Contains(fields[:i], field) {
			continue
		}
		fields[i] = field
		n++
	}
	return fields, n
}

func named(heading string, rules *casefile.Rules, names map[string]string) string {
	key := plain(heading)
	for field, h := range names {
		if plain(h) == key {
			return field
		}
	}
	for _, c := range rules.Columns {
		_, own := names[c.Field]
		if own {
			continue
		}
		for _, word := range append([]string{c.ZH, c.Field}, c.Also...) {
			if plain(word) == key {
				return c.Field
			}
		}
	}
	return ""
}

// plain takes off what people put around a heading: spaces, stars of required columns, full-width brackets.
func plain(s string) string {
	s = strings.NewReplacer("（", "(", "）", ")", "*", "", " ", "", "\u3000", "", "\n", "", "\t", "").Replace(s)
	return strings.ToLower(s)
}
