package window

import (
	"math"
	"math/bits"

	"fanzha/term/when"
)

// Buckets is how finely a window's span is cut: 24 h in steps of 2 h, 30 min in steps of 2.5 min.
const Buckets = 12

// Measure is what a window computes.
type Measure uint8

// The measures. Since is derived from Last by the caller.
const (
	Count Measure = iota + 1
	Sum
	Max
	First
	Last
	Distinct
)

// MinOver is the shortest span of a window: below it the buckets would outgrow their 32 bits.
const MinOver = 10 * when.Second

// Def is one window: its number within the scenario set, its measure and its span.
type Def struct {
	ID      uint16
	Measure Measure
	Over    when.Micros
}

func (d *Def) bucket(t when.Micros) int64 { return int64(t) / (int64(d.Over) / Buckets) }

// Limits bound the store. Zero values take the defaults.
type Limits struct {
	Entries   int // per kind of table: counts, values, marks
	Pairs     int // "first seen" pairs
	Sightings int
}

// The defaults serve two million people in one partition. Were every table full it would hold 620 MB: counts, small entries and marks
// 97 MB each, rings 240 MB, pairs 160 MB; ordinary life fills a tenth.
const (
	DefaultEntries   = 2_000_000
	DefaultPairs     = 16_000_000
	DefaultSightings = 2_000_000
)

// Stats says how full the store is and what it could not take.
type Stats struct {
	Keys      int    // live accumulators and marks
	Pairs     int    // remembered pairs
	Sightings int    // active sightings
	Shed      uint64 // events that found no room
	Late      uint64 // events older than the ring of their key
	Bytes     int    // memory of all tables
	KeyBytes  int    // of it for keys
}

// Store is the memory of one engine. It is not safe for concurrent use.
type Store struct {
	defs   []Def
	ttl    []when.Micros // per mark definition
	clock  when.Micros
	counts table
	small  table
	values table
	marks  table
	pairs  pairs
	sights sightings
	late   uint64
	ticks  uint64
	ring   func([]uint64) bool // ringExpired and markExpired as values, so that passing them does not allocate
	mark   func([]uint64) bool
}

const (
	countWords = wordPayload + Buckets/4 // four 16-bit buckets a word
	valueWords = wordPayload + Buckets
	markWords  = wordPayload + 3
	sweepEvery = 16 // every so many events each table looks at as many slots: a full round per n events
)

// NewStore makes an empty store for the windows and for marks that live as long as ttl says, by number.
func NewStore(defs []Def, ttl []when.Micros, l Limits) *Store {
	if l.Entries == 0 {
		l.Entries = DefaultEntries
	}
	if l.Pairs == 0 {
		l.Pairs = DefaultPairs
	}
	if l.Sightings == 0 {
		l.Sightings = DefaultSightings
	}
	s := &Store{
		defs: defs, ttl: ttl,
		counts: newTable(countWords, l.Entries), small: newTable(smallWords, l.Entries), values: newTable(valueWords, l.Entries), marks: newTable(markWords, l.Entries),
		pairs: newPairs(l.Pairs), sights: newSightings(l.Sightings),
	}
	s.ring, s.mark = s.ringExpired, s.markExpired
	return s
}

// Clock is the greatest event time so far.
func (s *Store) Clock() when.Micros { return s.clock }

// Advance moves the clock to t if t is later, and clears a little of what has expired.
func (s *Store) Advance(t when.Micros) {
	if t > s.clock {
		s.sights.advance(s.clock, t)
		s.clock = t
	}
	s.ticks++
	if s.ticks%sweepEvery != 0 {
		return
	}
	s.counts.sweep(sweepEvery, s.ring)
	s.small.sweep(sweepEvery, s.ring)
	s.values.sweep(sweepEvery, s.ring)
	s.marks.sweep(sweepEvery, s.mark)
}

// Stats reads the counters.
func (s *Store) Stats() Stats {
	return Stats{
		Keys:  s.counts.used + s.small.used + s.values.used + s.marks.used,
		Pairs: s.pairs.n(), Sightings: len(s.sights.m),
		Shed:     s.counts.shed + s.small.shed + s.values.shed + s.marks.shed + s.pairs.shed + s.sights.shed,
		Late:     s.late,
		KeyBytes: s.counts.bytes() + s.small.bytes() + s.values.bytes() + s.marks.bytes(),
		Bytes:    s.counts.bytes() + s.small.bytes() + s.values.bytes() + s.marks.bytes() + s.pairs.bytes() + len(s.sights.m)*40,
	}
}

func head(e []uint64) int64   { return int64(uint32(e[wordMeta])) }
func defOf(e []uint64) uint16 { return uint16(e[wordMeta] >> 32) }
func sketch(e []uint64) bool  { return e[wordMeta]>>48 != 0 }
func setHead(e []uint64, b int64) {
	e[wordMeta] = e[wordMeta]&^0xffffffff | uint64(uint32(b))
}

func (s *Store) ringExpired(e []uint64) bool {
	d := &s.defs[defOf(e)]
	return head(e)+Buckets <= d.bucket(s.clock)
}

func (s *Store) markExpired(e []uint64) bool {
	return when.Micros(e[wordPayload])+s.ttl[defOf(e)] < s.clock
}

// Mix joins a hash and a number into the hash of a key; never 0.
func Mix(h uint64, n uint64) uint64 {
	hi, lo := bits.Mul64(h^0x9e3779b97f4a7c15, (n+1)*0xd6e8feb86659fd93)
	k := hi ^ lo
	if k == freeKey {
		return 1
	}
	return k
}

// Add puts an event into the window of the key: value is the amount for Sum and Max, the hash of the value for Distinct.
func (s *Store) Add(d *Def, key uint64, t when.Micros, value uint64) {
	k := Mix(key, uint64(d.ID))
	b := d.bucket(t)
	if b+Buckets <= d.bucket(s.clock) {
		s.late++
		return
	}
	value = momentValue(d.Measure, t, value)
	if d.Measure == Count {
		e := s.counts.find(k)
		if e == nil {
			e = s.counts.insert(k, s.clock, s.ring)
			if e == nil {
				return
			}
			e[wordMeta] = uint64(d.ID)<<32 | uint64(uint32(b))
		}
		s.addTo(d, e, b, value)
		return
	}
	e := s.values.find(k)
	if e == nil {
		s.addSmall(d, k, b, value)
		return
	}
	s.addTo(d, e, b, value)
}

// addTo enters an event into an entry that is there.
func (s *Store) addTo(d *Def, e []uint64, b int64, value uint64) {
	if s.ringExpired(e) {
		clear(e[wordPayload:])
		e[wordMeta] = uint64(d.ID)<<32 | uint64(uint32(b))
	}
	if b+Buckets <= head(e) {
		s.late++
		return
	}
	s.roll(d, e, b)
	put(d.Measure, e, b, value)
}

// roll moves the ring forward to bucket b and empties the buckets that come anew.
func (s *Store) roll(d *Def, e []uint64, b int64) {
	h := head(e)
	if b <= h {
		return
	}
	setHead(e, b)
	if d.Measure == Distinct && !sketch(e) {
		return // exact values carry their own bucket
	}
	if b-h >= Buckets {
		clear(e[wordPayload:])
		return
	}
	for i := h + 1; i <= b; i++ {
		if d.Measure == Count {
			p, shift := countAt(i)
			e[p] &^= 0xffff << shift
		} else {
			e[wordPayload+i%Buckets] = 0
		}
	}
}

func countAt(b int64) (int, uint) {
	i := b % Buckets
	return wordPayload + int(i/4), uint(i%4) * 16
}

func put(m Measure, e []uint64, b int64, value uint64) {
	if m == Distinct {
		putDistinct(e, b, value)
		return
	}
	if m == Count {
		p, shift := countAt(b)
		if (e[p]>>shift)&0xffff != 0xffff {
			e[p] += 1 << shift
		}
		return
	}
	combine(m, &e[wordPayload+b%Buckets], value)
}

// combine joins a value with what its bucket holds.
func combine(m Measure, w *uint64, value uint64) {
	switch m {
	case Sum:
		*w = min(*w, math.MaxInt64) + min(value, math.MaxInt64-min(*w, math.MaxInt64))
	case Max, Last:
		*w = max(*w, value)
	case First:
		if *w == 0 || (value != 0 && value < *w) {
			*w = value
		}
	}
}

// putDistinct keeps up to Buckets values exactly, each as tag and bucket; one more turns the entry into a bitmap per bucket.
func putDistinct(e []uint64, b int64, value uint64) {
	tag := value>>32 | 1
	if sketch(e) {
		e[wordPayload+b%Buckets] |= bit(tag)
		return
	}
	room := -1
	for i, w := range e[wordPayload:] {
		switch {
		case w>>32 == tag:
			if int64(uint32(w)) < b {
				e[wordPayload+i] = tag<<32 | uint64(uint32(b))
			}
			return
		case room < 0 && (w == 0 || int64(uint32(w))+Buckets <= head(e)):
			room = i
		}
	}
	if room >= 0 {
		e[wordPayload+room] = tag<<32 | uint64(uint32(b))
		return
	}
	var bitmaps [Buckets]uint64
	for _, w := range e[wordPayload:] {
		bitmaps[int64(uint32(w))%Buckets] |= bit(w >> 32)
	}
	bitmaps[b%Buckets] |= bit(tag)
	copy(e[wordPayload:], bitmaps[:])
	e[wordMeta] |= 1 << 48
}

// bit is a tag's place in a bitmap of 64.
func bit(tag uint64) uint64 { return 1 << (uint32(tag) * 0x9e3779b1 >> 26) }

// Value is the window's measure for an event of the key at t. First and Last are microseconds, 0 for none.
func (s *Store) Value(d *Def, key uint64, t when.Micros) int64 {
	k := Mix(key, uint64(d.ID))
	if d.Measure != Count {
		return s.valueAt(d, k, t)
	}
	e := s.counts.find(k)
	if e == nil || s.ringExpired(e) {
		return 0
	}
	from, to := reach(d, e, t)
	var n int64
	for b := from; b <= to; b++ {
		p, shift := countAt(b)
		n += int64(e[p] >> shift & 0xffff)
	}
	return n
}

// reach is the range of buckets that an event at t sees of an entry.
func reach(d *Def, e []uint64, t when.Micros) (from, to int64) {
	h := head(e)
	to = d.bucket(t)
	return max(to, h) - Buckets + 1, min(to, h)
}

func (s *Store) valueAt(d *Def, k uint64, t when.Micros) int64 {
	e, small := s.valueOf(k)
	if e == nil || s.ringExpired(e) {
		return 0
	}
	from, to := reach(d, e, t)
	switch {
	case d.Measure == Distinct:
		return distinct(e, from, to)
	case small:
		return foldSmall(d.Measure, e, from, to)
	}
	return fold(d.Measure, e, from, to)
}

func fold(m Measure, e []uint64, from, to int64) int64 {
	var v uint64
	for b := from; b <= to; b++ {
		w := e[wordPayload+b%Buckets]
		combine(m, &v, w)
	}
	return int64(v)
}

func distinct(e []uint64, from, to int64) int64 {
	var n int64
	if !sketch(e) {
		for _, w := range e[wordPayload:] {
			if b := int64(uint32(w)); w != 0 && b >= from && b <= to {
				n++
			}
		}
		return n
	}
	var all uint64
	for b := from; b <= to; b++ {
		all |= e[wordPayload+b%Buckets]
	}
	return linear[bits.OnesCount64(all)]
}

// linear is linear counting over 64 bits: −64·ln(share of empty bits), rounded.
var linear = func() (t [65]int64) {
	for i := range 64 {
		t[i] = int64(math.Round(-64 * math.Log(float64(64-i)/64)))
	}
	t[64] = 266
	return t
}()

// Mark is the newest moment at which something happened for a key, with two values for the reason's sentence.
type Mark struct {
	At when.Micros
	A  int64
	B  uint64
}

// Mark returns the mark of that number and key, false when there is none that still counts by the clock.
func (s *Store) Mark(id uint16, key uint64) (Mark, bool) {
	e := s.marks.find(Mix(key, uint64(id)))
	if e == nil || s.markExpired(e) {
		return Mark{}, false
	}
	return Mark{At: when.Micros(e[wordPayload]), A: int64(e[wordPayload+1]), B: e[wordPayload+2]}, true
}

// SetMark keeps the mark when it is not older than the one that is there.
func (s *Store) SetMark(id uint16, key uint64, m Mark) {
	if m.At+s.ttl[id] < s.clock {
		s.late++
		return
	}
	k := Mix(key, uint64(id))
	e := s.marks.find(k)
	if e == nil {
		e = s.marks.insert(k, s.clock, s.mark)
		if e == nil {
			return
		}
		e[wordMeta] = uint64(id) << 32
	}
	if m.At < when.Micros(e[wordPayload]) {
		return
	}
	e[wordPayload], e[wordPayload+1], e[wordPayload+2] = uint64(m.At), uint64(m.A), m.B
}
