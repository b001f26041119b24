package signal

import (
	"fmt"
	"testing"

	"fanzha/term/ident"
	"fanzha/term/when"
)

func BenchmarkZLots(b *testing.B) {
	e := beginEnvelope(nil, 1, Group{Number: 5})
	for i := range 500 {
		s := Signal{Kind: Transfer, Source: "bench", ID: fmt.Sprintf("asdfghjkl-1-%010d", i), Time: 1_795_140_000 * when.Second, Phone: "+8613912345678", PayeeAccount: ident.Account("6222029912345678"), AmountFen: 12345, Channel: "mobile"}
		e.add(appendSignal(nil, &s), uint64(i))
	}
	raw := e.bytes(1)
	b.SetBytes(int64(len(raw)))
	lot := make([]Signal, 16)
	for b.Loop() {
		_ = DecodeLots(raw, lot, func([]Signal) error { return nil })
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/500, "ns/sig")
}

func BenchmarkZKey(b *testing.B) {
	var s []byte
	for b.Loop() {
		_, s = keyOf(s, []byte("bench"), []byte("asdfghjkl-1-0000000000"))
	}
}

func BenchmarkZAppend(b *testing.B) {
	s := Signal{Kind: Transfer, Source: "bench", ID: "asdfghjkl-1-0000000000", Time: 1_795_140_000 * when.Second, Phone: "+8613912345678", PayeeAccount: ident.Account("6222029912345678"), AmountFen: 12345, Channel: "mobile"}
	var x []byte
	for b.Loop() {
		x = appendSignal(x[:0], &s)
	}
}

func BenchmarkZIdentity(b *testing.B) {
	s := Signal{Kind: Transfer, Source: "bench", ID: "asdfghjkl-1-0000000000", Time: 1_795_140_000 * when.Second, Phone: "+8613912345678", PayeeAccount: ident.Account("6222029912345678"), AmountFen: 12345, Channel: "mobile"}
	x := appendSignal(nil, &s)
	for b.Loop() {
		_, _, _, _ = identity(x)
	}
}

func BenchmarkZPartition(b *testing.B) {
	for b.Loop() {
		Partition("+8613912345678", 4)
	}
}
