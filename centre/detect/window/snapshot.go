package window

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"fanzha/term/when"
)

// errBroken is any contradiction inside a snapshot; the caller names the fault.
var errBroken = errors.New("window: snapshot contradicts itself")

// maxWords bounds one array of a snapshot (8 GiB), so that a broken length cannot ask for the machine's memory at once.
const maxWords = 1 << 30

type encoder struct {
	w   *bufio.Writer
	err error
}

func (e *encoder) u64(vs ...uint64) {
	var b [8]byte
	for _, v := range vs {
		binary.LittleEndian.PutUint64(b[:], v)
		_, err := e.w.Write(b[:])
		if err != nil && e.err == nil {
			e.err = err
		}
	}
}

func (e *encoder) words(vs []uint64) {
	e.u64(uint64(len(vs)))
	e.u64(vs...)
}

type decoder struct {
	r   *bufio.Reader
	err error
}

func (d *decoder) u64() uint64 {
	var b [8]byte
	if d.err != nil {
		return 0
	}
	_, d.err = io.ReadFull(d.r, b[:])
	return binary.LittleEndian.Uint64(b[:])
}

// count reads a length and refuses more than limit.
func (d *decoder) count(limit int) int {
	n := d.u64()
	if n > uint64(limit) && d.err == nil {
		d.err = errBroken
	}
	if d.err != nil {
		return 0
	}
	return int(n)
}

// words reads an array in steps, so that memory grows only as data really comes.
func (d *decoder) words() []uint64 {
	n := d.count(maxWords)
	var out []uint64
	for len(out) < n && d.err == nil {
		step := min(n-len(out), 1<<16)
		out = slices.Grow(out, step)
		for range step {
			out = append(out, d.u64())
		}
	}
	return out
}

// Save writes the whole store. The physical layout is part of it, so that a restored store sheds and sweeps as the old one would.
func (s *Store) Save(w io.Writer) error {
	s.closeViews()
	e := &encoder{w: bufio.NewWriterSize(w, 1<<16)}
	e.u64(uint64(s.clock), s.late, s.ticks, s.shed)
	for k := range kinds {
		e.u64(uint64(s.again[k]))
	}
	s.recs.save(e)
	e.u64(s.pairs.shed)
	for i := range s.pairs.segs {
		g := &s.pairs.segs[i]
		e.u64(uint64(g.n), uint64(g.cleaned))
		e.words(g.slots)
	}
	s.sights.save(e)
	if e.err != nil {
		return e.err
	}
	return e.w.Flush()
}

func (r *records) save(e *encoder) {
	e.u64(uint64(r.class), uint64(r.slot), uint64(r.used+len(r.spare)))
	for i := range r.index {
		e.u64(uint64(len(r.index[i].slots)))
	}
	for c := range r.slabs {
		g := &r.slabs[c]
		e.u64(uint64(g.top), uint64(g.frees), uint64(len(g.chunks)), uint64(g.first()))
		for slot := range g.top {
			rec := r.record(uint32(c)<<slotBits | slotAt(c, slot))
			e.u64(rec[wordKey])
			if rec[wordKey] != freeKey {
				e.u64(rec[wordMeta : rec[wordMeta]&usedMask]...)
			}
		}
		for f := g.free; f != 0; f = uint32(r.record(uint32(c)<<slotBits | (f - 1))[wordMeta] >> 32) {
			e.u64(uint64(slotNumber(c, f-1)))
		}
	}
}

func (g *sightings) save(e *encoder) {
	keys := make([]uint64, 0, len(g.m))
	for k := range g.m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare[uint64])
	e.u64(g.shed, uint64(len(keys)))
	for _, k := range keys {
		v := g.m[k]
		e.u64(k, uint64(v.Until), uint64(v.Weight)<<8|uint64(v.Fraud))
	}
}

// Restore replaces the store's content by what Save wrote for the same definitions and limits. On an error the store is useless.
func (s *Store) Restore(r io.Reader) error {
	d := &decoder{r: bufio.NewReaderSize(r, 1<<16)}
	s.clock, s.late, s.ticks, s.shed = when.Micros(d.u64()), d.u64(), d.u64(), d.u64()
	for k := range kinds {
		s.again[k], s.used[k] = when.Micros(d.u64()), 0
	}
	for i := range s.info {
		s.info[i].next = 0
	}
	s.open = 0
	s.restoreRecords(d)
	s.pairs.shed = d.u64()
	for i := range s.pairs.segs {
		g := &s.pairs.segs[i]
		g.n, g.cleaned = d.count(maxWords), int64(d.u64())
		g.slots = d.words()
		if d.err == nil && g.n > 0 && (g.n >= len(g.slots) || g.n != filled(g.slots)) {
			return errBroken
		}
	}
	s.sights.shed = d.u64()
	s.sights.m = make(map[uint64]Sight)
	for n := d.count(s.sights.limit); n > 0 && d.err == nil; n-- {
		k, until, v := d.u64(), d.u64(), d.u64()
		s.sights.m[k] = Sight{Until: when.Micros(until), Weight: uint8(v >> 8), Fraud: uint8(v)}
	}
	return d.err
}

func (s *Store) restoreRecords(d *decoder) {
	r := newRecords()
	r.class, r.slot = d.count(classes-1), d.count(slotMask)
	r.due = d.count((heldMost + s.limit*heldEach) / chunkWords / 8)
	var sizes [indexSegments]int
	for i := range sizes {
		sizes[i] = d.count(maxWords)
	}
	var refs []uint32
	for c := range r.slabs {
		refs = s.restoreSlab(d, &r, c, refs)
	}
	for r.due > 0 && d.err == nil {
		r.fetch(min(r.due, arenaMost))
	}
	var each [indexSegments]int
	for _, ref := range refs {
		each[segmentOf(spread(r.record(ref)[wordKey]))]++
	}
	for i, n := range each {
		if d.err == nil && (sizes[i] < indexFirst || n*5 > sizes[i]*4 || sizes[i] > 64+4*n+s.limit) {
			d.err = errBroken
		}
		if d.err != nil {
			return
		}
		r.grow(&r.index[i], sizes[i])
	}
	for _, ref := range refs {
		key := r.record(ref)[wordKey]
		_, twice := r.find(key)
		if twice {
			d.err = errBroken
			return
		}
		r.link(key, ref)
	}
	s.recs = r
}

// restoreSlab reads the records of a class and adds their references to the list.
func (s *Store) restoreSlab(d *decoder, r *records, c int, refs []uint32) []uint32 {
	g := &r.slabs[c]
	top, free, chunks, first := d.count(slotMask), d.count(slotMask), d.count(slotMask), d.count(maxWords)
	empty := 0
	for g.top < top && d.err == nil {
		if r.held > heldMost+s.limit*heldEach {
			d.err = errBroken
			return refs
		}
		ref, _ := r.take(c)
		rec := r.record(ref)
		rec[wordKey] = d.u64()
		if rec[wordKey] == freeKey {
			empty++
			continue
		}
		refs = append(refs, ref)
		rec[wordMeta] = d.u64()
		meta := rec[wordMeta]
		used := usedOf(meta)
		if d.err == nil && (used <= recordHead || used > len(rec) || used-logOf(meta) < recordHead || meta&restMask != 0 || meta&ringed != 0 && logOf(meta) > 0) {
			d.err = errBroken
		}
		for i := recordHead; i < used && d.err == nil; i++ {
			rec[i] = d.u64()
		}
		if d.err == nil && !(s.sound(rec[recordHead:used-logOf(meta)]) && s.soundLog(rec[used-logOf(meta):used], notesOf(meta))) {
			d.err = errBroken
		}
		if logOf(meta) > 0 {
			s.used[kindLog]++
		}
	}
	if d.err == nil && (free != empty || !r.reserve(c, chunks, first)) {
		d.err = errBroken
	}
	seen := make(map[uint32]bool)
	list := make([]uint32, 0, min(free, 1<<10))
	for ; free > 0 && d.err == nil; free-- {
		f := uint32(d.count(max(top-1, 0)))
		if d.err == nil && (seen[f] || r.record(uint32(c)<<slotBits | slotAt(c, int(f)))[wordKey] != freeKey) {
			d.err = errBroken
		}
		seen[f] = true
		list = append(list, f)
	}
	for i := len(list) - 1; i >= 0 && d.err == nil; i-- { // the one freed last comes first
		r.release(uint32(c)<<slotBits | slotAt(c, int(list[i])))
	}
	return refs
}

// sound says whether words are items as the store makes them, each number once, and counts them.
func (s *Store) sound(items []uint64) bool {
	seen := map[uint16]bool{}
	for len(items) > 0 {
		h := items[0]
		id, n, form := itemID(h), itemWords(h), itemForm(h)
		if int(id) >= len(s.info) || seen[id] || len(items) < 1+n || !s.info[id].fits(form, items[1:1+n]) {
			return false
		}
		seen[id] = true
		s.used[s.info[id].kind]++
		items = items[1+n:]
	}
	return true
}

// fits says whether an item of these words and that form can be of this number.
func (a *about) fits(form uint, p []uint64) bool {
	n := len(p)
	switch {
	case a.kind == kindMark:
		return n == markWords && form == formSmall
	case a.kind == kindCount && form == formLarge:
		return n == Buckets/4
	case a.kind == kindCount:
		return n == 1 && form == formSmall && max(p[0]>>12&placeMask, p[0]>>28&placeMask, p[0]>>44&placeMask, p[0]>>60) <= Buckets
	case a.measure == Distinct && form == formLarge:
		return n == Buckets
	case n < 1 || n > Buckets || form != formSmall:
		return false
	}
	for _, w := range p {
		if a.measure == Distinct && max(w&placeMask, w>>32&placeMask) >= Buckets {
			return false
		}
	}
	return true
}

// What a snapshot may ask of memory at most, beside what a limit explains: large places that hold nothing cost a snapshot little.
const (
	heldMost = 16 << 20
	heldEach = 512
)

func filled(slots []uint64) int {
	n := 0
	for _, w := range slots {
		if w != 0 {
			n++
		}
	}
	return n
}
