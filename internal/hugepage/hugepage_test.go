// Protects: a reservation is zeroed, writable to its last element and given back once, whether it is mapped or of the Go heap.
package hugepage_test

import (
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/hugepage"
)

func TestReserve(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 4 << 20} {
		words, block, err := hugepage.Reserve[uint64](n)
		check.NoError(t, err)
		check.Equal(t, len(words), n)
		if n > 0 {
			check.Equal(t, words[n-1], uint64(0))
			words[n-1] = 7
			check.Equal(t, words[n-1], uint64(7))
		}
		check.NoError(t, block.Release())
		check.NoError(t, block.Release())
	}
}
