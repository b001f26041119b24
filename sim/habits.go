package sim

import (
	"strconv"

	"fanzha/sim/texts"
	"fanzha/sim/town"
	"fanzha/term/when"
)

// The people and firms that residents deal with.
const (
	shopCount      = 4000
	courierNumbers = 900
	friendCount    = 24
)

var (
	shopNames    = []string{"云家优选", "百汇超市", "青禾生鲜", "星程出行", "锦程书城", "苍穹游戏", "蓝湾影城", "悠点外卖", "麦田药房", "起点健身"}
	courierNames = []string{"飞雁快递", "云途速运", "青鸟物流", "邻里驿站"}
	sites        = []string{"yunhe-mall.example", "news.yunhe.example", "video.lanwan.example", "map.yuntu.example", "mail.shili.example", "bbs.yunhe.example",
		"edu.xueyuan.example", "gov.yunhe.example", "music.qinghe.example", "waimai.youdian.example", "read.jincheng.example", "bank.yunhebank.example"}
	oddSites = []string{"fx-rates-review.example", "cheap-flights-now.example", "old-coins-market.example", "free-novel-88.example", "jobs-parttime.example",
		"stock-talk.example", "second-hand-phones.example", "overseas-shopping.example", "credit-card-tips.example", "dating-corner.example", "game-items-bazaar.example"}
	apps = []string{"com.yunhe.mall", "com.youdian.waimai", "com.lanwan.video", "com.yuntu.pay", "com.yunhe.bank", "com.xingcheng.ride", "com.cangqiong.game",
		"com.qinghe.fresh", "com.shili.mail", "com.yunhe.gov"}
)

func shopAccount(shop uint64) town.Account {
	return town.MakeAccount(int(shop%uint64(len(town.BankNames))), shop^0x73686f70)
}

// courierNumber is the mobile of a courier, who is not a resident of ours.
func (c *City) courierNumber(i int) uint64 { return town.Outsider(c.seed ^ uint64(i)<<20 ^ 0x70617263) }

// friend is who a person talks to and pays: family, neighbours, others in town (index ≥ 0), or somebody elsewhere (-1).
// The first ones are the closest; the same k is always the same person.
func (c *City) friend(i, k int) (resident int, elsewhere uint64) {
	p := c.town.Resident(i)
	if k < int(p.Size)-1 {
		m := int(p.Home) + k
		if m >= i {
			m++
		}
		return min(m, c.People()-1), 0
	}
	r := town.Roll(c.seed, town.StreamContact, uint64(i), uint64(k))
	switch n := r.N(100); {
	case n < 30: // neighbourhood
		return (i + 1 + r.N(300)) % c.People(), 0
	case n < 70:
		return r.N(c.People()), 0
	}
	return -1, town.Outsider(r.Next())
}

// closeness picks a contact; the closest are picked most.
func closeness(r *town.Rand) int { return int(r.F() * r.F() * friendCount) }

func (c *City) friendNumber(r *town.Rand, who int) town.Number {
	resident, elsewhere := c.friend(who, closeness(r))
	if resident >= 0 {
		elsewhere = c.town.MobileOf(resident)
	}
	return town.Written(elsewhere, r)
}

func length(r *town.Rand, median, sigma float64, most int64) int64 {
	return min(most, max(2, int64(r.Skewed(median, sigma))))
}

func talk(c *City, r *town.Rand, who int, at when.Micros) {
	k := callRecord{who: who, at: at, peer: c.friendNumber(r, who), out: r.Pct(52), answered: r.Pct(82), channel: "voice"}
	if k.answered {
		k.seconds = length(r, 75, 1.1, 5400)
	}
	c.call(k)
}

func courierCall(c *City, r *town.Rand, who int, at when.Micros) {
	n := town.Written(c.courierNumber(int(c.town.Resident(who).Station)*courierNumbers/len(town.Stations)+r.N(courierNumbers/len(town.Stations))), r)
	if r.Pct(20) {
		n = town.Num(town.AsIs, town.Virtual(c.seed^uint64(r.N(400)))) // couriers call through privacy numbers
	}
	k := callRecord{who: who, at: at, peer: n, answered: r.Pct(78), channel: "voice"}
	if k.answered {
		k.seconds = length(r, 22, 0.6, 200)
	}
	c.call(k)
}

func serviceCall(c *City, r *town.Rand, who int, at when.Micros) {
	p := c.town.Resident(who)
	n := []town.Number{town.Service(town.ServiceBank + uint64(p.Bank)), town.Service(town.ServiceCarrier + uint64(p.Carrier)), town.Service(town.ServiceParcel), town.Service(town.ServiceShop),
		town.Service(town.City12345), town.Service(town.Hotline96110)}[town.Pick(r, []int{34, 26, 14, 12, 10, 4})]
	k := callRecord{who: who, at: at, peer: n, out: r.Pct(60), answered: true, seconds: length(r, 140, 0.8, 2400), channel: "voice"}
	c.call(k)
}

func salesCall(c *City, r *town.Rand, who int, at when.Micros) {
	key := c.seed ^ uint64(r.N(600))<<8
	n := town.Num(town.AsIs, town.Virtual(key))
	if r.Pct(40) {
		n = town.Landline(key)
	}
	k := callRecord{who: who, at: at, peer: n, answered: r.Pct(46), channel: "voice"}
	if k.answered {
		k.seconds = length(r, 18, 0.9, 900)
	}
	c.call(k)
}

func businessCall(c *City, r *town.Rand, who int, at when.Micros) {
	k := callRecord{who: who, at: at, peer: town.Written(town.Outsider(r.Next()), r), out: r.Pct(50), answered: r.Pct(80), channel: "voice"}
	if r.Pct(15) {
		k.peer = town.Landline(r.Next())
	}
	if k.answered {
		k.seconds = length(r, 110, 1.0, 4200)
	}
	c.call(k)
}

// kinCall is a relative abroad: long calls from a foreign number, and nothing wrong with them.
func kinCall(c *City, r *town.Rand, _ int, at when.Micros) {
	if len(c.town.Kin) == 0 {
		return
	}
	who := int(c.town.Kin[r.N(len(c.town.Kin))])
	k := callRecord{who: who, at: at, peer: town.Foreign(c.seed ^ uint64(who)<<4 ^ uint64(r.N(2))), out: r.Pct(35), answered: r.Pct(85), channel: "voice"}
	if r.Pct(40) {
		k.channel = "voip"
	}
	if k.answered {
		k.seconds = length(r, 620, 0.8, 7200)
	}
	c.call(k)
}

func wrongNumber(c *City, r *town.Rand, who int, at when.Micros) {
	k := callRecord{who: who, at: at, peer: town.Written(town.Outsider(r.Next()), r), answered: r.Pct(50), channel: "voice"}
	if r.Pct(15) {
		k.peer = town.Foreign(r.Next())
		k.answered = r.Pct(25)
	}
	if k.answered {
		k.seconds = length(r, 9, 0.5, 60)
	}
	c.call(k)
}

// say makes a habit of a list of wordings and of who sends them.
func say(list *[]texts.Template, from func(*City, *town.Rand, int) town.Number) func(*City, *town.Rand, int, when.Micros) {
	return func(c *City, r *town.Rand, who int, at when.Micros) {
		m := textRecord{who: who, at: at, from: from(c, r, who), channel: "sms"}
		m.words = &(*list)[r.N(len(*list))]
		m.ink = ink{c: c, r: r, who: who}
		m.out = m.from.Personal() && r.Pct(40)
		c.message(m)
	}
}

func fromShop(c *City, r *town.Rand, _ int) town.Number { return town.Port(c.seed ^ uint64(r.N(300))) }

func fromBank(c *City, _ *town.Rand, who int) town.Number {
	return town.Service(town.ServiceBank + uint64(c.town.Resident(who).Bank))
}

func fromCourier(c *City, r *town.Rand, _ int) town.Number {
	if r.Pct(30) {
		return town.Num(town.AsIs, c.courierNumber(r.N(courierNumbers)))
	}
	return town.Service(town.ServiceParcel)
}

func fromFriend(c *City, r *town.Rand, who int) town.Number { return c.friendNumber(r, who) }

func fromOfficial(_ *City, r *town.Rand, _ int) town.Number {
	return town.Service([]uint64{town.Hotline96110, town.Warn12381}[r.N(2)])
}

func usualSite(c *City, r *town.Rand, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, url: "https://" + sites[(who+closeness(r))%len(sites)] + "/p/" + strconv.Itoa(r.N(5000)), seconds: length(r, 90, 1.1, 7200)})
}

func usualApp(c *City, r *town.Rand, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, app: apps[(who+closeness(r))%len(apps)], seconds: length(r, 150, 1.2, 9000)})
}

func oddSite(c *City, r *town.Rand, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, url: "http://" + oddSites[r.N(len(oddSites))] + "/", seconds: length(r, 60, 1, 1800)})
}

func remoteApp(c *City, r *town.Rand, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, app: remoteApps[r.N(len(remoteApps))], seconds: length(r, 1800, 0.7, 9000)})
}

func shopPayment(c *City, r *town.Rand, who int, at when.Micros) {
	shop := town.Roll(c.seed, town.StreamShop, uint64(who), uint64(r.N(6)))
	id := uint64(shop.N(shopCount))
	fen := max(100, int64(r.Skewed(4200, 1.0)))
	channel := "third_party"
	if r.Pct(30) {
		channel = "pos"
	}
	c.transfer(payRecord{who: who, at: at, to: shopAccount(id), name: id, firm: true, fen: fen, channel: channel})
}

func friendPayment(c *City, r *town.Rand, who int, at when.Micros) {
	p := payRecord{who: who, at: at, fen: max(1, int64(r.Skewed(300, 1.1))) * 100, channel: c.payChannel(who, r)}
	resident, elsewhere := c.friend(who, closeness(r))
	if resident >= 0 {
		p.to, p.local = c.town.AccountOf(resident), resident+1
	} else {
		p.to, p.name = town.MakeAccount(int(elsewhere%uint64(len(town.BankNames))), elsewhere), elsewhere
	}
	c.transfer(p)
}

// newPayee is a first payment to somebody: a craftsman, a deposit, second-hand goods, a school.
func newPayee(c *City, r *town.Rand, who int, at when.Micros) {
	key := r.Next()
	p := payRecord{who: who, at: at, to: town.MakeAccount(r.N(len(town.BankNames)), key), name: key, firm: r.Pct(45), fen: max(10, int64(r.Skewed(900, 1.2))) * 100}
	p.channel = c.payChannel(who, r)
	c.transfer(p)
}

// bigPayment is a house deposit, a car, tuition, a hospital: large, often to a new payee, sometimes in two parts.
func bigPayment(c *City, r *town.Rand, who int, at when.Micros) {
	key := r.Next()
	fen := int64(max(10, min(900, r.Skewed(60, 0.9)))) * 1000 * 100
	p := payRecord{who: who, at: at, to: town.MakeAccount(r.N(len(town.BankNames)), key), name: key, firm: r.Pct(75), fen: fen, channel: c.payChannel(who, r)}
	c.transfer(p)
	if r.Pct(20) {
		p.at += when.Micros(r.Between(120, 900)) * when.Second
		p.fen /= 2
		c.transfer(p)
	}
}

func payRent(c *City, r *town.Rand, who int, at when.Micros) {
	key := c.seed ^ uint64(who)<<16
	fen := int64(1200+50*int(c.town.Resident(who).Wealth)*int(key>>20%7+1)) * 100
	c.transfer(payRecord{who: who, at: at, to: town.MakeAccount(int(key>>30%uint64(len(town.BankNames))), key), name: key, fen: fen, channel: c.payChannel(who, r)})
}

// payWages is a small employer who pays several people in a row.
func payWages(c *City, r *town.Rand, who int, at when.Micros) {
	for k := range r.Between(3, 9) {
		staff := town.Roll(c.seed, town.StreamContact, uint64(who), uint64(1000+k))
		i := staff.N(c.People())
		fen := int64(35+r.N(60)) * 100 * 100
		c.transfer(payRecord{who: who, at: at + when.Micros(k*40)*when.Second, to: c.town.AccountOf(i), local: i + 1, fen: fen, channel: "web"})
	}
}

// consult is a question to the police by somebody who has lost nothing.
func consult(c *City, r *town.Rand, who int, at when.Micros) {
	k := reportRecord{who: who, at: at, words: &texts.Consults[r.N(len(texts.Consults))]}
	k.channel = []string{"96110", "110", "counter", "app"}[town.Pick(r, []int{50, 25, 15, 10})]
	k.ink = ink{c: c, r: r, who: who}
	c.report(k)
}
