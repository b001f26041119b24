package names

import (
	"errors"
	"unsafe"

	"fanzha/internal/hugepage"
)

// Arena gives memory for columns from large reservations outside the heap, and never takes it back before the whole cube ends:
// facts are corrected and withdrawn, but hardly ever forgotten.
type Arena struct {
	words  []uint64
	used   int
	blocks []hugepage.Block
	Total  int64 // bytes given
	next   int   // words of the next reservation
}

const (
	arenaFirst = 32 << 10 // words: a small cube costs 256 KiB
	arenaMost  = 8 << 20  // words: 64 MiB
)

// Take gives zeroed memory, aligned to 8 bytes.
func (a *Arena) Take(size int) unsafe.Pointer {
	n := (size + 7) / 8
	if a.used+n > len(a.words) {
		a.next = min(max(2*a.next, arenaFirst), arenaMost)
		a.words = a.reserve(max(n, a.next))
		a.used = 0
	}
	p := unsafe.Pointer(&a.words[a.used])
	a.used += n
	a.Total += int64(n) * 8
	return p
}

func (a *Arena) reserve(n int) []uint64 {
	w, b, err := hugepage.Reserve[uint64](n)
	if err != nil {
		return make([]uint64, n) // the heap gives the same, and ends the process where there is nothing left
	}
	a.blocks = append(a.blocks, b)
	return w
}

// Release gives everything back.
func (a *Arena) Release() error {
	var errs []error
	for i := range a.blocks {
		errs = append(errs, a.blocks[i].Release())
	}
	*a = Arena{}
	return errors.Join(errs...)
}

// Texts keeps what is neither a code nor a number.
type Texts struct {
	pages [][]byte
	Total int64 // bytes
}

const textPage = 64 << 10

// Add keeps a text of at most 255 bytes and tells its place.
func (t *Texts) Add(s string) uint64 {
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
	t.Total += int64(len(s)) + 1
	return at
}

// Get is the text at a place; nobody changes what it returns.
func (t *Texts) Get(at uint64) []byte {
	p := t.pages[at>>16][at&(textPage-1):]
	return p[1 : 1+int(p[0])]
}
