package dedupe

import (
	"bytes"
	"encoding/binary"
	"slices"
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
	n     int
}

func newTable() *table { return &table{slots: make([]entry, 1<<12)} }

// reserve makes room for n more entries at a load of at most 3/4.
func (t *table) reserve(n int) {
	size := len(t.slots)
	for (t.n+n)*4 > size*3 {
		size *= 2
	}
	if size == len(t.slots) {
		return
	}
	old := t.slots
	t.slots = make([]entry, size)
	for _, e := range old {
		if !e.empty() {
			t.slots[t.find(e)] = e
		}
	}
}

// find returns the slot of the entry's key, or the empty one where it belongs.
func (t *table) find(e entry) int {
	mask := len(t.slots) - 1
	for i := int(e.hi) & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.hi == e.hi && s.lo == e.lo || s.empty() {
			return i
		}
	}
}

// sorted returns the entries in the order of keys.
func (t *table) sorted() []entry {
	out := make([]entry, 0, t.n)
	for _, e := range t.slots {
		if !e.empty() {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, compare)
	return out
}

// bloom is a blocked Bloom filter: all bits of a key lie in one cache line of 64 bytes, about ten bits a key.
type bloom []uint64

func newBloom(n int) bloom { return make(bloom, max(1, (n*10+511)/512)*8) }

// line returns the first word of the key's line; the high bits choose it, so that it differs from the table's choice.
func (b bloom) line(e entry) int { return int((e.hi>>32)*uint64(len(b)/8)>>32) * 8 }

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
