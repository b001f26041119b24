package cube

import (
	"math/bits"

	"fanzha/internal/hugepage"
	"fanzha/internal/prefetch"
)

// bucket is one line of memory: the rows of twelve ids and a byte of the hash of each, so that an id that is not there costs one
// read of memory and not a comparison with strangers.
type bucket struct {
	rows [bucketSlots]uint32
	tags [bucketSlots]uint8
	n    uint8
	over bool // an id that belongs here stands further on
	_    [2]byte
}

const bucketSlots = 12

// index finds the row of an id. The hash only says where to look: a row is believed when the id that is kept there is the same, byte
// for byte, so that two ids with one hash are two ids.
type index struct {
	buckets []bucket
	block   hugepage.Block
	used    int
}

func (x *index) home(hash uint64) int {
	hi, _ := bits.Mul64(hash, uint64(len(x.buckets)))
	return int(hi)
}

// touch asks for the line where an id will be looked for.
func (x *index) touch(hash uint64) {
	if len(x.buckets) > 0 {
		h := x.home(hash)
		prefetch.Slice(x.buckets[h : h+1])
	}
}

// place is where a row's number stands; the zero value is nowhere.
type place struct{ slot *uint32 }

// find returns the place for which same says yes.
func (x *index) find(hash uint64, same func(row uint32) bool) place {
	if len(x.buckets) == 0 {
		return place{}
	}
	tag := uint8(hash)
	for h := x.home(hash); ; h = x.after(h) {
		b := &x.buckets[h]
		for i := range int(b.n) {
			if b.tags[i] == tag && same(b.rows[i]) {
				return place{&b.rows[i]}
			}
		}
		if !b.over {
			return place{}
		}
	}
}

func (x *index) after(h int) int {
	if h+1 == len(x.buckets) {
		return 0
	}
	return h + 1
}

// add keeps a row that is not there; there is room.
func (x *index) add(hash uint64, row uint32) {
	h := x.home(hash)
	for x.buckets[h].n == bucketSlots {
		x.buckets[h].over = true
		h = x.after(h)
	}
	b := &x.buckets[h]
	b.rows[b.n], b.tags[b.n] = row, uint8(hash)
	b.n++
	x.used++
}

// crowded says whether n more need a larger index: four fifths of it are in use at most.
func (x *index) crowded(n int) bool { return (x.used+n)*5 > len(x.buckets)*bucketSlots*4 }

// larger makes an empty index with room for as many as this one has, n more, and half of that again.
func (x *index) larger(n int) index {
	size := max(2, (x.used+n)*3/2*5/4/bucketSlots+1)
	b, block, err := hugepage.Reserve[bucket](size)
	if err != nil {
		b, block = make([]bucket, size), hugepage.Block{}
	}
	return index{buckets: b, block: block}
}
