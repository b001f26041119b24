package flow

import (
	"io"
	"maps"
	"slices"
	"sync/atomic"

	"fanzha/centre/trace/flow/frame"
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
	c := cut{n: int(s.n), accounts: int(s.acc.n.Load()), text: s.acc.textN, ids: s.ids.Used(), apart: s.apartN, party: s.parties.Used, late: s.late.Load(),
		kinds: *s.kinds.Load(), prefixes: s.ids.Prefixes(), banks: *s.parties.Banks.Load(), places: maps.Clone(s.places), refused: e.refused}
	e.mu.Unlock()
	defer v.Close()
	out := frame.NewWriter(w)
	s.write(out, c)
	return out.Close()
}

// write writes the columns.
func (s *state) write(w *frame.Writer, c cut) {
	w.Bytes([]byte(snapshotMagic))
	w.U64(snapshotVersion)
	w.U64(uint64(s.opts.IDOrder)<<8 | uint64(s.opts.AccountOrder))
	for _, n := range []int{int(s.base), c.n, c.accounts, c.text, c.ids, c.apart, c.party, int(c.late), int(c.refused.Invalid), int(c.refused.Time), len(c.places)} {
		w.U64(uint64(n))
	}
	for _, p := range slices.Sorted(maps.Keys(c.places)) {
		w.U64(uint64(p))
		w.U64(c.places[p])
	}
	w.Texts(c.kinds)
	w.Texts(c.prefixes)
	w.Texts(c.banks)
	for _, k := range s.acc.keys[:c.accounts] {
		w.U64(k)
	}
	w.Bytes(s.acc.forms[:c.accounts])
	w.Bytes(s.acc.text[:c.text])
	for i := range s.recs[:c.n] {
		r := &s.recs[i]
		w.U32(r.from)
		w.U32(r.to)
		w.U32(r.w0)
		w.U32(r.w1)
		w.U32(r.w2)
	}
	for _, fen := range s.apart[:c.apart] {
		w.U64(uint64(fen))
	}
	w.Bytes(s.ids.Data(c.ids))
	for i := range c.accounts {
		at := atomic.LoadUint32(&s.parties.Of[i])
		if int(at) > c.party {
			at = 0 // told by a later batch, which will come again
		}
		w.U32(at)
	}
	w.Bytes(s.parties.Data[:c.party])
}
