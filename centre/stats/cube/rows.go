package cube

import (
	"unsafe"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/kernel"
	"fanzha/centre/stats/cube/names"
	"fanzha/internal/prefetch"
)

// The columns of a fact: what it can be told apart by, and the form of its object.
const (
	colUnit = iota
	colRegion
	colSide   // the first of stats.Dims
	colObject = colSide + stats.Dims
	cols      = colObject + 1
	rolled    = colObject // columns that have roll-ups
)

// shape is what a block of rows has room for. A column whose values are all 0 takes no bytes.
type shape struct {
	code [cols]uint8 // bytes of a code: 0, 1, 2, 4
	n    uint8       // 0: every N is 1; 4, 8
	fen  uint8       // 0: every Fen is 0; 4: below 2³²; 8
	text uint8       // 8 when some object is among the texts
}

// fits says whether a row's numbers and text have room; its codes are looked after by the table.
func (s *shape) fits(w *row) bool { return s.n >= w.n && s.fen >= w.fen && s.text >= w.text }

// widen makes room for a row's numbers and text.
func (s *shape) widen(w *row) {
	s.n, s.fen, s.text = max(s.n, w.n), max(s.fen, w.fen), max(s.text, w.text)
}

// layout is where the columns of a shape stand, in bytes for each row of room.
type layout struct {
	shape
	id, seq, time, high, nAt, fenAt, textAt uint16
	at                                      [cols]uint16
	kept                                    []kept
	size                                    int
}

// kept is a column that takes bytes.
type kept struct {
	col, bytes uint8
	at         uint16
}

func newLayout(s shape) *layout {
	l := &layout{shape: s}
	next := uint16(0)
	put := func(at *uint16, bytes uint8) {
		*at = next
		next += uint16(bytes)
	}
	put(&l.id, 16)
	put(&l.seq, 4)
	put(&l.time, 4)
	put(&l.high, 1)
	put(&l.nAt, s.n)
	put(&l.fenAt, s.fen)
	put(&l.textAt, s.text)
	for c := range l.at {
		put(&l.at[c], s.code[c])
		if s.code[c] > 0 {
			l.kept = append(l.kept, kept{uint8(c), s.code[c], l.at[c]})
		}
	}
	l.size = int(next)
	return l
}

// column is a column of a block of rows: cap elements that begin at its offset.
func column[T any](r *run, off uint16) []T {
	return unsafe.Slice((*T)(unsafe.Add(r.mem, uintptr(off)*uintptr(r.room))), int(r.room))
}

// run is a block of rows of one measure and day. Columns stand one behind another; room is a multiple of 16, so that all are aligned.
type run struct {
	mem    unsafe.Pointer
	lay    *layout
	part   *part
	row    uint32 // number of its first row
	n      uint32 // rows in use
	room   uint32
	done   uint32 // rows that are in the roll-ups
	base   int64  // Seq of a row is base plus what its column says
	lo, hi int64  // no Seq in it is smaller or larger
}

const (
	runStep  = 16 // rows: the least room, and what room is a multiple of
	runMost  = kernel.Most
	seqReach = 1 << 31
)

func (r *run) ids() []names.Key { return column[names.Key](r, r.lay.id)[:r.n] }
func (r *run) seqs() []uint32   { return column[uint32](r, r.lay.seq)[:r.n] }
func (r *run) times() []uint32  { return column[uint32](r, r.lay.time)[:r.n] }
func (r *run) highs() []uint8   { return column[uint8](r, r.lay.high)[:r.n] }
func (r *run) texts() []uint64  { return column[uint64](r, r.lay.textAt)[:r.n] }
func (r *run) n32() []int32     { return column[int32](r, r.lay.nAt)[:r.n] }
func (r *run) n64() []int64     { return column[int64](r, r.lay.nAt)[:r.n] }
func (r *run) fen32() []uint32  { return column[uint32](r, r.lay.fenAt)[:r.n] }
func (r *run) fen64() []int64   { return column[int64](r, r.lay.fenAt)[:r.n] }
func (r *run) seq(i int) int64  { return r.base + int64(r.seqs()[i]) }
func (r *run) c8(c int) []uint8 { return column[uint8](r, r.lay.at[c])[:r.n] }
func (r *run) c16(c int) []uint16 {
	return column[uint16](r, r.lay.at[c])[:r.n]
}
func (r *run) c32(c int) []uint32 {
	return column[uint32](r, r.lay.at[c])[:r.n]
}

// expect asks for the beginning of a column that will be read soon: the processor goes on by itself from there.
func (r *run) expect(c int) {
	const lines = 8 * 64
	if c >= 0 && r.lay.code[c] > 0 {
		prefetch.Slice(unsafe.Slice((*uint8)(unsafe.Add(r.mem, uintptr(r.lay.at[c])*uintptr(r.room))), min(lines, int(r.n)*int(r.lay.code[c]))))
	}
}

// code is the code of a row in a column.
func (r *run) code(c, i int) uint32 {
	switch r.lay.code[c] {
	case 1:
		return uint32(r.c8(c)[i])
	case 2:
		return uint32(r.c16(c)[i])
	case 4:
		return r.c32(c)[i]
	}
	return 0
}

// setCodes writes the codes of a row.
func (r *run) setCodes(i int, codes *[cols]uint32) {
	for _, k := range r.lay.kept {
		at := unsafe.Add(r.mem, uintptr(k.at)*uintptr(r.room)+uintptr(k.bytes)*uintptr(i))
		switch code := codes[k.col]; k.bytes {
		case 1:
			*(*uint8)(at) = uint8(code)
		case 2:
			*(*uint16)(at) = uint16(code)
		default:
			*(*uint32)(at) = code
		}
	}
}

// sum is what a row counts.
func (r *run) sum(i int) stats.Sum {
	s := stats.Sum{N: 1}
	switch r.lay.n {
	case 4:
		s.N = int64(r.n32()[i])
	case 8:
		s.N = r.n64()[i]
	}
	switch r.lay.fen {
	case 4:
		s.Fen = int64(r.fen32()[i])
	case 8:
		s.Fen = r.fen64()[i]
	}
	return s
}

func (r *run) setSum(i int, s stats.Sum) {
	switch r.lay.n {
	case 4:
		r.n32()[i] = int32(s.N)
	case 8:
		r.n64()[i] = s.N
	}
	switch r.lay.fen {
	case 4:
		r.fen32()[i] = uint32(s.Fen)
	case 8:
		r.fen64()[i] = s.Fen
	}
}

// move copies a row over another of the same run.
func (r *run) move(to, from int) {
	r.ids()[to] = r.ids()[from]
	r.seqs()[to] = r.seqs()[from]
	r.times()[to] = r.times()[from]
	r.highs()[to] = r.highs()[from]
	if r.lay.text > 0 {
		r.texts()[to] = r.texts()[from]
	}
	var codes [cols]uint32
	for c := range codes {
		codes[c] = r.code(c, from)
	}
	r.setCodes(to, &codes)
	r.setSum(to, r.sum(from))
}

// row is a fact in numbers, on its way into a run.
type row struct {
	key   names.Key
	hash  uint64
	seq   int64
	time  int64 // µs since the day's beginning
	sum   stats.Sum
	day   stats.Day
	has   uint32       // which columns have a code
	codes [cols]uint32 // in the whole cube first, then in the measure
	n     uint8        // what room it needs, as in shape
	fen   uint8
	text  uint8 // 8: its object is no code
	gone  bool
}

// room fills in what room a row's numbers need.
func (w *row) room() {
	w.n, w.fen = 0, 0
	switch {
	case w.sum.N == 1:
	case int64(int32(w.sum.N)) == w.sum.N:
		w.n = 4
	default:
		w.n = 8
	}
	switch {
	case w.sum.Fen == 0:
	case int64(uint32(w.sum.Fen)) == w.sum.Fen:
		w.fen = 4
	default:
		w.fen = 8
	}
}
