package bulletin

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/centre/stats/bulletin/pattern"
	"fanzha/term/region"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Ledger    Ledger
	Reader    Reader
	Press     Press
	Book      Book
	Words     Words
	Shield    Shield
	Lines     Lines
	Units     Units
	Clock     clock.Clock
	Templates *pattern.Templates
	NewID     func() string
	UpTo      func() int64 // number of the last event up to which everything is counted, in memory and in the store; 0: facts have no numbers
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Templates lists what can be drafted.
func (s *Service) Templates() []*pattern.Template { return s.o.Templates.List() }

// Template finds a template.
func (s *Service) Template(kind string) (*pattern.Template, bool) {
	t, ok := s.o.Templates.Kinds[kind]
	return t, ok
}

// DraftCmd asks for an issue of the period that a day lies in.
type DraftCmd struct {
	Kind string
	Day  stats.Day
	Unit string // empty: the caller's
}

// Draft makes an issue. A period that has begun and is not over is counted up to today, and says so.
func (s *Service) Draft(ctx context.Context, scope access.Scope, cmd DraftCmd) (Issue, error) {
	err := scope.Require(access.BulletinWork)
	if err != nil {
		return Issue{}, err
	}
	i, err := s.begin(ctx, scope, cmd)
	if err != nil {
		return Issue{}, err
	}
	err = s.draw(ctx, &i)
	if err != nil {
		return Issue{}, err
	}
	return i, s.save(ctx, scope, &i, act{name: actDraft})
}

// Preview is an issue as Draft would make it, not saved, with what release would find.
func (s *Service) Preview(ctx context.Context, scope access.Scope, cmd DraftCmd) (Issue, []Finding, error) {
	err := scope.Require(access.BulletinRead)
	if err != nil {
		return Issue{}, nil, err
	}
	i, err := s.begin(ctx, scope, cmd)
	if err != nil {
		return Issue{}, nil, err
	}
	err = s.draw(ctx, &i)
	if err != nil {
		return Issue{}, nil, err
	}
	found, err := s.check(ctx, &i, i.UpTo == 0)
	return i, found, err
}

func (s *Service) begin(ctx context.Context, scope access.Scope, cmd DraftCmd) (Issue, error) {
	t, ok := s.o.Templates.Kinds[cmd.Kind]
	if !ok {
		return Issue{}, ErrKind
	}
	if cmd.Unit == "" {
		cmd.Unit = scope.Unit
	}
	_, err := region.ParseUnit(cmd.Unit)
	if err != nil {
		return Issue{}, BadField("unit").With(err)
	}
	if !scope.Covers(cmd.Unit) {
		return Issue{}, ErrNotFound
	}
	now := s.o.Clock.Now()
	today := stats.DayOf(now)
	span := t.Around(cmd.Day)
	if span.From > today || span.From < 0 {
		return Issue{}, ErrPeriod
	}
	span.To = min(span.To, today)
	i := Issue{
		ID: s.o.NewID(), Kind: t.Kind, Unit: cmd.Unit, Span: span, State: Draft, Version: 1, DraftedBy: scope.User, DraftedAt: now, CutOff: now,
	}
	last, err := s.o.Press.Last(ctx, i.Unit, i.Kind, span.From)
	switch {
	case err == nil:
		i.Previous = last.ID
	case !errors.Is(err, ErrNotFound):
		return Issue{}, err
	}
	return i, nil
}

// Act names an issue and the version that the caller saw, with his reason.
type Act struct {
	ID      string
	Version int64
	Note    string
}

// act is what is written about a command.
type act struct {
	name string
	note string
	from State
}

// load reads an issue for a command.
func (s *Service) load(ctx context.Context, scope access.Scope, name string, a Act) (Issue, error) {
	err := scope.Require(rights[name])
	if err != nil {
		return Issue{}, err
	}
	if !sound(a.ID) {
		return Issue{}, BadField("id")
	}
	i, err := s.o.Reader.Issue(ctx, scope, Addressed{}, a.ID)
	switch {
	case err != nil:
		return Issue{}, err
	case a.Version != 0 && a.Version != i.Version:
		return Issue{}, ErrStale
	}
	return i, nil
}

// addressed is what a caller reads of the units above: what they published for the units below, and nothing that is in work.
func (s *Service) addressed(scope access.Scope) Addressed {
	if scope.IsSystem() || scope.Unit == "" {
		return Addressed{}
	}
	return Addressed{Units: region.Parents(scope.Unit), Kinds: s.o.Templates.Below()}
}

// open reads an issue for reading: of the jurisdiction, or addressed to it.
func (s *Service) open(ctx context.Context, scope access.Scope, id string) (Issue, error) {
	err := scope.Require(access.BulletinRead)
	if err != nil {
		return Issue{}, err
	}
	if !sound(id) {
		return Issue{}, BadField("id")
	}
	return s.o.Reader.Issue(ctx, scope, s.addressed(scope), id)
}

// save writes an issue after an act.
func (s *Service) save(ctx context.Context, scope access.Scope, i *Issue, a act) error {
	found, err := s.check(ctx, i, false)
	if err != nil {
		return err
	}
	i.Stops = Blocking(found)
	return s.o.Ledger.Save(ctx, Change{
		Issue: i, Step: s.step(scope, i, a), Event: events[a.name], ID: i.ID, Unit: i.Unit, Kind: i.Kind, Note: a.note,
	})
}

func (s *Service) step(scope access.Scope, i *Issue, a act) Step {
	return Step{
		ID: s.o.NewID(), At: s.o.Clock.Now(), Actor: scope.User, Name: scope.Name, Act: a.name, From: a.from, To: i.State, Note: a.note, Version: i.Version,
	}
}

// EditCmd asks for new words of a paragraph.
type EditCmd struct {
	Act
	Paragraph string
	Text      string
}

// Edit replaces the words of a paragraph.
func (s *Service) Edit(ctx context.Context, scope access.Scope, cmd EditCmd) (Issue, error) {
	i, err := s.load(ctx, scope, actEdit, cmd.Act)
	if err != nil {
		return Issue{}, err
	}
	next, err := i.edit(scope.User, cmd.Paragraph, cmd.Text)
	if err != nil {
		return Issue{}, err
	}
	return next, s.save(ctx, scope, &next, act{name: actEdit, note: cmd.Paragraph, from: i.State})
}

// Strike takes a figure out, with a reason.
func (s *Service) Strike(ctx context.Context, scope access.Scope, a Act, figure string) (Issue, error) {
	a.Note = mend(a.Note)
	err := needNote(a.Note)
	if err != nil {
		return Issue{}, err
	}
	i, err := s.load(ctx, scope, actStrike, a)
	if err != nil {
		return Issue{}, err
	}
	next, err := i.strike(scope.User, figure, a.Note)
	if err != nil {
		return Issue{}, err
	}
	return next, s.save(ctx, scope, &next, act{name: actStrike, note: figure + "：" + a.Note, from: i.State})
}

// Redraw counts every figure anew, of a period that goes on up to now. Words that people wrote stay; the figures in them change.
func (s *Service) Redraw(ctx context.Context, scope access.Scope, a Act) (Issue, error) {
	i, err := s.load(ctx, scope, actRedraw, a)
	if err != nil {
		return Issue{}, err
	}
	next, err := i.next(actRedraw)
	if err != nil {
		return Issue{}, err
	}
	whole := s.o.Templates.Kinds[i.Kind].Around(i.Span.From)
	next.Span.To = max(i.Span.To, min(whole.To, stats.DayOf(s.o.Clock.Now())))
	err = s.draw(ctx, &next)
	if err != nil {
		return Issue{}, err
	}
	next.carry(&i)
	return next, s.save(ctx, scope, &next, act{name: actRedraw, from: i.State})
}

// Check looks at an issue as release does.
func (s *Service) Check(ctx context.Context, scope access.Scope, id string) ([]Finding, error) {
	i, err := s.load(ctx, scope, actRemark, Act{ID: id})
	if err != nil {
		return nil, err
	}
	return s.check(ctx, &i, true)
}

// Waive lets a finding pass, with a reason: the source of a superlative, why a jump is real.
func (s *Service) Waive(ctx context.Context, scope access.Scope, a Act, finding string) (Issue, error) {
	a.Note = mend(a.Note)
	err := needNote(a.Note)
	if err != nil {
		return Issue{}, err
	}
	i, err := s.load(ctx, scope, actWaive, a)
	if err != nil {
		return Issue{}, err
	}
	found, err := s.check(ctx, &i, true)
	if err != nil {
		return Issue{}, err
	}
	for _, f := range found {
		if f.ID != finding {
			continue
		}
		w := Waiver{Finding: f.ID, Code: f.Code, By: scope.User, Name: scope.Name, At: s.o.Clock.Now(), Reason: a.Note}
		next, err := i.waive(w, f)
		if err != nil {
			return Issue{}, err
		}
		return next, s.save(ctx, scope, &next, act{name: actWaive, note: f.Code + "：" + a.Note, from: i.State})
	}
	return Issue{}, ErrNotFound
}

// Submit hands a draft to the leader.
func (s *Service) Submit(ctx context.Context, scope access.Scope, a Act) (Issue, error) {
	i, err := s.load(ctx, scope, actSubmit, a)
	if err != nil {
		return Issue{}, err
	}
	next, err := i.next(actSubmit)
	if err == nil {
		err = s.released(ctx, &i)
	}
	if err != nil {
		return Issue{}, err
	}
	next.Moved = nil
	return next, s.save(ctx, scope, &next, act{name: actSubmit, note: mend(a.Note), from: i.State})
}

// Return gives an issue back to the clerk, with a reason.
func (s *Service) Return(ctx context.Context, scope access.Scope, a Act) (Issue, error) {
	a.Note = mend(a.Note)
	err := needNote(a.Note)
	if err != nil {
		return Issue{}, err
	}
	i, err := s.load(ctx, scope, actReturn, a)
	if err != nil {
		return Issue{}, err
	}
	next, err := i.back()
	if err != nil {
		return Issue{}, err
	}
	return next, s.save(ctx, scope, &next, act{name: actReturn, note: a.Note, from: i.State})
}

// Approve is the leader's word: of another person than those who wrote it.
func (s *Service) Approve(ctx context.Context, scope access.Scope, a Act) (Issue, error) {
	i, err := s.load(ctx, scope, actApprove, a)
	if err != nil {
		return Issue{}, err
	}
	next, err := i.approve(scope.User, s.o.Clock.Now())
	if err == nil {
		err = s.released(ctx, &i)
	}
	if err != nil {
		return Issue{}, err
	}
	next.Moved = nil
	return next, s.save(ctx, scope, &next, act{name: actApprove, note: mend(a.Note), from: i.State})
}

// numberTries is how often a number is taken anew when another issue took it first.
const numberTries = 3

// Publish freezes an approved issue under the next number of its kind and year. It is looked at once more: facts that were corrected since
// the draft stop it, and the clerk draws anew.
func (s *Service) Publish(ctx context.Context, scope access.Scope, a Act) (Issue, error) {
	i, err := s.load(ctx, scope, actPublish, a)
	if err != nil {
		return Issue{}, err
	}
	_, err = i.next(actPublish)
	if err == nil {
		err = s.released(ctx, &i)
	}
	for range numberTries {
		if err != nil {
			return Issue{}, err
		}
		var no int64
		no, err = s.o.Press.LastNo(ctx, i.Unit, i.Kind, i.Span.To.Time().Year())
		if err != nil {
			return Issue{}, err
		}
		var next Issue
		next, err = i.publish(scope.User, s.o.Clock.Now(), no+1)
		if err != nil {
			return Issue{}, err
		}
		err = s.save(ctx, scope, &next, act{name: actPublish, note: mend(a.Note), from: i.State})
		if err == nil {
			return next, nil
		}
		if errors.Is(err, ErrNumber) {
			err = nil
		}
	}
	if err == nil {
		err = ErrNumber
	}
	return Issue{}, err
}

// Withdraw ends an issue before it is published, with a reason.
func (s *Service) Withdraw(ctx context.Context, scope access.Scope, a Act) (Issue, error) {
	a.Note = mend(a.Note)
	err := needNote(a.Note)
	if err != nil {
		return Issue{}, err
	}
	i, err := s.load(ctx, scope, actWithdraw, a)
	if err != nil {
		return Issue{}, err
	}
	next, err := i.next(actWithdraw)
	if err != nil {
		return Issue{}, err
	}
	return next, s.save(ctx, scope, &next, act{name: actWithdraw, note: a.Note, from: i.State})
}
