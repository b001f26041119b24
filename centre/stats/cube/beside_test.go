// Protects: readers beside a writer see all or nothing of a batch's part of a measure, and no torn sums (run with -race).
package cube_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
)

func TestBesideWriter(t *testing.T) {
	const size, batches = 50, 120
	c := newCube(t)
	var wg sync.WaitGroup
	var stop atomic.Bool
	var banks []string
	for b := 0; b < batches; b += 2 {
		banks = append(banks, fmt.Sprint(b))
	}
	wide := stats.Span{From: firstDay - 400, To: firstDay + 400}
	for reader := range 3 {
		wg.Go(func() {
			for !stop.Load() {
				q := stats.Query{Measure: "a.b", Scope: []string{"37"}, Span: wide}
				if reader == 1 {
					q.Only = []stats.Only{{Dim: stats.Level, Values: []string{"high"}}, {Dim: stats.FraudType, Values: []string{"x"}}}
				}
				by := stats.Split{By: stats.ByUnit}
				if reader == 2 { // two columns: tables of a block
					by.Digits = 6
					q.Only = []stats.Only{{Dim: stats.Bank, Values: banks}}
				}
				s, err := c.Sum(q)
				check.NoError(t, err)
				g, err := c.Groups(q, by)
				check.NoError(t, err)
				list, err := c.List(q, stats.Page{Limit: 10_000})
				check.NoError(t, err)
				if s.N%size != 0 || s.Fen != 7*s.N || len(list)%size != 0 || len(g) > 5 {
					t.Errorf("half a batch: %+v, %d groups, %d facts", s, len(g), len(list))
				}
			}
		})
	}
	for b := range batches {
		batch := make([]stats.Fact, size)
		for i := range batch {
			// half of the batches correct facts of earlier ones
			id := b / 2 * size
			batch[i] = stats.Fact{Measure: "a.b", ID: fmt.Sprint("fact of some length ", id+i), Seq: int64(b), N: 1, Fen: 7, Unit: fmt.Sprintf("3706000000%02d", i%5),
				At: (firstDay + stats.Day(b%90)).Start()}
			batch[i].Sides[stats.Level], batch[i].Sides[stats.FraudType] = "high", "x"
			batch[i].Sides[stats.Bank] = fmt.Sprint(b)
		}
		_, err := c.Apply(batch)
		check.NoError(t, err)
	}
	stop.Store(true)
	wg.Wait()
	check.Equal(t, c.Stats().Facts, batches/2*size)
}
