package window

import "fanzha/term/when"

// Most keys see one or two events within their window. They are kept in small entries of three payload words until they need a
// whole ring, which then takes their content over exactly:
//
//   - distinct: up to three values, each as tag and bucket, as in the large entry;
//   - sum, max, first, last: two buckets, their numbers in the first word, their values in the second and third.
const smallWords = wordPayload + 3

// putSmall enters an event into a small entry; false when it does not fit. The head is already moved.
func putSmall(m Measure, e []uint64, b int64, value uint64) bool {
	if m == Distinct {
		return putSmallDistinct(e, b, value>>32|1)
	}
	room := -1
	for i := range 2 {
		at, used := smallBucket(e, i)
		switch {
		case used && at == b:
			combine(m, &e[wordPayload+1+i], value)
			return true
		case room < 0 && (!used || at+Buckets <= head(e)):
			room = i
		}
	}
	if room < 0 {
		return false
	}
	shift := uint(room) * 32
	e[wordPayload] = e[wordPayload]&^(0xffffffff<<shift) | uint64(uint32(b))<<shift
	e[wordPayload+1+room] = value
	return true
}

// smallBucket is the number of the i-th bucket of a small entry; 0 is none, no event is that old.
func smallBucket(e []uint64, i int) (int64, bool) {
	b := int64(uint32(e[wordPayload] >> (uint(i) * 32)))
	return b, b != 0
}

func putSmallDistinct(e []uint64, b int64, tag uint64) bool {
	room := -1
	for i, w := range e[wordPayload:] {
		switch {
		case w>>32 == tag:
			if int64(uint32(w)) < b {
				e[wordPayload+i] = tag<<32 | uint64(uint32(b))
			}
			return true
		case room < 0 && (w == 0 || int64(uint32(w))+Buckets <= head(e)):
			room = i
		}
	}
	if room < 0 {
		return false
	}
	e[wordPayload+room] = tag<<32 | uint64(uint32(b))
	return true
}

// spread copies a small entry into a fresh large one.
func spread(m Measure, from, to []uint64) {
	to[wordMeta] = from[wordMeta]
	if m == Distinct {
		copy(to[wordPayload:], from[wordPayload:])
		return
	}
	for i := range 2 {
		b, used := smallBucket(from, i)
		if used && b+Buckets > head(from) {
			to[wordPayload+b%Buckets] = from[wordPayload+1+i]
		}
	}
}

// foldSmall is the measure over the buckets of a small entry.
func foldSmall(m Measure, e []uint64, from, to int64) int64 {
	var v uint64
	some := false
	for i := range 2 {
		b, used := smallBucket(e, i)
		if !used || b < from || b > to {
			continue
		}
		if !some {
			v, some = e[wordPayload+1+i], true
			continue
		}
		combine(m, &v, e[wordPayload+1+i])
	}
	return int64(v)
}

// addSmall enters an event of a key that has no large entry; it makes the small entry or, when that is full, turns it into a large
// one.
func (s *Store) addSmall(d *Def, k uint64, b int64, value uint64) {
	meta := uint64(d.ID)<<32 | uint64(uint32(b))
	e := s.small.find(k)
	switch {
	case e == nil:
		e = s.small.insert(k, s.clock, s.ring)
		if e == nil {
			return
		}
		e[wordMeta] = meta
	case s.ringExpired(e):
		clear(e[wordPayload:])
		e[wordMeta] = meta
	}
	if b+Buckets <= head(e) {
		s.late++
		return
	}
	if b > head(e) {
		setHead(e, b)
	}
	if putSmall(d.Measure, e, b, value) {
		return
	}
	large := s.values.insert(k, s.clock, s.ring)
	if large == nil {
		return
	}
	spread(d.Measure, e, large)
	s.small.remove(k)
	put(d.Measure, large, b, value)
}

// valueOf finds the entry of a key in the tables of values and says whether it is small.
func (s *Store) valueOf(k uint64) (e []uint64, small bool) {
	e = s.values.find(k)
	if e != nil {
		return e, false
	}
	return s.small.find(k), true
}

// momentValue is what first and last keep of an event: its time.
func momentValue(m Measure, t when.Micros, value uint64) uint64 {
	if m == First || m == Last {
		return uint64(t)
	}
	return value
}
