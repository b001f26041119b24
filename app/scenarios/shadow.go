package scenarios

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"fanzha/app/snapshot"
	"fanzha/base/access"
	"fanzha/centre/detect"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/life/proof"
	lifestore "fanzha/centre/detect/life/store"
	"fanzha/centre/detect/order"
	"fanzha/centre/detect/scenario"
)

// shadowed is one version that runs beside the live set.
type shadowed struct {
	asked   string // hashes of the text and of all suppressions, as they were last looked at
	set     string // hash of what runs: the text, its lists and what is suppressed for it
	stop    context.CancelFunc
	working sync.WaitGroup
}

// shade starts and ends shadows as the records say.
func (s *Side) shade(ctx context.Context) error {
	want, err := s.room.Shadows(ctx)
	if err != nil {
		return err
	}
	hushed, err := s.room.Hushed(ctx)
	if err != nil {
		return err
	}
	layers := life.Over(s.base, hushed)
	wanted := map[string]bool{}
	for _, v := range want {
		wanted[v.ID] = true
		err = s.keepShadow(ctx, v, asked{v.Hash + life.HashOf(hushed[scenario.SuppressKept]), layers})
		if err != nil {
			return err
		}
	}
	for id, x := range s.running {
		if !wanted[id] {
			x.stop()
			x.working.Wait()
			delete(s.running, id)
			err = errors.Join(err, os.RemoveAll(s.shadowDir(id)))
		}
	}
	return err
}

func (s *Side) shadowDir(version string) string {
	return filepath.Join(s.o.Dir, "shadow-"+filepath.Base(version))
}

func (s *Side) endShadows() {
	for _, x := range s.running {
		x.stop()
		x.working.Wait()
	}
}

// asked is what a version in shadow is to run with.
type asked struct {
	sum    string
	layers []life.Layer
}

// keepShadow lets a version run, anew when what the centre suppresses has changed for it.
func (s *Side) keepShadow(ctx context.Context, v life.Version, a asked) error {
	x := s.running[v.ID]
	if x != nil && x.asked == a.sum {
		return nil
	}
	set, err := life.Heeding(a.layers, v.Text, v.Lists)
	if err != nil {
		s.o.Logger.Error("a version in shadow no longer loads", "code", v.Code, "version", v.Number, "err", err)
		return nil
	}
	if x != nil && x.set == set.Hash {
		x.asked = a.sum
		return nil
	}
	if x != nil {
		x.stop()
		x.working.Wait()
		delete(s.running, v.ID)
	}
	err = s.beginShadow(ctx, v, set)
	if err == nil {
		s.running[v.ID].asked = a.sum
	}
	return err
}

// beginShadow follows the log with one version. Its hits count from where the log ends at the first start on; what lies before fills its
// windows.
func (s *Side) beginShadow(ctx context.Context, v life.Version, set *scenario.Set) error {
	run, stop := context.WithCancel(ctx)
	x := &shadowed{stop: stop, set: set.Hash}
	engine := s.o.Engine
	engine.Hushed = true
	for p := range order.Places(s.o.Partitions) {
		if !detect.PartOf(p, s.o.Partitions).Any(set) {
			continue
		}
		position, begun, err := s.kept.ShadowPosition(ctx, v.ID, p)
		if err == nil && !begun {
			position, err = s.o.Log.Last(ctx, p)
			if err == nil {
				err = s.kept.Shadowed(ctx, v.ID, lifestore.Place{Partition: p, Seq: position, At: s.now()}, nil)
			}
		}
		if err != nil {
			stop()
			x.working.Wait()
			return err
		}
		w := detect.NewWorker(detect.WorkerOptions{
			Partition: p, Partitions: s.o.Partitions, Set: set, Engine: engine, Log: s.o.Log, Snapshots: snapshot.Folder(s.shadowDir(v.ID)), Sink: shadowSink{s, v.ID}, Position: position, Clock: s.o.Clock,
			Report: func(err error) { s.o.Logger.Warn("shadow", "code", v.Code, "partition", p, "err", err) },
		})
		x.working.Go(func() {
			err := w.Run(run)
			if err != nil {
				s.o.Logger.Error("shadow stopped", "code", v.Code, "partition", p, "err", err)
			}
		})
	}
	s.running[v.ID] = x
	return nil
}

// shadowSink records what a version finds beside the live set: never an alert.
type shadowSink struct {
	side    *Side
	version string
}

// Record implements detect.Sink.
func (k shadowSink) Record(ctx context.Context, partition int, seq uint64, hits []detect.Hit) error {
	out := make([]lifestore.ShadowHit, 0, len(hits))
	for i := range hits {
		h := &hits[i]
		unit, err := k.side.unitOf(ctx, h.Place, string(h.PersonID))
		if err != nil {
			return err
		}
		row := proof.RowOf(h)
		row.Unit, row.RecordedAt = unit, k.side.now()
		out = append(out, lifestore.ShadowHit{Row: row, Person: cmp.Or(string(h.Phone), string(h.PersonID))})
	}
	return k.side.kept.Shadowed(ctx, k.version, lifestore.Place{Partition: partition, Seq: seq, At: k.side.now()}, out)
}

// Days implements life.Beside: a version in shadow beside the live set, day by day.
func (s *Side) Days(ctx context.Context, scope access.Scope, version string) ([]life.ShadowDay, error) {
	days, err := s.kept.Days(ctx, scope, version)
	if err != nil || len(days) == 0 {
		return days, err
	}
	v, err := s.kept.Get(ctx, scope, version)
	if err != nil {
		return nil, err
	}
	first := v.ShadowAt
	j := proof.Judge{Rules: s.room.Rules(), Records: known{s}, From: first, To: s.now()}
	err = j.Learn(ctx)
	if err != nil {
		return nil, err
	}
	both := map[int64]map[string]bool{}
	err = s.kept.Shadowy(ctx, scope, version, func(h lifestore.ShadowHit) error {
		day := proof.DayOf(h.Row.At)
		if h.Person != "" && j.Warned(h.Person, h.Row.At) {
			if both[day] == nil {
				both[day] = map[string]bool{}
			}
			both[day][h.Person] = true
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	same := map[int64]int64{}
	err = known{s}.Hits(ctx, first, s.now()+1, func(h proof.LiveHit) error {
		if h.Scenario == v.Code && scope.Covers(h.Unit) {
			same[proof.DayOf(h.At)]++
		}
		return nil
	})
	for i := range days {
		d := &days[i]
		d.Both, d.Same = int64(len(both[d.Day])), same[d.Day]
		d.Only = d.Shadow - d.Both
	}
	slices.SortFunc(days, func(a, b life.ShadowDay) int { return cmp.Compare(b.Day, a.Day) })
	return days, err
}

// Hits implements life.Beside.
func (s *Side) Hits(ctx context.Context, scope access.Scope, q life.ShadowQuery) ([]proof.Row, error) {
	return s.kept.Hits(ctx, scope, q)
}
