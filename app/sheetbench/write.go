package sheetbench

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// The kinds of files.
const (
	KindCSV    = "csv"
	KindXLSX   = "xlsx"   // texts in a shared table, moments and amounts as numbers: as Excel saves
	KindInline = "inline" // texts in the cells: as streaming writers of other languages save
)

// Write writes a statement of so many rows, made from a seed.
func Write(w io.Writer, kind string, rows int, seed uint64) error {
	t := newTeller(rows, seed)
	if kind == KindCSV {
		return t.csv(w)
	}
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	b := &bookWriter{zip: z}
	if kind == KindXLSX {
		b.shared = map[string]int{}
	}
	return errors.Join(b.parts(), b.sheet(t), b.texts(), z.Close())
}

func (t *teller) csv(w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<20)
	cells := append([]string(nil), columns...)
	for more := true; more; {
		for i, c := range cells {
			if i > 0 {
				_ = out.WriteByte(',') // the fault stays, and Flush says it
			}
			_, _ = out.WriteString(c)
		}
		_ = out.WriteByte('\n')
		var l line
		l, more = t.next()
		l.cells(cells)
	}
	return out.Flush()
}

// bookWriter writes the parts of a workbook as they come.
type bookWriter struct {
	zip    *zip.Writer
	shared map[string]int // nil: texts stand in the cells
	order  []string
	used   int
}

const head = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// fixed parts of a workbook with one sheet and a style for moments.
var fixed = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="交易明细" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`},
}

func (b *bookWriter) parts() error {
	for _, p := range fixed {
		w, err := b.zip.Create(p.name)
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, head+p.text)
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bookWriter) sheet(t *teller) error {
	w, err := b.zip.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<20)
	_, _ = fmt.Fprintf(out, `%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:O%d"/><sheetData>`, head, t.rows+1)
	cells := append([]string(nil), columns...)
	var buf []byte
	n := 0
	for more := true; more; {
		n++
		buf = append(buf[:0], `<row r="`...)
		buf = strconv.AppendInt(buf, int64(n), 10)
		buf = append(buf, `" spans="1:15">`...)
		for i, c := range cells {
			buf = b.cell(buf, i, n, c)
		}
		buf = append(buf, "</row>"...)
		_, _ = out.Write(buf) // the fault stays, and Flush says it
		var l line
		l, more = t.next()
		l.cells(cells)
	}
	_, _ = out.WriteString("</sheetData></worksheet>")
	return out.Flush()
}

// cell writes one cell; an empty one is left out, as all programs do.
func (b *bookWriter) cell(buf []byte, column, row int, text string) []byte {
	if text == "" {
		return buf
	}
	buf = append(buf, `<c r="`...)
	buf = append(buf, byte('A'+column))
	buf = strconv.AppendInt(buf, int64(row), 10)
	plain := row > 1 && (column == amountColumn || column == balanceColumn)
	switch {
	case plain:
		buf = append(append(buf, `"><v>`...), text...)
		return append(buf, "</v></c>"...)
	case b.shared == nil:
		buf = append(append(buf, `" t="inlineStr"><is><t>`...), text...)
		return append(buf, "</t></is></c>"...)
	case row > 1 && column == timeColumn:
		buf = append(append(buf, `" s="1"><v>`...), dayNumber(text)...)
		return append(buf, "</v></c>"...)
	}
	n, known := b.shared[text]
	if !known {
		n = len(b.order)
		b.shared[text] = n
		b.order = append(b.order, text)
	}
	b.used++
	buf = strconv.AppendInt(append(buf, `" t="s"><v>`...), int64(n), 10)
	return append(buf, "</v></c>"...)
}

// dayNumber is a moment as a workbook keeps it: days since the end of 1899, with a fraction.
func dayNumber(text string) string {
	at, err := time.Parse("2006-01-02 15:04:05", text)
	if err != nil {
		return text
	}
	const epoch, day = 25569, 86400
	return strconv.FormatFloat(epoch+float64(at.Unix())/day, 'f', -1, 64)
}

// texts writes the shared table.
func (b *bookWriter) texts() error {
	w, err := b.zip.Create("xl/sharedStrings.xml")
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<20)
	_, _ = fmt.Fprintf(out, `%s<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">`, head, b.used, len(b.order))
	for _, s := range b.order {
		_, _ = out.WriteString("<si><t>")
		_, _ = out.WriteString(s)
		_, _ = out.WriteString("</t></si>")
	}
	_, _ = out.WriteString("</sst>")
	return out.Flush()
}
