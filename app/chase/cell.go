package chase

import (
	"context"
	"fmt"
	"math"
	"time"

	"fanzha/sim/bank"
	"fanzha/sim/money"
	"fanzha/sim/town"
	"fanzha/term/when"
)

// epoch is when the first case of every run begins: 2 March 2026, 08:00 in Beijing.
const epoch = when.Micros(1_772_409_600_000_000)

// apart is how far cases of a run lie apart, so that the holds of one are over before the next begins.
const apart = 4 * when.Day

// cell is one run: so many cases under the same conditions, one after the other, on one centre.
type cell struct {
	name  string
	pace  money.Pace
	delay when.Micros // report after the last payment; negative: log-normal with that median
	mode  Mode
	banks banking
	until when.Micros
	line  int // cases are lines of so many accounts
	chaos bool
}

// banking says how the banks of a run are reached.
type banking struct {
	poll, paper int         // ‰ of the banks
	down        int         // ‰ of the banks, away around the report
	downFor     when.Micros // since the report
}

// Runs of banks.
var (
	automated = banking{}
	manyKinds = banking{poll: 200, paper: 50}
	tenthDown = banking{down: 100, downFor: 2 * when.Hour}
)

// pollEvery is how often polling banks ask.
const pollEvery = 60 * time.Second

// channels deals the channels out: the first so many of a shuffled row of banks.
func (b banking) channels(seed uint64, n int) []bank.Channel {
	out := make([]bank.Channel, n)
	r := town.Roll(seed, streamBank, 0, 0)
	order := shuffled(&r, n)
	for k, i := range order {
		switch {
		case k*1000 < b.poll*n:
			out[i] = bank.Poll
		case k*1000 < (b.poll+b.paper)*n:
			out[i] = bank.Paper
		default:
			out[i] = bank.Push
		}
	}
	return out
}

func shuffled(r *town.Rand, n int) []int {
	order := all(n)
	for i := n - 1; i > 0; i-- {
		k := r.N(i + 1)
		order[i], order[k] = order[k], order[i]
	}
	return order
}

// behave makes the banks of one case; which of them are down differs from case to case.
func (b banking) behave(k *money.Case, report when.Micros, channels []bank.Channel) func(i int) bank.Behaviour {
	r := town.Roll(k.Seed, streamBank, uint64(k.Number), 1)
	down := map[int]bool{}
	for place, i := range shuffled(&r, len(channels)) {
		down[i] = place*1000 < b.down*len(channels)
	}
	return func(i int) bank.Behaviour {
		w := bank.Behaviour{Channel: channels[i]}
		if w.Channel == bank.Poll {
			w.Every = pollEvery
		}
		if down[i] {
			w.Outages = []bank.Outage{{From: report - when.Hour, Until: report + b.downFor}}
		}
		return w
	}
}

// result is what a cell gave.
type result struct {
	cell
	seed  uint64
	cases []Outcome
	calls []time.Duration
	lags  chaosCount
}

// run drives all cases of a cell.
func (l cell) run(ctx context.Context, o Options) (result, error) {
	p := money.Default(l.pace)
	channels := l.banks.channels(o.Seed, p.Banks)
	res := result{cell: l, seed: o.Seed}
	c, err := openCentre(ctx, centreOptions{
		seed: o.Seed, start: epoch - when.Day, banks: p.Banks, fixed: o.Fixed,
		channel: func(i int) string { return string(channels[i]) },
	})
	if err != nil {
		return res, err
	}
	defer func() { err = c.close() }()
	for n := range o.Cases {
		if ctx.Err() != nil {
			return res, ctx.Err()
		}
		k := money.Plan(o.Seed, n, p)
		if l.line > 0 {
			k = money.Line(o.Seed, n, l.line, p)
		}
		start := epoch + when.Micros(n)*apart
		delay := l.reportDelay(o.Seed, n)
		co := courseOptions{start: start, banks: p.Banks, delay: delay, mode: l.mode, until: l.until, lag: usual()}
		co.behave = l.banks.behave(k, start+k.LastPaid+delay, channels)
		if l.chaos {
			co.chaos = &chaos{}
		}
		r, err := c.drive(ctx, k, co)
		if err != nil {
			return res, fmt.Errorf("%s: %w", l.name, err)
		}
		res.cases = append(res.cases, r.t.done)
		if co.chaos != nil {
			res.lags.add(co.chaos.count)
		}
		o.progress(l.name, n+1, o.Cases)
	}
	res.calls = c.calls
	return res, err
}

// reportDelay is the delay of one case.
func (l cell) reportDelay(seed uint64, n int) when.Micros {
	if l.delay >= 0 {
		return l.delay
	}
	r := town.Roll(seed, streamBank, uint64(n), 2)
	return when.Micros(math.Min(r.Skewed(float64(-l.delay), 1), float64(12*when.Hour)))
}
