package hugepage

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

const mapped = true

// reserve asks for addresses; MAP_NORESERVE keeps the kernel from counting what is never written.
func reserve(size int) ([]byte, error) {
	raw, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return nil, fmt.Errorf("reserve %d bytes of address space: %w", size, err)
	}
	_ = unix.Madvise(raw, unix.MADV_HUGEPAGE) // a wish: without huge pages everything works, slower
	return raw, nil
}

func release(raw []byte) error {
	err := unix.Munmap(raw)
	if err != nil {
		return fmt.Errorf("give %d bytes of address space back: %w", len(raw), err)
	}
	return nil
}

// advise wishes for large pages for whole pages of raw.
func advise(raw []byte) {
	page := uintptr(unix.Getpagesize())
	begin := uintptr(unsafe.Pointer(unsafe.SliceData(raw)))
	skip := (page - begin%page) % page
	if uintptr(len(raw)) < skip+page {
		return
	}
	n := (uintptr(len(raw)) - skip) / page * page
	_ = unix.Madvise(raw[skip:skip+n], unix.MADV_HUGEPAGE) // a wish
}
