package statement

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"path"
	"strconv"
	"strings"

	"fanzha/term/fault"
)

// Bounds of a workbook: a million rows of a bank unpack to about two gigabytes.
const (
	maxWorkbook  = 512 << 20
	maxDirectory = 4 << 20 // what is read of a file to find its parts: a workbook has some dozens
	maxUnpacked  = 6 << 30
	maxSheets    = 200
)

// bookRows reads the sheets of a workbook one after the other, cells as they are stored: numbers and dates unformatted. Rows
// come out as they are read; only the shared texts are in memory, as far as cells have referred to them.
type bookRows struct {
	zip    *zip.Reader
	sheets []bookSheet
	shared *sharedTexts
	at     int // of the sheet being read
	part   io.ReadCloser
	scan   *xmlScan
	line   int64
	texts  []byte // of the row's cells, one after the other
	ends   []int  // of each in texts; below zero: the cell is the shared text ^n
	cells  []string
}

type bookSheet struct{ name, part string }

// seekable is a file that need not be read into memory.
type seekable interface {
	io.ReaderAt
	io.Seeker
}

// content makes what a workbook can be read from in any order: the file itself, else a copy in memory.
func content(r io.Reader, head io.Reader) (io.ReaderAt, int64, error) {
	f, ok := r.(seekable)
	if !ok {
		b, err := io.ReadAll(io.LimitReader(head, maxWorkbook+1))
		return bytes.NewReader(b), int64(len(b)), err
	}
	size, err := f.Seek(0, io.SeekEnd)
	return f, size, err
}

// bounded lets so many bytes be read, then refuses. A hostile directory would otherwise fill the memory.
type bounded struct {
	io.ReaderAt
	left int64
}

// ReadAt implements io.ReaderAt.
func (b *bounded) ReadAt(p []byte, at int64) (int, error) {
	if b.left != math.MaxInt64 {
		b.left -= int64(len(p))
	}
	if b.left < 0 {
		return 0, ErrFormat
	}
	return b.ReaderAt.ReadAt(p, at)
}

// tooBig is the refusal of a file that unpacks to more than a bound.
func tooBig(limit int64) error { return fault.New(fault.Invalid, ErrTooBig.Code, "limit", limit) }

// openWorkbook reads the directory of a workbook. r is the file from its beginning, head the same stream.
func openWorkbook(r, head io.Reader) (*bookRows, Format, error) {
	file, size, err := content(r, head)
	if err != nil {
		return nil, Format{}, err
	}
	if size > maxWorkbook {
		return nil, Format{}, tooBig(maxWorkbook)
	}
	b, at := &bookRows{}, &bounded{file, maxDirectory}
	b.zip, err = zip.NewReader(at, size)
	at.left = math.MaxInt64
	if err != nil {
		return nil, Format{}, ErrFormat.With(err)
	}
	var unpacked uint64
	for _, f := range b.zip.File {
		unpacked += f.UncompressedSize64
		if f.UncompressedSize64 > maxUnpacked || unpacked > maxUnpacked {
			return nil, Format{}, tooBig(maxUnpacked)
		}
	}
	err = b.listSheets()
	if err != nil || len(b.sheets) == 0 {
		return nil, Format{}, ErrFormat.With(err)
	}
	b.shared = openShared(b.zip)
	return b, Format{Kind: "xlsx"}, nil
}

// maxList bounds the parts that name the sheets.
const maxList = 16 << 20

// walk gives every tag of a part to fn. A part that is not there has none.
func (b *bookRows) walk(part string, fn func(x *xmlScan)) error {
	f, err := b.zip.Open(part)
	if err != nil {
		return nil
	}
	x := newXMLScan(io.LimitReader(f, maxList))
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
		if x.begins(relationshipTag) && len(targets) < maxParts {
			targets[x.attr("Id")] = x.attr("Target")
		}
	})
	if err != nil {
		return err
	}
	return b.walk("xl/workbook.xml", func(x *xmlScan) {
		if !x.begins(sheetTag) || len(b.sheets) >= maxSheets {
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

// maxParts bounds the parts that a workbook names; some have pictures and tables beside each sheet.
const maxParts = 10_000

func (b *bookRows) close() error { return errors.Join(b.closeSheet(), b.shared.close()) }

func (b *bookRows) closeSheet() error {
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
		closed := b.closeSheet()
		b.at++
		switch {
		case fault.CodeOf(err) == ErrTooBig.Code:
			return row{}, err
		case !errors.Is(err, io.EOF) || closed != nil:
			return row{}, ErrFormat.With(errors.Join(err, closed))
		}
	}
	return row{}, io.EOF
}

func (b *bookRows) row() (row, error) {
	x := b.scan
	for {
		err := x.next()
		if err != nil {
			return row{}, err
		}
		if x.begins(rowTag) {
			break
		}
	}
	b.line++
	n, err := strconv.ParseInt(string(x.raw("r")), 10, 64)
	if err == nil && n > b.line {
		b.line = n
	}
	w := row{line: b.line, sheet: b.sheets[b.at].name}
	b.texts, b.ends = b.texts[:0], b.ends[:0]
	for !x.empty {
		err = x.next()
		if err != nil {
			return row{}, errBroken(err)
		}
		if x.ends(rowTag) {
			break
		}
		if !x.begins(cTag) {
			x.empty = false
			continue
		}
		at := columnOf(x.raw("r"), len(b.ends))
		if at >= maxCells {
			w.bad, at = true, len(b.ends)
		}
		err = b.cell(at)
		if err != nil {
			return row{}, errBroken(err)
		}
		x.empty = false
	}
	w.cells, err = b.cut()
	return w, err
}

// errBroken is the end of a file in the middle of a row.
func errBroken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// cell reads a cell up to its end and puts it into its place; one whose place is taken, or beyond the last, is passed over.
func (b *bookRows) cell(at int) error {
	x := b.scan
	shared := string(x.raw("t")) == "s"
	before := len(b.texts)
	if !x.empty {
		err := b.value()
		if err != nil {
			return err
		}
	}
	text := b.texts[before:]
	b.texts = b.texts[:before]
	if at < len(b.ends) || at >= maxCells {
		return nil
	}
	for len(b.ends) < at {
		b.ends = append(b.ends, before)
	}
	if shared && !x.empty {
		n, err := strconv.ParseUint(string(text), 10, 31)
		if err != nil {
			return ErrFormat
		}
		b.ends = append(b.ends, ^int(n))
		return nil
	}
	b.texts = b.texts[:before+len(text)]
	b.ends = append(b.ends, len(b.texts))
	return nil
}

// value appends the text of a cell to texts; readings beside characters (rPh) are left out.
func (b *bookRows) value() error {
	x := b.scan
	before, beside := len(b.texts), false
	for {
		err := x.next()
		if err != nil {
			return err
		}
		switch {
		case x.ends(cTag):
			return nil
		case x.tag == rPhTag:
			beside = !x.end && !x.empty
		case (x.ends(vTag) || x.ends(tTag)) && !beside:
			b.texts = appendPlain(b.texts, x.text)
			if len(b.texts)-before > maxLine {
				return ErrFormat
			}
		}
	}
}

// cut makes the cells of a row: one string, and pieces of it.
func (b *bookRows) cut() ([]string, error) {
	all, from := string(b.texts), 0
	b.cells = b.cells[:0]
	for _, end := range b.ends {
		if end >= 0 {
			b.cells = append(b.cells, all[from:end])
			from = end
			continue
		}
		text, err := b.shared.text(^end)
		if err != nil {
			return nil, err
		}
		b.cells = append(b.cells, text)
	}
	return b.cells, nil
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
