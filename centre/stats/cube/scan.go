package cube

import (
	"bytes"
	"math"
	"unsafe"
)

// scan adds a run row by row.
func (p *plan) scan(r *run) {
	if r.n == 0 {
		return
	}
	if len(p.filters) == 0 {
		r.into(p.group, 0, roll{p.n, p.fen})
		return
	}
	rows, all := p.pick(r)
	switch {
	case all && p.group == noGroup:
		add(&p.sum, r.total(0))
	case all:
		r.into(p.group, 0, roll{p.n, p.fen})
	case len(rows) == 0:
	case p.group == noGroup:
		p.sum.N += r.pieces(rows)
		p.sum.Fen += r.money(rows)
	default:
		p.split(r, rows)
	}
}

// pick lists the rows that pass every filter; all says that every row does, and then there is no list.
func (p *plan) pick(r *run) (rows []uint32, all bool) {
	all = true
	for i := range p.filters {
		f := &p.filters[i]
		switch {
		case r.lay.code[f.col] == 0:
			if f.mask[0] == 0 {
				return nil, false
			}
		case all:
			rows, all = p.first(r, f), false
		case r.lay.code[f.col] == 1:
			rows = sift(r.c8(f.col), f.mask, rows)
		case r.lay.code[f.col] == 2:
			rows = sift(r.c16(f.col), f.mask, rows)
		default:
			rows = sift(r.c32(f.col), f.mask, rows)
		}
	}
	return rows, all
}

func (p *plan) first(r *run, f *filter) []uint32 {
	switch r.lay.code[f.col] {
	case 1:
		return chooseNarrow(r.c8(f.col), f.mask, p.work.rows)
	case 2:
		if f.kept == 1 {
			return equal(r.c16(f.col), bytes.IndexByte(f.mask, 1), p.work.rows)
		}
		return choose(r.c16(f.col), f.mask, p.work.rows)
	}
	return choose(r.c32(f.col), f.mask, p.work.rows)
}

// equal lists the rows with one code, looking at sixteen at a time: where a column has hundreds of values, hardly any row has it. A code that
// came after the run was begun may be larger than any in it.
func equal(codes []uint16, only int, out []uint32) []uint32 {
	const low, high = 0x0001_0001_0001_0001, 0x8000_8000_8000_8000
	if only > math.MaxUint16 {
		return nil
	}
	code := uint16(only)
	pattern := uint64(code) * low
	groups := unsafe.Slice((*[4]uint64)(unsafe.Pointer(unsafe.SliceData(codes))), len(codes)/16)
	k := 0
	for at := range groups {
		g := &groups[at]
		a, b, c, d := g[0]^pattern, g[1]^pattern, g[2]^pattern, g[3]^pattern
		if ((a-low)&^a|(b-low)&^b|(c-low)&^c|(d-low)&^d)&high == 0 { // no quarter of any is 0
			continue
		}
		for i := 16 * at; i < 16*at+16; i++ {
			if codes[i] == code {
				out[k] = uint32(i)
				k++
			}
		}
	}
	for i := len(groups) * 16; i < len(codes); i++ {
		if codes[i] == code {
			out[k] = uint32(i)
			k++
		}
	}
	return out[:k]
}

// chooseNarrow is choose for single bytes: every code has its place in the mask, so nothing is checked.
func chooseNarrow(codes []uint8, kept []uint8, out []uint32) []uint32 {
	var mask [narrowCodes]uint8
	copy(mask[:], kept)
	to := (*[runMost]uint32)(out)
	k := 0
	groups := eights(codes)
	for at := range groups {
		g := &groups[at]
		for j := range g {
			to[k&(runMost-1)] = uint32(8*at + j)
			k += int(mask[g[j]])
		}
	}
	for i := 8 * len(groups); i < len(codes); i++ {
		to[k&(runMost-1)] = uint32(i)
		k += int(mask[codes[i]])
	}
	return out[:k]
}

// choose lists the rows whose code is kept, without a branch for each.
func choose[T code](codes []T, mask []uint8, out []uint32) []uint32 {
	k := 0
	out = out[:len(codes)]
	for i, c := range codes {
		out[k] = uint32(i)
		k += int(mask[c])
	}
	return out[:k]
}

// sift keeps the rows whose code is kept too.
func sift[T code](codes []T, mask []uint8, rows []uint32) []uint32 {
	k := 0
	for _, i := range rows {
		rows[k] = i
		k += int(mask[codes[i]])
	}
	return rows[:k]
}

// pieces adds up N of some rows.
func (r *run) pieces(rows []uint32) int64 {
	switch r.lay.n {
	case 4:
		return sumOf(r.n32(), rows)
	case 8:
		return sumOf(r.n64(), rows)
	}
	return int64(len(rows))
}

// money adds up Fen of some rows.
func (r *run) money(rows []uint32) int64 {
	switch r.lay.fen {
	case 4:
		return sumOf(r.fen32(), rows)
	case 8:
		return sumOf(r.fen64(), rows)
	}
	return 0
}

func sumOf[T int32 | uint32 | int64](v []T, rows []uint32) (s int64) {
	for _, i := range rows {
		s += int64(v[i])
	}
	return s
}

// split adds some rows up by the code of the group's column.
func (p *plan) split(r *run, rows []uint32) {
	switch r.lay.code[p.group] {
	case 0:
		p.n[0] += r.pieces(rows)
		p.fen[0] += r.money(rows)
	case 1:
		splitBy(r, r.c8(p.group), rows, p)
	case 2:
		splitBy(r, r.c16(p.group), rows, p)
	default:
		splitBy(r, r.c32(p.group), rows, p)
	}
}

func splitBy[T code](r *run, codes []T, rows []uint32, p *plan) {
	switch r.lay.n {
	case 0:
		for _, i := range rows {
			p.n[codes[i]]++
		}
	case 4:
		addBy(codes, r.n32(), rows, p.n)
	default:
		addBy(codes, r.n64(), rows, p.n)
	}
	switch r.lay.fen {
	case 4:
		addBy(codes, r.fen32(), rows, p.fen)
	case 8:
		addBy(codes, r.fen64(), rows, p.fen)
	}
}

func addBy[C code, V int32 | uint32 | int64](codes []C, v []V, rows []uint32, to []int64) {
	for _, i := range rows {
		to[codes[i]] += int64(v[i])
	}
}
