package figures

import (
	"context"
	"errors"
	"sort"
	"time"

	"fanzha/centre/stats"
	"fanzha/centre/stats/cube"
	"fanzha/centre/stats/cube/sound"
	"fanzha/centre/stats/indicator"
	"fanzha/internal/db"
	"fanzha/internal/obs"
	"fanzha/playbook/counted"
	"fanzha/term/when"
)

// Bounds of counting.
const (
	countReader = "stats"
	countBatch  = 500
	countPoll   = 250 * time.Millisecond
	tallyDays   = 40 // days of signals that are looked at again at the start
)

// Evaluator is what every page, the wall and every bulletin computes its figures with.
func (s *Side) Evaluator() indicator.Evaluator {
	s.mu.Lock()
	defer s.mu.Unlock()
	ev := indicator.Evaluator{Book: s.book, Counter: s.cube, People: s, Began: s.Since}
	if len(s.home) >= 6 {
		ev.Home = s.home[:6]
	}
	return ev
}

// At implements indicator.Population: the base in force on a day.
func (s *Side) At(region string, day stats.Day) (n int64, of stats.Day, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.heads[region]
	i := sort.Search(len(list), func(i int) bool { return list[i].day > day })
	if i == 0 {
		return 0, 0, false
	}
	return list[i-1].n, list[i-1].day, true
}

// LoadPopulation reads the population bases again after one was set.
func (s *Side) LoadPopulation(ctx context.Context) error {
	list, err := s.Store.Populations(ctx)
	if err != nil {
		return err
	}
	heads := map[string][]headed{}
	for _, p := range list { // by day within an area
		heads[p.Region] = append(heads[p.Region], headed{p.Day, p.N})
	}
	s.mu.Lock()
	s.heads = heads
	s.mu.Unlock()
	return nil
}

// Count takes in facts that do not come from an event: imported ones, and those of the invented city.
func (s *Side) Count(ctx context.Context, facts []stats.Fact) error { return s.keep(ctx, facts, 0) }

// keep writes facts to the table and then to memory. What is not a fact is told and left out: one bad thing must not stop the figures.
func (s *Side) keep(ctx context.Context, facts []stats.Fact, upTo int64) error {
	good, home := facts[:0:0], s.unit()
	for i := range facts {
		f := &facts[i]
		if f.Unit == "" {
			f.Unit = home
		}
		err := sound.Check(f)
		if err != nil {
			s.opts.Log.Error("a fact that cannot be counted", "measure", f.Measure, "seq", f.Seq, "err", errors.Unwrap(err))
			continue
		}
		good = append(good, *f)
	}
	reader := countReader
	if upTo == 0 {
		reader = ""
	}
	s.applying.Lock()
	defer s.applying.Unlock()
	err := s.Store.Put(ctx, good, reader, upTo)
	if err != nil {
		return err
	}
	defer func() {
		s.mu.Lock()
		s.firsts = nil
		s.mu.Unlock()
	}()
	for len(good) > 0 {
		n := min(len(good), cube.MaxBatch)
		_, err = s.cube.Apply(good[:n])
		if err != nil {
			return err
		}
		good = good[n:]
	}
	return nil
}

// Run counts along with the outbox until ctx ends.
func (s *Side) Run(ctx context.Context) {
	poll := time.NewTicker(countPoll)
	defer poll.Stop()
	slow := time.NewTicker(time.Minute)
	defer slow.Stop()
	days := tallyDays
	for {
		n, err := s.some(ctx)
		if err != nil && ctx.Err() == nil {
			s.opts.Log.Error("counting of events", "err", err)
		}
		if n == countBatch && err == nil {
			continue
		}
		if days > 0 && s.unit() != "" {
			err = s.signals(ctx, days)
			if err != nil && ctx.Err() == nil {
				s.opts.Log.Error("counting of signals", "err", err)
			}
			if days == tallyDays {
				err = s.warm(ctx)
				if err != nil && ctx.Err() == nil {
					s.opts.Log.Warn("first look at the figures", "err", err)
				}
			}
			days = 0
		}
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
		case <-slow.C:
			days = 2
			err = s.LoadPopulation(ctx) // another copy of the centre may have set a base
			if err != nil && ctx.Err() == nil {
				s.opts.Log.Error("population bases", "err", err)
			}
		}
	}
}

// unit is the centre's own unit, empty before it is set up.
func (s *Side) unit() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.home
}

// findHome learns the centre's own unit once it is set up.
func (s *Side) findHome(ctx context.Context) error {
	if s.unit() != "" || !s.opts.Ready() {
		return nil
	}
	top, err := s.opts.People.Responsible(ctx, "")
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.home = top
	s.mu.Unlock()
	return nil
}

// some counts one batch of events.
func (s *Side) some(ctx context.Context) (int, error) {
	err := s.findHome(ctx)
	if err != nil || s.unit() == "" {
		return 0, err
	}
	events, err := s.opts.Records.Events(ctx, s.at(), countBatch)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	var facts []stats.Fact
	for _, e := range events {
		found, err := counted.Facts(counted.Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
		if err != nil {
			s.opts.Log.Error("an event that cannot be counted", "seq", e.Seq, "kind", e.Kind, "err", obs.Redact(err.Error()))
			continue
		}
		facts = append(facts, found...)
	}
	last := events[len(events)-1].Seq
	err = s.keep(ctx, facts, last)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	s.seq = last
	close(s.moved)
	s.moved = make(chan struct{})
	s.mu.Unlock()
	return len(events), nil
}

func (s *Side) at() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seq
}

// Drain waits until every event that is in the outbox now is counted.
func (s *Side) Drain(ctx context.Context) error {
	last, err := s.opts.Records.LastEvent(ctx)
	if err != nil {
		return err
	}
	for {
		s.mu.Lock()
		seq, moved := s.seq, s.moved
		s.mu.Unlock()
		if seq >= last || !s.opts.Ready() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-moved:
		}
	}
}

// signals counts the signals of the last days, by partner and kind: the number of a day only grows, so it is its own order.
func (s *Side) signals(ctx context.Context, days int) error {
	from := stats.DayOf(s.opts.Clock.Now()) - stats.Day(days) + 1
	const day = int64(when.Day)
	rows, err := s.opts.Records.Query(ctx, `select (minute + ?) / ?, source, kind, sum(n) from signal_tally where minute >= ? group by 1, 2, 3`,
		int64(8*when.Hour), day, int64(from.Start()))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var facts []stats.Fact
	for rows.Next() {
		var d, n int64
		var source, kind string
		err = rows.Scan(&d, &source, &kind, &n)
		if err != nil {
			return db.Wrap("read tally", err)
		}
		at := stats.Day(d)
		f := stats.Fact{Measure: "signal.received", ID: at.String() + "/" + source + "/" + kind, Seq: n, At: at.Start(), N: n}
		f.Sides[stats.Channel] = kind
		facts = append(facts, f)
	}
	err = rows.Err()
	if err != nil || len(facts) == 0 {
		return db.Wrap("read tally", err)
	}
	return s.keep(ctx, facts, 0)
}
