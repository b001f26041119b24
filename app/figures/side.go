// Package figures wires the figures of the centre: counting of what happens, the evaluation of indicators over it, the names in figures, and
// the bulletins that print them.
package figures

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/base/rulefile"
	"fanzha/centre/dispatch"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/centre/stats/cube"
	"fanzha/centre/stats/indicator"
	statstore "fanzha/centre/stats/store"
	"fanzha/centre/stoppay"
	apistats "fanzha/edge/api/stats"
	"fanzha/internal/db"
	"fanzha/rulebook"
)

// Banks lists the banks, whose codes stand in facts.
type Banks interface {
	Banks(ctx context.Context, scope access.Scope) ([]stoppay.Bank, error)
}

// Options are what the figures stand on.
type Options struct {
	Records *db.DB
	People  *accessstore.Store
	Banks   Banks
	Clock   clock.Clock
	Log     *slog.Logger
	Ready   func() bool // there is a unit whose matter things without one are
	Demo    bool        // areas are those of the invented city
}

// Side turns what has happened into facts, keeps them in the records and in memory, and answers for figures. Each event is counted exactly
// once: facts and place are one transaction, and a fact that comes again is the same fact.
type Side struct {
	Store *statstore.Store

	opts      Options
	names     *names
	week      time.Weekday
	cube      *cube.Cube
	book      *indicator.Book
	bulletins *bulletin.Service
	templates *pattern.Templates

	applying sync.Mutex // one batch at a time goes to the table and then to memory

	mu    sync.Mutex          // guards what follows
	seq   int64               // events up to here are counted
	moved chan struct{}       // closed and replaced when seq moves
	home  string              // the centre's own unit
	heads map[string][]headed // population bases by area, by day
	rooms Rooms               // empty before they are opened

	firsts map[string]stats.Day // since when a room's things are counted; nil: to be looked up again
}

// headed is the population of an area from a day on.
type headed struct {
	day stats.Day
	n   int64
}

// Open builds the counts from the table; counting goes on from there with Run. The side must be closed.
func Open(ctx context.Context, o Options) (*Side, error) {
	s := &Side{Store: statstore.New(o.Records), opts: o, moved: make(chan struct{})}
	var err error
	s.book, err = indicator.Default()
	if err != nil {
		return nil, err
	}
	s.names, err = newNames(o)
	if err != nil {
		return nil, err
	}
	s.week, err = weekStart()
	if err != nil {
		return nil, err
	}
	s.cube, err = cube.New(cube.Options{})
	if err != nil {
		return nil, err
	}
	err = s.load(ctx)
	if err == nil {
		err = s.openBulletins()
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// load reads what is counted already.
func (s *Side) load(ctx context.Context) error {
	// The place first: another copy of the centre may count on while the table is read, and what it counts then is counted here again.
	var err error
	s.seq, err = s.Store.Cursor(ctx, countReader)
	if err == nil {
		err = s.cube.Load(s.Store.All(ctx))
	}
	if err != nil {
		return err
	}
	if s.seq == 0 {
		// A reader that has not begun would not keep events from being removed.
		err = s.Store.Put(ctx, nil, countReader, 0)
	}
	return errors.Join(err, s.LoadPopulation(ctx))
}

// Close gives the memory back. What runs has ended before.
func (s *Side) Close() error { return s.cube.Close() }

// Pages are what the console's pages of figures stand on; orders are those that the situation shows.
func (s *Side) Pages(orders *dispatch.Service) apistats.Services {
	return apistats.Services{
		Figures: s, Store: s.Store, Orders: orders, Names: s.names, Clock: s.opts.Clock, NewID: id.New(s.opts.Clock.Now, rand.Reader).New, WeekStart: s.week,
	}
}

// weekStart is the day on which a week of figures begins (figures.week_start: 1 is Monday, 7 is Sunday).
func weekStart() (time.Weekday, error) {
	raw, err := rulebook.FS.ReadFile("settings.yaml")
	if err != nil {
		return 0, err
	}
	s, err := rulefile.ReadSettings(raw)
	if err != nil {
		return 0, err
	}
	day := s.Whole("figures.week_start", 7)
	return time.Weekday(day % 7), s.Err()
}
