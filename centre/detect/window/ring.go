package window

import (
	"math"
	"math/bits"

	"fanzha/term/when"
)

// A window's item holds only the buckets that something fell into. A bucket is known by its place in the ring (its number modulo
// Buckets), because the item's head says which round it is of. Forms of the words:
//
//	count     one word of four (place+1, 4 bits · count, 12 bits); from the fifth bucket on three words of four counts each
//	values    (sum, max, min, first, last) one word a bucket: value, 60 bits · place, 4 bits
//	distinct  two values a word (28 bits of its hash, never 0 · place of where it was seen last, 4 bits); with more than 16
//	          values twelve words, a bitmap of 64 for every bucket
const (
	formSmall = iota
	formLarge // counts side by side; bitmaps

	placeBits = 4
	placeMask = 1<<placeBits - 1
	noPlace   = placeMask        // a word of values that is not used
	valueMost = 1<<60 - 1        // a sum stays here: more fen than there is money
	ringMask  = 1<<Buckets - 1   //
	laneBits  = 16               // of a small count
	laneMask  = 1<<laneBits - 1  //
	countMost = 1<<16 - 1        //
	smallLane = 12               // bits of its number
	smallMost = 1<<smallLane - 1 //
	countLow  = 0xffff0000ffff   // every other count of a word
)

// bucket is the number of the bucket of a moment: t/width, without a division.
func (a *about) bucket(t when.Micros) int64 {
	if t < 0 {
		return int64(t) / int64(a.width)
	}
	q, _ := bits.Mul64(uint64(t), a.magic)
	if q*a.width > uint64(t) {
		q--
	}
	return int64(q)
}

// now is the bucket before which nothing counts any more: that of the store's clock less what an event may be late.
func (s *Store) now(a *about) int64 {
	if s.clock >= a.next {
		a.clock = a.bucket(s.clock - a.late)
		a.next = when.Micros((a.clock+1)*int64(a.width)) + a.late
	}
	return a.clock
}

func place(b int64) uint { return uint(uint64(b) % Buckets) }

// span is the set of places of n buckets from b on, as bits.
func span(b, n int64) uint {
	if n <= 0 {
		return 0
	}
	if n >= Buckets {
		return ringMask
	}
	m := (uint(1)<<uint(n) - 1) << place(b)
	return (m | m>>Buckets) & ringMask
}

// momentValue is what a bucket keeps of an event: first and last its time, min one more than the value.
func momentValue(m Measure, t when.Micros, value uint64) uint64 {
	switch m {
	case First, Last:
		return uint64(t)
	case Min:
		return min(value, valueMost-1) + 1 // so that 0 stays "none"
	case Entropy:
		return oneOf(value)
	}
	return value
}

// Add puts an event into the window of the key: value is the amount for Sum, Max and Min, the hash of the value for Distinct.
func (s *Store) Add(d *Def, key uint64, t when.Micros, value uint64) {
	a := &s.info[d.ID]
	b := a.bucket(t)
	if b+Buckets <= s.now(a) {
		s.late++
		return
	}
	s.enterRing(d, key, put{b, momentValue(d.Measure, t, value)}, s.now(a))
}

// enterRing puts an event into a window's item; what lies before now has run out.
func (s *Store) enterRing(d *Def, key uint64, e put, now int64) {
	v, b := s.view(key), e.bucket
	off := v.item(d.ID)
	if off == 0 {
		s.begin(d, key, e)
		return
	}
	h := v.rec[off]
	head := itemHead(h)
	switch {
	case head+Buckets <= now:
		v.rec[off] = header(d.ID, itemWords(h), emptyForm(d.Measure, itemWords(h)), b)
		empty(d.Measure, v.payload(off))
		v.wake(s.info[d.ID].end(b))
	case b+Buckets <= head:
		s.late++
		return
	case b > head:
		v.rec[off] = h&^0xffffffff | uint64(uint32(b))
		forget(d.Measure, itemForm(h), v.payload(off), span(head+1, b-head))
	}
	s.put(v, off, d.Measure, e)
}

// put is what an event adds: to which bucket, and what.
type put struct {
	bucket int64
	value  uint64
}

// begin makes the item of a window with its first event.
func (s *Store) begin(d *Def, key uint64, e put) {
	off := s.add(s.view(key), d.ID, 1)
	if off == 0 {
		return
	}
	v := s.view(key) // making room may have closed it
	v.rec[off] = header(d.ID, 1, formSmall, e.bucket)
	v.wake(s.info[d.ID].end(e.bucket))
	switch d.Measure {
	case Count:
		v.rec[off+1] = uint64(place(e.bucket)+1)<<smallLane | 1
	case Distinct:
		v.rec[off+1] = uint64(lane(e.value, e.bucket))
	default:
		v.rec[off+1] = min(e.value, valueMost)<<placeBits | uint64(place(e.bucket))
	}
}

// emptyForm is the form of an item that keeps its words and loses its content.
func emptyForm(m Measure, words int) uint {
	if m == Count && words > 1 {
		return formLarge
	}
	return formSmall
}

func empty(m Measure, p []uint64) {
	clear(p)
	if m != Count && m != Distinct {
		for i := range p {
			p[i] = noPlace
		}
	}
}

// forget empties the buckets of these places.
func forget(m Measure, form uint, p []uint64, gone uint) {
	switch {
	case m == Count && form == formSmall:
		for shift := uint(0); shift < 4*laneBits; shift += laneBits {
			if at := uint(p[0] >> (shift + smallLane) & placeMask); at != 0 && gone>>(at-1)&1 != 0 {
				p[0] &^= laneMask << shift
			}
		}
	case m == Count:
		for i := range 3 {
			p[i] &^= lanes[gone>>(4*uint(i))&15]
		}
	case m == Distinct && form == formLarge:
		for i := range Buckets {
			if gone>>uint(i)&1 != 0 {
				p[i] = 0
			}
		}
	case m == Distinct:
		for i, w := range p {
			if gone>>(w&placeMask)&1 != 0 {
				w &^= 0xffffffff
			}
			if gone>>(w>>32&placeMask)&1 != 0 {
				w &= 0xffffffff
			}
			p[i] = w
		}
	default:
		for i, w := range p {
			if gone>>(w&placeMask)&1 != 0 {
				p[i] = noPlace
			}
		}
	}
}

// lanes are the counts of a word that four bits choose.
var lanes = func() (t [16]uint64) {
	for i := range t {
		for j := range 4 {
			if i>>j&1 != 0 {
				t[i] |= 0xffff << (16 * j)
			}
		}
	}
	return t
}()

// put enters an event; the head has moved.
func (s *Store) put(v *view, off int, m Measure, e put) {
	switch m {
	case Count:
		s.putCount(v, off, e)
	case Distinct:
		s.putDistinct(v, off, e)
	default:
		s.putValue(v, off, m, e)
	}
}

func (s *Store) putCount(v *view, off int, e put) {
	at := place(e.bucket)
	if itemForm(v.rec[off]) == formLarge {
		w, shift := &v.rec[off+1+int(at/4)], at%4*16
		if *w>>shift&countMost != countMost {
			*w += 1 << shift
		}
		return
	}
	w := &v.rec[off+1]
	room, full := uint(4*laneBits), false
	for shift := uint(0); shift < 4*laneBits; shift += laneBits {
		switch uint(*w >> (shift + smallLane) & placeMask) {
		case at + 1:
			if *w>>shift&smallMost != smallMost {
				*w += 1 << shift
				return
			}
			full = true
		case 0:
			room = shift
		}
	}
	if room < 4*laneBits && !full {
		*w |= (uint64(at+1)<<smallLane | 1) << room
		return
	}
	small := *w
	if !s.widen(v, off, 2) {
		return
	}
	p := v.payload(off)
	p[0] = 0
	for ; small != 0; small >>= laneBits {
		if at := uint(small >> smallLane & placeMask); at != 0 {
			p[(at-1)/4] |= small & smallMost << ((at - 1) % 4 * 16)
		}
	}
	p[at/4] += 1 << (at % 4 * 16)
	v.rec[off] |= formLarge << formBits
}

func (s *Store) putValue(v *view, off int, m Measure, e put) {
	p := v.payload(off)
	at, room := uint64(place(e.bucket)), -1
	for i, w := range p {
		switch w & placeMask {
		case at:
			x := w >> placeBits
			combine(m, &x, e.value)
			p[i] = min(x, valueMost)<<placeBits | at
			return
		case noPlace:
			room = i
		}
	}
	if room < 0 {
		room = len(p)
		if !s.widen(v, off, 1) {
			return
		}
	}
	v.rec[off+1+room] = min(e.value, valueMost)<<placeBits | at
}

// combine joins a value with what its bucket holds.
func combine(m Measure, w *uint64, value uint64) {
	switch m {
	case Sum:
		*w = min(*w, valueMost) + min(value, valueMost-min(*w, valueMost))
	case Max, Last:
		*w = max(*w, value)
	case First, Min:
		*w = min(*w, value)
	case Entropy:
		*w = joinClasses(*w, value)
	}
}

// lane is a value of distinct as it is kept exactly.
func lane(value uint64, b int64) uint32 { return tag(value)<<placeBits | uint32(place(b)) }

// tag is the part of a value's hash that is kept, never 0.
func tag(value uint64) uint32 { return uint32(value>>36) | 1 }

// exactly is how many values a window tells apart exactly.
const exactly = 16

// putDistinct keeps up to sixteen values exactly; one more turns the item into a bitmap per bucket.
func (s *Store) putDistinct(v *view, off int, e put) {
	p := v.payload(off)
	t := tag(e.value)
	if itemForm(v.rec[off]) == formLarge {
		p[place(e.bucket)] |= bit(t)
		return
	}
	head, room, live := itemHead(v.rec[off]), -1, 0
	for i := range 2 * len(p) {
		l := uint32(p[i/2] >> (i % 2 * 32))
		switch {
		case l>>placeBits == t:
			if age(head, uint(l&placeMask)) > head-e.bucket {
				setLane(p, i, lane(e.value, e.bucket))
			}
			return
		case l == 0:
			room = i
		default:
			live++
		}
	}
	switch {
	case live >= exactly:
		s.sketch(v, off, e)
	case room >= 0:
		setLane(p, room, lane(e.value, e.bucket))
	default:
		n := len(p)
		if s.widen(v, off, 1) {
			v.rec[off+1+n] = uint64(lane(e.value, e.bucket))
		}
	}
}

func setLane(p []uint64, i int, l uint32) {
	shift := uint(i%2) * 32
	p[i/2] = p[i/2]&^(0xffffffff<<shift) | uint64(l)<<shift
}

// age is how many buckets before the head the bucket of a place lies.
func age(head int64, at uint) int64 {
	n := int64(place(head)) - int64(at)
	if n < 0 {
		n += Buckets
	}
	return n
}

// sketch turns exactly kept values into bitmaps.
func (s *Store) sketch(v *view, off int, e put) {
	var bitmaps [Buckets]uint64
	p := v.payload(off)
	for i := range 2 * len(p) {
		l := uint32(p[i/2] >> (i % 2 * 32))
		if l != 0 {
			bitmaps[l&placeMask] |= bit(l >> placeBits)
		}
	}
	bitmaps[place(e.bucket)] |= bit(tag(e.value))
	if len(p) < Buckets && !s.widen(v, off, Buckets-len(p)) {
		return
	}
	copy(v.payload(off), bitmaps[:])
	v.rec[off] |= formLarge << formBits
}

// bit is a tag's place in a bitmap of 64.
func bit(tag uint32) uint64 { return 1 << (tag * 0x9e3779b1 >> 26) }

// Value is the window's measure for an event of the key at t. First and Last are microseconds; without any event the value is 0.
func (s *Store) Value(d *Def, key uint64, t when.Micros) int64 {
	v, a := s.view(key), &s.info[d.ID]
	if a.need != nil && v.rec[wordMeta]&ringed == 0 {
		return s.fromLog(a, v.log(), t)
	}
	off := v.item(d.ID)
	if off == 0 {
		return 0
	}
	h := v.rec[off]
	head := itemHead(h)
	if head+Buckets <= s.now(a) {
		return 0
	}
	to := a.bucket(t)
	from := max(to, head) - Buckets + 1
	seen := span(from, min(to, head)-from+1)
	p := v.payload(off)
	switch d.Measure {
	case Count:
		return countOf(itemForm(h), p, seen)
	case Distinct:
		return distinctOf(itemForm(h), p, seen)
	case Entropy:
		return entropyOf(p, seen)
	}
	return valueOf(d.Measure, p, seen)
}

func countOf(form uint, p []uint64, seen uint) int64 {
	if form == formLarge {
		x, y, z := p[0]&lanes[seen&15], p[1]&lanes[seen>>4&15], p[2]&lanes[seen>>8&15]
		n := x&countLow + x>>16&countLow + y&countLow + y>>16&countLow + z&countLow + z>>16&countLow
		return int64(n&0xffffffff + n>>32)
	}
	var n int64
	for w := p[0]; w != 0; w >>= laneBits {
		if at := uint(w >> smallLane & placeMask); at != 0 && seen>>(at-1)&1 != 0 {
			n += int64(w & smallMost)
		}
	}
	return n
}

func valueOf(m Measure, p []uint64, seen uint) int64 {
	var x uint64
	some := false
	for _, w := range p {
		if seen>>(w&placeMask)&1 == 0 {
			continue
		}
		if !some {
			x, some = w>>placeBits, true
			continue
		}
		combine(m, &x, w>>placeBits)
	}
	return int64(x)
}

func distinctOf(form uint, p []uint64, seen uint) int64 {
	if form == formLarge {
		var all uint64
		for i := range Buckets {
			if seen>>uint(i)&1 != 0 {
				all |= p[i]
			}
		}
		return linearOf(all)
	}
	var n int64
	for _, w := range p {
		if uint32(w) != 0 {
			n += int64(seen >> (w & placeMask) & 1)
		}
		if w>>32 != 0 {
			n += int64(seen >> (w >> 32 & placeMask) & 1)
		}
	}
	return n
}

func linearOf(all uint64) int64 { return linear[bits.OnesCount64(all)] }

// linear is linear counting over 64 bits: −64·ln(share of empty bits), rounded.
var linear = func() (t [65]int64) {
	for i := range 64 {
		t[i] = int64(math.Round(-64 * math.Log(float64(64-i)/64)))
	}
	t[64] = 266
	return t
}()
