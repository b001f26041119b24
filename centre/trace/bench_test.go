package trace_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"fanzha/centre/trace"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// benchTable is 1,000,000 transfers over 100,000 accounts in 7 days; a few accounts have most of the transfers.
func benchTable(b *testing.B) (*trace.Table, []trace.Transfer) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	account := func() string {
		u := r.Float64()
		return fmt.Sprintf("99000%06d", int(100_000*u*u*u))
	}
	list := make([]trace.Transfer, 1_000_000)
	for i := range list {
		list[i] = trace.Transfer{ID: fmt.Sprint(i + 1), From: account(), To: account(), At: when.Micros(r.Int64N(7 * int64(when.Day))), Fen: 1 + r.Int64N(10_000_000)}
	}
	table, err := trace.NewTable(list)
	check.NoError(b, err)
	return table, list
}

var benchParams = trace.Params{MaxHops: 5, Window: 72 * int64(when.Hour), HopWindow: 24 * int64(when.Hour), PerAccount: 100, Limit: 10_000}

func BenchmarkReach(b *testing.B) {
	table, list := benchTable(b)
	edges, i := 0, 0
	for b.Loop() {
		r, err := trace.Reach(table, list[i*997%len(list)], benchParams)
		check.NoError(b, err)
		edges += len(r.Edges)
		i++
	}
	b.ReportMetric(float64(edges)/b.Elapsed().Seconds(), "edges/s")
}

func BenchmarkAttribute(b *testing.B) {
	for _, rule := range trace.Rules() {
		b.Run(string(rule), func(b *testing.B) {
			table, list := benchTable(b)
			edges, i := 0, 0
			for b.Loop() {
				r, err := trace.Attribute(table, list[i*997%len(list)], benchParams, trace.AttributeOptions{Rule: rule})
				check.NoError(b, err)
				edges += len(r.Edges)
				i++
			}
			b.ReportMetric(float64(edges)/b.Elapsed().Seconds(), "edges/s")
		})
	}
}

// BenchmarkBooks is the arithmetic alone: money between 1,000 books, one transfer in ten from outside.
func BenchmarkBooks(b *testing.B) {
	for _, rule := range trace.Rules()[:4] {
		b.Run(string(rule), func(b *testing.B) {
			const n = 1000
			books := trace.NewBooks(rule, n)
			for i := range n {
				check.NoError(b, books.Taint(i, 1_000_000))
			}
			r := rand.New(rand.NewPCG(1, 2))
			moves := make([][3]int64, 1<<16)
			for i := range moves {
				from := r.IntN(n)
				moves[i] = [3]int64{int64(from), int64((from + 1 + r.IntN(n-1)) % n), 1 + r.Int64N(100_000)}
				if i%10 == 0 {
					moves[i][0] = trace.Outside
				}
			}
			i := 0
			for b.Loop() {
				m := moves[i&(len(moves)-1)]
				_, err := books.Move(int(m[0]), int(m[1]), m[2])
				if err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds()/1e6, "Mtransfers/s")
		})
	}
}
