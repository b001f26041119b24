package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fanzha/app"
	"fanzha/internal/obs"
	"fanzha/sim"
	"fanzha/term/money"
)

// headless runs the city in a folder of its own, which is removed afterwards.
func (d *demoCmd) headless(ctx context.Context) error {
	level := d.LogLevel
	if level == "info" {
		level = "error"
	}
	slog.SetDefault(obs.Logger(os.Stderr, level))
	dir, err := os.MkdirTemp("", "fanzha-headless-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	settings := d.Settings
	settings.Data = filepath.Join(dir, "data")
	seed := d.Seed
	if seed == 0 {
		seed = 1
	}
	result, err := app.Headless(ctx, app.HeadlessOptions{
		Settings: settings, Seed: seed, Days: d.Days, People: d.People, Alone: d.Alone, Progress: progressLine(),
	})
	if err != nil {
		return err
	}
	if d.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(result)
	}
	printResult(result)
	return nil
}

// progressLine shows how far a long run is, on a terminal only.
func progressLine() func(sim.Progress) {
	info, err := os.Stderr.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(p sim.Progress) {
		fmt.Fprintf(os.Stderr, "\r%3.0f %%  %s  %d signals  %s left   ", 100*p.Share, p.Now.Time().Format("2006-01-02 15:04"), p.Signals, p.Left.Round(time.Second))
	}
}

func printResult(r sim.Result) {
	fmt.Printf("\n%d days of 云河市, seed %d\n", r.Days, r.Seed)
	fmt.Printf("signals 信号 %d → hits 命中 %d → warnings 预警 %d (merged 合并 %d) → orders 指令 %d, signed in time 按时签收 %.1f %%\n",
		r.Signals, r.Hits, r.Warnings, r.Merged, r.Orders, 100*r.SignedInTime)
	fmt.Printf("persons targeted 被盯上 %d, reached before their money moved 转账前见到或联系上 %d\n", r.PersonsTargeted, r.PersonsReached)
	fmt.Printf("money lost without a centre 没有本中心 %s, with it 有本中心 %s\n", money.Text(r.MoneyLostWithout), money.Text(r.MoneyLostWith))
	fmt.Printf("precision 准确率 %.3f, recall 召回率 %.3f\n", r.Precision.Overall.Value, r.Recall.Overall.Value)
	for name, q := range r.LatencyMS {
		fmt.Printf("latency %s: p50 %.2f ms, p99 %.2f ms\n", name, q.P50, q.P99)
	}
}
