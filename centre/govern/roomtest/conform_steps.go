package roomtest

import (
	"errors"
	"strings"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/centre/govern/form"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// interview protects: an interview is adopted by one person and approved by another, is held and recorded, answered with a plan, and
// looked at again; interviews are counted by the kind of unit.
func interview(t *testing.T, d *Desk) {
	e, err := d.Propose(ctx, Clerk("a"), govern.ProposeCmd{Kind: "interview", Member: "edu", Trigger: "duty", Why: "三项责任事项逾期"})
	check.NoError(t, err)
	_, err = d.Adopt(ctx, Clerk("a"), act(e.Head, "同意约谈"))
	check.Fault(t, err, "govern.same_person")
	e, err = d.Adopt(ctx, Leader("l"), act(e.Head, "同意约谈"))
	check.NoError(t, err)
	check.Equal(t, e.State, "adopted")
	_, err = d.Approve(ctx, Leader("l"), act(e.Head, "批准"))
	check.Fault(t, err, "govern.same_person")
	e, err = d.Approve(ctx, Leader("m"), act(e.Head, "批准"))
	check.NoError(t, err)
	_, err = d.PlanEscalation(ctx, Liaison("edu", "1"), govern.Submission{Act: act(e.Head, "整改方案")})
	check.Fault(t, err, "govern.state")
	d.After(t, when.Day)
	e, err = d.HoldInterview(ctx, Clerk("a"), govern.Interview{Act: act(e.Head, "约谈记录：指出问题三项"), Held: d.Clock.Now() - when.Hour, Present: "教育局局长"})
	check.NoError(t, err)
	e, err = d.PlanEscalation(ctx, Liaison("edu", "1"), govern.Submission{Act: act(e.Head, "整改方案三条"), Files: proof})
	check.NoError(t, err)
	e, err = d.Recheck(ctx, Clerk("a"), act(e.Head, "第三条未落实"), false)
	check.NoError(t, err)
	e, err = d.PlanEscalation(ctx, Liaison("edu", "1"), govern.Submission{Act: act(e.Head, "已补充")})
	check.NoError(t, err)
	e, err = d.Recheck(ctx, Clerk("a"), act(e.Head, "三条均已落实"), true)
	check.NoError(t, err)
	check.Equal(t, []any{e.State, len(e.Checks)}, []any{"closed", 2})
	n, err := d.Propose(ctx, Clerk("a"), govern.ProposeCmd{Kind: "notice", Member: "yh_bank", Trigger: "other", Why: "反馈偏慢"})
	check.NoError(t, err)
	n, err = d.Adopt(ctx, Clerk("b"), act(n.Head, "发提示函"))
	check.NoError(t, err)
	check.Equal(t, n.State, "issued")
	l, err := d.Propose(ctx, Clerk("a"), govern.ProposeCmd{Kind: "listing", Member: "west", Trigger: "other", Why: "连续落后"})
	check.NoError(t, err)
	l, err = d.Decline(ctx, Leader("l"), act(l.Head, "已有专班"))
	check.NoError(t, err)
	check.Equal(t, l.State, "declined")
	counts, err := d.Interviews(ctx, Leader("l"), Start, Start+30*when.Day)
	check.NoError(t, err)
	check.Equal(t, counts, map[string]int64{"department": 1})
	check.Equal(t, told(d), "escalation.proposed escalation.issued interview.held escalation.closed escalation.proposed escalation.issued escalation.proposed")
	check.Equal(t, []string{d.Bodies("interview.held")[0].Kind, d.Bodies("interview.held")[0].Member}, []string{"department", "edu"})
}

func filled(people, hit, loss int64) form.Values {
	return form.Values{Numbers: map[string]int64{"staff": people, "defrauded": hit, "loss": loss, "app": people, "talks": 2, "audience": 300}}
}

// asked opens the return of October for the education office.
func asked(t *testing.T, d *Desk) govern.Return {
	t.Helper()
	r, err := d.AskReturn(ctx, Clerk("a"), govern.AskCmd{Member: "edu", Form: "department_month", Period: "2026-10"})
	check.NoError(t, err)
	return r
}

// returned protects: returns are asked for by themselves when a period has ended, reminded of, told once when overdue, and accepted
// only when a second person of the unit has signed.
func returned(t *testing.T, d *Desk) {
	d.After(t, 13*when.Day)
	list, _, err := d.Returns(ctx, Liaison("edu", "1"), govern.Filter{Period: "2026-11"})
	check.NoError(t, err)
	check.Equal(t, []any{len(list), list[0].State, list[0].Due.String()}, []any{1, "asked", "2026-12-05T16:00:00.000000Z"})
	r, slips, err := d.FillReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(list[0].Head, ""), Values: form.Values{Numbers: map[string]int64{"staff": 100}}})
	check.NoError(t, err)
	check.Equal(t, len(slips), 5)
	_, err = d.SubmitReturn(ctx, Liaison("edu", "1"), act(r.Head, ""))
	check.Fault(t, err, "govern.values")
	r, slips, err = d.FillReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(r.Head, ""), Values: filled(100, 1, 2_000_000_00)})
	check.NoError(t, err)
	check.Equal(t, []any{len(slips), slips[0].Warn}, []any{1, true})
	_, err = d.SubmitReturn(ctx, Liaison("edu", "1"), act(r.Head, ""))
	check.Fault(t, err, "govern.values")
	r, err = d.SubmitReturn(ctx, Liaison("edu", "1"), act(r.Head, "已核对，确为 200 万元"))
	check.NoError(t, err)
	_, err = d.SignReturn(ctx, Liaison("edu", "1"), act(r.Head, ""))
	check.Fault(t, err, "govern.same_person")
	_, err = d.SignReturn(ctx, Liaison("court", "2"), act(r.Head, ""))
	check.Fault(t, err, "govern.not_found")
	r, err = d.SendBack(ctx, Liaison("edu", "2"), act(r.Head, "再核对"))
	check.NoError(t, err)
	r, err = d.SubmitReturn(ctx, Liaison("edu", "1"), act(r.Head, "已再核对"))
	check.NoError(t, err)
	r, err = d.SignReturn(ctx, Liaison("edu", "2"), act(r.Head, ""))
	check.NoError(t, err)
	check.Equal(t, []any{r.State, r.Revision, r.Late}, []any{"signed", int64(1), false})
	for range 8 {
		d.After(t, when.Day)
	}
	check.Equal(t, len(d.Bodies("return.accepted")), 1)
	body := d.Bodies("return.accepted")[0]
	check.Equal(t, []any{body.Kind, body.Member, body.MemberKind, body.Day, body.Revision, len(body.Values)}, []any{"department_month", "edu", "department", "2026-11-30", int64(1), 5})
	check.Equal(t, body.Values[:2], []govern.CountedValue{{Measure: "return.staff_defrauded", N: 1}, {Measure: "return.staff_loss", Fen: 2_000_000_00}})
	missing, _, err := d.Returns(ctx, Clerk("a"), govern.Filter{Period: "2026-11", Overdue: d.Clock.Now()})
	check.NoError(t, err)
	check.Equal(t, len(missing), 2)
	check.Equal(t, strings.Count(told(d), "return.overdue "), len(strings.Fields(told(d)))-len(strings.Fields(strings.ReplaceAll(told(d), "return.overdue ", ""))))
	for _, m := range missing {
		check.True(t, m.Told && m.Reminded > 0, "reminded and told: "+m.Member)
	}
}

// corrected protects: what was signed changes by a correction with a reason alone, is signed again by somebody else, and counts under
// the same id.
func corrected(t *testing.T, d *Desk) {
	r := asked(t, d)
	r, _, err := d.FillReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(r.Head, ""), Values: filled(100, 0, 0)})
	check.NoError(t, err)
	r, err = d.SubmitReturn(ctx, Liaison("edu", "1"), act(r.Head, ""))
	check.NoError(t, err)
	r, err = d.SignReturn(ctx, Liaison("edu", "2"), act(r.Head, ""))
	check.NoError(t, err)
	check.Equal(t, r.Late, true)
	_, _, err = d.FillReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(r.Head, ""), Values: filled(100, 1, 5)})
	check.Fault(t, err, "govern.state")
	_, err = d.CorrectReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(r.Head, ""), Values: filled(100, 1, 5)})
	check.Fault(t, err, "govern.reason_needed")
	_, err = d.CorrectReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(r.Head, "漏报"), Values: filled(100, 101, 5)})
	check.Fault(t, err, "govern.values")
	r, err = d.CorrectReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(r.Head, "漏报一人"), Values: filled(100, 1, 30_000_00)})
	check.NoError(t, err)
	_, err = d.SignReturn(ctx, Liaison("edu", "1"), act(r.Head, ""))
	check.Fault(t, err, "govern.same_person")
	r, err = d.SignReturn(ctx, Liaison("edu", "2"), act(r.Head, ""))
	check.NoError(t, err)
	check.Equal(t, []any{r.Revision, len(r.Amended), r.Amended[0].Values.Numbers["defrauded"]}, []any{int64(2), 1, int64(0)})
	bodies := d.Bodies("return.accepted")
	check.Equal(t, []any{len(bodies), bodies[1].Revision, bodies[1].Values[0].N, bodies[0].ID == bodies[1].ID}, []any{2, int64(2), int64(1), true})
}

// rights protects: who has no right here is refused everything, a leader enters nothing, and a liaison decides nothing.
func rights(t *testing.T, d *Desk) {
	stranger := access.Scope{User: "x", Unit: City, Roles: []access.Role{access.Operator, access.StopOfficer}}
	thief := access.Scope{User: "x", Unit: City, Member: "edu", Roles: []access.Role{access.Operator}}
	r := asked(t, d)
	for name, fn := range map[string]func(access.Scope) error{
		"members":  func(s access.Scope) error { _, err := d.Members(ctx, s, govern.Filter{}); return err },
		"liaisons": func(s access.Scope) error { _, err := d.Liaisons(ctx, s, govern.Filter{}); return err },
		"seats":    func(s access.Scope) error { _, err := d.Seats(ctx, s, govern.Filter{}); return err },
		"duties":   func(s access.Scope) error { _, err := d.Duties(ctx, s, govern.Filter{}); return err },
		"terms":    func(s access.Scope) error { _, _, err := d.Terms(ctx, s, govern.Filter{}); return err },
		"tasks":    func(s access.Scope) error { _, _, err := d.Tasks(ctx, s, govern.Filter{}); return err },
		"rankings": func(s access.Scope) error { _, _, err := d.Rankings(ctx, s, govern.Filter{}); return err },
		"returns":  func(s access.Scope) error { _, _, err := d.Returns(ctx, s, govern.Filter{}); return err },
		"return":   func(s access.Scope) error { _, _, err := d.Return(ctx, s, r.ID); return err },
		"fill": func(s access.Scope) error {
			_, _, err := d.FillReturn(ctx, s, govern.FillCmd{Act: act(r.Head, "")})
			return err
		},
		"reveal": func(s access.Scope) error {
			_, err := d.RevealPhone(ctx, s, govern.Act{ID: "x", Note: "y"})
			return err
		},
		"counts": func(s access.Scope) error {
			_, err := d.Counts(ctx, s, govern.Terms, govern.Filter{})
			return err
		},
	} {
		check.Equal(t, name+" "+codeOf(fn(stranger)), name+" access.denied")
		check.Equal(t, name+" "+codeOf(fn(thief)), name+" access.denied")
	}
	for name, fn := range map[string]func(access.Scope) error{
		"member": func(s access.Scope) error {
			_, err := d.AddMember(ctx, s, govern.MemberCmd{Code: "x", Kind: "bank", Name: "x"})
			return err
		},
		"seat":     func(s access.Scope) error { _, err := d.TakeSeat(ctx, s, govern.SeatCmd{}); return err },
		"notice":   func(s access.Scope) error { _, err := d.IssueNotice(ctx, s, govern.NoticeCmd{}); return err },
		"assign":   func(s access.Scope) error { _, err := d.Assign(ctx, s, govern.DutyCmd{}); return err },
		"meeting":  func(s access.Scope) error { _, err := d.PlanMeeting(ctx, s, govern.MeetingCmd{}); return err },
		"compute":  func(s access.Scope) error { _, err := d.ComputeRanking(ctx, s, "counties", "2026-10"); return err },
		"propose":  func(s access.Scope) error { _, err := d.Propose(ctx, s, govern.ProposeCmd{}); return err },
		"task":     func(s access.Scope) error { _, err := d.Supervise(ctx, s, govern.Decision{}); return err },
		"finalise": func(s access.Scope) error { _, err := d.FinaliseRanking(ctx, s, govern.Act{}); return err },
	} {
		check.Equal(t, name+" "+codeOf(fn(Leader("l"))), name+" access.denied")
		check.Equal(t, name+" "+codeOf(fn(Liaison("edu", "1"))), name+" access.denied")
	}
	_, err := d.PublishRanking(ctx, Clerk("a"), govern.Act{})
	check.Fault(t, err, "access.denied")
	_, err = d.RuleProtest(ctx, Liaison("edu", "1"), govern.Ruling{})
	check.Fault(t, err, "access.denied")
}

func codeOf(err error) string {
	var f interface{ Error() string }
	if err == nil || !errors.As(err, &f) {
		return "allowed"
	}
	code, _, _ := strings.Cut(f.Error(), " ")
	return strings.Trim(code, ":")
}
