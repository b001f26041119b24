package dissuade

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/clock"
)

// Options are what a Service stands on. All but Proofs are required.
type Options struct {
	Proofs    Proofs // nil: evidence that names bytes is refused
	Store     Store
	Directory Directory
	Clock     clock.Clock
	Rules     *Rules
	NewID     func() string
	Wishes    Wishes // nil: no reason is asked for, whatever the gate would say
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force, for the console's tables.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Record appends an attempt. The cautions say what the officer should know; they never keep an attempt from being recorded.
func (s *Service) Record(ctx context.Context, scope access.Scope, cmd AttemptCmd) (Attempt, []Caution, error) {
	err := scope.Require(access.WarningWork)
	if err != nil {
		return Attempt{}, nil, err
	}
	now := s.o.Clock.Now()
	a, err := decide(cmd, s.o.Rules, now)
	if err != nil {
		return Attempt{}, nil, err
	}
	err = s.arrived(ctx, scope.User, a.Evidence)
	if err != nil {
		return Attempt{}, nil, err
	}
	w, unit, err := s.subject(ctx, scope, cmd)
	if err != nil {
		return Attempt{}, nil, err
	}
	used, err := s.o.Store.Used(ctx, access.System(), w.Target, a.At.Add(-s.o.Rules.Window))
	if err != nil {
		return Attempt{}, nil, err
	}
	a.Target, a.AtUnit = w.Target, unit
	a.Unit, a.By, a.ByName = scope.Unit, scope.User, scope.Name
	why, err := s.barred(ctx, &a, w.Level, used)
	if err != nil {
		return Attempt{}, nil, err
	}
	a.ID = s.o.NewID()
	kept, fresh, err := s.o.Store.Append(ctx, Record{Attempt: a, Event: eventOf(&a)})
	if err != nil {
		return Attempt{}, nil, err
	}
	if fresh {
		return kept, append(cautions(a, s.o.Rules, used, w.Level), why...), nil
	}
	if !same(kept, a) {
		return Attempt{}, nil, ErrKeyReused
	}
	return kept, cautions(a, s.o.Rules, used-1, w.Level), nil
}

// arrived refuses evidence that names a photo, voice note or signature which the centre does not have from this person.
func (s *Service) arrived(ctx context.Context, by string, list []Evidence) error {
	var named []string
	for _, e := range list {
		kind, _ := s.o.Rules.evidence(e.Kind)
		if kind.Bytes {
			named = append(named, e.Value)
		}
	}
	if len(named) == 0 {
		return nil
	}
	if s.o.Proofs == nil {
		return ErrNotArrived
	}
	held, err := s.o.Proofs.Holds(ctx, by, named)
	if err == nil && !held {
		err = ErrNotArrived
	}
	return err
}

// subject finds what the attempt is about, and checks the jurisdiction: the caller's covers the unit that has the order, or
// the unit that has the warning. Anything else does not exist for him.
func (s *Service) subject(ctx context.Context, scope access.Scope, cmd AttemptCmd) (WarningRef, string, error) {
	w, err := s.o.Directory.Warning(ctx, cmd.Warning)
	if err != nil {
		return WarningRef{}, "", err
	}
	unit := w.Unit
	covered := scope.Covers(w.Unit)
	var order OrderRef
	if cmd.Order != "" {
		order, err = s.o.Directory.Order(ctx, cmd.Order)
		if err != nil {
			return WarningRef{}, "", err
		}
		unit = order.Unit
		covered = covered || order.Warning == w.ID && scope.Covers(order.Unit)
	}
	if !covered {
		return WarningRef{}, "", ErrNotFound
	}
	if cmd.Order != "" && order.Warning != w.ID {
		return WarningRef{}, "", ErrOtherOrder
	}
	return w, unit, nil
}

// ListFor returns a page of attempts, the latest first, and the cursor of the next page, empty at the end. Who has the
// warning, order or person in his jurisdiction now reads all its attempts; anyone else only those that his own unit made or
// that were made on what it had then.
func (s *Service) ListFor(ctx context.Context, scope access.Scope, f Filter) ([]Attempt, string, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query()
	if err != nil {
		return nil, "", err
	}
	unit, err := s.unitOf(ctx, f)
	if err != nil {
		return nil, "", err
	}
	reads := scope
	if scope.Covers(unit) {
		reads = access.System()
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there is a next page
	list, err := s.o.Store.List(ctx, reads, q)
	if err != nil {
		return nil, "", err
	}
	if len(list) <= limit {
		return list, "", nil
	}
	last := list[limit-1]
	return list[:limit], Key{At: last.At, ID: last.ID}.cursor(), nil
}

// unitOf returns the unit that has the subject of a filter now; none when the subject is gone.
func (s *Service) unitOf(ctx context.Context, f Filter) (string, error) {
	var unit string
	var err error
	switch {
	case f.Warning != "":
		var w WarningRef
		w, err = s.o.Directory.Warning(ctx, f.Warning)
		unit = w.Unit
	case f.Order != "":
		var o OrderRef
		o, err = s.o.Directory.Order(ctx, f.Order)
		unit = o.Unit
	default:
		unit, err = s.o.Directory.TargetUnit(ctx, f.Target)
	}
	return unit, err
}

// contactsMax bounds the attempts of one order that a report is judged by.
const contactsMax = 10_000

// Of returns all attempts on an order, for the report that rests on them.
func (s *Service) Of(ctx context.Context, order string) ([]Contact, error) {
	if order == "" || !sound(order, idMax) {
		return nil, ErrFilter
	}
	q := Query{Filter: Filter{Order: order}, Limit: PageMax}
	var out []Contact
	for len(out) < contactsMax {
		list, err := s.o.Store.List(ctx, access.System(), q)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out = append(out, Contact{ID: a.ID, At: a.At, Channel: a.Channel, Met: a.Met, Reached: a.Reached, NextAt: a.NextAt})
			q.After = &Key{At: a.At, ID: a.ID}
		}
		if len(list) < q.Limit {
			break
		}
	}
	return out, nil
}

// Budget returns how often the person was contacted within the window. Another jurisdiction's person does not exist.
func (s *Service) Budget(ctx context.Context, scope access.Scope, target string) (Budget, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Budget{}, err
	}
	if !sound(target, idMax) {
		return Budget{}, ErrNotFound
	}
	unit, err := s.o.Directory.TargetUnit(ctx, target)
	if err != nil {
		return Budget{}, err
	}
	if !scope.Covers(unit) {
		return Budget{}, ErrNotFound
	}
	used, err := s.o.Store.Used(ctx, access.System(), target, s.o.Clock.Now().Add(-s.o.Rules.Window))
	if err != nil {
		return Budget{}, err
	}
	return Budget{Used: used, Limit: s.o.Rules.Budget, WindowH: int64(s.o.Rules.Window.Hours())}, nil
}
