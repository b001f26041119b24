package window

import (
	"math/bits"

	"fanzha/internal/hugepage"
	"fanzha/internal/prefetch"
)

const (
	indexSegments = 64
	indexFirst    = 8 // slots of a fresh segment

	// hugeFrom is from how many words on a segment, of which there are 64, is worth large pages: the engines of small partitions stay small.
	hugeFrom = 1 << 12
)

// segment is a part of the index: it grows by itself, so that no event waits for a whole index to be made anew. It is an open-addressing
// table whose slots name their own home, so that neither growth nor removal looks at a record.
type segment struct {
	slots []uint64 // tag (lower 32 bits of the key's spread) << 32 | reference + 1; 0 empty
	n     int
}

// spread mixes a key, so that keys that are small numbers serve as well.
func spread(key uint64) uint64 {
	hi, lo := bits.Mul64(key, 0x9e3779b97f4a7c15)
	return hi ^ lo
}

func segmentOf(h uint64) int { return int(h >> 58) }

// home is where a tag belongs.
func (g *segment) home(tag uint32) int { return int(uint64(tag) * uint64(len(g.slots)) >> 32) }

// find returns the reference of the key.
func (r *records) find(key uint64) (uint32, bool) {
	h := spread(key)
	g := &r.index[segmentOf(h)]
	for i := g.home(uint32(h)); ; {
		v := g.slots[i]
		if v == 0 {
			return 0, false
		}
		if uint32(v>>32) == uint32(h) {
			ref := uint32(v) - 1
			if r.record(ref)[wordKey] == key {
				return ref, true
			}
		}
		i++
		if i == len(g.slots) {
			i = 0
		}
	}
}

// askIndex asks the processor for the index line of a key, askRecord, some time later, for its record.
func (r *records) askIndex(key uint64) {
	h := spread(key)
	g := &r.index[segmentOf(h)]
	i := g.home(uint32(h))
	prefetch.Slice(g.slots[i : i+1])
}

// askedMost is how many words of a record are asked for; longer ones are read on by the processor itself.
const askedMost = 64

// noRef is no reference.
const noRef = 1<<32 - 1

// askRecord returns where the record seems to be, noRef when it is nowhere.
func (r *records) askRecord(key uint64) uint32 {
	h := spread(key)
	g := &r.index[segmentOf(h)]
	for i := g.home(uint32(h)); g.slots[i] != 0; {
		v := g.slots[i]
		if uint32(v>>32) == uint32(h) {
			rec := r.record(uint32(v) - 1)
			prefetch.Slice(rec[:min(len(rec), askedMost)])
			return uint32(v) - 1
		}
		i++
		if i == len(g.slots) {
			i = 0
		}
	}
	return noRef
}

// link enters a key that is not in the index.
func (r *records) link(key uint64, ref uint32) {
	h := spread(key)
	g := &r.index[segmentOf(h)]
	if (g.n+1)*5 > len(g.slots)*4 {
		r.grow(g, larger(len(g.slots)))
	}
	g.put(uint32(h), ref)
	g.n++
	r.n++
}

// larger is the next size of a segment: large ones grow by less, as their growth is cheap.
func larger(slots int) int {
	if slots < 1<<10 {
		return slots * 3 / 2
	}
	return slots * 5 / 4
}

func (g *segment) put(tag, ref uint32) {
	i := g.home(tag)
	for g.slots[i] != 0 {
		i++
		if i == len(g.slots) {
			i = 0
		}
	}
	g.slots[i] = uint64(tag)<<32 | uint64(ref+1)
}

// grow makes a segment larger.
func (r *records) grow(g *segment, size int) {
	old := g.slots
	r.held += (size - len(old)) * 8
	g.slots = make([]uint64, size)
	if size >= hugeFrom {
		hugepage.Advise(g.slots)
	}
	for _, v := range old {
		if v != 0 {
			g.put(uint32(v>>32), uint32(v)-1)
		}
	}
}

// slotOf is where the index keeps a key that is there.
func (r *records) slotOf(key uint64, ref uint32) (*segment, int) {
	h := spread(key)
	g := &r.index[segmentOf(h)]
	i := g.home(uint32(h))
	for uint32(g.slots[i]) != ref+1 {
		i++
		if i == len(g.slots) {
			i = 0
		}
	}
	return g, i
}

// relink lets the index name another place of a key.
func (r *records) relink(key uint64, from, to uint32) {
	g, i := r.slotOf(key, from)
	g.slots[i] = g.slots[i]&^0xffffffff | uint64(to+1)
}

// unlink removes a key from the index and closes the gap, so that no tombstones gather.
func (r *records) unlink(key uint64, ref uint32) {
	g, i := r.slotOf(key, ref)
	n := len(g.slots)
	for j := i; ; {
		j++
		if j == n {
			j = 0
		}
		v := g.slots[j]
		if v == 0 {
			break
		}
		if h := g.home(uint32(v >> 32)); between(j, h, n) >= between(j, i, n) {
			g.slots[i] = v
			i = j
		}
	}
	g.slots[i] = 0
	g.n--
	r.n--
}

// between is how many slots j lies behind i, around the end of n.
func between(j, i, n int) int {
	if j < i {
		j += n
	}
	return j - i
}
