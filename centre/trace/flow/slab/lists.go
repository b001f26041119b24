package flow

import "sync/atomic"

// chunkMax is how many cells one array holds at most; an account with more is a hub with a directory of such arrays. It bounds
// what a late transfer copies.
const chunkMax = 4096

// sizes are the lengths of arrays: steps of a third to a half, so that an array is five sixths full on average.
var sizes = [...]uint32{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, chunkMax}

// classOf is the smallest size that holds n cells, as an index of sizes.
var classOf = func() (c [chunkMax + 1]uint8) {
	for n := range c {
		for sizes[c[n]] < uint32(n) {
			c[n]++
		}
	}
	return c
}()

// A head says where the list of an account is: offset of its array and number of cells in it, or that it is a hub and which.
type head uint64

const hubMark = 1<<32 - 1

func makeHead(off, n uint32) head { return head(off)<<32 | head(n) }
func (h head) off() uint32        { return uint32(h >> 32) }
func (h head) count() uint32      { return uint32(h) }
func (h head) isHub() bool        { return uint32(h) == hubMark }

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

// lists are the lists of all accounts in one direction. One writer, any readers: a cell is written before the head (or the hub's
// total) that shows it, and an array is never changed below its count.
type lists[T any] struct {
	heads []uint64
	cells []T
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

func (l *lists[T]) head(a uint32) head { return head(atomic.LoadUint64(&l.heads[a])) }

// take hands out an array of a class. There is room: the batch was admitted with the worst case in mind.
func (l *lists[T]) take(class uint8) uint32 {
	f := l.free[class]
	if n := len(f); n > 0 {
		l.free[class] = f[:n-1]
		return f[n-1]
	}
	off := uint32(l.used)
	l.used += int(sizes[class])
	return off
}

func (l *lists[T]) retire(off uint32, class uint8, epoch uint64) {
	l.limbo = append(l.limbo, outgrown{epoch, off, class})
}

// reclaim frees what was outgrown before the oldest reader began.
func (l *lists[T]) reclaim(oldest uint64) {
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

// push adds a cell at the end of an account's list.
func (l *lists[T]) push(a uint32, c T, epoch uint64) {
	h := head(l.heads[a])
	if h.isHub() {
		l.pushHub(h, c)
		return
	}
	n, off := h.count(), h.off()
	class := classOf[n]
	if n == 0 || n == sizes[class] {
		if n == chunkMax {
			l.makeHub(a, h)
			l.pushHub(head(l.heads[a]), c)
			return
		}
		grown := l.take(classOf[n+1])
		if n > 0 {
			copy(l.cells[grown:grown+n], l.cells[off:off+n])
			l.retire(off, class, epoch)
		}
		off = grown
	}
	l.cells[off+n] = c
	atomic.StoreUint64(&l.heads[a], uint64(makeHead(off, n+1)))
}

// makeHub turns a full array into the first chunk of a hub.
func (l *lists[T]) makeHub(a uint32, h head) {
	made := &hub{chunks: []chunk{{0, h.off()}}}
	made.total.Store(h.count())
	l.hubs[l.hubN].Store(made)
	atomic.StoreUint64(&l.heads[a], uint64(makeHead(l.hubN, hubMark)))
	l.hubN++
}

func (l *lists[T]) pushHub(h head, c T) {
	old := l.hubs[h.off()].Load()
	n := old.total.Load()
	last := old.chunks[len(old.chunks)-1]
	if n-last.start < chunkMax {
		l.cells[last.off+n-last.start] = c
		old.total.Store(n + 1)
		return
	}
	off := l.take(classOf[chunkMax])
	l.cells[off] = c
	next := &hub{chunks: append(append(make([]chunk, 0, len(old.chunks)+1), old.chunks...), chunk{n, off})}
	next.total.Store(n + 1)
	l.hubs[h.off()].Store(next)
}

// insert puts a cell before the one at place p of an account's list.
func (l *lists[T]) insert(a, p uint32, c T, epoch uint64) {
	h := head(l.heads[a])
	if !h.isHub() && h.count() == chunkMax {
		l.makeHub(a, h)
		h = head(l.heads[a])
	}
	if h.isHub() {
		l.insertHub(h, p, c, epoch)
		return
	}
	n, off := h.count(), h.off()
	moved := l.copyWith(l.cells[off:off+n], p, c)
	l.retire(off, classOf[n], epoch)
	atomic.StoreUint64(&l.heads[a], uint64(makeHead(moved, n+1)))
}

// copyWith copies cells into a new array with one more at place p.
func (l *lists[T]) copyWith(cells []T, p uint32, c T) uint32 {
	n := uint32(len(cells))
	class := classOf[n+1]
	off := l.take(class)
	to := l.cells[off : off+n+1]
	copy(to, cells[:p])
	to[p] = c
	copy(to[p+1:], cells[p:])
	return off
}

func (l *lists[T]) insertHub(h head, p uint32, c T, epoch uint64) {
	old := l.hubs[h.off()].Load()
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
	if count < chunkMax {
		next.chunks = append(next.chunks, chunk{start, l.chunkWith(l.cells[off:off+count], p, c)})
	} else {
		const half = chunkMax / 2
		left, right := l.cells[off:off+half], l.cells[off+half:off+count]
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
	l.hubs[h.off()].Store(next)
	l.retire(off, classOf[chunkMax], epoch)
}

// chunkOf copies cells into a new array of the full size.
func (l *lists[T]) chunkOf(cells []T) uint32 {
	off := l.take(classOf[chunkMax])
	copy(l.cells[off:off+chunkMax], cells)
	return off
}

// chunkWith does the same with one more cell at place p.
func (l *lists[T]) chunkWith(cells []T, p uint32, c T) uint32 {
	off := l.take(classOf[chunkMax])
	to := l.cells[off : off+chunkMax]
	copy(to, cells[:p])
	to[p] = c
	copy(to[p+1:], cells[p:])
	return off
}

// arrays calls fn with the arrays of an account's list in order, from the one where a search for the first cell that is not
// `before` begins; fn's false ends it.
func (l *lists[T]) arrays(a uint32, before func(*T) bool, fn func([]T) bool) {
	h := l.head(a)
	if !h.isHub() {
		if n := h.count(); n > 0 {
			fn(l.cells[h.off() : h.off()+n])
		}
		return
	}
	d := l.hubs[h.off()].Load()
	n := d.total.Load()
	for k := d.search(func(off uint32) bool { return before(&l.cells[off]) }); k < len(d.chunks); k++ {
		off, count := d.bounds(k, n)
		if !fn(l.cells[off : off+count]) {
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

// last is the last cell of an account's list.
func (l *lists[T]) last(a uint32) (c T, some bool) {
	h := head(l.heads[a])
	off, n := h.off(), h.count()
	if h.isHub() {
		d := l.hubs[off].Load()
		off, n = d.bounds(len(d.chunks)-1, d.total.Load())
	}
	if n == 0 {
		return c, false
	}
	return l.cells[off+n-1], true
}

// place is how many cells of an account's list stand before a new one.
func (l *lists[T]) place(a uint32, before func(*T) bool) uint32 {
	h := l.head(a)
	start, off, n := uint32(0), h.off(), h.count()
	if h.isHub() {
		d := l.hubs[h.off()].Load()
		k := d.search(func(off uint32) bool { return before(&l.cells[off]) })
		start = d.chunks[k].start
		off, n = d.bounds(k, d.total.Load())
	}
	return start + uint32(search(l.cells[off:off+n], before))
}
