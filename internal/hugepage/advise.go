package hugepage

import "unsafe"

// adviseFrom is the size from which Advise does something.
const adviseFrom = 1 << 20

// Advise asks the system to put a slice of the Go heap on large pages, where it lies in whole ones. It is a wish, made before the slice is
// first written, and changes nothing else. T must not contain pointers.
func Advise[T any](s []T) {
	if len(s) == 0 {
		return
	}
	size := len(s) * int(unsafe.Sizeof(s[0]))
	if size >= adviseFrom {
		advise(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), size))
	}
}
