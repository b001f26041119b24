// Package detectbench measures detection: `fanzha bench detect`. Jobs, generator and scenarios are all here, so that another engine can
// be run on the same work: --write puts them into a folder.
package detectbench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"fanzha/centre/detect"
	"fanzha/centre/detect/pick"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/internal/usage"
)

// Cmd is the command with its flags.
type Cmd struct {
	JSON    bool   `help:"Print one JSON object instead of lines." name:"json"`
	Seed    uint64 `help:"Seed of the signals." default:"20261122"`
	Passes  int    `help:"Times that the first job is run, each with an empty engine." default:"5"`
	Events  int    `help:"Signals of the first job." default:"1000000"`
	Keys    int    `help:"People of the first job; half as many accounts are paid." default:"200000"`
	Large   bool   `help:"Also the second job: 100 scenarios, 20,000,000 signals over 10,000,000 entities (some 3 GB)." default:"true" negatable:""`
	Through bool   `help:"Also end to end: NDJSON over HTTP, durable log, ten scenarios, stored hits." default:"true" negatable:""`
	Seconds int    `help:"How long end to end is measured." default:"10"`
	Write   string `help:"Write scenarios and signals of the first job into this folder and measure nothing." type:"path" placeholder:"FOLDER"`

	Serve Serve `kong:"-"` // starts a centre for end to end
}

// spread is the least, the middle and the greatest of several runs.
type spread struct {
	Min float64 `json:"min"`
	Med float64 `json:"median"`
	Max float64 `json:"max"`
}

func spreadOf(v []float64) spread {
	slices.Sort(v)
	return spread{v[0], v[len(v)/2], v[len(v)-1]}
}

// jobReport is what one job took. Rates a core are by the processor time of one thread, because the machine may be shared; the
// wall-clock rate stands beside.
type jobReport struct {
	Scenarios    int     `json:"scenarios"`
	Windows      int     `json:"windows"` // different ones; scenarios share them
	Events       int     `json:"events"`
	Entities     int     `json:"keys"`        // live entities: people, accounts, numbers
	KeyWindows   int     `json:"key_windows"` // live windows of them
	Hits         int     `json:"hits"`
	Quiet        uint64  `json:"quiet"`
	Shed         uint64  `json:"shed"`
	Rate         spread  `json:"events_per_s_core"`
	Wall         spread  `json:"events_per_s_wall"`
	NS           float64 `json:"ns_per_event"` // of the median
	PerKey       float64 `json:"bytes_per_key"`
	PerKeyWindow float64 `json:"bytes_per_key_window"`
	Allocations  float64 `json:"allocations_per_event"`
	Allocated    float64 `json:"bytes_allocated_per_event"` // the tables' own growth among them
	Decoded      *spread `json:"events_per_s_core_with_decoding,omitempty"`
}

// report is everything.
type report struct {
	Seed      uint64         `json:"seed"`
	Processor int            `json:"processors"`
	Rules     *rulesReport   `json:"rules,omitempty"`
	Ten       *jobReport     `json:"ten,omitempty"`
	Hundred   *jobReport     `json:"hundred,omitempty"`
	EndToEnd  *throughReport `json:"end_to_end,omitempty"`
	Peak      int64          `json:"rss_peak_bytes"`
}

// Run measures and prints.
func (c *Cmd) Run(ctx context.Context) error {
	if c.Write != "" {
		return c.write()
	}
	r := report{Seed: c.Seed, Processor: runtime.NumCPU()}
	set, err := tenScenarios()
	if err != nil {
		return err
	}
	w := c.tenWork()
	r.Rules = measureRules(set, w)
	c.line("ten rules alone: %.1f ns an event, %.1f ns without the index (median of %d passes over %d events)", r.Rules.NS, r.Rules.Plain, r.Rules.Passes, r.Rules.Events)
	r.Ten, err = c.ten(ctx, set, w)
	if err != nil {
		return err
	}
	c.job("10 scenarios", r.Ten)
	if c.Large && ctx.Err() == nil {
		r.Hundred, err = c.hundred(ctx)
		if err != nil {
			return err
		}
		c.job("100 scenarios", r.Hundred)
	}
	_, r.Peak, err = usage.Resident()
	if err != nil {
		return err
	}
	c.line("greatest resident memory %.2f GB", float64(r.Peak)/1e9)
	if c.Through && ctx.Err() == nil {
		r.EndToEnd, err = c.through(ctx)
		if err != nil {
			return err
		}
		e := r.EndToEnd
		c.line("end to end: %.0f signals/s over %.1f s in batches of %d, hits stored %d; request p50 %.1f p99 %.1f ms; all worked off %.2f s after the last answer; processor time a signal: server %.2f µs, sender %.2f µs",
			e.PerSecond, e.Seconds, e.Batch, e.Hits, e.P50, e.P99, e.WorkedOff, e.Server, e.Client)
	}
	if c.JSON {
		return json.NewEncoder(os.Stdout).Encode(r)
	}
	return nil
}

func (c *Cmd) line(format string, a ...any) {
	if !c.JSON {
		fmt.Printf(format+"\n", a...)
	}
}

func (c *Cmd) job(name string, r *jobReport) {
	c.line("%s: %.2f / %.2f / %.2f M events/s and core (wall %.2f), %.0f ns an event, %d entities, %.0f bytes each, %d windows of them, %.0f bytes each, %.4f allocations an event, %d hits, %d shed",
		name, r.Rate.Min/1e6, r.Rate.Med/1e6, r.Rate.Max/1e6, r.Wall.Med/1e6, r.NS, r.Entities, r.PerKey, r.KeyWindows, r.PerKeyWindow, r.Allocations, r.Hits, r.Shed)
	if r.Decoded != nil {
		c.line("%s, decoded from envelopes of the log: %.2f / %.2f / %.2f M events/s and core", name, r.Decoded.Min/1e6, r.Decoded.Med/1e6, r.Decoded.Max/1e6)
	}
}

func (c *Cmd) tenWork() *work {
	w := newWork(c.Seed, c.Events)
	w.people, w.payees, w.peers = uint64(max(c.Keys, 1)), uint64(max(c.Keys/2, 1)), 1
	return w
}

func (c *Cmd) writeFiles(files map[string][]byte) error {
	for name, raw := range files {
		path := filepath.Join(c.Write, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755) //nolint:gosec // made to be handed on: nothing in it is of a person
		if err != nil {
			return err
		}
		err = os.WriteFile(path, raw, 0o644) //nolint:gosec // as above
		if err != nil {
			return err
		}
	}
	return nil
}

// chunk is how many signals are made before the clock runs: as many as a request brings, so that they lie where those that were just
// decoded would.
const chunk = 1024

// timed is one run of a job through one engine.
type timed struct {
	cpu, wall time.Duration
	mallocs   uint64
	bytes     uint64
	hits      int
	engine    *detect.Engine
}

// run observes all signals of a job. Only observing is timed; what making them takes from the heap is not counted.
func run(ctx context.Context, w *work, e *detect.Engine, decode bool) timed {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	t := timed{engine: e}
	var before, after runtime.MemStats
	envelope := make([]byte, 0, chunk*256)
	lot := make([]signal.Signal, detect.Lot)
	count := func(_ int, hits []detect.Hit) { t.hits += len(hits) }
	w.chunk(0, min(chunk, int(w.events)))
	runtime.ReadMemStats(&before)
	for done := 0; done < int(w.events) && ctx.Err() == nil; done += chunk {
		list := w.chunk(done, min(chunk, int(w.events)-done))
		t.mallocs--
		t.bytes -= uint64(len(w.arena))
		if decode {
			envelope = encode(envelope[:0], list)
			t.mallocs--
			t.bytes -= 8 * uint64(len(list))
		}
		wall, cpu := time.Now(), usage.ThreadTime()
		if decode {
			_ = signal.DecodeLots(envelope, lot, func(s []signal.Signal) error { e.ObserveAll(s, count); return nil }) // just encoded
		} else {
			e.ObserveAll(list, count)
		}
		t.cpu += usage.ThreadTime() - cpu
		t.wall += time.Since(wall)
	}
	runtime.ReadMemStats(&after)
	t.mallocs += after.Mallocs - before.Mallocs
	t.bytes += after.TotalAlloc - before.TotalAlloc
	return t
}

func encode(dst []byte, list []signal.Signal) []byte {
	refs := make([]*signal.Signal, len(list))
	for i := range list {
		refs[i] = &list[i]
	}
	return signal.EncodeEnvelope(dst, list[0].Received, refs...)
}

// report makes the figures of several runs of one job.
func (g *work) report(set *scenario.Set, runs []timed) *jobReport {
	last := runs[len(runs)-1]
	st := last.engine.Stats()
	r := &jobReport{Scenarios: len(set.Scenarios), Windows: len(set.Windows), Events: int(g.events), Hits: last.hits, Quiet: st.Quiet, Shed: st.Memory.Shed,
		Entities: st.Memory.Entities, KeyWindows: last.engine.Windows()}
	r.Rate, r.Wall = rates(g, runs)
	r.NS = 1e9 / r.Rate.Med
	n := float64(g.events)
	r.PerKey, r.PerKeyWindow = float64(st.Memory.KeyBytes)/float64(max(r.Entities, 1)), float64(st.Memory.KeyBytes)/float64(max(r.KeyWindows, 1))
	r.Allocations, r.Allocated = float64(last.mallocs)/n, float64(last.bytes)/n
	return r
}

func rates(w *work, runs []timed) (cpu, wall spread) {
	var a, b []float64
	for _, t := range runs {
		a = append(a, float64(w.events)/t.cpu.Seconds())
		b = append(b, float64(w.events)/t.wall.Seconds())
	}
	return spreadOf(a), spreadOf(b)
}

// ten is the first job: ten scenarios over windows of 24 hours, every one of which looks at every event.
func (c *Cmd) ten(ctx context.Context, set *scenario.Set, w *work) (*jobReport, error) {
	var plain, decoded []timed
	for range max(c.Passes, 1) {
		plain = append(plain, run(ctx, w, detect.NewEngine(set, detect.Options{}), false))
		decoded = append(decoded, run(ctx, w, detect.NewEngine(set, detect.Options{}), true))
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	for i := range plain {
		if plain[i].hits != plain[0].hits || decoded[i].hits != plain[0].hits {
			return nil, fmt.Errorf("the same signals gave %d, %d and %d hits", plain[0].hits, plain[i].hits, decoded[i].hits)
		}
	}
	r := w.report(set, plain)
	d, _ := rates(w, decoded)
	r.Decoded = &d
	return r, nil
}

// Sizes of the second job.
const (
	hundredEvents = 20_000_000
	hundredPeople = 9_000_000
	hundredOthers = 1_000_000
)

// hundred is the second job: a hundred scenarios, ten million entities.
func (c *Cmd) hundred(ctx context.Context) (*jobReport, error) {
	set, err := scenario.Load(hundredFiles())
	if err != nil {
		return nil, err
	}
	w := newWork(c.Seed, hundredEvents)
	w.people, w.payees, w.peers, w.mixed = hundredPeople, hundredOthers, hundredOthers, true
	t := run(ctx, w, detect.NewEngine(set, detect.Options{Limits: window.Limits{Entries: 200_000_000}}), false)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return w.report(set, []timed{t}), nil
}

// rulesReport is what conditions alone cost.
type rulesReport struct {
	Events int     `json:"events"`
	Passes int     `json:"passes"`
	Held   int     `json:"held"`
	NS     float64 `json:"ns_per_event"`               // the index and the conditions that it leaves
	Plain  float64 `json:"ns_per_event_without_index"` // every condition of all ten
}

// measureRules evaluates the ten conditions, with what they read of windows given.
func measureRules(set *scenario.Set, w *work) *rulesReport {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	list := w.chunk(0, min(16*chunk, int(w.events)))
	r := &rulesReport{Events: len(list), Passes: 21}
	rules := pick.NewRules(set)
	for _, plain := range []bool{false, true} {
		var took []float64
		for range r.Passes {
			r.Held = 0
			began := usage.ThreadTime()
			for i := range list {
				if plain {
					r.Held += rules.HoldAll(&list[i])
				} else {
					r.Held += rules.Hold(&list[i])
				}
			}
			took = append(took, float64((usage.ThreadTime()-began).Nanoseconds())/float64(len(list)))
		}
		if plain {
			r.Plain = spreadOf(took).Med
		} else {
			r.NS = spreadOf(took).Med
		}
	}
	return r
}
