package casefile

import (
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Store   Store
	Records Records
	Clock   clock.Clock
	Rules   *Rules
	NewID   func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the words in force, for screens and forms.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Act names a case and the version that the caller saw, with the day of the act and a reason.
type Act struct {
	ID      string
	Version int64
	At      when.Micros
	Void    bool // of a withdrawal
	Note    string
}

// File enters a case. Right case.work.
func (s *Service) File(ctx context.Context, scope access.Scope, f Fields, note string) (Case, error) {
	err := scope.Require(access.CaseWork)
	if err != nil {
		return Case{}, err
	}
	if f.Unit == "" {
		f.Unit = scope.Unit
	}
	by := byOf(scope, s.o.Clock.Now(), note)
	c, err := file(f, by, s.o.Rules)
	if err != nil {
		return Case{}, err
	}
	c.ID = s.o.NewID()
	err = s.o.Store.Save(ctx, []Change{change(&c, by, actFile, "")})
	if err != nil {
		return Case{}, err
	}
	return c.masked(scope), nil
}

func change(c *Case, by By, act string, from State) Change {
	return Change{Case: c, Kind: kinds[act], Step: Step{At: by.At, Actor: by.User, Name: by.Name, Action: "case." + act, From: string(from), Note: by.Note}}
}

// decision is what a command does to a case.
type decision func(Case, By) (Case, []Diff, error)

// plain is a decision without diffs.
func plain(fn func(Case, By) (Case, error)) decision {
	return func(c Case, by By) (Case, []Diff, error) {
		next, err := fn(c, by)
		return next, nil, err
	}
}

// task is one command with its decision.
type task struct {
	Act
	verb   string
	decide decision
}

// act checks the right, loads a case within the jurisdiction, decides and saves.
func (s *Service) act(ctx context.Context, scope access.Scope, a task) (Case, error) {
	err := scope.Require(rightOf(a.verb))
	if err != nil {
		return Case{}, err
	}
	c, err := s.o.Store.Get(ctx, scope, a.ID)
	switch {
	case err != nil:
		return Case{}, err
	case a.Version <= 0:
		return Case{}, badField("version")
	case a.Version != c.Version:
		return Case{}, ErrStale
	}
	by := byOf(scope, s.o.Clock.Now(), a.Note)
	next, diffs, err := a.decide(c, by)
	if err != nil {
		return Case{}, err
	}
	one := change(&next, by, a.verb, c.State)
	one.Diffs = diffs
	one.Out = slices.DeleteFunc(slices.Clone(c.Campaigns), func(t string) bool { return slices.Contains(next.Campaigns, t) })
	err = s.o.Store.Save(ctx, []Change{one})
	if err != nil {
		return Case{}, err
	}
	return next.masked(scope), nil
}

// CorrectCmd puts fields right. A nil name leaves the victim's name as it is.
type CorrectCmd struct {
	Act
	Fields Fields
	Name   *string
}

// Correct puts fields right, with a reason. Right case.work.
func (s *Service) Correct(ctx context.Context, scope access.Scope, cmd CorrectCmd) (Case, error) {
	return s.act(ctx, scope, task{cmd.Act, actCorrect, func(c Case, by By) (Case, []Diff, error) {
		f := cmd.Fields
		f.Victim.Name = c.Victim.Name
		if cmd.Name != nil {
			f.Victim.Name = *cmd.Name
		}
		return c.correct(f, by, s.o.Rules)
	}})
}

// Solve records 破案. Right case.work.
func (s *Service) Solve(ctx context.Context, scope access.Scope, a Act) (Case, error) {
	return s.act(ctx, scope, task{a, actSolve, plain(func(c Case, by By) (Case, error) { return c.solve(a.At, by) })})
}

// Reopen takes a case back to 侦办中, with a reason. Right case.review.
func (s *Service) Reopen(ctx context.Context, scope access.Scope, a Act) (Case, error) {
	return s.act(ctx, scope, task{a, actReopen, plain(Case.reopen)})
}

// Close records 办结. Right case.work.
func (s *Service) Close(ctx context.Context, scope access.Scope, a Act) (Case, error) {
	return s.act(ctx, scope, task{a, actClose, plain(func(c Case, by By) (Case, error) { return c.close(a.At, by) })})
}

// Withdraw records 撤案, or takes out what was entered by mistake. Right case.review.
func (s *Service) Withdraw(ctx context.Context, scope access.Scope, a Act) (Case, error) {
	return s.act(ctx, scope, task{a, actWithdraw, plain(func(c Case, by By) (Case, error) { return c.withdraw(a.At, a.Void, by) })})
}

// Supervise puts a case under supervision, changes or lifts that. Right case.review.
func (s *Service) Supervise(ctx context.Context, scope access.Scope, a Act, v Supervise) (Case, error) {
	v.At = a.At
	return s.act(ctx, scope, task{a, actSupervise, plain(func(c Case, by By) (Case, error) { return c.supervise(v, by, s.o.Rules) })})
}

// Progress records a report to the supervisor. Right case.work.
func (s *Service) Progress(ctx context.Context, scope access.Scope, a Act) (Case, error) {
	return s.act(ctx, scope, task{a, actProgress, plain(Case.progress)})
}

// Tag sets the special actions of a case. Right case.work.
func (s *Service) Tag(ctx context.Context, scope access.Scope, a Act, campaigns []string) (Case, error) {
	return s.act(ctx, scope, task{a, actTag, func(c Case, by By) (Case, []Diff, error) { return c.tag(campaigns, by, s.o.Rules) }})
}

// AddSuspect adds a person, and the measure that is known at once where its kind is given. Right case.work.
func (s *Service) AddSuspect(ctx context.Context, scope access.Scope, a Act, p EntryPerson) (Case, error) {
	p.ID = s.o.NewID()
	return s.act(ctx, scope, task{a, actSuspect, plain(func(c Case, by By) (Case, error) {
		if p.IDNumber != "" {
			id, err := ident.ParseID(string(p.IDNumber))
			if err != nil {
				return c, err
			}
			p.IDNumber = id
		}
		next, err := c.addSuspect(p.Suspect, by, s.o.Rules)
		version := next.Version
		for i := 0; err == nil && i < len(p.Measures); i++ {
			next, err = next.measure(Measure{Part: Part{ID: s.o.NewID()}, Suspect: p.ID, Kind: p.Measures[i].Kind, At: a.At}, by, s.o.Rules)
		}
		if err != nil {
			return c, err
		}
		return next.at(version), nil
	})})
}

// at makes two decisions one change: everything touched since stands at one version.
func (c Case) at(version int64) Case {
	for i := range c.Measures {
		c.Measures[i].Version = min(c.Measures[i].Version, version)
	}
	c.Version = version
	return c
}

// Measure records a measure against a person of the case. Right case.work.
func (s *Service) Measure(ctx context.Context, scope access.Scope, a Act, m Measure) (Case, error) {
	m.ID, m.At = s.o.NewID(), a.At
	return s.act(ctx, scope, task{a, actMeasure, plain(func(c Case, by By) (Case, error) { return c.measure(m, by, s.o.Rules) })})
}

// AddMoney records money that came back or is kept. Right case.work.
func (s *Service) AddMoney(ctx context.Context, scope access.Scope, a Act, m Money) (Case, error) {
	m.ID, m.At = s.o.NewID(), a.At
	return s.act(ctx, scope, task{a, actMoney, plain(func(c Case, by By) (Case, error) { return c.addMoney(m, by, s.o.Rules) })})
}

// AddExhibit records what was seized. Right case.work.
func (s *Service) AddExhibit(ctx context.Context, scope access.Scope, a Act, x Exhibit) (Case, error) {
	x.ID, x.At = s.o.NewID(), a.At
	return s.act(ctx, scope, task{a, actExhibit, plain(func(c Case, by By) (Case, error) { return c.addExhibit(x, by, s.o.Rules) })})
}

// AddCard records an involved card. Right case.work.
func (s *Service) AddCard(ctx context.Context, scope access.Scope, a Act, k Card) (Case, error) {
	k.ID, k.At = s.o.NewID(), a.At
	return s.act(ctx, scope, task{a, actCard, plain(func(c Case, by By) (Case, error) { return c.addCard(k, by, s.o.Rules) })})
}

// CheckCard records the result of 一案双查. Right case.work.
func (s *Service) CheckCard(ctx context.Context, scope access.Scope, a Act, k CardCheck) (Case, error) {
	k.At = a.At
	return s.act(ctx, scope, task{a, actCheck, plain(func(c Case, by By) (Case, error) { return c.checkCard(k, by, s.o.Rules) })})
}

// Remove takes out a part that was wrong, with a reason. Right case.work.
func (s *Service) Remove(ctx context.Context, scope access.Scope, a Act, part string) (Case, error) {
	return s.act(ctx, scope, task{a, actRemove, plain(func(c Case, by By) (Case, error) { return c.remove(part, by) })})
}

// masked hides names; the centre's own procedures see all.
func (c Case) masked(scope access.Scope) Case {
	if scope.IsSystem() {
		return c
	}
	c = c.clone()
	c.Victim.Name = ident.MaskName(c.Victim.Name)
	for i := range c.Suspects {
		p := &c.Suspects[i]
		p.Name, p.IDNumber = ident.MaskName(p.Name), ident.IDNumber(p.IDNumber.Mask())
	}
	return c
}
