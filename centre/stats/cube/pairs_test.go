// Protects: sums by two columns that are made ahead while facts come in day by day say what plain counting says, also after late facts,
// corrections and withdrawals in days long past, and take no more than their room.
package cube_test

import (
	"testing"

	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/term/when"
)

func TestPairsMadeAhead(t *testing.T) {
	c, has, n := newCrowd(), newCube(t), naive{}
	c.days = 1
	day := func(d stats.Day, facts int) {
		batch := make([]stats.Fact, facts)
		for i := range batch {
			batch[i] = c.fact()
			batch[i].At += when.Micros(d-firstDay) * when.Day
			n.apply(batch[i])
		}
		_, err := has.Apply(batch)
		check.NoError(t, err)
	}
	for d := range stats.Day(70) {
		day(firstDay-stats.Day(40)+d, 250)
	}
	before := has.Stats()
	day(firstDay+40, 250) // two blocks after the first of the rest
	more := has.Stats().Bytes.Rollups - before.Bytes.Rollups
	check.Equal(t, more > 3000 && more < int64(8*before.Facts), true)
	c.ask(t, has, n)
	for range 60 { // one by one: what was made ahead is kept up to date
		f := c.fact()
		f.At += when.Micros(c.IntN(80)-40) * when.Day
		n.apply(f)
		_, err := has.Add(f)
		check.NoError(t, err)
	}
	c.ask(t, has, n)
	day(firstDay-20, 300) // late, and corrections of anything
	c.ask(t, has, n)
	day(firstDay+80, 300)
	c.ask(t, has, n)
	has.Reroll()
	c.ask(t, has, n)
}
