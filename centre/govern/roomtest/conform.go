package roomtest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/centre/govern/score"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, *Desk){
		"members and liaisons":      members,
		"a notice is read":          notice,
		"a duty through two months": duty,
		"meeting to task":           meeting,
		"a month is ranked":         ranking,
		"objections":                protests,
		"consecutive months":        consecutive,
		"an interview":              interview,
		"a return":                  returned,
		"a correction":              corrected,
		"what others see":           scopes,
		"rights":                    rights,
		"stale and twice":           stale,
		"pages":                     pages,
		"two clocks":                twoClocks,
		"hostile":                   hostile,
	} {
		t.Run(name, func(t *testing.T) { fn(t, NewDesk(t, open(t))) })
	}
}

// told are the events since the member units were entered, without ids.
func told(d *Desk) string {
	var out []string
	for _, e := range d.Emitted() {
		kind, _, _ := strings.Cut(e, " ")
		out = append(out, kind)
	}
	return strings.Join(out, " ")
}

// members protects: a code is one member unit's, a liaison's place is held by one person and handed over with a word, and numbers are
// masked until somebody gives a reason.
func members(t *testing.T, d *Desk) {
	_, err := d.AddMember(ctx, Clerk("a"), govern.MemberCmd{Code: "edu", Kind: "department", Name: "教育局"})
	check.Fault(t, err, "govern.once")
	l, err := d.TakeOver(ctx, Clerk("a"), govern.LiaisonCmd{Member: "edu", Kind: "chief", Name: "王联络", Phone: "13900001234", Post: "科长"})
	check.NoError(t, err)
	check.True(t, !strings.Contains(l.Phone, "0000"), "the number is masked: "+l.Phone)
	_, err = d.TakeOver(ctx, Clerk("a"), govern.LiaisonCmd{Member: "edu", Kind: "chief", Name: "李联络", Phone: "13900005678"})
	check.Fault(t, err, "govern.reason_needed")
	_, err = d.TakeOver(ctx, Liaison("edu", "1"), govern.LiaisonCmd{Member: "edu", Kind: "chief", Name: "李联络", Phone: "13900005678", Note: "三项在办任务已交接"})
	check.NoError(t, err)
	_, err = d.TakeOver(ctx, Liaison("edu", "1"), govern.LiaisonCmd{Member: "court", Kind: "chief", Name: "赵", Phone: "13900005678"})
	check.Fault(t, err, "govern.not_yours")
	all, err := d.Liaisons(ctx, Clerk("a"), govern.Filter{Member: "edu"})
	check.NoError(t, err)
	check.Equal(t, len(all), 2)
	check.Equal(t, []string{all[0].Name, all[0].State, all[1].Name, all[1].State, all[1].Note}, []string{"李联络", "active", "王联络", "ended", "三项在办任务已交接"})
	_, err = d.RevealPhone(ctx, Clerk("a"), govern.Act{ID: all[0].ID})
	check.Fault(t, err, "govern.reason_needed")
	phone, err := d.RevealPhone(ctx, Clerk("a"), govern.Act{ID: all[0].ID, Note: "通知开会"})
	check.NoError(t, err)
	check.Equal(t, phone, "+8613900005678")
	x, err := d.TakeSeat(ctx, Clerk("a"), govern.SeatCmd{Group: "领导小组", Kind: "head", Name: "周书记", Post: "市委书记"})
	check.NoError(t, err)
	_, err = d.TakeSeat(ctx, Clerk("a"), govern.SeatCmd{Group: "领导小组", Kind: "head", Name: "郑市长", Post: "市长"})
	check.NoError(t, err)
	_, err = d.LeaveSeat(ctx, Clerk("a"), act(x.Head, ""))
	check.NoError(t, err)
	heads, err := d.Seats(ctx, Leader("l"), govern.Filter{Kind: "head", States: []string{"active"}})
	check.NoError(t, err)
	check.Equal(t, len(heads), 1)
	list, err := d.Members(ctx, Leader("l"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, []string{list[0].Member, list[5].Member, list[0].Number}, []string{"edu", "south", "CY20261118-000001"})
	gone, err := d.Leave(ctx, Clerk("a"), act(list[1].Head, "机构改革并入他局"))
	check.NoError(t, err)
	check.Equal(t, gone.State, "left")
}

// notice protects: a notice reaches those it names and nobody else, and the first reading is recorded with its reader.
func notice(t *testing.T, d *Desk) {
	n, err := d.IssueNotice(ctx, Clerk("a"), govern.NoticeCmd{Title: "关于召开推进会的通知", Text: "请派员参加", Kinds: []string{"department"}})
	check.NoError(t, err)
	check.Equal(t, n.To, []string{"edu", "court"})
	mine, _, err := d.Receipts(ctx, Liaison("edu", "1"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(mine), 1)
	got, r, err := d.ReadNotice(ctx, Liaison("edu", "1"), mine[0].ID)
	check.NoError(t, err)
	check.Equal(t, []string{got.Text, r.State, r.Read.User}, []string{"请派员参加", "read", "edu-1"})
	_, r, err = d.ReadNotice(ctx, Liaison("edu", "2"), mine[0].ID)
	check.NoError(t, err)
	check.Equal(t, r.Read.User, "edu-1")
	_, _, err = d.ReadNotice(ctx, Liaison("court", "1"), mine[0].ID)
	check.Fault(t, err, "govern.not_found")
	unread, _, err := d.Receipts(ctx, Clerk("a"), govern.Filter{Ref: n.ID, States: []string{"unread"}, DueBy: Start + 48*when.Hour})
	check.NoError(t, err)
	check.Equal(t, []string{fmt.Sprint(len(unread)), unread[0].Member}, []string{"1", "court"})
	_, err = d.IssueNotice(ctx, Clerk("a"), govern.NoticeCmd{Title: "通知", To: []string{"edu", "nobody"}})
	check.Fault(t, err, "govern.field")
	check.Equal(t, told(d), "notice.issued")
	check.Equal(t, d.Bodies("notice.issued")[0].N, int64(2))
}

// duty protects: a duty opens a term in every period, its lights and reminders follow the clock, evidence and a second person are
// needed, and overdue is told once.
func duty(t *testing.T, d *Desk) {
	made, err := d.Assign(ctx, Clerk("a"), govern.DutyCmd{Code: "staff_talk", Title: "本单位职工防诈宣传", Basis: "责任清单第3条", Evidence: "活动照片、签到表", Frequency: "month", DueDays: 2, Kinds: []string{"department"}})
	check.NoError(t, err)
	check.Equal(t, len(made), 2)
	_, err = d.Assign(ctx, Clerk("a"), govern.DutyCmd{Code: "staff_talk", Title: "又一次", Evidence: "照片", Frequency: "month", To: []string{"edu"}})
	check.Fault(t, err, "govern.once")
	d.After(t, 0)
	terms, _, err := d.Terms(ctx, Liaison("edu", "1"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(terms), 1)
	term := terms[0]
	check.Equal(t, []string{term.Period, term.Due.String(), term.Light(d.Clock.Now(), 3), term.Light(term.Due-when.Hour, 3), term.Light(term.Due, 3)},
		[]string{"2026-11", "2026-12-02T16:00:00.000000Z", govern.White, govern.Amber, govern.RedLit})
	_, err = d.SubmitTerm(ctx, Liaison("edu", "1"), govern.Submission{Act: act(term.Head, "已开展")})
	check.Fault(t, err, "govern.evidence_needed")
	term, err = d.SubmitTerm(ctx, Liaison("edu", "1"), govern.Submission{Act: act(term.Head, "已开展"), Files: proof})
	check.NoError(t, err)
	term, err = d.ReturnTerm(ctx, Clerk("a"), act(term.Head, "缺签到表"))
	check.NoError(t, err)
	check.Equal(t, []string{term.State, term.Reason}, []string{"open", "缺签到表"})
	term, err = d.SubmitTerm(ctx, Clerk("a"), govern.Submission{Act: act(term.Head, "代交签到表"), Files: proof})
	check.NoError(t, err)
	_, err = d.ConfirmTerm(ctx, Clerk("a"), act(term.Head, ""))
	check.Fault(t, err, "govern.same_person")
	term, err = d.ConfirmTerm(ctx, Clerk("b"), act(term.Head, ""))
	check.NoError(t, err)
	check.Equal(t, []any{term.State, term.Light(d.Clock.Now()+99*when.Day, 3), term.LateSince}, []any{"confirmed", govern.Green, when.Micros(0)})
	// the clock goes past the end of the month and of the due day: the other unit is late, and both have a new term
	d.After(t, 10*when.Day)
	d.After(t, 2*when.Day)
	d.After(t, 2*when.Day)
	d.After(t, 2*when.Day)
	overdue, _, err := d.Terms(ctx, Clerk("a"), govern.Filter{Overdue: d.Clock.Now()})
	check.NoError(t, err)
	check.Equal(t, []any{len(overdue), overdue[0].Member, overdue[0].Told, overdue[0].Reminded > 0}, []any{1, "court", true, true})
	december, _, err := d.Terms(ctx, Clerk("a"), govern.Filter{Period: "2026-12"})
	check.NoError(t, err)
	check.Equal(t, len(december), 2)
	check.Equal(t, strings.Count(told(d), "duty.overdue"), 1)
	check.Equal(t, strings.Count(told(d), "duty.done"), 1)
	check.Equal(t, d.Bodies("duty.overdue")[0].Day, "2026-12-04")
	_, err = d.WaiveTerm(ctx, Clerk("a"), act(overdue[0].Head, "机构改革，本期免报"))
	check.NoError(t, err)
	_, err = d.EndDuty(ctx, Clerk("a"), act(made[0].Head, "清单调整"))
	check.Fault(t, err, "govern.stale")
	now, err := d.Duties(ctx, Clerk("a"), govern.Filter{Member: "edu"})
	check.NoError(t, err)
	_, err = d.EndDuty(ctx, Clerk("a"), act(now[0].Head, "清单调整"))
	check.NoError(t, err)
}

// meeting protects: decisions become tasks with a due day, each reported by its unit and accepted by the office.
func meeting(t *testing.T, d *Desk) {
	m, err := d.PlanMeeting(ctx, Clerk("a"), govern.MeetingCmd{Kind: "push", Title: "全市打击治理推进会", Chair: "副市长", Held: Start + when.Day, To: []string{"edu", "court", "yh_bank"}})
	check.NoError(t, err)
	hold := govern.HoldCmd{Act: act(m.Head, "会议听取了情况汇报"), Held: Start + when.Day, Came: []govern.Attend{{Member: "edu", Came: true, Who: "副局长王某"}},
		Decisions: []govern.Decision{{Text: "开学第一课讲反诈", To: []string{"edu"}}, {Text: "各单位报送方案", To: []string{"edu", "court"}, Due: Start + 5*when.Day}}}
	_, err = d.HoldMeeting(ctx, Clerk("a"), hold)
	check.Fault(t, err, "govern.field")
	d.After(t, when.Day)
	m, err = d.HoldMeeting(ctx, Clerk("a"), hold)
	check.NoError(t, err)
	check.Equal(t, []any{m.State, len(m.Decisions), len(m.Decisions[1].Tasks), m.Invited[0].Came, m.Invited[1].Came}, []any{"held", 2, 2, true, false})
	tasks, _, err := d.Tasks(ctx, Liaison("edu", "1"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(tasks), 2)
	one := tasks[0]
	one, err = d.ReportTask(ctx, Liaison("edu", "1"), govern.Submission{Act: act(one.Head, "方案已报"), Files: proof})
	check.NoError(t, err)
	one, err = d.ReturnTask(ctx, Clerk("a"), act(one.Head, "没有责任人"))
	check.NoError(t, err)
	one, err = d.ReportTask(ctx, Liaison("edu", "1"), govern.Submission{Act: act(one.Head, "方案已补")})
	check.NoError(t, err)
	one, err = d.AcceptTask(ctx, Clerk("a"), act(one.Head, ""))
	check.NoError(t, err)
	check.Equal(t, one.State, "done")
	d.After(t, 5*when.Day)
	d.After(t, when.Day)
	late, _, err := d.Tasks(ctx, Clerk("a"), govern.Filter{Overdue: d.Clock.Now()})
	check.NoError(t, err)
	check.Equal(t, len(late), 1)
	check.Equal(t, late[0].LateSince, late[0].Due)
	ids, err := d.Supervise(ctx, Clerk("a"), govern.Decision{Text: "主要领导批示件", To: []string{"court"}})
	check.NoError(t, err)
	check.Equal(t, len(ids), 1)
	again, _, err := d.Tasks(ctx, Clerk("a"), govern.Filter{Kind: "supervision"})
	check.NoError(t, err)
	_, err = d.DropTask(ctx, Clerk("a"), act(again[0].Head, "批示撤回"))
	check.NoError(t, err)
	check.Equal(t, strings.TrimSpace(strings.ReplaceAll(told(d), "return.overdue", "")), "meeting.held task.done task.overdue")
	check.Equal(t, []string{d.Bodies("meeting.held")[0].Kind, d.Bodies("meeting.held")[0].Day}, []string{"push", "2026-11-19"})
	p, err := d.PlanMeeting(ctx, Clerk("a"), govern.MeetingCmd{Kind: "talk", Title: "座谈会", Held: d.Clock.Now()})
	check.NoError(t, err)
	check.Equal(t, len(p.Invited), 6)
	_, err = d.CancelMeeting(ctx, Clerk("a"), act(p.Head, "并入下次会议"))
	check.NoError(t, err)
	_, err = d.CancelMeeting(ctx, Clerk("a"), govern.Act{ID: p.ID, Version: 2, Note: "再次"})
	check.Fault(t, err, "govern.state")
}

func of(n, d int64) score.Value { return score.Value{Num: n, Den: d, Known: true} }

// counties gives the three counties values in which west is far behind.
func counties(d *Desk) {
	d.Values["dissuasion.face_rate"] = map[string]score.Value{"990101": of(95, 100), "990102": of(10, 100), "990103": of(1, 1)}
	d.Values["order.signed_in_time_rate"] = map[string]score.Value{"990101": of(98, 100), "990102": of(20, 100), "990103": of(98, 100)}
	d.Values["case.per_10k"] = map[string]score.Value{"990101": of(5, 100_000), "990102": of(90, 100_000), "990103": of(5, 100_000)}
	d.Values["case.solve_rate"] = map[string]score.Value{"990101": of(40, 100), "990102": of(2, 100), "990103": of(20, 100)}
	d.Values["order.overdue"] = map[string]score.Value{"990101": of(0, 1), "990102": of(30, 1), "990103": of(1, 1)}
	d.Values["publicity.event"] = map[string]score.Value{"990101": of(20, 1), "990102": of(1, 1), "990103": of(20, 1)}
}

// computed computes and publishes a month.
func computed(t *testing.T, d *Desk, month string) govern.Ranking {
	t.Helper()
	r, err := d.ComputeRanking(ctx, Clerk("a"), "counties", month)
	check.NoError(t, err)
	r, err = d.PublishRanking(ctx, Leader("l"), act(r.Head, "同意公布"))
	check.NoError(t, err)
	return r
}

// ranking protests: a month is ranked after its window for late data, shown only when somebody else has published it, and never
// changes once it is final; 1 of 1 is no 100 %.
func ranking(t *testing.T, d *Desk) {
	counties(d)
	_, err := d.ComputeRanking(ctx, Clerk("a"), "counties", "2026-11")
	check.Fault(t, err, "govern.too_early")
	_, err = d.ComputeRanking(ctx, Clerk("a"), "counties", "2026-W40")
	check.Fault(t, err, "govern.field")
	r, err := d.ComputeRanking(ctx, Clerk("a"), "counties", "2026-10")
	check.NoError(t, err)
	var got []string
	for _, x := range r.Rows {
		got = append(got, fmt.Sprint(x.Name, " ", x.Centi, " ", x.Place, " ", x.Band, " ", x.Streak, " ", x.Proposed))
	}
	check.Equal(t, got, []string{"云东区 10000 1 blue 0 ", "云南县 8933 2 blue 0 ", "云西县 694 3 red 1 notice"})
	check.Equal(t, r.Rows[1].Marks[0].State, score.Small)
	seen, _, err := d.Rankings(ctx, Liaison("west", "1"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(seen), 0)
	again, err := d.ComputeRanking(ctx, Clerk("a"), "counties", "2026-10")
	check.NoError(t, err)
	_, err = d.PublishRanking(ctx, Leader("l"), act(r.Head, ""))
	check.Fault(t, err, "govern.stale")
	_, err = d.PublishRanking(ctx, Clerk("b"), act(again.Head, ""))
	check.Fault(t, err, "access.denied")
	again, err = d.PublishRanking(ctx, Leader("l"), act(again.Head, "同意公布"))
	check.NoError(t, err)
	seen, _, err = d.Rankings(ctx, Liaison("west", "1"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(seen), 1)
	check.True(t, seen[0].Sheet.Lines[0].Formula == score.Ratio && seen[0].Sheet.Lines[0].Target == "95%", "published with the formula")
	_, err = d.ComputeRanking(ctx, Clerk("a"), "counties", "2026-10")
	check.Fault(t, err, "govern.once")
	_, err = d.FinaliseRanking(ctx, Clerk("a"), act(again.Head, ""))
	check.Fault(t, err, "govern.too_early")
	d.After(t, 3*when.Day)
	again, err = d.FinaliseRanking(ctx, Clerk("a"), act(again.Head, ""))
	check.NoError(t, err)
	kept, err := d.Ranking(ctx, Clerk("a"), again.ID)
	check.NoError(t, err)
	check.True(t, kept.Intact(), "the fingerprint fits")
	kept.Rows[0].Centi--
	check.True(t, !kept.Intact(), "a changed row shows")
	_, err = d.DropRanking(ctx, Clerk("a"), act(again.Head, ""))
	check.Fault(t, err, "govern.state")
	check.Equal(t, told(d), "ranking.published escalation.proposed ranking.final")
	check.Equal(t, []any{d.Bodies("ranking.final")[0].N, d.Bodies("ranking.final")[0].Day}, []any{int64(3), "2026-10-31"})
}

// protests protects: a unit objects against its own lines within the period, somebody else decides with a reason, and what is upheld
// changes value, score and place and is kept beside what it was.
func protests(t *testing.T, d *Desk) {
	counties(d)
	r := computed(t, d, "2026-10")
	ask := govern.ProtestCmd{Ranking: r.ID, Member: "west", Line: "visit", Text: "有 85 件未计入", Files: proof, Claimed: of(95, 100)}
	_, err := d.FileProtest(ctx, Liaison("east", "1"), ask)
	check.Fault(t, err, "govern.not_yours")
	p, err := d.FileProtest(ctx, Liaison("west", "1"), ask)
	check.NoError(t, err)
	_, err = d.FileProtest(ctx, Liaison("west", "1"), ask)
	check.Fault(t, err, "govern.once")
	ask.Line = "solve"
	q, err := d.FileProtest(ctx, Liaison("west", "1"), ask)
	check.NoError(t, err)
	ask.Line = "weather"
	_, err = d.FileProtest(ctx, Liaison("west", "1"), ask)
	check.Fault(t, err, "govern.field")
	d.After(t, 3*when.Day)
	_, err = d.FinaliseRanking(ctx, Clerk("a"), act(r.Head, ""))
	check.Fault(t, err, "govern.protest_open")
	ask.Line = "sign"
	_, err = d.FileProtest(ctx, Liaison("west", "1"), ask)
	check.Fault(t, err, "govern.too_late")
	_, err = d.RuleProtest(ctx, Clerk("a"), govern.Ruling{Act: act(p.Head, "属实"), Uphold: true, Value: of(95, 100)})
	check.Fault(t, err, "access.denied")
	p, err = d.RuleProtest(ctx, Leader("l"), govern.Ruling{Act: act(p.Head, "核查属实，补录 85 件"), Uphold: true, Value: of(95, 100)})
	check.NoError(t, err)
	check.Equal(t, p.State, "upheld")
	_, err = d.RuleProtest(ctx, Leader("l"), govern.Ruling{Act: act(q.Head, "")})
	check.Fault(t, err, "govern.reason_needed")
	_, err = d.RuleProtest(ctx, Leader("l"), govern.Ruling{Act: act(q.Head, "材料不足")})
	check.NoError(t, err)
	r, err = d.Ranking(ctx, Clerk("a"), r.ID)
	check.NoError(t, err)
	check.Equal(t, []any{r.Rows[2].Centi, r.Rows[2].Marks[0].Centi, r.Amended[0].Was, r.Amended[0].Is}, []any{int64(2931), int64(2500), of(10, 100), of(95, 100)})
	_, err = d.FinaliseRanking(ctx, Clerk("a"), act(r.Head, ""))
	check.NoError(t, err)
	_, err = d.WithdrawProtest(ctx, Liaison("west", "1"), govern.Act{ID: q.ID, Version: 2})
	check.Fault(t, err, "govern.state")
}

// consecutive protects: months in a row in the worst band are counted over final rankings, and the machine proposes and takes nothing.
func consecutive(t *testing.T, d *Desk) {
	counties(d)
	for _, month := range []string{"2026-08", "2026-09", "2026-10"} {
		r := computed(t, d, month)
		d.After(t, 3*when.Day)
		_, err := d.FinaliseRanking(ctx, Clerk("a"), act(r.Head, ""))
		check.NoError(t, err)
	}
	list, _, err := d.Escalations(ctx, Clerk("a"), govern.Filter{})
	check.NoError(t, err)
	var got []string
	for _, e := range list {
		got = append(got, fmt.Sprint(e.Period, " ", e.Kind, " ", e.State, " ", e.Member, " ", e.Proposed.User))
	}
	check.Equal(t, got, []string{"2026-10 interview proposed west system", "2026-09 listing proposed west system", "2026-08 notice proposed west system"})
	mine, _, err := d.Escalations(ctx, Liaison("west", "1"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(mine), 0)
	r, _, err := d.Rankings(ctx, Clerk("a"), govern.Filter{Period: "2026-10"})
	check.NoError(t, err)
	check.Equal(t, []int{r[0].Rows[2].Streak, r[0].Rows[2].LastPlace}, []int{3, 3})
}

// scopes protects: a member unit sees its own records alone, another city sees nothing, and the county sees its own.
func scopes(t *testing.T, d *Desk) {
	r := asked(t, d)
	foreign := Clerk("x")
	foreign.Unit = Other
	county := Clerk("c")
	county.Unit = East
	_, err := d.Assign(ctx, Clerk("a"), govern.DutyCmd{Code: "report", Title: "月报", Evidence: "报表", Frequency: "month", Kinds: []string{"department", "county"}})
	check.NoError(t, err)
	d.After(t, 0)
	for name, c := range map[string]struct {
		scope access.Scope
		duty  int
		seen  bool
	}{"liaison": {Liaison("edu", "1"), 1, true}, "other liaison": {Liaison("court", "1"), 1, false}, "foreign": {foreign, 0, false}, "county": {county, 1, false}, "office": {Clerk("b"), 5, true},
		"leader": {Leader("l"), 5, true}} {
		_, _, err := d.Return(ctx, c.scope, r.ID)
		check.Equal(t, fmt.Sprint(name, err == nil), fmt.Sprint(name, c.seen))
		if !c.seen {
			check.Fault(t, err, "govern.not_found")
		}
		terms, _, err := d.Terms(ctx, c.scope, govern.Filter{})
		check.NoError(t, err)
		check.Equal(t, fmt.Sprint(name, len(terms)), fmt.Sprint(name, c.duty))
		counts, err := d.Counts(ctx, c.scope, govern.Terms, govern.Filter{})
		check.NoError(t, err)
		n := int64(0)
		for _, x := range counts {
			n += x.N
		}
		check.Equal(t, n, int64(c.duty))
	}
}

// stale protects: of two who act on what they both saw, one is refused, and nothing of his is saved.
func stale(t *testing.T, d *Desk) {
	r := asked(t, d)
	_, err := d.AskReturn(ctx, Clerk("a"), govern.AskCmd{Member: "edu", Form: "department_month", Period: "2026-10"})
	check.Fault(t, err, "govern.once")
	for _, bad := range [][2]string{{"bank_month", "2026-10"}, {"department_month", "2026-W40"}, {"department_month", "2027-10"}, {"nothing", "2026-10"}} {
		_, err = d.AskReturn(ctx, Clerk("a"), govern.AskCmd{Member: "edu", Form: bad[0], Period: bad[1]})
		check.Fault(t, err, "govern.field")
	}
	_, _, err = d.FillReturn(ctx, Liaison("edu", "1"), govern.FillCmd{Act: act(r.Head, ""), Values: filled(5, 0, 0)})
	check.NoError(t, err)
	_, _, err = d.FillReturn(ctx, Liaison("edu", "2"), govern.FillCmd{Act: act(r.Head, ""), Values: filled(6, 0, 0)})
	check.Fault(t, err, "govern.stale")
	_, _, err = d.FillReturn(ctx, Liaison("edu", "2"), govern.FillCmd{Act: govern.Act{ID: r.ID}, Values: filled(6, 0, 0)})
	check.Fault(t, err, "govern.field")
	got, _, err := d.Return(ctx, Liaison("edu", "1"), r.ID)
	check.NoError(t, err)
	check.Equal(t, []any{got.Values.Numbers["staff"], got.Version}, []any{int64(5), int64(2)})
	late, err := d.AskReturn(ctx, Clerk("a"), govern.AskCmd{Member: "edu", Form: "department_month", Period: "2026-03"})
	check.NoError(t, err)
	_, err = d.Tick(ctx)
	check.NoError(t, err)
	late, _, err = d.Return(ctx, Liaison("edu", "1"), late.ID)
	check.NoError(t, err)
	check.True(t, late.Told, "one that is asked for long after its day is never overdue")
}

// pages protects: a list gives everything once, however it is cut into pages.
func pages(t *testing.T, d *Desk) {
	for i := range 7 {
		_, err := d.Supervise(ctx, Clerk("a"), govern.Decision{Text: fmt.Sprint("事项", i), To: []string{"edu"}})
		check.NoError(t, err)
	}
	seen := map[string]bool{}
	f := govern.Filter{Limit: 3}
	for {
		page, next, err := d.Tasks(ctx, Clerk("a"), f)
		check.NoError(t, err)
		for _, x := range page {
			check.True(t, !seen[x.ID], "twice: "+x.ID)
			seen[x.ID] = true
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	check.Equal(t, len(seen), 7)
	for _, bad := range []string{"x", ".", "zzzzzzzzzzzzzzzzzzzzzzz.g1", "\xff.a"} {
		_, _, err := d.Tasks(ctx, Clerk("a"), govern.Filter{Cursor: bad})
		check.Fault(t, err, "govern.cursor")
	}
}

// twoClocks protects: two copies of the centre that look at the clocks at once open every term and ask for every return once.
func twoClocks(t *testing.T, d *Desk) {
	_, err := d.Assign(ctx, Clerk("a"), govern.DutyCmd{Code: "talk", Title: "宣传", Evidence: "照片", Frequency: "week", Kinds: []string{"department", "bank", "county"}})
	check.NoError(t, err)
	d.Clock.Set(Start + 13*when.Day)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for range 4 {
				_, err := d.Tick(ctx)
				check.NoError(t, err)
			}
		})
	}
	both.Wait()
	terms, _, err := d.Terms(ctx, Clerk("a"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(terms), 6)
	returns, _, err := d.Returns(ctx, Clerk("a"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(returns), 6)
}

// hostile protects: no text breaks a store, and what is too long or not a code is refused by name.
func hostile(t *testing.T, d *Desk) {
	_, err := d.Supervise(ctx, Clerk("a"), govern.Decision{Text: "a\x00'; drop table govern_task; --\xff<script>", To: []string{"edu"}})
	check.NoError(t, err)
	list, _, err := d.Tasks(ctx, Clerk("a"), govern.Filter{})
	check.NoError(t, err)
	check.Equal(t, list[0].Text, "a\uFFFD'; drop table govern_task; --\uFFFD<script>")
	long := strings.Repeat("长", govern.NoteMax+1)
	_, err = d.Supervise(ctx, Clerk("a"), govern.Decision{Text: long, To: []string{"edu"}})
	check.Fault(t, err, "govern.field")
	_, err = d.IssueNotice(ctx, Clerk("a"), govern.NoticeCmd{Title: strings.Repeat("x", 300)})
	check.Fault(t, err, "govern.field")
	_, err = d.IssueNotice(ctx, Clerk("a"), govern.NoticeCmd{Title: "x", Files: []govern.Evidence{{Name: "a", SHA256: "zz"}}})
	check.Fault(t, err, "govern.field")
	for _, code := range []string{"", "EDU", "a b", "'", strings.Repeat("a", 99)} {
		_, err = d.AddMember(ctx, Clerk("a"), govern.MemberCmd{Code: code, Kind: "bank", Name: "x"})
		check.Fault(t, err, "govern.field")
	}
	_, _, err = d.Tasks(ctx, Clerk("a"), govern.Filter{Member: "' or 1=1 --"})
	check.NoError(t, err)
	_, _, err = d.Return(ctx, Clerk("a"), "\x00")
	check.Fault(t, err, "govern.not_found")
}
