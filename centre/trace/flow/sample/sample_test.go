// Protects: the sample is in the order of time, the same for the same seed, has the promised shape and all its roots.
package sample_test

import (
	"slices"
	"testing"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow/sample"
	"fanzha/internal/check"
)

func all(o sample.Options) ([]trace.Transfer, *sample.Stream) {
	s := sample.New(o)
	var out []trace.Transfer
	for {
		part := make([]trace.Transfer, 1000)
		n := s.Fill(part)
		if n == 0 {
			return out, s
		}
		out = append(out, part[:n]...)
	}
}

func TestSample(t *testing.T) {
	o := sample.Options{Transfers: 200_000, Cases: 50, Seed: 9}
	ts, s := all(o)
	check.Equal(t, len(ts), o.Transfers)
	check.Equal(t, len(s.Roots()), o.Cases)
	again, _ := all(o)
	check.True(t, slices.Equal(ts, again), "the same seed made something else")
	out, pairs := map[string]int{}, map[string]int{}
	ids := map[string]bool{}
	for i, x := range ts {
		check.True(t, i == 0 || ts[i-1].At <= x.At, "not in the order of time")
		out[x.From]++
		pairs[x.From+x.To]++
		ids[x.ID] = true
	}
	check.Equal(t, len(ids), len(ts))
	most := 0
	for _, n := range out {
		most = max(most, n)
	}
	t.Logf("payers %d, most of one %d, transfers a pair %.2f", len(out), most, float64(len(ts))/float64(len(pairs)))
	check.True(t, most > 300, "no heavy payer")
	multiplicity := float64(len(ts)) / float64(len(pairs))
	check.True(t, multiplicity > 1.4 && multiplicity < 2.2, "payees are not paid again as often as in life")
}
