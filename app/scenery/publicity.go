package scenery

import (
	"context"
	"fmt"
	"math/rand/v2"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/outreach"
	"fanzha/centre/stats"
	statstore "fanzha/centre/stats/store"
	"fanzha/sim"
	"fanzha/term/when"
)

// What the invented city's publicity holds.
const (
	Events        = 150
	publicityDays = 180 // over so many days
)

// Publicity fills the room of publicity.
type Publicity struct {
	Room   *outreach.Service
	People *accessstore.Store
	Clock  clock.Clock
}

// publicity fills the publicity of the invented city, from a seed.
type publicity struct {
	ctx context.Context
	Publicity
	rand     *rand.Rand
	now      when.Micros
	writer   access.Scope // 宣传专员
	second   access.Scope // 联席办, who verifies
	approver access.Scope
	material string
	campaign string
}

// Build fills publicity of the invented city, from a seed, once: what is there already stays. Everything in it is invented and
// says so.
func (p Publicity) Build(ctx context.Context) error {
	have, err := p.Room.Tally(ctx, system(), outreach.Tallying{})
	if err != nil || len(have) > 0 {
		return err
	}
	d := publicity{ctx: ctx, Publicity: p, rand: rand.New(rand.NewPCG(20261122, 97)), now: p.Clock.Now()}
	for login, into := range map[string]*access.Scope{WriterLogin: &d.writer, ClerkLogin: &d.second, ApproverLogin: &d.approver} {
		a, err := p.People.AccountByLogin(ctx, system(), login)
		if err != nil {
			return err
		}
		*into = a.Scope()
	}
	for _, step := range []func() error{d.levels, d.shelf, d.stock, d.events, d.titles, d.messages, d.tasks} {
		err = step()
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *publicity) today() stats.Day { return stats.DayOf(d.now) }

// levels are population bases and registrations of every township.
func (d *publicity) levels() error {
	bases := map[string]statstore.Population{}
	for _, p := range Populations(d.now) { // those of the rates per head
		bases[p.Region] = p
	}
	for i, s := range sim.Stations() {
		of := bases[s.Area]
		people := of.N
		_, err := d.Room.AddBase(d.ctx, d.writer, outreach.Base{
			Head: outreach.Head{Unit: s.Code, Note: note}, Region: s.Area, Day: of.Day, People: people, Source: of.Source,
		})
		for month := 5; month >= 0 && err == nil; month-- {
			share := 38 + int64(i) + int64(5-month)*2
			_, err = d.Room.Register(d.ctx, d.writer, outreach.Registration{
				Head: outreach.Head{Unit: s.Code, Note: note}, Region: s.Area, Day: d.today() - stats.Day(30*month) - 1, People: people * share / 100,
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shelf are campaigns, works, honours and pledges.
func (d *publicity) shelf() error {
	m, err := d.Room.AddCampaign(d.ctx, d.writer, outreach.Campaign{
		Head: outreach.Head{Note: note}, Title: "秋季集中宣传月", Theme: "全民反诈·守护平安", From: d.today() - 25, To: d.today() + 5, PlanEvents: 40, PlanAudience: 6000,
	})
	d.campaign = m.ID
	for i, title := range []string{"快板话反诈", "反诈阵线联盟", "老年人防骗八段锦", "刷单骗局三分钟", "最全防诈图解"} {
		if err == nil {
			_, err = d.Room.AddWork(d.ctx, d.writer, outreach.Work{
				Head: outreach.Head{Note: note}, Title: title, Genre: []string{"kuaiban", "film", "song", "video", "comic"}[i], Platform: []string{"wechat", "douyin"}[i%2], Rights: "own",
				Views: int64(2000 + d.rand.IntN(90_000)), ViewsDay: d.today(),
			})
		}
	}
	if err == nil {
		_, err = d.Room.AddHonour(d.ctx, d.writer, outreach.Honour{Head: outreach.Head{Note: note}, Sort: "award", Title: "反诈舞蹈大赛", Rank: 1, Document: "演示证书-01"})
	}
	for i, s := range sim.Stations() {
		if err == nil {
			n := int64(80 + d.rand.IntN(400))
			_, err = d.Room.AddPledge(d.ctx, d.writer, outreach.Pledge{
				Head: outreach.Head{Unit: s.Code, At: d.hour(3*(i+1), 14), Note: note}, Region: s.Area, Venue: []string{"school", "community", "enterprise"}[i%3],
				Letters: n, Handbooks: n, Pledges: n - int64(d.rand.IntN(30)),
			})
		}
	}
	return err
}

// stock is an edition that was printed and is handed out at events, and one that waits for its approval.
func (d *publicity) stock() error {
	m, err := d.Room.AddMaterial(d.ctx, d.writer, outreach.Material{
		Head: outreach.Head{Note: note}, Sort: "leaflet", Title: "反诈明白纸", Edition: "2026-3", Text: "陌生链接不点、验证码不说、钱款不转，有疑问拨打96110。",
	})
	if err == nil {
		m, err = d.Room.ApproveMaterial(d.ctx, d.approver, outreach.Act{ID: m.ID, Version: m.Version})
	}
	if err == nil {
		_, err = d.Room.MoveStock(d.ctx, d.writer, outreach.Move{Head: outreach.Head{Note: note}, Material: m.ID, Act: outreach.MovePrinted, N: 60_000}, m.Version)
	}
	d.material = m.ID
	if err == nil {
		_, err = d.Room.AddMaterial(d.ctx, d.writer, outreach.Material{
			Head: outreach.Head{Note: note}, Sort: "handbook", Title: "校园防骗手册", Edition: "2026-1", Text: "网络兼职先垫付都是诈骗。",
		})
	}
	return err
}

// hour is a moment some days ago, at a quarter of an hour after a full hour: when people hold something.
func (d *publicity) hour(daysAgo, hour int) when.Micros {
	return (d.today() - stats.Day(daysAgo)).Start() + when.Micros(hour)*when.Hour + when.Micros(15*d.rand.IntN(4))*when.Minute
}

// venues are how often an event is at a venue, with its title, form, and the hours between which it begins.
var venues = []struct {
	venue, form, title string
	from, to           int
}{
	{"community", "lecture", "社区反诈讲座", 9, 16}, {"community", "door_to_door", "入户防骗走访", 18, 20}, {"school", "lecture", "校园反诈第一课", 8, 16},
	{"enterprise", "lecture", "企业财务防骗培训", 9, 16}, {"village", "on_site", "乡村大集反诈宣传", 8, 11}, {"market", "leaflets", "市场发放明白纸", 8, 11},
	{"square", "performance", "广场反诈文艺演出", 18, 20}, {"online", "live_show", "反诈直播课堂", 19, 21}, {"bank", "on_site", "网点防骗讲解", 9, 16},
}

// events of half a year; two townships have none, so that the map of gaps has something to say.
func (d *publicity) events() error {
	stations := sim.Stations()
	for range Events {
		s := stations[d.rand.IntN(len(stations)-2)]
		v := venues[d.rand.IntN(len(venues))]
		at := d.hour(1+d.rand.IntN(publicityDays), v.from+d.rand.IntN(v.to-v.from+1))
		e := outreach.Event{
			Head: outreach.Head{Unit: s.Code, At: at, Note: note}, Sort: "routine", Form: v.form, Venue: v.venue, Title: v.title, Region: s.Area, Place: s.AreaZH,
			Audience: int64(30 + d.rand.IntN(260)), Staff: int64(2 + d.rand.IntN(5)),
		}
		switch v.form {
		case "live_show":
			e.Audience, e.Views, e.Sort = 0, int64(1000+d.rand.IntN(30_000)), "live"
			e.Large = e.Views > 20_000
		case "performance":
			e.Audience, e.Sort = int64(400+d.rand.IntN(900)), "show"
			e.Large = e.Audience >= 500
		}
		if stats.DayOf(at) > d.today()-25 {
			e.Campaign, e.Theme = d.campaign, "全民反诈·守护平安"
		}
		hand := outreach.Handing{Material: d.material, N: e.Audience}
		if e.Audience == 0 {
			hand = outreach.Handing{}
		}
		_, err := d.Room.AddEvent(d.ctx, d.writer, e, hand)
		if err != nil {
			return err
		}
	}
	return nil
}

// titles are fraud-free units: one that has just applied, two under watch.
func (d *publicity) titles() error {
	for i, s := range sim.Stations()[:3] {
		f, err := d.Room.Apply(d.ctx, d.writer, outreach.FraudFree{
			Head: outreach.Head{Unit: s.Code}, Sort: []string{"community", "village", "campus"}[i], Title: s.AreaZH + []string{"第一社区", "东村", "中学"}[i], Region: s.Area + fmt.Sprintf("%03d", i+1),
		})
		if err == nil && i > 0 {
			_, err = d.Room.Watch(d.ctx, d.approver, outreach.Act{ID: f.ID, Version: f.Version})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// messages are one that members have read, one that waits for approval, and one that is being written.
func (d *publicity) messages() error {
	circle := outreach.Circle{Title: "市级反诈联席工作群"}
	for i, name := range employers {
		circle.Members = append(circle.Members, outreach.Member{Code: fmt.Sprintf("member_%d", i+1), Name: name, People: int64(12 + 7*i)})
	}
	c, err := d.Room.AddCircle(d.ctx, d.writer, circle)
	if err != nil {
		return err
	}
	for i, m := range []outreach.Message{
		{Title: "虚假退税通知", What: "近期有人收到“个人所得税退税”短信，诱导填写银行卡信息", Why: "税务部门从不以短信索要银行卡和验证码", Do: "请转告本单位职工不点击、不填写"},
		{Title: "冒充学校收费", What: "有人冒用班主任头像在家长群发起收款", Why: "学校不在群内以个人收款码收费", Do: "缴费前请当面或按学校公布的方式核实"},
		{Title: "年底“清库存”刷单", What: "年底出现以“清库存返利”为名的刷单信息", Why: "先垫付再返利都是诈骗", Do: "请提醒职工和家属不要参与"},
	} {
		m.Circle, m.ValidUntil = c.ID, d.now+when.Micros(i+5)*when.Day
		err = d.message(m, 2-i, c)
		if err != nil {
			return err
		}
	}
	return nil
}

// message brings a message so many steps on: verified, then approved, pushed and read.
func (d *publicity) message(m outreach.Message, steps int, c outreach.Circle) error {
	m, err := d.Room.Draft(d.ctx, d.writer, m)
	if err != nil || steps < 1 {
		return err
	}
	m, err = d.Room.Verify(d.ctx, d.second, outreach.Act{ID: m.ID, Version: m.Version},
		outreach.Verification{Department: c.Members[0].Name, Contact: note + "：值班室电话核实", Confirmed: true})
	if err != nil || steps < 2 {
		return err
	}
	m, err = d.Room.Approve(d.ctx, d.approver, outreach.Act{ID: m.ID, Version: m.Version})
	if err == nil {
		m, err = d.Room.Push(d.ctx, d.writer, outreach.Act{ID: m.ID, Version: m.Version})
	}
	for i, member := range c.Members[:len(c.Members)-1] {
		if err == nil {
			_, err = d.Room.Receive(d.ctx, d.writer, outreach.Receipt{Message: m.ID, Member: member.Code, Read: member.People - int64(i*3), Forwarded: int64(i)})
		}
	}
	return err
}

// tasks are one that a station has finished and one that waits for the human's station.
func (d *publicity) tasks() error {
	stations := sim.Stations()
	group := outreach.Group{Sides: map[string]string{stats.FraudType.String(): "brushing_rebate"}}
	given, err := d.Room.Give(d.ctx, d.writer, outreach.TaskCmd{
		Group: group, Span: stats.Span{From: d.today() - 90, To: d.today()}, Units: []string{stations[0].Code, stations[1].Code},
		Text: "面向辖区居民开展精准宣传，重点揭露“刷单返利”手法，完成后填报触达人数。", DueAt: d.now + 7*when.Day,
	})
	if err != nil {
		return err
	}
	officer, err := d.People.AccountByLogin(d.ctx, system(), StaffLogin(stations[1].Code))
	if err != nil {
		return err
	}
	t, err := d.Room.AcceptTask(d.ctx, officer.Scope(), outreach.Act{ID: given[1].ID, Version: given[1].Version})
	if err == nil {
		_, err = d.Room.FinishTask(d.ctx, officer.Scope(), outreach.Act{ID: t.ID, Version: t.Version, Note: "进社区两场、入户六十户，发放明白纸三百份"}, 420)
	}
	return err
}
