package load

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Options of a measurement.
type Options struct {
	URL         string        // http://host:port of the server
	Key         string        // of a source with enough quota
	Seed        uint64        // of the synthetic signals
	People      int           // zero: 100,000
	Duration    time.Duration // zero: 10 s
	Batch       int           // BatchLoad: signals a request, zero: 1,000
	Connections int           // BatchLoad: requests in flight, zero: 4; SingleLoad: at most, zero: 256
	Signals     int           // BatchLoad: end after so many; zero: only Duration ends it
	Rate        int           // SingleLoad: requests a second, zero: as many as come through
}

// Result of a measurement. Latencies are from when a request was due to its answer, in microseconds.
type Result struct {
	Signals   int64   `json:"signals"`
	Requests  int64   `json:"requests"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"signals_per_s"`
	P50       int64   `json:"p50_us"`
	P90       int64   `json:"p90_us"`
	P99       int64   `json:"p99_us"`
	P999      int64   `json:"p999_us"`
	Max       int64   `json:"max_us"`
	Late      int64   `json:"late"` // requests that the sender itself could not send within a millisecond of when they were due
}

// worker is one connection with its own times, so that workers share nothing while measuring.
type worker struct {
	c         *client
	g         *generator
	buf       []byte
	latencies []time.Duration
	err       error
}

func (o *Options) defaults(connections int) {
	if o.People <= 0 {
		o.People = 100_000
	}
	if o.Duration <= 0 {
		o.Duration = 10 * time.Second
	}
	if o.Batch <= 0 {
		o.Batch = 1000
	}
	if o.Connections <= 0 {
		o.Connections = connections
	}
}

func (o *Options) workers(ctx context.Context) ([]*worker, error) {
	now := time.Now().UnixMicro()
	g := &generator{run: "load-" + strconv.FormatInt(now, 36) + "-", seed: o.Seed, people: uint64(o.People), base: now}
	list := make([]*worker, o.Connections)
	for i := range list {
		c, err := dial(ctx, o.URL, o.Key)
		if err != nil {
			closeAll(list[:i])
			return nil, err
		}
		list[i] = &worker{c: c, g: g, latencies: make([]time.Duration, 0, 1<<16)}
	}
	return list, nil
}

func closeAll(list []*worker) {
	for _, w := range list {
		_ = w.c.conn.Close() // nothing is owed to the server
	}
}

// one sends the signals from..from+n-1 as one request that was due at a moment.
func (w *worker) one(from uint64, n int, due time.Time) error {
	w.buf = w.buf[:0]
	for i := range uint64(n) {
		w.buf = w.g.record(w.buf, from+i)
	}
	status, answer, err := w.c.post(w.buf)
	if err != nil {
		return err
	}
	w.latencies = append(w.latencies, time.Since(due))
	return expect(status, answer, n)
}

// BatchLoad sends batches on a few connections, each as soon as the one before is answered.
func BatchLoad(ctx context.Context, o Options) (Result, error) {
	o.defaults(4)
	list, err := o.workers(ctx)
	if err != nil {
		return Result{}, err
	}
	defer closeAll(list)
	var next atomic.Uint64
	start := time.Now()
	var wg sync.WaitGroup
	for _, w := range list {
		wg.Go(func() {
			for w.err == nil && time.Since(start) < o.Duration && ctx.Err() == nil {
				from := next.Add(uint64(o.Batch)) - uint64(o.Batch)
				if o.Signals > 0 && from >= uint64(o.Signals) {
					return
				}
				w.err = w.one(from, o.Batch, time.Now())
			}
		})
	}
	wg.Wait()
	return result(list, o.Batch, time.Since(start))
}

// SingleLoad sends one signal a request: at Rate, each when it is due, or without a rate as fast as they come through.
func SingleLoad(ctx context.Context, o Options) (Result, error) {
	o.defaults(256)
	if o.Rate <= 0 {
		o.Connections = min(o.Connections, 64)
	}
	list, err := o.workers(ctx)
	if err != nil {
		return Result{}, err
	}
	defer closeAll(list)
	due := make(chan job, len(list))
	start := time.Now()
	var wg sync.WaitGroup
	for _, w := range list {
		wg.Go(func() {
			for j := range due {
				at := j.due
				if at.IsZero() {
					at = time.Now()
				}
				if w.err == nil {
					w.err = w.one(j.n, 1, at)
				}
			}
		})
	}
	late := pace(ctx, o, start, due)
	close(due)
	wg.Wait()
	r, err := result(list, 1, time.Since(start))
	r.Late = late
	return r, err
}

// job is one request with the moment it is due; zero means at once.
type job struct {
	n   uint64
	due time.Time
}

// pace hands out jobs until the time is over. It sleeps until the next is due and then hands out all that are.
func pace(ctx context.Context, o Options, start time.Time, due chan<- job) (late int64) {
	for n := uint64(0); ctx.Err() == nil; n++ {
		if o.Rate <= 0 {
			if n&63 == 0 && time.Since(start) >= o.Duration {
				return late
			}
			due <- job{n: n}
			continue
		}
		at := start.Add(time.Duration(n) * time.Second / time.Duration(o.Rate))
		if at.Sub(start) >= o.Duration {
			return late
		}
		wait := time.Until(at)
		if wait > 0 {
			time.Sleep(wait)
		} else if wait < -time.Millisecond {
			late++
		}
		due <- job{n, at}
	}
	return late
}

// result joins the workers' times.
func result(list []*worker, batch int, took time.Duration) (Result, error) {
	var all []time.Duration
	var errs []error
	for _, w := range list {
		all = append(all, w.latencies...)
		errs = append(errs, w.err)
	}
	slices.Sort(all)
	at := func(p float64) int64 {
		if len(all) == 0 {
			return 0
		}
		return all[min(len(all)-1, int(p*float64(len(all))))].Microseconds()
	}
	n := int64(len(all))
	return Result{
		Signals: n * int64(batch), Requests: n, Seconds: took.Seconds(), PerSecond: float64(n*int64(batch)) / took.Seconds(),
		P50: at(.5), P90: at(.9), P99: at(.99), P999: at(.999), Max: at(1),
	}, errors.Join(errs...)
}
