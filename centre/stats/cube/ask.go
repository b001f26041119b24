package cube

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/kernel"
	"fanzha/centre/stats/cube/names"
	"fanzha/centre/stats/cube/pairs"
	"fanzha/centre/stats/cube/sound"
	"fanzha/term/region"
	"fanzha/term/when"
)

// plan is a question against one table: which values of which columns, and by which column in groups.
type plan struct {
	t       *table
	span    stats.Span
	over    stats.Day // the last day that counts whole: the last of the span, or the one before where that is cut
	until   int64     // of a cut day: its last moment that counts, in µs since it began
	filters []filter  // of different columns, the strictest first
	group   int       // a column, or noGroup
	empty   bool      // nothing can be counted
	coarse  bool      // groups of units or regions are at most six digits long
	n, fen  []int64   // sums by code of the group's column
	sum     stats.Sum
	work    *work
	keeps   bool   // what is kept between questions may answer
	looked  bool   // for what is kept
	inside  *inner // what was found; nil for a question of which nothing is kept
}

// filter says which codes of a column count.
type filter struct {
	col   int
	mask  []uint8 // by code, 0 or 1
	kept  int
	only  int     // the code that counts, where it is one
	areas []uint8 // of a unit or region: the same by area; nil when it cuts through one
}

const noGroup = -1

// work is what a reader works with.
type work struct {
	days     []*part // to be scanned
	runs     []*run
	n, fen   []int64
	innerN   []int64
	innerFen []int64
	rows     []uint32
	bytes    []uint8
	places   [2][]uint32
}

var works = sync.Pool{New: func() any { return &work{rows: make([]uint32, runMost)} }}

// begin plans a question; the caller holds the table's lock and ends with done.
func (t *table) begin(q *stats.Query, group int) *plan {
	w := works.Get().(*work)
	w.bytes = w.bytes[:0]
	p := &plan{t: t, span: q.Span, group: group, work: w}
	p.span.From, p.span.To = max(q.Span.From, sound.First), min(q.Span.To, sound.Last)
	p.cut(q.Until)
	if len(q.Scope) == 0 || p.span.Days() == 0 {
		p.empty = true
		return p
	}
	switch {
	case q.Unit == "" && slices.Contains(q.Scope, ""):
	case q.Unit == "" && len(q.Scope) == 1 && len(q.Scope[0]) >= names.AreaDigits && len(t.areas[colUnit].Of) == t.words[colUnit].Size():
		p.keep(p.within(q.Scope[0]))
	default:
		p.keep(t.mask(colUnit, unitKey(q.Scope, q.Unit), names.Below(q.Scope, q.Unit)))
	}
	if q.Region != "" {
		area := region.PlacePrefix(q.Region)
		p.keep(t.mask(colRegion, "r"+q.Region, func(v string) bool { return area != "" && strings.HasPrefix(v, area) }))
	}
	for i, o := range q.Only {
		switch {
		case int(o.Dim) >= stats.Dims:
			p.empty = true
		case slices.ContainsFunc(q.Only[:i], func(e stats.Only) bool { return e.Dim == o.Dim }): // kept with the first of its side
		default:
			p.keep(p.values(o, q.Only[i+1:]))
		}
	}
	slices.SortFunc(p.filters, func(a, b filter) int { return cmp.Compare(a.kept*len(b.mask), b.kept*len(a.mask)) })
	p.groups()
	return p
}

// cut ends the span at a moment; 0 leaves it as it is.
func (p *plan) cut(at when.Micros) {
	p.over = p.span.To
	if at == 0 || stats.DayOf(at) > p.span.To {
		return
	}
	p.span.To = stats.DayOf(at)
	p.over, p.until = p.span.To-1, int64(at-p.span.To.Start())
}

// values is the filter by the values of a side that pass the other filters of that side too.
func (p *plan) values(o stats.Only, others []stats.Only) filter {
	words := &p.t.words[colSide+int(o.Dim)]
	f := filter{col: colSide + int(o.Dim), mask: p.cleared(words.Size())}
	for _, v := range o.Values {
		c, known := words.Find(v)
		refused := func(e stats.Only) bool { return e.Dim == o.Dim && !slices.Contains(e.Values, v) }
		if (known || v == "") && f.mask[c] == 0 && !slices.ContainsFunc(others, refused) {
			f.mask[c] = 1
			f.kept++
		}
	}
	return f
}

// keep adds a filter, or none when every value passes that was ever seen: that all units are known is no reason to look whose a fact is.
func (p *plan) keep(f filter) {
	blank := 0
	if f.col <= colRegion && f.mask[0] == 0 && !p.t.blank[f.col] {
		blank = 1
	}
	switch f.kept {
	case len(f.mask) - blank:
	case 0:
		p.empty = true
	default:
		f.only = bytes.IndexByte(f.mask, 1)
		p.filters = append(p.filters, f)
	}
}

// groups makes room for sums.
func (p *plan) groups() {
	if p.group == noGroup {
		return
	}
	size := p.t.words[p.group].Size()
	p.n, p.fen = cleared(&p.work.n, size), cleared(&p.work.fen, size)
}

func cleared(buf *[]int64, size int) []int64 {
	if cap(*buf) < size {
		*buf = make([]int64, size)
	}
	out := (*buf)[:size]
	clear(out)
	return out
}

func (p *plan) done() {
	clear(p.work.days[:cap(p.work.days)])
	works.Put(p.work)
	p.work = nil
}

// column is the one column that decides which facts count and in which group; many when it takes more than one, noGroup when it
// takes none.
func (p *plan) column() (col int, many bool) {
	col = p.group
	for _, f := range p.filters {
		if col != noGroup && col != f.col {
			return 0, true
		}
		col = f.col
	}
	return col, false
}

// run adds everything up.
func (p *plan) run() {
	if p.empty {
		return
	}
	col, many := p.column()
	p.keeps = many || col != noGroup && p.t.words[col].Size() > kernel.Narrow // days hardly have roll-ups of a column with so many values
	var both *pairs.Question
	if many {
		both = p.joint()
	}
	for _, no := range p.blocks() {
		b := p.t.blocks[no]
		from := stats.Day(no) << blockShift
		whole := p.span.From <= from && from+blockDays-1 <= p.over
		if whole && (!many && p.whole(col, b.sum, b.rollOf(col)) || p.joined(both, b) || p.kept(stretch{no, 0, blockDays})) {
			continue
		}
		for i := stats.Day(0); i < blockDays; i++ {
			day := from + i
			if i%quarterDays == 0 && p.span.From <= day && day+quarterDays-1 <= p.over && p.kept(stretch{no, uint8(i), quarterDays}) {
				i += quarterDays - 1
				continue
			}
			d := b.parts[i]
			if d != nil && d.n > 0 && p.span.From <= day && day <= p.span.To {
				p.day(d, col, many)
			}
		}
	}
	p.flush()
}

// flush scans the days that were put off.
func (p *plan) flush() {
	p.scanAll(p.work.days)
	p.work.days = p.work.days[:0]
}

func (b *block) rollOf(c int) *roll {
	if c == noGroup {
		return nil
	}
	return b.rolls[c]
}

// blocks lists the blocks that the span touches.
func (p *plan) blocks() []int32 {
	order := p.t.order
	a, _ := slices.BinarySearch(order, int32(p.span.From)>>blockShift)
	z, _ := slices.BinarySearch(order, int32(p.span.To)>>blockShift+1)
	return order[a:z]
}

// day adds one day, or puts it off to be scanned.
func (p *plan) day(d *part, col int, many bool) {
	var r *roll
	if col != noGroup && !many {
		r = d.rollOf(col)
	}
	if !many && d.day <= p.over && p.whole(col, d.sum, r) {
		return
	}
	p.work.days = append(p.work.days, d)
}

// scanAll adds the rows of some days. What leads to their columns is read for all days first, so that the processor waits for many at a time.
func (p *plan) scanAll(days []*part) {
	const ahead = 4
	first := p.group
	if len(p.filters) > 0 {
		first = p.filters[0].col
	}
	runs := p.work.runs[:0]
	for _, d := range days {
		if d != nil {
			runs = append(runs, d.runs...)
		}
	}
	for _, r := range runs[:min(ahead, len(runs))] {
		r.expect(first)
	}
	for i, r := range runs {
		if i+ahead < len(runs) {
			runs[i+ahead].expect(first)
		}
		p.scan(r)
	}
	clear(runs)
	p.work.runs = runs[:0]
}

// whole adds a day or a block by its sum or roll-up; false when it has none that answers.
func (p *plan) whole(col int, sum stats.Sum, r *roll) bool {
	switch {
	case col == noGroup:
		add(&p.sum, sum)
	case p.group != noGroup && len(p.n) == 1: // every fact has the one value that there is
		p.n[0] += sum.N
		p.fen[0] += sum.Fen
	case r == nil:
		return false
	case p.group == noGroup:
		p.picked(r)
	default:
		p.each(r)
	}
	return true
}

// picked adds the values of a roll-up that the filter keeps.
func (p *plan) picked(r *roll) {
	mask := p.filters[0].mask[:len(r.n)]
	n, fen := int64(0), int64(0)
	for c, v := range r.n {
		n += v & -int64(mask[c])
	}
	mask = mask[:min(len(mask), len(r.fen))]
	for c, m := range mask {
		fen += r.fen[c] & -int64(m)
	}
	add(&p.sum, stats.Sum{N: n, Fen: fen})
}

// each adds a roll-up value by value.
func (p *plan) each(r *roll) {
	var mask []uint8
	if len(p.filters) > 0 {
		mask = p.filters[0].mask
	}
	kernel.AddKept(r.n, mask, p.n)
	kernel.AddKept(r.fen, mask, p.fen)
}
