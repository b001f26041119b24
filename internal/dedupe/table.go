package dedupe

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"runtime"

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

// table is a set of entries, in parts by the first bits of the key. Each part grows by itself, and not all at the same fill: whoever waits
// for a group never waits for a whole table to be made anew.
type table struct {
	parts [tableParts]part
	n     int
}

// part is a part of a table: open addressing with linear probing, its slots a power of two, at least one of them empty.
type part struct {
	slots []entry
	shift uint // 64 less the bits of a slot's number
	n     int
	most  int // entries, before it grows
}

const (
	tableBits  = 6
	tableParts = 1 << tableBits
	tableFirst = 1 << 6 // slots of a part of an empty table
	// hugeFrom is how many slots of a part are worth large pages: a table of 16 MB.
	hugeFrom = 1 << 14
)

// newTable has so many slots in each part.
func newTable(size int) *table {
	t := &table{}
	all := make([]entry, size*tableParts)
	if size >= hugeFrom {
		hugepage.Advise(all)
	}
	for i := range t.parts {
		t.parts[i].begin(all[i*size:(i+1)*size:(i+1)*size], i)
	}
	return t
}

// begin makes the part empty. Fills at which parts grow lie between five and six eighths.
func (p *part) begin(slots []entry, number int) {
	p.slots, p.shift, p.n = slots, uint(64-bits.TrailingZeros(uint(len(slots)))), 0
	p.most = len(slots) * (5*tableParts + number) / (8 * tableParts)
}

// size is how many slots the largest part has.
func (t *table) size() int {
	most := 0
	for i := range t.parts {
		most = max(most, len(t.parts[i].slots))
	}
	return most
}

// part is where a key belongs.
func (t *table) part(e entry) *part { return &t.parts[e.hi>>(64-tableBits)] }

// home is where in its part a key belongs: keys are spread evenly, so that their high bits keep the part nearly in order.
func (p *part) home(e entry) int { return int(e.hi << tableBits >> p.shift) }

// ask asks the processor for the memory that find will look at.
func (t *table) ask(e entry) {
	p := t.part(e)
	i := p.home(e)
	prefetch.Slice(p.slots[i : i+1])
}

// get returns the entry of the key, an empty one when it is not there.
func (t *table) get(e entry) entry {
	p := t.part(e)
	return p.slots[p.find(e)]
}

// find returns the slot of the entry's key, or the empty one where it belongs.
func (p *part) find(e entry) int {
	mask := len(p.slots) - 1
	for i := p.home(e); ; i = (i + 1) & mask {
		s := &p.slots[i]
		if s.hi == e.hi && s.lo == e.lo || s.empty() {
			return i
		}
	}
}

// add enters a key that is not there.
func (t *table) add(e entry) {
	p := t.part(e)
	if p.n >= p.most {
		p.grow(int(e.hi >> (64 - tableBits)))
	}
	p.slots[p.find(e)] = e
	p.n++
	t.n++
}

// grow makes a part twice as large.
func (p *part) grow(number int) {
	old, n := p.slots, p.n
	slots := make([]entry, 2*len(old))
	if len(slots) >= hugeFrom {
		hugepage.Advise(slots)
	}
	p.begin(slots, number)
	p.n = n
	for _, e := range old {
		if !e.empty() {
			p.slots[p.find(e)] = e
		}
	}
}

// remove takes a key out that is there, and closes the gap.
func (t *table) remove(e entry) {
	p := t.part(e)
	mask := len(p.slots) - 1
	i := p.find(e)
	for j := i; ; {
		j = (j + 1) & mask
		s := p.slots[j]
		if s.empty() {
			break
		}
		if (j-p.home(s))&mask >= (j-i)&mask {
			p.slots[i] = s
			i = j
		}
	}
	p.slots[i] = entry{}
	p.n--
	t.n--
}

// sorted returns the entries in the order of keys.
func (t *table) sorted() []entry {
	out := make([]entry, 0, t.n)
	for i := range t.parts {
		out = t.parts[i].sorted(out)
		runtime.Gosched() // requests wait for the processor
	}
	return out
}

// sorted appends the entries in the order of keys. They lie nearly in order: what was pushed from the end of the part to its beginning goes
// back, and the rest moves by a few places.
func (p *part) sorted(out []entry) []entry {
	from, first := len(out), 0
	for !p.slots[first].empty() {
		first++
	}
	pushed := func(e entry) bool { return p.home(e) > len(p.slots)/2 }
	for _, e := range p.slots[:first] {
		if !pushed(e) {
			out = append(out, e)
		}
	}
	for _, e := range p.slots[first:] {
		if !e.empty() {
			out = append(out, e)
		}
	}
	for _, e := range p.slots[:first] {
		if pushed(e) {
			out = append(out, e)
		}
	}
	for i := from + 1; i < len(out); i++ {
		e := out[i]
		j := i
		for ; j > from && compare(out[j-1], e) > 0; j-- {
			out[j] = out[j-1]
		}
		out[j] = e
	}
	return out
}

// bloom is a blocked Bloom filter: all bits of a key lie in one cache line of 64 bytes.
type bloom []uint64

// Bits a key. A key that a filter lets through by mistake costs a read of the file, and every new key asks every filter: at ten bits one in a
// hundred is let through, at sixteen one in eight hundred. Most filters are small; the few large ones keep to ten.
const (
	bloomSmall     = 16
	bloomLarge     = 10
	bloomSmallMost = 1 << 24 // keys

	hugeBloom = 1 << 20 // bytes of a filter that are worth large pages
)

func newBloom(n int) bloom {
	each := bloomSmall
	if n > bloomSmallMost {
		each = bloomLarge
	}
	b := make(bloom, max(1, (n*each+511)/512)*8)
	if len(b)*8 >= hugeBloom {
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
