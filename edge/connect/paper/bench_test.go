package paper_test

import (
	"testing"

	"fanzha/edge/connect/paper"
	"fanzha/internal/check"
)

func BenchmarkRender(b *testing.B) {
	f, o := form(b), sealed(b, stop())
	for b.Loop() {
		_, err := f.Render(o)
		check.NoError(b, err)
	}
}

func BenchmarkParse(b *testing.B) {
	f := form(b)
	raw := fill(b, rendered(b, f, stop()), filled)
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		_, err := paper.Form{Banks: banks}.Decode(raw, "hk_rural")
		check.NoError(b, err)
	}
}
