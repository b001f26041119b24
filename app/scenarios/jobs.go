package scenarios

import (
	"context"
	"errors"
	"time"

	"fanzha/base/access"
	"fanzha/centre/detect/drift"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	"fanzha/term/fault"
)

// tellEvery is how often a running job writes down how far it is.
const tellEvery = time.Second

// errInterrupted is why a job that the program's stop has cut off failed.
var errInterrupted = fault.New(fault.Unavailable, "life.interrupted")

// interrupted closes the jobs that a stop has left behind: who asked for one asks again.
func (s *Side) interrupted(ctx context.Context) error {
	left, err := s.kept.Left(ctx)
	for _, j := range left {
		j.State, j.Fault, j.Ended = life.JobFailed, errInterrupted.Code, s.now()
		err = errors.Join(err, s.kept.Put(ctx, j, nil))
	}
	return err
}

// weekly asks for the report of the last week, once the centre has signals at all.
func (s *Side) weekly(ctx context.Context) error {
	for p := range s.o.Partitions {
		last, err := s.o.Log.Last(ctx, p)
		if err != nil {
			return err
		}
		if last > 0 {
			return s.room.Weekly(ctx)
		}
	}
	return nil
}

// RunJob implements life.Bench.
func (s *Side) RunJob(j life.Job) error {
	select {
	case s.jobs <- j:
		return nil
	default:
		return fault.New(life.ErrManyJobs.Kind, life.ErrManyJobs.Code, "most", s.room.Rules().JobsMost)
	}
}

// Cancel implements life.Bench.
func (s *Side) Cancel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	stop := s.cancels[id]
	if stop == nil {
		s.cancels[id] = func() {} // it waits: its turn finds that it is not wanted
		return
	}
	stop()
}

// work runs jobs one after another.
func (s *Side) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-s.jobs:
			s.runOne(ctx, j)
		}
	}
}

func (s *Side) runOne(ctx context.Context, j life.Job) {
	run, stop := context.WithCancel(ctx)
	defer stop()
	s.mu.Lock()
	unwanted := s.cancels[j.ID] != nil
	s.cancels[j.ID] = stop
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.cancels, j.ID)
		s.mu.Unlock()
	}()
	if unwanted {
		stop()
	}
	j.State, j.Began = life.JobRunning, s.now()
	s.put(ctx, j, nil)
	rows, err := s.judge(run, &j)
	j.Ended = s.now()
	switch {
	case err == nil:
		j.State = life.JobDone
	case ctx.Err() != nil:
		return // the next start closes it
	case run.Err() != nil:
		j.State, rows = life.JobCancelled, nil
	default:
		j.State, j.Fault, rows = life.JobFailed, fault.CodeOf(err), nil
		s.o.Logger.Warn("job of a scenario", "job", j.ID, "err", err)
	}
	if j.State == life.JobDone && j.Kind == life.JobBacktest && j.Version != "" { // before it is told as done: who has read that may sign
		err = s.room.Tested(ctx, j)
		if err != nil {
			s.o.Logger.Warn("back-test", "job", j.ID, "err", err)
		}
	}
	s.put(ctx, j, rows)
}

func (s *Side) put(ctx context.Context, j life.Job, rows []proof.Row) {
	err := s.kept.Put(ctx, j, rows)
	if err != nil && ctx.Err() == nil {
		s.o.Logger.Error("job of a scenario", "job", j.ID, "err", err)
	}
}

// judge runs a job and fills in its result.
func (s *Side) judge(ctx context.Context, j *life.Job) ([]proof.Row, error) {
	sets, err := s.room.Sets(ctx, *j)
	if err != nil {
		return nil, err
	}
	told := time.Now()
	var counter *drift.Counter
	settings, err := drift.Load()
	if err != nil {
		return nil, err
	}
	if j.Kind == life.JobQuality {
		counter = settings.Over(j.To)
	}
	read, err := proof.Run{
		Drift: counter,
		Log:   s.o.Log, Partitions: s.o.Partitions, Engine: s.o.Engine, Sets: sets, From: j.From, To: j.To, After: s.room.Rules().VictimAfter,
		Progress: func(done, total int64) {
			j.Done, j.Total = done, total
			if time.Since(told) >= tellEvery {
				told = time.Now()
				s.put(ctx, *j, nil)
			}
		},
	}.Do(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := Judge(ctx, proof.Judge{Rules: s.room.Rules(), Records: known{s}, From: j.From, To: j.To}, read, j)
	if j.Quality != nil && counter != nil {
		j.Quality.Drift, j.Quality.DriftWeeks = counter.Report(settings), settings.Weeks
	}
	if len(rows) > proof.RowsMost {
		rows, j.RowCut = rows[:proof.RowsMost], true
	}
	return rows, err
}

// Judge fills in the result of a job from what its pass found, and returns the rows behind its numbers.
func Judge(ctx context.Context, by proof.Judge, read *proof.Read, j *life.Job) (rows []proof.Row, err error) {
	err = by.Learn(ctx)
	if err != nil {
		return nil, err
	}
	switch j.Kind {
	case life.JobDiff:
		j.Diff, rows, err = by.Diff(ctx, read)
	case life.JobQuality:
		j.Quality, rows, err = by.Quality(ctx, read)
	default:
		j.Backtest, rows, err = by.Backtest(ctx, read, 0)
	}
	return rows, err
}

// Try runs a text on events while somebody waits.
func (s *Side) Try(ctx context.Context, scope access.Scope, t life.Try) (life.Tried, error) {
	return s.room.Try(ctx, scope, t, life.Past{Log: s.o.Log, Partitions: s.o.Partitions, Records: known{s}})
}
