package sanction

import (
	"context"
	"errors"
	"slices"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/term/ident"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Store Store
	Clock clock.Clock
	Rules *Rules
	NewID func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force, for screens and forms.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Act names a sanction and the version that the caller saw, with his reason. The centre's own procedures give no version.
type Act struct {
	ID      string
	Version int64
	Note    string
	Notice  string // number of the written notice
	Uphold  bool   // of an appeal
	Remedy  string // of a refused appeal
}

// Nominate proposes a sanction. Right claim.review.
func (s *Service) Nominate(ctx context.Context, scope access.Scope, cmd NominateCmd) (Sanction, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Sanction{}, err
	}
	by := byOf(scope, s.o.Clock.Now(), cmd.Note)
	x, err := nominate(cmd, by, s.o.Rules)
	if err != nil {
		return Sanction{}, err
	}
	x.ID = s.o.NewID()
	err = s.save(ctx, change(&x, by, actNominate, ""))
	if err != nil {
		return Sanction{}, err
	}
	return x.masked(scope), nil
}

func (s *Service) save(ctx context.Context, c Change) error {
	return s.o.Store.Save(ctx, id.Day(c.Step.At), c)
}

func change(x *Sanction, by By, act string, from State) Change {
	step := Step{At: by.At, Actor: by.User, Name: by.Name, Action: "sanction." + act, From: string(from), Note: by.Note}
	return Change{Sanction: x, Step: step, Kind: kinds[act]}
}

// act loads a sanction, decides and saves.
func (s *Service) act(ctx context.Context, scope access.Scope, a Act, decide func(Sanction, By) (Sanction, string, error)) (Sanction, error) {
	x, err := s.o.Store.Get(ctx, scope, a.ID)
	if err != nil {
		return Sanction{}, err
	}
	switch {
	case a.Version == 0 && scope.IsSystem():
	case a.Version <= 0:
		return Sanction{}, badField("version")
	case a.Version != x.Version:
		return Sanction{}, ErrStale
	}
	by := byOf(scope, s.o.Clock.Now(), a.Note)
	next, act, err := decide(x, by)
	if err != nil {
		return Sanction{}, err
	}
	err = s.save(ctx, change(&next, by, act, x.State))
	if err != nil {
		return Sanction{}, err
	}
	return next.masked(scope), nil
}

// Recognise is the act of the recognising organ: right freeze.approve, city level, province below the threshold.
func (s *Service) Recognise(ctx context.Context, scope access.Scope, a Act) (Sanction, error) {
	err := scope.Require(access.FreezeApprove)
	if err != nil {
		return Sanction{}, err
	}
	return s.act(ctx, scope, a, func(x Sanction, by By) (Sanction, string, error) {
		next, err := x.recognise(by, s.o.Rules)
		return next, actRecognise, err
	})
}

// Decline refuses a nomination, with a reason.
func (s *Service) Decline(ctx context.Context, scope access.Scope, a Act) (Sanction, error) {
	err := scope.Require(access.FreezeApprove)
	if err != nil {
		return Sanction{}, err
	}
	return s.act(ctx, scope, a, func(x Sanction, by By) (Sanction, string, error) {
		next, err := x.finish(actDecline, by)
		return next, actDecline, err
	})
}

// Notice records the written notice, with basis, term, measures and the right of appeal, and fixes the term.
func (s *Service) Notice(ctx context.Context, scope access.Scope, a Act) (Sanction, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Sanction{}, err
	}
	return s.act(ctx, scope, a, func(x Sanction, by By) (Sanction, string, error) {
		current, err := s.current(ctx, x.IDNumber)
		if err != nil {
			return x, "", err
		}
		next, err := x.notice(a.Notice, current, by, s.o.Rules)
		return next, actNotice, err
	})
}

// current is the sanction of a subject that ends last, of those noticed or in force; nil when there is none. It looks everywhere:
// the longest term binds all units together.
func (s *Service) current(ctx context.Context, subject ident.IDNumber) (*Sanction, error) {
	q := Query{Filter: Filter{Subject: string(subject), States: []string{string(Noticed), string(InForce)}}, Limit: PageMax}
	list, err := s.o.Store.List(ctx, access.System(), q)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	last := slices.MaxFunc(list, func(a, b Sanction) int { return int(max(-1, min(1, a.EndsAt-b.EndsAt))) })
	return &last, nil
}

// Revoke ends a sanction because its basis has gone, with a reason. Right freeze.approve; the centre's own procedures when an objection
// was upheld.
func (s *Service) Revoke(ctx context.Context, scope access.Scope, a Act) (Sanction, error) {
	err := scope.Require(access.FreezeApprove)
	if err != nil {
		return Sanction{}, err
	}
	return s.act(ctx, scope, a, func(x Sanction, by By) (Sanction, string, error) {
		next, err := x.finish(actRevoke, by)
		return next, actRevoke, err
	})
}

// Appeal records what the subject says (Act.Note), from the notice on. Right claim.read: every desk takes an appeal.
func (s *Service) Appeal(ctx context.Context, scope access.Scope, a Act) (Sanction, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return Sanction{}, err
	}
	return s.act(ctx, scope, a, func(x Sanction, by By) (Sanction, string, error) {
		next, err := x.appeal(by, s.o.Rules)
		return next, actAppeal, err
	})
}

// DecideAppeal decides an appeal: upheld ends the sanction at once, refused names the reason and the next remedy. Right claim.review.
func (s *Service) DecideAppeal(ctx context.Context, scope access.Scope, a Act) (Sanction, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Sanction{}, err
	}
	return s.act(ctx, scope, a, func(x Sanction, by By) (Sanction, string, error) { return x.decideAppeal(a.Uphold, mend(a.Remedy), by) })
}

// ticksMax is how many sanctions one Tick takes.
const ticksMax = 200

// Tick does what the clocks have reached: effect, end, late appeals. Copies may run it at the same time.
func (s *Service) Tick(ctx context.Context) (int, error) {
	by := byOf(access.System(), s.o.Clock.Now(), "")
	list, err := s.o.Store.List(ctx, access.System(), Query{Due: by.At, Limit: ticksMax})
	done := 0
	for i := 0; err == nil && i < len(list); i++ {
		next, act, fault := list[i].tick(by)
		if fault != nil || act == "" {
			err = fault
			continue
		}
		by.Note = next.EndReason
		err = s.save(ctx, change(&next, by, act, list[i].State))
		switch {
		case errors.Is(err, ErrStale):
			err = nil
		case err == nil:
			done++
		}
	}
	return done, err
}

// Sanction returns one, masked.
func (s *Service) Sanction(ctx context.Context, scope access.Scope, id string) (Sanction, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return Sanction{}, err
	}
	x, err := s.o.Store.Get(ctx, scope, id)
	return x.masked(scope), err
}

// Sanctions returns a page, masked, and the cursor of the next page.
func (s *Service) Sanctions(ctx context.Context, scope access.Scope, f Filter) ([]Sanction, string, error) {
	err := scope.Require(access.ClaimRead)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query()
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++
	list, err := s.o.Store.List(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(list) > limit {
		list = list[:limit]
		next = Key{list[limit-1].NominatedAt, list[limit-1].ID}.cursor()
	}
	for i := range list {
		list[i] = list[i].masked(scope)
	}
	return list, next, nil
}

// masked hides who; the centre's own procedures see all.
func (s Sanction) masked(scope access.Scope) Sanction {
	if !scope.IsSystem() {
		s.Name, s.IDNumber = ident.MaskName(s.Name), ident.IDNumber(s.IDNumber.Mask())
	}
	return s
}

// RevealCmd asks for one masked value in full.
type RevealCmd struct {
	ID     string
	Field  string // name, id_number
	Reason string
}

// Reveal returns one value in full, for a reason; that is audited before it leaves. Right person.reveal.
func (s *Service) Reveal(ctx context.Context, scope access.Scope, cmd RevealCmd) (string, error) {
	err := scope.Require(access.PersonReveal)
	if err != nil {
		return "", err
	}
	cmd.Reason = mend(cmd.Reason)
	err = needNote(cmd.Reason)
	if err != nil {
		return "", err
	}
	x, err := s.o.Store.Get(ctx, scope, cmd.ID)
	if err != nil {
		return "", err
	}
	value, ok := map[string]string{"name": x.Name, "id_number": string(x.IDNumber)}[cmd.Field]
	if !ok {
		return "", badField("field")
	}
	err = s.o.Store.Reveal(ctx, scope, Reveal{At: s.o.Clock.Now(), ID: x.ID, Unit: x.Unit, Field: cmd.Field, Reason: cmd.Reason})
	if err != nil {
		return "", err
	}
	return value, nil
}
