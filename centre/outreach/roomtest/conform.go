package roomtest

import (
	"context"
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
	check.Equal(t, []any{e.BeforeN, e.AfterN, e.ElsewhereBefore, e.ElsewhereAfter, e.Complete, e.Small}, []any{int64(12), int64(outreach.Hidden), int64(20), int64(outreach.Hidden), false, false}) // 19 beside the whole would tell the 2
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
