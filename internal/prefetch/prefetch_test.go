// Protects: asking for memory changes nothing and is allowed at every end of every slice.
package prefetch_test

import (
	"slices"
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/prefetch"
)

func TestSlice(t *testing.T) {
	var nothing []uint64
	prefetch.Slice(nothing)
	words := make([]uint64, 1000)
	for i := range words {
		words[i] = uint64(i) * 3
	}
	before := slices.Clone(words)
	for _, n := range []int{0, 1, 7, 8, 9, 1000} {
		prefetch.Slice(words[:n])
		prefetch.Slice(words[1000-n:])
	}
	type row struct{ a, b uint32 }
	prefetch.Each(words, []row{}, 4)
	prefetch.Each(words, []row{{1, 2}, {999, 0}, {0, 1 << 31}}, 4)
	check.Equal(t, slices.Equal(words, before), true)
}
