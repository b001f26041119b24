package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fanzha/app/latencybench"
	"fanzha/base/access"
	"fanzha/internal/conf"
)

type benchLatencyCmd struct {
	Seconds int `help:"How long." default:"20"`
	Rate    int `help:"Signals a second beside the probes." default:"2000"`
}

// watcherReady makes the city and an operator who watches.
func watcherReady(ctx context.Context, s conf.Settings) error {
	return latencybench.Ready(ctx, s, access.Operator)
}

// Run measures and prints.
func (c *benchLatencyCmd) Run(e *env) error {
	b, err := startBench(e.ctx, watcherReady)
	if err != nil {
		return err
	}
	r, err := latencybench.Run(e.ctx, latencybench.Options{URL: b.URL, Key: b.key, Span: time.Duration(c.Seconds) * time.Second, Rate: c.Rate})
	if err != nil {
		return errors.Join(err, b.Stop())
	}
	fmt.Printf("signal → hit → order on a console beside %d signals/s: %d probes, p50 %.1f ms p99 %.1f ms max %.1f ms\n", c.Rate, r.Probes, r.P50, r.P99, r.Max)
	return b.Stop()
}
