// Protects: the digits of an id or an account are those of its number, with its leading zeros.
package slab_test

import (
	"fmt"
	"math"
	"testing"

	"fanzha/centre/trace/flow/slab"
	"fanzha/internal/check"
)

func FuzzAppendDigits(f *testing.F) {
	for _, v := range []uint64{0, 9, 99_999_999, 100_000_000, 9_999_999_999_999_999, math.MaxUint64} {
		f.Add(v)
	}
	f.Fuzz(func(t *testing.T, v uint64) {
		want := fmt.Sprintf("%020d", v)
		for size := range slab.MaxDigits + 1 {
			check.Equal(t, string(slab.AppendDigits(nil, v, size)), want[len(want)-size:])
		}
	})
}
