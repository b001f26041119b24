package sim

import (
	"context"
	"fmt"
	"time"

	"fanzha/term/when"
)

// Receipt is the intake's answer to a batch.
type Receipt struct {
	Read      int `json:"read"`
	Accepted  int `json:"accepted"`
	Duplicate int `json:"duplicate"`
	Rejected  int `json:"rejected"`
}

// Poster is the public intake, as a partner sees it.
type Poster interface {
	// Post hands in a batch and returns when it is acknowledged. A batch may be posted again after an error: records carry ids.
	Post(ctx context.Context, b Batch) (Receipt, error)
}

// Centre is the centre under test.
type Centre interface {
	Poster
	// Drain returns when everything acknowledged so far has been detected, merged and dispatched.
	Drain(ctx context.Context) error
	// Findings returns all hits and warnings since the start, in any order.
	Findings(ctx context.Context) ([]Finding, error)
	// Figures returns the centre's own counts.
	Figures(ctx context.Context) (Figures, error)
}

// Figures are the centre's own counts since the start.
type Figures struct {
	Hits         int
	Warnings     int
	Merged       int // hits that went into a warning that was open already
	Orders       int
	SignedInTime int // orders signed before their deadline
	SignDue      int // orders that were signed or whose deadline has passed
	// Latency is measured on the wall clock, in milliseconds, for example signal_to_hit and hit_to_order.
	Latency map[string]Quantiles
}

// Quantiles of a latency, in milliseconds.
type Quantiles struct {
	P50 float64 `json:"p50"`
	P90 float64 `json:"p90"`
	P99 float64 `json:"p99"`
	Max float64 `json:"max"`
}

// Staff acts for the people of the centre; *staff.Force is one.
type Staff interface {
	Act(ctx context.Context, now when.Micros) error
}

// Run is one headless run.
type Run struct {
	Days     int
	Tick     time.Duration // lock-step; zero means one minute
	Centre   Centre
	Clock    func(when.Micros) // sets the centre's clock; may be nil
	Staff    Staff             // nil: nobody acts
	Progress func(Progress)    // called after every simulated hour; may be nil
}

// Progress is how far a run has come.
type Progress struct {
	Now     when.Micros
	Share   float64 // of the simulated time
	Signals int
	Elapsed time.Duration // wall time
	Left    time.Duration // estimate
}

// Result is what a headless run found; it marshals to exactly the published keys. Everything except latency_ms is a function
// of seed, days and options.
type Result struct {
	Signals          int                  `json:"signals"` // accepted by the intake: duplicates and rejected lines not counted
	Hits             int                  `json:"hits"`
	Warnings         int                  `json:"warnings"`
	Merged           int                  `json:"merged"`
	Orders           int                  `json:"orders"`
	SignedInTime     float64              `json:"signed_in_time_share"`
	PersonsTargeted  int                  `json:"persons_targeted"`
	PersonsReached   int                  `json:"persons_reached_before_transfer"`
	MoneyLostWithout int64                `json:"money_lost_without_fen"`
	MoneyLostWith    int64                `json:"money_lost_with_fen"`
	Precision        Shares               `json:"precision"`
	Recall           Shares               `json:"recall"`
	LatencyMS        map[string]Quantiles `json:"latency_ms"`
	Seed             uint64               `json:"seed"`
	Days             int                  `json:"days"`

	Score     Score `json:"-"`
	Duplicate int   `json:"-"` // records sent again, recognised by the intake
	Rejected  int   `json:"-"` // malformed lines, rejected by the intake
	Malformed int   `json:"-"` // malformed lines sent
}

// Headless lets the city and the centre live some days in lock-step: a tick of the city is posted, the centre drains, its
// people act, and only then the clock goes on. Wall time decides nothing.
func Headless(ctx context.Context, city *City, run Run) (Result, error) {
	if run.Tick <= 0 {
		run.Tick = time.Minute
	}
	res := Result{Seed: city.opts.Seed, Days: run.Days}
	end := city.opts.Start + when.Micros(run.Days)*when.Day
	watch := stopwatch{run: run, from: city.now, end: end, told: city.now, began: wallNow()}
	for city.now < end {
		err := tickOnce(ctx, city, run, &res)
		if err != nil {
			return res, fmt.Errorf("simulated %s: %w", city.now, err)
		}
		watch.tell(city.now, res.Signals)
	}
	findings, err := run.Centre.Findings(ctx)
	if err != nil {
		return res, fmt.Errorf("read findings: %w", err)
	}
	figures, err := run.Centre.Figures(ctx)
	if err != nil {
		return res, fmt.Errorf("read figures: %w", err)
	}
	res.fill(city.Score(findings), figures)
	return res, nil
}

func tickOnce(ctx context.Context, city *City, run Run, res *Result) error {
	to := min(city.now+when.Micros(run.Tick/time.Microsecond), city.opts.Start+when.Micros(run.Days)*when.Day)
	step := city.Advance(to)
	if run.Clock != nil {
		run.Clock(to)
	}
	for _, b := range step.Batches {
		receipt, err := run.Centre.Post(ctx, b)
		if err != nil {
			return err
		}
		if receipt.Read != b.Records {
			return fmt.Errorf("posted %d records, the centre read %d", b.Records, receipt.Read)
		}
		res.Signals += receipt.Accepted
		res.Duplicate += receipt.Duplicate
		res.Rejected += receipt.Rejected
	}
	res.Malformed += step.Malformed
	err := run.Centre.Drain(ctx)
	if err != nil {
		return err
	}
	if run.Staff == nil {
		return nil
	}
	err = run.Staff.Act(ctx, to)
	if err != nil {
		return err
	}
	return run.Centre.Drain(ctx) // what the staff did has its consequences before the next tick
}

// fill takes over the score and the centre's figures.
func (r *Result) fill(s Score, f Figures) {
	r.Score = s
	r.Hits, r.Warnings, r.Merged, r.Orders = f.Hits, f.Warnings, f.Merged, f.Orders
	if f.SignDue > 0 {
		r.SignedInTime = float64(f.SignedInTime) / float64(f.SignDue)
	}
	r.PersonsTargeted, r.PersonsReached = s.Targeted, s.ReachedBefore
	r.MoneyLostWithout, r.MoneyLostWith = s.MoneyWithout, s.MoneyWith
	r.Precision, r.Recall = s.Precision, s.Recall
	r.LatencyMS = f.Latency
	if r.LatencyMS == nil {
		r.LatencyMS = map[string]Quantiles{}
	}
}

// stopwatch tells the progress once per simulated hour.
type stopwatch struct {
	run   Run
	from  when.Micros
	end   when.Micros
	began time.Time
	told  when.Micros
}

func (w *stopwatch) tell(now when.Micros, signals int) {
	if w.run.Progress == nil || now-w.told < when.Hour && now < w.end {
		return
	}
	w.told = now
	p := Progress{Now: now, Signals: signals, Elapsed: wallNow().Sub(w.began)}
	p.Share = float64(now-w.from) / float64(w.end-w.from)
	if p.Share > 0 {
		p.Left = time.Duration(float64(p.Elapsed) * (1 - p.Share) / p.Share)
	}
	w.run.Progress(p)
}

// wallNow is only for progress and for the live clock; nothing simulated depends on it.
func wallNow() time.Time { return time.Now() }
