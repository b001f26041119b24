package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fanzha/app"
	"fanzha/app/detectbench"
	"fanzha/centre/detect"
	"fanzha/internal/conf"
	"fanzha/internal/usage"
)

// benchDetectCmd measures detection.
type benchDetectCmd struct{ detectbench.Cmd }

// Run measures and prints.
func (c *benchDetectCmd) Run(e *env) error {
	c.Serve = serveScenarios
	return c.Cmd.Run(e.ctx)
}

// serveScenarios starts a centre in which only these scenarios are in force.
func serveScenarios(ctx context.Context, scenarios map[string][]byte) (*detectbench.Server, error) {
	shipped, err := detect.LoadScenarios()
	if err != nil {
		return nil, err
	}
	for _, sc := range shipped.Scenarios {
		scenarios["off_"+sc.Code+".yaml"] = fmt.Appendf(nil, "code: %s\ndisabled: true\n", sc.Code)
	}
	b, err := startBench(ctx, func(ctx context.Context, s conf.Settings) error {
		err := cityReady(ctx, s)
		if err != nil {
			return err
		}
		dir := filepath.Join(s.Data, "scenarios")
		err = os.MkdirAll(dir, 0o700)
		for name, raw := range scenarios {
			err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), raw, 0o600))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var again *detect.ReplayReport
	return &detectbench.Server{
		URL: b.URL, Key: b.key, Stop: b.Stop,
		Used: func() (time.Duration, error) { return usage.Of(b.Process.Process.Pid) },
		Drain: func() (time.Duration, error) {
			took, err := b.End()
			if err == nil {
				again, err = app.Replay(ctx, b.Settings)
			}
			return took, errors.Join(err, b.Remove())
		},
		Hits: func() (stored, differ uint64) {
			return again.Same + again.Missing + again.Differs, again.Missing + again.Extra + again.Differs
		},
	}, nil
}
