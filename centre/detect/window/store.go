package window

import (
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
	Min     // one more than the least value, 0 for none
	Entropy // of the values' classes (entropy.go)
	measureEnd
)

// MinOver is the shortest span of a window: below it the buckets would outgrow their 32 bits.
const MinOver = 10 * when.Second

// Def is one window: its number within the scenario set, its measure and its span.
type Def struct {
	ID      uint16
	Measure Measure
	Over    when.Micros
	Late    when.Micros // how far behind the clock an event may come and find the window as if it had come in time; 0: DefaultLate
}

// DefaultLate is how late an event may come, behind its receipt, for nothing to depend on what else its partition has seen: whatever has
// run out is kept for so long.
const DefaultLate = when.Hour

// Limits bound the store. Zero values take the defaults.
type Limits struct {
	Entries   int // of each kind: logs, counts, values, marks
	Pairs     int // "first seen" pairs
	Sightings int
}

// The defaults serve two million people in one partition. A log takes 8 to 32 bytes for each of at most sixteen events, a count 16 to 32,
// a value 16 to 104, a mark 32, an entity 16 and 10 to 13 of the index, and a record fills whole lines of 64: were everything full, and
// every window as large as it can be, it would hold some 1.5 GB.
const (
	DefaultEntries   = 2_000_000
	DefaultPairs     = 16_000_000
	DefaultSightings = 2_000_000
)

// Stats says how full the store is and what it could not take.
type Stats struct {
	Keys      int    // live logs, windows beside them, and marks
	Entities  int    // what they belong to
	Pairs     int    // remembered pairs
	Sightings int    // active sightings
	Shed      uint64 // events that found no room
	Late      uint64 // events older than the ring of their key
	Bytes     int    // memory of all tables
	KeyBytes  int    // of it for keys
}

// kinds of items; each has its own limit.
const (
	kindCount = iota
	kindValue
	kindMark
	kindLog // logs, which are of no number
	kinds
)

// about is what the store knows of a number: of a window, or, behind the windows, of a mark.
type about struct {
	kind    uint8
	measure Measure
	over    when.Micros // of a window; of a mark: how long it lives
	late    when.Micros
	width   uint64      // of a bucket
	magic   uint64      // floor(2^64/width)+1
	clock   int64       // bucket of the store's clock less late …
	next    when.Micros // … until the clock is here

	need   []uint64 // by feed: bits of an event that is in the window; nil when no feed has the window
	value  []uint8  // by feed: the word of an event that bears its value
	second int64    // width in seconds
}

func newAbout(d *Def) about {
	a := about{kind: kindValue, measure: d.Measure, over: d.Over, late: d.Late, width: uint64(max(int64(d.Over)/Buckets, 2))}
	if d.Measure == Count {
		a.kind = kindCount
	}
	if a.late == 0 {
		a.late = DefaultLate
	}
	a.magic = ^uint64(0)/a.width + 1
	return a
}

// Store is the memory of one engine. It is not safe for concurrent use.
type Store struct {
	info   []about // windows by number, then marks
	marks  uint16  // number of the first mark
	clock  when.Micros
	recs   records
	pairs  pairs
	sights sightings
	used   [kinds]int
	limit  int
	again  [kinds]when.Micros // until then a kind that found no room does not look for some
	shed   uint64
	late   uint64
	ticks  uint64
	views  [viewsMost]view
	open   int

	feeds   []feed
	found   [logMost]uint64 // of gather
	bits    uint64          // of distinct
	spilled []uint64
}

const (
	sweepEvery = 16          // every so many events as many places are looked at: a full round per n events
	retryFull  = when.Minute // how long a full kind does not look for room again
)

// NewStore makes an empty store for the windows, of which Note enters events into those of feeds and Add into the others, and for marks
// that live as long as ttl says, by number.
func NewStore(defs []Def, feeds []Feed, ttl []when.Micros, l Limits) *Store {
	if l.Entries == 0 {
		l.Entries = DefaultEntries
	}
	if l.Pairs == 0 {
		l.Pairs = DefaultPairs
	}
	if l.Sightings == 0 {
		l.Sightings = DefaultSightings
	}
	s := &Store{marks: uint16(len(defs)), recs: newRecords(), limit: l.Entries, pairs: newPairs(l.Pairs), sights: newSightings(l.Sightings)}
	for i := range defs {
		s.info = append(s.info, newAbout(&defs[i]))
	}
	s.plan(defs, feeds)
	for _, t := range ttl {
		s.info = append(s.info, about{kind: kindMark, over: t, late: DefaultLate})
	}
	for i := range s.views {
		s.views[i].at = make([]uint32, len(s.info))
	}
	return s
}

// Clock is the greatest event time so far.
func (s *Store) Clock() when.Micros { return s.clock }

// Advance moves the clock to t if t is later, and clears a little of what has expired. It ends what was asked for the event before.
func (s *Store) Advance(t when.Micros) {
	s.closeViews()
	if t > s.clock {
		s.sights.advance(s.clock, t)
		s.clock = t
	}
	s.ticks++
	if s.ticks%sweepEvery == 0 {
		s.sweep(sweepEvery)
	}
}

// AskIndex asks the processor for what AskEntity needs of an entity, AskEntity for its record: both change nothing. They are called for
// the entities of events to come, so that memory is on its way when they are worked on.
func (s *Store) AskIndex(key uint64) { s.recs.askIndex(key) }

// AskEntity is the second step of AskIndex. It tells where the record seems to be, for Open.
func (s *Store) AskEntity(key uint64) (place uint32) { return s.recs.askRecord(key) }

// Open finds the entity of the event that is worked on, where AskEntity saw it a short time ago.
func (s *Store) Open(key uint64, place uint32) {
	if place == noRef || s.open == viewsMost {
		return
	}
	rec, ok := s.recs.probe(place)
	if !ok || rec[wordKey] != key || s.isOpen(key) {
		return
	}
	v := &s.views[s.open]
	s.open++
	v.key, v.dirty, v.ref, v.there, v.rec = key, false, place, true, rec
	v.scan()
}

// Stats reads the counters.
func (s *Store) Stats() Stats {
	s.closeViews()
	st := Stats{
		Entities: s.recs.n, Pairs: s.pairs.n(), Sightings: len(s.sights.m),
		Shed: s.shed + s.pairs.shed + s.sights.shed, Late: s.late, KeyBytes: s.recs.bytes(),
	}
	for _, n := range s.used {
		st.Keys += n
	}
	st.Bytes = st.KeyBytes + s.pairs.bytes() + len(s.sights.m)*40
	return st
}

// admit says whether one more of the kind may be made. Without success everything is swept once, and not again before
// retryFull has passed in event time, so that an overfull store costs a comparison, not a sweep, per event.
func (s *Store) admit(k uint8) bool {
	if s.used[k] < s.limit {
		return true
	}
	if s.clock >= s.again[k] {
		s.closeViews()
		s.sweepAll()
		if s.used[k] < s.limit {
			return true
		}
		s.again[k] = s.clock + retryFull
	}
	s.shed++
	return false
}

// ends is until when an item counts by the clock: while clock ≤ ends.
func (s *Store) ends(item []uint64) when.Micros {
	a := &s.info[itemID(item[0])]
	if a.kind == kindMark {
		return when.Micros(item[1]) + a.over + a.late
	}
	return a.end(itemHead(item[0]))
}

// end is until when a window with that head counts.
func (a *about) end(head int64) when.Micros {
	return when.Micros((head+Buckets)*int64(a.width)) - 1 + a.late
}
