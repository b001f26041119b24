package measure

import (
	"context"

	"fanzha/base/access"
)

// ImposeRestriction keeps the victim's own account from paying, for hours. The event tells the bank and the person.
func (s *Service) ImposeRestriction(ctx context.Context, scope access.Scope, cmd ImposeCmd) (Restriction, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Restriction{}, err
	}
	if cmd.Unit == "" {
		cmd.Unit = scope.Unit
	}
	if !scope.Covers(cmd.Unit) {
		return Restriction{}, ErrNotFound
	}
	by := s.by(scope, cmd.Note)
	x, err := impose(cmd, by, s.o.Rules)
	if err != nil {
		return Restriction{}, err
	}
	x.ID = s.o.NewID()
	err = s.save(ctx, by.At, s.restrictionChange(&x, by, actImpose, ""))
	if err != nil {
		return Restriction{}, err
	}
	return x.masked(scope), nil
}

func (s *Service) restrictionAct(ctx context.Context, scope access.Scope, a Act, decide func(Restriction, By) (Restriction, string, error)) (Restriction, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Restriction{}, err
	}
	x, err := s.o.Reader.GetRestriction(ctx, scope, a.ID)
	if err != nil {
		return Restriction{}, err
	}
	err = fresh(scope, a.Version, x.Version)
	if err != nil {
		return Restriction{}, err
	}
	by := s.by(scope, a.Note)
	next, act, err := decide(x, by)
	if err != nil {
		return Restriction{}, err
	}
	err = s.save(ctx, by.At, s.restrictionChange(&next, by, act, string(x.State)))
	if err != nil {
		return Restriction{}, err
	}
	return next.masked(scope), nil
}

// ExtendRestriction lets a restriction follow on itself before its end, with a reason, as often as the rulebook allows.
func (s *Service) ExtendRestriction(ctx context.Context, scope access.Scope, a Act) (Restriction, error) {
	return s.restrictionAct(ctx, scope, a, func(x Restriction, by By) (Restriction, string, error) {
		next, err := x.extend(by, s.o.Rules)
		return next, actExtend, err
	})
}

// ReviewRestriction is the daily look: it stays for now, with a reason.
func (s *Service) ReviewRestriction(ctx context.Context, scope access.Scope, a Act) (Restriction, error) {
	return s.restrictionAct(ctx, scope, a, func(x Restriction, by By) (Restriction, string, error) {
		next, err := x.review(by, s.o.Rules)
		return next, actReview, err
	})
}

// LiftRestriction gives the account back, with a reason.
func (s *Service) LiftRestriction(ctx context.Context, scope access.Scope, a Act) (Restriction, error) {
	return s.restrictionAct(ctx, scope, a, func(x Restriction, by By) (Restriction, string, error) {
		next, err := x.finish(actLift, by)
		return next, actLift, err
	})
}

// Restriction returns one restriction, masked.
func (s *Service) Restriction(ctx context.Context, scope access.Scope, id string) (Restriction, error) {
	err := readable(scope)
	if err != nil {
		return Restriction{}, err
	}
	x, err := s.o.Reader.GetRestriction(ctx, scope, id)
	return x.masked(scope), err
}

// Restrictions returns a page of restrictions, masked. Filter.ReviewBy makes the daily list.
func (s *Service) Restrictions(ctx context.Context, scope access.Scope, f Filter) ([]Restriction, string, error) {
	err := readable(scope)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query(restrictionFields)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++
	list, err := s.o.Lists.ListRestrictions(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	for i := range list {
		list[i] = list[i].masked(scope)
	}
	list, next := page(list, limit, func(x *Restriction) Key { return Key{x.ImposedAt, x.ID} })
	return list, next, nil
}

// SetMark marks an account or a person, with a basis; it ends by itself. Right claim.review.
func (s *Service) SetMark(ctx context.Context, scope access.Scope, cmd MarkCmd) (Mark, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Mark{}, err
	}
	if cmd.Unit == "" {
		cmd.Unit = scope.Unit
	}
	if !scope.Covers(cmd.Unit) {
		return Mark{}, ErrNotFound
	}
	cmd.Basis = mend(cmd.Basis)
	by := s.by(scope, cmd.Basis)
	m, err := mark(cmd, by, s.o.Rules)
	if err != nil {
		return Mark{}, err
	}
	m.ID = s.o.NewID()
	err = s.save(ctx, by.At, s.markChange(&m, by, actSet, ""))
	if err != nil {
		return Mark{}, err
	}
	return m.masked(scope), nil
}

// RemoveMark takes a mark back, with a reason. Right claim.review.
func (s *Service) RemoveMark(ctx context.Context, scope access.Scope, a Act) (Mark, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Mark{}, err
	}
	m, err := s.o.Reader.GetMark(ctx, scope, a.ID)
	if err != nil {
		return Mark{}, err
	}
	err = fresh(scope, a.Version, m.Version)
	if err != nil {
		return Mark{}, err
	}
	by := s.by(scope, a.Note)
	next, err := m.finish(actRemove, by)
	if err != nil {
		return Mark{}, err
	}
	err = s.save(ctx, by.At, s.markChange(&next, by, actRemove, string(m.State)))
	if err != nil {
		return Mark{}, err
	}
	return next.masked(scope), nil
}

// Mark returns one mark, masked.
func (s *Service) Mark(ctx context.Context, scope access.Scope, id string) (Mark, error) {
	err := readable(scope)
	if err != nil {
		return Mark{}, err
	}
	m, err := s.o.Reader.GetMark(ctx, scope, id)
	return m.masked(scope), err
}

// Marks returns a page of marks, masked.
func (s *Service) Marks(ctx context.Context, scope access.Scope, f Filter) ([]Mark, string, error) {
	err := readable(scope)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query(markFields)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++
	list, err := s.o.Lists.ListMarks(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	for i := range list {
		list[i] = list[i].masked(scope)
	}
	list, next := page(list, limit, func(m *Mark) Key { return Key{m.SetAt, m.ID} })
	return list, next, nil
}

// Marked says whether an account or person carries an active mark of a kind, for rules that ask (the merchant lane).
func (s *Service) Marked(ctx context.Context, subject, kind string) (bool, error) {
	if subject == "" {
		return false, nil
	}
	q := Query{Filter: Filter{Account: subject, Kind: kind, States: []string{string(MarkActive)}}, Limit: 10}
	list, err := s.o.Lists.ListMarks(ctx, access.System(), q)
	for _, m := range list {
		if m.EndsAt > s.o.Clock.Now() {
			return true, err
		}
	}
	return false, err
}
