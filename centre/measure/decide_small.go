package measure

import (
	"cmp"
	"slices"
	"strings"

	"fanzha/term/ident"
	"fanzha/term/when"
)

// ImposeCmd restricts the victim's own account.
type ImposeCmd struct {
	Warning  string
	Claim    string
	Unit     string // whose matter it is; empty: the caller's
	Bank     string
	Account  ident.Account
	Person   string
	Phone    ident.Phone
	Limits   string // of RestrictionLimits; empty: non_counter, the milder
	Reason   string // of RestrictionReasons
	Document string
	Note     string
}

func impose(cmd ImposeCmd, by By, r *Rules) (Restriction, error) {
	err := fields("bank", cmd.Bank, "account", string(cmd.Account), "person", cmd.Person, "document", cmd.Document, "unit", cmd.Unit)
	if err != nil {
		return Restriction{}, err
	}
	cmd.Limits = cmp.Or(cmd.Limits, LimitNonCounter)
	switch {
	case !slices.Contains(RestrictionLimits, cmd.Limits):
		return Restriction{}, badField("limits")
	case !slices.Contains(RestrictionReasons, cmd.Reason):
		return Restriction{}, badField("reason")
	case cmd.Warning == "" && cmd.Claim == "" || !sound(cmd.Warning) || !sound(cmd.Claim):
		return Restriction{}, badField("warning")
	case cmd.Phone == "" || !sound(string(cmd.Phone)):
		return Restriction{}, badField("phone") // without it nobody can tell the person, and a silent restriction is none
	}
	x := Restriction{
		Warning: cmd.Warning, Claim: cmd.Claim, Unit: cmd.Unit, Bank: cmd.Bank, Account: cmd.Account, Person: cmd.Person, Phone: cmd.Phone,
		Limits: cmd.Limits, Told: Told{State: ToldAsked, At: by.At}, Reason: cmd.Reason, Document: cmd.Document, Count: 1, ImposedAt: by.At, ImposedBy: by.User, EndsAt: by.At + r.RestrictFor,
		ReviewDue: by.At + r.RestrictReview, Version: 1,
	}
	x.State, err = move(restrictionMoves, "", actImpose)
	return x, err
}

func (x Restriction) step(act string) (Restriction, error) {
	to, err := move(restrictionMoves, x.State, act)
	if err != nil {
		return x, err
	}
	x.State = to
	x.Version++
	return x, nil
}

// extend lets a restriction follow on itself, before its end and not more often than the rulebook says.
func (x Restriction) extend(by By, r *Rules) (Restriction, error) {
	next, err := x.step(actExtend)
	switch {
	case err != nil:
		return x, err
	case by.At >= x.EndsAt:
		return x, ErrRestrictOver
	case x.Count >= r.RestrictCount:
		return x, ErrRestrictCount
	}
	next.Count++
	next.EndsAt += r.RestrictFor
	next.Told = Told{State: ToldAsked, At: by.At}
	next.reviewed(by, r)
	return next, needNote(by.Note)
}

// review is the daily look: it stays, with a reason.
func (x Restriction) review(by By, r *Rules) (Restriction, error) {
	next, err := x.step(actReview)
	switch {
	case err != nil:
		return x, err
	case by.At >= x.EndsAt:
		return x, ErrRestrictOver
	}
	next.reviewed(by, r)
	return next, needNote(by.Note)
}

func (x *Restriction) reviewed(by By, r *Rules) {
	x.ReviewedAt, x.ReviewedBy, x.ReviewDue, x.Announced = by.At, by.User, by.At+r.RestrictReview, false
}

func (x Restriction) finish(act string, by By) (Restriction, error) {
	next, err := x.step(act)
	if err != nil {
		return x, err
	}
	next.EndedAt, next.EndedBy, next.EndReason = by.At, by.User, by.Note
	if act == actLift && (x.Told.State == ToldDone || x.Told.State == ToldAsked || x.Told.State == ToldSilent) {
		next.Told = Told{State: ToldAsked, At: by.At} // where nothing stands at the bank, nothing is lifted there
	}
	return next, needNote(by.Note)
}

// Alarm is when the clock of a restriction next does something; 0: nothing runs.
func (x Restriction) Alarm() when.Micros {
	switch {
	case x.State != RestrictionActive:
		return 0
	case x.Announced:
		return x.EndsAt
	}
	return min(x.EndsAt, x.ReviewDue)
}

func (x Restriction) tick(by By) (Restriction, string, error) {
	alarm := x.Alarm()
	switch {
	case alarm == 0 || by.At < alarm:
		return x, "", nil
	case by.At >= x.EndsAt:
		by.Note = "期满自动解除"
		next, err := x.finish(actEnd, by)
		return next, actEnd, err
	}
	next, err := x.step(actAnnounce)
	next.Announced = true
	return next, actAnnounce, err
}

// MarkCmd sets a mark.
type MarkCmd struct {
	Unit        string // whose matter it is; empty: the caller's
	Bank        string
	SubjectKind string
	Subject     string
	Kind        string
	Source      string
	Basis       string
}

// accountMarks are the kinds that stand on accounts; the others stand on persons. A cleared trader is both.
var accountMarks = []string{MarkInvolved, MarkPassed, MarkClearedTrader}

func mark(cmd MarkCmd, by By, r *Rules) (Mark, error) {
	err := fields("subject", cmd.Subject, "source", cmd.Source, "unit", cmd.Unit)
	if err != nil {
		return Mark{}, err
	}
	term, known := r.MarkTerms[cmd.Kind]
	onAccount := slices.Contains(accountMarks, cmd.Kind)
	switch {
	case !known:
		return Mark{}, badField("kind")
	case cmd.SubjectKind != SubjectAccount && cmd.SubjectKind != SubjectPerson:
		return Mark{}, badField("subject_kind")
	case onAccount != (cmd.SubjectKind == SubjectAccount) && cmd.Kind != MarkClearedTrader:
		return Mark{}, badField("subject_kind")
	case cmd.SubjectKind == SubjectAccount && (cmd.Bank == "" || !sound(cmd.Bank)):
		return Mark{}, badField("bank")
	case !sound(cmd.Bank):
		return Mark{}, badField("bank")
	}
	err = needNote(cmd.Basis)
	if err != nil {
		return Mark{}, err
	}
	m := Mark{
		Unit: cmd.Unit, Bank: cmd.Bank, SubjectKind: cmd.SubjectKind, Subject: cmd.Subject, Kind: cmd.Kind, Basis: cmd.Basis, Source: cmd.Source,
		SetAt: by.At, SetBy: by.User, EndsAt: by.At + term, Version: 1,
	}
	m.State, err = move(markMoves, "", actSet)
	return m, err
}

func (m Mark) finish(act string, by By) (Mark, error) {
	to, err := move(markMoves, m.State, act)
	if err != nil {
		return m, err
	}
	m.State = to
	m.Version++
	m.EndedAt, m.EndedBy, m.EndReason = by.At, by.User, by.Note
	return m, needNote(by.Note)
}

// Alarm is when a mark ends; 0: it has ended.
func (m Mark) Alarm() when.Micros {
	if m.State != MarkActive {
		return 0
	}
	return m.EndsAt
}

func (m Mark) tick(by By) (Mark, string, error) {
	alarm := m.Alarm()
	if alarm == 0 || by.At < alarm {
		return m, "", nil
	}
	by.Note = "期满自动消除"
	next, err := m.finish(actEnd, by)
	return next, actEnd, err
}

// ordererIDs are the accounts that ordered an object, as they are stored with an objection.
func ordererIDs(list []string) string {
	list = slices.Clone(list)
	slices.Sort(list)
	return strings.Join(slices.Compact(slices.DeleteFunc(list, func(s string) bool { return s == "" })), " ")
}
