package signal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math/bits"

	"fanzha/centre/signal/lex"
	"fanzha/term/when"
)

// The binary form of the log. An envelope (envelope.go) holds signals, and a signal is
//
//	kind byte · flags byte · presence, 3 bytes · source · id · the present strings · the present numbers · device, if present
//
// with strings as varint length and bytes, numbers as zigzag varints, fixed integers little-endian. The form of a signal is
// canonical: equal signals have equal bytes, and everything but source and id is its content. Version bytes are never reused.
const signalHeader = 1 + 1 + 3

// Flags of a signal.
const (
	flagOutgoing = 1 << iota
	flagAnswered
	flagLost
	flagsKnown = 1<<iota - 1
)

// wireStrings is the number of optional strings, in the order of stringFields; numbers follow in the presence bits.
const (
	wireStrings = 15
	wireNumbers = 5
	wireDevice  = wireStrings + wireNumbers // came later: the places before it stay as they were
)

// stringFields lists the optional strings in wire order, which may only grow at its end with a new version.
func (s *Signal) stringFields() [wireStrings]*string {
	return [...]*string{
		(*string)(&s.Phone), (*string)(&s.PersonID), &s.Name, &s.Place, (*string)(&s.Peer), (*string)(&s.URL), &s.App, &s.Text, &s.Channel,
		(*string)(&s.Account), (*string)(&s.PayeeAccount), &s.PayeeName, &s.PayeeBank, &s.Fraud, &s.Subject,
	}
}

func (s *Signal) numberFields() [wireNumbers]*int64 {
	return [...]*int64{(*int64)(&s.Time), &s.Duration, &s.AmountFen, (*int64)(&s.Until), &s.Weight}
}

// appendSignal writes the signal's canonical form. Received is the envelope's.
func appendSignal(dst []byte, s *Signal) []byte {
	flags := byte(0)
	if s.Outgoing {
		flags |= flagOutgoing
	}
	if s.Answered {
		flags |= flagAnswered
	}
	if s.Lost {
		flags |= flagLost
	}
	at := len(dst)
	dst = append(dst, byte(s.Kind), flags, 0, 0, 0)
	dst = lex.AppendString(dst, s.Source)
	dst = lex.AppendString(dst, s.ID)
	present := uint32(0) // the strings as in stringFields, one by one: nearly all are empty, and this is done for every signal
	dst, present = put(dst, present, 0, string(s.Phone))
	dst, present = put(dst, present, 1, string(s.PersonID))
	dst, present = put(dst, present, 2, s.Name)
	dst, present = put(dst, present, 3, s.Place)
	dst, present = put(dst, present, 4, string(s.Peer))
	dst, present = put(dst, present, 5, string(s.URL))
	dst, present = put(dst, present, 6, s.App)
	dst, present = put(dst, present, 7, s.Text)
	dst, present = put(dst, present, 8, s.Channel)
	dst, present = put(dst, present, 9, string(s.Account))
	dst, present = put(dst, present, 10, string(s.PayeeAccount))
	dst, present = put(dst, present, 11, s.PayeeName)
	dst, present = put(dst, present, 12, s.PayeeBank)
	dst, present = put(dst, present, 13, s.Fraud)
	dst, present = put(dst, present, 14, s.Subject)
	for i, v := range [...]int64{int64(s.Time), s.Duration, s.AmountFen, int64(s.Until), s.Weight} {
		if v != 0 {
			present |= 1 << (wireStrings + i)
			dst = binary.AppendVarint(dst, v)
		}
	}
	dst, present = put(dst, present, wireDevice, s.Device)
	dst[at+2], dst[at+3], dst[at+4] = byte(present), byte(present>>8), byte(present>>16)
	return dst
}

// put writes a string that is there, and notes it.
func put(dst []byte, present uint32, place uint, v string) ([]byte, uint32) {
	if v == "" {
		return dst, present
	}
	return lex.AppendString(dst, v), present | 1<<place
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// identity is what the dedupe index needs of an encoded signal: source, id and a checksum of the content.
func identity(enc []byte) (source, id []byte, sum uint32, ok bool) {
	if len(enc) < signalHeader {
		return nil, nil, 0, false
	}
	rest := enc[signalHeader:]
	source, rest, ok = lex.CutString(rest)
	if !ok {
		return nil, nil, 0, false
	}
	id, rest, ok = lex.CutString(rest)
	if !ok {
		return nil, nil, 0, false
	}
	sum = crc32.Update(crc32.Checksum(enc[:signalHeader], castagnoli), castagnoli, rest)
	return source, id, sum, true
}

// readSignal reads one signal; its strings share memory with b.
func readSignal(b string, s *Signal) bool {
	*s = Signal{}
	if len(b) < signalHeader || b[0] < byte(Call) || b[0] > byte(Sighting) || b[1]&^flagsKnown != 0 {
		return false
	}
	s.Kind = Kind(b[0])
	s.Outgoing, s.Answered, s.Lost = b[1]&flagOutgoing != 0, b[1]&flagAnswered != 0, b[1]&flagLost != 0
	present := uint32(b[2]) | uint32(b[3])<<8 | uint32(b[4])<<16
	if present>>(wireDevice+1) != 0 {
		return false
	}
	var ok bool
	s.Source, b, ok = lex.CutString(b[signalHeader:])
	if !ok {
		return false
	}
	s.ID, b, ok = lex.CutString(b)
	if !ok {
		return false
	}
	texts := s.stringFields()
	for m := present & (1<<wireStrings - 1); m != 0; m &= m - 1 {
		p := texts[bits.TrailingZeros32(m)]
		*p, b, ok = lex.CutString(b)
		if !ok || *p == "" {
			return false
		}
	}
	numbers := s.numberFields()
	for m := present & (1<<wireDevice - 1) >> wireStrings; m != 0; m &= m - 1 {
		u, used := lex.Uvarint(b)
		if used <= 0 || u == 0 {
			return false
		}
		*numbers[bits.TrailingZeros32(m)], b = int64(u>>1)^-int64(u&1), b[used:]
	}
	if present>>wireDevice != 0 {
		s.Device, b, ok = lex.CutString(b)
		if !ok || s.Device == "" {
			return false
		}
	}
	return b == ""
}

// DecodeEnvelope calls fn with each signal of an envelope, in order; fn's error ends it. The Signal is reused between calls.
// Its strings share the envelope's memory: clone what outlives the call, or one phone number keeps a whole envelope alive.
// A signal that was sent without a time has the moment of its receipt.
func DecodeEnvelope(envelope []byte, fn func(*Signal) error) error {
	all := string(envelope)
	var s Signal
	return walkEnvelope(all, func(enc string, at stamp) error {
		if !at.read(enc, &s) {
			return ErrEnvelope
		}
		return fn(&s)
	})
}

// DecodeLots calls fn with the signals of an envelope in order, as many at a time as lot has room for; fn's error ends it. Their strings
// are the envelope's own bytes: they are valid until fn returns or the envelope changes. A broken envelope is told after the signals
// before the break.
func DecodeLots(envelope []byte, lot []Signal, fn func([]Signal) error) error {
	n := 0
	err := walkEnvelope(view(envelope), func(enc string, at stamp) error {
		if !at.read(enc, &lot[n]) {
			return ErrEnvelope
		}
		n++
		if n < len(lot) {
			return nil
		}
		n = 0
		return fn(lot)
	})
	if n > 0 {
		failed := fn(lot[:n])
		if failed != nil {
			return failed
		}
	}
	return err
}

// DecodePayments is DecodeEnvelope for the transfers that name the accounts of both sides; the others are passed over without being
// read. An envelope without any is not copied.
func DecodePayments(envelope []byte, fn func(*Signal)) error {
	err := walkEnvelope(envelope, func(enc []byte, _ stamp) error {
		if payment(enc) {
			return errPayment
		}
		return nil
	})
	if err == nil || !errors.Is(err, errPayment) {
		return err
	}
	var s Signal
	return walkEnvelope(string(envelope), func(enc string, at stamp) error {
		if !payment(enc) {
			return nil
		}
		if !at.read(enc, &s) {
			return ErrEnvelope
		}
		fn(&s)
		return nil
	})
}

// errPayment says that there is one.
var errPayment = errors.New("a payment")

// payment says whether an encoded signal is a transfer that names the accounts of both sides.
func payment[T string | []byte](enc T) bool {
	const both = 1<<9 | 1<<10 // the places of Account and PayeeAccount among stringFields
	return len(enc) >= signalHeader && Kind(enc[0]) == Transfer && (uint32(enc[2])|uint32(enc[3])<<8)&both == both
}

// CountEnvelope tells how many signals of which source and kind an envelope holds, those that follow each other together, without reading
// more of them. A broken envelope is told after what was before the break.
func CountEnvelope(envelope []byte, fn func(received when.Micros, source string, kind Kind, n int64)) error {
	var source []byte
	var at when.Micros
	var kind Kind
	n := int64(0)
	tell := func() {
		if n > 0 {
			fn(at, string(source), kind, n)
		}
	}
	err := walkEnvelope(envelope, func(enc []byte, moment stamp) error {
		if len(enc) < signalHeader {
			return ErrEnvelope
		}
		from, _, ok := lex.CutString(enc[signalHeader:])
		if !ok {
			return ErrEnvelope
		}
		if n > 0 && kind == Kind(enc[0]) && bytes.Equal(source, from) {
			n++
			return nil
		}
		tell()
		source, kind, at, n = from, Kind(enc[0]), moment.received, 1
		return nil
	})
	tell()
	return err
}
