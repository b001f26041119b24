package cube

import "fanzha/centre/stats/cube/kernel"

// scan adds a run row by row.
func (p *plan) scan(r *run) {
	if r.n == 0 {
		return
	}
	if len(p.filters) == 0 && r.part.day <= p.over {
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
			rows = kernel.Sift(r.c8(f.col), f.mask, rows)
		case r.lay.code[f.col] == 2:
			rows = kernel.Sift(r.c16(f.col), f.mask, rows)
		default:
			rows = kernel.Sift(r.c32(f.col), f.mask, rows)
		}
	}
	if r.part.day > p.over {
		rows, all = p.early(r, rows, all), false
	}
	return rows, all
}

// early keeps of some rows of the cut day, or of all, those that are not after its last moment.
func (p *plan) early(r *run, rows []uint32, all bool) []uint32 {
	if all {
		rows = p.every(r)
	}
	return kernel.UpTo(r.highs(), r.times(), p.until, rows)
}

// every lists all rows of a run.
func (p *plan) every(r *run) []uint32 { return kernel.Every(p.work.rows[:r.n]) }

func (p *plan) first(r *run, f *filter) []uint32 {
	switch r.lay.code[f.col] {
	case 1:
		return kernel.ChooseNarrow(r.c8(f.col), f.mask, p.work.rows)
	case 2:
		if f.kept == 1 {
			return kernel.Equal(r.c16(f.col), f.only, p.work.rows)
		}
		return kernel.Choose(r.c16(f.col), f.mask, p.work.rows)
	}
	return kernel.Choose(r.c32(f.col), f.mask, p.work.rows)
}

// pieces adds up N of some rows.
func (r *run) pieces(rows []uint32) int64 {
	switch r.lay.n {
	case 4:
		return kernel.SumAt(r.n32(), rows)
	case 8:
		return kernel.SumAt(r.n64(), rows)
	}
	return int64(len(rows))
}

// money adds up Fen of some rows.
func (r *run) money(rows []uint32) int64 {
	switch r.lay.fen {
	case 4:
		return kernel.SumAt(r.fen32(), rows)
	case 8:
		return kernel.SumAt(r.fen64(), rows)
	}
	return 0
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

func splitBy[T kernel.Code](r *run, codes []T, rows []uint32, p *plan) {
	switch r.lay.n {
	case 0:
		for _, i := range rows {
			p.n[codes[i]]++
		}
	case 4:
		kernel.AddAt(codes, r.n32(), rows, p.n)
	default:
		kernel.AddAt(codes, r.n64(), rows, p.n)
	}
	switch r.lay.fen {
	case 4:
		kernel.AddAt(codes, r.fen32(), rows, p.fen)
	case 8:
		kernel.AddAt(codes, r.fen64(), rows, p.fen)
	}
}
