package modelling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"fanzha/app"
	"fanzha/centre/detect"
	"fanzha/centre/detect/drift"
	"fanzha/centre/signal"
	"fanzha/internal/bus"
	"fanzha/internal/conf"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// DriftCmd compares the last week of a centre that is not running with the weeks before.
type DriftCmd struct {
	conf.Settings `embed:""`
	Until         time.Time `help:"End of the last week, RFC 3339; without it the newest signal." optional:""`
	JSON          bool      `help:"As JSON." name:"json"`
}

// driftReport is what is printed.
type driftReport struct {
	From    when.Micros  `json:"from"`
	Since   when.Micros  `json:"since"`
	Until   when.Micros  `json:"until"`
	Signals int64        `json:"signals"`
	Lines   []drift.Line `json:"lines"`
}

// Run reads the log and prints.
func (c *DriftCmd) Run() error {
	ctx := context.Background()
	settings, err := drift.Load()
	if err != nil {
		return err
	}
	lock, err := db.LockDir(c.Data)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Release() }()
	log, err := bus.Open(ctx, bus.Options{Dir: app.BusDir(c.Data), URL: c.Bus, Partitions: c.Partitions})
	if err != nil {
		return err
	}
	defer log.Close()
	r, err := compare(ctx, log, settings, c.Until)
	if err != nil {
		return err
	}
	if c.JSON {
		out := json.NewEncoder(os.Stdout)
		out.SetIndent("", "  ")
		return out.Encode(r)
	}
	fmt.Printf("%s … %s against %s … %s, %d signals\n", r.From, r.Since, r.Since, r.Until, r.Signals)
	for _, l := range r.Lines {
		fmt.Printf("%-24s %-12s %9d %9d  %6.3f  %s\n", l.Source, l.Measure, l.Before, l.Now, float64(l.Index)/1000, l.State)
	}
	return nil
}

// stored is the log of signals.
type stored interface {
	Partitions() int
	Last(ctx context.Context, partition int) (uint64, error)
	Read(ctx context.Context, partition int, after uint64, fn func(seq uint64, envelope []byte) error) error
}

func compare(ctx context.Context, log stored, s drift.Settings, until time.Time) (*driftReport, error) {
	model, err := detect.DefaultModel()
	if err != nil {
		return nil, err
	}
	to := when.Of(until)
	if until.IsZero() {
		to = 0
		_, err = each(ctx, log, func(s *signal.Signal) { to = max(to, min(s.Time, s.Received)+1) })
		if err != nil {
			return nil, err
		}
	}
	r := &driftReport{From: to - when.Micros(s.Weeks+1)*drift.Week, Since: to - drift.Week, Until: to}
	counter := s.Over(to)
	r.Signals, err = each(ctx, log, func(s *signal.Signal) {
		counter.Add(s, func(text string) int64 { p, _ := model.Scam(text); return p })
	})
	r.Lines = counter.Report(s)
	return r, err
}

var errEnd = errors.New("end of the log")

// each reads every signal of the log, up to where it ends now.
func each(ctx context.Context, log stored, fn func(*signal.Signal)) (int64, error) {
	n := int64(0)
	for p := range log.Partitions() {
		last, err := log.Last(ctx, p)
		if err != nil {
			return n, err
		}
		if last == 0 {
			continue
		}
		err = log.Read(ctx, p, 0, func(seq uint64, envelope []byte) error {
			err := signal.DecodeEnvelope(envelope, func(s *signal.Signal) error {
				fn(s)
				n++
				return nil
			})
			if err == nil && seq >= last {
				return errEnd
			}
			return err
		})
		if err != nil && !errors.Is(err, errEnd) {
			return n, err
		}
	}
	return n, nil
}
