package dedupe

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"fanzha/internal/hugepage"
	"fanzha/internal/prefetch"
)

// Key is what is remembered: 96 bits of a digest, evenly spread.
type Key = [12]byte

// entry is a key and its checksum; hi holds the key's first eight bytes in big-endian order, so that entries sort as keys do.
type entry struct {
	hi  uint64
	lo  uint32
	sum uint32
}

const entrySize = 16

func entryOf(key Key, sum uint32) entry {
	return entry{hi: binary.BigEndian.Uint64(key[:8]), lo: binary.BigEndian.Uint32(key[8:]), sum: sum}
}

func (e entry) empty() bool { return e == entry{} }

func compare(a, b entry) int {
	switch {
	case a.hi < b.hi, a.hi == b.hi && a.lo < b.lo:
		return -1
	case a.hi == b.hi && a.lo == b.lo:
		return 0
	}
	return 1
}

// table is a set of entries with open addressing and linear probing. It grows only between groups, so that undoing the
// insertions of a group in reverse order restores it exactly.
type table struct {
	slots []entry
	shift uint // 64 less the bits of a slot's number
	n     int
}

// tableFirst is the size of an empty table, as bits of a slot's number.
const tableFirst = 12

// hugeFrom is how many entries of a table are worth large pages: a million bytes.
const hugeFrom = 1 << 16

// newTable has so many slots: a power of two.
func newTable(size int) *table {
	t := &table{slots: make([]entry, size), shift: uint(64 - bits.TrailingZeros(uint(size)))}
	if size >= hugeFrom {
		hugepage.Advise(t.slots)
	}
	return t
}

// reserve makes room for n more entries at a load of at most 3/4.
func (t *table) reserve(n int) {
	size := len(t.slots)
	for (t.n+n)*4 > size*3 {
		size *= 2
	}
	if size == len(t.slots) {
		return
	}
	old, next := t.slots, newTable(size)
	t.slots, t.shift = next.slots, next.shift
	for _, e := range old {
		if !e.empty() {
			t.slots[t.find(e)] = e
		}
	}
}

// home is where a key belongs: keys are spread evenly, so that the high bits keep the table nearly in order.
func (t *table) home(e entry) int { return int(e.hi >> t.shift) }

// ask asks the processor for the memory that find will look at.
func (t *table) ask(e entry) {
	i := t.home(e)
	prefetch.Slice(t.slots[i : i+1])
}

// find returns the slot of the entry's key, or the empty one where it belongs.
func (t *table) find(e entry) int {
	mask := len(t.slots) - 1
	for i := t.home(e); ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.hi == e.hi && s.lo == e.lo || s.empty() {
			return i
		}
	}
}

// sorted returns the entries in the order of keys. They lie nearly in order: what was pushed from the end of the table to its beginning
// goes back, and the rest moves by a few places.
func (t *table) sorted() []entry {
	out := make([]entry, 0, t.n)
	first := 0
	for !t.slots[first].empty() {
		first++
	}
	pushed := func(e entry) bool { return t.home(e) > len(t.slots)/2 }
	for i, e := range t.slots {
		if !e.empty() && (i >= first || !pushed(e)) {
			out = append(out, e)
		}
	}
	for _, e := range t.slots[:first] {
		if pushed(e) {
			out = append(out, e)
		}
	}
	for i := 1; i < len(out); i++ {
		e := out[i]
		j := i
		for ; j > 0 && compare(out[j-1], e) > 0; j-- {
			out[j] = out[j-1]
		}
		out[j] = e
	}
	return out
}

// bloom is a blocked Bloom filter: all bits of a key lie in one cache line of 64 bytes.
type bloom []uint64

// Bits a key. A key that a filter lets through by mistake costs a read of the file, and every new key asks every filter: at ten bits one in
// hundred is let through, at sixteen one in eight hundred. Most filters are small; the few large ones keep to ten.
const (
	bloomSmall     = 16
	bloomLarge     = 10
	bloomSmallMost = 1 << 24 // keys
)

func newBloom(n int) bloom {
	each := bloomSmall
	if n > bloomSmallMost {
		each = bloomLarge
	}
	b := make(bloom, max(1, (n*each+511)/512)*8)
	if len(b)*8 >= hugeFrom*entrySize {
		hugepage.Advise(b)
	}
	return b
}

// line returns the first word of the key's line; the high bits choose it, so that it differs from the table's choice.
func (b bloom) line(e entry) int { return int((e.hi>>32)*uint64(len(b)/8)>>32) * 8 }

// ask asks the processor for the line of a key.
func (b bloom) ask(e entry) {
	i := b.line(e)
	prefetch.Slice(b[i : i+1])
}

func (b bloom) add(e entry) {
	at, h := b.line(e), uint64(e.lo)|e.hi<<32
	for range 6 {
		b[at+int(h>>6&7)] |= 1 << (h & 63)
		h >>= 9
	}
}

func (b bloom) has(e entry) bool {
	at, h := b.line(e), uint64(e.lo)|e.hi<<32
	for range 6 {
		if b[at+int(h>>6&7)]>>(h&63)&1 == 0 {
			return false
		}
		h >>= 9
	}
	return true
}

func appendEntry(dst []byte, e entry) []byte {
	dst = binary.BigEndian.AppendUint64(dst, e.hi)
	dst = binary.BigEndian.AppendUint32(dst, e.lo)
	return binary.BigEndian.AppendUint32(dst, e.sum)
}

func entryAt(b []byte) entry {
	return entry{hi: binary.BigEndian.Uint64(b), lo: binary.BigEndian.Uint32(b[8:]), sum: binary.BigEndian.Uint32(b[12:])}
}

// search finds a key among sorted raw entries.
func search(raw []byte, e entry) (sum uint32, ok bool) {
	var key [12]byte
	binary.BigEndian.PutUint64(key[:], e.hi)
	binary.BigEndian.PutUint32(key[8:], e.lo)
	low, high := 0, len(raw)/entrySize
	for low < high {
		mid := (low + high) / 2
		if bytes.Compare(raw[mid*entrySize:mid*entrySize+12], key[:]) < 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low < len(raw)/entrySize && bytes.Equal(raw[low*entrySize:low*entrySize+12], key[:]) {
		return entryAt(raw[low*entrySize:]).sum, true
	}
	return 0, false
}
