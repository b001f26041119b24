package cube

import (
	"math/bits"
	"slices"
	"strings"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube/names"
	"fanzha/centre/stats/cube/sound"
	"fanzha/internal/prefetch"
)

// read turns the facts of a batch into rows, and tells every table which are its own.
func (c *Cube) read(facts []stats.Fact) error {
	c.roomFor(len(facts))
	for _, t := range c.touched {
		t.batch = t.batch[:0]
	}
	c.touched = c.touched[:0]
	c.values.Begin(len(facts), &c.arena)
	defer c.values.End()
	var t *table
	for i := range facts {
		f, w := &facts[i], &c.rows[i]
		if t == nil || t.name != f.Measure {
			t = c.tableOf(f.Measure)
			if t == nil {
				return ErrFull
			}
		}
		if len(t.batch) == 0 {
			c.touched = append(c.touched, t)
			t.batchN, t.batchFen = 0, 0
		}
		t.batch = append(t.batch, int32(i))
		w.begin(f, c)
		if w.gone {
			continue
		}
		t.batchN += magnitude(f.N)
		t.batchFen += magnitude(f.Fen)
		t.object(w, f)
	}
	return nil
}

// prepare turns the numbers of the whole cube into codes of the measure; afterwards nothing can fail.
func (c *Cube) prepare(t *table, facts []stats.Fact) error {
	known := true
	for k, i := range t.batch {
		if k+ahead < len(t.batch) {
			next := t.batch[k+ahead]
			prefetch.Slice(c.rows[next : next+1])
		}
		known = t.encode(&c.rows[i]) && known
	}
	if !known {
		err := c.learn(t, facts)
		if err != nil {
			return err
		}
	}
	const most = 1 << 62
	if t.absN+t.batchN > most || t.absFen+t.batchFen > most {
		return sound.ErrFact.With(sound.ErrSums)
	}
	if t.rows+uint64(len(t.batch))*runMost > 1<<32 { // each may begin a run
		return ErrFull
	}
	return nil
}

// begin fills in what needs no table.
func (w *row) begin(f *stats.Fact, c *Cube) {
	*w = row{seq: f.Seq, gone: f.Gone}
	w.key, w.hash = c.hasher.Of(f.ID)
	if f.Gone {
		return
	}
	w.day = stats.DayOf(f.At)
	w.time = int64(f.At - w.day.Start())
	w.sum = stats.Sum{N: f.N, Fen: f.Fen}
	w.room()
	if f.Unit != "" {
		w.codes[colUnit] = c.values.Of(f.Unit)
		w.has = 1 << colUnit
	}
	if f.Region != "" {
		w.codes[colRegion] = c.values.Of(f.Region)
		w.has |= 1 << colRegion
	}
	for d := range f.Sides {
		if f.Sides[d] != "" {
			w.codes[colSide+d] = c.values.Of(f.Sides[d])
			w.has |= 1 << (colSide + d)
		}
	}
}

// encode turns numbers of the whole cube into those of the measure. Columns with a new value keep theirs and stay in has.
func (t *table) encode(w *row) bool {
	has := w.has
	for left := has; left != 0; left &= left - 1 {
		col := bits.TrailingZeros32(left)
		code := t.words[col].Of(w.codes[col])
		if code > 0 {
			w.codes[col] = code
			has &^= 1 << col
		}
	}
	w.has = has
	return has == 0
}

// learn numbers the new values of a measure and encodes what waits for them.
func (c *Cube) learn(t *table, facts []stats.Fact) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.learned()
	for _, i := range t.batch {
		w := &c.rows[i]
		for has := w.has; has != 0; has &= has - 1 {
			col := bits.TrailingZeros32(has)
			words := &t.words[col]
			if words.Of(w.codes[col]) > 0 {
				continue // learned from a fact before
			}
			code, ok := words.Code(value(&facts[i], col))
			if !ok {
				return ErrFull
			}
			words.Know(w.codes[col], code, &c.arena)
		}
		t.encode(w)
	}
	return nil
}

// learned makes room for new values.
func (t *table) learned() {
	for col := range t.areas {
		t.areas[col].Extend(&t.words[col])
	}
	for col := range t.words {
		bytes := names.Width(uint32(t.words[col].Size() - 1))
		if t.want.code[col] != bytes {
			t.want.code[col] = bytes
			t.lay = nil
		}
	}
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
	before, is := strings.CutSuffix(f.Object, f.ID)
	if is && t.formOf == before && t.formCode > 0 {
		w.codes[colObject] = t.formCode
		return
	}
	forms := &t.words[colObject]
	form := objectIsText
	if is {
		form = objectIsID + before
	}
	n, known := forms.Find(form)
	if !known && is && forms.Size() >= objectForms {
		form, is = objectIsText, false
		n, known = forms.Find(form)
	}
	if !known {
		t.mu.Lock()
		n, _ = forms.Code(form)
		t.learned()
		t.mu.Unlock()
	}
	w.codes[colObject] = n
	if is {
		t.formOf, t.formCode = forms.At(n)[len(objectIsID):], n
		return
	}
	w.text = 8
}

// ahead is how many ids are looked for at once.
const ahead = 16

// take takes in the rows of one measure.
func (c *Cube) take(t *table, facts []stats.Fact) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.roomFor(len(t.batch))
	changed := 0
	for group := range slices.Chunk(t.batch, ahead) {
		for _, i := range group {
			prefetch.Slice(c.rows[i : i+1])
		}
		for _, i := range group {
			t.ix.Touch(c.rows[i].hash)
		}
		for _, i := range group {
			if t.put(&c.rows[i], &facts[i], &c.arena) {
				changed++
			}
		}
	}
	t.rollAll()
	t.ripen()
	return changed
}

// roomFor makes the index large enough for n more ids.
func (t *table) roomFor(n int) {
	if !t.ix.Crowded(n) {
		return
	}
	next := t.ix.Larger(n)
	var hashes [ahead]uint64
	for _, r := range t.runs {
		ids := r.ids()
		for a := 0; a < len(ids); a += ahead {
			group := ids[a:min(a+ahead, len(ids))]
			for i, k := range group {
				hashes[i] = t.moved.hasher.Again(k, &t.texts)
				next.Touch(hashes[i])
			}
			for i := range group {
				next.Add(hashes[i], r.row+uint32(a+i))
			}
		}
	}
	_ = t.ix.Release() // what is not given back stays reserved, and is used by nobody
	t.ix = next
}

// put takes in one row and says whether it made a difference.
func (t *table) put(w *row, f *stats.Fact, a *names.Arena) bool {
	at := t.ix.Find(w.hash, func(no uint32) bool {
		r, i := t.at(no)
		k := r.ids()[i]
		return k == w.key || k.Long() && k.Hi == w.key.Hi && string(t.texts.Get(k.Lo)) == f.ID
	})
	if at.Slot != nil {
		r, i := t.at(*at.Slot)
		if !t.later(f, r, i) {
			return false
		}
		w.key = r.ids()[i] // the place of a long id stays
		t.remove(r, i)
		*at.Slot = t.insert(t.partFor(w), w, f, a)
		return true
	}
	if w.key.Long() {
		w.key.Lo = t.texts.Add(f.ID)
	}
	t.ix.Add(w.hash, t.insert(t.partFor(w), w, f, a))
	return true
}

func (t *table) partFor(w *row) *part {
	if w.gone {
		return &t.gone
	}
	return t.partOf(w.day)
}

// later says whether a fact counts before the one that is kept: by its Seq, and between equals by what they say, so that it does not
// matter which came first.
func (t *table) later(f *stats.Fact, r *run, i int) bool {
	was := r.seq(i)
	if f.Seq != was {
		return f.Seq > was
	}
	gone := r.part == &t.gone
	if f.Gone || gone {
		return f.Gone && !gone
	}
	old := t.fact(r, i)
	return sound.Compare(f, &old) > 0
}
