package cube

import (
	"cmp"
	"slices"
	"strings"

	"fanzha/centre/stats"
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

// lister keeps the first facts of a list: a heap whose root is the last of them.
type lister struct {
	t    *table
	page stats.Page
	heap []listed
}

// listed is one fact of a list.
type listed struct {
	seq int64
	r   *run
	i   int
}

// run looks at the rows of one run that pass the filters.
func (l *lister) run(p *plan, r *run) {
	full := len(l.heap) == l.page.Limit
	after := l.page.After != stats.Place{}
	if r.n == 0 || full && r.hi < l.heap[0].seq || after && r.lo > l.page.After.Seq {
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
		l.offer(x)
	}
}

func (l *lister) id(x listed) string {
	var b [idMax]byte
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

// offer takes a fact in when it belongs to the first ones.
func (l *lister) offer(x listed) {
	if len(l.heap) < l.page.Limit {
		l.heap = append(l.heap, x)
		l.up(len(l.heap) - 1)
		return
	}
	if x.seq < l.heap[0].seq || l.compare(x, l.heap[0]) >= 0 {
		return
	}
	l.heap[0] = x
	l.down()
}

func (l *lister) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if l.compare(l.heap[i], l.heap[parent]) <= 0 {
			return
		}
		l.heap[i], l.heap[parent] = l.heap[parent], l.heap[i]
		i = parent
	}
}

func (l *lister) down() {
	i := 0
	for {
		last := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(l.heap) && l.compare(l.heap[child], l.heap[last]) > 0 {
				last = child
			}
		}
		if last == i {
			return
		}
		l.heap[i], l.heap[last] = l.heap[last], l.heap[i]
		i = last
	}
}

// facts makes the facts of what was kept, in order.
func (l *lister) facts() []stats.Fact {
	slices.SortFunc(l.heap, l.compare)
	out := make([]stats.Fact, len(l.heap))
	for i, x := range l.heap {
		out[i] = l.t.fact(x.r, x.i)
	}
	return out
}
