package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"sort"

	"fanzha/app"
	"fanzha/centre/detect"
	"fanzha/internal/conf"
	"fanzha/internal/obs"
)

type replayCmd struct {
	conf.Settings `embed:""`
	JSON          bool `help:"As JSON." name:"json"`
}

// Run feeds the stored signals to fresh engines and compares the hits with those that were recorded live.
func (c *replayCmd) Run(e *env) error {
	slog.SetDefault(obs.Logger(os.Stderr, "warn"))
	report, err := app.Replay(e.ctx, c.Settings)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		err = out.Encode(report)
	} else {
		printReplay(report)
	}
	if err == nil && report.Missing+report.Extra+report.Differs > 0 {
		return errFailed
	}
	return err
}

func printReplay(r *detect.ReplayReport) {
	fmt.Printf("%d signals read again gave %d hits: %d the same, %d missing, %d extra, %d with another reason; %d recorded by scenarios that are not in force now\n",
		r.Signals, r.Hits, r.Same, r.Missing, r.Extra, r.Differs, r.OtherVersion)
	codes := make([]string, 0, len(r.Scenarios))
	for code := range r.Scenarios {
		codes = append(codes, code)
	}
	sort.Strings(codes)
	for _, code := range codes {
		s := r.Scenarios[code]
		fmt.Printf("  %-32s %6d hits  %s\n", code, s.Hits, s.Digest)
	}
	for _, line := range r.MissingSample {
		fmt.Println("missing:", line)
	}
	for _, line := range r.ExtraSample {
		fmt.Println("extra:  ", line)
	}
}
