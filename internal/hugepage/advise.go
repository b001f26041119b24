package hugepage

import (
	"sync"
	"unsafe"
)

// region is what Advise asks for at once: the Go heap takes memory from the system in pieces of this size, aligned to it.
const region = 4 << 20

var asked sync.Map // of regions, by number

// Advise asks the system to put the part of the Go heap that s lies in on large pages. It is a wish, made before s is first written, and
// changes nothing else. A slice of its own seldom fills one large page, and tables grow in many slices side by side, so the wish is for
// the region around s: what is written there from now on, by whomever, comes on large pages where none of the page was written before.
// T must not contain pointers.
func Advise[T any](s []T) {
	if len(s) == 0 {
		return
	}
	first := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	last := first + uintptr(len(s))*unsafe.Sizeof(s[0]) - 1
	for n := first / region; n <= last/region; n++ {
		_, known := asked.LoadOrStore(n, true)
		if !known {
			advise(n*region, region)
		}
	}
}
