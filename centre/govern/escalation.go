package govern

import (
	"context"
	"fmt"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/govern/score"
	"fanzha/term/when"
)

// Escalation (督导措施) is a notice, a supervision listing (挂牌督办) or an interview (约谈). Kind says which, Member whom; Ref is what led to
// it, Period the month. The machine proposes; every step after that is a person's, with a reason.
type Escalation struct {
	Head
	ObjectKind string      `json:"object_kind"` // county, township, department …: interviews are counted by it
	ObjectName string      `json:"object_name"`
	Trigger    string      `json:"trigger"` // ranking, duty, return, other
	Why        string      `json:"why"`     // in words
	Proposed   Who         `json:"proposed"`
	Adopted    Who         `json:"adopted"`
	Approved   Who         `json:"approved"` // of an interview: the second person
	Declined   Who         `json:"declined"`
	Held       when.Micros `json:"held"` // of an interview
	Record     string      `json:"record"`
	Present    string      `json:"present"` // who took part
	Plan       string      `json:"plan"`    // rectification (整改方案)
	PlanFiles  []Evidence  `json:"plan_files"`
	Planned    Who         `json:"planned"`
	Checks     []Recheck   `json:"checks"`
	Reason     string      `json:"reason"` // of the last decision
}

// Recheck (复查) is a look at whether the plan was carried out.
type Recheck struct {
	By   Who    `json:"by"`
	Pass bool   `json:"pass"`
	Note string `json:"note"`
}

// EscalationKinds are the kinds, the mildest first.
var EscalationKinds = score.Steps

// Triggers are what leads to an escalation.
var Triggers = []string{"ranking", "duty", "return", "other"}

func (e *Escalation) tell(b *EventBody) {
	b.MemberKind = e.ObjectKind
	if e.Held != 0 && e.State == "held" {
		b.Kind, b.Day = e.ObjectKind, dayOf(e.Held)
	}
}

// ProposeCmd proposes an escalation by hand.
type ProposeCmd struct {
	Kind, Member, Trigger, Ref, Why string
}

// Propose enters a proposal of a person of the office.
func (s *Service) Propose(ctx context.Context, scope access.Scope, c ProposeCmd) (Escalation, error) {
	by := s.by(scope, c.Why)
	err := scope.Require(access.GovernManage)
	if err == nil {
		err = needNote(by.Note)
	}
	if err == nil && (!slices.Contains(EscalationKinds, c.Kind) || !slices.Contains(Triggers, c.Trigger) || !sound(c.Ref)) {
		err = badField("kind")
	}
	if err != nil {
		return Escalation{}, err
	}
	m, err := s.member(ctx, scope, c.Member)
	if err != nil {
		return Escalation{}, err
	}
	e := Escalation{Head: s.under(m, c.Kind), ObjectKind: m.Kind, ObjectName: m.Name, Trigger: c.Trigger, Why: by.Note, Proposed: by.who(), Checks: []Recheck{}}
	e.Ref = c.Ref
	return e, saved(ctx, s, &e, move{book: Escalations, by: by, act: "propose", kinds: []string{EvProposed}})
}

// proposal is what a final ranking proposes for a unit; nothing where the same step is already under way.
func (s *Service) proposal(ctx context.Context, scope access.Scope, r Ranking, row Ranked) ([]Change, error) {
	open, err := every[Escalation](ctx, place{s, scope}, Escalations, Filter{Member: row.Object, Kind: row.Proposed,
		States: []string{"proposed", "adopted", "issued", "held", "planned", "failed"}})
	if err != nil || len(open) > 0 {
		return nil, err
	}
	m, err := s.member(ctx, scope, row.Object)
	if err != nil {
		return nil, err
	}
	by := byOf(access.System(), s.o.Clock.Now(), fmt.Sprintf("%s %s：连续 %d 个月列红色等次，得分 %d.%02d，第 %d 名", r.Sheet.ZH, r.Period, row.Streak,
		row.Centi/100, row.Centi%100, row.Place))
	e := Escalation{Head: s.under(m, row.Proposed), ObjectKind: m.Kind, ObjectName: m.Name, Trigger: "ranking", Why: by.Note, Proposed: by.who(), Checks: []Recheck{}}
	e.Ref, e.Period = r.ID, r.Period
	c, err := moved(Escalations, &e, move{by: by, act: "propose", kinds: []string{EvProposed}})
	return []Change{c}, err
}

// escalated reads an escalation for an act on it, with a reason in words.
func (s *Service) escalated(ctx context.Context, scope access.Scope, a Act) (Escalation, By, error) {
	by := s.by(scope, a.Note)
	err := readable(scope)
	if err == nil {
		err = needNote(by.Note)
	}
	if err != nil {
		return Escalation{}, by, err
	}
	e, err := seen[Escalation](ctx, place{s, scope}, Escalations, a)
	return e, by, err
}

// Adopt takes a proposal up, with a reason. A notice or a listing goes out at once; an interview waits for a second person. Whoever
// proposed it by hand cannot adopt it alone.
func (s *Service) Adopt(ctx context.Context, scope access.Scope, a Act) (Escalation, error) {
	e, by, err := s.escalated(ctx, scope, a)
	if err == nil && !scope.Can(access.GovernApprove) {
		err = scope.Require(access.GovernManage)
	}
	if err == nil {
		err = apart(by, e.Proposed)
	}
	if err != nil {
		return e, err
	}
	e.Adopted, e.Reason = by.who(), by.Note
	if e.Kind == "interview" {
		return e, saved(ctx, s, &e, move{book: Escalations, by: by, act: "adopt"})
	}
	e.Due = by.At + when.Micros(s.o.Rules.PlanDays)*when.Day
	return e, saved(ctx, s, &e, move{book: Escalations, by: by, act: "issue", kinds: []string{EvEscalationOut}})
}

// Approve is the second person's signature under an interview.
func (s *Service) Approve(ctx context.Context, scope access.Scope, a Act) (Escalation, error) {
	e, by, err := s.escalated(ctx, scope, a)
	if err == nil {
		err = scope.Require(access.GovernApprove)
	}
	if err == nil {
		err = apart(by, e.Adopted, e.Proposed)
	}
	if err != nil {
		return e, err
	}
	e.Approved, e.Reason = by.who(), by.Note
	e.Due = by.At + when.Micros(s.o.Rules.PlanDays)*when.Day
	return e, saved(ctx, s, &e, move{book: Escalations, by: by, act: "approve", kinds: []string{EvEscalationOut}})
}

// Decline says that nothing is done, with a reason.
func (s *Service) Decline(ctx context.Context, scope access.Scope, a Act) (Escalation, error) {
	e, by, err := s.escalated(ctx, scope, a)
	if err == nil && !scope.Can(access.GovernApprove) {
		err = scope.Require(access.GovernManage)
	}
	if err != nil {
		return e, err
	}
	e.Declined, e.Reason = by.who(), by.Note
	return e, saved(ctx, s, &e, move{book: Escalations, by: by, act: "decline"})
}

// Interview records that an interview was held. Note is the record of it.
type Interview struct {
	Act
	Held    when.Micros
	Present string
}

// HoldInterview records an interview.
func (s *Service) HoldInterview(ctx context.Context, scope access.Scope, c Interview) (Escalation, error) {
	e, by, err := s.escalated(ctx, scope, c.Act)
	if err == nil {
		err = scope.Require(access.GovernManage)
	}
	if err == nil {
		err = fields("present", c.Present)
	}
	if err != nil {
		return e, err
	}
	if e.Kind != "interview" {
		_, err = moves{}.step(e.State, "hold")
		return e, err
	}
	if c.Held > by.At || c.Held < e.At {
		return e, badField("held")
	}
	e.Held, e.Present, e.Record = c.Held, mend(c.Present), by.Note
	e.Due = by.At + when.Micros(s.o.Rules.PlanDays)*when.Day
	by.Note = ""
	return e, saved(ctx, s, &e, move{book: Escalations, by: by, act: "hold", kinds: []string{EvInterviewHeld}})
}

// PlanEscalation hands in the rectification plan. Note is the plan.
func (s *Service) PlanEscalation(ctx context.Context, scope access.Scope, c Submission) (Escalation, error) {
	e, by, err := s.escalated(ctx, scope, c.Act)
	if err == nil {
		err = mine(scope, e.Member)
	}
	if err == nil {
		err = proven(c.Files)
	}
	if err != nil {
		return e, err
	}
	if e.Kind == "interview" && e.State == "issued" {
		_, err = moves{}.step(e.State, "plan")
		return e, err
	}
	e.Plan, e.PlanFiles, e.Planned = by.Note, c.Files, by.who()
	e.Due = by.At + when.Micros(s.o.Rules.Recheck)*when.Day
	return e, saved(ctx, s, &e, move{book: Escalations, by: by, act: "plan"})
}

// Recheck looks whether the plan was carried out: somebody else than who handed it in.
func (s *Service) Recheck(ctx context.Context, scope access.Scope, a Act, pass bool) (Escalation, error) {
	e, by, err := s.escalated(ctx, scope, a)
	if err == nil {
		err = scope.Require(access.GovernManage)
	}
	if err == nil {
		err = apart(by, e.Planned)
	}
	if err != nil {
		return e, err
	}
	e.Checks = append(e.Checks, Recheck{by.who(), pass, by.Note})
	next := move{book: Escalations, by: by, act: "fail"}
	if pass {
		next.act, next.kinds = "pass", []string{EvEscalationClosed}
		e.Due = 0
	}
	return e, saved(ctx, s, &e, next)
}

// Escalations lists them. A member unit sees its own, once they are out.
func (s *Service) Escalations(ctx context.Context, scope access.Scope, f Filter) ([]Escalation, string, error) {
	return list[Escalation](ctx, place{s, scope}, Escalations, f)
}

// Escalation reads one.
func (s *Service) Escalation(ctx context.Context, scope access.Scope, id string) (Escalation, error) {
	err := readable(scope)
	if err != nil {
		return Escalation{}, err
	}
	return get[Escalation](ctx, place{s, scope}, Escalations, id)
}

// Interviews counts interviews that were held in a span, by the kind of unit: 约谈 9 个县市区、13 个乡镇街道、16 个部门单位.
func (s *Service) Interviews(ctx context.Context, scope access.Scope, from, to when.Micros) (map[string]int64, error) {
	err := scope.Require(access.GovernRead)
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	f := Filter{Kind: "interview", States: []string{"held", "planned", "failed", "closed"}, Limit: PageMax}
	for {
		page, next, err := s.Escalations(ctx, scope, f)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			if e.Held >= from && e.Held < to {
				out[e.ObjectKind]++
			}
		}
		if next == "" {
			return out, nil
		}
		f.Cursor = next
	}
}
