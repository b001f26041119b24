// Protects: columns of more than 256 values (units, outlets) are counted, filtered and grouped as plain counting does it, after
// corrections and after roll-ups were made anew; what is kept between questions is bounded and never out of date.
package cube_test

import (
	"fmt"
	"slices"
	"testing"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// crowd is facts of two measures: one of single things with small sums, one of anything.
type crowd struct {
	*world
	units, outlets []string
}

func newCrowd() *crowd {
	c := &crowd{world: newWorld(11, 70)}
	for i := range 400 {
		c.units = append(c.units, fmt.Sprintf("3706%02d%06d", i%12, i))
		c.outlets = append(c.outlets, fmt.Sprint("outlet", i))
	}
	return c
}

func (c *crowd) fact() stats.Fact {
	c.seq++
	f := stats.Fact{Measure: pick(c.world, "order.held", "order.held", "fund.frozen"), ID: c.id(c.IntN(12_000)), Seq: c.seq, N: 1, Fen: c.Int64N(1 << 20)}
	if f.Measure == "fund.frozen" && c.IntN(3) == 0 {
		f.N, f.Fen = c.Int64N(10)-3, c.Int64N(1<<36)-1<<35
	}
	f.At = (firstDay + stats.Day(c.IntN(c.days))).Start() + when.Micros(c.Int64N(int64(when.Day)))
	f.Unit = pick(c.world, c.units...)
	f.Region = f.Unit[:6] + "001"
	f.Sides[stats.Outlet] = pick(c.world, c.outlets...)
	f.Sides[stats.FraudType] = pick(c.world, "", "brush", "invest")
	f.Gone = c.IntN(30) == 0
	return f
}

func (c *crowd) question() stats.Query {
	from := firstDay + stats.Day(c.IntN(8))
	q := stats.Query{Measure: pick(c.world, "order.held", "fund.frozen"), Span: stats.Span{From: from, To: from + stats.Day(pick(c.world, 6, 40, 66))}}
	q.Scope = pick(c.world, []string{""}, []string{"3706"}, []string{"370603"}, []string{pick(c.world, c.units...)})
	q.Region = pick(c.world, "", "", "370604")
	if c.IntN(3) == 0 {
		q.Only = append(q.Only, stats.Only{Dim: stats.Outlet, Values: c.outlets[:1+c.IntN(2)]})
	}
	if c.IntN(3) == 0 {
		q.Only = append(q.Only, stats.Only{Dim: stats.FraudType, Values: []string{pick(c.world, "", "brush")}})
	}
	return q
}

func (c *crowd) ask(t *testing.T, has *cube.Cube, n naive) {
	t.Helper()
	for range 25 {
		q := c.question()
		s := pick(c.world, stats.Split{By: stats.ByUnit, Digits: 6}, stats.Split{By: stats.ByUnit}, stats.Split{Dim: stats.Outlet}, stats.Split{Dim: stats.FraudType}, stats.Split{By: stats.ByRegion, Digits: 6})
		if c.IntN(2) == 0 { // what is kept for counties answers a station too
			q.Scope, q.Span = []string{pick(c.world, c.units...)}, stats.Span{From: firstDay, To: firstDay + 69}
			all := q
			all.Scope = []string{"37"}
			_, err := has.Groups(all, stats.Split{By: stats.ByUnit, Digits: 6})
			check.NoError(t, err)
		}
		sum, err := has.Sum(q)
		check.NoError(t, err)
		check.Equal(t, sum, n.sum(q))
		got, err := has.Groups(q, s)
		check.NoError(t, err)
		if want := n.groups(q, s); !slices.Equal(got, want) {
			t.Fatalf("groups of %+v by %+v\n got %v\nwant %v", q, s, got, want)
		}
	}
}

func TestWideColumns(t *testing.T) {
	c, has, n := newCrowd(), newCube(t), naive{}
	for _, size := range []int{20_000, 300} {
		batch := make([]stats.Fact, size)
		for i := range batch {
			batch[i] = c.fact()
			n.apply(batch[i])
		}
		_, err := has.Apply(batch)
		check.NoError(t, err)
		c.ask(t, has, n)
		has.Reroll()
		c.ask(t, has, n)
	}
	before := has.Stats()
	for i := range 3000 {
		q := stats.Query{Measure: "order.held", Scope: []string{"37"}, Span: stats.Span{From: firstDay, To: firstDay + 70}}
		q.Only = []stats.Only{{Dim: stats.Outlet, Values: c.outlets[i%500 : i%500+2+i/500]}}
		_, err := has.Sum(q)
		check.NoError(t, err)
	}
	if more := has.Stats().Bytes.Rollups - before.Bytes.Rollups; more > int64(4*before.Facts+2<<20) {
		t.Errorf("what is kept of questions takes %d bytes", more)
	}
}
