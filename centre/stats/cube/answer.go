package cube

import (
	"cmp"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/names"
)

var _ stats.Counter = (*Cube)(nil)

// Sum implements stats.Counter. A measure that was never counted is 0.
func (c *Cube) Sum(q stats.Query) (stats.Sum, error) {
	t := c.find(q.Measure)
	if t == nil {
		return stats.Sum{}, nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	p := t.begin(&q, noGroup)
	defer p.done()
	p.run()
	return p.sum, nil
}

// Groups implements stats.Counter. A group of nothing (no pieces, no money) is not listed. ErrSplit for a split that is none.
func (c *Cube) Groups(q stats.Query, s stats.Split) ([]stats.Group, error) {
	col, err := columnOf(s)
	if err != nil {
		return nil, err
	}
	t := c.find(q.Measure)
	if t == nil {
		return nil, nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	p := t.begin(&q, col)
	defer p.done()
	if s.By == stats.ByDay {
		return ordered(p.byDay()), nil
	}
	p.coarse = s.Digits > 0 && s.Digits <= names.AreaDigits
	p.run()
	return ordered(p.named(s)), nil
}

func columnOf(s stats.Split) (int, error) {
	switch {
	case s.Digits < 0:
		return 0, ErrSplit
	case s.By == stats.BySide && int(s.Dim) < stats.Dims:
		return colSide + int(s.Dim), nil
	case s.By == stats.ByUnit:
		return colUnit, nil
	case s.By == stats.ByRegion:
		return colRegion, nil
	case s.By == stats.ByDay:
		return noGroup, nil
	}
	return 0, ErrSplit
}

// named puts the sums by code under their names, which are as long as asked for.
func (p *plan) named(s stats.Split) []stats.Group {
	if p.empty {
		return nil
	}
	words := &p.t.words[p.group]
	cut := s.Digits > 0 && s.By != stats.BySide
	if cut && s.Digits == names.AreaDigits {
		p.t.areas[p.group].Fold(p.n, p.fen)
	}
	var out []stats.Group
	at := map[string]int{}
	for c, n := range p.n {
		if n == 0 && p.fen[c] == 0 {
			continue
		}
		name := words.At(uint32(c))
		if !cut {
			out = append(out, stats.Group{Value: name, Sum: stats.Sum{N: n, Fen: p.fen[c]}})
			continue
		}
		name = name[:min(len(name), s.Digits)]
		i, known := at[name]
		if !known {
			i = len(out)
			at[name] = i
			out = append(out, stats.Group{Value: name})
		}
		add(&out[i].Sum, stats.Sum{N: n, Fen: p.fen[c]})
	}
	return out
}

// byDay adds up day by day.
func (p *plan) byDay() []stats.Group {
	if p.empty {
		return nil
	}
	var out []stats.Group
	col, many := p.column()
	for _, no := range p.blocks() {
		for _, d := range p.t.blocks[no].parts {
			if d == nil || d.n == 0 || d.day < p.span.From || d.day > p.span.To {
				continue
			}
			p.sum = stats.Sum{}
			p.day(d, col, many)
			p.flush()
			out = append(out, stats.Group{Value: d.day.String(), Sum: p.sum})
		}
	}
	return out
}

// ordered drops what is nothing and puts the largest number first, then by value.
func ordered(g []stats.Group) []stats.Group {
	g = slices.DeleteFunc(g, func(g stats.Group) bool { return g.Sum == stats.Sum{} })
	slices.SortFunc(g, func(a, b stats.Group) int {
		return cmp.Or(cmp.Compare(b.N, a.N), strings.Compare(a.Value, b.Value))
	})
	return g
}
