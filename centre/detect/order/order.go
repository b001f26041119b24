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
	bytes    []byte   // of them
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

// add keeps what is wanted of an envelope.
func (r *Reader) add(envelope []byte) error {
	return signal.Encoded(envelope, func(kind signal.Kind, place uint64, enc []byte) {
		if int(kind) >= len(r.wants) || !r.wants[kind] {
			return
		}
		from := len(r.bytes)
		r.bytes = append(r.bytes, enc...)
		r.held = append(r.held, placed{place, from, len(r.bytes)})
	})
}

// end hands on the signals of the group in order, a lead once, and gives its memory back when it was large.
func (r *Reader) end(fn func([]signal.Signal) error) error {
	slices.SortStableFunc(r.held, func(a, b placed) int { return cmp.Compare(a.place, b.place) })
	var broken error
	n := 0
	for i, h := range r.held {
		if i > 0 && h.place == r.held[i-1].place && r.same(h, r.held[i-1]) {
			continue
		}
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
		defer func() { r.held, r.bytes = nil, nil }()
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
