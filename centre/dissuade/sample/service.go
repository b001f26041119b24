package sample

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"

	"fanzha/base/access"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Bounds of what is read at once.
const (
	ListMost    = 200
	PeriodsMost = 60
)

// Options are what a Service stands on. All are required.
type Options struct {
	Records Records
	Cases   Cases
	Rules   *Rules
	Now     func() when.Micros
	Random  func([]byte) // fills with random bytes
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o} }

// Rules returns the rules in force.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Enter puts a report into the frame of the open period, when it is one of those that are drawn from. The same report again changes nothing.
func (s *Service) Enter(ctx context.Context, r Report) error {
	if !slices.Contains(s.o.Rules.Results, r.Result) || len(r.Unit) != 12 || r.Order == "" {
		return nil
	}
	raw := make([]byte, 32)
	s.o.Random(raw)
	salt := hex.EncodeToString(raw)
	now := s.o.Now()
	return s.o.Records.Enter(ctx, r, Period{Begun: now, Due: now.Add(s.o.Rules.Period), Promise: Promise(salt), Salt: salt, Percent: s.o.Rules.Percent})
}

// Tick draws the period that is over.
func (s *Service) Tick(ctx context.Context) error {
	p, err := s.o.Records.Current(ctx)
	if errors.Is(err, ErrNotFound) || err == nil && p.Due > s.o.Now() {
		return nil
	}
	if err != nil {
		return err
	}
	system := access.System()
	err = s.draw(ctx, p, Who{User: system.User, Name: system.Name, At: s.o.Now()})
	if errors.Is(err, ErrStale) {
		return nil // a report came in between, or another copy was faster: at the next tick
	}
	return err
}

// DrawNow ends the open period before its time, with a reason.
func (s *Service) DrawNow(ctx context.Context, scope access.Scope, reason string) error {
	err := scope.Require(access.WarningReview)
	if err != nil {
		return err
	}
	p, err := s.o.Records.Current(ctx)
	if errors.Is(err, ErrNotFound) {
		return ErrEmpty
	}
	if err != nil {
		return err
	}
	if reason == "" || len(reason) > NoteMax {
		return fault.New(ErrNote.Kind, ErrNote.Code, "limit", NoteMax)
	}
	return s.draw(ctx, p, Who{User: scope.User, Name: scope.Name, Unit: scope.Unit, At: s.o.Now(), Note: reason})
}

func (s *Service) draw(ctx context.Context, p Period, by Who) error {
	orders, err := s.o.Records.Frame(ctx, p.No)
	if err != nil {
		return err
	}
	p.Listed = int64(len(orders))
	p.Chosen = Size(p.Listed, p.Percent, s.o.Rules.Least)
	lots, cut := Draw(p.Salt, p.No, orders, p.Chosen)
	p.Cut, p.Drawn, p.DrawnBy = cut, by.At, by.Name
	return s.o.Records.Draw(ctx, p, lots, by)
}

// DecideCmd is what a call-back or a review found, decided on the Rev that was seen.
type DecideCmd struct {
	Order   string
	Rev     int64
	Verdict Verdict
	Note    string
}

// Decide records what a call-back or a review found.
func (s *Service) Decide(ctx context.Context, scope access.Scope, cmd DecideCmd) (Case, error) {
	right, kind := access.WarningWork, EvChecked
	if cmd.Verdict == Upheld || cmd.Verdict == Explained {
		right, kind = access.WarningReview, EvSettled
	}
	err := scope.Require(right)
	if err != nil {
		return Case{}, err
	}
	c, err := s.o.Cases.Get(ctx, scope, cmd.Order)
	if err != nil {
		return Case{}, err
	}
	if c.Rev != cmd.Rev {
		return Case{}, ErrStale
	}
	by := Who{User: scope.User, Name: scope.Name, Unit: scope.Unit, At: s.o.Now(), Verdict: cmd.Verdict, Note: cmd.Note}
	c, err = decide(c, scope, by)
	if err != nil {
		return Case{}, err
	}
	return c, s.o.Cases.Save(ctx, c, by, kind)
}

// List returns the cases that a caller may see.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]Case, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	if f.Limit <= 0 || f.Limit > ListMost {
		f.Limit = ListMost
	}
	return s.o.Cases.List(ctx, scope, f)
}

// Periods returns the periods, the newest first. The salt of one that is not drawn stays here.
func (s *Service) Periods(ctx context.Context, scope access.Scope) ([]Period, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	list, err := s.o.Cases.Periods(ctx, scope, PeriodsMost)
	for i := range list {
		if list[i].Drawn == 0 {
			list[i].Salt = ""
		}
	}
	return list, err
}

// Frame returns the lots of a period that is drawn, the lowest first: what is needed to draw it again.
func (s *Service) Frame(ctx context.Context, scope access.Scope, period int64) (Period, []Lot, error) {
	err := scope.Require(access.WarningReview)
	if err != nil {
		return Period{}, nil, err
	}
	list, err := s.o.Cases.Periods(ctx, scope, PeriodsMost)
	if err != nil {
		return Period{}, nil, err
	}
	for _, p := range list {
		if p.No != period || p.Drawn == 0 {
			continue
		}
		orders, err := s.o.Records.Frame(ctx, period)
		lots, _ := Draw(p.Salt, p.No, orders, p.Chosen)
		return p, lots, err
	}
	return Period{}, nil, ErrNotFound
}
