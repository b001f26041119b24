package cube

import (
	"slices"
	"sync"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/names"
	"fanzha/centre/stats/cube/pairs"
)

// table is everything of one measure.
type table struct {
	mu sync.RWMutex // guards all of it: the writer takes it for its part of a batch, a reader for one question

	name   string
	words  [cols]names.Words
	texts  names.Texts
	want   shape   // the room that its rows have needed so far
	lay    *layout // of runs that are begun now; nil when it is to be found anew
	lays   []*layout
	runs   []*run
	owner  []uint32 // which run has the sixteen rows
	rows   uint64   // row numbers given
	ix     names.Index
	blocks map[int32]*block
	order  []int32 // numbers of blocks, ascending
	gone   part    // what was withdrawn: ids and their Seq, never counted
	live   int
	last   *part            // the day that was asked for last
	usual  [usualDays]*part // the days that were begun last
	absN   uint64           // Σ|N|: bounds every sum that can be asked
	absFen uint64
	dirty  []*part // parts with rows that are not in the roll-ups
	moved  scratch
	begun  []int32 // blocks, in the batch at work
	areas  [colRegion + 1]names.Areas
	blank  [colRegion + 1]bool // a fact without unit, or region, was counted
	shelf  shelf
	masks  masks

	// of the batch at work
	batch    []int32 // which of its facts are of this measure
	batchN   uint64  // Σ|N| of them
	batchFen uint64
	formOf   string // the beginning of an object that came last, and its code
	formCode uint32
}

// part is one day of a measure.
type part struct {
	day   stats.Day
	n     int
	runs  []*run
	open  *run // has room, as a rule
	hint  int  // rows to make room for at first
	sum   stats.Sum
	rolls *[rolled]*roll
	fresh []*run // with rows that are not in the roll-ups
	dirty bool
	block *block
}

// blockDays is how many days one larger step of time has: a span of any length is at most 62 days and whole blocks.
const (
	blockShift = 5
	blockDays  = 1 << blockShift
)

// block is 32 days of a measure.
type block struct {
	parts   [blockDays]*part
	n       int
	sum     stats.Sum
	rolls   [rolled]*roll
	version uint32                    // changes with its facts
	ripe    int                       // facts it had when its sums by two columns were made ahead
	pairs   map[[2]uint8]*pairs.Cells // guarded by the shelf
}

func newTable(name string) *table { return &table{name: name, blocks: map[int32]*block{}} }

// partOf is the part of a day, made when there is none.
func (t *table) partOf(d stats.Day) *part {
	if t.last != nil && t.last.day == d {
		return t.last
	}
	no := int32(d) >> blockShift
	b := t.blocks[no]
	if b == nil {
		b = &block{}
		t.begun = append(t.begun, no)
		t.blocks[no] = b
		at, _ := slices.BinarySearch(t.order, no)
		t.order = slices.Insert(t.order, at, no)
	}
	i := int32(d) & (blockDays - 1)
	if b.parts[i] == nil {
		b.parts[i] = &part{day: d, block: b}
		b.parts[i].hint = t.usualRows()
		copy(t.usual[1:], t.usual[:usualDays-1])
		t.usual[0] = b.parts[i]
	}
	t.last = b.parts[i]
	return t.last
}

// usualDays is how many days a guess looks back on. Some of them have hardly begun: facts that were corrected come first.
const usualDays = 6

// usualRows guesses how many rows a new day will get: a little less than the third largest of those that were begun last.
func (t *table) usualRows() int {
	var n [usualDays]int
	for i, p := range t.usual {
		if p != nil {
			n[i] = p.n
		}
	}
	slices.Sort(n[:])
	return n[usualDays-3] * 15 / 16
}

// layout is where the columns of new runs stand.
func (t *table) layout() *layout {
	if t.lay != nil {
		return t.lay
	}
	for _, l := range t.lays {
		if l.shape == t.want {
			t.lay = l
			return l
		}
	}
	t.lay = newLayout(t.want)
	t.lays = append(t.lays, t.lay)
	return t.lay
}

// runFor finds or makes a run of a part with room for a row.
func (t *table) runFor(p *part, w *row, a *names.Arena) *run {
	r := p.open
	if r != nil && r.n < r.room && r.lay.code == t.want.code && r.lay.fits(w) && w.seq >= r.base && w.seq-r.base < 2*seqReach {
		return r
	}
	if !t.want.fits(w) {
		t.want.widen(w)
		t.lay = nil
	}
	lay := t.layout()
	more := p.n / 4
	if p.n < 2*p.hint { // near its end, as far as one can tell
		more = p.n / 16
	}
	room := min(max(more, p.hint-p.n, runStep), runMost) &^ (runStep - 1)
	r = &run{lay: lay, part: p, row: uint32(t.rows), room: uint32(room), base: w.seq - seqReach, lo: w.seq, hi: w.seq}
	r.mem = a.Take(lay.size * room)
	for range room / runStep {
		t.owner = append(t.owner, uint32(len(t.runs)))
	}
	t.rows += uint64(room)
	t.runs = append(t.runs, r)
	p.runs = append(p.runs, r)
	p.open = r
	return r
}

// insert puts the row of a fact into a part and tells its number.
func (t *table) insert(p *part, w *row, f *stats.Fact, a *names.Arena) uint32 {
	r := t.runFor(p, w, a)
	i := int(r.n)
	if r.done == r.n && p.block != nil {
		p.fresh = append(p.fresh, r)
	}
	r.n++
	r.ids()[i] = w.key
	r.seqs()[i] = uint32(w.seq - r.base)
	r.times()[i] = uint32(w.time)
	r.highs()[i] = uint8(w.time >> 32)
	r.setCodes(i, &w.codes)
	r.setSum(i, w.sum)
	if r.lay.text > 0 {
		place := uint64(0)
		if w.text > 0 {
			place = t.texts.Add(f.Object)
		}
		r.texts()[i] = place
	}
	r.lo, r.hi = min(r.lo, w.seq), max(r.hi, w.seq)
	p.n++
	if p.block == nil { // withdrawn ones are in no roll-up
		r.done = r.n
		return r.row + uint32(i)
	}
	p.block.n++
	t.live++
	for col := range t.blank {
		t.blank[col] = t.blank[col] || w.codes[col] == 0
	}
	t.absN += magnitude(w.sum.N)
	t.absFen += magnitude(w.sum.Fen)
	if !p.dirty {
		p.dirty = true
		t.dirty = append(t.dirty, p)
	}
	return r.row + uint32(i)
}

func magnitude(v int64) uint64 { return uint64(max(v, -v)) }

// at finds a row by its number.
func (t *table) at(no uint32) (*run, int) {
	r := t.runs[t.owner[no/runStep]]
	return r, int(no - r.row)
}

// remove takes a row out: the last of its run takes its place.
func (t *table) remove(r *run, i int) {
	p := r.part
	if p.block != nil {
		t.roll(p) // what is subtracted must have been added
		s := r.sum(i)
		t.unroll(r, i, s)
		p.block.n--
		t.live--
		t.absN -= magnitude(s.N)
		t.absFen -= magnitude(s.Fen)
	}
	p.n--
	last := int(r.n) - 1
	if i != last {
		k := r.ids()[last]
		no := r.row + uint32(last)
		at := t.ix.Find(t.moved.hasher.Again(k, &t.texts), func(row uint32) bool { return row == no })
		*at.Slot = r.row + uint32(i)
		r.move(i, last)
	}
	r.n--
	r.done = r.n
	if p.open == nil || p.open.n == p.open.room {
		p.open = r
	}
}
