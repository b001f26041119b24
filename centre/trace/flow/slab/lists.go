package slab

import (
	"slices"
	"sync/atomic"

	"fanzha/internal/prefetch"
)

// ChunkMax is how many cells one array holds at most; an account with more is a hub with a directory of such arrays. It bounds
// what a late transfer copies.
const ChunkMax = 4096

// sizes are the lengths of arrays: steps of a third to a half, so that an array is five sixths full on average.
var sizes = [...]uint32{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, ChunkMax}

// classOf is the smallest size that holds n cells, as an index of sizes.
var classOf = func() (c [ChunkMax + 1]uint8) {
	for n := range c {
		for sizes[c[n]] < uint32(n) {
			c[n]++
		}
	}
	return c
}()

// A Head says where the list of an account is: offset of its array and number of cells in it, or that it is a hub and which.
type Head uint64

const hubMark = 1<<32 - 1

func makeHead(off, n uint32) Head { return Head(off)<<32 | Head(n) }

// Off is the offset of the array.
func (h Head) Off() uint32 { return uint32(h >> 32) }

// Count is the number of cells.
func (h Head) Count() uint32 { return uint32(h) }

// IsHub says that the list is longer than one array: Arrays walks it.
func (h Head) IsHub() bool { return uint32(h) == hubMark }

// hub is the directory of a long list. It is replaced as a whole; only total grows in place, within the last chunk.
type hub struct {
	chunks []chunk
	total  atomic.Uint32
}

// chunk is one array of a hub: the index of its first cell in the list, and its offset.
type chunk struct{ start, off uint32 }

// bounds are the cells of chunk k of a list of n cells.
func (h *hub) bounds(k int, n uint32) (off, count uint32) {
	end := n
	if k+1 < len(h.chunks) {
		end = h.chunks[k+1].start
	}
	return h.chunks[k].off, end - h.chunks[k].start
}

// Lists are the lists of all accounts in one direction. One writer, any readers: a cell is written before the head (or the hub's
// total) that shows it, and an array is never changed below its count.
type Lists[T any] struct {
	Heads []uint64 // one an account, to be read through Head
	Cells []T
	used  int // cells handed out from the end
	free  [len(sizes)][]uint32
	limbo []outgrown
	hubs  []atomic.Pointer[hub]
	hubN  uint32
}

// outgrown is an array that readers of that epoch or an earlier one may still see.
type outgrown struct {
	epoch uint64
	off   uint32
	class uint8
}

// Head says where the list of an account is; a reader asks once and sees no change.
func (l *Lists[T]) Head(a uint32) Head { return Head(atomic.LoadUint64(&l.Heads[a])) }

// take hands out an array of a class. There is room: the batch was admitted with the worst case in mind.
func (l *Lists[T]) take(class uint8) uint32 {
	f := l.free[class]
	if n := len(f); n > 0 {
		l.free[class] = f[:n-1]
		return f[n-1]
	}
	off := uint32(l.used)
	l.used += int(sizes[class])
	return off
}

func (l *Lists[T]) retire(off uint32, class uint8, epoch uint64) {
	l.limbo = append(l.limbo, outgrown{epoch, off, class})
}

// Reclaim frees what was outgrown before the oldest reader began.
func (l *Lists[T]) Reclaim(oldest uint64) {
	n := 0
	for n < len(l.limbo) && l.limbo[n].epoch < oldest {
		o := l.limbo[n]
		l.free[o.class] = append(l.free[o.class], o.off)
		n++
	}
	if n > 0 {
		l.limbo = l.limbo[:copy(l.limbo, l.limbo[n:])]
	}
}

// askedMost is how long a list may be to be asked for as a whole: a longer one is read in order anyway, which the processor foresees.
const askedMost = 64

// Ask asks for what Push will read of an account's list: its end, and all of it when it must move because its array is full.
func (l *Lists[T]) Ask(a uint32) {
	h := Head(l.Heads[a])
	if h.IsHub() {
		return
	}
	n, off := h.Count(), h.Off()
	from := max(n, 1) - 1
	if n == sizes[classOf[n]] && n <= askedMost {
		from = 0
	}
	prefetch.Slice(l.Cells[off+from : off+n+1])
}

// Push adds a cell at the end of an account's list.
func (l *Lists[T]) Push(a uint32, c T, epoch uint64) {
	h := Head(l.Heads[a])
	if h.IsHub() {
		l.pushHub(h, c)
		return
	}
	n, off := h.Count(), h.Off()
	class := classOf[n]
	if n == 0 || n == sizes[class] {
		if n == ChunkMax {
			l.makeHub(a, h)
			l.pushHub(Head(l.Heads[a]), c)
			return
		}
		grown := l.take(classOf[n+1])
		if n > 0 {
			copy(l.Cells[grown:grown+n], l.Cells[off:off+n])
			l.retire(off, class, epoch)
		}
		off = grown
	}
	l.Cells[off+n] = c
	atomic.StoreUint64(&l.Heads[a], uint64(makeHead(off, n+1)))
}

// makeHub turns a full array into the first chunk of a hub.
func (l *Lists[T]) makeHub(a uint32, h Head) {
	made := &hub{chunks: []chunk{{0, h.Off()}}}
	made.total.Store(h.Count())
	l.hubs[l.hubN].Store(made)
	atomic.StoreUint64(&l.Heads[a], uint64(makeHead(l.hubN, hubMark)))
	l.hubN++
}

func (l *Lists[T]) pushHub(h Head, c T) {
	old := l.hubs[h.Off()].Load()
	n := old.total.Load()
	last := old.chunks[len(old.chunks)-1]
	if n-last.start < ChunkMax {
		l.Cells[last.off+n-last.start] = c
		old.total.Store(n + 1)
		return
	}
	off := l.take(classOf[ChunkMax])
	l.Cells[off] = c
	next := &hub{chunks: append(append(make([]chunk, 0, len(old.chunks)+1), old.chunks...), chunk{n, off})}
	next.total.Store(n + 1)
	l.hubs[h.Off()].Store(next)
}

// Insert puts a cell before the one at place p of an account's list.
func (l *Lists[T]) Insert(a, p uint32, c T, epoch uint64) {
	h := Head(l.Heads[a])
	if !h.IsHub() && h.Count() == ChunkMax {
		l.makeHub(a, h)
		h = Head(l.Heads[a])
	}
	if h.IsHub() {
		l.insertHub(h, p, c, epoch)
		return
	}
	n, off := h.Count(), h.Off()
	moved := l.copyWith(l.Cells[off:off+n], p, c)
	l.retire(off, classOf[n], epoch)
	atomic.StoreUint64(&l.Heads[a], uint64(makeHead(moved, n+1)))
}

// copyWith copies cells into a new array with one more at place p.
func (l *Lists[T]) copyWith(cells []T, p uint32, c T) uint32 {
	n := uint32(len(cells))
	class := classOf[n+1]
	off := l.take(class)
	to := l.Cells[off : off+n+1]
	copy(to, cells[:p])
	to[p] = c
	copy(to[p+1:], cells[p:])
	return off
}

func (l *Lists[T]) insertHub(h Head, p uint32, c T, epoch uint64) {
	old := l.hubs[h.Off()].Load()
	n := old.total.Load()
	k := len(old.chunks) - 1
	for k > 0 && old.chunks[k].start > p {
		k--
	}
	off, count := old.bounds(k, n)
	p -= old.chunks[k].start
	next := &hub{chunks: make([]chunk, 0, len(old.chunks)+1)}
	next.chunks = append(next.chunks, old.chunks[:k]...)
	start := old.chunks[k].start
	if count < ChunkMax {
		next.chunks = append(next.chunks, chunk{start, l.chunkWith(l.Cells[off:off+count], p, c)})
	} else {
		const half = ChunkMax / 2
		left, right := l.Cells[off:off+half], l.Cells[off+half:off+count]
		if p <= half {
			next.chunks = append(next.chunks, chunk{start, l.chunkWith(left, p, c)}, chunk{start + half + 1, l.chunkOf(right)})
		} else {
			next.chunks = append(next.chunks, chunk{start, l.chunkOf(left)}, chunk{start + half, l.chunkWith(right, p-half, c)})
		}
	}
	for _, later := range old.chunks[k+1:] {
		next.chunks = append(next.chunks, chunk{later.start + 1, later.off})
	}
	next.total.Store(n + 1)
	l.hubs[h.Off()].Store(next)
	l.retire(off, classOf[ChunkMax], epoch)
}

// chunkOf copies cells into a new array of the full size.
func (l *Lists[T]) chunkOf(cells []T) uint32 {
	off := l.take(classOf[ChunkMax])
	copy(l.Cells[off:off+ChunkMax], cells)
	return off
}

// chunkWith does the same with one more cell at place p.
func (l *Lists[T]) chunkWith(cells []T, p uint32, c T) uint32 {
	off := l.take(classOf[ChunkMax])
	to := l.Cells[off : off+ChunkMax]
	copy(to, cells[:p])
	to[p] = c
	copy(to[p+1:], cells[p:])
	return off
}

// Arrays calls fn with the arrays of an account's list in order, from the one where a search for the first cell that is not
// `before` begins; fn's false ends it.
func (l *Lists[T]) Arrays(a uint32, before func(*T) bool, fn func([]T) bool) {
	h := l.Head(a)
	if !h.IsHub() {
		if n := h.Count(); n > 0 {
			fn(l.Cells[h.Off() : h.Off()+n])
		}
		return
	}
	d := l.hubs[h.Off()].Load()
	n := d.total.Load()
	for k := d.search(func(off uint32) bool { return before(&l.Cells[off]) }); k < len(d.chunks); k++ {
		off, count := d.bounds(k, n)
		if !fn(l.Cells[off : off+count]) {
			return
		}
	}
}

// search finds the chunk in which the first cell that is not before stands: the last whose first cell is before.
func (h *hub) search(before func(off uint32) bool) int {
	lo, hi := 0, len(h.chunks)
	for lo < hi {
		mid := (lo + hi) / 2
		if before(h.chunks[mid].off) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return max(lo-1, 0)
}

// Last is the last cell of an account's list.
func (l *Lists[T]) Last(a uint32) (c T, some bool) {
	h := Head(l.Heads[a])
	off, n := h.Off(), h.Count()
	if h.IsHub() {
		d := l.hubs[off].Load()
		off, n = d.bounds(len(d.chunks)-1, d.total.Load())
	}
	if n == 0 {
		return c, false
	}
	return l.Cells[off+n-1], true
}

// Place is how many cells of an account's list stand before a new one.
func (l *Lists[T]) Place(a uint32, before func(*T) bool) uint32 {
	h := l.Head(a)
	start, off, n := uint32(0), h.Off(), h.Count()
	if h.IsHub() {
		d := l.hubs[h.Off()].Load()
		k := d.search(func(off uint32) bool { return before(&l.Cells[off]) })
		start = d.chunks[k].start
		off, n = d.bounds(k, d.total.Load())
	}
	return start + uint32(Search(l.Cells[off:off+n], before))
}

// Prepare hands out an array to every list that fits into one; hubs are pushed cell by cell.
func (l *Lists[T]) Prepare(lengths []uint32) {
	for a, n := range lengths {
		if n > 0 && n <= ChunkMax {
			l.Heads[a] = uint64(makeHead(l.take(classOf[n]), 0))
		}
	}
}

// Fill adds a cell to a list that will have so many.
func (l *Lists[T]) Fill(a, length uint32, c T) {
	if length > ChunkMax {
		l.Push(a, c, 0)
		return
	}
	h := Head(l.Heads[a])
	l.Cells[h.Off()+h.Count()] = c
	l.Heads[a] = uint64(makeHead(h.Off(), h.Count()+1))
}

// Reorder sorts a list in place; no reader has seen it yet.
func (l *Lists[T]) Reorder(a uint32, compare func(x, y T) int) {
	never := func(*T) bool { return false }
	var all []T
	l.Arrays(a, never, func(cells []T) bool {
		all = append(all, cells...)
		return true
	})
	slices.SortFunc(all, compare)
	l.Arrays(a, never, func(cells []T) bool {
		all = all[copy(cells, all):]
		return true
	})
}

// Search is the index of the first element that is not before.
func Search[T any](list []T, before func(*T) bool) int {
	lo, hi := 0, len(list)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		if before(&list[mid]) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// Init makes room for the directories of as many transfers.
func (l *Lists[T]) Init(transfers int) { l.hubs = make([]atomic.Pointer[hub], transfers/ChunkMax+1) }

// Used is how many cells are handed out.
func (l *Lists[T]) Used() int { return l.used }

// Hubs is how many lists are longer than one array.
func (l *Lists[T]) Hubs() int { return int(l.hubN) }

// Waiting is how many arrays wait for readers to end.
func (l *Lists[T]) Waiting() int { return len(l.limbo) }

// Largest is the length of the array for a list of n cells, of a hub that of a chunk.
func Largest(n int) int { return int(sizes[classOf[min(n, ChunkMax)]]) }
