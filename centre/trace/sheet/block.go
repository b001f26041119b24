package sheet

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"

	"fanzha/centre/trace/sheet/statement"
)

// Rows are kept in blocks, not one by one: a million rows are fifty inserts instead of a million, and reading them back is a
// walk over columns. A block is deflated (level 1) and holds, after a version byte and the number of rows: the numbers of all
// rows (line, time, amount, balance: each as the difference to the row before, in zigzag varints), then each text column as a
// dictionary of its different texts and one varint a row. What a column does not hold costs a few bytes a block.
const (
	blockVersion = 1
	BlockRows    = 20_000    // rows of a block: about one megabyte stored, half a second of reading
	maxBlock     = 256 << 20 // unpacked; a block of the longest texts is smaller
	storedTexts  = int(statement.Teller-statement.Account) + 1
	numbersField = 0xff
)

// packer collects the rows of a block.
type packer struct {
	rows    int
	numbers []byte
	line    int64
	at      int64
	balance int64
	texts   [storedTexts]dictionary
	zip     *flate.Writer
}

// dictionary is one text column of a block.
type dictionary struct {
	known map[string]uint64
	list  []byte
	index []byte
}

func newPacker() *packer {
	p := &packer{}
	p.zip, _ = flate.NewWriter(io.Discard, flate.BestSpeed) // the level is valid
	p.reset()
	return p
}

func (p *packer) reset() {
	p.rows, p.numbers, p.line, p.at, p.balance = 0, p.numbers[:0], 0, 0, 0
	for i := range p.texts {
		d := &p.texts[i]
		if d.known == nil || len(d.known) > 0 {
			d.known = map[string]uint64{}
		}
		d.list, d.index = d.list[:0], d.index[:0]
	}
}

// add takes a row in.
func (p *packer) add(r *statement.Record) {
	flags := uint64(r.Fen) << 2
	if r.In {
		flags |= 1
	}
	if r.HasBalance {
		flags |= 2
	}
	p.numbers = binary.AppendVarint(p.numbers, r.Line-p.line)
	p.numbers = binary.AppendVarint(p.numbers, (int64(r.At)-p.at)/1000)
	p.numbers = binary.AppendUvarint(p.numbers, flags)
	if r.HasBalance {
		p.numbers = binary.AppendVarint(p.numbers, r.BalanceFen-p.balance)
		p.balance = r.BalanceFen
	}
	p.line, p.at = r.Line, int64(r.At)
	for i := range p.texts {
		p.texts[i].add(r.Text(statement.Account + statement.Field(i)))
	}
	p.rows++
}

func (d *dictionary) add(s string) {
	n, known := d.known[s]
	if !known {
		n = uint64(len(d.known))
		d.known[s] = n
		d.list = binary.AppendUvarint(d.list, uint64(len(s)))
		d.list = append(d.list, s...)
	}
	d.index = binary.AppendUvarint(d.index, n)
}

// block packs the rows and begins the next.
func (p *packer) block() ([]byte, error) {
	var out bytes.Buffer
	p.zip.Reset(&out)
	head := binary.AppendUvarint([]byte{blockVersion}, uint64(p.rows))
	head = append(head, numbersField)
	head = binary.AppendUvarint(head, uint64(len(p.numbers)))
	_, err := p.zip.Write(append(head, p.numbers...))
	if err != nil {
		return nil, err
	}
	for i := range p.texts {
		d := &p.texts[i]
		if len(d.known) == 1 && len(d.list) == 1 {
			continue // empty in every row
		}
		part := binary.AppendUvarint(nil, uint64(len(d.known)))
		size := len(part) + len(d.list)
		if len(d.known) > 1 {
			size += len(d.index)
		}
		part = append(binary.AppendUvarint([]byte{byte(i)}, uint64(size)), part...)
		part = append(part, d.list...)
		if len(d.known) > 1 {
			part = append(part, d.index...)
		}
		_, err = p.zip.Write(part)
		if err != nil {
			return nil, err
		}
	}
	err = p.zip.Close()
	p.reset()
	return out.Bytes(), err
}

// columns is a block unpacked. A text column is read through its dictionary.
type columns struct {
	rows    int
	line    []int64
	at      []int64
	fen     []int64
	in      []bool
	has     []bool
	balance []int64
	texts   [storedTexts]textColumn
}

type textColumn struct {
	list  []string
	index []uint32 // empty: every row has list[0]
}

// text is the dictionary of a field and where a row's text stands in it.
func (c *columns) text(f statement.Field) *textColumn { return &c.texts[f-statement.Account] }

func (t *textColumn) at(row int) uint32 {
	if len(t.index) == 0 {
		return 0
	}
	return t.index[row]
}

func (t *textColumn) get(row int) string {
	if len(t.list) == 0 {
		return ""
	}
	return t.list[t.at(row)]
}

// source reads packed numbers; the first fault stays.
type source struct {
	b   []byte
	bad bool
}

func (s *source) uint() uint64 {
	n, size := binary.Uvarint(s.b)
	if size <= 0 {
		s.bad = true
		return 0
	}
	s.b = s.b[size:]
	return n
}

func (s *source) int() int64 {
	n, size := binary.Varint(s.b)
	if size <= 0 {
		s.bad = true
		return 0
	}
	s.b = s.b[size:]
	return n
}

func (s *source) take(n uint64) []byte {
	if n > uint64(len(s.b)) {
		s.bad = true
		return nil
	}
	out := s.b[:n]
	s.b = s.b[n:]
	return out
}

// unpack reads a block; want says which text columns are needed.
func unpack(data []byte, want func(statement.Field) bool) (*columns, error) {
	zip := flate.NewReader(bytes.NewReader(data))
	plain, err := io.ReadAll(io.LimitReader(zip, maxBlock))
	if err != nil {
		return nil, ErrBlock.With(err)
	}
	if len(plain) == 0 || plain[0] != blockVersion {
		return nil, ErrBlock
	}
	s := source{b: plain[1:]}
	rows := s.uint()
	if s.bad || rows > BlockRows {
		return nil, ErrBlock
	}
	c := &columns{rows: int(rows)}
	for len(s.b) > 0 && !s.bad {
		field := s.take(1)[0]
		part := source{b: s.take(s.uint())}
		switch {
		case s.bad:
		case field == numbersField:
			c.numbers(&part)
		case int(field) >= storedTexts:
			s.bad = true
		case want(statement.Account + statement.Field(field)):
			c.texts[field].read(&part, c.rows)
		}
		s.bad = s.bad || part.bad
	}
	if s.bad || len(c.at) != c.rows {
		return nil, ErrBlock
	}
	return c, nil
}

func (c *columns) numbers(s *source) {
	n := c.rows
	c.line, c.at, c.fen = make([]int64, n), make([]int64, n), make([]int64, n)
	c.in, c.has, c.balance = make([]bool, n), make([]bool, n), make([]int64, n)
	var line, at, balance int64
	for i := range n {
		line += s.int()
		at += s.int() * 1000
		flags := s.uint()
		c.line[i], c.at[i], c.fen[i] = line, at, int64(flags>>2)
		c.in[i], c.has[i] = flags&1 != 0, flags&2 != 0
		if c.has[i] {
			balance += s.int()
			c.balance[i] = balance
		}
	}
}

func (t *textColumn) read(s *source, rows int) {
	n := s.uint()
	if n == 0 || n > uint64(rows) {
		s.bad = true
		return
	}
	t.list = make([]string, n)
	for i := range t.list {
		t.list[i] = string(s.take(s.uint()))
	}
	if n == 1 {
		return
	}
	t.index = make([]uint32, rows)
	for i := range t.index {
		k := s.uint()
		if k >= n {
			s.bad = true
			return
		}
		t.index[i] = uint32(k)
	}
}
