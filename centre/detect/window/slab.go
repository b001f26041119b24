package window

import "fanzha/internal/hugepage"

// Records come in classes of size: half a line of memory, one, one and a half, two, three, and then four classes to each doubling, so that at most
// a fifth of a large one is not used.
const (
	classes   = 48
	oddOnes   = 5 // of the smallest
	lineWords = 8
	maxRecord = 57344 // words of the largest class
	slotBits  = 26    // of a place in a reference: chunk, and which one in it
	slotMask  = 1<<slotBits - 1
	placeLow  = 12
	placeMost = 1<<placeLow - 1
	chunkMost = 1<<(slotBits-placeLow) - 1
)

// classWords has as many elements as six bits can name, so that a look-up needs no check.
var classWords = func() (t [64]int32) {
	t[0], t[1], t[2], t[3], t[4] = lineWords/2, lineWords, lineWords*3/2, 2*lineWords, 3*lineWords
	for i := oddOnes; i < classes; i++ {
		t[i] = lineWords * (4 + int32(i-oddOnes)%4) << ((i - oddOnes) / 4)
	}
	return t
}()

func classOf(words int) int {
	c := 0
	if words > 3*lineWords {
		c = oddOnes
	}
	for int(classWords[c]) < words {
		c++
	}
	return c
}

const (
	chunkWords = 1 << 14 // words of a chunk: large enough to amortise, small enough not to overshoot
	chunkFirst = 1 << 9  // of the first chunk while it is the only one: engines of small partitions stay small
	arenaShare = 8       // chunks are taken from the system by a share of those in use …
	arenaMost  = 32      // … at most so many at a time, 4 MiB
	hugeChunks = 16      // from so many in use on they are worth large pages
)

// slab holds the records of one class in chunks without pointers.
type slab struct {
	chunks [][]uint64
	top    int    // places ever used
	free   uint32 // the place freed last, plus 1; 0: none
	frees  int    // free places
}

// perClass is how many records of a class a chunk holds. Those that are larger than a chunk have chunks of their own size.
var perClass = func() (t [64]uint32) {
	for i, n := range classWords[:classes] {
		t[i] = max(chunkWords/uint32(n), 1)
	}
	return t
}()

func perChunk(class int) int { return int(perClass[class&63]) }

// place of the n-th record of a class, as a reference has it.
func slotAt(class, n int) uint32 {
	per := perClass[class&63]
	return uint32(n)/per<<placeLow | uint32(n)%per
}

// slotNumber is the inverse of slotAt.
func slotNumber(class int, slot uint32) int {
	return int(slot>>placeLow)*perChunk(class) + int(slot&placeMost)
}

// most is how many records a class can have.
func most(class int) int { return perChunk(class) * (chunkMost + 1) }

// chunk returns a chunk for a class.
func (r *records) chunk(class int) []uint64 {
	n := int(classWords[class])
	if n > chunkWords {
		r.held += n * 8
		return make([]uint64, n)
	}
	if len(r.spare) == 0 {
		n := min(max(r.used/arenaShare, 1), arenaMost)
		if r.due > 0 {
			n = min(r.due, arenaMost)
		}
		r.fetch(n)
	}
	last := len(r.spare) - 1
	c := r.spare[last]
	r.spare[last] = nil
	r.spare = r.spare[:last]
	r.used++
	return c
}

// fetch takes spare chunks from the system, side by side.
func (r *records) fetch(n int) {
	words := make([]uint64, n*chunkWords)
	if r.used >= hugeChunks {
		hugepage.Advise(words)
	}
	r.held += len(words) * 8
	r.due = max(r.due-n, 0)
	for i := n - 1; i >= 0; i-- {
		r.spare = append(r.spare, words[i*chunkWords:(i+1)*chunkWords:(i+1)*chunkWords])
	}
}

// giveBack takes a chunk from a class.
func (r *records) giveBack(class int, c []uint64) {
	if n := int(classWords[class]); n > chunkWords {
		r.held -= n * 8
		return
	}
	r.used--
	r.spare = append(r.spare, c)
}

// take returns a place of the class; moved says that records of the class lie elsewhere now.
func (r *records) take(class int) (ref uint32, moved bool) {
	g := &r.slabs[class]
	if g.free != 0 {
		slot := g.free - 1
		r.reuse(class, slot)
		return uint32(class)<<slotBits | slot, false
	}
	moved = r.extend(class)
	g.top++
	return uint32(class)<<slotBits | slotAt(class, g.top-1), moved
}

// reuse takes a place from the chain of free ones.
func (r *records) reuse(class int, slot uint32) {
	g := &r.slabs[class]
	at := uint32(class) << slotBits
	links := r.record(at | slot)[wordMeta]
	next, before := uint32(links>>32), uint32(links)
	if before != 0 {
		w := &r.record(at | (before - 1))[wordMeta]
		*w = *w&0xffffffff | uint64(next)<<32
	} else {
		g.free = next
	}
	if next != 0 {
		w := &r.record(at | (next - 1))[wordMeta]
		*w = *w&^0xffffffff | uint64(before)
	}
	g.frees--
}

// extend makes sure that there is memory for one more record. The first chunk of a class begins small and grows.
func (r *records) extend(class int) (moved bool) {
	g := &r.slabs[class]
	n := int(classWords[class])
	if g.top < len(g.chunks)*perChunk(class) && (len(g.chunks) > 1 || (g.top+1)*n <= len(g.chunks[0])) {
		return false
	}
	if len(g.chunks) == 0 && n <= chunkFirst {
		g.chunks = append(g.chunks, make([]uint64, chunkFirst/n*n))
		r.held += len(g.chunks[0]) * 8
		return false
	}
	if len(g.chunks) != 1 || (g.top+1)*n > perChunk(class)*n {
		g.chunks = append(g.chunks, r.chunk(class))
		return false
	}
	r.enlarge(g, min(len(g.chunks[0])*2, perChunk(class)*n))
	return true
}

// enlarge makes the first chunk larger.
func (r *records) enlarge(g *slab, words int) {
	larger := make([]uint64, words)
	copy(larger, g.chunks[0])
	r.held += (words - len(g.chunks[0])) * 8
	g.chunks[0] = larger
}

// first is how many words the first chunk has.
func (g *slab) first() int {
	if len(g.chunks) == 0 {
		return 0
	}
	return len(g.chunks[0])
}

// reserve makes the memory of a class as large as it once was; false when it never was so.
func (r *records) reserve(class, chunks, first int) bool {
	g := &r.slabs[class]
	n := int(classWords[class])
	if chunks < len(g.chunks) || chunks > len(g.chunks)+2 || (chunks == 0) != (first == 0) {
		return false
	}
	for len(g.chunks) < chunks {
		if len(g.chunks) == 0 && n <= chunkFirst {
			r.extend(class)
			continue
		}
		g.chunks = append(g.chunks, r.chunk(class))
	}
	if first < g.first() || first > max(chunkWords, n) || (first != g.first() && first%n != 0) {
		return false
	}
	if first > g.first() {
		r.enlarge(g, first)
	}
	return true
}

// room says whether the class has places left.
func (r *records) room(class int) bool {
	return r.slabs[class].free != 0 || r.slabs[class].top < most(class)
}

// release frees a place.
func (r *records) release(ref uint32) {
	g := &r.slabs[ref>>slotBits]
	if g.free != 0 {
		w := &r.record(ref&^slotMask | (g.free - 1))[wordMeta]
		*w = *w&^0xffffffff | uint64(ref&slotMask+1)
	}
	rec := r.record(ref)
	rec[wordKey], rec[wordMeta] = freeKey, uint64(g.free)<<32
	g.free = ref&slotMask + 1
	g.frees++
}

// A class that records have left for larger ones is drawn together, a few places at a time, and its memory given to others.
const (
	looseShare = 5  // when more than one of so many places is free …
	looseLeast = 64 // … and more than so many
	drawnMost  = 16 // places at a time and class
)

// draw draws classes together.
func (r *records) draw() {
	for c := range r.slabs {
		g := &r.slabs[c]
		for n := 0; n < drawnMost && g.frees > looseLeast && g.frees*looseShare > g.top; n++ {
			r.drawOne(c)
		}
	}
}

// drawOne gives up the last place of a class; what lies there goes to a free one.
func (r *records) drawOne(class int) {
	g := &r.slabs[class]
	last := uint32(class)<<slotBits | slotAt(class, g.top-1)
	rec := r.record(last)
	if rec[wordKey] == freeKey {
		r.reuse(class, last&slotMask)
	} else {
		to := uint32(class)<<slotBits | (g.free - 1)
		r.reuse(class, g.free-1)
		copy(r.record(to), rec)
		r.relink(rec[wordKey], last, to)
		rec[wordKey] = freeKey
	}
	g.top--
	if n := len(g.chunks); n > 2 && g.top <= (n-2)*perChunk(class) { // one is kept in hand
		r.giveBack(class, g.chunks[n-1])
		g.chunks[n-1] = nil
		g.chunks = g.chunks[:n-1]
	}
}
