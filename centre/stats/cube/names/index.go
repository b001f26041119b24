package names

import (
	"math/bits"
	"unsafe"

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

// Index finds the row of an id. The hash only says where to look: a row is believed when the id that is kept there is the same, byte
// for byte, so that two ids with one hash are two ids.
type Index struct {
	buckets []bucket
	block   hugepage.Block
	used    int
}

func (x *Index) home(hash uint64) int {
	hi, _ := bits.Mul64(hash, uint64(len(x.buckets)))
	return int(hi)
}

// Touch asks for the line where an id will be looked for.
func (x *Index) Touch(hash uint64) {
	if len(x.buckets) > 0 {
		h := x.home(hash)
		prefetch.Slice(x.buckets[h : h+1])
	}
}

// Place is where a row's number stands; the zero value is nowhere.
type Place struct{ Slot *uint32 }

// Find returns the place for which same says yes.
func (x *Index) Find(hash uint64, same func(row uint32) bool) Place {
	if len(x.buckets) == 0 {
		return Place{}
	}
	tag := uint8(hash)
	for h := x.home(hash); ; h = x.after(h) {
		b := &x.buckets[h]
		for i := range int(b.n) {
			if b.tags[i] == tag && same(b.rows[i]) {
				return Place{&b.rows[i]}
			}
		}
		if !b.over {
			return Place{}
		}
	}
}

func (x *Index) after(h int) int {
	if h+1 == len(x.buckets) {
		return 0
	}
	return h + 1
}

// Add keeps a row that is not there; there is room.
func (x *Index) Add(hash uint64, row uint32) {
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

// Crowded says whether n more need a larger index: four fifths of it are in use at most.
func (x *Index) Crowded(n int) bool { return (x.used+n)*5 > len(x.buckets)*bucketSlots*4 }

// Larger makes an empty index with room for as many as this one has, n more, and half of that again.
func (x *Index) Larger(n int) Index {
	size := max(2, (x.used+n)*3/2*5/4/bucketSlots+1)
	b, block, err := hugepage.Reserve[bucket](size)
	if err != nil {
		b, block = make([]bucket, size), hugepage.Block{}
	}
	return Index{buckets: b, block: block}
}

// Bytes is the memory that it takes.
func (x *Index) Bytes() int64 { return int64(len(x.buckets)) * int64(unsafe.Sizeof(bucket{})) }

// Release gives the memory back.
func (x *Index) Release() error {
	b := x.block
	*x = Index{}
	return b.Release()
}
