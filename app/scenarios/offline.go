package scenarios

import (
	"context"
	"crypto/rand"
	"log/slog"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	lifestore "fanzha/centre/detect/life/store"
	"fanzha/term/when"
)

// Beside is the room of scenarios for a command of this machine, beside a running centre or without one. Of the options it needs records,
// folder and engine; what it changes a running centre sees within seconds. It runs no jobs.
func Beside(o Options) (*life.Service, error) {
	s, err := still(o)
	if err != nil {
		return nil, err
	}
	return s.room, nil
}

// still is a side that runs nothing.
func still(o Options) (*Side, error) {
	if o.Clock == nil {
		o.Clock = clock.Wall{}
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	s := &Side{o: o, kept: lifestore.New(o.Records), jobs: make(chan life.Job), kick: make(chan struct{}, 1)}
	rules, err := proof.LoadRules()
	if err != nil {
		return nil, err
	}
	s.base, err = Base(o.Folder)
	s.room = life.New(life.Options{
		Ledger: s.kept, Jobs: s.kept, Bench: s, Beside: s, Hushes: s.kept, Weeks: s.kept, Clock: o.Clock, Rules: rules, Engine: o.Engine, NewID: id.New(o.Clock.Now, rand.Reader).New,
	})
	return s, err
}

// Question is a back-test of a file.
type Question struct {
	Text     string
	From, To when.Micros // event time; both 0: everything
	Progress func(done, total int64)
}

// forever is after every event.
const forever = when.Micros(1 << 60)

// Backtest runs a file over the stored signals of a centre that is not running. Nothing is written.
func Backtest(ctx context.Context, o Options, q Question) (life.Job, []proof.Row, error) {
	s, err := still(o)
	if err != nil {
		return life.Job{}, nil, err
	}
	checked, err := s.room.Check(ctx, access.System(), q.Text)
	if err != nil {
		return life.Job{}, nil, err
	}
	if checked.Scenario == nil {
		return life.Job{}, nil, life.Refuse(checked.Problems)
	}
	if q.From == 0 && q.To == 0 {
		q.To = forever
	}
	if q.To <= q.From {
		return life.Job{}, nil, life.ErrPeriod
	}
	rules := s.room.Rules()
	sets, err := s.room.Sets(ctx, life.Job{Texts: []life.JobText{{Text: q.Text}}})
	if err != nil {
		return life.Job{}, nil, err
	}
	read, err := proof.Run{
		Log: o.Log, Partitions: o.Partitions, Engine: o.Engine, Sets: sets, From: q.From, To: q.To, After: rules.VictimAfter, Progress: q.Progress,
	}.Do(ctx)
	if err != nil {
		return life.Job{}, nil, err
	}
	if q.To == forever {
		q.From, q.To = read.First, read.Last+1
	}
	j := life.Job{Kind: life.JobBacktest, State: life.JobDone, Code: checked.Scenario.Code, Hash: checked.Scenario.Hash, From: q.From, To: q.To}
	rows, err := Judge(ctx, proof.Judge{Rules: rules, Records: known{s}, From: q.From, To: q.To}, read, &j)
	return j, rows, err
}
