package sim

import (
	"context"
	"errors"
	"fanzha/sim/town"
	"time"

	"fanzha/term/when"
)

// LiveOptions make a city for a live demonstration: from now on, a steady stream of ordinary life, a story every half minute,
// the first one within seconds, each so shortened that money moves minutes after the first contact.
func LiveOptions(seed uint64, start when.Micros) Options {
	return Options{
		Seed: seed, Start: start, Split: true,
		Stories: &Stories{
			First: 3 * time.Second,
			Every: [2]time.Duration{20 * time.Second, 40 * time.Second},
			Lead:  [2]time.Duration{20 * time.Second, 6 * time.Minute},
			Rate:  32,
			Area:  town.Stations[0].Area, AreaPct: 30,
		},
	}
}

// LiveRun is a run in real time.
type LiveRun struct {
	Centre Poster
	Staff  Staff              // nil: only humans act
	Now    func() when.Micros // the centre's clock; nil means the wall clock
	Every  time.Duration      // how often the city posts; zero means every second
	Report func(LiveStatus)   // called after every post; may be nil
}

// LiveStatus is how a live run goes.
type LiveStatus struct {
	Now     when.Micros
	Receipt Receipt // of everything so far
	Frauds  int     // begun so far
	Err     error   // the last post or act that went wrong; the run goes on
}

// liveBehind is how far the city may fall behind the clock before it lets the lost time pass unlived: a laptop that slept must
// not flood the centre when it wakes.
const liveBehind = 10 * when.Minute

// Live lets the city live along with the clock until ctx ends. Errors of the centre are reported and do not end it: a batch
// that could not be posted is posted again next time.
func Live(ctx context.Context, city *City, run LiveRun) error {
	if run.Now == nil {
		run.Now = func() when.Micros { return when.Of(wallNow()) }
	}
	if run.Every <= 0 {
		run.Every = time.Second
	}
	ticker := time.NewTicker(run.Every)
	defer ticker.Stop()
	l := liveCity{city: city, run: run}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		status := l.tick(ctx)
		if errors.Is(status.Err, context.Canceled) {
			return nil
		}
		if run.Report != nil {
			run.Report(status)
		}
	}
}

// liveCity is a running live city.
type liveCity struct {
	city  *City
	run   LiveRun
	left  []Batch // not acknowledged yet
	total Receipt
}

func (l *liveCity) tick(ctx context.Context) LiveStatus {
	status := LiveStatus{Now: l.run.Now()}
	if len(l.left) == 0 {
		if status.Now-l.city.now > liveBehind {
			l.city.skip(status.Now)
		}
		l.left = l.city.Advance(status.Now).Batches
	}
	status.Err = l.post(ctx)
	if l.run.Staff != nil && ctx.Err() == nil {
		status.Err = errors.Join(status.Err, l.run.Staff.Act(ctx, status.Now))
	}
	status.Receipt, status.Frauds = l.total, l.city.begun()
	return status
}

// post hands in what is left, in order, and keeps what could not be.
func (l *liveCity) post(ctx context.Context) error {
	for len(l.left) > 0 {
		receipt, err := l.run.Centre.Post(ctx, l.left[0])
		if err != nil {
			return err
		}
		l.total.Read += receipt.Read
		l.total.Accepted += receipt.Accepted
		l.total.Duplicate += receipt.Duplicate
		l.total.Rejected += receipt.Rejected
		l.left = l.left[1:]
	}
	return nil
}

// skip jumps over time that nobody lived; stories and leads that were due come at once.
func (c *City) skip(to when.Micros) {
	to -= to % when.Second
	crossed := (to+town.Zone)/when.Day != (c.now+town.Zone)/when.Day
	c.now = to
	if c.opts.Stories != nil {
		c.plot.nextAt = max(c.plot.nextAt, to)
	}
	if crossed {
		c.newDay()
	}
}

func (c *City) begun() int {
	n := 0
	for _, k := range c.plot.courses {
		if k.start <= c.now {
			n++
		}
	}
	return n
}
