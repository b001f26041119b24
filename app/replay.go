package app

import (
	"context"
	"errors"
	"path/filepath"

	"fanzha/app/scenarios"
	"fanzha/centre/detect"
	"fanzha/centre/warning"
	"fanzha/internal/bus"
	"fanzha/internal/conf"
	"fanzha/internal/db"
)

// Replay runs detection again over the stored signals of a centre that is not running, and compares the hits with the records.
func Replay(ctx context.Context, s conf.Settings) (*detect.ReplayReport, error) {
	records, err := OpenRecords(ctx, s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = records.Close() }()
	lock, err := db.LockDir(s.Data)
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Release() }()
	log, err := bus.Open(ctx, bus.Options{Dir: filepath.Join(s.Data, busFolder), URL: s.Bus, Partitions: s.Partitions})
	if err != nil {
		return nil, err
	}
	defer log.Close()
	set, err := Scenarios(s.Data)
	if err != nil {
		return nil, err
	}
	model, err := detect.DefaultModel()
	if err != nil {
		return nil, err
	}
	stored := storedHits{warning.New(warning.Options{Store: newWarningStore(records)})}
	return detect.Replay(ctx, detect.ReplayOptions{Log: log, Partitions: s.Partitions, Set: set, Engine: detect.Options{Text: model}, Stored: stored,
		Epochs: func(ctx context.Context, partition int) ([]detect.Epoch, error) {
			return scenarios.Epochs(ctx, records, partition)
		}})
}

// storedHits reads the recorded hits page by page.
type storedHits struct{ warnings *warning.Service }

// Hits implements detect.StoredHits.
func (h storedHits) Hits(ctx context.Context, fn func(detect.StoredHit) error) error {
	for f := (warning.HitFilter{Limit: warning.MaxLimit}); ; {
		hits, next, err := h.warnings.Hits(ctx, systemScope(), f)
		if err != nil {
			return err
		}
		for _, x := range hits {
			err = errors.Join(err, fn(detect.StoredHit{ID: x.ID, Scenario: x.Scenario, Hash: x.Hash, ReasonZH: x.ReasonZH}))
		}
		if err != nil || next == "" {
			return err
		}
		f.Cursor = next
	}
}
