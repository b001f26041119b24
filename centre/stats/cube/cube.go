package cube

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"
	"unsafe"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/names"
	"fanzha/centre/stats/cube/sound"
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
	mu       sync.Mutex // guards everything of the writer
	arena    names.Arena
	hasher   names.Hasher
	rows     []row
	values   names.Intern
	touched  []*table // those of the batch at work
	numbered []*table // by the number of the name

	tablesMu sync.RWMutex // guards tables
	tables   map[string]*table
}

// New makes an empty cube.
func New(Options) (*Cube, error) {
	return &Cube{hasher: names.NewHasher(), tables: map[string]*table{}}, nil
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
	c.values, c.rows, c.touched, c.numbered = names.Intern{}, nil, nil, nil
	return errors.Join(append(errs, c.arena.Release())...)
}

// forget empties a table when its last reader has ended: one that found it before and comes after sees nothing.
func (t *table) forget() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.order, t.blocks, t.runs = nil, map[int32]*block{}, nil
	err := t.ix.Release()
	t.ix = names.Index{}
	return err
}

// Add takes in one fact and says whether it made a difference.
func (c *Cube) Add(f stats.Fact) (bool, error) {
	one := [1]stats.Fact{f}
	n, err := c.Apply(one[:])
	return n == 1, err
}

// Apply takes in facts and tells how many made a difference: new ones, and those with a larger Seq than the one known under their
// measure and id. With an error (sound.ErrFact, ErrBatch, ErrFull) nothing is taken in. A question sees all or nothing of a batch's part
// of one measure.
func (c *Cube) Apply(facts []stats.Fact) (int, error) {
	if len(facts) > MaxBatch {
		return 0, ErrBatch
	}
	for i := range facts {
		err := sound.Check(&facts[i])
		if err != nil {
			return 0, err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.read(facts)
	if err != nil {
		return 0, err
	}
	for _, t := range c.touched {
		err = c.prepare(t, facts)
		if err != nil {
			return 0, err
		}
	}
	changed := 0
	for _, t := range c.touched {
		changed += c.take(t, facts)
	}
	return changed, nil
}

// tableOf is table by the number of the name.
func (c *Cube) tableOf(name string) *table {
	n := int(c.values.Of(name))
	if n < len(c.numbered) && c.numbered[n] != nil {
		return c.numbered[n]
	}
	t := c.table(name)
	if t != nil {
		c.numbered = append(c.numbered, make([]*table, max(0, n+1-len(c.numbered)))...)
		c.numbered[n] = t
	}
	return t
}

// roomFor makes room for the rows of a batch; those of a large one stand outside the heap.
func (c *Cube) roomFor(n int) {
	const large = MaxBatch / 8
	switch {
	case n <= len(c.rows):
	case n < large:
		c.rows = make([]row, n)
	default:
		c.rows = unsafe.Slice((*row)(c.arena.Take(MaxBatch*int(unsafe.Sizeof(row{})))), MaxBatch)
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

// fact makes a fact of a row.
func (t *table) fact(r *run, i int) stats.Fact {
	var b [sound.IDMax]byte
	s := r.sum(i)
	f := stats.Fact{Measure: t.name, ID: string(r.ids()[i].Append(b[:0], &t.texts)), Seq: r.seq(i), N: s.N, Fen: s.Fen}
	f.At = r.part.day.Start() + when.Micros(int64(r.highs()[i])<<32|int64(r.times()[i]))
	f.Unit = t.words[colUnit].At(r.code(colUnit, i))
	f.Region = t.words[colRegion].At(r.code(colRegion, i))
	for d := range f.Sides {
		f.Sides[d] = t.words[colSide+d].At(r.code(colSide+d, i))
	}
	form := t.words[colObject].At(r.code(colObject, i))
	switch {
	case form == objectIsText:
		f.Object = string(t.texts.Get(r.texts()[i]))
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
