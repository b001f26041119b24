package measure

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/term/when"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Ledger     Ledger
	Reader     Reader
	Lists      Lists
	Counter    Counter
	Holds      Holds
	Objects    Objects
	Clock      clock.Clock
	Rules      *Rules
	NewID      func() string
	NewReceipt func() string // unguessable
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force, for screens and forms.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Act names a record and the version that the caller saw, with his reason. The centre's own procedures give no version.
type Act struct {
	ID       string
	Version  int64
	Note     string
	Document string // of a renewal
	Fen      int64  // of a lift: zero means all
}

// fresh refuses an act on a record that is no longer what the caller saw.
func fresh(scope access.Scope, seen, have int64) error {
	switch {
	case seen == 0 && scope.IsSystem():
		return nil
	case seen <= 0:
		return badField("version")
	case seen != have:
		return ErrStale
	}
	return nil
}

// readable says whether a caller reads this room's records: the centre's people, and a bank's liaison his own bank's.
func readable(scope access.Scope) error {
	if scope.Can(access.BankWork) && scope.Bank != "" {
		return nil
	}
	return scope.Require(access.ClaimRead)
}

func (s *Service) by(scope access.Scope, note string) By { return byOf(scope, s.o.Clock.Now(), note) }

func (s *Service) save(ctx context.Context, at when.Micros, changes ...Change) error {
	return s.o.Ledger.Save(ctx, id.Day(at), changes...)
}

func (s *Service) freezeChange(f *Freeze, by By, act, from string) Change {
	return Change{Freeze: f, Step: by.step("freeze."+act, from), Kinds: []string{freezeEvents[act]}, Alarm: f.Alarm(s.o.Rules)}
}

func (s *Service) restrictionChange(x *Restriction, by By, act, from string) Change {
	return Change{Restriction: x, Step: by.step("restriction."+act, from), Kinds: []string{restrictionEvents[act]}, Alarm: x.Alarm()}
}

func (s *Service) markChange(m *Mark, by By, act, from string) Change {
	return Change{Mark: m, Step: by.step("mark."+act, from), Kinds: []string{markEvents[act]}, Alarm: m.Alarm()}
}

func (s *Service) objectionChange(o *Objection, by By, act, from string) Change {
	return Change{Objection: o, Step: by.step("objection."+act, from), Kinds: []string{objectionEvents[act]}, Alarm: o.Alarm()}
}

// ticksMax is how many records one Tick takes of each kind: a Tick is called again at once while it did anything.
const ticksMax = 200

// Tick does what the clocks have reached: ends, alerts, automatic releases. It returns how many records it changed. Copies may
// run it at the same time: of two that reach for the same record one finds it changed and leaves it.
func (s *Service) Tick(ctx context.Context) (int, error) {
	by := byOf(access.System(), s.o.Clock.Now(), "")
	done := 0
	for _, part := range []func(context.Context, By) (int, error){s.tickFreezes, s.tickRestrictions, s.tickMarks, s.tickObjections} {
		n, err := part(ctx, by)
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// due is the query of what a clock has reached.
func due(by By) Query { return Query{Due: by.At, Limit: ticksMax} }

// tick saves one change of a clock; a record that somebody else changed meanwhile is left to the next Tick.
func (s *Service) tick(ctx context.Context, at when.Micros, c Change) (int, error) {
	err := s.save(ctx, at, c)
	switch {
	case errors.Is(err, ErrStale):
		return 0, nil
	case err != nil:
		return 0, err
	}
	return 1, nil
}

func (s *Service) tickFreezes(ctx context.Context, by By) (int, error) {
	list, err := s.o.Lists.ListFreezes(ctx, access.System(), due(by))
	done := 0
	for i := 0; err == nil && i < len(list); i++ {
		next, act, fault := list[i].tick(by, s.o.Rules)
		if fault != nil || act == "" {
			err = fault
			continue
		}
		by.Note = next.EndReason
		var n int
		n, err = s.tick(ctx, by.At, s.freezeChange(&next, by, act, string(list[i].State)))
		done += n
	}
	return done, err
}

func (s *Service) tickRestrictions(ctx context.Context, by By) (int, error) {
	list, err := s.o.Lists.ListRestrictions(ctx, access.System(), due(by))
	done := 0
	for i := 0; err == nil && i < len(list); i++ {
		next, act, fault := list[i].tick(by)
		if fault != nil || act == "" {
			err = fault
			continue
		}
		by.Note = next.EndReason
		var n int
		n, err = s.tick(ctx, by.At, s.restrictionChange(&next, by, act, string(list[i].State)))
		done += n
	}
	return done, err
}

func (s *Service) tickMarks(ctx context.Context, by By) (int, error) {
	list, err := s.o.Lists.ListMarks(ctx, access.System(), due(by))
	done := 0
	for i := 0; err == nil && i < len(list); i++ {
		next, act, fault := list[i].tick(by)
		if fault != nil || act == "" {
			err = fault
			continue
		}
		by.Note = next.EndReason
		var n int
		n, err = s.tick(ctx, by.At, s.markChange(&next, by, act, string(list[i].State)))
		done += n
	}
	return done, err
}

func (s *Service) tickObjections(ctx context.Context, by By) (int, error) {
	list, err := s.o.Lists.ListObjections(ctx, access.System(), due(by))
	done := 0
	for i := 0; err == nil && i < len(list); i++ {
		next, act, fault := list[i].tick(by, s.o.Rules)
		if fault != nil || act == "" {
			err = fault
			continue
		}
		by.Note = next.Reason
		var n int
		n, err = s.tick(ctx, by.At, s.objectionChange(&next, by, act, string(list[i].State)))
		done += n
	}
	return done, err
}
