// These tests protect the world that the chase is measured in: playing makes and loses no fen, the same seed gives the same
// case, the pace of the mules is the published one, and no way of chasing beats the oracle.
package money

import (
	"slices"
	"testing"

	"fanzha/internal/check"
	"fanzha/sim/town"
	"fanzha/term/when"

	"pgregory.net/rapid"
)

func paces() []Pace { return []Pace{Fast(), Slow()} }

// grabber holds at random moments, more or less than is there.
type grabber struct {
	run  *Run
	r    town.Rand
	held table
}

func (g *grabber) Blocked(account int, _ when.Micros) int64 {
	if g.r.Pct(10) {
		g.held[account] = min(int64(g.r.N(5_000_00)), g.run.Balance(account))
	}
	return min(g.held[account], g.run.Balance(account))
}

func TestNoFenIsMadeOrLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pace := rapid.SampledFrom(paces()).Draw(t, "pace")
		c := Plan(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 1000).Draw(t, "case"), Default(pace))
		g := &grabber{r: town.Seeded(rapid.Uint64().Draw(t, "grabs")), held: table{}}
		g.run = c.Play(g)
		for {
			_, more := g.run.Next()
			if !more {
				break
			}
			g.run.Step()
			err := g.run.Check()
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestSameSeedSameCase(t *testing.T) {
	a, b := Plan(5, 17, Default(Fast())), Plan(5, 17, Default(Fast()))
	check.Equal(t, a.Accounts, b.Accounts)
	check.Equal(t, len(a.moves), len(b.moves))
	for i := range a.moves {
		if a.moves[i] != b.moves[i] {
			t.Fatalf("move %d: %+v, %+v", i, a.moves[i], b.moves[i])
		}
	}
	other := Plan(6, 17, Default(Fast()))
	check.True(t, other.LossFen != a.LossFen || len(other.moves) != len(a.moves), "another seed is another case")
}

func TestPlanIsOrderedAndWhole(t *testing.T) {
	for n := range 200 {
		c := Plan(9, n, Default(Slow()))
		check.True(t, slices.IsSortedFunc(c.moves, func(a, b move) int { return int(a.at - b.at) }), "moves are in order of time")
		var paid int64
		ids := map[string]bool{}
		for _, p := range c.Payments {
			paid += p.Fen
		}
		check.Equal(t, paid, c.LossFen)
		for _, a := range c.Accounts {
			check.True(t, !ids[a.ID], "an account number is used once")
			ids[a.ID] = true
		}
	}
}

// left measures how much of what arrives has moved on within a span, over all arrivals of many undisturbed cases.
func left(p Pace, within when.Micros) float64 {
	var moved, all float64
	for n := range 600 {
		c := Plan(31, n, Default(p))
		for _, m := range c.moves {
			if m.lot < 0 {
				continue
			}
			all += float64(m.part)
			if m.at-c.lots[m.lot].at <= within {
				moved += float64(m.part)
			}
		}
	}
	return moved / all
}

func TestPaceIsThePublishedOne(t *testing.T) {
	between(t, "fast, 10 min", left(Fast(), 10*when.Minute), 0.80, 0.90)
	between(t, "slow, 15 min", left(Slow(), 15*when.Minute), 0.25, 0.31)
	between(t, "slow, 60 min", left(Slow(), 60*when.Minute), 0.50, 0.56)
	var fifth []when.Micros
	holders := 0.0
	for n := range 600 {
		c := Plan(31, n, Default(Fast()))
		holders += float64(c.Holders()) / 600
		i := slices.IndexFunc(c.moves, func(m move) bool { return m.child >= 0 && c.lots[m.child].layer == 5 })
		if i >= 0 {
			fifth = append(fifth, c.moves[i].at)
		}
	}
	slices.Sort(fifth)
	between(t, "fast: minutes to the fifth layer", fifth[len(fifth)/2].Time().Sub(when.Micros(0).Time()).Minutes(), 8, 15)
	between(t, "accounts of a case", holders, 43, 51)
}

func between(t *testing.T, what string, got, low, high float64) {
	t.Helper()
	if got < low || got > high {
		t.Errorf("%s: %.3f, want %.2f to %.2f", what, got, low, high)
	}
}

func TestNothingBeatsTheOracle(t *testing.T) {
	for _, p := range paces() {
		before := int64(1) << 62
		for _, delay := range []when.Micros{1, 5, 15, 60, 720} {
			var oracle int64
			for n := range 150 {
				c := Plan(44, n, Default(p))
				for _, ch := range Baselines() {
					o := ch.Try(c, delay*when.Minute)
					check.True(t, o.HeldFen <= o.OracleFen && o.OracleFen <= o.LossFen, ch.Name)
					if ch.Name == "oracle" {
						check.Equal(t, o.HeldFen, o.OracleFen)
						oracle += o.HeldFen
					}
				}
			}
			check.True(t, oracle <= before, "a later report finds less")
			before = oracle
		}
	}
}

func TestLateReportsNeedMoreThanTheFirstHop(t *testing.T) {
	var first, sequential int64
	for n := range 200 {
		c := Plan(44, n, Default(Slow()))
		first += byName("first_hop").Try(c, 12*when.Hour).HeldFen
		sequential += byName("sequential_30m").Try(c, 12*when.Hour).HeldFen
	}
	check.True(t, sequential > first, "hops are followed for a reason")
}

func byName(name string) Chase {
	all := Baselines()
	return all[slices.IndexFunc(all, func(c Chase) bool { return c.Name == name })]
}

// Protects: what is in reach is each fen once; with all banks there it is what lies on accounts at the report, with a bank away no
// more than that, and with every bank away nothing.
func TestInReach(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := Default(rapid.SampledFrom(paces()).Draw(t, "pace"))
		c := Plan(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 1000).Draw(t, "case"), p)
		report := c.LastPaid + when.Micros(rapid.IntRange(0, 90).Draw(t, "delay"))*when.Minute
		end := report + when.Day
		r := c.Play(table{})
		r.Until(report, nil)
		there := r.Reachable()
		gone := rapid.IntRange(0, p.Banks-1).Draw(t, "away")
		back := report + when.Micros(rapid.IntRange(0, 180).Draw(t, "back"))*when.Minute
		none := func(int, when.Micros) bool { return false }
		some := func(bank int, at when.Micros) bool { return bank == gone && at < back }
		every := func(int, when.Micros) bool { return true }
		if c.InReach(report, end, none) != there {
			t.Fatalf("all banks there: %d of %d", c.InReach(report, end, none), there)
		}
		part := c.InReach(report, end, some)
		if part < 0 || part > there {
			t.Fatalf("a bank away: %d of %d", part, there)
		}
		if c.InReach(report, end, every) != 0 {
			t.Fatal("nobody can be reached, and something was had")
		}
	})
}

// Protects: money that leaves a bank that is away for one that is there is within reach; what it keeps until it is back is too.
func TestInReachGoesPastASilentBank(t *testing.T) {
	p := Default(Fast())
	c := Line(3, 0, 4, p) // a minute on each account; the last keeps it for a day
	first, last := c.Accounts[1].Bank, c.Accounts[4].Bank
	awayAt := func(gone int, back when.Micros) Away {
		return func(bank int, at when.Micros) bool { return bank == gone && at < back }
	}
	check.Equal(t, c.InReach(10*when.Second, when.Day, awayAt(first, when.Day)), c.LossFen)
	check.Equal(t, c.InReach(10*when.Minute, when.Day, awayAt(last, 2*when.Hour)), c.LossFen)
	check.Equal(t, c.InReach(10*when.Minute, when.Hour, awayAt(last, 2*when.Hour)), int64(0))
}
