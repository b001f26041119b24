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
	e := &encoder{w: bufio.NewWriterSize(w, 1<<16)}
	e.u64(uint64(s.clock), s.late, s.ticks)
	for _, t := range []*table{&s.counts, &s.small, &s.values, &s.marks} {
		t.save(e)
	}
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

func (t *table) save(e *encoder) {
	e.u64(uint64(t.words), uint64(t.top), uint64(t.used), uint64(t.cursor), uint64(t.again), t.shed, uint64(len(t.index)))
	for slot := 0; slot < t.top; slot++ {
		e.u64(t.entry(uint32(slot))...)
	}
	e.u64(uint64(len(t.free)))
	for _, f := range t.free {
		e.u64(uint64(f))
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
	s.clock, s.late, s.ticks = when.Micros(d.u64()), d.u64(), d.u64()
	s.counts.restore(d, len(s.defs))
	s.small.restore(d, len(s.defs))
	s.values.restore(d, len(s.defs))
	s.marks.restore(d, len(s.ttl))
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

func filled(slots []uint64) int {
	n := 0
	for _, w := range slots {
		if w != 0 {
			n++
		}
	}
	return n
}

func (t *table) restore(d *decoder, defs int) {
	fresh := newTable(t.words, t.limit)
	words, top := d.count(64), d.count(maxWords)
	used, cursor := d.count(maxWords), d.count(maxWords)
	fresh.again, fresh.shed = when.Micros(d.u64()), d.u64()
	index := d.count(maxWords)
	if d.err == nil && (words != t.words || used > top || used*5 > index*4 || index > 64+2*top+2*t.limit) {
		d.err = errBroken
	}
	free := 0
	for fresh.top < top && d.err == nil {
		e := fresh.entry(fresh.takeSlot())
		for i := range e {
			e[i] = d.u64()
		}
		if e[wordKey] == freeKey {
			free++
		} else if int(defOf(e)) >= defs {
			d.err = errBroken
		}
	}
	n := d.count(maxWords)
	if d.err == nil && (n != free || used != top-free) {
		d.err = errBroken
	}
	for ; n > 0 && d.err == nil; n-- {
		f := d.count(max(top-1, 0))
		if d.err == nil && fresh.entry(uint32(f))[wordKey] != freeKey {
			d.err = errBroken
		}
		fresh.free = append(fresh.free, uint32(f))
	}
	if d.err != nil {
		return
	}
	fresh.used, fresh.cursor = used, cursor
	fresh.index = make([]uint64, max(index, 64))
	fresh.relink()
	*t = fresh
}
