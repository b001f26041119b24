package statement

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// Bounds of a workbook: a million rows of a bank unpack to about two gigabytes, and its shared texts are kept in memory.
const (
	maxWorkbook = 512 << 20
	maxUnpacked = 6 << 30
	maxShared   = 1 << 30
	maxSheets   = 200
)

// bookRows reads the sheets of a workbook one after the other, cells as they are stored: numbers and dates unformatted. Rows
// come out as they are read; only the shared texts are in memory.
type bookRows struct {
	zip    *zip.Reader
	sheets []bookSheet
	shared []string
	at     int // of the sheet being read
	part   io.ReadCloser
	scan   *xmlScan
	line   int64
	cells  []string
}

type bookSheet struct{ name, part string }

func openWorkbook(r io.Reader) (*bookRows, Format, error) {
	content, err := io.ReadAll(io.LimitReader(r, maxWorkbook+1))
	if err != nil {
		return nil, Format{}, err
	}
	if len(content) > maxWorkbook {
		return nil, Format{}, ErrFormat
	}
	b := &bookRows{}
	b.zip, err = zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, Format{}, ErrFormat.With(err)
	}
	var unpacked uint64
	for _, f := range b.zip.File {
		unpacked += f.UncompressedSize64
		if f.UncompressedSize64 > maxUnpacked || unpacked > maxUnpacked {
			return nil, Format{}, ErrFormat
		}
	}
	err = errors.Join(b.listSheets(), b.readShared())
	if err != nil || len(b.sheets) == 0 {
		return nil, Format{}, ErrFormat.With(err)
	}
	return b, Format{Kind: "xlsx"}, nil
}

// walk gives every tag of a part to fn. A part that is not there has none.
func (b *bookRows) walk(part string, fn func(x *xmlScan)) error {
	f, err := b.zip.Open(part)
	if err != nil {
		return nil
	}
	x := newXMLScan(io.LimitReader(f, maxShared))
	for err == nil {
		err = x.next()
		if err == nil {
			fn(x)
		}
	}
	closed := f.Close()
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, closed)
}

// listSheets finds the parts of the sheets in the order of the workbook.
func (b *bookRows) listSheets() error {
	targets := map[string]string{}
	err := b.walk("xl/_rels/workbook.xml.rels", func(x *xmlScan) {
		if x.name == "Relationship" {
			targets[x.attr("Id")] = x.attr("Target")
		}
	})
	if err != nil {
		return err
	}
	return b.walk("xl/workbook.xml", func(x *xmlScan) {
		if x.name != "sheet" || len(b.sheets) >= maxSheets {
			return
		}
		target := targets[x.attr("id")]
		if strings.HasPrefix(target, "/") {
			target = target[1:]
		} else {
			target = path.Join("xl", target)
		}
		b.sheets = append(b.sheets, bookSheet{clip(x.attr("name")), target})
	})
}

// readShared reads the texts that cells refer to; readings beside characters (rPh) are left out.
func (b *bookRows) readShared() error {
	var text strings.Builder
	beside := false
	return b.walk("xl/sharedStrings.xml", func(x *xmlScan) {
		switch x.name {
		case "si":
			text.Reset()
			if x.empty {
				b.shared = append(b.shared, "")
			}
		case "rPh":
			beside = !x.empty
		case "/rPh":
			beside = false
		case "/t":
			if !beside {
				text.WriteString(strings.ToValidUTF8(unescape(x.text), "\uFFFD"))
			}
		case "/si":
			b.shared = append(b.shared, text.String())
		}
	})
}

func (b *bookRows) close() error {
	if b.part == nil {
		return nil
	}
	part := b.part
	b.part, b.scan = nil, nil
	return part.Close()
}

// next reads one row of the sheet, or of the next one.
func (b *bookRows) next() (row, error) {
	for b.at < len(b.sheets) {
		if b.scan == nil {
			f, err := b.zip.Open(b.sheets[b.at].part)
			if err != nil { // a sheet of charts
				b.at++
				continue
			}
			b.part, b.line = f, 0
			b.scan = newXMLScan(io.LimitReader(f, maxUnpacked))
		}
		w, err := b.row()
		if err == nil {
			return w, nil
		}
		closed := b.close()
		b.at++
		if !errors.Is(err, io.EOF) || closed != nil {
			return row{}, ErrFormat.With(errors.Join(err, closed))
		}
	}
	return row{}, io.EOF
}

func (b *bookRows) row() (row, error) {
	for {
		err := b.scan.next()
		if err != nil {
			return row{}, err
		}
		if b.scan.name == "row" {
			break
		}
	}
	b.line++
	n, err := strconv.ParseInt(b.scan.attr("r"), 10, 64)
	if err == nil && n > b.line {
		b.line = n
	}
	w := row{line: b.line, sheet: b.sheets[b.at].name}
	b.cells = b.cells[:0]
	for !b.scan.empty {
		err = b.scan.next()
		if err != nil {
			return row{}, errBroken(err)
		}
		if b.scan.name == "/row" {
			break
		}
		if b.scan.name != "c" {
			continue
		}
		at := columnOf(b.scan.raw("r"), len(b.cells))
		if at >= maxCells {
			w.bad, at = true, len(b.cells)
		}
		cell, err := b.cell()
		if err != nil {
			return row{}, errBroken(err)
		}
		for len(b.cells) < at {
			b.cells = append(b.cells, "")
		}
		if at == len(b.cells) && at < maxCells {
			b.cells = append(b.cells, cell)
		}
		b.scan.empty = false
	}
	w.cells = b.cells
	return w, nil
}

// errBroken is the end of a file in the middle of a row.
func errBroken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// cell reads the text of a cell up to its end.
func (b *bookRows) cell() (string, error) {
	if b.scan.empty {
		return "", nil
	}
	shared := string(b.scan.raw("t")) == "s"
	text := ""
	for {
		err := b.scan.next()
		if err != nil {
			return "", err
		}
		switch b.scan.name {
		case "/c":
			if !shared {
				return text, nil
			}
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 || n >= len(b.shared) {
				return "", ErrFormat
			}
			return b.shared[n], nil
		case "/v", "/t":
			text += strings.ToValidUTF8(unescape(b.scan.text), "\uFFFD")
			if len(text) > maxLine {
				return "", ErrFormat
			}
		}
	}
}

// columnOf reads the column of B7; a cell without a place stands behind the last.
func columnOf(ref []byte, last int) int {
	n := 0
	for i := range len(ref) {
		c := ref[i]
		if c < 'A' || c > 'Z' {
			break
		}
		n = n*26 + int(c-'A') + 1
		if n > maxCells {
			return maxCells
		}
	}
	if n == 0 {
		return last
	}
	return n - 1
}

// isWorkbook knows a workbook by its first bytes.
func isWorkbook(head []byte) bool { return strings.HasPrefix(string(head), "PK\x03\x04") }
