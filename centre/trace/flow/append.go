package flow

import (
	"slices"
	"unsafe"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/slab"
	"fanzha/internal/prefetch"
	"fanzha/term/when"
)

// stride is how many transfers go through a stage together: their reads of memory do not wait for each other.
const stride = 128

// batch is one being taken in; its rows are used again.
type batch struct {
	rows    []row
	invalid int64
	outside int64
	sink    uint64
}

// row is one transfer on its way.
type row struct {
	from, to   key
	fromN, toN uint32
	span       int64
	i          int32 // place in the batch
	kind       uint8
}

// addTo takes a batch in: accounts are numbered, which does no harm by itself; then everything that can still refuse it, then
// everything that changes what readers see.
func (b *batch) addTo(s *state, in Batch, epoch uint64) (int, error) {
	base := b.read(s, in.Transfers)
	for i := 0; i < len(b.rows); i += stride {
		err := b.find(s, in.Transfers, b.rows[i:min(i+stride, len(b.rows))], epoch)
		if err != nil {
			return 0, err
		}
	}
	err := b.admit(s, in.Transfers)
	if err != nil {
		return 0, err
	}
	err = s.setParties(in.Parties, epoch)
	if err != nil {
		return 0, err
	}
	if s.n == 0 {
		s.base = base
	}
	for i := 0; i < len(b.rows); i += stride {
		b.write(s, in.Transfers, b.rows[i:min(i+stride, len(b.rows))], epoch)
	}
	return len(b.rows), nil
}

// setParties keeps what a batch tells of holders.
func (s *state) setParties(list []AccountParty, epoch uint64) error {
	for i := range list {
		p := &list[i]
		if !fits(p.Account, s.opts.AccountOrder) {
			continue
		}
		n, err := s.number(keyOf(p.Account), p.Account, epoch)
		if err != nil {
			return err
		}
		s.parties.Set(n, p.Party)
	}
	return nil
}

// read makes rows of what is a transfer, and returns the moment of span 0.
func (b *batch) read(s *state, ts []trace.Transfer) when.Micros {
	b.rows, b.invalid, b.outside = b.rows[:0], 0, 0
	base, based := s.base, s.n > 0
	for i := range ts {
		t := &ts[i]
		if !fits(t.ID, s.opts.IDOrder) || !fits(t.From, s.opts.AccountOrder) || !fits(t.To, s.opts.AccountOrder) || t.Fen <= 0 {
			b.invalid++
			continue
		}
		if !based {
			based, base = true, t.At-s.opts.Keep
		}
		span := int64(t.At - base)
		if span < 0 || span > spanMax {
			b.outside++
			continue
		}
		b.rows = append(b.rows, row{from: keyOf(t.From), to: keyOf(t.To), span: span, i: int32(i)})
	}
	return base
}

// find numbers the accounts: all slots of the stride are asked for, then all keys, then they are compared.
func (b *batch) find(s *state, ts []trace.Transfer, rows []row, epoch uint64) error {
	t := s.acc.table.Load()
	var ids [2 * stride]uint32
	for i := range rows {
		r := &rows[i]
		ids[2*i], ids[2*i+1] = uint32(t.slots[t.home(r.from.hash)]), uint32(t.slots[t.home(r.to.hash)])
	}
	for _, n := range ids[:2*len(rows)] {
		if n > 0 {
			b.sink += s.acc.keys[n-1] + uint64(s.acc.forms[n-1])
		}
	}
	var err error
	for i := range rows {
		r := &rows[i]
		r.fromN, err = s.number(r.from, ts[r.i].From, epoch)
		if err != nil {
			return err
		}
		r.toN, err = s.number(r.to, ts[r.i].To, epoch)
		if err != nil {
			return err
		}
	}
	return nil
}

// admit refuses a batch for which there may not be room.
func (b *batch) admit(s *state, ts []trace.Transfer) error {
	text, apart := 0, 0
	for i := range b.rows {
		r := &b.rows[i]
		t := &ts[r.i]
		text += slab.IDCost(len(t.ID))
		if t.Fen > fenInline {
			apart++
		}
		r.kind = 0
		if t.Kind != "" {
			r.kind = s.kindNumber(t.Kind)
		}
	}
	worst := s.opts.worst()
	if int(s.n)+len(b.rows) > s.opts.Transfers || s.ids.Used()+text > s.ids.Room() || s.apartN+apart > len(s.apart) ||
		s.out.Used()+worst > len(s.out.Cells) || s.in.Used()+worst > len(s.in.Cells) {
		return ErrFull
	}
	return nil
}

// kindNumber is the number of a kind, made if it is new; that of the empty kind when there are too many.
func (s *state) kindNumber(kind string) uint8 {
	kinds := *s.kinds.Load()
	for i, k := range kinds {
		if k == kind {
			return uint8(i)
		}
	}
	if len(kinds) > kindsMax {
		return 0
	}
	longer := append(slices.Clip(kinds), kind)
	s.kinds.Store(&longer)
	return uint8(len(kinds))
}

// number is the number of an account, known or made.
func (s *state) number(k key, id string, epoch uint64) (uint32, error) {
	n, ok := s.acc.find(k, id)
	if ok {
		return n, nil
	}
	if int(s.acc.n.Load()) >= s.opts.Accounts || k.form == asText && s.acc.textN+slab.IDCost(len(id)) > len(s.acc.text) {
		return 0, ErrFull
	}
	n, err := s.acc.add(k, id, epoch)
	if err != nil {
		return 0, ErrFull.With(err)
	}
	return n, nil
}

// write takes a stride in: all heads are asked for, then the ends of all lists, or all of those that have to move, then everything is
// written.
func (b *batch) write(s *state, ts []trace.Transfer, rows []row, epoch uint64) {
	prefetch.Each(s.out.Heads, rows, unsafe.Offsetof(row{}.fromN))
	prefetch.Each(s.in.Heads, rows, unsafe.Offsetof(row{}.toN))
	for i := range rows {
		s.out.Ask(rows[i].fromN)
		s.in.Ask(rows[i].toN)
	}
	for i := range rows {
		s.take(&rows[i], &ts[rows[i].i], epoch)
	}
}

// take writes one transfer: its record and id, then the two lists, in order or, when it is late, in its place.
func (s *state) take(r *row, t *trace.Transfer, epoch uint64) {
	ref := s.n
	fen := uint64(t.Fen)
	if fen > fenInline {
		s.apart[s.apartN] = t.Fen
		fen = fenApart | uint64(s.apartN)
		s.apartN++
	}
	s.recs[ref] = record{from: r.fromN, to: r.toN}.pack(uint64(r.span), fen, r.kind)
	s.ids.Add(ref, t.ID)
	c := cell{tickOf(r.span), r.toN, ref}
	s.n++
	if ref == 0 || r.span > s.lastT {
		s.lastT, s.tied = r.span, ref
		s.out.Push(r.fromN, c, epoch)
		s.in.Push(r.toN, ref, epoch)
		return
	}
	tied := uint32(0) // transfers before this one are earlier; they need not be looked at
	if r.span == s.lastT {
		tied = s.tied
	} else {
		s.late.Add(1)
	}
	s.place(r, c, tied, epoch)
}

// place puts a transfer that may not be the last into the two lists.
func (s *state) place(r *row, c cell, tied uint32, epoch uint64) {
	lastOut, some := s.out.Last(r.fromN)
	if !some || lastOut.ref < tied || s.before(lastOut.ref, c.ref) {
		s.out.Push(r.fromN, c, epoch)
	} else {
		p := s.out.Place(r.fromN, func(x *cell) bool { return s.before(x.ref, c.ref) })
		s.out.Insert(r.fromN, p, c, epoch)
	}
	lastIn, some := s.in.Last(r.toN)
	if !some || lastIn < tied || s.before(lastIn, c.ref) {
		s.in.Push(r.toN, c.ref, epoch)
	} else {
		p := s.in.Place(r.toN, func(x *uint32) bool { return s.before(*x, c.ref) })
		s.in.Insert(r.toN, p, c.ref, epoch)
	}
}
