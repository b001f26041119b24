package flow

import (
	"encoding/binary"
	"strings"
	"sync/atomic"

	"fanzha/centre/trace"
)

// idGroup is how many ids stand behind one offset. Larger groups save bytes and cost time to read one.
const idGroup = 8

// prefixesMax bounds the list of beginnings of ids: sources and days, not what is different in every id.
const prefixesMax = 1 << 12

// ids keeps the ids of transfers, by number of transfer. An id is a beginning, which is one of a short list (a source, as a rule), and
// up to 19 digits kept as a number: digits plus one, beginning (varint), 0 to 8 bytes. An id of another shape is kept as text:
// zero, length (varint), bytes. A serial of 17 digits costs 11 bytes, a random UUID 38, and both one more for the offset.
type ids struct {
	data     []byte
	used     int
	groups   []uint64 // where each group begins
	prefixes atomic.Pointer[[]string]
	place    map[string]uint32 // the writer's: where each beginning stands
	recent   [64]recentPrefix  // the writer's: what it saw lately, for not asking the map
}

type recentPrefix struct {
	text string
	at   uint32
}

// idCost is the most that an id of that length takes.
func idCost(size int) int { return size + 12 }

// numberBytes is how many bytes hold that many digits.
var numberBytes = [maxDigits + 1]uint8{0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8, 8}

func (l *ids) init() {
	l.prefixes.Store(&[]string{""})
	l.place = map[string]uint32{"": 0}
}

// add keeps the id of transfer ref, which is the next.
func (l *ids) add(ref uint32, id string) {
	if ref%idGroup == 0 {
		l.groups[ref/idGroup] = uint64(l.used)
	}
	cut := len(id)
	var v, unit uint64 = 0, 1
	for cut > 0 && len(id)-cut < maxDigits && id[cut-1]-'0' <= 9 {
		cut--
		v += uint64(id[cut]-'0') * unit
		unit *= 10
	}
	b := l.data[l.used:l.used:len(l.data)]
	at, known := l.prefix(id[:cut])
	if known {
		digits := len(id) - cut
		b = binary.AppendUvarint(append(b, byte(digits+1)), uint64(at))
		for range numberBytes[digits] {
			b = append(b, byte(v))
			v >>= 8
		}
	} else {
		b = binary.AppendUvarint(append(b, 0), uint64(len(id)))
		b = append(b, id...)
	}
	l.used += len(b)
}

// prefix is where a beginning stands in the list; readers see the list as it was or with one more.
func (l *ids) prefix(p string) (uint32, bool) {
	n := len(p)
	if n == 0 {
		return 0, true
	}
	seen := &l.recent[(n+int(p[0])*7+int(p[n/2])*31+int(p[n-1])*13)%len(l.recent)]
	if seen.text == p {
		return seen.at, true
	}
	at, known := l.place[p]
	if !known {
		list := *l.prefixes.Load()
		if len(list) == prefixesMax {
			return 0, false
		}
		at = uint32(len(list))
		p = strings.Clone(p)
		list = append(list, p)
		l.place[p] = at
		l.prefixes.Store(&list)
	}
	*seen = recentPrefix{(*l.prefixes.Load())[at], at}
	return at, true
}

// read writes the id of a transfer over buf.
func (l *ids) read(buf []byte, ref uint32) []byte {
	b := l.data[l.groups[ref/idGroup]:]
	for range ref % idGroup {
		b = b[idSize(b):]
	}
	v, used := shortUvarint(b[1:])
	rest := b[1+used:]
	if b[0] == 0 {
		return append(buf[:0], rest[:v]...)
	}
	digits := int(b[0]) - 1
	buf = append(buf[:0], (*l.prefixes.Load())[v]...)
	var n uint64
	for i := numberBytes[digits]; i > 0; i-- {
		n = n<<8 | uint64(rest[i-1])
	}
	return appendDigits(buf, n, digits)
}

// idSize is the length of the entry at the front of b.
func idSize(b []byte) int {
	v, used := shortUvarint(b[1:])
	if b[0] == 0 {
		return 1 + used + int(v)
	}
	return 1 + used + int(numberBytes[b[0]-1])
}

// shortUvarint is binary.Uvarint with a short way for what is nearly always the case.
func shortUvarint(b []byte) (v uint64, used int) {
	if b[0] < 0x80 {
		return uint64(b[0]), 1
	}
	return binary.Uvarint(b)
}

// compareText is how two ids of transfers stand to each other.
func compareText[A, B string | []byte](o trace.Order, a A, b B) int {
	if o == trace.ByNumber && len(a) != len(b) {
		return len(a) - len(b)
	}
	return strings.Compare(string(a), string(b))
}
