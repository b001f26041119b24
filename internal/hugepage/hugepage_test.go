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

// Protects: the wish for large pages changes nothing of what lies on them, whatever the size and however often it is made.
func TestAdvise(t *testing.T) {
	hugepage.Advise([]uint64{})
	for _, n := range []int{1, 1000, 1 << 20, 3<<20 + 5} {
		words := make([]uint64, n)
		words[0], words[n-1] = 3, 7
		hugepage.Advise(words)
		hugepage.Advise(words[n-1:])
		check.Equal(t, words[n-1], uint64(7))
		check.True(t, n == 1 || words[0] == 3, "the first word has changed")
	}
}
