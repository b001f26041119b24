package window

import (
	"math"

	"fanzha/term/when"
)

// A log is how a record keeps the windows of an entity to which little happens: the events themselves, each once, however many windows it
// falls into. Windows are then counted when they are asked for. What a log says is what rings would say, to the last bit, because it
// never holds more events than a ring keeps distinct values exactly; with one more the log is turned into rings.
//
//	event    second since 2020 (30 bits) · conditions that held (28) · feed (6), then one word for each value that the feed carries:
//	         amount (30) · tag of what distinct tells apart (28) · amount, its lowest bits (6)
//
// Where a feed has no conditions and tells one thing apart, and carries nothing else, the tag stands in the place of the conditions.
const (
	logMost  = exactly
	pruneMin = 4 // events that must have run out for a full log to stay one

	lowBits    = 6
	feedMask   = 1<<lowBits - 1
	tagBits    = 28
	tagMask    = (1<<tagBits - 1) << lowBits
	secondLow  = lowBits + tagBits
	secondMost = 1<<(64-secondLow) - 1
	firstOf    = int64(1577836800) // the second 0, 2020-01-01
	never      = ^uint64(0)        // no event is so
	amountMost = 1<<(64-tagBits) - 1
)

// What a feed may have at most; windows beyond that are kept without a feed.
const (
	MaxFeeds  = feedMask + 1
	MaxHeld   = 28 // conditions
	MaxValues = 3  // different values
)

// Feed is one way that events come to an entity: signals of one kind, by one of the keys that they carry.
type Feed struct {
	Into   []Into
	Sparse bool // most of its entities see one or two events: a pair of a person and a site
}

// Into is a window that the events of a feed come into.
type Into struct {
	Window uint16
	Bit    int // of Event.Held that must be set; −1: always
	Value  int // which of Event.Amount or Event.Hash the window is about
}

// Event is what Note enters into all windows of a feed.
type Event struct {
	At     when.Micros
	Held   uint32            // conditions, as bits
	Amount [MaxValues]uint64 // for Sum, Max and Min
	Hash   [MaxValues]uint64 // for Distinct; 0: none, the event is not in these windows
}

// Keeps says whether a window may be in a feed: its buckets are whole seconds and it asks for nothing that an event of a log lacks.
func Keeps(d *Def) bool {
	return d.Late == 0 && d.Over%(Buckets*when.Second) == 0 && (d.Measure <= Max || d.Measure == Distinct || d.Measure == Min)
}

// feed is a Feed as the store works with it.
type feed struct {
	into     []Into
	held     uint64      // bits that its events may have
	always   bool        // it has a window without a condition
	words    int         // of an event
	first    int         // words of a record that begins with one
	slim     bool        // its tag stands in the first word
	longest  when.Micros // span of its windows
	shortest when.Micros
}

// plan makes the feeds; defs are the windows by number.
func (s *Store) plan(defs []Def, feeds []Feed) {
	for i := range feeds {
		f := feed{into: feeds[i].Into, words: 1, first: lineWords, shortest: DefaultLate}
		if feeds[i].Sparse {
			f.first = 0
		}
		for _, w := range f.into {
			d := &defs[w.Window]
			a := &s.info[w.Window]
			if a.need == nil {
				a.second = int64(d.Over / Buckets / when.Second)
				a.need, a.value = make([]uint64, len(feeds)), make([]uint8, len(feeds))
				for j := range a.need {
					a.need[j] = never
				}
			}
			a.need[i] = 0
			if w.Bit >= 0 {
				a.need[i] = 1 << (lowBits + w.Bit)
				f.held |= a.need[i]
			} else {
				f.always = true
			}
			if d.Measure != Count {
				a.value[i] = uint8(1 + w.Value)
				f.words = max(f.words, 2+w.Value)
			}
			f.longest, f.shortest = max(f.longest, d.Over), min(f.shortest, d.Over)
		}
		s.slim(&f, defs, i)
		s.feeds = append(s.feeds, f)
	}
}

// slim lets the tag of a feed stand in the first word, where that can be.
func (s *Store) slim(f *feed, defs []Def, n int) {
	f.slim = f.held == 0 && f.words == 2
	for _, w := range f.into {
		f.slim = f.slim && (defs[w.Window].Measure == Count || defs[w.Window].Measure == Distinct)
	}
	if !f.slim {
		return
	}
	f.words = 1
	for _, w := range f.into {
		s.info[w.Window].value[n] = 0
	}
}

// moment is when an event of a log was, in seconds.
func moment(w uint64) int64 { return int64(w>>secondLow) + firstOf }

// amountOf is the amount in a word.
func amountOf(w uint64) uint64 { return w>>secondLow<<lowBits | w&feedMask }

// fits says whether a log can hold the event.
func (f *feed) fits(e *Event) bool {
	return uint64(int64(e.At/when.Second)-firstOf) < secondMost && e.At >= 0 && max(e.Amount[0], e.Amount[1], e.Amount[2]) <= amountMost
}

// log are the words of the record's log.
func (v *view) log() []uint64 {
	meta := v.rec[wordMeta]
	used := usedOf(meta)
	return v.rec[used-logOf(meta) : used]
}

// Most is at least as much as any count or distinct of the entity's feeds says, without looking at windows.
func (s *Store) Most(key uint64) int64 {
	meta := s.view(key).rec[wordMeta]
	if meta&ringed != 0 {
		return countMost * Buckets
	}
	return int64(notesOf(meta))
}

// Note enters an event into all windows of a feed whose conditions held.
func (s *Store) Note(n int, key uint64, e *Event) {
	f := &s.feeds[n]
	if !f.always && uint64(e.Held)<<lowBits&f.held == 0 {
		return
	}
	v := s.view(key)
	if v.rec[wordMeta]&ringed == 0 {
		fits := f.fits(e) && (e.At >= s.clock-f.shortest || s.calm(f, v, e))
		if fits && notesOf(v.rec[wordMeta]) < logMost || fits && s.prune(v) {
			s.note(n, v, e)
			return
		}
		s.spill(v)
	}
	for _, w := range f.into {
		if w.Bit < 0 || e.Held>>w.Bit&1 != 0 {
			s.enter(w, key, e)
		}
	}
}

// enter puts an event into the ring of one window.
func (s *Store) enter(w Into, key uint64, e *Event) {
	d := Def{ID: w.Window, Measure: s.info[w.Window].measure}
	if d.Measure != Distinct {
		s.Add(&d, key, e.At, e.Amount[w.Value])
	} else if e.Hash[w.Value] != 0 {
		s.Add(&d, key, e.At, e.Hash[w.Value])
	}
}

// note adds an event to a log.
func (s *Store) note(n int, v *view, e *Event) {
	f := &s.feeds[n]
	first := notesOf(v.rec[wordMeta]) == 0
	if first {
		key := v.key
		if !s.admit(kindLog) {
			return
		}
		v = s.view(key) // making room may have closed it
	}
	used := v.used()
	if used+f.words > len(v.rec) || v.dirty || !v.there {
		if !s.extend(v, max(used+f.words, f.first)) {
			s.shed++
			return
		}
	}
	p := v.rec[used : used+f.words]
	p[0] = (uint64(e.At/when.Second)-uint64(firstOf))<<secondLow | uint64(e.Held)<<lowBits&f.held | uint64(n)
	if f.slim {
		p[0] |= tagOf(e.Hash[0])
	}
	for i := 1; i < len(p); i++ {
		x := e.Amount[i-1]
		p[i] = x>>lowBits<<secondLow | x&feedMask | tagOf(e.Hash[i-1])
	}
	v.rec[wordMeta] += uint64(f.words)*(1+1<<logShift) + 1<<noteShift
	if first {
		s.used[kindLog]++
		v.wake(e.At + f.longest + DefaultLate)
	}
}

// tagOf is the tag of a value where a log has it, 0 for none.
func tagOf(hash uint64) uint64 {
	if hash == 0 {
		return 0
	}
	return uint64(tag(hash)) << lowBits
}

// gather puts what a window has of the events in seconds lo ≤ t < hi of a log into s.found: the words that bear its value. Newest is the
// last second of any of its events, −1 for none.
func (s *Store) gather(a *about, log []uint64, lo, hi int64) (n int, newest int64) {
	newest = -1
	span := uint64(max(hi-lo, 0))
	for i := 0; i < len(log); {
		w := log[i]
		f := w & feedMask
		if need := a.need[f]; w&need == need {
			x := log[i+int(a.value[f])]
			if at := moment(w); a.measure != Distinct || x&tagMask != 0 {
				newest = max(newest, at)
				if uint64(at-lo) < span {
					s.found[n&(logMost-1)] = x
					n++
				}
			}
		}
		i += s.feeds[f].words
	}
	return n, newest
}

// fromLog is Value of a window that is kept in a log.
func (s *Store) fromLog(a *about, log []uint64, t when.Micros) int64 {
	if len(log) == 0 {
		return 0
	}
	to := a.bucket(t)
	hi := (to + 1) * a.second
	n, newest := s.gather(a, log, hi-Buckets*a.second, hi)
	if newest < hi && t >= s.clock-a.late || newest < 0 {
		return a.of(s.found[:n])
	}
	head := newest / a.second
	if head+Buckets <= s.now(a) {
		return 0
	}
	lo := (max(to, head) - Buckets + 1) * a.second
	if a.measure == Distinct {
		return int64(s.distinct(a, log, lo, hi))
	}
	n, _ = s.gather(a, log, lo, hi)
	return a.of(s.found[:n])
}

// of is the measure over events, given by the words that bear their values.
func (a *about) of(words []uint64) int64 {
	var x uint64
	switch a.measure {
	case Sum:
		for _, w := range words {
			x += amountOf(w)
		}
	case Max:
		for _, w := range words {
			x = max(x, amountOf(w))
		}
	case Min:
		for i, w := range words {
			if v := amountOf(w) + 1; i == 0 || v < x {
				x = v
			}
		}
	case Distinct:
		n, _ := different(words)
		return int64(n)
	default:
		return int64(len(words))
	}
	return int64(x)
}

// different counts the tags of words and tells which bits of a bitmap they set.
func different(words []uint64) (n int, all uint64) {
	for i, w := range words {
		t := w & tagMask
		b := bit(uint32(t >> lowBits))
		if all&b == 0 || !hasTag(words[:i], t) {
			n++
		}
		all |= b
	}
	return n, all
}

func hasTag(words []uint64, t uint64) bool {
	for _, w := range words {
		if w&tagMask == t {
			return true
		}
	}
	return false
}

// distinct counts values in seconds lo ≤ t < hi that did not come again later, and leaves the bits that they set in s.bits.
func (s *Store) distinct(a *about, log []uint64, lo, hi int64) int {
	m, _ := s.gather(a, log, hi, math.MaxInt64)
	later := s.found
	n, _ := s.gather(a, log, lo, hi)
	kept := s.found[:0]
	for _, w := range s.found[:n] {
		if !hasTag(later[:m], w&tagMask) {
			kept = append(kept, w)
		}
	}
	n, s.bits = different(kept)
	return n
}

// fromLogWith is ValueWith of a window that is kept in a log, for an event that is not too late for the ring; value is momentValue's.
func (s *Store) fromLogWith(a *about, log []uint64, t when.Micros, value uint64) int64 {
	b := a.bucket(t)
	_, newest := s.gather(a, log, 0, 0)
	head := newest / a.second
	if newest < 0 || head+Buckets <= s.now(a) {
		return alone(a.measure, value)
	}
	if b+Buckets <= head {
		return s.fromLog(a, log, t)
	}
	last := max(b, head)
	lo, hi := (last-Buckets+1)*a.second, (b+1)*a.second
	if a.measure == Distinct {
		live, _ := s.gather(a, log, lo, (last+1)*a.second)
		k, _ := different(s.found[:live])
		known := hasTag(s.found[:live], tagOf(value))
		n := s.distinct(a, log, lo, hi)
		switch {
		case known:
			return int64(n)
		case k >= exactly:
			return linearOf(s.bits | bit(tag(value)))
		}
		return int64(n) + 1
	}
	n, _ := s.gather(a, log, lo, hi)
	if a.measure == Count {
		return int64(n) + 1
	}
	x := min(value, valueMost)
	if n > 0 {
		combine(a.measure, &x, uint64(a.of(s.found[:n])))
	}
	return int64(min(x, valueMost))
}
