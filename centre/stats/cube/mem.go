package cube

import (
	"errors"
	"unsafe"

	"fanzha/internal/hugepage"
)

// arena gives memory for columns from large reservations outside the heap, and never takes it back before the whole cube ends:
// facts are corrected and withdrawn, but hardly ever forgotten.
type arena struct {
	words  []uint64
	used   int
	blocks []hugepage.Block
	total  int64 // bytes given
	next   int   // words of the next reservation
}

const (
	arenaFirst = 32 << 10 // words: a small cube costs 256 KiB
	arenaMost  = 8 << 20  // words: 64 MiB
)

// take gives zeroed memory, aligned to 8 bytes.
func (a *arena) take(size int) unsafe.Pointer {
	n := (size + 7) / 8
	if a.used+n > len(a.words) {
		a.next = min(max(2*a.next, arenaFirst), arenaMost)
		a.words = a.reserve(max(n, a.next))
		a.used = 0
	}
	p := unsafe.Pointer(&a.words[a.used])
	a.used += n
	a.total += int64(n) * 8
	return p
}

func (a *arena) reserve(n int) []uint64 {
	w, b, err := hugepage.Reserve[uint64](n)
	if err != nil {
		return make([]uint64, n) // the heap gives the same, and ends the process where there is nothing left
	}
	a.blocks = append(a.blocks, b)
	return w
}

// release gives everything back.
func (a *arena) release() error {
	var errs []error
	for i := range a.blocks {
		errs = append(errs, a.blocks[i].Release())
	}
	*a = arena{}
	return errors.Join(errs...)
}

// column is a column of a block of rows: cap elements that begin at its offset.
func column[T any](r *run, off uint16) []T {
	return unsafe.Slice((*T)(unsafe.Add(r.mem, uintptr(off)*uintptr(r.room))), int(r.room))
}

// texts keeps what is neither a code nor a number.
type texts struct {
	pages [][]byte
	total int64
}

const textPage = 64 << 10

// add keeps a text of at most 255 bytes and tells its place.
func (t *texts) add(s string) uint64 {
	last := len(t.pages) - 1
	if last < 0 || len(t.pages[last])+1+len(s) > textPage {
		size := textPage
		if last < 0 {
			size = 1 << 10 // grows by append up to a page
		}
		t.pages = append(t.pages, make([]byte, 0, size))
		last++
	}
	at := uint64(last)<<16 | uint64(len(t.pages[last]))
	t.pages[last] = append(append(t.pages[last], byte(len(s))), s...)
	t.total += int64(len(s)) + 1
	return at
}

// get is the text at a place; nobody changes what it returns.
func (t *texts) get(at uint64) []byte {
	p := t.pages[at>>16][at&(textPage-1):]
	return p[1 : 1+int(p[0])]
}
