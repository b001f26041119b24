package flow

import (
	"io"
	"maps"
	"slices"
	"sync/atomic"
)

const (
	snapshotMagic   = "FZFLOW\n\x00"
	snapshotVersion = 1
	// partitionsMax bounds the list of partitions of a snapshot; a log has tens.
	partitionsMax = 1 << 16
)

// cut is what a snapshot holds: a prefix of every column, taken between two batches.
type cut struct {
	n, accounts, text, ids, apart, party int
	late                                 int64
	kinds, prefixes, banks               []string
	places                               map[int]uint64
	refused                              Refused
}

// Snapshot writes the engine as it is between two batches. The writer is held up only while the sizes are noted; appending and
// tracing go on.
func (e *Engine) Snapshot(w io.Writer) error {
	e.mu.Lock()
	if e.closed {
		e.mu.Unlock()
		return ErrClosed
	}
	v, err := e.View()
	if err != nil {
		e.mu.Unlock()
		return err
	}
	s := v.s
	c := cut{n: int(s.n), accounts: int(s.acc.n.Load()), text: s.acc.textN, ids: s.ids.used, apart: s.apartN, party: s.parties.used, late: s.late.Load(),
		kinds: *s.kinds.Load(), prefixes: *s.ids.prefixes.Load(), banks: *s.parties.banks.Load(), places: maps.Clone(s.places), refused: e.refused}
	e.mu.Unlock()
	defer v.Close()
	out := &writer{w: w, buf: make([]byte, 0, blockSize)}
	s.write(out, c)
	return out.close()
}

// write writes the columns.
func (s *state) write(w *writer, c cut) {
	w.bytes([]byte(snapshotMagic))
	w.u64(snapshotVersion)
	w.u64(uint64(s.opts.IDOrder)<<8 | uint64(s.opts.AccountOrder))
	for _, n := range []int{int(s.base), c.n, c.accounts, c.text, c.ids, c.apart, c.party, int(c.late), int(c.refused.Invalid), int(c.refused.Time), len(c.places)} {
		w.u64(uint64(n))
	}
	for _, p := range slices.Sorted(maps.Keys(c.places)) {
		w.u64(uint64(p))
		w.u64(c.places[p])
	}
	w.texts(c.kinds)
	w.texts(c.prefixes)
	w.texts(c.banks)
	for _, k := range s.acc.keys[:c.accounts] {
		w.u64(k)
	}
	w.bytes(s.acc.forms[:c.accounts])
	w.bytes(s.acc.text[:c.text])
	for i := range s.recs[:c.n] {
		r := &s.recs[i]
		w.u32(r.from)
		w.u32(r.to)
		w.u32(r.w0)
		w.u32(r.w1)
		w.u32(r.w2)
	}
	for _, fen := range s.apart[:c.apart] {
		w.u64(uint64(fen))
	}
	w.bytes(s.ids.data[:c.ids])
	for i := range c.accounts {
		at := atomic.LoadUint32(&s.parties.of[i])
		if int(at) > c.party {
			at = 0 // told by a later batch, which will come again
		}
		w.u32(at)
	}
	w.bytes(s.parties.data[:c.party])
}
