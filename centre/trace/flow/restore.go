package flow

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"

	"fanzha/centre/trace"
	"fanzha/term/when"
)

// Restore makes an engine from a snapshot. A damaged one is ErrSnapshotBroken, one of another version or with other orders of ids
// ErrSnapshotOther, one that does not fit into the options ErrSnapshotBroken with that cause.
func Restore(r io.Reader, o Options) (*Engine, error) {
	in := &reader{r: bufio.NewReaderSize(r, blockSize)}
	magic := make([]byte, len(snapshotMagic))
	in.bytes(magic)
	if in.err != nil || string(magic) != snapshotMagic {
		return nil, ErrSnapshotBroken.With(errors.Join(errors.New("it does not begin like one"), in.err))
	}
	version, orders := in.u64(), in.u64()
	if in.err != nil {
		return nil, ErrSnapshotBroken.With(in.err)
	}
	if version != snapshotVersion || orders != uint64(o.IDOrder)<<8|uint64(o.AccountOrder) {
		return nil, ErrSnapshotOther
	}
	e, err := New(o)
	if err != nil {
		return nil, err
	}
	err = e.restore(in)
	if err != nil {
		return nil, errors.Join(ErrSnapshotBroken.With(err), e.Close())
	}
	return e, nil
}

func (e *Engine) restore(in *reader) error {
	s := e.st.Load()
	base := int64(in.u64())
	n, accounts := in.count(e.opts.Transfers), in.count(e.opts.Accounts)
	text, used := in.count(len(s.acc.text)), in.count(len(s.ids.data))
	apart, party := in.count(len(s.apart)), in.count(len(s.parties.data))
	s.late.Store(int64(in.count(math.MaxInt64)))
	e.refused = Refused{Invalid: int64(in.count(math.MaxInt64)), Time: int64(in.count(math.MaxInt64))}
	for partitions := in.count(partitionsMax); partitions > 0 && in.err == nil; partitions-- {
		p := in.count(math.MaxInt32)
		s.places[p] = in.u64()
	}
	kinds, prefixes, banks := in.texts(kindsMax+1), in.texts(prefixesMax), in.texts(banksMax)
	s.acc.textN, s.ids.used, s.apartN, s.parties.used = text, used, apart, party
	s.readColumns(in, n, accounts)
	err := in.finish()
	if err != nil {
		return err
	}
	s.base = when.Micros(base)
	err = s.takeWords(kinds, prefixes, banks)
	if err != nil {
		return err
	}
	for _, step := range []func() error{ // each relies on what the ones before have checked
		func() error { return s.restoreAccounts(accounts) },
		func() error { return s.restoreIDs(n) },
		func() error { return s.restoreParties(accounts) },
		func() error { return s.restoreLists(n, accounts) },
	} {
		err := step()
		if err != nil {
			return err
		}
	}
	return nil
}

// readColumns reads the arrays, whose sizes are known by now.
func (s *state) readColumns(in *reader, n, accounts int) {
	for i := 0; i < accounts && in.err == nil; i++ {
		s.acc.keys[i] = in.u64()
	}
	in.bytes(s.acc.forms[:accounts])
	in.bytes(s.acc.text[:s.acc.textN])
	for i := 0; i < n && in.err == nil; i++ {
		s.recs[i] = record{in.u32(), in.u32(), in.u32(), in.u32(), in.u32()}
	}
	for i := 0; i < s.apartN && in.err == nil; i++ {
		s.apart[i] = int64(in.u64())
	}
	in.bytes(s.ids.data[:s.ids.used])
	for i := 0; i < accounts && in.err == nil; i++ {
		s.parties.of[i] = in.u32()
	}
	in.bytes(s.parties.data[:s.parties.used])
}

var errContent = errors.New("its parts do not fit together")

// takeWords takes the lists of words in, each of which begins with the empty one.
func (s *state) takeWords(kinds, prefixes, banks []string) error {
	for _, l := range [][]string{kinds, prefixes, banks} {
		if len(l) == 0 || l[0] != "" {
			return errContent
		}
	}
	s.kinds.Store(&kinds)
	s.ids.prefixes.Store(&prefixes)
	for i, p := range prefixes {
		s.ids.place[p] = uint32(i)
	}
	s.parties.banks.Store(&banks)
	for i, b := range banks {
		s.parties.bank[b] = i
	}
	return nil
}

// powers are the powers of ten.
var powers = func() (p [maxDigits + 1]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * 10
	}
	return p
}()

// restoreAccounts checks every account and builds the hash table at its final size.
func (s *state) restoreAccounts(n int) error {
	bitsN := uint8(firstTable)
	for n*4 >= 3<<bitsN {
		bitsN++
	}
	t, err := newTable(bitsN)
	if err != nil {
		return err
	}
	err = s.acc.table.Swap(t).block.Release()
	if err != nil {
		return err
	}
	for i := range n {
		form, k := s.acc.forms[i], s.acc.keys[i]
		switch {
		case form == asText:
			_, ok := slice(s.acc.text[:s.acc.textN], k)
			if !ok {
				return errContent
			}
		case form < 1 || form > maxDigits || k >= powers[form]:
			return errContent
		}
		t.put(s.acc.hashAt(uint32(i)), uint32(i))
	}
	s.acc.n.Store(uint32(n))
	return nil
}

// slice is the text with its length that begins at a place.
func slice(b []byte, at uint64) ([]byte, bool) {
	if at >= uint64(len(b)) {
		return nil, false
	}
	size, used := binary.Uvarint(b[at:])
	from := at + uint64(max(used, 0))
	if used <= 0 || size > uint64(len(b))-from {
		return nil, false
	}
	return b[from : from+size], true
}

// restoreIDs checks every id and finds where the groups begin.
func (s *state) restoreIDs(n int) error {
	data, prefixes := s.ids.data[:s.ids.used], uint64(len(*s.ids.prefixes.Load()))
	at := 0
	for ref := range n {
		if ref%idGroup == 0 {
			s.ids.groups[ref/idGroup] = uint64(at)
		}
		if len(data)-at < 2 {
			return errContent
		}
		form := data[at]
		v, used := binary.Uvarint(data[at+1:])
		if used <= 0 || form > maxDigits+1 || form > 0 && v >= prefixes || form == 0 && v > idMax {
			return errContent
		}
		at += idSize(data[at:])
		if at > len(data) {
			return errContent
		}
	}
	if at != len(data) {
		return errContent
	}
	return nil
}

// restoreParties checks what is told of every holder.
func (s *state) restoreParties(accounts int) error {
	data := s.parties.data[:s.parties.used]
	for _, at := range s.parties.of[:accounts] {
		if at == 0 {
			continue
		}
		if int(at) > len(data) {
			return errContent
		}
		_, used := binary.Uvarint(data[at-1:])
		next := uint64(at) - 1 + uint64(max(used, 0))
		for range 2 {
			text, ok := slice(data, next)
			if used <= 0 || !ok {
				return errContent
			}
			next += uint64(len(binary.AppendUvarint(nil, uint64(len(text))))) + uint64(len(text))
		}
	}
	return nil
}

// restoreLists builds the lists of all accounts: their lengths first, so that no array moves.
func (s *state) restoreLists(n, accounts int) error {
	kinds := len(*s.kinds.Load())
	outN, inN := make([]uint32, accounts), make([]uint32, accounts)
	for i := range s.recs[:n] {
		r := &s.recs[i]
		a := r.amount()
		if int(r.from) >= accounts || int(r.to) >= accounts || int(r.kind()) >= kinds || a == 0 || a&fenApart != 0 && a&^fenApart >= uint64(s.apartN) {
			return errContent
		}
		outN[r.from]++
		inN[r.to]++
	}
	s.out.prepare(outN)
	s.in.prepare(inN)
	out, in := map[uint32]bool{}, map[uint32]bool{} // lists that are not in order
	for i := range s.recs[:n] {
		r := &s.recs[i]
		ref, span := uint32(i), r.span()
		if i == 0 || span > s.lastT {
			s.lastT, s.tied = span, ref
		} else {
			tied := uint32(0)
			if span == s.lastT {
				tied = s.tied
			}
			last, some := s.out.last(r.from)
			out[r.from] = out[r.from] || some && last.ref >= tied && s.before(ref, last.ref)
			lastIn, some := s.in.last(r.to)
			in[r.to] = in[r.to] || some && lastIn >= tied && s.before(ref, lastIn)
		}
		s.out.fill(r.from, outN[r.from], cell{tickOf(span), r.to, ref})
		s.in.fill(r.to, inN[r.to], ref)
	}
	for a, dirty := range out {
		if dirty {
			s.out.reorder(a, func(x, y cell) int { return s.compareRefs(x.ref, y.ref) })
		}
	}
	for a, dirty := range in {
		if dirty {
			s.in.reorder(a, s.compareRefs)
		}
	}
	s.n = uint32(n)
	s.shown.Store(s.n)
	return nil
}

// compareRefs orders transfers by (time, id).
func (s *state) compareRefs(x, y uint32) int {
	switch {
	case x == y:
		return 0
	case s.before(x, y):
		return -1
	}
	return 1
}

// prepare hands out an array to every list that fits into one; hubs are pushed cell by cell.
func (l *lists[T]) prepare(lengths []uint32) {
	for a, n := range lengths {
		if n > 0 && n <= chunkMax {
			l.heads[a] = uint64(makeHead(l.take(classOf[n]), 0))
		}
	}
}

// fill adds a cell to a list that will have so many.
func (l *lists[T]) fill(a, length uint32, c T) {
	if length > chunkMax {
		l.push(a, c, 0)
		return
	}
	h := head(l.heads[a])
	l.cells[h.off()+h.count()] = c
	l.heads[a] = uint64(makeHead(h.off(), h.count()+1))
}

// reorder sorts a list in place; no reader has seen it yet.
func (l *lists[T]) reorder(a uint32, compare func(x, y T) int) {
	never := func(*T) bool { return false }
	var all []T
	l.arrays(a, never, func(cells []T) bool {
		all = append(all, cells...)
		return true
	})
	slices.SortFunc(all, compare)
	l.arrays(a, never, func(cells []T) bool {
		all = all[copy(cells, all):]
		return true
	})
}

// Drop forgets every transfer before a moment by building the rest anew. Readers go on with what they see; whoever appends waits;
// both copies are in memory until the last reader of the old one has ended.
func (e *Engine) Drop(before when.Micros) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return ErrClosed
	}
	old := e.st.Load()
	next, err := newState(e.opts)
	if err != nil {
		return ErrFull.With(err)
	}
	err = next.takeOver(old, before)
	if err != nil {
		return errors.Join(err, next.release())
	}
	e.st.Store(next)
	old.retired = e.pins.epoch.Load()
	e.old = append(e.old, old)
	return e.tidy(next)
}

// takeOver takes in what another state holds from a moment on.
func (s *state) takeOver(old *state, before when.Micros) error {
	var b batch
	part := make([]trace.Transfer, 0, stride)
	add := func() error {
		_, err := b.addTo(s, Batch{Transfers: part}, 0)
		part = part[:0]
		s.out.reclaim(math.MaxUint64)
		s.in.reclaim(math.MaxUint64)
		return errors.Join(err, s.acc.reclaim(math.MaxUint64))
	}
	for ref := range old.n {
		if old.at(&old.recs[ref]) < before {
			continue
		}
		part = append(part, old.transfer(ref))
		if len(part) == min(stride, s.opts.batchMax()) {
			err := add()
			if err != nil {
				return err
			}
		}
	}
	err := add()
	if err != nil {
		return err
	}
	for n := range s.acc.n.Load() {
		id := s.acc.name(n)
		was, known := old.acc.find(keyOf(id), id)
		if known {
			s.parties.set(n, old.parties.get(was))
		}
	}
	s.places = old.places
	s.shown.Store(s.n)
	return nil
}
