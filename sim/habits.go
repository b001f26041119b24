package sim

import (
	"strconv"

	"fanzha/sim/texts"
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

func shopAccount(shop uint64) account {
	return makeAccount(int(shop%uint64(len(bankNames))), shop^0x73686f70)
}

// courierNumber is the mobile of a courier, who is not a resident of ours.
func (c *City) courierNumber(i int) uint64 { return outsider(c.seed ^ uint64(i)<<20 ^ 0x70617263) }

// friend is who a person talks to and pays: family, neighbours, others in town (index ≥ 0), or somebody elsewhere (-1).
// The first ones are the closest; the same k is always the same person.
func (c *City) friend(i, k int) (resident int, elsewhere uint64) {
	p := &c.people[i]
	if k < int(p.size)-1 {
		m := int(p.home) + k
		if m >= i {
			m++
		}
		return min(m, len(c.people)-1), 0
	}
	r := roll(c.seed, streamContact, uint64(i), uint64(k))
	switch n := r.n(100); {
	case n < 30: // neighbourhood
		return (i + 1 + r.n(300)) % len(c.people), 0
	case n < 70:
		return r.n(len(c.people)), 0
	}
	return -1, outsider(r.next())
}

// close picks a contact; the closest are picked most.
func closeness(r *rng) int { return int(r.f() * r.f() * friendCount) }

func (c *City) friendNumber(r *rng, who int) number {
	resident, elsewhere := c.friend(who, closeness(r))
	if resident >= 0 {
		elsewhere = c.mobileOf(resident)
	}
	return written(elsewhere, r)
}

func length(r *rng, median, sigma float64, most int64) int64 {
	return min(most, max(2, int64(r.skewed(median, sigma))))
}

func talk(c *City, r *rng, who int, at when.Micros) {
	k := callRecord{who: who, at: at, peer: c.friendNumber(r, who), out: r.pct(52), answered: r.pct(82), channel: "voice"}
	if k.answered {
		k.seconds = length(r, 75, 1.1, 5400)
	}
	c.call(k)
}

func courierCall(c *City, r *rng, who int, at when.Micros) {
	n := written(c.courierNumber(int(c.people[who].station)*courierNumbers/len(stations)+r.n(courierNumbers/len(stations))), r)
	if r.pct(20) {
		n = num(asIs, virtual(c.seed^uint64(r.n(400)))) // couriers call through privacy numbers
	}
	k := callRecord{who: who, at: at, peer: n, answered: r.pct(78), channel: "voice"}
	if k.answered {
		k.seconds = length(r, 22, 0.6, 200)
	}
	c.call(k)
}

func serviceCall(c *City, r *rng, who int, at when.Micros) {
	p := &c.people[who]
	n := []number{service(serviceBank + uint64(p.bank)), service(serviceCarrier + uint64(p.carrier)), service(serviceParcel), service(serviceShop),
		service(city12345), service(hotline96110)}[pick(r, []int{34, 26, 14, 12, 10, 4})]
	k := callRecord{who: who, at: at, peer: n, out: r.pct(60), answered: true, seconds: length(r, 140, 0.8, 2400), channel: "voice"}
	c.call(k)
}

func salesCall(c *City, r *rng, who int, at when.Micros) {
	key := c.seed ^ uint64(r.n(600))<<8
	n := num(asIs, virtual(key))
	if r.pct(40) {
		n = landline(key)
	}
	k := callRecord{who: who, at: at, peer: n, answered: r.pct(46), channel: "voice"}
	if k.answered {
		k.seconds = length(r, 18, 0.9, 900)
	}
	c.call(k)
}

func businessCall(c *City, r *rng, who int, at when.Micros) {
	k := callRecord{who: who, at: at, peer: written(outsider(r.next()), r), out: r.pct(50), answered: r.pct(80), channel: "voice"}
	if r.pct(15) {
		k.peer = landline(r.next())
	}
	if k.answered {
		k.seconds = length(r, 110, 1.0, 4200)
	}
	c.call(k)
}

// kinCall is a relative abroad: long calls from a foreign number, and nothing wrong with them.
func kinCall(c *City, r *rng, _ int, at when.Micros) {
	if len(c.kin) == 0 {
		return
	}
	who := int(c.kin[r.n(len(c.kin))])
	k := callRecord{who: who, at: at, peer: foreign(c.seed ^ uint64(who)<<4 ^ uint64(r.n(2))), out: r.pct(35), answered: r.pct(85), channel: "voice"}
	if r.pct(40) {
		k.channel = "voip"
	}
	if k.answered {
		k.seconds = length(r, 620, 0.8, 7200)
	}
	c.call(k)
}

func wrongNumber(c *City, r *rng, who int, at when.Micros) {
	k := callRecord{who: who, at: at, peer: written(outsider(r.next()), r), answered: r.pct(50), channel: "voice"}
	if r.pct(15) {
		k.peer = foreign(r.next())
		k.answered = r.pct(25)
	}
	if k.answered {
		k.seconds = length(r, 9, 0.5, 60)
	}
	c.call(k)
}

// say makes a habit of a list of wordings and of who sends them.
func say(list *[]texts.Template, from func(*City, *rng, int) number) func(*City, *rng, int, when.Micros) {
	return func(c *City, r *rng, who int, at when.Micros) {
		m := textRecord{who: who, at: at, from: from(c, r, who), channel: "sms"}
		m.words = &(*list)[r.n(len(*list))]
		m.ink = ink{c: c, r: r, who: who}
		m.out = m.from.personal() && r.pct(40)
		c.message(m)
	}
}

// personal says whether a number belongs to a person, as opposed to a service.
func (n number) personal() bool {
	return n.digits() > 13_000_000_000 && n.digits() < 20_000_000_000 || n>>56 == as86 || n>>56 == as0086
}

func fromShop(c *City, r *rng, _ int) number { return port(c.seed ^ uint64(r.n(300))) }

func fromBank(c *City, _ *rng, who int) number {
	return service(serviceBank + uint64(c.people[who].bank))
}

func fromCourier(c *City, r *rng, _ int) number {
	if r.pct(30) {
		return num(asIs, c.courierNumber(r.n(courierNumbers)))
	}
	return service(serviceParcel)
}

func fromFriend(c *City, r *rng, who int) number { return c.friendNumber(r, who) }

func fromOfficial(_ *City, r *rng, _ int) number {
	return service([]uint64{hotline96110, warn12381}[r.n(2)])
}

func usualSite(c *City, r *rng, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, url: "https://" + sites[(who+closeness(r))%len(sites)] + "/p/" + strconv.Itoa(r.n(5000)), seconds: length(r, 90, 1.1, 7200)})
}

func usualApp(c *City, r *rng, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, app: apps[(who+closeness(r))%len(apps)], seconds: length(r, 150, 1.2, 9000)})
}

func oddSite(c *City, r *rng, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, url: "http://" + oddSites[r.n(len(oddSites))] + "/", seconds: length(r, 60, 1, 1800)})
}

func remoteApp(c *City, r *rng, who int, at when.Micros) {
	c.visit(visitRecord{who: who, at: at, app: remoteApps[r.n(len(remoteApps))], seconds: length(r, 1800, 0.7, 9000)})
}

func shopPayment(c *City, r *rng, who int, at when.Micros) {
	shop := roll(c.seed, streamShop, uint64(who), uint64(r.n(6)))
	id := uint64(shop.n(shopCount))
	fen := max(100, int64(r.skewed(4200, 1.0)))
	channel := "third_party"
	if r.pct(30) {
		channel = "pos"
	}
	c.transfer(payRecord{who: who, at: at, to: shopAccount(id), name: id, firm: true, fen: fen, channel: channel})
}

func friendPayment(c *City, r *rng, who int, at when.Micros) {
	p := payRecord{who: who, at: at, fen: max(1, int64(r.skewed(300, 1.1))) * 100, channel: c.payChannel(who, r)}
	resident, elsewhere := c.friend(who, closeness(r))
	if resident >= 0 {
		p.to, p.local = c.accountOf(resident), resident+1
	} else {
		p.to, p.name = makeAccount(int(elsewhere%uint64(len(bankNames))), elsewhere), elsewhere
	}
	c.transfer(p)
}

// newPayee is a first payment to somebody: a craftsman, a deposit, second-hand goods, a school.
func newPayee(c *City, r *rng, who int, at when.Micros) {
	key := r.next()
	p := payRecord{who: who, at: at, to: makeAccount(r.n(len(bankNames)), key), name: key, firm: r.pct(45), fen: max(10, int64(r.skewed(900, 1.2))) * 100}
	p.channel = c.payChannel(who, r)
	c.transfer(p)
}

// bigPayment is a house deposit, a car, tuition, a hospital: large, often to a new payee, sometimes in two parts.
func bigPayment(c *City, r *rng, who int, at when.Micros) {
	key := r.next()
	fen := int64(max(10, min(900, r.skewed(60, 0.9)))) * 1000 * 100
	p := payRecord{who: who, at: at, to: makeAccount(r.n(len(bankNames)), key), name: key, firm: r.pct(75), fen: fen, channel: c.payChannel(who, r)}
	c.transfer(p)
	if r.pct(20) {
		p.at += when.Micros(r.between(120, 900)) * when.Second
		p.fen /= 2
		c.transfer(p)
	}
}

func payRent(c *City, r *rng, who int, at when.Micros) {
	key := c.seed ^ uint64(who)<<16
	fen := int64(1200+50*int(c.people[who].wealth)*int(key>>20%7+1)) * 100
	c.transfer(payRecord{who: who, at: at, to: makeAccount(int(key>>30%uint64(len(bankNames))), key), name: key, fen: fen, channel: c.payChannel(who, r)})
}

// payWages is a small employer who pays several people in a row.
func payWages(c *City, r *rng, who int, at when.Micros) {
	for k := range r.between(3, 9) {
		staff := roll(c.seed, streamContact, uint64(who), uint64(1000+k))
		i := staff.n(len(c.people))
		fen := int64(35+r.n(60)) * 100 * 100
		c.transfer(payRecord{who: who, at: at + when.Micros(k*40)*when.Second, to: c.accountOf(i), local: i + 1, fen: fen, channel: "web"})
	}
}

// consult is a question to the police by somebody who has lost nothing.
func consult(c *City, r *rng, who int, at when.Micros) {
	k := reportRecord{who: who, at: at, words: &texts.Consults[r.n(len(texts.Consults))]}
	k.channel = []string{"96110", "110", "counter", "app"}[pick(r, []int{50, 25, 15, 10})]
	k.ink = ink{c: c, r: r, who: who}
	c.report(k)
}
