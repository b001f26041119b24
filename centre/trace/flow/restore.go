package flow

import (
	"encoding/binary"
	"errors"
	"io"
	"math"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/frame"
	"fanzha/centre/trace/flow/slab"
	"fanzha/term/when"
)

// Restore makes an engine from a snapshot. A damaged one is ErrSnapshotBroken, one of another version or with other orders of ids
// ErrSnapshotOther, one that does not fit into the options ErrSnapshotBroken with that cause.
func Restore(r io.Reader, o Options) (*Engine, error) {
	in := frame.NewReader(r)
	magic := make([]byte, len(snapshotMagic))
	in.Bytes(magic)
	if in.Err != nil || string(magic) != snapshotMagic {
		return nil, ErrSnapshotBroken.With(errors.Join(errors.New("it does not begin like one"), in.Err))
	}
	version, orders := in.U64(), in.U64()
	if in.Err != nil {
		return nil, ErrSnapshotBroken.With(in.Err)
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

func (e *Engine) restore(in *frame.Reader) error {
	s := e.st.Load()
	base := int64(in.U64())
	n, accounts := in.Count(e.opts.Transfers), in.Count(e.opts.Accounts)
	text, used := in.Count(len(s.acc.text)), in.Count(s.ids.Room())
	apart, party := in.Count(len(s.apart)), in.Count(len(s.parties.Data))
	s.late.Store(int64(in.Count(math.MaxInt64)))
	e.refused = Refused{Invalid: int64(in.Count(math.MaxInt64)), Time: int64(in.Count(math.MaxInt64))}
	for partitions := in.Count(partitionsMax); partitions > 0 && in.Err == nil; partitions-- {
		p := in.Count(math.MaxInt32)
		s.places[p] = in.U64()
	}
	kinds, prefixes, banks := in.Texts(kindsMax+1), in.Texts(slab.PrefixesMax), in.Texts(slab.BanksMax)
	s.acc.textN, s.apartN, s.parties.Used = text, apart, party
	s.readColumns(in, n, accounts, used)
	err := in.Finish()
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
func (s *state) readColumns(in *frame.Reader, n, accounts, ids int) {
	for i := 0; i < accounts && in.Err == nil; i++ {
		s.acc.keys[i] = in.U64()
	}
	in.Bytes(s.acc.forms[:accounts])
	in.Bytes(s.acc.text[:s.acc.textN])
	for i := 0; i < n && in.Err == nil; i++ {
		s.recs[i] = record{in.U32(), in.U32(), in.U32(), in.U32(), in.U32()}
	}
	for i := 0; i < s.apartN && in.Err == nil; i++ {
		s.apart[i] = int64(in.U64())
	}
	in.Bytes(s.ids.Grow(ids))
	for i := 0; i < accounts && in.Err == nil; i++ {
		s.parties.Of[i] = in.U32()
	}
	in.Bytes(s.parties.Data[:s.parties.Used])
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
	s.ids.SetPrefixes(prefixes)
	s.parties.Banks.Store(&banks)
	for i, b := range banks {
		s.parties.Bank[b] = i
	}
	return nil
}

// powers are the powers of ten.
var powers = func() (p [slab.MaxDigits + 1]uint64) {
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
		case form < 1 || form > slab.MaxDigits || k >= powers[form]:
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
	if !s.ids.Regroup(n) {
		return errContent
	}
	return nil
}

// restoreParties checks what is told of every holder.
func (s *state) restoreParties(accounts int) error {
	data := s.parties.Data[:s.parties.Used]
	for _, at := range s.parties.Of[:accounts] {
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
	s.out.Prepare(outN)
	s.in.Prepare(inN)
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
			last, some := s.out.Last(r.from)
			out[r.from] = out[r.from] || some && last.ref >= tied && s.before(ref, last.ref)
			lastIn, some := s.in.Last(r.to)
			in[r.to] = in[r.to] || some && lastIn >= tied && s.before(ref, lastIn)
		}
		s.out.Fill(r.from, outN[r.from], cell{tickOf(span), r.to, ref})
		s.in.Fill(r.to, inN[r.to], ref)
	}
	for a, dirty := range out {
		if dirty {
			s.out.Reorder(a, func(x, y cell) int { return s.compareRefs(x.ref, y.ref) })
		}
	}
	for a, dirty := range in {
		if dirty {
			s.in.Reorder(a, s.compareRefs)
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
	old.retired = e.pins.Epoch()
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
		s.out.Reclaim(math.MaxUint64)
		s.in.Reclaim(math.MaxUint64)
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
			s.parties.Set(n, old.parties.Get(was))
		}
	}
	s.places = old.places
	s.shown.Store(s.n)
	return nil
}
