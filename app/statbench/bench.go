// Package statbench measures counting: `fanzha bench stats`.
package statbench

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube"
	"fanzha/internal/usage"
)

// Cmd is the command with its flags.
type Cmd struct {
	JSON       bool   `help:"Print one JSON object instead of lines." name:"json"`
	Events     int    `help:"Events counted." default:"200000000"`
	Years      int    `help:"Over how many years." default:"3"`
	Indicators int    `help:"Indicators of an issue." default:"300"`
	Units      int    `help:"Units." default:"2000"`
	Reads      int    `help:"Indicator reads." default:"20000"`
	Drills     int    `help:"Drill-downs of each kind." default:"200"`
	Seed       uint64 `help:"Seed of events and questions." default:"20261122"`
	Once       bool   `help:"Leave out the second load in another order."`
}

// Report is everything that was measured. Rates a core are by the processor time of one thread, because the machine may be
// shared; latencies are by the clock on the wall, with processor time beside them.
type Report struct {
	Seed          uint64     `json:"seed"`
	Events        int        `json:"events"`
	Years         int        `json:"years"`
	Measures      int        `json:"measures"`
	Indicators    int        `json:"indicators"`
	Units         int        `json:"units"`
	Columns       float64    `json:"columns_per_fact"`   // over which a fact is summed up, at least in blocks of 32 days
	RollRate      spread     `json:"rollup_per_s_core"`  // facts already numbered and in columns by measure and day, as a batch leaves them
	ApplyRate     float64    `json:"apply_per_s_core"`   // facts of strings, in order of arrival: checked, numbered, indexed, stored, summed up
	MakeS         float64    `json:"inventing_events_s"` // not part of it
	LoadS         float64    `json:"load_wall_s"`        // inventing included
	AddNS         float64    `json:"single_add_ns"`      // one fact at a time
	Stats         cube.Stats `json:"stats"`
	PerEvent      float64    `json:"bytes_per_event"`
	RSS           int64      `json:"rss_bytes"`
	Peak          int64      `json:"rss_peak_bytes"`
	Read          latency    `json:"indicator_read"`
	First         latency    `json:"bulletin_first"` // a weekly issue, the first question after loading: the centre asks it itself (app/figures)
	Weekly        latency    `json:"bulletin_weekly"`
	Monthly       latency    `json:"bulletin_monthly"`
	Questions     int        `json:"questions_per_bulletin"`
	List          latency    `json:"drill_list"`          // the newest hundred facts behind a figure, and the next two pages
	Cross         latency    `json:"drill_cross"`         // a table of two sides over a year
	Scan          latency    `json:"drill_scan"`          // groups by one side under filters of two others and a county, over a year
	Checksum      string     `json:"checksum"`            // over every answer
	Repeated      bool       `json:"repeated"`            // the same from roll-ups made anew
	Reordered     *bool      `json:"reordered,omitempty"` // the same after loading the events newest first
	ReorderedRate float64    `json:"reordered_apply_per_s_core,omitempty"`
}

// spread is min, median and max of several runs.
type spread struct {
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Max    float64 `json:"max"`
}

func spreadOf(v []float64) spread {
	slices.Sort(v)
	return spread{v[0], v[len(v)/2], v[len(v)-1]}
}

// latency is in milliseconds by the wall, and by the processor time of the thread.
type latency struct {
	N      int     `json:"n"`
	P50    float64 `json:"p50_ms"`
	P99    float64 `json:"p99_ms"`
	Max    float64 `json:"max_ms"`
	CPU99  float64 `json:"cpu_p99_ms"`
	CPUMax float64 `json:"cpu_max_ms"`
}

// timing collects what single acts take.
type timing struct{ wall, cpu []time.Duration }

func (t *timing) do(act func() error) error {
	cpu, wall := usage.ThreadTime(), time.Now()
	err := act()
	t.wall = append(t.wall, time.Since(wall))
	t.cpu = append(t.cpu, usage.ThreadTime()-cpu)
	return err
}

func (t *timing) latency() latency {
	if len(t.wall) == 0 {
		return latency{}
	}
	slices.Sort(t.wall)
	slices.Sort(t.cpu)
	ms := func(d []time.Duration, i int) float64 { return d[i].Seconds() * 1000 }
	n := len(t.wall)
	return latency{n, ms(t.wall, n/2), ms(t.wall, n*99/100), ms(t.wall, n-1), ms(t.cpu, n*99/100), ms(t.cpu, n-1)}
}

// Run measures counting.
func (c *Cmd) Run(ctx context.Context) error {
	if c.Events < 1 || c.Years < 2 || c.Years > 20 || c.Units < counties || c.Indicators < 1 || c.Events > 1<<31 {
		return errors.New("at least one event and indicator, 2–20 years, as many units as counties")
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	b := newBench(c)
	err := b.all(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(b.report)
	}
	b.print()
	return nil
}

func newBench(c *Cmd) *bench {
	b := &bench{c: c, sample: newSample(c), report: Report{Seed: c.Seed, Events: c.Events, Years: c.Years, Measures: sampleMeasures, Indicators: c.Indicators, Units: c.Units}}
	b.indicators()
	return b
}

type bench struct {
	c      *Cmd
	sample *sample
	asks   []indicator
	cube   *cube.Cube
	report Report
}

// all loads, measures, makes the roll-ups anew, and loads in another order.
func (b *bench) all(ctx context.Context) error {
	r := &b.report
	began := time.Now()
	var err error
	r.ApplyRate, err = b.load(ctx, func(k int64) int64 { return k })
	if err != nil {
		return err
	}
	r.LoadS = time.Since(began).Seconds()
	err = b.sizes()
	if err != nil {
		return err
	}
	sum, err := b.answers(ctx, true)
	if err != nil {
		return err
	}
	b.roll()
	again, err := b.answers(ctx, false)
	if err != nil {
		return err
	}
	r.Checksum, r.Repeated = fmt.Sprintf("%016x", sum), sum == again
	err = b.single()
	if err == nil {
		err = b.cube.Close()
	}
	if err != nil || b.c.Once {
		return err
	}
	return b.reorder(ctx, sum)
}

// reorder loads the events newest first, in windows that are mixed, and asks everything again.
func (b *bench) reorder(ctx context.Context, sum uint64) error {
	const window, step = 1 << 16, 40503 // odd: goes through all of a window
	last := int64(b.c.Events) - 1
	var err error
	b.report.ReorderedRate, err = b.load(ctx, func(k int64) int64 {
		base := k &^ (window - 1)
		if base+window <= last {
			k = base + (k-base)*step%window
		}
		return last - k
	})
	if err != nil {
		return err
	}
	other, err := b.answers(ctx, false)
	if err != nil {
		return err
	}
	same := other == sum
	b.report.Reordered = &same
	_, b.report.Peak, err = usage.Resident()
	return errors.Join(err, b.cube.Close())
}

// load counts all events in an order and returns the rate of the thread that counts.
func (b *bench) load(ctx context.Context, order func(int64) int64) (float64, error) {
	var err error
	b.cube, err = cube.New(cube.Options{})
	if err != nil {
		return 0, err
	}
	batch := make([]stats.Fact, cube.MaxBatch/4) // as a start loads
	var making, counting time.Duration
	for k := int64(0); k < int64(b.c.Events); {
		if ctx.Err() != nil {
			return 0, errors.Join(ctx.Err(), b.cube.Close())
		}
		began := usage.ThreadTime()
		n := min(int64(len(batch)), int64(b.c.Events)-k)
		for i := range n {
			b.sample.fact(&batch[i], order(k+i))
		}
		between := usage.ThreadTime()
		_, err := b.cube.Apply(batch[:n])
		if err != nil {
			return 0, errors.Join(err, b.cube.Close())
		}
		making += between - began
		counting += usage.ThreadTime() - between
		k += n
	}
	b.report.MakeS = making.Seconds()
	return float64(b.c.Events) / counting.Seconds(), nil
}

func (b *bench) sizes() error {
	runtime.GC()
	r := &b.report
	r.Stats = b.cube.Stats()
	r.PerEvent = float64(r.Stats.Bytes.Total) / float64(b.c.Events)
	var err error
	r.RSS, r.Peak, err = usage.Resident()
	return err
}

// roll makes all roll-ups anew, three times.
func (b *bench) roll() {
	var rates []float64
	for range 3 {
		began := usage.ThreadTime()
		facts, columns := b.cube.Reroll()
		rates = append(rates, float64(facts)/(usage.ThreadTime()-began).Seconds())
		b.report.Columns = float64(columns) / float64(facts)
	}
	b.report.RollRate = spreadOf(rates)
}

// single adds corrections of the last events one at a time.
func (b *bench) single() error {
	n := int64(min(100_000, b.c.Events))
	facts := make([]stats.Fact, n)
	for i := range facts {
		b.sample.fact(&facts[i], int64(b.c.Events)-n+int64(i))
		facts[i].Seq += int64(b.c.Events)
	}
	began := usage.ThreadTime()
	for i := range facts {
		_, err := b.cube.Add(facts[i])
		if err != nil {
			return err
		}
	}
	b.report.AddNS = (usage.ThreadTime() - began).Seconds() * 1e9 / float64(n)
	return nil
}

func (b *bench) print() {
	r := &b.report
	const mb = 1e6
	fmt.Printf("stats: %d events over %d years, %d measures, %d indicators, %d units, seed %d\n", r.Events, r.Years, r.Measures, r.Indicators, r.Units, r.Seed)
	fmt.Printf("  rolled up over %.1f columns: %.1f / %.1f / %.1f M facts/s and core (already in columns); facts of strings: %.2f M/s and core; one at a time %.0f ns\n",
		r.Columns, r.RollRate.Min/mb, r.RollRate.Median/mb, r.RollRate.Max/mb, r.ApplyRate/mb, r.AddNS)
	fmt.Printf("  %.1f bytes an event (rows %.0f MB, index %.0f MB, roll-ups %.0f MB); resident %.0f MB, at most %.0f MB; loaded in %.0f s\n", r.PerEvent,
		float64(r.Stats.Bytes.Rows)/mb, float64(r.Stats.Bytes.Index)/mb, float64(r.Stats.Bytes.Rollups)/mb, float64(r.RSS)/mb, float64(r.Peak)/mb, r.LoadS)
	for _, l := range []struct {
		name string
		latency
	}{{"indicator read", r.Read}, {"first of all, asked by the centre", r.First}, {"weekly issue", r.Weekly}, {"monthly issue", r.Monthly}, {"list behind a figure", r.List}, {"table of two sides", r.Cross}, {"scan over a year", r.Scan}} {
		fmt.Printf("  %-34s p50 %.3f ms, p99 %.3f ms, max %.3f ms (%d; processor p99 %.3f, max %.3f)\n", l.name, l.P50, l.P99, l.Max, l.N, l.CPU99, l.CPUMax)
	}
	fmt.Printf("  checksum of all answers %s; from roll-ups made anew the same: %t", r.Checksum, r.Repeated)
	if r.Reordered != nil {
		fmt.Printf("; loaded newest first the same: %t (%.2f M/s and core)", *r.Reordered, r.ReorderedRate/mb)
	}
	fmt.Println()
}
