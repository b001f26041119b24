package cube

import (
	"encoding/binary"
	"unsafe"

	"fanzha/centre/stats"
)

type code interface{ uint8 | uint16 | uint32 }

// number is what N or Fen of a row is kept in.
type number interface{ int32 | uint32 | int64 }

// total adds up the rows from a on.
func (r *run) total(a int) stats.Sum {
	s := stats.Sum{N: int64(int(r.n) - a)}
	switch r.lay.n {
	case 4:
		s.N = totalOf(r.n32()[a:])
	case 8:
		s.N = totalOf(r.n64()[a:])
	}
	switch r.lay.fen {
	case 4:
		s.Fen = totalOf(r.fen32()[a:])
	case 8:
		s.Fen = totalOf(r.fen64()[a:])
	}
	return s
}

func totalOf[V number](v []V) (s int64) {
	groups := eights(v)
	for i := range groups {
		g := &groups[i]
		s += int64(g[0]) + int64(g[1]) + (int64(g[2]) + int64(g[3])) + (int64(g[4]) + int64(g[5]) + (int64(g[6]) + int64(g[7])))
	}
	for _, x := range v[8*len(groups):] {
		s += int64(x)
	}
	return s
}

// into adds the rows from a on to sums by the code of a column.
func (r *run) into(c, a int, to roll) {
	switch r.lay.code[c] {
	case 0:
		s := r.total(a)
		to.n[0] += s.N
		if to.fen != nil {
			to.fen[0] += s.Fen
		}
	case 1:
		tally(r, r.c8(c)[a:], to)
	case 2:
		tally(r, r.c16(c)[a:], to)
	case 4:
		tally(r, r.c32(c)[a:], to)
	}
}

// tally adds the last rows of a run, of which these are the codes.
func tally[T code](r *run, codes []T, to roll) {
	a := int(r.n) - len(codes)
	switch {
	case r.lay.n == 0 && r.lay.fen == 4:
		both(codes, r.fen32()[a:], to)
		return
	case r.lay.n == 0:
		for _, c := range codes {
			to.n[c]++
		}
	case r.lay.n == 4:
		one(codes, r.n32()[a:], to.n)
	default:
		one(codes, r.n64()[a:], to.n)
	}
	switch r.lay.fen {
	case 4:
		one(codes, r.fen32()[a:], to.fen)
	case 8:
		one(codes, r.fen64()[a:], to.fen)
	}
}

// one adds up one number of each row.
func one[T code, V number](codes []T, v []V, to []int64) {
	v = v[:len(codes)]
	for i, c := range codes {
		to[c] += int64(v[i])
	}
}

// both counts rows and adds up money.
func both[T code](codes []T, fens []uint32, to roll) {
	n := to.n
	fens, fen := fens[:len(codes)], to.fen[:len(n)]
	for i, c := range codes {
		n[c]++
		fen[c] += int64(fens[i])
	}
}

// narrowCodes is how many values a column of single bytes has.
const narrowCodes = 256

// narrow sums up columns of single bytes. Rows go to four and two tables in turns: a sum that was written just now is not yet there
// to be read, and waiting for it costs more than adding the tables up.
type narrow struct {
	n     [4][narrowCodes]int64
	cells [2][narrowCodes]cell
}

type cell struct{ n, fen int64 }

// narrow sums up a column of what is pending, whose codes are single bytes.
func (m *scratch) narrow(c int) {
	t := &m.small
	for _, x := range m.pending {
		switch {
		case x.r.lay.code[c] == 0:
			t.cells[0][0].n += x.sum.N
			t.cells[0][0].fen += x.sum.Fen
		case x.r.lay.code[c] > 1:
			t.wide(x, c)
		case x.r.lay.fen == 0:
			t.count(x.r.c8(c)[x.a:])
		case x.r.lay.fen == 4:
			money(t, x.r.c8(c)[x.a:], x.r.fen32()[x.a:])
		default:
			money(t, x.r.c8(c)[x.a:], x.r.fen64()[x.a:])
		}
	}
}

// wide takes rows whose column has room for more codes than there are.
func (t *narrow) wide(x pending, c int) {
	for i := x.a; i < int(x.r.n); i++ {
		s := x.r.sum(i)
		to := &t.cells[i&1][uint8(x.r.code(c, i))]
		to.n += s.N
		to.fen += s.Fen
	}
}

func (t *narrow) count(codes []uint8) {
	for len(codes) >= 8 {
		v := binary.LittleEndian.Uint64(codes)
		t.n[0][uint8(v)]++
		t.n[1][uint8(v>>8)]++
		t.n[2][uint8(v>>16)]++
		t.n[3][uint8(v>>24)]++
		t.n[0][uint8(v>>32)]++
		t.n[1][uint8(v>>40)]++
		t.n[2][uint8(v>>48)]++
		t.n[3][uint8(v>>56)]++
		codes = codes[8:]
	}
	for _, c := range codes {
		t.n[0][c]++
	}
}

func money[V uint32 | int64](t *narrow, codes []uint8, fens []V) {
	for len(codes) >= 2 && len(fens) >= 2 {
		x, y := &t.cells[0][codes[0]], &t.cells[1][codes[1]]
		x.n++
		x.fen += int64(fens[0])
		y.n++
		y.fen += int64(fens[1])
		codes, fens = codes[2:], fens[2:]
	}
	if len(codes) > 0 && len(fens) > 0 {
		t.cells[0][codes[0]].n++
		t.cells[0][codes[0]].fen += int64(fens[0])
	}
}

// into adds the tables to roll-ups and clears them.
func (t *narrow) into(size int, day, all *roll) {
	for c := range size {
		n := t.n[0][c] + t.n[1][c] + t.n[2][c] + t.n[3][c] + t.cells[0][c].n + t.cells[1][c].n
		fen := t.cells[0][c].fen + t.cells[1][c].fen
		for _, to := range [2]*roll{day, all} {
			if to != nil {
				to.n[c] += n
				if to.fen != nil {
					to.fen[c] += fen
				}
			}
		}
	}
	for i := range t.n {
		clear(t.n[i][:size])
	}
	for i := range t.cells {
		clear(t.cells[i][:size])
	}
}

// packed sums up columns of single bytes of facts that count one each: number and money in one word, four tables in turns.
type packed [4][narrowCodes]uint64

// A packed sum has 44 bits for money and 20 for the number.
const (
	packedRows = 20
	packedOne  = 1 << (64 - packedRows)
)

// pack sums up a column of what is pending, whose codes are single bytes.
func (m *scratch) pack(c int) {
	t := &m.packed
	for _, x := range m.pending {
		switch {
		case x.r.lay.code[c] == 0:
			t[0][0] += uint64(x.sum.N)*packedOne + uint64(x.sum.Fen)
		case x.r.lay.code[c] > 1:
			for i := x.a; i < int(x.r.n); i++ {
				t[i&3][uint8(x.r.code(c, i))] += packedOne + uint64(x.r.sum(i).Fen)
			}
		case x.r.lay.fen == 0:
			t.count(x.r.c8(c)[x.a:])
		default:
			t.money(x.r.c8(c)[x.a:], x.r.fen32()[x.a:])
		}
	}
}

func (t *packed) count(codes []uint8) {
	groups := eights(codes)
	for i := range groups {
		c := &groups[i]
		t[0][c[0]] += packedOne
		t[1][c[1]] += packedOne
		t[2][c[2]] += packedOne
		t[3][c[3]] += packedOne
		t[0][c[4]] += packedOne
		t[1][c[5]] += packedOne
		t[2][c[6]] += packedOne
		t[3][c[7]] += packedOne
	}
	for _, c := range codes[8*len(groups):] {
		t[0][c] += packedOne
	}
}

func (t *packed) money(codes []uint8, fens []uint32) {
	groups, sums := eights(codes), eights(fens[:len(codes)])
	for i := range groups {
		c, f := &groups[i], &sums[i]
		t[0][c[0]] += packedOne + uint64(f[0])
		t[1][c[1]] += packedOne + uint64(f[1])
		t[2][c[2]] += packedOne + uint64(f[2])
		t[3][c[3]] += packedOne + uint64(f[3])
		t[0][c[4]] += packedOne + uint64(f[4])
		t[1][c[5]] += packedOne + uint64(f[5])
		t[2][c[6]] += packedOne + uint64(f[6])
		t[3][c[7]] += packedOne + uint64(f[7])
	}
	for i := 8 * len(groups); i < len(codes); i++ {
		t[0][codes[i]] += packedOne + uint64(fens[i])
	}
}

// eights are the elements of s by eights, without those that are left over: a loop over them has neither checks nor slices to move.
func eights[T any](s []T) [][8]T {
	return unsafe.Slice((*[8]T)(unsafe.Pointer(unsafe.SliceData(s))), len(s)/8)
}

// into adds the tables to roll-ups and clears them.
func (t *packed) into(size int, day, all *roll) {
	for c := range size {
		v := t[0][c] + t[1][c] + t[2][c] + t[3][c]
		n, fen := int64(v>>(64-packedRows)), int64(v%packedOne)
		for _, to := range [2]*roll{day, all} {
			if to != nil {
				to.n[c] += n
				if to.fen != nil {
					to.fen[c] += fen
				}
			}
		}
	}
	for i := range t {
		clear(t[i][:size])
	}
}
