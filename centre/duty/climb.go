package duty

import (
	"slices"
	"time"

	"fanzha/term/region"
	"fanzha/term/when"
)

// The states of a climb.
const (
	Running = "running" // the holder's turn
	Settled = "settled"
)

// Why a rung was reached.
const (
	WhyBegun    = "begun"     // it stands on the officer on duty until its deadline
	WhyUntaken  = "untaken"   // the one before did not take it in his time
	WhyMoved    = "moved"     // another unit has it
	WhyAgain    = "again"     // it was given back
	WhyShift    = "shift"     // the next shift has come on
	WhyNoRoster = "no_roster" // no unit up to the top has anybody on duty
)

// Rung is one step of a climb: on whom it stands from then on.
type Rung struct {
	At      when.Micros `json:"at"`
	Why     string      `json:"why"`
	Unit    string      `json:"unit"`
	Post    Post        `json:"post"`
	Person  Person      `json:"person"`            // empty with WhyNoRoster
	Skipped []string    `json:"skipped,omitempty"` // units that were passed over because nobody is on duty there
}

// rungsMax bounds the history of a climb: at the top it grows by one each shift at most.
const rungsMax = 200

// Climb (逐级上报) is the way of one urgent matter.
type Climb struct {
	Head
	Kind    string      `json:"kind"` // warning, order
	Item    string      `json:"item"`
	Name    string      `json:"name"` // number of the item
	Level   string      `json:"level"`
	DueAt   when.Micros `json:"due_at"` // of its own room
	Rungs   []Rung      `json:"rungs"`
	EndedAt when.Micros `json:"ended_at,omitempty"`
}

func (c *Climb) head() *Head { return &c.Head }

// Matter is a warning or an order as it stands in its room.
type Matter struct {
	Kind, ID, Number, Target, Unit, Level string
	Wanting                               bool // nobody has claimed or signed it, and somebody must
	DueAt                                 when.Micros
}

// ClimbID is the id of a matter's climb.
func ClimbID(kind, item string) string { return kind + "/" + item }

// place is a post of a unit; ladder is every place that may be called for a unit, in order.
type place struct {
	unit string
	post Post
}

func ladder(unit string) []place {
	var out []place
	for _, u := range append([]string{unit}, region.Parents(unit)...) {
		for _, p := range Posts {
			out = append(out, place{u, p})
		}
	}
	return out
}

// Roster is who is on duty at one moment, by unit.
type Roster map[string]Shift

// find looks for the first place from a position of the ladder on at which somebody other than those of the same unit who were called
// already is on duty. It names the units that it passed over whole.
func (r Roster) find(ladder []place, from int, called Person) (int, Person, []string) {
	var skipped []string
	for i := from; i < len(ladder); i++ {
		s, manned := r[ladder[i].unit]
		if !manned {
			if !slices.Contains(skipped, ladder[i].unit) {
				skipped = append(skipped, ladder[i].unit)
			}
			continue
		}
		who := s.At(ladder[i].post)
		if who.ID != "" && who != called {
			return i, who, skipped
		}
	}
	return -1, Person{}, skipped
}

// begin starts a climb, or starts it again: it stands on the first who is on duty, until the deadline.
func (c *Climb) begin(m Matter, why string, r Roster, at when.Micros) {
	c.State, c.EndedAt, c.Unit, c.DueAt, c.Level = Running, 0, m.Unit, m.DueAt, m.Level
	c.stand(why, r, 0, at)
	if c.Alarm != 0 && c.last().Why != WhyNoRoster {
		c.Alarm = max(m.DueAt, at+1)
	}
}

func (c *Climb) last() Rung {
	if len(c.Rungs) == 0 {
		return Rung{}
	}
	return c.Rungs[len(c.Rungs)-1]
}

// stand puts the climb on the first place from a position on.
func (c *Climb) stand(why string, r Roster, from int, at when.Micros) {
	way := ladder(c.Unit)
	called := Person{}
	if from > 0 {
		called = c.last().Person
	}
	i, who, skipped := r.find(way, from, called)
	if i < 0 {
		top := way[len(way)-1]
		c.add(Rung{At: at, Why: WhyNoRoster, Unit: top.unit, Post: Leader, Skipped: skipped})
		return
	}
	c.add(Rung{At: at, Why: why, Unit: way[i].unit, Post: way[i].post, Person: who, Skipped: skipped})
}

func (c *Climb) add(r Rung) {
	if len(c.Rungs) < rungsMax {
		c.Rungs = append(c.Rungs, r)
	} else {
		c.Rungs[len(c.Rungs)-1] = r
	}
	c.Who, c.Alarm = r.Person.ID, r.At+1
}

// rise lets the clock act: the next in the ladder is called; at the top whoever is on duty there now holds it. It says whether a new rung was
// reached. Each who is called has his whole time, also when the clock comes late.
func (c *Climb) rise(r Roster, waits map[Post]time.Duration, at when.Micros) bool {
	before := c.last()
	way := ladder(c.Unit)
	pos := slices.Index(way, place{before.Unit, before.Post})
	n := len(c.Rungs)
	if before.Why == WhyNoRoster {
		i, _, _ := r.find(way, 0, Person{})
		if i >= 0 {
			c.stand(WhyShift, r, i, at)
		}
	} else if i, _, _ := r.find(way, pos+1, before.Person); i >= 0 {
		c.stand(WhyUntaken, r, pos+1, at)
	} else {
		c.keep(r, way, pos, at)
	}
	next := Leader
	if i, _, _ := r.find(way, slices.Index(way, place{c.last().Unit, c.last().Post})+1, c.last().Person); i >= 0 {
		next = way[i].post
	}
	c.Alarm = at.Add(waits[next])
	return len(c.Rungs) != n || c.last().At != before.At
}

// keep holds a climb at the top: with whoever is on duty there now. Somebody on duty is better than somebody who has gone home.
func (c *Climb) keep(r Roster, way []place, pos int, at when.Micros) {
	before := c.last()
	if s, manned := r[before.Unit]; manned && s.At(before.Post) == before.Person {
		return
	}
	for i := min(pos, len(way)-1); i >= 0; i-- {
		s, manned := r[way[i].unit]
		if manned && s.At(way[i].post).ID != "" {
			if s.At(way[i].post) != before.Person {
				c.add(Rung{At: at, Why: WhyShift, Unit: way[i].unit, Post: way[i].post, Person: s.At(way[i].post)})
			}
			return
		}
	}
	c.add(Rung{At: at, Why: WhyNoRoster, Unit: way[len(way)-1].unit, Post: Leader})
}

// settle ends a climb: somebody has taken the matter, or there is nothing left to take.
func (c *Climb) settle(at when.Micros) {
	c.State, c.EndedAt, c.Alarm, c.Who = Settled, at, 0, ""
}
