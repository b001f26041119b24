package roomtest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at what it emitted, in order.
type Opened struct {
	outreach.Books
	Emitted func() []Told
}

// Told is one event that left.
type Told struct {
	Kind string
	Seq  int64
	Body []byte
}

var ctx = context.Background()

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, Opened){
		"life of an event":             eventLife,
		"handing out":                  handing,
		"stock never below nothing":    stock,
		"works, honours, pledges":      shelf,
		"campaigns of the unit above":  campaigns,
		"levels and rates":             levels,
		"coverage":                     coverage,
		"a task and its effect":        taskEffect,
		"fraud-free":                   fraudFree,
		"life of a message":            messageLife,
		"a channel that is away":       away,
		"receipts":                     receipts,
		"a message ends":               ends,
		"stale":                        stale,
		"scopes":                       scopes,
		"rights":                       rights,
		"pages":                        pages,
		"tallies":                      tallies,
		"two clocks at once":           twoClocks,
		"hostile texts and every word": hostile,
	} {
		t.Run(name, func(t *testing.T) { fn(t, open(t)) })
	}
}

func act(h outreach.Head, note string) outreach.Act {
	return outreach.Act{ID: h.ID, Version: h.Version, Note: note}
}

// facts are what all events of a store count for: the last of each fact.
func facts(t *testing.T, s Opened) map[string]int64 {
	t.Helper()
	last := map[string]stats.Fact{}
	for _, e := range s.Emitted() {
		list, err := outreach.Facts(e.Seq, e.Body)
		check.NoError(t, err)
		for _, f := range list {
			last[f.Measure+" "+f.ID] = f
		}
	}
	out := map[string]int64{}
	for _, f := range last {
		if !f.Gone && f.N != 0 {
			out[f.Measure] += f.N
		}
	}
	return out
}

// eventLife protects: an event is entered, corrected and voided, and each time its event says the whole of it.
func eventLife(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	e, err := d.AddEvent(ctx, Writer(East), Event(), outreach.Handing{})
	check.NoError(t, err)
	check.Equal(t, []any{e.Number, e.Unit, e.State, e.Version}, []any{"XC20261118-000001", East, outreach.Recorded, int64(1)})
	with := e
	with.Audience, with.Photos = 130, []outreach.Photo{{SHA256: Digest, Bytes: 12345}}
	e, err = d.CorrectEvent(ctx, Writer(East), act(e.Head, ""), with)
	check.NoError(t, err)
	got, err := d.Service.Event(ctx, Writer(East), e.ID)
	check.NoError(t, err)
	check.Equal(t, got, e)
	check.Equal(t, []any{got.Audience, got.Photos[0].Bytes, got.MadeBy}, []any{int64(130), int64(12345), "writer-" + East})
	check.Equal(t, facts(t, s), map[string]int64{"publicity.event": 1, "publicity.audience": 130})
	_, err = d.VoidEvent(ctx, Writer(East), act(e.Head, ""))
	check.Fault(t, err, "outreach.reason_needed")
	e, err = d.VoidEvent(ctx, Writer(East), act(e.Head, "重复登记"))
	check.NoError(t, err)
	_, err = d.VoidEvent(ctx, Writer(East), act(e.Head, "再作废"))
	check.Fault(t, err, "outreach.state")
	check.Equal(t, facts(t, s), map[string]int64{})
}

// Digest is a SHA-256 for photographs.
const Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// printed makes an approved edition with a stock.
func (d *Desk) printed(t *testing.T, n int64) outreach.Material {
	t.Helper()
	m, err := d.AddMaterial(ctx, Writer(City), outreach.Material{Sort: "leaflet", Title: "反诈明白纸", Edition: "2026-1", Text: "不转账、不透露验证码，有疑问拨打96110"})
	check.NoError(t, err)
	_, err = d.MoveStock(ctx, Writer(City), outreach.Move{Material: m.ID, Act: outreach.MovePrinted, N: n}, m.Version)
	check.Fault(t, err, "outreach.state")
	_, err = d.ApproveMaterial(ctx, Writer(City), act(m.Head, ""))
	check.Fault(t, err, "access.denied")
	m, err = d.ApproveMaterial(ctx, Leader(City), act(m.Head, ""))
	check.NoError(t, err)
	m, err = d.MoveStock(ctx, Writer(City), outreach.Move{Material: m.ID, Act: outreach.MovePrinted, N: n}, m.Version)
	check.NoError(t, err)
	return m
}

// handing protects: what a station hands out at an event leaves the city's stock, in the same transaction as the event.
func handing(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.printed(t, 100)
	e, err := d.AddEvent(ctx, Writer(Station1), Event(), outreach.Handing{Material: m.ID, N: 80})
	check.NoError(t, err)
	_, err = d.AddEvent(ctx, Writer(Station1), Event(), outreach.Handing{Material: m.ID, N: 30})
	check.Fault(t, err, "outreach.stock")
	m, err = d.Service.Material(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, []int64{m.Printed, m.Handed, m.Balance()}, []int64{100, 80, 20})
	moved, _, err := d.Moves(ctx, Writer(City), outreach.Filter{Is: map[string]string{"event": e.ID}})
	check.NoError(t, err)
	check.Equal(t, []any{len(moved), moved[0].N, moved[0].Unit}, []any{1, int64(80), Station1})
	_, err = d.MoveStock(ctx, Writer(Station1), outreach.Move{Material: m.ID, Act: outreach.MovePrinted, N: 5}, 0)
	check.Fault(t, err, "outreach.not_found")
	seen, _, err := d.Materials(ctx, Writer(Station1), outreach.Filter{})
	check.NoError(t, err)
	check.Equal(t, len(seen), 1)
	check.Equal(t, facts(t, s), map[string]int64{"publicity.event": 1, "publicity.audience": 120, "publicity.printed": 100, "publicity.handed": 80})
}

// stock protects: whatever is booked at the same time, no stock falls below nothing and nothing is lost.
func stock(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.printed(t, 10)
	var wg sync.WaitGroup
	var mu sync.Mutex
	handed := int64(0)
	for range 8 {
		wg.Go(func() {
			for range 6 {
				_, err := d.MoveStock(ctx, Writer(City), outreach.Move{Material: m.ID, Act: outreach.MoveHanded, N: 1}, 0)
				if err == nil {
					mu.Lock()
					handed++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	m, err := d.Service.Material(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, m.Handed, handed)
	check.True(t, m.Balance() >= 0, "more was handed out than printed")
	_, err = d.RetireMaterial(ctx, Writer(City), act(m.Head, "换版"))
	check.NoError(t, err)
	_, err = d.MoveStock(ctx, Writer(City), outreach.Move{Material: m.ID, Act: outreach.MovePrinted, N: 1}, 0)
	check.Fault(t, err, "outreach.state")
}

// shelf protects: works, honours and pledges are kept as they were entered.
func shelf(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	w, err := d.AddWork(ctx, Writer(City), outreach.Work{Title: "快板话反诈", Genre: "kuaiban", Platform: "wechat", Rights: "own", Views: 1000, ViewsDay: Today})
	check.NoError(t, err)
	with := w
	with.Views = 2500
	_, err = d.CorrectWork(ctx, Writer(City), act(w.Head, ""), with)
	check.NoError(t, err)
	_, err = d.AddWork(ctx, Writer(City), outreach.Work{Title: "长子鼓书", Genre: "storytelling", Platform: "stage", Rights: "unclear", Views: 1, ViewsDay: Today})
	check.Fault(t, err, "outreach.rights_unclear")
	h, err := d.AddHonour(ctx, Writer(City), outreach.Honour{Sort: "ambassador", Title: "李某", Document: "授权书2026-3"})
	check.NoError(t, err)
	_, err = d.EndHonour(ctx, Writer(City), act(h.Head, "任期届满"))
	check.NoError(t, err)
	p, err := d.AddPledge(ctx, Writer(Station1), outreach.Pledge{Head: outreach.Head{At: Start}, Venue: "school", Letters: 300, Handbooks: 300, Pledges: 280, SHA256: Digest})
	check.NoError(t, err)
	check.Equal(t, facts(t, s), map[string]int64{"publicity.work": 1, "publicity.work_views": 2500, "pledge.letter": 300, "pledge.handbook": 300, "pledge.signed": 280})
	_, err = d.VoidPledge(ctx, Writer(Station1), act(p.Head, "重复"))
	check.NoError(t, err)
	works, _, err := d.Works(ctx, Writer(City), outreach.Filter{Is: map[string]string{"genre": "kuaiban"}})
	check.NoError(t, err)
	honours, _, err := d.Honours(ctx, Writer(City), outreach.Filter{States: []string{"ended"}})
	check.NoError(t, err)
	pledges, _, err := d.Pledges(ctx, Writer(City), outreach.Filter{States: []string{"recorded"}})
	check.NoError(t, err)
	check.Equal(t, []int{len(works), len(honours), len(pledges)}, []int{1, 1, 0})
}

// campaigns protects: what the city plans, a station sees and takes part in; what another county plans, it does not.
func campaigns(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	plan := outreach.Campaign{Title: "集中宣传月", Theme: "全民反诈·守护平安", From: Today - 10, To: Today + 20, PlanEvents: 40, PlanAudience: 10_000}
	city, err := d.AddCampaign(ctx, Writer(City), plan)
	check.NoError(t, err)
	west, err := d.AddCampaign(ctx, Writer(West), plan)
	check.NoError(t, err)
	seen, _, err := d.Campaigns(ctx, Writer(Station1), outreach.Filter{})
	check.NoError(t, err)
	check.Equal(t, []any{len(seen), seen[0].ID}, []any{1, city.ID})
	e := Event()
	e.Campaign = west.ID
	_, err = d.AddEvent(ctx, Writer(Station1), e, outreach.Handing{})
	check.Fault(t, err, "outreach.field")
	e.Campaign = city.ID
	_, err = d.AddEvent(ctx, Writer(Station1), e, outreach.Handing{})
	check.NoError(t, err)
	list, err := d.Tally(ctx, Writer(City), outreach.Tallying{By: "campaign"})
	check.NoError(t, err)
	check.Equal(t, list, []outreach.Tally{{Key: city.ID, Events: 1, Audience: 120, Last: e.At}})
	with := city
	with.PlanEvents = 50
	city, err = d.CorrectCampaign(ctx, Writer(City), act(city.Head, ""), with)
	check.NoError(t, err)
	city, err = d.CloseCampaign(ctx, Writer(City), act(city.Head, "完成计划，群众反映良好"))
	check.NoError(t, err)
	check.Equal(t, []any{city.State, city.Result, city.PlanEvents}, []any{outreach.Ended, "完成计划，群众反映良好", int64(50)})
}

// levels protects: a rate names numerator, denominator and both days; the changes that the figures add up always give the last level,
// in whatever order the entries came and whichever of them is voided.
func levels(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	put := func(day stats.Day, n int64) outreach.Registration {
		g, err := d.Register(ctx, Writer(East), outreach.Registration{Region: "990101000000", Day: day, People: n})
		check.NoError(t, err)
		return g
	}
	_, err := d.AddBase(ctx, Writer(East), outreach.Base{Region: "990101000000", Day: Today - 500, People: 300_000, Source: "统计年鉴"})
	check.NoError(t, err)
	first := put(Today-10, 100_000)
	put(Today, 154_000)
	put(Today-5, 150_000)
	_, err = d.Register(ctx, Writer(East), outreach.Registration{Region: "990101000000", Day: Today, People: 1})
	check.Fault(t, err, "outreach.twice")
	check.Equal(t, facts(t, s)["app.registered"], int64(154_000))
	rates, err := d.Rates(ctx, Leader(City), Today)
	check.NoError(t, err)
	check.Equal(t, rates, []outreach.Rate{{
		Region: "990101000000", Unit: East, Registered: 154_000, Day: Today, Base: 300_000, BaseDay: Today - 500, BaseSource: "统计年鉴", BP: 5133, Old: true,
	}})
	then, err := d.Rates(ctx, Leader(City), Today-6)
	check.NoError(t, err)
	check.Equal(t, []int64{then[0].Registered, then[0].BP}, []int64{100_000, 3333})
	_, err = d.VoidRegistration(ctx, Writer(East), act(first.Head, "录错"))
	check.Fault(t, err, "outreach.stale") // the entry beside it has moved its version on: the caller looks again
	list, _, err := d.Registrations(ctx, Writer(East), outreach.Filter{Is: map[string]string{"region": "990101000000"}, States: []string{"recorded"}})
	check.NoError(t, err)
	check.Equal(t, []int64{list[0].Delta, list[1].Delta, list[2].Delta}, []int64{4000, 50_000, 100_000})
	_, err = d.VoidRegistration(ctx, Writer(East), act(list[1].Head, "录错"))
	check.NoError(t, err)
	check.Equal(t, facts(t, s), map[string]int64{"app.base": 300_000, "app.registered": 154_000})
	again, _, err := d.Registrations(ctx, Writer(East), outreach.Filter{States: []string{"recorded"}})
	check.NoError(t, err)
	check.Equal(t, []int64{again[0].Delta, again[1].Delta}, []int64{54_000, 100_000})
	_, err = d.Register(ctx, Writer(East), outreach.Registration{Region: "990101000000", Member: "edu", Day: Today, People: 1})
	check.Fault(t, err, "outreach.field")
}

// coverage protects: an area that nothing has reached stands first, one that was reached yesterday last.
func coverage(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i, region := range []string{"990101001", "990101002", "990101003"} {
		_, err := d.AddBase(ctx, Writer(East), outreach.Base{Region: region, Day: Today - 10, People: int64(1000 * (i + 1)), Source: "统计年鉴"})
		check.NoError(t, err)
	}
	e := Event()
	_, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
	check.NoError(t, err)
	e.Region, e.At, e.Note = "990101002", Start-200*when.Day, "补录上半年活动"
	_, err = d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
	check.NoError(t, err)
	gaps, err := d.Coverage(ctx, Leader(East))
	check.NoError(t, err)
	check.Equal(t, gaps, []outreach.Gap{
		{Region: "990101003", Unit: East, People: 3000}, {Region: "990101002", Unit: East, People: 2000, Last: e.At},
		{Region: "990101001", Unit: East, People: 1000, Last: Start - 2*when.Hour, Events: 1, Reach: 120},
	})
}

// taskEffect protects: a group becomes a task of a unit, and its effect is judged only over whole spans and large enough bases.
func taskEffect(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	old := stats.Fact{Unit: East, Region: "990101001001"}
	old.Sides[stats.AgeBand], old.Sides[stats.FraudType] = "60+", "fake_investment"
	d.Cases.Add(12, Today-5, old)
	other := old
	other.Unit, other.Region = West, "990102001001"
	d.Cases.Add(20, Today-5, other)
	group := outreach.Group{Sides: map[string]string{"age_band": "60+"}, Region: "990101001"}
	cmd := outreach.TaskCmd{Group: group, Span: stats.Span{From: Today - 27, To: Today}, Units: []string{Station1, East}, Text: "入户宣传“虚假投资理财”骗局", DueAt: Start + 7*when.Day}
	given, err := d.Give(ctx, Writer(City), cmd)
	check.NoError(t, err)
	check.Equal(t, []any{len(given), given[0].Cases, given[0].From, given[0].Unit}, []any{2, int64(12), City, Station1})
	task, err := d.AcceptTask(ctx, Writer(Station1), act(given[0].Head, ""))
	check.NoError(t, err)
	_, err = d.Effect(ctx, Writer(Station1), task.ID)
	check.Fault(t, err, "outreach.state")
	d.Clock.Set(Start + 3*when.Day)
	task, err = d.FinishTask(ctx, Writer(Station1), act(task.Head, "上门80户，发放资料80份"), 160)
	check.NoError(t, err)
	d.Cases.Add(2, Today+10, old)
	d.Cases.Add(19, Today+10, other)
	e, err := d.Effect(ctx, Writer(City), task.ID)
	check.NoError(t, err)
	check.Equal(t, []any{e.BeforeN, e.AfterN, e.ElsewhereBefore, e.ElsewhereAfter, e.Complete, e.Small}, []any{int64(12), int64(outreach.Hidden), int64(20), int64(19), false, false})
	d.Clock.Set(Start + 40*when.Day)
	d.Cases.Add(2, Today+11, old)
	e, err = d.Effect(ctx, Writer(City), task.ID)
	check.NoError(t, err)
	check.Equal(t, []any{e.AfterN, e.Complete, e.After.Days()}, []any{int64(4), true, 28})
	_, err = d.WithdrawTask(ctx, Writer(City), act(given[1].Head, ""))
	check.Fault(t, err, "outreach.reason_needed")
	_, err = d.WithdrawTask(ctx, Writer(City), act(given[1].Head, "已并入上一任务"))
	check.NoError(t, err)
	check.Equal(t, facts(t, s), map[string]int64{"target.tasked": 1, "target.done": 1})
	cmd.Units = []string{West}
	_, err = d.Give(ctx, Writer(East), cmd)
	check.Fault(t, err, "outreach.not_found")
}

// fraudFree protects: a title needs its whole watch, every criterion and another person; a case takes it away at once.
func fraudFree(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	f, err := d.Apply(ctx, Writer(East), outreach.FraudFree{Sort: "community", Title: "云东社区", Region: "990101001001"})
	check.NoError(t, err)
	_, err = d.Apply(ctx, Writer(East), outreach.FraudFree{Sort: "community", Title: "云东社区", Region: "990101001001"})
	check.Fault(t, err, "outreach.twice")
	f, err = d.Watch(ctx, Leader(East), act(f.Head, ""))
	check.NoError(t, err)
	f, err = d.Judge(ctx, Writer(East), act(f.Head, ""), map[string]string{"liaison": "有联络员一名", "pledged": "全部签订"})
	check.NoError(t, err)
	_, err = d.Award(ctx, Leader(East), act(f.Head, ""))
	check.Fault(t, err, "outreach.criteria")
	for i := range 2 {
		d.Clock.Set(Start + when.Micros(i+1)*60*when.Day)
		e := Event()
		e.At = d.Clock.Now()
		_, err = d.AddEvent(ctx, Writer(Station1), e, outreach.Handing{})
		check.NoError(t, err)
	}
	d.Clock.Set(Start + 181*when.Day)
	_, err = d.Award(ctx, access.Scope{User: "writer-" + East, Unit: East, Roles: []access.Role{access.Leader}}, act(f.Head, ""))
	check.Fault(t, err, "outreach.four_eyes")
	f, err = d.Award(ctx, Leader(City), act(f.Head, ""))
	check.NoError(t, err)
	check.Equal(t, f.State, outreach.Awarded)
	for _, place := range []string{"990101001002", "990101", "", "990102001001"} {
		n, err := d.CaseIn(ctx, place, "case-1", d.Clock.Now())
		check.NoError(t, err)
		check.Equal(t, n, 0)
	}
	for _, want := range []int{1, 0} {
		n, err := d.CaseIn(ctx, "990101001001", "case-1", d.Clock.Now())
		check.NoError(t, err)
		check.Equal(t, n, want)
	}
	f, err = d.FraudFreeUnit(ctx, Leader(East), f.ID)
	check.NoError(t, err)
	check.Equal(t, []any{f.State, f.Case, f.WithdrawnAt}, []any{outreach.Withdrawn, "case-1", d.Clock.Now()})
	check.Equal(t, []int64{facts(t, s)["fraud_free.awarded"], facts(t, s)["fraud_free.withdrawn"]}, []int64{1, 1})
}

// approved makes a message that may leave.
func (d *Desk) approved(t *testing.T, circle string) outreach.Message {
	t.Helper()
	m, err := d.Draft(ctx, Writer(City), Note(circle))
	check.NoError(t, err)
	_, err = d.Approve(ctx, Leader(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.state") // nothing leaves unverified
	m, err = d.Verify(ctx, Second(City), act(m.Head, ""), outreach.Verification{Department: "市税务局", Contact: "办公室电话核实", Confirmed: true})
	check.NoError(t, err)
	m, err = d.Approve(ctx, Leader(City), act(m.Head, ""))
	check.NoError(t, err)
	return m
}

// messageLife protects: draft, verify, approve by another, push, receipt, withdraw.
func messageLife(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	c := d.NewCircle(t)
	m, err := d.Draft(ctx, Leader(City), Note(c.ID))
	check.NoError(t, err)
	m, err = d.Verify(ctx, Second(City), act(m.Head, ""), outreach.Verification{Department: "市税务局", Contact: "值班室", Confirmed: true})
	check.NoError(t, err)
	_, err = d.Approve(ctx, Leader(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.four_eyes")
	other := Note(c.ID)
	other.Title = "虚假退税短信"
	m, err = d.Redraft(ctx, Writer(City), act(m.Head, ""), other)
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.VerifiedBy, m.Department}, []any{outreach.Draft, "", ""})
	m = d.approved(t, c.ID)
	m, err = d.Push(ctx, Writer(City), act(m.Head, ""))
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.Members, m.People, m.Ref, len(d.Channel.Pushed)}, []any{outreach.Pushed, int64(3), int64(12), "ref-" + m.ID, 1})
	check.True(t, strings.Contains(d.Channel.Pushed[0].Text, "经市税务局核实") && strings.Contains(d.Channel.Pushed[0].Text, "96110"), d.Channel.Pushed[0].Text)
	m, err = d.Receive(ctx, Writer(City), outreach.Receipt{Message: m.ID, Member: "edu", Read: 4, Forwarded: 2})
	check.NoError(t, err)
	_, err = d.Withdraw(ctx, Writer(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.reason_needed")
	m, err = d.Withdraw(ctx, Writer(City), act(m.Head, "税务部门更正说明"))
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.TakenBack, len(d.Channel.Withdrawn), d.Channel.Withdrawn[0].Reason}, []any{outreach.Withdrawn, true, 1, "税务部门更正说明"})
	check.Equal(t, facts(t, s), map[string]int64{"message.pushed": 1, "message.members": 3, "message.read": 4, "message.forwarded": 2})
	denied, err := d.Draft(ctx, Writer(City), Note(c.ID))
	check.NoError(t, err)
	denied, err = d.Verify(ctx, Second(City), act(denied.Head, "税务局表示无此情况"), outreach.Verification{Department: "市税务局", Contact: "值班室"})
	check.NoError(t, err)
	check.Equal(t, denied.State, outreach.Void)
}

// away protects: a message whose channel does not answer is sent again by the clock, once; a withdrawal too.
func away(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.approved(t, d.NewCircle(t).ID)
	d.Channel.Away = true
	_, err := d.Push(ctx, Writer(City), act(m.Head, ""))
	check.Fault(t, err, "outreach.push")
	m, err = d.Service.Message(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, []any{m.State, m.Tries, m.Failure != ""}, []any{outreach.Sending, int64(1), true})
	d.After(t, when.Minute)
	check.Equal(t, len(d.Channel.Pushed), 0)
	d.Channel.Away = false
	check.Equal(t, d.After(t, 10*when.Minute), 1)
	m, err = d.Service.Message(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, []any{m.State, len(d.Channel.Pushed), m.Failure}, []any{outreach.Pushed, 1, ""})
	d.Channel.Away = true
	m, err = d.Withdraw(ctx, Writer(City), act(m.Head, "更正"))
	check.NoError(t, err)
	check.True(t, !m.TakenBack && m.State == outreach.Withdrawn, "a withdrawal stands whether the channel hears of it or not")
	d.Channel.Away = false
	check.Equal(t, d.After(t, when.Hour), 1)
	check.Equal(t, len(d.Channel.Withdrawn), 1)
	check.Equal(t, d.After(t, 100*when.Day), 0)
}

// receipts protects: a later receipt replaces the earlier one, an older one that arrives late does not, and nobody reads more often
// than he has people.
func receipts(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	m := d.approved(t, d.NewCircle(t).ID)
	_, err := d.Receive(ctx, Writer(City), outreach.Receipt{Message: m.ID, Member: "tax", Read: 1})
	check.Fault(t, err, "outreach.state")
	m, err = d.Push(ctx, Writer(City), act(m.Head, ""))
	check.NoError(t, err)
	for _, c := range []struct {
		member string
		read   int64
		at     when.Micros
		code   string
	}{
		{"tax", 1, Start, ""}, {"tax", 4, Start, "outreach.field"}, {"health", 1, Start, "outreach.field"}, {"tax", -1, Start, "outreach.field"},
		{"edu", 5, Start, ""}, {"tax", 1, Start + when.Day, "outreach.in_the_future"}, {"tax", 1, Start - when.Day, "outreach.field"},
	} {
		_, err = d.Receive(ctx, Writer(City), outreach.Receipt{Head: outreach.Head{At: c.at}, Message: m.ID, Member: c.member, Read: c.read})
		if c.code == "" {
			check.NoError(t, err)
			continue
		}
		check.Fault(t, err, c.code)
	}
	d.Clock.Set(Start + when.Hour)
	m, err = d.Receive(ctx, Writer(City), outreach.Receipt{Message: m.ID, Member: "tax", Read: 3, Forwarded: 9})
	check.NoError(t, err)
	check.Equal(t, []int64{m.MembersRead, m.Read, m.Forwarded}, []int64{2, 8, 9})
	_, err = d.Receive(ctx, Writer(City), outreach.Receipt{Head: outreach.Head{At: Start}, Message: m.ID, Member: "tax", Read: 1})
	check.Fault(t, err, "outreach.stale")
	list, err := d.Receipts(ctx, Writer(City), m.ID)
	check.NoError(t, err)
	check.Equal(t, len(list), 2)
}

// ends protects: a message has an end, which nobody needs to think of; after it nothing is pushed.
func ends(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	c := d.NewCircle(t)
	m := d.approved(t, c.ID)
	m, err := d.Push(ctx, Writer(City), act(m.Head, ""))
	check.NoError(t, err)
	waiting := d.approved(t, c.ID)
	check.Equal(t, d.After(t, 72*when.Hour), 2)
	for _, one := range []outreach.Message{m, waiting} {
		got, err := d.Service.Message(ctx, Writer(City), one.ID)
		check.NoError(t, err)
		check.Equal(t, []any{got.State, got.Note}, []any{outreach.Expired, "期满自动失效"})
	}
	_, err = d.Push(ctx, Writer(City), outreach.Act{ID: waiting.ID, Version: waiting.Version + 1})
	check.True(t, err != nil, "a message left after its end")
	late := Note(c.ID)
	_, err = d.Draft(ctx, Writer(City), late)
	check.Fault(t, err, "outreach.field")
	late.ValidUntil = d.Clock.Now() + 1000*when.Day
	_, err = d.Draft(ctx, Writer(City), late)
	check.Fault(t, err, "outreach.field")
}

// stale protects: nothing is saved on what somebody else has changed, and no act goes without a version.
func stale(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	e, err := d.AddEvent(ctx, Writer(East), Event(), outreach.Handing{})
	check.NoError(t, err)
	_, err = d.CorrectEvent(ctx, Writer(East), act(e.Head, ""), e)
	check.NoError(t, err)
	_, err = d.CorrectEvent(ctx, Writer(East), act(e.Head, ""), e)
	check.Fault(t, err, "outreach.stale")
	_, err = d.VoidEvent(ctx, Writer(East), outreach.Act{ID: e.ID, Note: "x"})
	check.Fault(t, err, "outreach.field")
	_, err = d.VoidEvent(ctx, Writer(East), outreach.Act{ID: "nobody", Version: 1, Note: "x"})
	check.Fault(t, err, "outreach.not_found")
}

// scopes protects: a unit sees and changes its own and what lies below, in single reads, lists, counts and commands.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	e, err := d.AddEvent(ctx, Writer(East), Event(), outreach.Handing{})
	check.NoError(t, err)
	g, err := d.Register(ctx, Writer(East), outreach.Registration{Region: "990101000000", Day: Today, People: 5})
	check.NoError(t, err)
	for _, c := range []struct {
		scope access.Scope
		sees  bool
	}{{Leader(East), true}, {Leader(City), true}, {access.System(), true}, {Leader(West), false}, {Leader(Station1), false}} {
		_, err = d.Service.Event(ctx, c.scope, e.ID)
		check.Equal(t, err == nil, c.sees)
		list, _, err := d.Events(ctx, c.scope, outreach.Filter{})
		check.NoError(t, err)
		check.Equal(t, len(list) == 1, c.sees)
		sums, err := d.Tally(ctx, c.scope, outreach.Tallying{By: "unit"})
		check.NoError(t, err)
		check.Equal(t, len(sums) == 1, c.sees)
		rates, err := d.Rates(ctx, c.scope, Today)
		check.NoError(t, err)
		check.Equal(t, len(rates) == 1, c.sees)
	}
	other := Event()
	other.Unit = East
	_, err = d.AddEvent(ctx, Writer(West), other, outreach.Handing{})
	check.Fault(t, err, "outreach.not_found")
	_, err = d.VoidEvent(ctx, Writer(West), act(e.Head, "x"))
	check.Fault(t, err, "outreach.not_found")
	_, err = d.VoidRegistration(ctx, Writer(West), act(g.Head, "x"))
	check.Fault(t, err, "outreach.not_found")
	facts := stats.Fact{Unit: East, Region: "990101001"}
	d.Cases.Add(9, Today, facts)
	ask := outreach.TableAsk{Rows: []string{"age_band"}, Span: stats.Span{From: Today, To: Today}}
	for scope, want := range map[string]int64{City: 9, East: 9, West: 0} {
		table, err := d.Table(ctx, Leader(scope), ask)
		check.NoError(t, err)
		check.Equal(t, table.N, want)
	}
}

// rights protects: every command and query is refused to who lacks its right.
func rights(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	nobody := access.Scope{User: "n", Unit: City, Roles: []access.Role{access.SystemAdmin, access.Operator}}
	a, f := outreach.Act{}, outreach.Filter{}
	one := func(_ any, err error) error { return err }
	two := func(_ any, _ string, err error) error { return err }
	for i, err := range []error{
		one(d.AddEvent(ctx, nobody, Event(), outreach.Handing{})), one(d.CorrectEvent(ctx, nobody, a, Event())), one(d.VoidEvent(ctx, nobody, a)), one(d.Service.Event(ctx, nobody, "x")),
		two(d.Events(ctx, nobody, f)), one(d.Tally(ctx, nobody, outreach.Tallying{})), one(d.AddCampaign(ctx, nobody, outreach.Campaign{})), one(d.CorrectCampaign(ctx, nobody, a, outreach.Campaign{})),
		one(d.CloseCampaign(ctx, nobody, a)), two(d.Campaigns(ctx, nobody, f)), one(d.AddPledge(ctx, nobody, outreach.Pledge{})), one(d.VoidPledge(ctx, nobody, a)), two(d.Pledges(ctx, nobody, f)),
		one(d.AddWork(ctx, nobody, outreach.Work{})), one(d.CorrectWork(ctx, nobody, a, outreach.Work{})), two(d.Works(ctx, nobody, f)), one(d.AddHonour(ctx, nobody, outreach.Honour{})),
		one(d.EndHonour(ctx, nobody, a)), two(d.Honours(ctx, nobody, f)), one(d.AddMaterial(ctx, nobody, outreach.Material{})), one(d.ApproveMaterial(ctx, nobody, a)),
		one(d.ApproveMaterial(ctx, Writer(City), a)), one(d.RetireMaterial(ctx, nobody, a)), one(d.Service.Material(ctx, nobody, "x")), two(d.Materials(ctx, nobody, f)),
		one(d.MoveStock(ctx, nobody, outreach.Move{}, 0)), two(d.Moves(ctx, nobody, f)), one(d.Coverage(ctx, nobody)), one(d.AddBase(ctx, nobody, outreach.Base{})), one(d.VoidBase(ctx, nobody, a)),
		two(d.Bases(ctx, nobody, f)), one(d.Register(ctx, nobody, outreach.Registration{})), one(d.VoidRegistration(ctx, nobody, a)), two(d.Registrations(ctx, nobody, f)), one(d.Rates(ctx, nobody, Today)),
		one(d.Table(ctx, nobody, outreach.TableAsk{})), one(d.Give(ctx, nobody, outreach.TaskCmd{})), one(d.AcceptTask(ctx, nobody, a)), one(d.FinishTask(ctx, nobody, a, 0)),
		one(d.WithdrawTask(ctx, nobody, a)), one(d.Service.Task(ctx, nobody, "x")), two(d.Tasks(ctx, nobody, f)), one(d.Effect(ctx, nobody, "x")), one(d.Apply(ctx, nobody, outreach.FraudFree{})),
		one(d.Watch(ctx, Writer(City), a)), one(d.Judge(ctx, nobody, a, nil)), one(d.Award(ctx, Writer(City), a)), one(d.RefuseFraudFree(ctx, Writer(City), a)), one(d.WithdrawFraudFree(ctx, Writer(City), a)),
		one(d.FraudFreeUnit(ctx, nobody, "x")), two(d.FraudFreeUnits(ctx, nobody, f)), one(d.AddCircle(ctx, nobody, outreach.Circle{})), one(d.CorrectCircle(ctx, nobody, a, outreach.Circle{})),
		one(d.Service.Circle(ctx, nobody, "x")), two(d.Circles(ctx, nobody, f)), one(d.Redraft(ctx, nobody, a, outreach.Message{})),
		one(d.Verify(ctx, nobody, a, outreach.Verification{})), one(d.Approve(ctx, Writer(City), a)), one(d.Return(ctx, Writer(City), a)), one(d.Discard(ctx, nobody, a)), one(d.Push(ctx, nobody, a)),
		one(d.Withdraw(ctx, nobody, a)), one(d.Service.Message(ctx, nobody, "x")), two(d.Messages(ctx, nobody, f)), one(d.Receive(ctx, nobody, outreach.Receipt{})), one(d.Receipts(ctx, nobody, "x")),
	} {
		check.True(t, err != nil, fmt.Sprint("allowed: ", i))
		check.Fault(t, err, "access.denied")
	}
}

// pages protects: a list is walked without gaps or doubles, the latest first, and a field that it does not know is refused.
func pages(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i := range 7 {
		e := Event()
		e.At = Start - when.Micros(i/2)*when.Hour
		_, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.NoError(t, err)
	}
	f := outreach.Filter{Limit: 2, Is: map[string]string{"venue": "community", "large": ""}, In: "990101001000", From: Start - when.Day, To: Start + 1}
	seen := map[string]bool{}
	last := Start + 1
	for {
		list, next, err := d.Events(ctx, Leader(City), f)
		check.NoError(t, err)
		for _, e := range list {
			check.True(t, !seen[e.ID] && e.At <= last, "doubled or out of order")
			seen[e.ID], last = true, e.At
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	check.Equal(t, len(seen), 7)
	for _, bad := range []outreach.Filter{{Is: map[string]string{"salary": "1"}}, {Is: map[string]string{"venue": strings.Repeat("x", 65)}}, {Cursor: "x"}, {Cursor: "1.'--"}} {
		_, _, err := d.Events(ctx, Leader(City), bad)
		check.True(t, err != nil, fmt.Sprint(bad))
	}
	large, _, err := d.Events(ctx, Leader(City), outreach.Filter{Is: map[string]string{"large": "true"}})
	check.NoError(t, err)
	check.Equal(t, len(large), 0)
}

// tallies protects: people present and views are counted side by side, a void event not at all.
func tallies(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	live := outreach.Event{Head: outreach.Head{At: Start}, Sort: "live", Form: "live_show", Venue: "online", Title: "反诈直播", Views: 140_000, Large: true}
	_, err := d.AddEvent(ctx, Writer(East), live, outreach.Handing{})
	check.NoError(t, err)
	gone, err := d.AddEvent(ctx, Writer(East), Event(), outreach.Handing{})
	check.NoError(t, err)
	_, err = d.AddEvent(ctx, Writer(Station1), Event(), outreach.Handing{})
	check.NoError(t, err)
	_, err = d.VoidEvent(ctx, Writer(East), act(gone.Head, "重复"))
	check.NoError(t, err)
	all, err := d.Tally(ctx, Leader(City), outreach.Tallying{})
	check.NoError(t, err)
	check.Equal(t, all, []outreach.Tally{{Events: 2, Large: 1, Audience: 120, Views: 140_000, Last: Start}})
	for by, want := range map[string]int{"unit": 2, "venue": 2, "kind": 2, "form": 2, "region": 2, "campaign": 1} {
		list, err := d.Tally(ctx, Leader(City), outreach.Tallying{By: by, Digits: 9})
		check.NoError(t, err)
		check.Equal(t, len(list), want)
	}
	some, err := d.Tally(ctx, Leader(City), outreach.Tallying{By: "venue", In: "990101", From: Start - when.Day, To: Start, Is: map[string]string{"form": "lecture"}})
	check.NoError(t, err)
	check.Equal(t, len(some), 1)
	_, err = d.Tally(ctx, Leader(City), outreach.Tallying{By: "unit; drop table"})
	check.Fault(t, err, "outreach.field")
}

// twoClocks protects: copies that tick at the same moment end each message once.
func twoClocks(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	c := d.NewCircle(t)
	const n = 4
	for range n {
		d.approved(t, c.ID)
	}
	d.Clock.Set(Start + 80*when.Hour)
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 4 {
		wg.Go(func() {
			got, err := d.Tick(ctx)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			done += got
		})
	}
	wg.Wait()
	check.Equal(t, done, n)
}

// hostile protects: every text is kept as it was entered, or refused; nothing breaks out of it.
func hostile(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for _, text := range []string{"'; drop table outreach_event; --", "“引号”与\\反斜杠", "𠮷野家门前宣传", "%_ like", strings.Repeat("宣", 80)} {
		e := Event()
		e.Title = text
		e, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.NoError(t, err)
		got, err := d.Service.Event(ctx, Writer(East), e.ID)
		check.NoError(t, err)
		check.Equal(t, got.Title, text)
	}
	for _, text := range []string{"", strings.Repeat("宣", 81), "加微信号abc12345", "拨打13800138000", "http://x.cn"} {
		e := Event()
		e.Title = text
		_, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.True(t, err != nil, text)
	}
	for _, w := range d.Rules().Venues {
		e := Event()
		e.Venue = w.Code
		_, err := d.AddEvent(ctx, Writer(East), e, outreach.Handing{})
		check.NoError(t, err)
	}
}
