package cube

import (
	"math/bits"

	"fanzha/centre/stats/cube/kernel"
)

// broad sums up a column of more than 256 values over a whole block in packed sums: what its days are too small to have a roll-up of.
type broad [broadCodes]uint64

const broadCodes = 1 << 16

// broadColumns are the columns of a block that only the block has roll-ups of.
func (t *table) broadColumns(b *block) (set uint32) {
	if b.n >= 1<<kernel.Rows {
		return 0
	}
	for c, all := range b.rolls {
		if all != nil && t.words[c].Size() > kernel.Narrow && t.words[c].Size() <= broadCodes {
			set |= 1 << c
		}
	}
	for _, p := range b.parts {
		if p == nil {
			continue
		}
		for c := range rolled {
			if p.rollOf(c) != nil {
				set &^= 1 << c
			}
		}
		for _, r := range p.runs {
			if r.lay.n > 0 || r.lay.fen > 4 {
				return 0
			}
		}
	}
	return set
}

// rollBroad sums the columns up that were passed over for it. The days have been added to the block's sum.
func (t *table) rollBroad(b *block) {
	m := &t.moved
	for left := m.skip; left != 0; left &= left - 1 {
		c := bits.TrailingZeros32(left)
		all := b.rolls[c]
		all.ensure(t.words[c].Size(), t.want.fen > 0)
		if b.sum.Fen >= kernel.One {
			t.fillAll(all, c, b)
			continue
		}
		if m.broad == nil {
			m.broad = new(broad)
		}
		for _, p := range b.parts {
			if p == nil {
				continue
			}
			for _, r := range p.runs {
				m.broad.add(r, c)
			}
		}
		for i := range all.n {
			v := m.broad[i]
			all.n[i] += int64(v >> (64 - kernel.Rows))
			if all.fen != nil {
				all.fen[i] += int64(v % kernel.One)
			}
		}
		clear(m.broad[:len(all.n)])
	}
}

func (t *broad) add(r *run, c int) {
	var fens []uint32
	if r.lay.fen > 0 {
		fens = r.fen32()
	}
	switch {
	case r.lay.code[c] == 0:
		s := r.total(0)
		t[0] += uint64(s.N)*kernel.One + uint64(s.Fen)
	case r.lay.code[c] == 1:
		kernel.Pack(r.c8(c), fens, t[:])
	case r.lay.code[c] == 2:
		kernel.Pack(r.c16(c), fens, t[:])
	default:
		for i, code := range r.c32(c) {
			t[code] += kernel.One + uint64(r.sum(i).Fen)
		}
	}
}
