package scenery

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/govern"
	"fanzha/centre/govern/calendar"
	"fanzha/centre/govern/form"
	"fanzha/centre/stats"
	"fanzha/sim"
	"fanzha/term/when"
)

// conferenceDays is how long the invented city's joint conference has worked before one looks at it: three months are ranked.
const conferenceDays = 112

// departments are departments of the invented city, by code and short name.
var departments = [][2]string{
	{"propaganda", "市委宣传部"}, {"political_legal", "市委政法委"}, {"cyberspace", "市委网信办"}, {"police", "市公安局"}, {"procuratorate", "市检察院"}, {"court", "市中级人民法院"},
	{Member, "市教育局"}, {"science", "市科技局"}, {"industry", "市工业和信息化局"}, {"civil", "市民政局"}, {"justice", "市司法局"}, {"finance", "市财政局"}, {"labour", "市人社局"},
	{"housing", "市住建局"}, {"transport", "市交通运输局"}, {"farming", "市农业农村局"}, {"commerce", "市商务局"}, {"culture", "市文旅局"}, {"health", "市卫生健康委"},
	{"veterans", "市退役军人局"}, {"emergency", "市应急管理局"}, {"assets", "市国资委"}, {"market", "市市场监管局"}, {"sports", "市体育局"}, {"data", "市数据局"},
	{"finance_office", "市金融办"}, {"tax", "市税务局"}, {"central_bank", "人民银行云河分行"}, {"financial_regulator", "金融监管云河分局"}, {"post", "市邮政管理局"},
	{"union", "市总工会"}, {"youth", "团市委"}, {"women", "市妇联"}, {"commerce_league", "市工商联"}, {"communications", "市通信管理办"},
}

// responsibilities are lines of the responsibility list.
var responsibilities = []govern.DutyCmd{
	{Code: "d1_talk", Title: "本单位职工防诈宣传教育", Basis: "责任清单（演示）第1条", Evidence: "活动照片、签到表", Frequency: "month", DueDays: 3, Kinds: []string{"department", "bank", "carrier", "county"}},
	{Code: "d2_app", Title: "国家反诈中心APP注册推广", Basis: "责任清单（演示）第2条", Evidence: "注册统计截图", Frequency: "month", DueDays: 3, Kinds: []string{"department", "county"}},
	{Code: "d3_check", Title: "涉案账户、号码一案双查", Basis: "责任清单（演示）第3条", Evidence: "倒查报告", Frequency: "month", DueDays: 5, Kinds: []string{"bank", "carrier"}},
	{Code: "d4_group", Title: "重点人群精准宣防", Basis: "责任清单（演示）第4条", Evidence: "工作小结", Frequency: "month", DueDays: 5, Kinds: []string{"county", "township"}},
	{Code: "d5_lesson", Title: "开学第一课讲反诈", Basis: "责任清单（演示）第5条", Evidence: "课程安排、照片", Frequency: "quarter", DueDays: 5, To: []string{Member}},
	{Code: "d6_summary", Title: "季度工作小结", Basis: "责任清单（演示）第6条", Evidence: "加盖公章的小结", Frequency: "quarter", DueDays: 10, Kinds: []string{"department", "bank", "carrier", "county"}},
}

// milestones are those of a programme of three years; each falls due once.
func milestones(from when.Micros) []govern.DutyCmd {
	const plan = "全民反诈三年攻坚行动实施方案（演示）"
	stone := func(code, title, evidence string, days when.Micros) govern.DutyCmd {
		return govern.DutyCmd{Code: code, Title: title, Basis: plan, Evidence: evidence, Frequency: "once", Due: from + days*when.Day, Kinds: []string{"county"}}
	}
	return []govern.DutyCmd{
		stone("p1_centre", "县级反诈中心实体化运行", "编制文件、值班表", 60), stone("p2_reach", "重点人群见面宣防全覆盖", "分镇街台账", 420), stone("p3_half", "万人发案率较起始年下降三成", "考核通报", 780),
		stone("p4_sum", "三年行动总结验收", "总结报告", 1000),
	}
}

// office plays the joint conference of the invented city from a day in the past to now, on a clock of its own.
type office struct {
	*govern.Service
	now     func() when.Micros // of the centre
	count   func(context.Context, []stats.Fact) error
	clock   *clock.Manual
	rand    *rand.Rand
	clerk   access.Scope
	second  access.Scope
	leader  access.Scope
	leader2 access.Scope
	kinds   map[string]string // of member units
	lazy    map[string]bool   // often late
}

// Conference fills a joint conference.
type Conference struct {
	Room  *govern.Service
	At    func(clock.Clock) (*govern.Service, error) // the same room on another clock
	Count func(context.Context, []stats.Fact) error  // takes in facts without a record behind them
	Clock clock.Clock
}

// Empty says whether nothing was entered yet.
func (c Conference) Empty(ctx context.Context) (bool, error) {
	have, err := c.Room.Members(ctx, system(), govern.Filter{})
	return len(have) == 0, err
}

// Build fills the joint conference of the invented city from a seed. To the clocks of the present everything in it is long due: they have
// to wait meanwhile.
func (c Conference) Build(ctx context.Context) error {
	now := c.Clock.Now()
	first := calendar.Of(calendar.Month, now-conferenceDays*when.Day).Start() + 9*when.Hour
	d := office{now: c.Clock.Now, count: c.Count, clock: clock.NewManual(first), rand: rand.New(rand.NewPCG(20261122, 85)), kinds: map[string]string{},
		lazy: map[string]bool{"990103003": true, "sports": true, "data": true, "post": true, sim.Counties()[1].Code: true, "hk_rural": true}}
	var err error
	d.Service, err = c.At(d.clock)
	if err != nil {
		return err
	}
	person := func(login, name string, role access.Role) access.Scope {
		return access.Scope{User: "demo-" + login, Name: name, Unit: Unit, Roles: []access.Role{role}}
	}
	d.clerk, d.second = person("lianxi", "何联席", access.JointClerk), person("lianxi-b", "唐联席", access.JointClerk)
	d.leader, d.leader2 = person("lingdao", "李领导", access.Leader), person("lingdao-b", "沈领导", access.Leader)
	err = d.found(ctx)
	if err == nil {
		err = d.past(ctx)
	}
	for err == nil && d.clock.Now() < now-when.Hour {
		err = d.day(ctx)
		d.clock.Set(min(now, d.clock.Now()+when.Day))
	}
	return err
}

// found enters member units, liaisons, the leading group, and the responsibility list.
func (d *office) found(ctx context.Context) error {
	var members []govern.MemberCmd
	for _, p := range sim.Counties() {
		members = append(members, govern.MemberCmd{Code: p.Code, Kind: "county", Name: p.NameZH, Short: p.NameZH, Key: p.Code, Region: p.Code})
	}
	for _, t := range sim.Stations() {
		members = append(members, govern.MemberCmd{Code: t.Area, Kind: "township", Name: t.AreaZH, Short: t.AreaZH, Key: t.Area, Region: t.Area})
	}
	for _, x := range departments {
		name, own := strings.CutPrefix(x[1], "市")
		if own {
			name = sim.CityZH + name
		}
		members = append(members, govern.MemberCmd{Code: x[0], Kind: "department", Name: name, Short: x[1]})
	}
	for _, b := range Banks() {
		members = append(members, govern.MemberCmd{Code: b.Code, Kind: "bank", Name: b.Name})
	}
	for _, x := range [][2]string{{"yunxing", "云星移动"}, {"yunqiao", "云桥电信"}, {"yunling", "云岭联通"}} {
		members = append(members, govern.MemberCmd{Code: x[0], Kind: "carrier", Name: x[1]})
	}
	for i, m := range members {
		m.Rank = int64(i + 1)
		d.kinds[m.Code] = m.Kind
		_, err := d.AddMember(ctx, d.clerk, m)
		if err != nil {
			return err
		}
		_, err = d.TakeOver(ctx, d.clerk, govern.LiaisonCmd{Member: m.Code, Kind: "chief", Name: surnames[i%len(surnames)] + "联络", Phone: fmt.Sprintf("139009901%02d", i), Post: "科长"})
		if err != nil {
			return err
		}
	}
	for _, x := range []govern.SeatCmd{
		{Kind: "head", Name: "周书记", Post: "市委书记"}, {Kind: "head", Name: "郑市长", Post: "市长"}, {Kind: "deputy", Name: "孟书记", Post: "市委政法委书记"},
		{Kind: "deputy", Name: "罗局长", Post: "副市长、市公安局局长"}, {Kind: "deputy", Name: "谭院长", Post: "市中级人民法院院长"}, {Kind: "deputy", Name: "汪检察长", Post: "市检察院检察长"},
		{Kind: "office", Name: "何联席", Post: "联席办专职人员"},
	} {
		x.Group = "打击治理电信网络新型违法犯罪工作领导小组"
		_, err := d.TakeSeat(ctx, d.clerk, x)
		if err != nil {
			return err
		}
	}
	for _, x := range append(milestones(d.clock.Now()), responsibilities...) {
		_, err := d.Assign(ctx, d.clerk, x)
		if err != nil {
			return err
		}
	}
	return nil
}

var surnames = []string{"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "徐", "孙", "马", "朱", "胡", "郭", "林"}

// past counts what the city did in the months before, so that they can be ranked: as facts without a record behind them.
func (d *office) past(ctx context.Context) error {
	var facts []stats.Fact
	add := func(f stats.Fact, measure string, n int64) {
		f.Measure, f.N = measure, n
		f.ID = fmt.Sprint("demo/", stats.DayOf(f.At), "/", f.Region, f.Sides[stats.Bank], "/", len(facts))
		facts = append(facts, f)
	}
	// the invented banks and stations begin to work when the demo does: their months before are made up here, and end yesterday. What a rate
	// rests on is made up with it, so that no figure is nothing beside a rate of it.
	end := stats.DayOf(d.now()).Start()
	for at := d.clock.Now(); at < end; at += when.Day {
		for i, p := range sim.Counties() {
			d.pastWarnings(stats.Fact{At: at, Unit: p.Code + "000000", Region: p.Code}, i == 1, add)
		}
		for i, b := range Banks() {
			f := stats.Fact{At: at, Unit: Unit}
			f.Sides[stats.Bank] = b.Code
			d.pastStops(f, i, add)
		}
	}
	return d.count(ctx, facts)
}

// pastWarnings are a county's alerts of one day and what became of them; one that is late has some that were not seen in time.
func (d *office) pastWarnings(f stats.Fact, late bool, add func(stats.Fact, string, int64)) {
	due, missed := int64(4+d.rand.IntN(5)), int64(0)
	if late {
		missed = int64(d.rand.IntN(3))
	}
	met, info := due-missed, int64(3+d.rand.IntN(4))
	fund, urgent, contact, wrong, held := f, f, f, f, f
	fund.Sides[stats.Channel], fund.Sides[stats.Level] = "fund", "high"
	urgent.Sides[stats.Channel], urgent.Sides[stats.Level] = "fund", "urgent"
	contact.Sides[stats.Channel], contact.Sides[stats.Level] = "contact", "mid"
	add(urgent, "warning.raised", 2)
	add(fund, "warning.raised", due-2)
	add(contact, "warning.raised", info)
	add(f, "warning.raised_handled", due+info)
	wrong.Sides[stats.Result], held.Sides[stats.Result] = "false_alarm", "safe"
	add(wrong, "warning.handled", 1)
	add(held, "warning.handled", due+info-1)
	add(f, "warning.reached", met+info-1)
	held.Sides[stats.Result], held.Sides[stats.Channel] = "", "fund"
	held.Fen = met / 2 * int64(1_200_000+d.rand.IntN(900_000))
	add(held, "warning.dissuaded", met/2)
	add(f, "order.issued", due+2)
	add(f, "order.face_due", due)
	add(f, "order.face_met", met)
	add(f, "order.sign_due", due+2)
	add(f, "order.signed_in_time", due+2-missed-int64(d.rand.IntN(8)/7))
	add(f, "order.missed", min(missed, 1))
}

// pastStops are a bank's orders of one day and its answers.
func (d *office) pastStops(f stats.Fact, bank int, add func(stats.Fact, string, int64)) {
	asked := int64(1 + d.rand.IntN(4))
	held := asked - int64(d.rand.IntN(2))
	each := int64(900_000 + d.rand.IntN(2_000_000))
	sum := f
	sum.Fen = asked * each
	add(sum, "stop.ordered", asked)
	add(f, "stop.answered", asked)
	add(f, "stop.succeeded", held)
	if held > 0 {
		sum.Fen = held * each * 6 / 10
		add(sum, "stop.held", held)
	}
	add(f, "stop.answer_ms", int64(60_000+bank*140_000+d.rand.IntN(120_000)))
	if d.rand.IntN(5) == 0 && held > 0 {
		add(sum, "freeze.active", 1)
		sum.Fen /= 2
		add(sum, "claim.back", 1)
	}
}

// day is one working day of the conference.
func (d *office) day(ctx context.Context) error {
	for {
		n, err := d.Tick(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	date := d.clock.Now().Time().In(when.Zone)
	steps := []func(context.Context) error{d.duties, d.tasks, d.returns}
	switch date.Day() {
	case 6:
		steps = append(steps, d.rank)
	case 10:
		steps = append(steps, d.finalise, d.escalate)
	case 12:
		steps = append(steps, d.meet)
	case 15:
		steps = append(steps, d.recheck)
	case 18:
		steps = append(steps, d.notify)
	}
	for _, step := range steps {
		err := step(ctx)
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// liaison is one of the two people of a member unit.
func (d *office) liaison(member, who string) access.Scope {
	return access.Scope{User: "demo-" + member + "-" + who, Name: surnames[len(member+who)%len(surnames)] + "某", Unit: Unit, Member: member, Roles: []access.Role{access.MemberLiaison}}
}

// ready says whether a member unit does today what is due: most do so before the day and nearly all on the last, the lazy ones often after
// it, some never.
func (d *office) ready(member string, due when.Micros) bool {
	left := int((due - d.clock.Now()) / when.Day)
	if d.lazy[member] {
		return left < -2 && d.rand.IntN(6) == 0
	}
	if due < d.clock.Now()+when.Day {
		return d.rand.IntN(8) > 0
	}
	return left < 8 && d.rand.IntN(3) == 0
}

func proof(name string) []govern.Evidence {
	sum := sha256.Sum256([]byte("演示" + name))
	return []govern.Evidence{{Name: name, SHA256: hex.EncodeToString(sum[:])}}
}

func act(h govern.Head, note string) govern.Act {
	return govern.Act{ID: h.ID, Version: h.Version, Note: note}
}

func (d *office) duties(ctx context.Context) error {
	terms, _, err := d.Terms(ctx, d.clerk, govern.Filter{States: []string{"open", "submitted"}, Limit: govern.PageMax})
	for i := 0; err == nil && i < len(terms); i++ {
		t := terms[i]
		switch {
		case t.State == "submitted":
			_, err = d.ConfirmTerm(ctx, d.clerk, act(t.Head, ""))
		case d.ready(t.Member, t.Due):
			_, err = d.SubmitTerm(ctx, d.liaison(t.Member, "a"), govern.Submission{Act: act(t.Head, "已完成，材料见附件（演示数据）"), Files: proof(t.Title + ".pdf")})
		}
	}
	return err
}

func (d *office) tasks(ctx context.Context) error {
	tasks, _, err := d.Tasks(ctx, d.clerk, govern.Filter{States: []string{"open", "reported"}, Limit: govern.PageMax})
	for i := 0; err == nil && i < len(tasks); i++ {
		t := tasks[i]
		switch {
		case t.State == "reported":
			_, err = d.AcceptTask(ctx, d.clerk, act(t.Head, ""))
		case d.ready(t.Member, t.Due):
			_, err = d.ReportTask(ctx, d.liaison(t.Member, "a"), govern.Submission{Act: act(t.Head, "已落实（演示数据）")})
		}
	}
	return err
}

// returns fills in forms; the member unit of the demo accounts leaves its latest to whoever looks.
func (d *office) returns(ctx context.Context) error {
	latest := calendar.Of(calendar.Month, d.now()).Before().String()
	open, _, err := d.Returns(ctx, d.clerk, govern.Filter{States: []string{"asked", "submitted"}, Limit: govern.PageMax})
	for i := 0; err == nil && i < len(open); i++ {
		r := open[i]
		switch {
		case r.Member == Member && r.Period == latest:
		case r.State == "submitted":
			_, err = d.SignReturn(ctx, d.liaison(r.Member, "b"), act(r.Head, ""))
		case d.ready(r.Member, r.Due):
			r, _, err = d.FillReturn(ctx, d.liaison(r.Member, "a"), govern.FillCmd{Act: act(r.Head, ""), Values: d.values(r.Kind)})
			if err == nil {
				r, err = d.SubmitReturn(ctx, d.liaison(r.Member, "a"), act(r.Head, "已核对（演示数据）"))
			}
			if err == nil && r.Due < d.clock.Now()+when.Day { // the second person does not wait for the next day
				_, err = d.SignReturn(ctx, d.liaison(r.Member, "b"), act(r.Head, ""))
			}
		}
	}
	return err
}

// sizes are about how large the numbers of the forms are.
var sizes = map[string]int{"staff": 800, "defrauded": 2, "talks": 4, "audience": 900, "opened": 1500, "refused": 20, "limited": 60, "persuaded": 8, "involved": 6,
	"closed": 45, "calls": 30_000, "restored": 3, "meetings": 3,
	"office": 1, "round_clock": 1, "linked": 1, "rules": 1, "analysts": 1, "banks": 1, "carriers": 1, "stations": 1}

func (d *office) values(kind string) form.Values {
	v := form.Values{Numbers: map[string]int64{}, Texts: map[string]string{}}
	f, err := d.Rules().Form(kind)
	if err != nil {
		return v
	}
	for _, x := range f.Fields {
		if x.Kind != form.Text {
			v.Numbers[x.Code] = int64(d.rand.IntN(sizes[x.Code] + 1))
		}
	}
	n := v.Numbers
	if kind == "department_month" {
		n["staff"] += 100
		n["app"] = n["staff"] * 9 / 10
		n["loss"] = n["defrauded"] * int64(200_000+d.rand.IntN(3_000_000))
	}
	n["saved"] = n["persuaded"] * int64(500_000+d.rand.IntN(2_000_000))
	n["double"], n["blocked"], n["leaders"] = n["involved"], n["calls"]*95/100, n["meetings"]/2
	for code := range n {
		_, known := f.Field(code)
		if !known {
			delete(n, code)
		}
	}
	if kind == "county_week" {
		n["app"] = int64(40 + d.rand.IntN(200))
	}
	return v
}

// rank computes and publishes last month's rankings.
func (d *office) rank(ctx context.Context) error {
	month := calendar.Of(calendar.Month, d.clock.Now()).Before()
	if month.Start() < calendar.Of(calendar.Month, d.now()-conferenceDays*when.Day).Start() {
		return nil
	}
	for _, sheet := range []string{"counties", "banks", "departments", "carriers"} {
		r, err := d.ComputeRanking(ctx, d.clerk, sheet, month.String())
		if err != nil {
			return err
		}
		_, err = d.PublishRanking(ctx, d.leader, act(r.Head, "同意公布（演示数据）"))
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *office) finalise(ctx context.Context) error {
	list, _, err := d.Rankings(ctx, d.clerk, govern.Filter{States: []string{"published"}})
	for i := 0; err == nil && i < len(list); i++ {
		_, err = d.FinaliseRanking(ctx, d.clerk, act(list[i].Head, ""))
	}
	return err
}

// escalate lets people take up what the month before proposed; the latest proposals wait for whoever looks.
func (d *office) escalate(ctx context.Context) error {
	if d.clock.Now() > d.now()-30*when.Day {
		return nil
	}
	list, _, err := d.Escalations(ctx, d.clerk, govern.Filter{States: []string{"proposed"}})
	for i := 0; err == nil && i < len(list); i++ {
		var e govern.Escalation
		e, err = d.Adopt(ctx, d.leader, act(list[i].Head, "同意，请对照问题整改（演示数据）"))
		if err == nil && e.State == "adopted" {
			e, err = d.Approve(ctx, d.leader2, act(e.Head, "同意约谈（演示数据）"))
		}
		if err == nil && e.Kind == "interview" {
			e, err = d.HoldInterview(ctx, d.clerk, govern.Interview{Act: act(e.Head, "约谈指出问题，被约谈单位表态整改（演示数据）"), Held: d.clock.Now(), Present: "单位分管负责人"})
		}
		if err == nil {
			_, err = d.PlanEscalation(ctx, d.liaison(e.Member, "a"), govern.Submission{Act: act(e.Head, "整改方案：专人负责，按周调度（演示数据）"), Files: proof("整改方案.pdf")})
		}
	}
	return err
}

func (d *office) recheck(ctx context.Context) error {
	list, _, err := d.Escalations(ctx, d.clerk, govern.Filter{States: []string{"planned"}})
	for i := 0; err == nil && i < len(list); i++ {
		_, err = d.Recheck(ctx, d.second, act(list[i].Head, "已整改到位（演示数据）"), !d.lazy[list[i].Member])
	}
	return err
}

// meet holds a meeting every month, from which tasks follow.
func (d *office) meet(ctx context.Context) error {
	kind, title := "push", "全市打击治理电信网络诈骗推进会（演示）"
	if d.rand.IntN(2) == 0 {
		kind, title = "talk", "银行机构、电信运营商座谈会（演示）"
	}
	m, err := d.PlanMeeting(ctx, d.clerk, govern.MeetingCmd{Kind: kind, Title: title, Place: "市政府三楼会议室", Chair: "副市长、市公安局局长", Agenda: "通报上月排名；研究存在问题；部署下步工作", Held: d.clock.Now()})
	if err != nil {
		return err
	}
	var came []govern.Attend
	for _, a := range m.Invited {
		if !d.lazy[a.Member] || d.rand.IntN(2) == 0 {
			came = append(came, govern.Attend{Member: a.Member, Came: true, Who: "分管负责人"})
		}
	}
	_, err = d.HoldMeeting(ctx, d.clerk, govern.HoldCmd{Act: act(m.Head, "会议通报了上月工作情况，指出排名靠后单位存在的问题，明确下步措施。（演示数据）"), Held: d.clock.Now(), Came: came,
		Files: proof("会议签到表.pdf"), Decisions: []govern.Decision{
			{Text: "对涉案账户开展一案双查并报结果", To: []string{"yh_bank", "hk_rural", "sl_bank"}},
			{Text: "对两名以上职工被骗的单位开展一次专题宣讲", To: []string{Member, "health", "sports"}},
		}})
	return err
}

// notify sends a notice; most read it.
func (d *office) notify(ctx context.Context) error {
	n, err := d.IssueNotice(ctx, d.clerk, govern.NoticeCmd{Title: "关于做好年终防诈宣传的通知（演示）", Text: "请各成员单位结合实际开展宣传，并于月底前报送小结。（演示数据）"})
	if err != nil {
		return err
	}
	list, _, err := d.Receipts(ctx, d.clerk, govern.Filter{Ref: n.ID, Limit: govern.PageMax})
	for i := 0; err == nil && i < len(list); i++ {
		if !d.lazy[list[i].Member] && list[i].Member != Member {
			_, _, err = d.ReadNotice(ctx, d.liaison(list[i].Member, "a"), list[i].ID)
		}
	}
	return err
}
