package measure

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/term/when"
)

// object finds what an objection is against, as it stands now.
func (s *Service) object(ctx context.Context, kind ObjectKind, id string) (Object, error) {
	if id == "" || !sound(id) {
		return Object{}, badField("object_id")
	}
	all := access.System()
	switch kind {
	case OfHold, OfSanction:
		return s.o.Objects.Object(ctx, kind, id)
	case OfFreeze:
		f, err := s.o.Reader.GetFreeze(ctx, all, id)
		if err != nil {
			return Object{}, err
		}
		cleared, err := s.Marked(ctx, string(f.Account), MarkClearedTrader)
		return Object{
			Kind: kind, ID: id, Unit: f.Unit, Claim: f.Claim, Bank: f.Bank, Live: f.State.Live() && f.State != FreezeProposed, Fen: f.Frozen,
			Orderers: []string{f.ProposedBy, f.ApprovedBy, f.RenewAskedBy}, Cleared: cleared,
		}, err
	case OfRestriction:
		x, err := s.o.Reader.GetRestriction(ctx, all, id)
		return Object{Kind: kind, ID: id, Unit: x.Unit, Claim: x.Claim, Bank: x.Bank, Live: x.State == RestrictionActive,
			Orderers: []string{x.ImposedBy, x.ReviewedBy}}, err
	case OfMark:
		m, err := s.o.Reader.GetMark(ctx, all, id)
		return Object{Kind: kind, ID: id, Unit: m.Unit, Bank: m.Bank, Live: m.State == MarkActive, Orderers: []string{m.SetBy}}, err
	}
	return Object{}, badField("object")
}

// File files an objection and answers with its receipt; where a rule suffices it is decided in the same moment. The centre's own
// scope files for the public page and the hotline's robot; a bank's liaison for accounts of his bank.
func (s *Service) File(ctx context.Context, scope access.Scope, cmd FileCmd) (Objection, error) {
	err := readable(scope)
	if err != nil {
		return Objection{}, err
	}
	obj, err := s.object(ctx, cmd.Object, cmd.ObjectID)
	if err != nil {
		return Objection{}, err
	}
	if !scope.Covers(obj.Unit) || scope.Bank != "" && scope.Bank != obj.Bank {
		return Objection{}, ErrNotFound
	}
	by := s.by(scope, "")
	o, err := file(cmd, obj, by, s.o.Rules)
	if err != nil {
		return Objection{}, err
	}
	o.ID, o.Receipt = s.o.NewID(), s.o.NewReceipt()
	err = s.save(ctx, by.At, s.objectionChange(&o, by, actFile, ""))
	if err != nil {
		return Objection{}, err
	}
	receipt := o.Receipt
	o, err = s.tryRule(ctx, o, obj)
	if err != nil {
		return Objection{}, err
	}
	o = o.masked(scope)
	o.Receipt = receipt // whoever filed must be able to hand it over
	return o, nil
}

// tryRule lets a rule decide where one suffices. What somebody else did meanwhile stands.
func (s *Service) tryRule(ctx context.Context, o Objection, obj Object) (Objection, error) {
	v, ok := suffices(&o, &obj, s.o.Rules)
	if !ok {
		return o, nil
	}
	by := byOf(access.System(), s.o.Clock.Now(), v.reason)
	next, err := o.decide(v, by)
	if err != nil {
		return o, err
	}
	changes, err := s.verdictChanges(ctx, &next, o.State, by)
	if err != nil {
		return o, err
	}
	err = s.save(ctx, by.At, changes...)
	if errors.Is(err, ErrStale) {
		return o, nil
	}
	return next, err
}

// verdictChanges are the objection and, when it was upheld, the release of what this room keeps itself: one transaction.
func (s *Service) verdictChanges(ctx context.Context, o *Objection, from ObjectionState, by By) ([]Change, error) {
	act := actRefuse
	if o.State == ObjectionUpheld {
		act = actUphold
	}
	out := []Change{s.objectionChange(o, by, act, string(from))}
	if o.State != ObjectionUpheld {
		return out, nil
	}
	by.Note = "异议成立：" + o.Number
	all := access.System()
	switch o.Object {
	case OfFreeze:
		f, err := s.o.Reader.GetFreeze(ctx, all, o.ObjectID)
		if err != nil || !f.State.Live() {
			return out, err
		}
		next, act, err := f.lift(o.Fen, by)
		return append(out, s.freezeChange(&next, by, act, string(f.State))), err
	case OfRestriction:
		x, err := s.o.Reader.GetRestriction(ctx, all, o.ObjectID)
		if err != nil || x.State != RestrictionActive {
			return out, err
		}
		next, err := x.finish(actLift, by)
		return append(out, s.restrictionChange(&next, by, actLift, string(x.State))), err
	case OfMark:
		m, err := s.o.Reader.GetMark(ctx, all, o.ObjectID)
		if err != nil || m.State != MarkActive {
			return out, err
		}
		next, err := m.finish(actRemove, by)
		return append(out, s.markChange(&next, by, actRemove, string(m.State))), err
	}
	return out, nil
}

// EvidenceCmd adds evidence to an open objection.
type EvidenceCmd struct {
	ID       string
	Version  int64
	Evidence []Evidence
}

// AddEvidence adds evidence while the objection is open, and lets a rule look again.
func (s *Service) AddEvidence(ctx context.Context, scope access.Scope, cmd EvidenceCmd) (Objection, error) {
	err := readable(scope)
	if err != nil {
		return Objection{}, err
	}
	o, err := s.o.Reader.GetObjection(ctx, scope, cmd.ID)
	if err != nil {
		return Objection{}, err
	}
	err = fresh(scope, cmd.Version, o.Version)
	if err != nil {
		return Objection{}, err
	}
	by := s.by(scope, "")
	next, err := o.addEvidence(cmd.Evidence)
	if err != nil {
		return Objection{}, err
	}
	err = s.save(ctx, by.At, s.objectionChange(&next, by, actEvidence, string(o.State)))
	if err != nil {
		return Objection{}, err
	}
	obj, err := s.object(ctx, o.Object, o.ObjectID)
	if err != nil {
		return Objection{}, err
	}
	next, err = s.tryRule(ctx, next, obj)
	return next.masked(scope), err
}

// DecideCmd is a person's decision.
type DecideCmd struct {
	ID      string
	Version int64
	Uphold  bool
	Fen     int64  // upheld in part: so much is released; 0: all
	Reason  string // in words, for the one who objected
	Remedy  string // what he can do next; required for a refusal
}

// Decide decides an objection. Right claim.review, and four eyes: nobody who ordered the object, nor who filed the objection.
// Upheld releases at once: what this room keeps in the same transaction, holds and sanctions by the event.
func (s *Service) Decide(ctx context.Context, scope access.Scope, cmd DecideCmd) (Objection, error) {
	err := scope.Require(access.ClaimReview)
	if err != nil {
		return Objection{}, err
	}
	o, err := s.o.Reader.GetObjection(ctx, scope, cmd.ID)
	if err != nil {
		return Objection{}, err
	}
	err = fresh(scope, cmd.Version, o.Version)
	if err != nil {
		return Objection{}, err
	}
	o.Orderers, err = s.orderers(ctx, o)
	if err != nil {
		return Objection{}, err
	}
	by := s.by(scope, cmd.Reason)
	next, err := o.decide(verdict{upheld: cmd.Uphold, fen: cmd.Fen, reason: mend(cmd.Reason), remedy: mend(cmd.Remedy)}, by)
	if err != nil {
		return Objection{}, err
	}
	changes, err := s.verdictChanges(ctx, &next, o.State, by)
	if err != nil {
		return Objection{}, err
	}
	err = s.save(ctx, by.At, changes...)
	if err != nil {
		return Objection{}, err
	}
	return next.masked(scope), nil
}

// orderers are those who ordered the object by the day of filing, and whoever joined them since.
func (s *Service) orderers(ctx context.Context, o Objection) (string, error) {
	obj, err := s.object(ctx, o.Object, o.ObjectID)
	if err != nil {
		return "", err
	}
	return ordererIDs(append(obj.Orderers, o.Orderers)), nil
}

// WithdrawObjection takes an objection back: the one who objected does not want it any more. Right claim.read or a bank's liaison.
func (s *Service) WithdrawObjection(ctx context.Context, scope access.Scope, a Act) (Objection, error) {
	err := readable(scope)
	if err != nil {
		return Objection{}, err
	}
	o, err := s.o.Reader.GetObjection(ctx, scope, a.ID)
	if err != nil {
		return Objection{}, err
	}
	err = fresh(scope, a.Version, o.Version)
	if err != nil {
		return Objection{}, err
	}
	by := s.by(scope, a.Note)
	next, err := o.step(actWithdraw)
	if err != nil {
		return Objection{}, err
	}
	err = needNote(by.Note)
	if err != nil {
		return Objection{}, err
	}
	next.DecidedAt, next.DecidedBy, next.Reason = by.At, by.User, by.Note
	err = s.save(ctx, by.At, s.objectionChange(&next, by, actWithdraw, string(o.State)))
	if err != nil {
		return Objection{}, err
	}
	return next.masked(scope), nil
}

// Released records when the object of an upheld or missed objection was really released. It is told by a reaction; an object
// that nobody objected to, or whose release is known, changes nothing.
func (s *Service) Released(ctx context.Context, kind ObjectKind, id string, at when.Micros) error {
	o, err := s.o.Counter.FindReleased(ctx, access.System(), kind, id)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	next, err := o.released(at)
	if err != nil {
		return err
	}
	by := byOf(access.System(), s.o.Clock.Now(), "")
	return s.save(ctx, by.At, s.objectionChange(&next, by, actReleased, string(o.State)))
}

// Objection returns one objection, masked.
func (s *Service) Objection(ctx context.Context, scope access.Scope, id string) (Objection, error) {
	err := readable(scope)
	if err != nil {
		return Objection{}, err
	}
	o, err := s.o.Reader.GetObjection(ctx, scope, id)
	return o.masked(scope), err
}

// Objections returns a page of objections, masked: the open ones alone the oldest first, all others the latest first.
func (s *Service) Objections(ctx context.Context, scope access.Scope, f Filter) ([]Objection, string, error) {
	err := readable(scope)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query(objectionFields)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++
	list, err := s.o.Lists.ListObjections(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	for i := range list {
		list[i] = list[i].masked(scope)
	}
	list, next := page(list, limit, func(o *Objection) Key { return Key{o.FiledAt, o.ID} })
	return list, next, nil
}

// Receipt shows what has become of an objection to whoever has its receipt, without login and without anybody's name.
func (s *Service) Receipt(ctx context.Context, receipt string) (Status, error) {
	if len(receipt) < receiptMin || !sound(receipt) {
		return Status{}, ErrNotFound
	}
	o, err := s.o.Counter.FindReceipt(ctx, access.System(), receipt)
	return o.Status(), err
}

// receiptMin refuses receipts that could be guessed before the store is asked.
const receiptMin = 10

// Figures returns the statistics of objections filed in a period (误控统计).
func (s *Service) Figures(ctx context.Context, scope access.Scope, span Span) (Figures, error) {
	err := scope.Require(access.FigureRead)
	if err != nil {
		return Figures{}, err
	}
	return s.o.Counter.Figures(ctx, scope, span)
}
