package sim

import (
	"fanzha/sim/town"
	"strconv"
	"time"

	"fanzha/term/when"
)

// DefaultStart is midnight of Monday, 2026-06-01 in the city.
var DefaultStart = when.Of(time.Date(2026, 5, 31, 16, 0, 0, 0, time.UTC))

// Defaults of Options.
const (
	DefaultPeople = 100_000
	DefaultOneIn  = 4000
)

// Options make a city. Two cities with equal options say the same bytes.
type Options struct {
	Seed   uint64
	People int         // residents; zero means DefaultPeople, at most MaxPeople
	Start  when.Micros // first moment, a whole second; zero means DefaultStart
	Scale  float64     // volume of ordinary life; zero means 1: some 8 records a person a day
	OneIn  int         // one in so many residents is targeted by a fraud each day; zero means DefaultOneIn
	Split  bool        // one batch per partner and step; otherwise one batch of all, in order of arrival
	// Stories, when set, replaces the daily frauds by a steady stream of shortened ones, for a live demonstration.
	Stories *Stories
}

// Stories is the pace of a live demonstration.
type Stories struct {
	First time.Duration    // the first story begins so long after the start
	Every [2]time.Duration // then one begins every so often, between the two
	Lead  [2]time.Duration // from the first contact to the first payment, between the two
	Rate  float64          // ordinary records a second, on average
	// Area is where a share of the targets live (nine digits), so that the human at one station has something to do: AreaPct of
	// a hundred, and the first one surely.
	Area    string
	AreaPct int
}

// City is the running city. It is not safe for concurrent use.
type City struct {
	opts   Options
	seed   uint64
	town   *town.Town
	now    when.Micros
	out    emitter
	life   life
	plot   plot
	knocks knocks
	batch  map[uint8]*Batch
	byID   map[string]int // identity numbers looked up so far
}

// Step is what arrived at the centre's door in (From, To].
type Step struct {
	From, To   when.Micros
	Records    int // lines, duplicates and malformed ones included
	Duplicates int // lines sent a second time
	Malformed  int // lines that must be rejected
	Batches    []Batch
}

// Batch is NDJSON for the public intake, kind "mixed".
type Batch struct {
	Partner   string // code of the partner, "city" when all are mixed
	Lines     []byte // valid until the next Advance
	Records   int
	Malformed int
}

// New makes a city at its first moment.
func New(opts Options) *City {
	if opts.People <= 0 {
		opts.People = DefaultPeople
	}
	opts.People = min(opts.People, town.MaxPeople)
	if opts.Start == 0 {
		opts.Start = DefaultStart
	}
	if opts.Scale == 0 {
		opts.Scale = 1
	}
	if opts.OneIn == 0 {
		opts.OneIn = DefaultOneIn
	}
	opts.Start -= opts.Start % when.Second
	c := &City{opts: opts, seed: town.Mix(opts.Seed + 0x79756e6865), now: opts.Start, batch: map[uint8]*Batch{}}
	c.out.seed = c.seed
	c.out.epoch = append(strconv.AppendUint([]byte{'-'}, uint64(opts.Start/when.Second), 36), '-')
	c.town = town.New(c.seed, opts.People, opts.Start)
	c.life.init(c)
	c.plot.init(c)
	c.knocks.init()
	return c
}

// Now is the moment the city has reached.
func (c *City) Now() when.Micros { return c.now }

// Advance lets the city live on until the moment to, rounded down to whole seconds, and returns what arrived at the centre
// meanwhile. The lines of the last step become invalid.
func (c *City) Advance(to when.Micros) Step {
	to -= to % when.Second
	step := Step{From: c.now, To: to}
	for ; c.now < to; c.now += when.Second {
		c.second()
	}
	for _, b := range c.batch {
		b.Lines, b.Records, b.Malformed = b.Lines[:0], 0, 0
	}
	before := c.out.again
	c.out.deliver(to, func(partner uint8, line []byte, bad bool) {
		b := c.batchOf(partner)
		b.Lines = append(b.Lines, line...)
		b.Records++
		step.Records++
		if bad {
			b.Malformed++
			step.Malformed++
		}
	})
	step.Duplicates = c.out.again - before
	for i := range len(town.Partners) + 1 {
		b := c.batch[uint8(i)]
		if b != nil && b.Records > 0 {
			step.Batches = append(step.Batches, *b)
		}
	}
	return step
}

func (c *City) batchOf(partner uint8) *Batch {
	if !c.opts.Split {
		partner = uint8(len(town.Partners))
	}
	b := c.batch[partner]
	if b == nil {
		b = &Batch{Partner: partnerCity}
		if c.opts.Split {
			b.Partner = town.Partners[partner].Code
		}
		c.batch[partner] = b
	}
	return b
}

// second lives one second: first the plot, because victims act in it, then everybody else.
func (c *City) second() {
	if (c.now+town.Zone)%when.Day == 0 || c.now == c.opts.Start {
		c.newDay()
	}
	c.plot.second(c)
	c.life.second(c)
}

// newDay lays out what the calendar and the fraudsters have planned for the day.
func (c *City) newDay() {
	day := int64((c.now + town.Zone) / when.Day)
	c.life.newDay(c, day)
	c.plot.newDay(c, day)
}
