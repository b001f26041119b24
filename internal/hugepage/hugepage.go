// Package hugepage reserves large arrays without pointers outside the Go heap: address space at once, memory only where it is
// written, on pages of 2 MiB where the kernel gives them ("madvise"). An array that is reserved at its largest size never moves,
// so readers need no lock while a writer extends it, the garbage collector never walks it, and a random read misses the
// translation cache rarely, which is worth 20–30 % to a trace.
//
// Small reservations, and all of them on other systems than Linux, come from the Go heap: the meaning is the same. Under the race
// detector, which watches the Go heap only, small is larger; beyond that it would keep several times the size of what is reserved.
package hugepage

import "unsafe"

// Block is one reservation.
type Block struct {
	raw []byte // nil when the memory is the Go heap's
}

// Reserve returns a zeroed slice of n elements and what gives it back. T must not contain pointers: the garbage collector does
// not see what is kept there.
func Reserve[T any](n int) ([]T, Block, error) {
	var one T
	size := n * int(unsafe.Sizeof(one))
	if size < Small || !mapped {
		return make([]T, n), Block{}, nil
	}
	raw, err := reserve(size)
	if err != nil {
		return nil, Block{}, err
	}
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(raw))), n), Block{raw: raw}, nil
}

// Release gives the memory back. Nobody may touch the slice afterwards.
func (b *Block) Release() error {
	if b.raw == nil {
		return nil
	}
	raw := b.raw
	b.raw = nil
	return release(raw)
}
