package govern

import (
	"context"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/govern/calendar"
	"fanzha/term/when"
)

// Duty (责任事项) is a line of the responsibility list for one member unit. Kind is the code of the line: one code names the same duty
// of every unit, and is a column of the matrix.
type Duty struct {
	Head
	Title     string `json:"title"`
	Basis     string `json:"basis"`     // article or document it rests on
	Evidence  string `json:"evidence"`  // what proves it
	Frequency string `json:"frequency"` // once, week, month, quarter, half, year
	// DueDays are the days after the end of a period within which it is done.
	DueDays int64 `json:"due_days"`
}

// Term (责任期次) is one occurrence of a duty. Ref is the duty.
type Term struct {
	Head
	Title     string      `json:"title"`
	Note      string      `json:"note"`
	Files     []Evidence  `json:"files"`
	Submitted Who         `json:"submitted"`
	Decided   Who         `json:"decided"`
	Reason    string      `json:"reason"` // why it was returned or waived
	Reminded  int64       `json:"reminded"`
	Told      bool        `json:"told"`       // that it is overdue
	LateSince when.Micros `json:"late_since"` // it was submitted after Due
}

func (t *Term) tell(b *EventBody) { b.Late, b.Due = t.LateSince != 0, dayOf(t.Due-1) }

// The lights of a term (亮灯).
const (
	Green  = "green" // done
	White  = "white" // running
	Amber  = "amber" // due soon, or waiting for the office after being submitted
	RedLit = "red"   // overdue
	Grey   = "grey"  // waived
)

// Light is how a term stands at a moment.
func (t *Term) Light(at when.Micros, near int64) string {
	switch {
	case t.State == "confirmed":
		return Green
	case t.State == "waived":
		return Grey
	case t.State == "submitted":
		return Amber
	case at >= t.Due:
		return RedLit
	case at >= t.Due-when.Micros(near)*when.Day:
		return Amber
	}
	return White
}

// DutyCmd puts a duty on member units. To names them; empty: all of the kinds.
type DutyCmd struct {
	Code, Title, Basis, Evidence, Frequency string
	DueDays                                 int64
	Due                                     when.Micros // of a duty that falls due once
	To, Kinds                               []string
}

func (s *Service) checkDuty(c DutyCmd, at when.Micros) error {
	err := fields("code", c.Code, "title", c.Title, "evidence", c.Evidence)
	_, bad := access.Member(c.Code)
	switch {
	case err != nil:
		return err
	case bad != nil:
		return badField("code")
	case !slices.Contains(Frequencies, c.Frequency):
		return badField("frequency")
	case !sound(c.Basis) || len(c.To) > ListMax || len(c.Kinds) > len(MemberKinds) || len(c.To)+len(c.Kinds) == 0:
		return badField("to")
	case c.Frequency == "once" && (c.Due <= at || c.Due > at+3660*when.Day):
		return badField("due")
	case c.Frequency != "once" && (c.DueDays < 0 || c.DueDays > 60 || c.Due != 0):
		return badField("due_days")
	}
	return nil
}

// Assign puts a duty on member units: all of them, or none.
func (s *Service) Assign(ctx context.Context, scope access.Scope, c DutyCmd) ([]Duty, error) {
	err := scope.Require(access.GovernManage)
	if err != nil {
		return nil, err
	}
	by := s.by(scope, "")
	err = s.checkDuty(c, by.At)
	if err != nil {
		return nil, err
	}
	all, err := s.Members(ctx, scope, Filter{})
	if err != nil {
		return nil, err
	}
	var out []Duty
	var changes []Change
	for _, m := range all {
		if !slices.Contains(c.To, m.Member) && (len(c.To) > 0 || !slices.Contains(c.Kinds, m.Kind)) {
			continue
		}
		d := Duty{Head: s.under(m, c.Code), Title: mend(c.Title), Basis: mend(c.Basis), Evidence: mend(c.Evidence), Frequency: c.Frequency, DueDays: c.DueDays}
		d.Alarm, d.Due = by.At, c.Due
		made, err := moved(Duties, &d, move{by: by, act: "assign"})
		if err != nil {
			return nil, err
		}
		out, changes = append(out, d), append(changes, made)
	}
	if len(out) == 0 || len(c.To) > 0 && len(out) != len(c.To) {
		return nil, badField("to")
	}
	return out, s.o.Ledger.Save(ctx, dayNumber(by.At), changes...)
}

// EndDuty takes a duty off a member unit; terms that run go on.
func (s *Service) EndDuty(ctx context.Context, scope access.Scope, a Act) (Duty, error) {
	by := s.by(scope, a.Note)
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return Duty{}, err
	}
	d, err := seen[Duty](ctx, place{s, scope}, Duties, a)
	if err != nil {
		return d, err
	}
	d.Alarm = 0
	return d, saved(ctx, s, &d, move{book: Duties, by: by, act: "end"})
}

// Duties lists the responsibility list.
func (s *Service) Duties(ctx context.Context, scope access.Scope, f Filter) ([]Duty, error) {
	err := readable(scope)
	if err != nil {
		return nil, err
	}
	if len(f.States) == 0 {
		f.States = []string{"active"}
	}
	return every[Duty](ctx, place{s, scope}, Duties, f)
}

// Terms lists occurrences of duties.
func (s *Service) Terms(ctx context.Context, scope access.Scope, f Filter) ([]Term, string, error) {
	return list[Term](ctx, place{s, scope}, Terms, f)
}

// Term reads one.
func (s *Service) Term(ctx context.Context, scope access.Scope, id string) (Term, error) {
	err := readable(scope)
	if err != nil {
		return Term{}, err
	}
	return get[Term](ctx, place{s, scope}, Terms, id)
}

// Submission is what a member unit hands in for a term or a task.
type Submission struct {
	Act
	Files []Evidence
}

// SubmitTerm says that a duty was done, with a note and evidence by fingerprint.
func (s *Service) SubmitTerm(ctx context.Context, scope access.Scope, c Submission) (Term, error) {
	t, by, err := s.termOf(ctx, scope, c.Act)
	if err != nil {
		return t, err
	}
	err = mine(scope, t.Member)
	if err == nil {
		err = proven(c.Files)
	}
	if err == nil && len(c.Files) == 0 {
		err = ErrEvidence
	}
	if err != nil {
		return t, err
	}
	t.Note, t.Files, t.Submitted, t.Decided, t.Reason = by.Note, c.Files, by.who(), Who{}, ""
	if by.At >= t.Due && t.LateSince == 0 {
		t.LateSince = t.Due
	}
	t.Alarm = 0
	return t, saved(ctx, s, &t, move{book: Terms, by: by, act: "submit"})
}

// ConfirmTerm accepts what was handed in: somebody of the office, and not who handed it in.
func (s *Service) ConfirmTerm(ctx context.Context, scope access.Scope, a Act) (Term, error) {
	t, by, err := s.termOf(ctx, scope, a)
	if err == nil {
		err = scope.Require(access.GovernManage)
	}
	if err == nil {
		err = apart(by, t.Submitted)
	}
	if err != nil {
		return t, err
	}
	t.Decided, t.Alarm = by.who(), 0
	return t, saved(ctx, s, &t, move{book: Terms, by: by, act: "confirm", kinds: []string{EvDutyDone}})
}

// ReturnTerm gives it back, with a reason.
func (s *Service) ReturnTerm(ctx context.Context, scope access.Scope, a Act) (Term, error) {
	return s.decideTerm(ctx, scope, a, "return")
}

// WaiveTerm says that it need not be done this time, with a reason.
func (s *Service) WaiveTerm(ctx context.Context, scope access.Scope, a Act) (Term, error) {
	return s.decideTerm(ctx, scope, a, "waive")
}

func (s *Service) decideTerm(ctx context.Context, scope access.Scope, a Act, act string) (Term, error) {
	t, by, err := s.termOf(ctx, scope, a)
	if err == nil {
		err = scope.Require(access.GovernManage)
	}
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return t, err
	}
	t.Decided, t.Reason, t.Alarm = by.who(), by.Note, 0
	if act == "return" {
		t.Alarm = s.termClock(t.Due).Next(by.At)
	}
	return t, saved(ctx, s, &t, move{book: Terms, by: by, act: act})
}

// termOf reads a term for an act on it.
func (s *Service) termOf(ctx context.Context, scope access.Scope, a Act) (Term, By, error) {
	by := s.by(scope, a.Note)
	err := readable(scope)
	if err == nil {
		err = words("note", by.Note)
	}
	if err != nil {
		return Term{}, by, err
	}
	t, err := seen[Term](ctx, place{s, scope}, Terms, a)
	return t, by, err
}

func (s *Service) termClock(due when.Micros) calendar.Reminding {
	return calendar.Reminding{Due: due, Before: s.o.Rules.TermBefore, After: s.o.Rules.TermAfter}
}

// tickDuties opens the term of the period that runs, and sets the clock to the next one.
func (s *Service) tickDuties(ctx context.Context, by By) (int, error) {
	return ticked(ctx, s, by, ticking[Duty]{Duties, func(_ context.Context, d *Duty, by By) (move, error) {
		t := Term{Head: s.fresh(d.Unit, d.Member, d.Kind), Title: d.Title}
		t.Region, t.Ref, t.Due = d.Region, d.ID, d.Due
		d.Alarm = 0
		t.Period = "once"
		if d.Frequency != "once" {
			p := calendar.Of(calendar.Kind(d.Frequency), by.At)
			t.Period, t.Due = p.String(), p.End()+when.Micros(d.DueDays)*when.Day
			d.Alarm = p.End()
		}
		t.Alarm = s.termClock(t.Due).Next(by.At)
		opened, err := moved(Terms, &t, move{by: by, act: "open"})
		return move{act: "turn", with: []Change{opened}}, err
	}})
}

// tickTerms reminds, and says once that a term is overdue.
func (s *Service) tickTerms(ctx context.Context, by By) (int, error) {
	return ticked(ctx, s, by, ticking[Term]{Terms, func(_ context.Context, t *Term, by By) (move, error) {
		t.Alarm = s.termClock(t.Due).Next(by.At)
		if t.State == "open" && by.At >= t.Due && !t.Told {
			t.Told = true
			return move{act: "overdue", kinds: []string{EvDutyOverdue}}, nil
		}
		t.Reminded++
		return move{act: "remind", kinds: []string{EvDutyReminded}}, nil
	}})
}
