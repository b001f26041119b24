package cube

import (
	"cmp"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/kernel"
	"fanzha/centre/stats/cube/sound"
)

// pageMax bounds a page.
const pageMax = 10_000

// List implements stats.Counter. ErrPage when Limit is not 1–10,000.
func (c *Cube) List(q stats.Query, page stats.Page) ([]stats.Fact, error) {
	if page.Limit < 1 || page.Limit > pageMax {
		return nil, ErrPage
	}
	t := c.find(q.Measure)
	if t == nil {
		return nil, nil
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	p := t.begin(&q, noGroup)
	defer p.done()
	if p.empty {
		return nil, nil
	}
	l := lister{t: t, page: page}
	l.first = kernel.First[listed]{Limit: page.Limit, Compare: l.compare}
	blocks := p.blocks()
	for b := len(blocks) - 1; b >= 0; b-- { // newer days have larger Seq, as a rule, and then older ones are passed over
		parts := &t.blocks[blocks[b]].parts
		for i := blockDays - 1; i >= 0; i-- {
			d := parts[i]
			if d == nil || d.day < p.span.From || d.day > p.span.To {
				continue
			}
			for k := len(d.runs) - 1; k >= 0; k-- {
				l.run(p, d.runs[k])
			}
		}
	}
	return l.facts(), nil
}

// lister keeps the first facts of a list.
type lister struct {
	t     *table
	page  stats.Page
	first kernel.First[listed]
}

// listed is one fact of a list.
type listed struct {
	seq int64
	r   *run
	i   int
}

// run looks at the rows of one run that pass the filters.
func (l *lister) run(p *plan, r *run) {
	after := l.page.After != stats.Place{}
	if r.n == 0 || l.first.Full() && r.hi < l.first.Kept[0].seq || after && r.lo > l.page.After.Seq {
		return
	}
	rows, all := p.pick(r)
	if all {
		rows = p.every(r)
	}
	seqs := r.seqs()
	for _, i := range rows {
		x := listed{r.base + int64(seqs[i]), r, int(i)}
		if after && (x.seq > l.page.After.Seq || x.seq == l.page.After.Seq && l.id(x) <= l.page.After.ID) {
			continue
		}
		l.first.Offer(x)
	}
}

func (l *lister) id(x listed) string {
	var b [sound.IDMax]byte
	return string(x.r.ids()[x.i].Append(b[:0], &l.t.texts))
}

// compare puts larger Seq first, then smaller ids.
func (l *lister) compare(a, b listed) int {
	c := cmp.Compare(b.seq, a.seq)
	if c == 0 {
		c = strings.Compare(l.id(a), l.id(b))
	}
	return c
}

// facts makes the facts of what was kept, in order.
func (l *lister) facts() []stats.Fact {
	slices.SortFunc(l.first.Kept, l.compare)
	out := make([]stats.Fact, len(l.first.Kept))
	for i, x := range l.first.Kept {
		out[i] = l.t.fact(x.r, x.i)
	}
	return out
}
