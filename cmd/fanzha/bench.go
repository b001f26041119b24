package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"fanzha/app"
	"fanzha/app/benchserver"
	"fanzha/app/tracebench"
	"fanzha/edge/partner/load"
	"fanzha/internal/conf"
)

type benchCmd struct {
	Intake  benchIntakeCmd  `cmd:"" help:"Batches of 1,000 signals, to the durable acknowledgement."`
	Single  benchSingleCmd  `cmd:"" help:"One signal a request: the most, and the latency at a fixed rate."`
	Latency benchLatencyCmd `cmd:"" help:"From a posted signal to the order on a console, under load."`
	Memory  benchMemoryCmd  `cmd:"" help:"Resident memory with live windows of many people, at rest."`
	Trace   benchTraceCmd   `cmd:"" help:"Traces over ten million transfers, while more are appended."`
	Chase   benchChaseCmd   `cmd:"" help:"Chases the money of invented frauds through the stop-payment room: how much, how fast, at what cost to others."`
	Sheet   benchSheetCmd   `cmd:"" help:"A large bank statement through the analyst's sheet: import, memory, layers, undo."`
	Payee   benchPayeeCmd   `cmd:"" help:"Payee checks of banks over HTTP, signed with their keys."`
	Detect  benchDetectCmd  `cmd:"" help:"Detection: ten and a hundred scenarios, conditions alone, and end to end."`
	Stats   benchStatsCmd   `cmd:"" help:"Counting over 200 million events: roll-ups, indicators, whole bulletins, drill-downs."`
	City    benchCityCmd    `cmd:"" help:"Early warning on the invented city: who is warned before paying, against how many warnings that takes."`
	Desk    benchDeskCmd    `cmd:"" help:"The alert desk on a full day: lists beside a hundred thousand warnings, urgent ones opened in time, one task a person."`
	All     benchAllCmd     `cmd:"" help:"All of them, one after the other."`
}

// bench is one centre in its own process and a temporary folder, with the embedded default of everything.
type bench struct {
	*benchserver.Server
	key string
}

// startBench runs this program as a server.
func startBench(ctx context.Context, prepare func(ctx context.Context, s conf.Settings) error) (*bench, error) {
	s, err := benchserver.Start(ctx, prepare)
	if err != nil {
		return nil, err
	}
	key, err := app.LocalKey(ctx, s.Settings, "bench")
	if err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return &bench{s, key}, nil
}

// cityReady makes the units and accounts of the invented city, so that warnings have stations.
func cityReady(ctx context.Context, s conf.Settings) error {
	c, err := app.Open(ctx, app.Options{Settings: s})
	if err != nil {
		return err
	}
	_, err = c.BuildCity(ctx)
	return errors.Join(err, c.Close())
}

func printJSON(v any) error {
	out := json.NewEncoder(os.Stdout)
	return out.Encode(v)
}

type benchIntakeCmd struct {
	Seconds     int `help:"How long." default:"10"`
	Connections int `help:"Requests in flight." default:"4"`
	People      int `help:"Subscribers." default:"100000"`
}

// Run measures batches.
func (c *benchIntakeCmd) Run(e *env) error {
	b, err := startBench(e.ctx, cityReady)
	if err != nil {
		return err
	}
	r, err := load.BatchLoad(e.ctx, load.Options{URL: b.URL, Key: b.key, Seed: uint64(time.Now().UnixNano()), People: c.People, Duration: time.Duration(c.Seconds) * time.Second, Connections: c.Connections})
	if err != nil {
		return errors.Join(err, b.Stop())
	}
	off, err := b.Drain()
	fmt.Printf("batch intake: %.0f signals/s acknowledged durable over %.1f s (%d signals), request p50 %.1f ms p99 %.1f ms; the rest was worked off %.2f s after the last acknowledgement\n",
		r.PerSecond, r.Seconds, r.Signals, ms(r.P50), ms(r.P99), off.Seconds())
	return errors.Join(err, printJSON(r))
}

func ms(us int64) float64 { return float64(us) / 1000 }

type benchSingleCmd struct {
	Seconds int `help:"How long, each." default:"10"`
	Rate    int `help:"Requests a second for the latency." default:"5000"`
}

// Run measures single requests.
func (c *benchSingleCmd) Run(e *env) error {
	b, err := startBench(e.ctx, cityReady)
	if err != nil {
		return err
	}
	span := time.Duration(c.Seconds) * time.Second
	most, err := load.SingleLoad(e.ctx, load.Options{URL: b.URL, Key: b.key, Seed: uint64(time.Now().UnixNano()), Duration: span})
	if err != nil {
		return errors.Join(err, b.Stop())
	}
	half, err := load.SingleLoad(e.ctx, load.Options{URL: b.URL, Key: b.key, Seed: uint64(time.Now().UnixNano()), Duration: span, Rate: c.Rate})
	if err != nil {
		return errors.Join(err, b.Stop())
	}
	fmt.Printf("single requests: %.0f/s at most; at %d/s p50 %.2f ms p99 %.2f ms max %.1f ms\n", most.PerSecond, c.Rate, ms(half.P50), ms(half.P99), ms(half.Max))
	return errors.Join(b.Stop(), printJSON(map[string]any{"most": most, "at_rate": half}))
}

type benchMemoryCmd struct {
	People  int `help:"Subscribers with live windows." default:"1000000"`
	Signals int `help:"Signals a person, on average." default:"4"`
	Rest    int `help:"Seconds of rest before the reading." default:"45"`
}

// Run measures memory.
func (c *benchMemoryCmd) Run(e *env) error {
	b, err := startBench(e.ctx, cityReady)
	if err != nil {
		return err
	}
	r, err := load.BatchLoad(e.ctx, load.Options{URL: b.URL, Key: b.key, Seed: uint64(time.Now().UnixNano()), People: c.People, Duration: time.Hour, Signals: c.People * c.Signals})
	if err != nil {
		return errors.Join(err, b.Stop())
	}
	peak, err := b.Memory()
	if err != nil {
		return errors.Join(err, b.Stop())
	}
	select {
	case <-e.ctx.Done():
	case <-time.After(time.Duration(c.Rest) * time.Second):
	}
	rest, err := b.Memory()
	if err != nil {
		return errors.Join(err, b.Stop())
	}
	fmt.Printf("memory: %d signals of %d people; resident right after %s, at rest %s (anonymous %s, files %s), highest %s\n",
		r.Signals, c.People, peak["VmRSS"], rest["VmRSS"], rest["RssAnon"], rest["RssFile"], rest["VmHWM"])
	return b.Stop()
}

type benchAllCmd struct{}

// Run measures everything.
func (benchAllCmd) Run(e *env) error {
	for _, run := range []func(*env) error{
		(&benchIntakeCmd{Seconds: 10, Connections: 4, People: 100_000}).Run,
		(&benchSingleCmd{Seconds: 10, Rate: 5000}).Run,
		(&benchLatencyCmd{Seconds: 20, Rate: 2000}).Run,
		(&benchMemoryCmd{People: 1_000_000, Signals: 4, Rest: 45}).Run,
	} {
		err := run(e)
		if err != nil {
			return err
		}
	}
	return nil
}

// benchTraceCmd measures the engine of switch mode.
type benchTraceCmd struct{ tracebench.Cmd }

// Run measures and prints.
func (c *benchTraceCmd) Run(e *env) error { return c.Cmd.Run(e.ctx) }
