// Package tracebench measures the engine of switch mode: `fanzha bench trace`.
package tracebench

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"fanzha/centre/trace"
	"fanzha/centre/trace/flow"
	"fanzha/centre/trace/flow/sample"
	"fanzha/internal/hugepage"
	"fanzha/internal/usage"
	"fanzha/term/when"
)

// Cmd is the command with its flags.
type Cmd struct {
	JSON      bool   `help:"Print one JSON object instead of lines."`
	Transfers int    `help:"Transfers in memory." default:"10000000"`
	Accounts  int    `help:"Accounts; 0 is a fifth of the transfers." default:"0"`
	Roots     int    `help:"Planted layering cases; their first transfers are traced." default:"1000"`
	Hops      int    `help:"Last layer; the root is layer 1." default:"5"`
	Seed      uint64 `help:"Seed of the sample." default:"20261121"`
	Passes    int    `help:"Passes over all roots." default:"7"`
	Seconds   int    `help:"How long each measurement beside appending lasts." default:"4"`
	Rate      int    `help:"Transfers a second appended meanwhile." default:"1020000"`
	Large     bool   `help:"100,000,000 transfers: loading, memory, traces and attribution only."`
}

// traceReport is everything that was measured. Rates a core are by the processor time of one thread, because the machine may be shared;
// wall-clock rates stand beside them.
type traceReport struct {
	Seed         uint64       `json:"seed"`
	Transfers    int          `json:"transfers"`
	Accounts     int          `json:"accounts"`
	Roots        int          `json:"roots"`
	Hops         int          `json:"hops"`
	MemoryNS     float64      `json:"memory_read_ns"` // an independent random read, before anything else: what this machine gives today
	AppendRate   float64      `json:"append_per_s_core"`
	PerTransfer  float64      `json:"bytes_per_transfer"`
	Stats        flow.Stats   `json:"stats"`
	RSSBytes     int64        `json:"rss_bytes"`
	PeakBytes    int64        `json:"rss_peak_bytes"`
	Edges        float64      `json:"edges_per_trace"`
	AccountsEach float64      `json:"accounts_per_trace"`
	Traces       spread       `json:"traces_per_s_core"`
	TracesWall   spread       `json:"traces_per_s_wall"`
	EdgeRate     float64      `json:"edges_per_s_core"`
	WithAccounts spread       `json:"traces_with_accounts_per_s_core"` // and the accounts of the last layer made as well
	Plain        spread       `json:"plain_arrays_per_s_core"`         // the same job on plain arrays
	BesidePlain  spread       `json:"beside_plain_arrays_per_s_core"`  // and the engine in turns with it
	Latency      latency      `json:"latency"`
	HTTP         latency      `json:"http"`      // layers in figures, the first 200 edges and accounts: a page of the desk
	HTTPLong     latency      `json:"http_1000"` // the first 1,000
	HTTPFull     latency      `json:"http_full"` // every edge and account
	Appending    *besideWrite `json:"while_appending,omitempty"`
	FIFO         spread       `json:"fifo_per_s_core"`
	ProRata      spread       `json:"prorata_per_s_core"`
	SnapshotS    float64      `json:"snapshot_s,omitempty"`
	SnapshotSize int64        `json:"snapshot_bytes,omitempty"`
	RestartS     float64      `json:"restart_s,omitempty"`
}

// besideWrite is what was measured while transfers were appended.
type besideWrite struct {
	AppendedTraces float64 `json:"appended_per_s_during_traces"`
	AppendedHTTP   float64 `json:"appended_per_s_during_http"`
	Traces         float64 `json:"traces_per_s_core"`
	Latency        latency `json:"latency"`
	HTTP           latency `json:"http"`
	AppendedLong   float64 `json:"appended_per_s_during_http_1000"`
	HTTPLong       latency `json:"http_1000"`
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

// latency is in milliseconds.
type latency struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
}

func latencyOf(d []time.Duration) latency {
	if len(d) == 0 {
		return latency{}
	}
	slices.Sort(d)
	ms := func(x time.Duration) float64 { return x.Seconds() * 1000 }
	return latency{len(d), ms(d[len(d)/2]), ms(d[len(d)*99/100]), ms(d[len(d)-1])}
}

// largeTransfers is what --large loads.
const largeTransfers = 100_000_000

// Run measures the engine of switch mode.
func (c *Cmd) Run(ctx context.Context) error {
	if c.Large {
		c.Transfers = largeTransfers
	}
	r := &traceReport{Seed: c.Seed, Transfers: c.Transfers, Roots: c.Roots, Hops: c.Hops}
	var err error
	r.MemoryNS, err = memoryRead()
	if err != nil {
		return err
	}
	b, err := c.load(r)
	if err != nil {
		return err
	}
	steps := []func(context.Context, *traceReport) error{b.inProcess, b.withAccounts, b.attribute}
	if !c.Large {
		steps = append(steps, b.peer, b.overHTTP, b.restart, b.besideAppending)
	}
	for _, step := range steps {
		err = step(ctx, r)
		if err != nil {
			return errors.Join(err, b.engine.Close())
		}
	}
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(r)
	} else {
		r.print()
	}
	return errors.Join(err, b.engine.Close())
}

// memoryRead is the time of an independent random read from 512 MiB.
func memoryRead() (float64, error) {
	const n, reads = 1 << 26, 1 << 25
	words, block, err := hugepage.Reserve[uint64](n)
	if err != nil {
		return 0, err
	}
	for i := range words {
		words[i] = uint64(i)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	x, sum := uint64(1), uint64(0)
	began := usage.ThreadTime()
	for range reads {
		x = x*6364136223846793005 + 1442695040888963407
		sum += words[x>>38]
	}
	took := usage.ThreadTime() - began
	if sum == 1 { // the sum is used, so that the reads are made
		return 0, errors.New("the memory gives back what was not written")
	}
	return took.Seconds() * 1e9 / reads, block.Release()
}

// traceBench is a loaded engine.
type traceBench struct {
	c      *Cmd
	engine *flow.Engine
	roots  []trace.Transfer
	params trace.Params
}

// load fills an engine with the sample.
func (c *Cmd) load(r *traceReport) (*traceBench, error) {
	const size = 1000
	room := c.Transfers
	if !c.Large {
		room += (2*c.Seconds + 2) * c.Rate * 2
	}
	e, err := flow.New(flow.Options{Transfers: room, Accounts: max(c.Accounts, c.Transfers/4) + 1<<20})
	if err != nil {
		return nil, err
	}
	s := sample.New(sample.Options{Transfers: c.Transfers, Accounts: c.Accounts, Cases: c.Roots, Seed: c.Seed})
	part := make([]trace.Transfer, size)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var spent time.Duration
	for n := s.Fill(part); n > 0; n = s.Fill(part) {
		before := usage.ThreadTime()
		_, err := e.AddBatch(flow.Batch{Transfers: part[:n]})
		spent += usage.ThreadTime() - before
		if err != nil {
			return nil, errors.Join(err, e.Close())
		}
	}
	r.Stats = e.Stats()
	r.Accounts = r.Stats.Accounts
	r.AppendRate = float64(r.Stats.Transfers) / spent.Seconds()
	r.PerTransfer = float64(r.Stats.Bytes.Total) / float64(r.Stats.Transfers)
	window := int64(72 * when.Hour)
	b := &traceBench{c: c, engine: e, roots: s.Roots(), params: trace.Params{MaxHops: c.Hops, Window: window, HopWindow: window, PerAccount: 100, Limit: 1 << 22}}
	part, s = nil, nil
	runtime.GC()
	r.RSSBytes, r.PeakBytes, err = usage.Resident()
	return b, err
}

// inProcess traces all roots on one thread, several times.
func (b *traceBench) inProcess(_ context.Context, r *traceReport) error {
	t, err := b.engine.Tracer()
	if err != nil {
		return err
	}
	defer t.Done()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var core, wall []float64
	var each []time.Duration
	edges, cpu := 0, time.Duration(0)
	for pass := range b.c.Passes + 1 {
		before, began := usage.ThreadTime(), time.Now()
		for _, root := range b.roots {
			at := time.Now()
			got, err := t.Reach(root, b.params)
			if err != nil {
				return err
			}
			if pass > 0 { // the first one warms up
				each = append(each, time.Since(at))
				edges += got.Edges()
			}
		}
		if pass > 0 {
			used := usage.ThreadTime() - before
			cpu += used
			core = append(core, float64(len(b.roots))/used.Seconds())
			wall = append(wall, float64(len(b.roots))/time.Since(began).Seconds())
		}
	}
	r.Traces, r.TracesWall, r.Latency = spreadOf(core), spreadOf(wall), latencyOf(each)
	r.Edges = float64(edges) / float64(len(each))
	r.EdgeRate = float64(edges) / cpu.Seconds()
	return nil
}

// withAccounts traces all roots and makes the accounts of every layer.
func (b *traceBench) withAccounts(_ context.Context, r *traceReport) error {
	t, err := b.engine.Tracer()
	if err != nil {
		return err
	}
	defer t.Done()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var rates []float64
	for range b.c.Passes {
		before := usage.ThreadTime()
		for _, root := range b.roots {
			got, err := t.Reach(root, b.params)
			if err != nil {
				return err
			}
			r.AccountsEach += float64(got.Accounts()) / float64(len(b.roots)*b.c.Passes)
		}
		rates = append(rates, float64(len(b.roots))/(usage.ThreadTime()-before).Seconds())
	}
	r.WithAccounts = spreadOf(rates)
	return nil
}

// attribute spreads all cases at once, three times a rule.
func (b *traceBench) attribute(_ context.Context, r *traceReport) error {
	v, err := b.engine.View()
	if err != nil {
		return err
	}
	defer v.Close()
	refs := make([]flow.Ref, len(b.roots))
	for i, root := range b.roots {
		ref, known := v.Find(root.From, root.At, root.ID)
		if !known {
			return flow.ErrRoot
		}
		refs[i] = ref
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for _, m := range []struct {
		rule trace.Rule
		into *spread
	}{{trace.FIFO, &r.FIFO}, {trace.ProRata, &r.ProRata}} {
		var rates []float64
		for range 3 {
			before := usage.ThreadTime()
			x, err := v.Spread(m.rule, refs)
			if err != nil {
				return err
			}
			rates = append(rates, float64(x.Transfers)/(usage.ThreadTime()-before).Seconds())
			if x.HeldFen+x.LeftFen != x.RootFen {
				return errors.New("money was made or lost in attribution")
			}
			err = x.Close()
			if err != nil {
				return err
			}
		}
		*m.into = spreadOf(rates)
	}
	return nil
}

// restart writes a snapshot to a file and makes an engine of it.
func (b *traceBench) restart(_ context.Context, r *traceReport) error {
	dir, err := os.MkdirTemp("", "fanzha-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	f, err := os.Create(filepath.Join(dir, "flow"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	began := time.Now()
	err = b.engine.Snapshot(f)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		return err
	}
	r.SnapshotS = time.Since(began).Seconds()
	r.SnapshotSize, err = f.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return err
	}
	began = time.Now()
	again, err := flow.Restore(f, flow.Options{Transfers: b.c.Transfers, Accounts: max(b.c.Accounts, b.c.Transfers/4) + 1<<20})
	if err != nil {
		return err
	}
	r.RestartS = time.Since(began).Seconds()
	return errors.Join(b.sameAs(again), again.Close())
}

// sameAs holds some traces of two engines against each other.
func (b *traceBench) sameAs(other *flow.Engine) error {
	for _, root := range b.roots[:min(20, len(b.roots))] {
		one, err := b.engine.Follow(root, b.params)
		if err != nil {
			return err
		}
		two, err := other.Follow(root, b.params)
		if err != nil {
			return err
		}
		if !slices.Equal(one.Edges, two.Edges) {
			return errors.New("the engine answers otherwise after a restart")
		}
	}
	return nil
}
