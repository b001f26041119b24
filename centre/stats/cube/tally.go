package cube

import (
	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/kernel"
)

// total adds up the rows from a on.
func (r *run) total(a int) stats.Sum {
	s := stats.Sum{N: int64(int(r.n) - a)}
	switch r.lay.n {
	case 4:
		s.N = kernel.Total(r.n32()[a:])
	case 8:
		s.N = kernel.Total(r.n64()[a:])
	}
	switch r.lay.fen {
	case 4:
		s.Fen = kernel.Total(r.fen32()[a:])
	case 8:
		s.Fen = kernel.Total(r.fen64()[a:])
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
func tally[T kernel.Code](r *run, codes []T, to roll) {
	a := int(r.n) - len(codes)
	switch {
	case r.lay.n == 0 && r.lay.fen == 4:
		kernel.Both(codes, r.fen32()[a:], to.n, to.fen)
		return
	case r.lay.n == 0:
		for _, c := range codes {
			to.n[c]++
		}
	case r.lay.n == 4:
		kernel.Add(codes, r.n32()[a:], to.n)
	default:
		kernel.Add(codes, r.n64()[a:], to.n)
	}
	switch r.lay.fen {
	case 4:
		kernel.Add(codes, r.fen32()[a:], to.fen)
	case 8:
		kernel.Add(codes, r.fen64()[a:], to.fen)
	}
}

// pack sums up a column of what is pending, whose codes are single bytes.
func (m *scratch) pack(c int) {
	t := &m.packed
	for _, x := range m.pending {
		switch {
		case x.r.lay.code[c] == 0:
			t[0][0] += uint64(x.sum.N)*kernel.One + uint64(x.sum.Fen)
		case x.r.lay.code[c] > 1:
			for i := x.a; i < int(x.r.n); i++ {
				t[i&3][uint8(x.r.code(c, i))] += kernel.One + uint64(x.r.sum(i).Fen)
			}
		case x.r.lay.fen == 0:
			t.Count(x.r.c8(c)[x.a:])
		default:
			t.Money(x.r.c8(c)[x.a:], x.r.fen32()[x.a:])
		}
	}
}

// unpack adds the tables to roll-ups and clears them.
func unpack(t *kernel.Packed, size int, day, all *roll) {
	for c := range size {
		v := t[0][c] + t[1][c] + t[2][c] + t[3][c]
		n, fen := int64(v>>(64-kernel.Rows)), int64(v%kernel.One)
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
