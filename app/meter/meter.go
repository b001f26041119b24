// Package meter measures a running centre: the two latencies that matter, and counters that are read when they are asked for.
package meter

import (
	"context"
	"sort"
	"sync"
	"time"

	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/internal/obs"
)

// slots bounds what the meter remembers; older entries are forgotten unmeasured.
const slots = 1 << 16

// Latency measures the two latencies that matter, on the wall clock whatever clock the centre runs on: from the synced
// append of a signal to its recorded hit, and from the recorded hit to the issued order.
type Latency struct {
	metrics *obs.Metrics
	keep    bool // keep every sample, for a run that reports quantiles

	mu       sync.Mutex // guards the rest
	appended map[[2]uint64]time.Time
	recorded map[string]time.Time // by phone or identity number of the person
	hits     []float64            // milliseconds
	orders   []float64
}

// New measures into these metrics; keep is for a run that reports quantiles: every sample is kept.
func New(m *obs.Metrics, keep bool) *Latency {
	return &Latency{metrics: m, keep: keep, appended: map[[2]uint64]time.Time{}, recorded: map[string]time.Time{}}
}

// Log notes when an envelope became durable.
type Log struct {
	log inner
	m   *Latency
}

// inner is the log of signals as intake writes and detection reads it.
type inner interface {
	detect.Log
	Append(ctx context.Context, partition int, envelope []byte) (uint64, error)
}

// Log is this log, with a note of when each envelope became durable.
func (m *Latency) Log(log inner) Log { return Log{log, m} }

// Append implements signal.Log.
func (l Log) Append(ctx context.Context, partition int, envelope []byte) (uint64, error) {
	seq, err := l.log.Append(ctx, partition, envelope)
	if err == nil {
		l.m.mu.Lock()
		if len(l.m.appended) >= slots {
			clear(l.m.appended)
		}
		l.m.appended[[2]uint64{uint64(partition), seq}] = time.Now()
		l.m.mu.Unlock()
	}
	return seq, err
}

// Read implements signal.Log and detect.Log.
func (l Log) Read(ctx context.Context, partition int, after uint64, fn func(uint64, []byte) error) error {
	return l.log.Read(ctx, partition, after, func(seq uint64, envelope []byte) error {
		err := fn(seq, envelope)
		l.m.mu.Lock()
		delete(l.m.appended, [2]uint64{uint64(partition), seq})
		l.m.mu.Unlock()
		return err
	})
}

// Last implements signal.Log and detect.Log.
func (l Log) Last(ctx context.Context, partition int) (uint64, error) {
	return l.log.Last(ctx, partition)
}

// HitsRecorded is called after the hits of an envelope are committed.
func (m *Latency) HitsRecorded(partition int, seq uint64, hits []detect.Hit) {
	now := time.Now()
	m.metrics.Hits.Add(float64(len(hits)))
	m.mu.Lock()
	defer m.mu.Unlock()
	at, ok := m.appended[[2]uint64{uint64(partition), seq}]
	if ok {
		d := now.Sub(at)
		m.metrics.HitDelay.Observe(d.Seconds())
		if m.keep {
			m.hits = append(m.hits, float64(d.Microseconds())/1000)
		}
	}
	if len(m.recorded) >= slots {
		clear(m.recorded)
	}
	for _, h := range hits {
		for _, key := range []string{string(h.Phone), string(h.PersonID)} {
			if key != "" {
				m.recorded[key] = now
			}
		}
	}
}

// OrderIssued is called when the playbook has issued the order of a warning that was just raised.
func (m *Latency) OrderIssued(v warning.View) {
	now := time.Now()
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range []string{string(v.Person.Phone), string(v.Person.IDNumber)} {
		at, ok := m.recorded[key]
		if !ok || key == "" {
			continue
		}
		delete(m.recorded, key)
		d := now.Sub(at)
		m.metrics.OrderTime.Observe(d.Seconds())
		if m.keep {
			m.orders = append(m.orders, float64(d.Microseconds())/1000)
		}
		return
	}
}

// Quantiles of a latency, in milliseconds.
type Quantiles struct{ P50, P90, P99, Max float64 }

// quantiles sorts the samples in place.
func quantiles(samples []float64) Quantiles {
	if len(samples) == 0 {
		return Quantiles{}
	}
	sort.Float64s(samples)
	at := func(q float64) float64 { return samples[min(len(samples)-1, int(q*float64(len(samples))))] }
	return Quantiles{at(.5), at(.9), at(.99), samples[len(samples)-1]}
}

// Quantiles returns what was measured so far.
func (m *Latency) Quantiles() (hit, order Quantiles) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return quantiles(m.hits), quantiles(m.orders)
}
