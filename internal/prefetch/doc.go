// Package prefetch asks the processor for memory that will be read soon, so that many reads are under way at once. A request is a
// hint: it never faults, changes nothing that can be observed, and is nothing at all on processors without a routine of their own.
package prefetch

import "unsafe"

// Line is the size of one line of memory, in bytes.
const Line = 64

// Slice asks for the lines of the elements of s.
func Slice[T any](s []T) {
	if len(s) > 0 {
		lines(unsafe.Pointer(unsafe.SliceData(s)), uintptr(len(s))*unsafe.Sizeof(s[0]))
	}
}

// Each asks for the elements of s that rows name by index, in the uint32 field that stands at the given offset of a row.
func Each[T, R any](s []T, rows []R, offset uintptr) {
	if len(rows) > 0 {
		each(unsafe.Pointer(unsafe.SliceData(s)), unsafe.Sizeof(*new(T)), fields{unsafe.Add(unsafe.Pointer(unsafe.SliceData(rows)), offset), unsafe.Sizeof(rows[0]), len(rows)})
	}
}

// fields are n fields of four bytes, a step apart.
type fields struct {
	first unsafe.Pointer
	step  uintptr
	n     int
}
