package signal

import (
	"encoding/binary"

	"fanzha/centre/signal/lex"
	"fanzha/term/when"
)

// An envelope is
//
//	version byte 1 · received, 8 bytes · count, 4 bytes · count × (length, varint · signal)
//
// or, where a log has several partitions, a part of the group of signals that were taken in together:
//
//	version byte 2 · received, 8 bytes · count, 4 bytes · group, 8 bytes · envelopes of the group, 4 bytes ·
//	count × (gap, varint · length, varint · signal)
//
// A signal's place in its group is one more than the place of the signal before it in the envelope, plus the gap: so many signals of the
// group that were taken in between lie in other partitions. A lead has one place in all of them. Version bytes are never reused.
const (
	versionAlone   = 1
	versionGrouped = 2
	headerAlone    = 1 + 8 + 4
	headerGrouped  = headerAlone + 8 + 4
)

// Group is what was taken in and written together.
type Group struct {
	Number uint64 // 0: the envelope stands alone; else it differs from that of the group before
	Parts  int    // envelopes of the group; 0: the group before has ended, whatever came of it
}

// stamp is what the envelope says of one of its signals.
type stamp struct {
	received when.Micros
	place    uint64 // in its group
}

// read reads a signal of the envelope. One that was sent without a time has the moment of its receipt.
func (at stamp) read(enc string, s *Signal) bool {
	ok := readSignal(enc, s)
	s.Received = at.received
	if s.Time == 0 {
		s.Time = at.received
	}
	return ok
}

// header reads the head of an envelope; size is 0 when it is none.
func header[T string | []byte](e T) (received when.Micros, count int, g Group, size int) {
	if len(e) < headerAlone || e[0] != versionAlone && (e[0] != versionGrouped || len(e) < headerGrouped) {
		return 0, 0, Group{}, 0
	}
	number := func(at, n int) (v uint64) {
		for n--; n >= 0; n-- {
			v = v<<8 | uint64(e[at+n])
		}
		return v
	}
	received, count, size = when.Micros(number(1, 8)), int(number(9, 4)), headerAlone
	if e[0] == versionGrouped {
		g, size = Group{number(headerAlone, 8), int(number(headerAlone+8, 4))}, headerGrouped
	}
	return received, count, g, size
}

// walkEnvelope cuts an envelope into encoded signals.
func walkEnvelope[T string | []byte](envelope T, fn func(enc T, at stamp) error) error {
	received, count, _, size := header(envelope)
	if size == 0 {
		return ErrEnvelope
	}
	rest, at := envelope[size:], stamp{received: received}
	for range count {
		if size == headerGrouped {
			gap, used := lex.Uvarint(rest)
			if used <= 0 || gap > 1<<32 {
				return ErrEnvelope
			}
			rest, at.place = rest[used:], at.place+gap
		}
		enc, after, ok := lex.CutString(rest)
		if !ok {
			return ErrEnvelope
		}
		err := fn(enc, at)
		if err != nil {
			return err
		}
		rest, at.place = after, at.place+1
	}
	if len(rest) > 0 {
		return ErrEnvelope
	}
	return nil
}

// EnvelopeCount returns the number of signals an envelope says it holds, 0 when it is none.
func EnvelopeCount(envelope []byte) int {
	_, count, _, _ := header(envelope)
	return count
}

// GroupOf returns the group of an envelope, and when it was received.
func GroupOf(envelope []byte) (Group, when.Micros) {
	received, _, g, _ := header(envelope)
	return g, received
}

// Encoded calls fn with the kind and the place in its group of every signal of an envelope, and with the signal as it is encoded, which is
// valid until fn returns or the envelope changes.
func Encoded(envelope []byte, fn func(kind Kind, place uint64, enc []byte)) error {
	return walkEnvelope(envelope, func(enc []byte, at stamp) error {
		if len(enc) < signalHeader {
			return ErrEnvelope
		}
		fn(Kind(enc[0]), at.place, enc)
		return nil
	})
}

// ReadEncoded reads a signal that was received then; its strings are the bytes of enc.
func ReadEncoded(enc []byte, received when.Micros, s *Signal) error {
	if !(stamp{received: received}).read(view(enc), s) {
		return ErrEnvelope
	}
	return nil
}

// EncodeEnvelope appends the envelope of the signals to dst.
func EncodeEnvelope(dst []byte, received when.Micros, signals ...*Signal) []byte {
	e := beginEnvelope(dst, received, Group{})
	for i, s := range signals {
		e.add(appendSignal(nil, s), uint64(i))
	}
	return e.bytes(0)
}

// envelope is one under construction.
type envelope struct {
	buf   []byte
	start int
	count uint32
	group bool   // it is a part of one
	next  uint64 // place behind the last signal
}

func beginEnvelope(dst []byte, received when.Micros, g Group) *envelope {
	e := &envelope{buf: dst, start: len(dst), group: g.Number != 0}
	version := byte(versionAlone)
	if e.group {
		version = versionGrouped
	}
	e.buf = binary.LittleEndian.AppendUint64(append(e.buf, version), uint64(received))
	e.buf = append(e.buf, 0, 0, 0, 0)
	if e.group {
		e.buf = append(binary.LittleEndian.AppendUint64(e.buf, g.Number), 0, 0, 0, 0)
	}
	return e
}

// add appends a signal, given its place in the group.
func (e *envelope) add(enc []byte, place uint64) {
	if e.group {
		e.buf = binary.AppendUvarint(e.buf, place-e.next)
		e.next = place + 1
	}
	e.buf = lex.AppendString(e.buf, view(enc))
	e.count++
}

// fits says whether another signal of that size stays under the limit.
func (e *envelope) fits(size, limit int) bool {
	return len(e.buf)-e.start+size+2*binary.MaxVarintLen32 <= limit
}

// bytes is the envelope, of a group with so many.
func (e *envelope) bytes(parts int) []byte {
	binary.LittleEndian.PutUint32(e.buf[e.start+9:], e.count)
	if e.group {
		binary.LittleEndian.PutUint32(e.buf[e.start+headerAlone+8:], uint32(parts))
	}
	return e.buf[e.start:]
}
