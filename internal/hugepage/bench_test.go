// Measures: independent and dependent random reads from 1 GiB, the two speeds of memory that bound everything of that size.
package hugepage_test

import (
	"testing"

	"fanzha/internal/check"
	"fanzha/internal/hugepage"
)

var sink uint64

func BenchmarkRandomRead(b *testing.B) {
	const n = 1 << 27
	words, block, err := hugepage.Reserve[uint64](n)
	check.NoError(b, err)
	defer func() { check.NoError(b, block.Release()) }()
	for i := range words {
		words[i] = uint64(i) * 0x9e3779b97f4a7c15
	}
	b.Run("independent", func(b *testing.B) {
		x := uint64(1)
		for b.Loop() {
			x = x*6364136223846793005 + 1442695040888963407
			sink += words[x>>37]
		}
	})
	b.Run("dependent", func(b *testing.B) {
		x := uint64(1)
		for b.Loop() {
			x = x*6364136223846793005 + words[x>>37]
		}
		sink += x
	})
}
