package measure

import (
	"slices"

	"fanzha/term/when"
)

// ProposeCmd asks for a freeze of money that a stop order found.
type ProposeCmd struct {
	Order    string
	Fen      int64
	Interest bool
	Major    bool
	Basis    Basis
	Note     string
}

// propose makes a freeze of an order's money: never more than was traced there.
func propose(cmd ProposeCmd, h Hold, by By, r *Rules) (Freeze, error) {
	switch {
	case cmd.Fen <= 0 || cmd.Fen > FenMax:
		return Freeze{}, ErrAmount
	case cmd.Fen > h.Fen:
		return Freeze{}, ErrMoreThanHeld
	}
	err := basis(cmd.Basis)
	if err != nil {
		return Freeze{}, err
	}
	f := Freeze{
		Order: h.Order, Claim: h.Claim, Unit: h.Unit, Bank: h.Bank, Account: h.Account, Holder: h.Holder, Fen: cmd.Fen, Interest: cmd.Interest,
		Major: cmd.Major, Months: r.FreezeMonths, Basis: cmd.Basis, ProposedAt: by.At, ProposedBy: by.User, Version: 1,
	}
	if cmd.Major {
		f.Months = r.MajorMonths
	}
	f.State, err = move(freezeMoves, "", actPropose)
	return f, err
}

func basis(b Basis) error {
	err := fields("case", b.Case, "document", b.Document)
	if err != nil || !hash(b.SHA256) {
		return ErrBasis
	}
	return nil
}

// approver checks who may approve a freeze or its renewal: the head of an organ of the rank that the law asks for, and nobody
// who asked for it.
func (f Freeze) approver(by By, asked string, r *Rules) error {
	level := r.Approver
	if f.Major {
		level = r.MajorApprover
	}
	switch {
	case by.User == asked:
		return ErrSamePerson
	case !ranked(by.Unit, level):
		return ErrApproverRank
	}
	return nil
}

// step moves a freeze without further conditions.
func (f Freeze) step(act string) (Freeze, error) {
	to, err := move(freezeMoves, f.State, act)
	if err != nil {
		return f, err
	}
	f.State = to
	f.Version++
	return f, nil
}

func (f Freeze) end(by By, reason string) Freeze {
	f.EndedAt, f.EndedBy, f.EndReason = by.At, by.User, reason
	f.RenewAskedAt, f.RenewAskedBy, f.RenewBasis, f.LiftBy = 0, "", "", 0
	return f
}

func (f Freeze) approve(by By, r *Rules) (Freeze, error) {
	next, err := f.step(actApprove)
	if err != nil {
		return f, err
	}
	err = f.approver(by, f.ProposedBy, r)
	if err != nil {
		return f, err
	}
	next.ApprovedAt, next.ApprovedBy, next.ApproverUnit = by.At, by.User, by.Unit
	return next, nil
}

// finish ends a freeze by an act that needs a reason.
func (f Freeze) finish(act string, by By) (Freeze, error) {
	next, err := f.step(act)
	if err != nil {
		return f, err
	}
	err = needNote(by.Note)
	if err != nil {
		return f, err
	}
	return next.end(by, by.Note), nil
}

// BankAnswer is what the bank did with a freeze.
type BankAnswer struct {
	Freeze     string
	ExecutedAt when.Micros // its own moment
	Fen        int64       // frozen; with Earlier: what will be
	Earlier    *Earlier    // an earlier freeze stands before it: it waits (轮候)
	Refusal    string      // not executed: why
}

// answer takes the bank's answer. A freeze is in force from the bank's moment, for what the bank found, never more than asked.
func (f Freeze) answer(a BankAnswer, by By) (Freeze, error) {
	switch {
	case a.Refusal != "":
		by.Note = mend(a.Refusal)
		return f.finish(actReject, by)
	case a.ExecutedAt <= 0 || a.ExecutedAt > by.At+clockSkew:
		return f, ErrFuture
	case a.Fen < 0 || a.Fen > f.Fen:
		return f, ErrAmount
	}
	act := actExecute
	if a.Earlier != nil {
		act = actQueue
	}
	next, err := f.step(act)
	if err != nil {
		return f, err
	}
	next.ExecutedAt, next.ExpiresAt = a.ExecutedAt, AddMonths(a.ExecutedAt, f.Months)
	if a.Earlier == nil {
		if a.Fen == 0 {
			return f, ErrAmount
		}
		next.Frozen = a.Fen
		return next, nil
	}
	e := *a.Earlier
	if e.Organ == "" || !sound(e.Organ) || e.Fen < 0 || e.Until < 0 {
		return f, ErrEarlier
	}
	next.Earlier = e
	return next, nil
}

// advance turns a freeze in waiting into one in force: the earlier one has ended, and the term begins.
func (f Freeze) advance(a BankAnswer, by By) (Freeze, error) {
	next, err := f.step(actAdvance)
	switch {
	case err != nil:
		return f, err
	case by.At >= f.ExpiresAt:
		return f, ErrFreezeLapsed
	case a.ExecutedAt <= 0 || a.ExecutedAt > by.At+clockSkew:
		return f, ErrFuture
	case a.Fen <= 0 || a.Fen > f.Fen:
		return f, ErrAmount
	}
	next.ExecutedAt, next.ExpiresAt, next.Frozen = a.ExecutedAt, AddMonths(a.ExecutedAt, f.Months), a.Fen
	return next, nil
}

// askRenewal asks for a further term. After the end there is nothing to renew.
func (f Freeze) askRenewal(document string, by By) (Freeze, error) {
	next, err := f.step(actAskRenewal)
	if err != nil {
		return f, err
	}
	switch {
	case by.At >= f.ExpiresAt:
		return f, ErrFreezeLapsed
	case f.RenewAskedAt != 0:
		return f, ErrRenewAsked
	case f.LiftBy != 0:
		return f, ErrState
	case document == "" || !sound(document):
		return f, ErrBasis
	}
	next.RenewAskedAt, next.RenewAskedBy, next.RenewBasis = by.At, by.User, document
	return next, nil
}

// renew grants the term that was asked for: it runs from the old end, so that nothing is lost or won by early work.
func (f Freeze) renew(by By, r *Rules) (Freeze, error) {
	next, err := f.step(actRenew)
	if err != nil {
		return f, err
	}
	switch {
	case f.RenewAskedAt == 0:
		return f, ErrRenewNotAsked
	case by.At >= f.ExpiresAt:
		return f, ErrFreezeLapsed
	}
	err = f.approver(by, f.RenewAskedBy, r)
	if err != nil {
		return f, err
	}
	next.ExpiresAt = AddMonths(f.ExpiresAt, f.Months)
	if f.RenewedFrom == 0 {
		next.RenewedFrom = f.ExpiresAt
	}
	next.RenewRefusal = ""
	next.Renewals++
	next.Announced = 0
	next.RenewAskedAt, next.RenewAskedBy, next.RenewBasis = 0, "", ""
	return next, nil
}

func (f Freeze) refuseRenewal(by By) (Freeze, error) {
	next, err := f.step(actRefuseRenewal)
	if err != nil {
		return f, err
	}
	if f.RenewAskedAt == 0 {
		return f, ErrRenewNotAsked
	}
	next.RenewAskedAt, next.RenewAskedBy, next.RenewBasis = 0, "", ""
	return next, needNote(by.Note)
}

// answerRenewal takes the bank's answer to a renewal. When the bank has not renewed, the old end holds again; when that has passed
// meanwhile, the freeze lapses at the next look of the clock.
func (f Freeze) answerRenewal(refusal string) (Freeze, string, error) {
	act := actConfirmRenewal
	if refusal != "" {
		act = actRejectRenewal
	}
	next, err := f.step(act)
	switch {
	case err != nil:
		return f, act, err
	case f.RenewedFrom == 0:
		return f, act, ErrState
	case !sound(refusal):
		return f, act, badField("refusal")
	}
	next.RenewedFrom, next.RenewRefusal = 0, refusal
	if refusal != "" {
		next.ExpiresAt, next.Renewals, next.Announced = f.RenewedFrom, f.Renewals-1, 0
	}
	return next, act, nil
}

// unrelated records that the money has nothing to do with the case: it is released within the days of the law.
func (f Freeze) unrelated(by By, r *Rules) (Freeze, error) {
	next, err := f.step(actUnrelated)
	if err != nil {
		return f, err
	}
	if f.LiftBy == 0 {
		next.LiftBy = by.At + r.UnrelatedWithin
	}
	next.RenewAskedAt, next.RenewAskedBy, next.RenewBasis = 0, "", ""
	return next, needNote(by.Note)
}

// lift releases fen of a freeze; zero or everything ends it.
func (f Freeze) lift(fen int64, by By) (Freeze, string, error) {
	if fen < 0 || fen > FenMax {
		return f, "", ErrAmount
	}
	if f.State != FreezeActive || fen == 0 || fen >= f.Frozen {
		next, err := f.finish(actLift, by)
		if err == nil {
			next.Frozen = 0
		}
		return next, actLift, err
	}
	next, err := f.step(actReduce)
	if err != nil {
		return f, "", err
	}
	next.Frozen -= fen
	return next, actReduce, needNote(by.Note)
}

// Alarm is when the clock of a freeze next does something; 0: nothing runs.
func (f Freeze) Alarm(r *Rules) when.Micros {
	if f.State != FreezeActive && f.State != FreezeWaiting {
		return 0
	}
	at := f.ExpiresAt
	if f.LiftBy != 0 {
		at = min(at, f.LiftBy)
	}
	if f.State == FreezeActive && int(f.Announced) < len(r.FreezeAlerts) {
		at = min(at, f.ExpiresAt-r.FreezeAlerts[f.Announced])
	}
	return at
}

// tick does what the clock of a freeze has reached, one thing at a time; act is empty when there is nothing.
func (f Freeze) tick(by By, r *Rules) (Freeze, string, error) {
	alarm := f.Alarm(r)
	switch {
	case alarm == 0 || by.At < alarm:
		return f, "", nil
	case by.At >= f.ExpiresAt:
		by.Note = "期满未续冻，自动失效"
		next, err := f.finish(actLapse, by)
		next.Frozen = 0
		return next, actLapse, err
	case f.LiftBy != 0 && by.At >= f.LiftBy:
		by.Note = "与案件无关，法定期限届满自动解除"
		next, err := f.finish(actLift, by)
		next.Frozen = 0
		return next, actLift, err
	}
	next, err := f.step(actAnnounce)
	passed := slices.IndexFunc(r.FreezeAlerts, func(before when.Micros) bool { return by.At < f.ExpiresAt-before })
	if passed < 0 {
		passed = len(r.FreezeAlerts)
	}
	next.Announced = int64(passed)
	return next, actAnnounce, err
}
