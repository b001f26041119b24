// Package order (接入次序) reads a place of the log of signals. A place is a partition, or the whole: all partitions in the order in which
// their signals were taken in, which does not depend on how many there are. It says nothing of what the signals mean.
package order

import (
	"bytes"
	"cmp"
	"slices"

	"fanzha/centre/signal"
	"fanzha/term/when"
)

// Places is how many places a log of so many partitions has. The whole is the last one; a log of one partition is its own whole.
func Places(partitions int) int {
	if partitions > 1 {
		return partitions + 1
	}
	return max(partitions, 1)
}

// Whole says whether the place is all partitions of several.
func Whole(place, partitions int) bool { return partitions > 1 && place == partitions }

// heldMost bounds the bytes of a group that wait for its rest: a group is one writing of the intake, which holds no more itself.
const heldMost = signal.QueueBytes

// Reader cuts the envelopes of one place into signals, in the order that counts there. It is used by one reading, from the first envelope
// on.
type Reader struct {
	whole bool
	wants [signal.Sighting + 1]bool
	lot   []signal.Signal

	group    signal.Group // whose envelopes come, 0 for none
	received when.Micros
	have     int      // envelopes of it
	held     []placed // its signals
	sorted   []placed // room for them in order
	slots    []uint32 // number of the signal at each place
	bytes    []byte   // its envelopes
	last     uint64   // position of the newest envelope
	upTo     uint64   // all is handed on up to here
}

// placed is a signal of a group as it is encoded, at its place.
type placed struct {
	place    uint64
	from, to int // in bytes
}

// New makes the reader of a place that hands on so many signals at once. Of the whole, it hands on those of the wanted kinds and leads.
func New(place, partitions, lot int, wants func(signal.Kind) bool) *Reader {
	r := &Reader{whole: Whole(place, partitions), lot: make([]signal.Signal, lot)}
	for k := signal.Call; k <= signal.Sighting; k++ {
		r.wants[k] = k == signal.Sighting || wants(k)
	}
	return r
}

// Take takes the next envelope of the place. fn is called with the signals that can be handed on now; they are valid until it returns,
// and its error ends the call. upTo is the position up to which all envelopes are handed on: what comes after that is kept here until
// the group is complete, and a reading that begins anew begins there.
func (r *Reader) Take(seq uint64, envelope []byte, fn func([]signal.Signal) error) (upTo uint64, err error) {
	if !r.whole {
		return seq, signal.DecodeLots(envelope, r.lot, fn)
	}
	err = r.take(envelope, fn)
	if r.group.Number == 0 {
		r.upTo = seq
	}
	r.last = seq
	return r.upTo, err
}

func (r *Reader) take(envelope []byte, fn func([]signal.Signal) error) error {
	g, received := signal.GroupOf(envelope)
	if g.Number == 0 && signal.EnvelopeCount(envelope) == 0 {
		return nil // what is under way goes on
	}
	if g.Number == 0 || g.Number != r.group.Number {
		err := r.end(fn)
		if err != nil {
			return err
		}
		r.upTo = r.last
		r.begin(g, received)
	}
	broken := r.add(envelope)
	r.have++
	if r.have >= g.Parts || len(r.bytes) > heldMost {
		err := r.end(fn)
		if err != nil {
			return err
		}
	}
	return broken
}

func (r *Reader) begin(g signal.Group, received when.Micros) {
	r.group, r.received, r.have = g, received, 0
	r.held, r.bytes = r.held[:0], r.bytes[:0]
}

// add keeps an envelope, and where in it is what is wanted.
func (r *Reader) add(envelope []byte) error {
	from := len(r.bytes)
	r.bytes = append(r.bytes, envelope...)
	all := r.bytes[from:]
	return signal.Encoded(all, func(kind signal.Kind, place uint64, enc []byte) {
		if int(kind) >= len(r.wants) || !r.wants[kind] {
			return
		}
		at := from + cap(all) - cap(enc) // enc is a part of all
		r.held = append(r.held, placed{place, at, at + len(enc)})
	})
}

// none is a place that nobody has.
const none = ^uint32(0)

// arrange puts the signals of the group in order, a lead once. Places are nearly dense, so each signal is put where it belongs; in a log that
// no intake has written they may be anything, and are sorted.
func (r *Reader) arrange() {
	top := uint64(0)
	for i := range r.held {
		top = max(top, r.held[i].place)
	}
	if top > sparse*uint64(len(r.held)) || !r.scatter(int(top)+1) {
		slices.SortStableFunc(r.held, func(a, b placed) int { return cmp.Compare(a.place, b.place) })
		r.held = slices.CompactFunc(r.held, func(a, b placed) bool { return a.place == b.place && r.same(a, b) })
		return
	}
	n := 0
	for _, i := range r.slots {
		if i != none {
			r.sorted[n] = r.held[i]
			n++
		}
	}
	r.held, r.sorted = r.sorted[:n], r.held
}

// sparse is how many places there may be for each signal: of most partitions only some kinds are wanted.
const sparse = 16

// scatter finds which signal stands at each place; false when two different ones claim one.
func (r *Reader) scatter(places int) bool {
	r.slots = slices.Grow(r.slots[:0], places)[:places]
	for i := range r.slots {
		r.slots[i] = none
	}
	r.sorted = slices.Grow(r.sorted[:0], len(r.held))[:len(r.held)]
	for i := range r.held {
		slot := &r.slots[r.held[i].place]
		switch {
		case *slot == none:
			*slot = uint32(i)
		case !r.same(r.held[*slot], r.held[i]):
			return false
		}
	}
	return true
}

// end hands on the signals of the group in order, and gives its memory back when it was large.
func (r *Reader) end(fn func([]signal.Signal) error) error {
	r.arrange()
	var broken error
	n := 0
	for _, h := range r.held {
		err := signal.ReadEncoded(r.bytes[h.from:h.to], r.received, &r.lot[n])
		if err != nil {
			broken = err // a fault of ours, which costs this signal
			continue
		}
		n++
		if n < len(r.lot) {
			continue
		}
		n = 0
		err = fn(r.lot)
		if err != nil {
			return err
		}
	}
	r.begin(signal.Group{}, 0)
	if cap(r.bytes) > keptMost {
		defer func() { r.held, r.sorted, r.slots, r.bytes = nil, nil, nil, nil }()
	}
	if n > 0 {
		err := fn(r.lot[:n])
		if err != nil {
			return err
		}
	}
	return broken
}

// keptMost is how much memory of a group serves the next ones.
const keptMost = 4 << 20

func (r *Reader) same(a, b placed) bool {
	return bytes.Equal(r.bytes[a.from:a.to], r.bytes[b.from:b.to])
}
