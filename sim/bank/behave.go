package bank

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"fanzha/term/when"
)

// Channel is how orders reach a bank.
type Channel string

// The channels of a simulated bank.
const (
	Push  Channel = "push"  // it has an endpoint
	Poll  Channel = "poll"  // it asks the centre every Behaviour.Every
	Paper Channel = "paper" // it gets a letter; a clerk reads it and writes back
)

// Behaviour says when a bank acts. The zero value answers at once, for ever, over its endpoint.
type Behaviour struct {
	Channel Channel       // empty: Push
	Every   time.Duration // Poll: between two looks
	Median  time.Duration // from the arrival of an order to its execution, log-normal
	Spread  float64       // sigma of the log-normal; 0.5 is usual, 1.2 is erratic
	Max     time.Duration // no order waits longer; zero: ten times the median
	Silent  bool          // it takes orders and never answers nor executes

	OutageEvery time.Duration // mean time between two outages; zero: none
	OutageFor   time.Duration // mean length of one
	Outages     []Outage      // and these for certain
}

// Outage is a time in which the bank cannot be reached.
type Outage struct{ From, Until when.Micros }

// The behaviours that simulations use.
func Prompt() Behaviour { return Behaviour{Median: 120 * time.Millisecond, Spread: 0.5} }

// Slow answers after tens of seconds.
func Slow() Behaviour { return Behaviour{Median: 25 * time.Second, Spread: 0.8} }

// Polling asks every interval and is prompt then.
func Polling(every time.Duration) Behaviour {
	return Behaviour{Channel: Poll, Every: every, Median: 200 * time.Millisecond, Spread: 0.5}
}

// OnPaper needs minutes: somebody has to read.
func OnPaper() Behaviour {
	return Behaviour{Channel: Paper, Median: 8 * time.Minute, Spread: 0.6}
}

// Mute takes orders and never answers.
func Mute() Behaviour { return Behaviour{Silent: true} }

// draw gives the random numbers of one matter of this bank; they depend on nothing else.
func (b *Bank) draw(matter string) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(b.opts.Code))
	_, _ = h.Write([]byte{0})
	_, _ = h.Write([]byte(matter))
	return rand.New(rand.NewPCG(b.opts.Seed, h.Sum64()))
}

// Delay is how long this bank takes with an order after it has arrived (push) or been fetched (poll, paper). It depends on seed,
// bank and order alone.
func (b *Bank) Delay(order string) time.Duration {
	w := b.opts.Behaviour
	if w.Median <= 0 {
		return 0
	}
	d := time.Duration(float64(w.Median) * math.Exp(w.Spread*b.draw("delay "+order).NormFloat64()))
	most := w.Max
	if most <= 0 {
		most = 10 * w.Median
	}
	return min(d, most)
}

// NextLook is when a polling bank next asks the centre, after a moment. Banks of a fleet look at different offsets.
func (b *Bank) NextLook(after when.Micros) when.Micros {
	every := when.Micros(b.opts.Behaviour.Every / time.Microsecond)
	if every <= 0 {
		return after
	}
	offset := when.Micros(b.draw("look").Int64N(int64(every)))
	n := (after - offset) / every
	return (n+1)*every + offset
}

// Away reports whether the bank cannot be reached at a moment, and when it will be back.
func (b *Bank) Away(at when.Micros) (back when.Micros, away bool) {
	for _, o := range b.opts.Behaviour.Outages {
		if at >= o.From && at < o.Until {
			return o.Until, true
		}
	}
	w := b.opts.Behaviour
	if w.OutageEvery <= 0 || w.OutageFor <= 0 {
		return 0, false
	}
	// One outage begins in every stretch of OutageEvery; a long one reaches into the stretches after it, at most three.
	stretch := int64(w.OutageEvery / time.Microsecond)
	k := int64(at) / stretch
	for i := max(k-3, 0); i <= k; i++ {
		from, until := b.outage(i, stretch)
		if at >= from && at < until {
			return until, true
		}
	}
	return 0, false
}

func (b *Bank) outage(k, stretch int64) (from, until when.Micros) {
	r := b.draw("outage " + time.Duration(k).String())
	from = when.Micros(k*stretch + r.Int64N(stretch))
	long := r.ExpFloat64() * float64(b.opts.Behaviour.OutageFor/time.Microsecond)
	return from, from + min(when.Micros(long), when.Micros(3*stretch))
}
