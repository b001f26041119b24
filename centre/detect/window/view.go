package window

import "fanzha/term/when"

// viewsMost is how many entities of one event are kept open; an event has a person, an account, a payee, a number, a site.
const viewsMost = 8

// view is the record of an entity while an event is worked on: where its items begin is found once. A record that has to grow is
// copied into the view and gets its new place, once, when the view is closed.
type view struct {
	key   uint64
	ref   uint32
	there bool     // the entity has a place
	dirty bool     // rec is buf and has to be given a place
	rec   []uint64 // the record
	buf   []uint64
	at    []uint32 // by number: epoch<<16 | where the item begins
	epoch uint16
}

func (v *view) used() int { return usedOf(v.rec[wordMeta]) }

// item is where an item begins, 0 when the record has none of that number.
func (v *view) item(id uint16) int {
	a := v.at[id]
	if uint16(a>>16) != v.epoch {
		return 0
	}
	return int(a & 0xffff)
}

func itemID(h uint64) uint16 { return uint16(h >> headBits) }
func itemWords(h uint64) int { return int(uint8(h >> wordsBits)) }
func itemForm(h uint64) uint { return uint(h >> formBits) }
func itemHead(h uint64) int64 {
	return int64(uint32(h))
}

func header(id uint16, words int, form uint, head int64) uint64 {
	return uint64(form)<<formBits | uint64(words)<<wordsBits | uint64(id)<<headBits | uint64(uint32(head))
}

// payload are the words of the item at off.
func (v *view) payload(off int) []uint64 {
	n := itemWords(v.rec[off])
	return v.rec[off+1 : off+1+n : off+1+n]
}

// scan finds where every item begins.
func (v *view) scan() {
	v.epoch++
	if v.epoch == 0 {
		clear(v.at)
		v.epoch = 1
	}
	meta := v.rec[wordMeta]
	rec, epoch := v.rec[:usedOf(meta)-logOf(meta)], uint32(v.epoch)<<16
	for i := recordHead; i < len(rec); {
		h := rec[i]
		v.at[itemID(h)] = epoch | uint32(i)
		i += 1 + itemWords(h)
	}
}

// view opens the record of an entity.
func (s *Store) view(key uint64) *view {
	if key == freeKey {
		key = 1
	}
	for i := range s.open {
		if s.views[i].key == key {
			return &s.views[i]
		}
	}
	if s.open == viewsMost {
		s.closeViews()
	}
	v := &s.views[s.open]
	s.open++
	v.key, v.dirty = key, false
	v.ref, v.there = s.recs.find(key)
	if v.there {
		v.rec = s.recs.record(v.ref)
	} else {
		v.buffer(recordHead)
		v.rec[wordKey], v.rec[wordMeta] = key, recordHead|uint64(noWake)<<32
	}
	v.scan()
	return v
}

func (s *Store) isOpen(key uint64) bool {
	for i := range s.open {
		if s.views[i].key == key {
			return true
		}
	}
	return false
}

// buffer lets the record lie in the view's own memory, with room for n words.
func (v *view) buffer(n int) {
	if len(v.buf) < n {
		larger := make([]uint64, max(2*n, 64))
		copy(larger, v.buf)
		v.buf = larger
	}
	v.rec = v.buf
}

// closeViews gives grown records their places.
func (s *Store) closeViews() {
	for i := range s.open {
		v := &s.views[i]
		if v.dirty {
			s.place(v, v.used())
		}
	}
	s.open = 0
}

// place gives a record that grew its new place, with room for so many words.
func (s *Store) place(v *view, words int) {
	v.dirty = false
	used := v.used()
	ref, moved := s.recs.take(classOf(words))
	rec := s.recs.record(ref)
	copy(rec, v.rec[:used])
	if v.there {
		s.recs.relink(v.key, v.ref, ref)
		s.recs.release(v.ref)
	} else {
		s.recs.link(v.key, ref)
	}
	v.ref, v.there, v.rec = ref, true, rec
	if !moved {
		return
	}
	for i := range s.open {
		o := &s.views[i]
		if o.there && !o.dirty {
			o.rec = s.recs.record(o.ref)
		}
	}
}

// add gives the record a new item with n zero words; 0 when there is no room.
func (s *Store) add(v *view, id uint16, n int) int {
	if !s.admit(s.info[id].kind) {
		return 0
	}
	v = s.view(v.key) // making room may have closed it
	if s.info[id].need != nil {
		v.rec[wordMeta] |= ringed
	}
	used := v.used()
	if !s.stretch(v, used+1+n) {
		s.shed++
		return 0
	}
	s.used[s.info[id].kind]++
	at := used - logOf(v.rec[wordMeta])
	copy(v.rec[at+1+n:used+1+n], v.rec[at:used])
	clear(v.rec[at : at+1+n])
	v.rec[at] = header(id, n, 0, 0)
	v.rec[wordMeta] += uint64(1 + n)
	v.at[id] = uint32(v.epoch)<<16 | uint32(at)
	return at
}

// widen gives the item at off n more zero words.
func (s *Store) widen(v *view, off, n int) bool {
	used := v.used()
	if !s.stretch(v, used+n) {
		s.shed++
		return false
	}
	h := v.rec[off]
	end := off + 1 + itemWords(h)
	copy(v.rec[end+n:used+n], v.rec[end:used])
	clear(v.rec[end : end+n])
	v.rec[off] = h + uint64(n)<<wordsBits
	v.rec[wordMeta] += uint64(n)
	if end < used {
		v.scan()
	}
	return true
}

// extend is stretch at once, for a record that grows no more than once an event.
func (s *Store) extend(v *view, words int) bool {
	if v.dirty || v.there && words <= len(v.rec) || words > maxRecord || !s.recs.room(classOf(words)) {
		return s.stretch(v, words)
	}
	s.place(v, words)
	return true
}

// stretch makes sure that the record has that many words.
func (s *Store) stretch(v *view, words int) bool {
	if words <= len(v.rec) && !v.dirty && v.there {
		return true
	}
	if words > maxRecord || !s.recs.room(classOf(words)) {
		return false
	}
	if !v.dirty {
		old := v.rec[:v.used()]
		v.buffer(words)
		copy(v.rec, old)
		v.dirty = true
		return true
	}
	v.buffer(words)
	return true
}

// noWake is a moment that never comes.
const noWake = 1<<32 - 1

// wake remembers that something in the record runs out at t.
func (v *view) wake(t when.Micros) {
	at := uint64(min(max(int64(t/when.Second), 0), noWake))
	if at < v.rec[wordMeta]>>32 {
		v.rec[wordMeta] = v.rec[wordMeta]&0xffffffff | at<<32
	}
}

// sweep looks at the next n places and drops what has run out.
func (s *Store) sweep(n int) {
	r := &s.recs
	if s.ticks%(4*sweepEvery) == 0 {
		r.draw()
	}
	for ; n > 0 && r.n > 0; n-- {
		for skipped := 0; r.slot >= r.slabs[r.class].top; skipped++ {
			r.slot, r.class = 0, (r.class+1)%classes
			if skipped > classes {
				return
			}
		}
		s.sweepPlace(uint32(r.class)<<slotBits | slotAt(r.class, r.slot))
		r.slot++
	}
}

// sweepAll looks at every place once.
func (s *Store) sweepAll() {
	for c := range s.recs.slabs {
		for slot := 0; slot < s.recs.slabs[c].top; slot++ {
			s.sweepPlace(uint32(c)<<slotBits | slotAt(c, slot))
		}
	}
}

// sweepPlace drops what has run out of a record, and the record when nothing is left. What is left stays in its place.
func (s *Store) sweepPlace(ref uint32) {
	rec := s.recs.record(ref)
	if rec[wordKey] == freeKey || rec[wordMeta]>>32 > uint64(s.clock/when.Second) {
		return
	}
	meta := rec[wordMeta]
	log := rec[usedOf(meta)-logOf(meta) : usedOf(meta)]
	to, wake, rings := recordHead, uint64(noWake), uint64(0)
	for i := recordHead; i < usedOf(meta)-len(log); {
		h := rec[i]
		n := 1 + itemWords(h)
		ends := s.ends(rec[i : i+n])
		if ends < s.clock {
			s.used[s.info[itemID(h)].kind]--
		} else {
			copy(rec[to:to+n], rec[i:i+n])
			to += n
			wake = min(wake, uint64(ends/when.Second))
			if s.info[itemID(h)].need != nil {
				rings = ringed
			}
		}
		i += n
	}
	kept := uint64(0)
	if len(log) > 0 {
		ends := s.logEnds(log)
		if ends < s.clock {
			s.used[kindLog]--
		} else {
			to += copy(rec[to:], log)
			kept = meta & (logMask<<logShift | noteMask<<noteShift)
			wake = min(wake, uint64(ends/when.Second))
		}
	}
	if to > recordHead {
		rec[wordMeta] = uint64(to) | kept | rings | wake<<32
		return
	}
	s.recs.unlink(rec[wordKey], ref)
	s.recs.release(ref)
}
