package statement

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"

	"fanzha/term/fault"
)

// Bounds of what is looked at before and kept of a file.
const (
	headRows   = 60 // a header stands within the first rows, after titles
	sampleRows = 5
	maxSample  = 60        // characters of one sample
	MaxRows    = 5_000_000 // of one file; five times the largest of the demand
	MaxFaults  = 100       // bad rows that are listed; all are counted
)

// Format is how a file is written.
type Format struct {
	Kind      string // csv, xlsx
	Charset   string
	Delimiter string
}

// Column is one column with the first values under it.
type Column struct {
	Name    string
	Samples []string
}

// Layout is what is known of a file before it is read.
type Layout struct {
	Format  Format
	Columns []Column
	Guess   Map
	Header  int64  // line of the names
	Sheet   string // of a workbook
	Account string // of the statement, where it stands above the table
	Holder  string
}

// Names lists the names of the columns.
func (l *Layout) Names() []string {
	out := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		out[i] = c.Name
	}
	return out
}

// Report says what became of the rows of a file.
type Report struct {
	Rows    int64 // taken over
	Bad     int64 // refused
	Skipped int64 // totals, failed transactions, zero amounts, empty lines
	Faults  []BadRow
}

// Reader is an open statement.
type Reader struct {
	layout Layout
	rows   rows
	ahead  []row // read while the layout was told
	known  *Columns
}

// Open tells the layout of a file, which r gives from its beginning. A workbook that can be read in any order, as a file on disk
// can, is not read into memory. The caller closes the reader.
func Open(r io.Reader, known *Columns) (*Reader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	head, err := buffered.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	d := &Reader{known: known}
	if isWorkbook(head) {
		d.rows, d.layout.Format, err = openBook(r, buffered)
	} else {
		d.rows, d.layout.Format, err = openText(buffered)
	}
	if err != nil {
		return nil, err
	}
	err = d.findHeader()
	if err != nil {
		return nil, errors.Join(err, d.rows.close())
	}
	return d, nil
}

func openBook(r, head io.Reader) (rows, Format, error) {
	b, f, err := openWorkbook(r, head)
	if err != nil {
		return nil, f, err
	}
	return b, f, nil
}

func openText(r io.Reader) (rows, Format, error) {
	c, f, err := openCSV(r)
	if err != nil {
		return nil, f, err
	}
	return c, f, nil
}

// Layout is what is known of the file.
func (d *Reader) Layout() Layout { return d.layout }

// Close ends the reading.
func (d *Reader) Close() error { return d.rows.close() }

// findHeader reads the first rows and takes the one that looks most like names of columns.
func (d *Reader) findHeader() error {
	best, at := 2, -1 // three names at least: a moment, an amount, and something else
	for len(d.ahead) < headRows {
		w, err := d.rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		w.cells = append([]string(nil), w.cells...)
		d.ahead = append(d.ahead, w)
		if w.bad {
			continue
		}
		s := d.known.score(w.cells)
		if s > best {
			best, at = s, len(d.ahead)-1
		}
		if at >= 0 && len(d.ahead) > at+sampleRows {
			break
		}
	}
	if at < 0 {
		return ErrHeader
	}
	d.preamble(d.ahead[:at])
	d.columns(d.ahead[at], d.ahead[at+1:])
	d.ahead = d.ahead[at+1:]
	return nil
}

// columns names the columns (each name once) and takes samples.
func (d *Reader) columns(head row, below []row) {
	d.layout.Header, d.layout.Sheet = head.line, head.sheet
	seen := map[string]int{}
	for i, cell := range head.cells {
		name := strings.Join(strings.Fields(narrow(cell)), " ")
		if name == "" || len(name) > maxName {
			name = "列" + strconv.Itoa(i+1)
		}
		seen[name]++
		if n := seen[name]; n > 1 {
			name += " (" + strconv.Itoa(n) + ")"
		}
		c := Column{Name: name}
		for _, w := range below[:min(len(below), sampleRows)] {
			if i < len(w.cells) && !w.bad {
				c.Samples = append(c.Samples, clip(strings.TrimSpace(w.cells[i])))
			}
		}
		d.layout.Columns = append(d.layout.Columns, c)
	}
	d.layout.Guess = d.known.guess(d.layout.Names())
}

func clip(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), maxSample)])
}

// preamble finds whose statement it is in the lines above the table: "账号：9900010001 户名：张三", or name and value in two cells.
func (d *Reader) preamble(above []row) {
	for _, w := range above {
		if w.bad {
			continue
		}
		words := strings.FieldsFunc(narrow(strings.Join(w.cells, " ")), func(r rune) bool { return r == ':' || r == ' ' || r == '\t' || r == ',' || r == ';' })
		for i := 0; i+1 < len(words); i++ {
			f, exact, found := d.known.fieldOf(words[i])
			if !found || !exact {
				continue
			}
			switch {
			case (f == Account || f == Card) && d.layout.Account == "":
				account, why := CleanAccount(words[i+1])
				if why == "" && len(account) >= 6 {
					d.layout.Account = account
				}
			case f == Holder && d.layout.Holder == "":
				d.layout.Holder = clip(words[i+1])
			}
		}
	}
}

// Check refuses a map that cannot be used with this file.
func (d *Reader) Check(m Map) error {
	_, err := d.reading(m)
	return err
}

// Read gives every good row to fn; a fault of fn ends the reading. Bad rows are counted and listed, and do not end it.
func (d *Reader) Read(m Map, fn func(*Record) error) (Report, error) {
	var report Report
	g, err := d.reading(m)
	if err != nil {
		return report, err
	}
	for {
		w, err := d.next()
		if errors.Is(err, io.EOF) {
			if report.Rows > 0 && !g.told {
				return report, ErrDirection
			}
			return report, nil
		}
		if err != nil {
			return report, err
		}
		if report.Rows+report.Bad+report.Skipped >= MaxRows {
			return report, fault.New(fault.Invalid, ErrTooBig.Code, "limit", MaxRows)
		}
		bad, skip := g.read(w)
		switch {
		case skip:
			report.Skipped++
		case bad.Why != "":
			report.Bad++
			if len(report.Faults) < MaxFaults {
				bad.Line, bad.Sheet = w.line, w.sheet
				report.Faults = append(report.Faults, bad)
			}
		default:
			report.Rows++
			err = fn(&g.record)
			if err != nil {
				return report, err
			}
		}
	}
}

func (d *Reader) next() (row, error) {
	if len(d.ahead) > 0 {
		w := d.ahead[0]
		d.ahead = d.ahead[1:]
		return w, nil
	}
	return d.rows.next()
}
