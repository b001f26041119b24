package slab

import (
	"encoding/binary"
	"strings"
	"sync/atomic"

	"fanzha/internal/prefetch"
)

// IDGroup is how many ids stand behind one offset. Larger groups save bytes and cost time to read one.
const IDGroup = 8

// PrefixesMax bounds the list of beginnings of ids: sources and days, not what is different in every id.
const PrefixesMax = 1 << 12

// IDs keeps the ids of transfers, by number of transfer. An id is a beginning, which is one of a short list (a source, as a rule), and
// up to 19 digits kept as a number: digits plus one, beginning (varint), 0 to 8 bytes. An id of another shape is kept as text:
// zero, length (varint), bytes. A serial of 17 digits costs 11 bytes, a random UUID 38, and both one more for the offset.
type IDs struct {
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

// IDCost is the most that an id of that length takes.
func IDCost(size int) int { return size + 12 }

// numberBytes is how many bytes hold that many digits.
var numberBytes = [MaxDigits + 1]uint8{0, 1, 1, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8, 8}

// Init makes room.
func (l *IDs) Init(data []byte, groups []uint64) {
	l.data, l.groups = data, groups
	l.prefixes.Store(&[]string{""})
	l.place = map[string]uint32{"": 0}
}

// Add keeps the id of transfer ref, which is the next.
func (l *IDs) Add(ref uint32, id string) {
	if ref%IDGroup == 0 {
		l.groups[ref/IDGroup] = uint64(l.used)
	}
	cut := len(id)
	var v, unit uint64 = 0, 1
	for cut > 0 && len(id)-cut < MaxDigits && id[cut-1]-'0' <= 9 {
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
func (l *IDs) prefix(p string) (uint32, bool) {
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
		if len(list) == PrefixesMax {
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

// Read writes the id of a transfer over buf.
func (l *IDs) Read(buf []byte, ref uint32) []byte {
	b := l.data[l.groups[ref/IDGroup]:]
	for range ref % IDGroup {
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
	return AppendDigits(buf, n, digits)
}

// Ask asks for the memory of n ids that will be read soon.
func (l *IDs) Ask(n int, ref func(int) uint32) {
	for i := range n {
		prefetch.Slice(l.groups[ref(i)/IDGroup:][:1])
	}
	for i := range n {
		from := l.data[l.groups[ref(i)/IDGroup]:]
		prefetch.Slice(from[:min(len(from), 2*prefetch.Line)])
	}
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

// MaxDigits is how many decimal digits fit into 64 bits whatever they are.
const MaxDigits = 19

// AppendDigits writes a number with leading zeros to the given length, at most MaxDigits; of a longer number its last digits.
func AppendDigits(dst []byte, v uint64, size int) []byte {
	const eightDigits, zeros = 100_000_000, "0000000000000000000"
	var buf [24]byte // three times eight digits
	binary.BigEndian.PutUint64(buf[16:], digits8(v%eightDigits))
	copy(buf[:16], zeros)
	if rest := v / eightDigits; rest > 0 {
		binary.BigEndian.PutUint64(buf[8:], digits8(rest%eightDigits))
		binary.BigEndian.PutUint64(buf[:], digits8(rest/eightDigits))
	}
	return append(dst, buf[len(buf)-size:]...)
}

// digits8 are the eight decimal digits of a number below 10^8, the first in the highest byte. The number is cut into halves, quarters and
// eighths, all parts of a step at once.
func digits8(v uint64) uint64 {
	v = v/10_000<<32 | v%10_000
	hundreds := v * 10_486 >> 20 & 0x7f_0000_007f
	v = hundreds<<16 | (v - hundreds*100)
	tens := v * 103 >> 10 & 0x000f_000f_000f_000f
	return (tens<<8 | (v - tens*10)) + 0x3030_3030_3030_3030
}

// Used is how many bytes are taken.
func (l *IDs) Used() int { return l.used }

// Room is how many bytes there are.
func (l *IDs) Room() int { return len(l.data) }

// Data is what the first ids take, for a snapshot.
func (l *IDs) Data(used int) []byte { return l.data[:used] }

// Prefixes is the list of beginnings.
func (l *IDs) Prefixes() []string { return *l.prefixes.Load() }

// SetPrefixes takes the list of a snapshot, whose first is empty.
func (l *IDs) SetPrefixes(list []string) {
	l.prefixes.Store(&list)
	for i, p := range list {
		l.place[p] = uint32(i)
	}
}

// Grow takes room for the bytes of a snapshot and returns it.
func (l *IDs) Grow(size int) []byte {
	l.used = size
	return l.data[:size]
}

// idMax bounds an id kept as text.
const idMax = 1 << 12

// Regroup checks the bytes of n ids and finds where their groups begin; false when the bytes are not n ids.
func (l *IDs) Regroup(n int) bool {
	data, prefixes := l.data[:l.used], uint64(len(l.Prefixes()))
	at := 0
	for ref := range n {
		if ref%IDGroup == 0 {
			l.groups[ref/IDGroup] = uint64(at)
		}
		if len(data)-at < 2 {
			return false
		}
		form := data[at]
		v, used := binary.Uvarint(data[at+1:])
		if used <= 0 || form > MaxDigits+1 || form > 0 && v >= prefixes || form == 0 && v > idMax {
			return false
		}
		at += idSize(data[at:])
		if at > len(data) {
			return false
		}
	}
	return at == len(data)
}
