// Package scenarios runs the life of scenarios (场景) in a centre: which set is in force in each partition and from which place of the log,
// what runs in shadow beside it, and back-tests. What is decided about scenarios stands in centre/detect/life.
package scenarios

import (
	"context"
	"crypto/rand"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/detect"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	lifestore "fanzha/centre/detect/life/store"
	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/suppress"
	"fanzha/centre/warning"
	"fanzha/internal/db"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// lookEvery is how often the records are asked whether another copy of the program has changed what should be in force.
const lookEvery = 5 * time.Second

// Units names the unit that answers for a place.
type Units interface {
	Responsible(ctx context.Context, place string) (string, error)
}

// Options are what this side stands on. All but Folder are required.
type Options struct {
	Records    *db.DB
	Folder     fs.FS // the centre's own files; nil: none
	Log        detect.Log
	Partitions int
	Engine     detect.Options
	Warnings   *warning.Service
	Units      Units
	Clock      clock.Clock
	Logger     *slog.Logger
	Dir        string // where shadows keep their snapshots
}

// Side is the scenarios of a running centre. It is safe for concurrent use.
type Side struct {
	o    Options
	base []life.Layer
	kept *lifestore.Store
	room *life.Service

	first *scenario.Set // in force when the centre opened

	mu      sync.Mutex // guards what follows
	turners []*detect.Turner
	running map[string]*shadowed
	cancels map[string]context.CancelFunc // of jobs that wait or run
	jobs    chan life.Job
	kick    chan struct{}
	applied string // signature of what was wanted when it was last in force everywhere
}

// Open reads what should be in force and writes down from which place of the log on: where the recorded hits of each partition end.
func Open(ctx context.Context, o Options) (*Side, error) {
	s := &Side{o: o, kept: lifestore.New(o.Records), running: map[string]*shadowed{}, cancels: map[string]context.CancelFunc{}, kick: make(chan struct{}, 1)}
	rules, err := proof.LoadRules()
	if err != nil {
		return nil, err
	}
	s.jobs = make(chan life.Job, rules.JobsMost)
	s.base, err = Base(o.Folder)
	if err != nil {
		return nil, err
	}
	s.room = life.New(life.Options{
		Ledger: s.kept, Jobs: s.kept, Bench: s, Beside: s, Hushes: s.kept, Weeks: s.kept, Clock: o.Clock, Rules: rules, Engine: o.Engine, NewID: id.New(o.Clock.Now, rand.Reader).New,
	})
	err = s.room.Ship(ctx)
	if err != nil {
		return nil, err
	}
	layers, signature, err := s.wanted(ctx)
	if err != nil {
		return nil, err
	}
	s.first, err = life.Compile(layers)
	if err != nil {
		return nil, err
	}
	err = s.kept.KeepSet(ctx, s.first.Hash, layers, o.Clock.Now())
	if err != nil {
		return nil, err
	}
	for p := range order.Places(o.Partitions) {
		position, err := s.position(ctx, p)
		if err == nil {
			err = s.kept.Seal(ctx, lifestore.Epoch{Partition: p, Set: s.first.Hash, After: position, At: o.Clock.Now()})
		}
		if err != nil {
			return nil, err
		}
	}
	s.applied = signature
	return s, s.interrupted(ctx)
}

// position is up to where the hits of a place are recorded. What a log already holds when a centre begins to look at it as a whole is
// history: nobody is warned of it.
func (s *Side) position(ctx context.Context, place int) (uint64, error) {
	position, err := s.o.Warnings.Position(ctx, place)
	if err != nil || position > 0 || !order.Whole(place, s.o.Partitions) {
		return position, err
	}
	position, err = s.o.Log.Last(ctx, place)
	if err == nil && position > 0 {
		_, err = s.o.Warnings.Record(ctx, warning.Batch{Partition: place, Seq: position})
	}
	return position, err
}

// Base are the layers of files that a centre begins with: the shipped ones and its own folder.
func Base(folder fs.FS) ([]life.Layer, error) {
	shipped, err := fs.Sub(rulebook.FS, "scenarios")
	if err != nil {
		return nil, fault.New(fault.Internal, "internal").With(err)
	}
	var out []life.Layer
	for _, dir := range []fs.FS{shipped, folder} {
		if dir == nil {
			continue
		}
		l, err := life.ReadLayer(dir)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// Room is the room behind the console's pages.
func (s *Side) Room() *life.Service { return s.room }

// First is the set in force when the centre opened.
func (s *Side) First() *scenario.Set { return s.first }

// Set is the set in force now.
func (s *Side) Set() *scenario.Set {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.turners) == 0 {
		return s.first
	}
	return s.turners[0].Set()
}

// InForce says in how many partitions the version of that text is in force, of how many.
func (s *Side) InForce(code, hash string) (n, of int) {
	s.mu.Lock()
	turners := s.turners
	s.mu.Unlock()
	for _, t := range turners {
		sc, ok := t.Set().Find(code)
		if ok && sc.Hash == hash {
			n++
		}
	}
	return n, len(turners)
}

// Silenced says in how many partitions a suppression is in force, of how many.
func (s *Side) Silenced(e suppress.Entry) (n, of int) {
	s.mu.Lock()
	turners := s.turners
	s.mu.Unlock()
	for _, t := range turners {
		if t.Set().Suppress.Has(e) {
			n++
		}
	}
	return n, len(turners)
}

// Base implements life.Bench.
func (s *Side) Base() []life.Layer { return s.base }

// Changed implements life.Bench.
func (s *Side) Changed() {
	select {
	case s.kick <- struct{}{}:
	default: // it will be looked at anyway
	}
}

// wanted are the layers that should be in force, and a signature by which a change is seen without compiling.
func (s *Side) wanted(ctx context.Context) ([]life.Layer, string, error) {
	all, err := s.room.InForce(ctx)
	if err != nil {
		return nil, "", err
	}
	hushed, err := s.room.Hushed(ctx)
	if err != nil {
		return nil, "", err
	}
	layers := life.Over(life.Wanted(s.base, all), hushed)
	signature := ""
	files, _ := life.FilesOf(layers)
	for _, f := range files {
		signature += f.Path + " " + f.Hash + "\n"
	}
	return layers, life.HashOf(signature), nil
}

// Run keeps what is in force and in shadow as it should be, and runs jobs, until ctx ends.
func (s *Side) Run(ctx context.Context, turners []*detect.Turner) {
	s.mu.Lock()
	s.turners = turners
	s.mu.Unlock()
	var working sync.WaitGroup
	working.Go(func() { s.work(ctx) })
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		err := s.turn(ctx)
		if err == nil {
			err = s.shade(ctx)
		}
		if err == nil {
			err = s.weekly(ctx)
		}
		if err != nil && ctx.Err() == nil {
			s.o.Logger.Error("scenarios in force", "err", err)
		}
		select {
		case <-ctx.Done():
			s.endShadows()
			working.Wait()
			return
		case <-tick.C:
		case <-s.kick:
		}
	}
}

// turn puts the wanted set in force in every partition, one after another.
func (s *Side) turn(ctx context.Context) error {
	layers, signature, err := s.wanted(ctx)
	if err != nil || signature == s.applied {
		return err
	}
	set, err := life.Compile(layers)
	if err != nil {
		return life.ErrSet.With(err)
	}
	err = s.kept.KeepSet(ctx, set.Hash, layers, s.o.Clock.Now())
	if err != nil {
		return err
	}
	for p, t := range s.turners {
		if t.Set().Hash == set.Hash {
			continue
		}
		err = t.Turn(ctx, set, func(ctx context.Context, position uint64) error {
			return s.kept.Seal(ctx, lifestore.Epoch{Partition: p, Set: set.Hash, After: position, At: s.o.Clock.Now()})
		})
		if err != nil {
			return err
		}
		s.o.Logger.Info("scenarios turned", "partition", p, "set", set.Hash)
	}
	s.applied = signature
	return nil
}

// Epochs are the sets that were in force in each partition, for a replay.
func Epochs(ctx context.Context, records *db.DB, partition int) ([]detect.Epoch, error) {
	kept := lifestore.New(records)
	list, err := kept.Epochs(ctx, partition)
	if err != nil {
		return nil, err
	}
	var out []detect.Epoch
	for _, e := range list {
		layers, err := kept.Set(ctx, e.Set)
		if err != nil {
			return nil, err
		}
		set, err := life.Compile(layers)
		if err != nil {
			return nil, life.ErrSet.With(err)
		}
		out = append(out, detect.Epoch{Set: set, After: e.After})
	}
	return out, nil
}

// unitOf asks which unit answers for a place, or for the area of an identity number.
func (s *Side) unitOf(ctx context.Context, place, person string) (string, error) {
	if place == "" && len(person) >= 6 {
		place = person[:6]
	}
	return s.o.Units.Responsible(ctx, place)
}

// now is the clock of the centre.
func (s *Side) now() when.Micros { return s.o.Clock.Now() }
