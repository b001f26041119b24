package app

import (
	"context"
	"errors"
	"log/slog"
	"sort"
	"sync"
	"time"

	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/centre/stats/cube"
	"fanzha/centre/stats/indicator"
	statstore "fanzha/centre/stats/store"
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

// counting turns what has happened into facts, keeps them in the records and in memory, and answers for figures. Each event is
// counted exactly once: facts and place are one transaction, and a fact that comes again is the same fact.
type counting struct {
	records *db.DB
	names   figureNames
	week    time.Weekday
	store   *statstore.Store
	cube    *cube.Cube
	book    *indicator.Book
	people  *accessstore.Store
	log     *slog.Logger
	clock   clock.Clock
	ready   func() bool // there is a unit whose matter things without one are

	applying sync.Mutex // one batch at a time goes to the table and then to memory

	mu    sync.Mutex          // guards what follows
	seq   int64               // events up to here are counted
	moved chan struct{}       // closed and replaced when seq moves
	home  string              // the centre's own unit
	heads map[string][]headed // population bases by area, by day

	firsts map[string]stats.Day // since when a room's things are counted; nil: to be looked up again
}

// headed is the population of an area from a day on.
type headed struct {
	day stats.Day
	n   int64
}

// openStats builds the counts from the table; counting goes on from there when the centre starts.
func (c *Centre) openStats(ctx context.Context) error {
	book, err := indicator.Default()
	if err != nil {
		return err
	}
	s := &counting{records: c.records, store: statstore.New(c.records), book: book, people: c.People, log: c.log, clock: c.clock, ready: c.setUp.Load, moved: make(chan struct{})}
	s.cube, err = cube.New(cube.Options{})
	if err != nil {
		return err
	}
	c.stats = s
	s.names, err = newFigureNames(c)
	if err != nil {
		return err
	}
	s.week, err = weekStart()
	if err != nil {
		return err
	}
	err = s.cube.Load(s.store.All(ctx))
	if err != nil {
		return err
	}
	s.seq, err = s.store.Cursor(ctx, countReader)
	if err != nil {
		return err
	}
	if s.seq == 0 {
		// A reader that has not begun would not keep events from being removed.
		err = s.store.Put(ctx, nil, countReader, 0)
	}
	return errors.Join(err, s.LoadPopulation(ctx))
}

// Evaluator is what every page, the wall and every bulletin computes its figures with.
func (s *counting) Evaluator() indicator.Evaluator {
	s.mu.Lock()
	defer s.mu.Unlock()
	ev := indicator.Evaluator{Book: s.book, Counter: s.cube, People: s, Began: s.Since}
	if len(s.home) >= 6 {
		ev.Home = s.home[:6]
	}
	return ev
}

// At implements indicator.Population: the base in force on a day.
func (s *counting) At(region string, day stats.Day) (n int64, of stats.Day, ok bool) {
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
func (s *counting) LoadPopulation(ctx context.Context) error {
	list, err := s.store.Populations(ctx)
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
func (s *counting) Count(ctx context.Context, facts []stats.Fact) error { return s.keep(ctx, facts, 0) }

// keep writes facts to the table and then to memory. What is not a fact is told and left out: one bad thing must not stop the figures.
func (s *counting) keep(ctx context.Context, facts []stats.Fact, upTo int64) error {
	sound, home := facts[:0:0], s.unit()
	for i := range facts {
		f := &facts[i]
		if f.Unit == "" {
			f.Unit = home
		}
		err := cube.Check(f)
		if err != nil {
			s.log.Error("a fact that cannot be counted", "measure", f.Measure, "seq", f.Seq, "err", errors.Unwrap(err))
			continue
		}
		sound = append(sound, *f)
	}
	reader := countReader
	if upTo == 0 {
		reader = ""
	}
	s.applying.Lock()
	defer s.applying.Unlock()
	err := s.store.Put(ctx, sound, reader, upTo)
	if err != nil {
		return err
	}
	defer func() {
		s.mu.Lock()
		s.firsts = nil
		s.mu.Unlock()
	}()
	for len(sound) > 0 {
		n := min(len(sound), cube.MaxBatch)
		_, err = s.cube.Apply(sound[:n])
		if err != nil {
			return err
		}
		sound = sound[n:]
	}
	return nil
}

// run counts along with the outbox until ctx ends.
func (s *counting) run(ctx context.Context) {
	poll := time.NewTicker(countPoll)
	defer poll.Stop()
	slow := time.NewTicker(time.Minute)
	defer slow.Stop()
	days := tallyDays
	for {
		n, err := s.some(ctx)
		if err != nil && ctx.Err() == nil {
			s.log.Error("counting of events", "err", err)
		}
		if n == countBatch && err == nil {
			continue
		}
		if days > 0 && s.unit() != "" {
			err = s.signals(ctx, days)
			if err != nil && ctx.Err() == nil {
				s.log.Error("counting of signals", "err", err)
			}
			days = 0
		}
		select {
		case <-ctx.Done():
			return
		case <-poll.C:
		case <-slow.C:
			days = 2
		}
	}
}

// unit is the centre's own unit, empty before it is set up.
func (s *counting) unit() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.home
}

// findHome learns the centre's own unit once it is set up.
func (s *counting) findHome(ctx context.Context) error {
	if s.unit() != "" || !s.ready() {
		return nil
	}
	top, err := s.people.Responsible(ctx, "")
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.home = top
	s.mu.Unlock()
	return nil
}

// some counts one batch of events.
func (s *counting) some(ctx context.Context) (int, error) {
	err := s.findHome(ctx)
	if err != nil || s.unit() == "" {
		return 0, err
	}
	events, err := s.records.Events(ctx, s.at(), countBatch)
	if err != nil || len(events) == 0 {
		return 0, err
	}
	var facts []stats.Fact
	for _, e := range events {
		found, err := counted.Facts(counted.Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
		if err != nil {
			s.log.Error("an event that cannot be counted", "seq", e.Seq, "kind", e.Kind, "err", obs.Redact(err.Error()))
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

func (s *counting) at() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seq
}

// drain waits until every event that is in the outbox now is counted.
func (s *counting) drain(ctx context.Context) error {
	last, err := s.records.LastEvent(ctx)
	if err != nil {
		return err
	}
	for {
		s.mu.Lock()
		seq, moved := s.seq, s.moved
		s.mu.Unlock()
		if seq >= last || !s.ready() {
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
func (s *counting) signals(ctx context.Context, days int) error {
	from := stats.DayOf(s.clock.Now()) - stats.Day(days) + 1
	const day = int64(when.Day)
	rows, err := s.records.Query(ctx, `select (minute + ?) / ?, source, kind, sum(n) from signal_tally where minute >= ? group by 1, 2, 3`,
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

// close gives the memory back.
func (s *counting) close() error { return s.cube.Close() }

// CountFacts takes in facts that do not come from an event: imported ones, and those of an invented year.
func (c *Centre) CountFacts(ctx context.Context, facts []stats.Fact) error {
	return c.stats.Count(ctx, facts)
}
