package hugepage

import (
	"fmt"

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

// advise wishes for large pages. Where the addresses are not all in use, the wish is for those that are.
func advise(from, size uintptr) {
	_, _, _ = unix.Syscall(unix.SYS_MADVISE, from, size, unix.MADV_HUGEPAGE)
}
