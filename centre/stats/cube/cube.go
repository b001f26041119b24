package cube

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"fanzha/centre/stats"
	"fanzha/term/when"
)

// Options say what to expect. The zero value is right for everything.
type Options struct{}

// MaxBatch bounds how many facts are taken in at once.
const MaxBatch = 1 << 16

// measuresMax bounds how many measures there may be: a dictionary has some hundreds.
const measuresMax = 1 << 12

// Cube counts facts. Its methods may be called from any goroutine; writers take turns.
type Cube struct {
	mu     sync.Mutex // guards everything of the writer
	arena  arena
	hasher hasher
	rows   []row
	byName map[string][]int // facts of a batch, by measure
	names  []string

	tablesMu sync.RWMutex // guards tables
	tables   map[string]*table
}

// New makes an empty cube.
func New(Options) (*Cube, error) {
	return &Cube{hasher: newHasher(), tables: map[string]*table{}, byName: map[string][]int{}}, nil
}

// Close forgets everything and gives the memory back. Whoever asks afterwards is told of nothing.
func (c *Cube) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tablesMu.Lock()
	defer c.tablesMu.Unlock()
	var errs []error
	for _, t := range c.tables {
		errs = append(errs, t.forget())
	}
	c.tables = map[string]*table{}
	return errors.Join(append(errs, c.arena.release())...)
}

// forget empties a table when its last reader has ended: one that found it before and comes after sees nothing.
func (t *table) forget() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.order, t.blocks, t.runs = nil, map[int32]*block{}, nil
	err := t.ix.block.Release()
	t.ix = index{}
	return err
}

// Add takes in one fact and says whether it made a difference.
func (c *Cube) Add(f stats.Fact) (bool, error) {
	one := [1]stats.Fact{f}
	n, err := c.Apply(one[:])
	return n == 1, err
}

// Apply takes in facts and tells how many made a difference: new ones, and those with a larger Seq than the one known under their
// measure and id. With an error (ErrFact, ErrBatch, ErrFull) nothing is taken in. A question sees all or nothing of a batch's part
// of one measure.
func (c *Cube) Apply(facts []stats.Fact) (int, error) {
	if len(facts) > MaxBatch {
		return 0, ErrBatch
	}
	for i := range facts {
		err := Check(&facts[i])
		if err != nil {
			return 0, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sort(facts)
	if len(c.rows) < len(facts) {
		c.rows = make([]row, len(facts))
	}
	for _, name := range c.names {
		t := c.table(name)
		if t == nil {
			return 0, ErrFull
		}
		err := c.prepare(t, facts, c.byName[name])
		if err != nil {
			return 0, err
		}
	}
	changed := 0
	for _, name := range c.names {
		changed += c.take(c.tables[name], c.byName[name])
	}
	return changed, nil
}

// sort puts the facts of a batch by measure.
func (c *Cube) sort(facts []stats.Fact) {
	for _, name := range c.names {
		c.byName[name] = c.byName[name][:0]
	}
	c.names = c.names[:0]
	for i := range facts {
		name := facts[i].Measure
		list := c.byName[name]
		if len(list) == 0 {
			name = strings.Clone(name)
			c.names = append(c.names, name)
		}
		c.byName[name] = append(list, i)
	}
	if len(c.byName) > 2*measuresMax {
		clear(c.byName) // names that were refused
		c.names = c.names[:0]
		c.sort(facts)
	}
}

// find is the table of a measure; nil when nothing was ever counted under that name.
func (c *Cube) find(name string) *table {
	c.tablesMu.RLock()
	defer c.tablesMu.RUnlock()
	return c.tables[name]
}

// table is the table of a measure, made when there is none; nil when there are too many.
func (c *Cube) table(name string) *table {
	t := c.find(name)
	if t != nil {
		return t
	}
	c.tablesMu.Lock()
	defer c.tablesMu.Unlock()
	if len(c.tables) == measuresMax {
		return nil
	}
	t = newTable(name)
	t.moved.hasher = &c.hasher
	c.tables[name] = t
	return t
}

// prepare turns facts of one measure into rows; afterwards nothing can fail.
func (c *Cube) prepare(t *table, facts []stats.Fact, which []int) error {
	var n, fen uint64
	t.mu.Lock() // new words
	defer t.mu.Unlock()
	for _, i := range which {
		f := &facts[i]
		c.rows[i].begin(f, &c.hasher)
		n += magnitude(f.N)
		fen += magnitude(f.Fen)
	}
	for col := range rolled { // column by column: the words of one stay at hand
		if !t.encode(col, c.rows, facts, which) {
			return ErrFull
		}
	}
	for col := range t.areas {
		t.areas[col].extend(&t.words[col])
	}
	for _, i := range which {
		w := &c.rows[i]
		if !w.gone {
			t.object(w, &facts[i])
			w.shaped()
		}
	}
	const most = 1 << 62
	if t.absN+n > most || t.absFen+fen > most {
		return ErrFact.With(errSums)
	}
	if t.rows+uint64(len(which))*runMost > 1<<32 { // each may begin a run
		return ErrFull
	}
	return nil
}

// begin fills in what needs no words.
func (w *row) begin(f *stats.Fact, h *hasher) {
	w.fact, w.seq, w.gone, w.text = f, f.Seq, f.Gone, ""
	w.key, w.hash = h.of(f.ID)
	w.codes, w.shape = [cols]uint32{}, shape{}
	if f.Gone {
		w.sum, w.day, w.time = stats.Sum{}, 0, 0
		return
	}
	w.day = stats.DayOf(f.At)
	w.time = int64(f.At - w.day.Start())
	w.sum = stats.Sum{N: f.N, Fen: f.Fen}
}

// encode numbers the values of a column; false when there are too many.
func (t *table) encode(col int, rows []row, facts []stats.Fact, which []int) bool {
	words := &t.words[col]
	for _, i := range which {
		s := value(&facts[i], col)
		if s == "" || rows[i].gone {
			continue
		}
		code, ok := words.code(s)
		if !ok {
			return false
		}
		rows[i].codes[col] = code
	}
	return true
}

// value is what a fact has in a column.
func value(f *stats.Fact, col int) string {
	switch col {
	case colUnit:
		return f.Unit
	case colRegion:
		return f.Region
	}
	return f.Sides[col-colSide]
}

// The forms of an object: none, the fact's id behind something, any text.
const (
	objectIsID   = "="
	objectIsText = "!"
	objectForms  = 250 // beginnings that are numbered; more than that are no beginnings
)

// object finds the form of an object.
func (t *table) object(w *row, f *stats.Fact) {
	if f.Object == "" {
		return
	}
	forms := &t.words[colObject]
	before, is := strings.CutSuffix(f.Object, f.ID)
	if is {
		var b [1 + objectMax]byte
		form := append(append(b[:0], objectIsID...), before...)
		n, known := forms.number[string(form)]
		if !known && forms.size() < objectForms {
			n, known = forms.code(string(form))
		}
		if known {
			w.codes[colObject] = n
			return
		}
	}
	w.codes[colObject], _ = forms.code(objectIsText)
	w.text = f.Object
}

// ahead is how many ids are looked for at once.
const ahead = 16

// take takes in the rows of one measure.
func (c *Cube) take(t *table, which []int) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.roomFor(len(which))
	changed := 0
	for a := 0; a < len(which); a += ahead {
		group := which[a:min(a+ahead, len(which))]
		for _, i := range group {
			t.ix.touch(c.rows[i].hash)
		}
		for _, i := range group {
			if t.put(&c.rows[i], &c.arena) {
				changed++
			}
		}
	}
	t.rollAll()
	return changed
}

// roomFor makes the index large enough for n more ids.
func (t *table) roomFor(n int) {
	if !t.ix.crowded(n) {
		return
	}
	next := t.ix.larger(n)
	var hashes [ahead]uint64
	for _, r := range t.runs {
		ids := r.ids()
		for a := 0; a < len(ids); a += ahead {
			group := ids[a:min(a+ahead, len(ids))]
			for i, k := range group {
				hashes[i] = t.moved.hasher.again(k, &t.texts)
				next.touch(hashes[i])
			}
			for i := range group {
				next.add(hashes[i], r.row+uint32(a+i))
			}
		}
	}
	_ = t.ix.block.Release() // what is not given back stays reserved, and is used by nobody
	t.ix = next
}

// put takes in one row and says whether it made a difference.
func (t *table) put(w *row, a *arena) bool {
	at := t.ix.find(w.hash, func(no uint32) bool {
		r, i := t.at(no)
		k := r.ids()[i]
		return k == w.key || k.long() && k.hi == w.key.hi && string(t.texts.get(k.lo)) == w.fact.ID
	})
	if at.slot != nil {
		r, i := t.at(*at.slot)
		if !t.later(w, r, i) {
			return false
		}
		w.key = r.ids()[i] // the place of a long id stays
		t.remove(r, i)
		*at.slot = t.insert(t.partFor(w), w, a)
		return true
	}
	if w.key.long() {
		w.key.lo = t.texts.add(w.fact.ID)
	}
	t.ix.add(w.hash, t.insert(t.partFor(w), w, a))
	return true
}

func (t *table) partFor(w *row) *part {
	if w.gone {
		return &t.gone
	}
	return t.partOf(w.day)
}

// later says whether a row counts before the one that is kept: by its Seq, and between equals by what they say, so that it does not
// matter which came first.
func (t *table) later(w *row, r *run, i int) bool {
	was := r.seq(i)
	if w.seq != was {
		return w.seq > was
	}
	gone := r.part == &t.gone
	if w.gone || gone {
		return w.gone && !gone
	}
	old := t.fact(r, i)
	return compare(w.fact, &old) > 0
}

// compare is an order of all facts with one measure, id and Seq.
func compare(a, b *stats.Fact) int {
	for _, v := range [...][2]int64{{int64(a.At), int64(b.At)}, {a.N, b.N}, {a.Fen, b.Fen}} {
		if v[0] != v[1] {
			if v[0] < v[1] {
				return -1
			}
			return 1
		}
	}
	for _, v := range [...][2]string{{a.Unit, b.Unit}, {a.Region, b.Region}, {a.Object, b.Object}} {
		if v[0] != v[1] {
			return strings.Compare(v[0], v[1])
		}
	}
	return slices.Compare(a.Sides[:], b.Sides[:])
}

// fact makes a fact of a row.
func (t *table) fact(r *run, i int) stats.Fact {
	var b [idMax]byte
	s := r.sum(i)
	f := stats.Fact{Measure: t.name, ID: string(r.ids()[i].append(b[:0], &t.texts)), Seq: r.seq(i), N: s.N, Fen: s.Fen}
	f.At = r.part.day.Start() + when.Micros(int64(r.highs()[i])<<32|int64(r.times()[i]))
	f.Unit = t.words[colUnit].at(r.code(colUnit, i))
	f.Region = t.words[colRegion].at(r.code(colRegion, i))
	for d := range f.Sides {
		f.Sides[d] = t.words[colSide+d].at(r.code(colSide+d, i))
	}
	form := t.words[colObject].at(r.code(colObject, i))
	switch {
	case form == objectIsText:
		f.Object = string(t.texts.get(r.texts()[i]))
	case form != "":
		f.Object = form[len(objectIsID):] + f.ID
	}
	return f
}

// Load takes in facts in batches, as a start does with everything that is known. It ends at the first error.
func (c *Cube) Load(facts iter.Seq2[stats.Fact, error]) error {
	batch := make([]stats.Fact, 0, MaxBatch/4)
	for f, err := range facts {
		if err != nil {
			return err
		}
		batch = append(batch, f)
		if len(batch) == cap(batch) {
			_, err = c.Apply(batch)
			if err != nil {
				return err
			}
			batch = batch[:0]
		}
	}
	_, err := c.Apply(batch)
	return err
}

// Measures lists what was ever counted, sorted.
func (c *Cube) Measures() []string {
	c.tablesMu.RLock()
	defer c.tablesMu.RUnlock()
	return slices.Sorted(maps.Keys(c.tables))
}

// First is the first day with a fact of a measure; false when there is none.
func (c *Cube) First(measure string) (stats.Day, bool) {
	d, ok := stats.Day(0), false
	c.eachDay(measure, func(p *part) bool {
		d, ok = p.day, true
		return false
	})
	return d, ok
}

// Last is the last day with a fact of a measure; false when there is none.
func (c *Cube) Last(measure string) (stats.Day, bool) {
	d, ok := stats.Day(0), false
	c.eachDay(measure, func(p *part) bool {
		d, ok = p.day, true
		return true
	})
	return d, ok
}

// eachDay goes through the days that have facts until do says no.
func (c *Cube) eachDay(measure string, do func(*part) bool) {
	t := c.find(measure)
	if t == nil {
		return
	}
	t.mu.RLock()
	defer t.mu.RUnlock()
	for _, no := range t.order {
		for _, p := range t.blocks[no].parts {
			if p != nil && p.n > 0 && !do(p) {
				return
			}
		}
	}
}
