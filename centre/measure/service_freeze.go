package measure

import (
	"context"

	"fanzha/base/access"
)

// ProposeFreeze asks for a freeze of what a stop order found. It must be approved by somebody else, of the rank of the law.
func (s *Service) ProposeFreeze(ctx context.Context, scope access.Scope, cmd ProposeCmd) (Freeze, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Freeze{}, err
	}
	if cmd.Order == "" || !sound(cmd.Order) {
		return Freeze{}, badField("order")
	}
	h, err := s.o.Holds.Hold(ctx, cmd.Order)
	if err != nil {
		return Freeze{}, err
	}
	if !scope.Covers(h.Unit) {
		return Freeze{}, ErrNotFound
	}
	by := s.by(scope, cmd.Note)
	f, err := propose(cmd, h, by, s.o.Rules)
	if err != nil {
		return Freeze{}, err
	}
	f.ID = s.o.NewID()
	c := s.freezeChange(&f, by, actPropose, "")
	err = s.save(ctx, by.At, c)
	return f.masked(scope), err
}

// freezeAct loads a freeze, decides and saves.
func (s *Service) freezeAct(ctx context.Context, scope access.Scope, a Act, decide func(Freeze, By) (Freeze, string, error)) (Freeze, error) {
	f, err := s.o.Reader.GetFreeze(ctx, scope, a.ID)
	if err != nil {
		return Freeze{}, err
	}
	err = fresh(scope, a.Version, f.Version)
	if err != nil {
		return Freeze{}, err
	}
	by := s.by(scope, a.Note)
	next, act, err := decide(f, by)
	if err != nil {
		return Freeze{}, err
	}
	err = s.save(ctx, by.At, s.freezeChange(&next, by, act, string(f.State)))
	if err != nil {
		return Freeze{}, err
	}
	return next.masked(scope), nil
}

// ApproveFreeze approves: right freeze.approve, the rank of the law, and nobody approves what he proposed.
func (s *Service) ApproveFreeze(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.FreezeApprove)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.approve(by, s.o.Rules)
		return next, actApprove, err
	})
}

// DeclineFreeze refuses a proposal, with a reason.
func (s *Service) DeclineFreeze(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.FreezeApprove)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.finish(actDecline, by)
		return next, actDecline, err
	})
}

// WithdrawFreeze takes a proposal back before it is approved, with a reason.
func (s *Service) WithdrawFreeze(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.finish(actWithdraw, by)
		return next, actWithdraw, err
	})
}

// AnswerFreeze records what the bank did with an approved freeze. The same answer again changes nothing.
func (s *Service) AnswerFreeze(ctx context.Context, bank string, a BankAnswer) (Freeze, error) {
	return s.bankAct(ctx, bank, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.answer(a, by)
		act := actExecute
		switch next.State {
		case FreezeWaiting:
			act = actQueue
		case FreezeRejected:
			act = actReject
		}
		return next, act, err
	})
}

// AnswerRenewal records whether the bank has renewed a freeze; refusal is empty when it has. The same answer again changes nothing.
func (s *Service) AnswerRenewal(ctx context.Context, bank, id, refusal string) (Freeze, error) {
	f, err := s.o.Reader.GetFreeze(ctx, access.System(), id)
	switch {
	case err != nil:
		return Freeze{}, err
	case bank == "" || f.Bank != bank:
		return Freeze{}, ErrNotFound
	case f.State != FreezeActive || f.RenewedFrom == 0: // it has ended, or the bank's answer is known
		return f, nil
	}
	return s.freezeAct(ctx, access.System(), Act{ID: id, Note: refusal}, func(f Freeze, _ By) (Freeze, string, error) { return f.answerRenewal(refusal) })
}

// AdvanceFreeze records that a freeze in waiting has come into force (轮候生效).
func (s *Service) AdvanceFreeze(ctx context.Context, bank string, a BankAnswer) (Freeze, error) {
	return s.bankAct(ctx, bank, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.advance(a, by)
		return next, actAdvance, err
	})
}

// bankAct does what a bank reports: another bank's freeze does not exist for it.
func (s *Service) bankAct(ctx context.Context, bank string, a BankAnswer, decide func(Freeze, By) (Freeze, string, error)) (Freeze, error) {
	scope := access.System()
	f, err := s.o.Reader.GetFreeze(ctx, scope, a.Freeze)
	if err != nil {
		return Freeze{}, err
	}
	if bank == "" || f.Bank != bank {
		return Freeze{}, ErrNotFound
	}
	if f.State == FreezeActive && a.Refusal == "" && a.Earlier == nil && a.ExecutedAt == f.ExecutedAt && a.Fen == f.Frozen {
		return f, nil
	}
	if f.State == FreezeWaiting && a.Earlier != nil && a.ExecutedAt == f.ExecutedAt && *a.Earlier == f.Earlier {
		return f, nil
	}
	return s.freezeAct(ctx, scope, Act{ID: f.ID}, decide)
}

// AskRenewal asks for a further term before the end.
func (s *Service) AskRenewal(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.askRenewal(a.Document, by)
		return next, actAskRenewal, err
	})
}

// RenewFreeze grants a renewal: by the same rank as the freeze, before its end, and not by who asked.
func (s *Service) RenewFreeze(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.FreezeApprove)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.renew(by, s.o.Rules)
		return next, actRenew, err
	})
}

// RefuseRenewal refuses a renewal, with a reason: the freeze runs to its end.
func (s *Service) RefuseRenewal(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.FreezeApprove)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.refuseRenewal(by)
		return next, actRefuseRenewal, err
	})
}

// UnrelatedFreeze records that the money has nothing to do with the case: it is lifted within the days of the law, by the clock
// if nobody does it earlier.
func (s *Service) UnrelatedFreeze(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) {
		next, err := f.unrelated(by, s.o.Rules)
		return next, actUnrelated, err
	})
}

// LiftFreeze releases Act.Fen of a freeze, zero for all, with a reason. Releasing needs no approval.
func (s *Service) LiftFreeze(ctx context.Context, scope access.Scope, a Act) (Freeze, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Freeze{}, err
	}
	return s.freezeAct(ctx, scope, a, func(f Freeze, by By) (Freeze, string, error) { return f.lift(a.Fen, by) })
}

// Freeze returns one freeze, masked.
func (s *Service) Freeze(ctx context.Context, scope access.Scope, id string) (Freeze, error) {
	err := readable(scope)
	if err != nil {
		return Freeze{}, err
	}
	f, err := s.o.Reader.GetFreeze(ctx, scope, id)
	return f.masked(scope), err
}

// Freezes returns a page of freezes, masked, and the cursor of the next page.
func (s *Service) Freezes(ctx context.Context, scope access.Scope, f Filter) ([]Freeze, string, error) {
	err := readable(scope)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query(freezeFields)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++
	list, err := s.o.Lists.ListFreezes(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	for i := range list {
		list[i] = list[i].masked(scope)
	}
	list, next := page(list, limit, func(f *Freeze) Key { return Key{f.ProposedAt, f.ID} })
	return list, next, nil
}
