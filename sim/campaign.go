package sim

import (
	"slices"
	"strconv"

	"fanzha/term/when"
)

// Campaigns: every fraud type has a few gangs at work at a time, each with its own numbers, accounts, sites and app, which it
// uses on many people for two days and then throws away. Because things are used again, what one partner reports helps others.
const (
	gangs        = 3 // per type, staggered by a day
	campaignDays = 2
	sightedPct   = 55 // of a campaign's things are ever reported by a partner
)

// campaign is what one gang uses for two days.
type campaign struct {
	script   int
	key      uint64
	from     when.Micros
	links    [2]string
	hosts    [2]string
	app      string
	appName  string
	callers  [4]number // mainland ones
	foreign  [3]number
	senders  [3]number
	accounts [6]account
}

// newCampaign makes the things of a gang.
func (c *City) newCampaign(script, gang int, epoch int64) *campaign {
	r := roll(c.seed, streamCampaign, uint64(script*gangs+gang), uint64(epoch))
	g := &campaign{script: script, key: r.next()}
	g.from = when.Micros(epoch*campaignDays-int64(gang))*when.Day - zone
	for i := range g.links {
		g.hosts[i] = scamHost(&r)
		g.links[i] = "https://" + g.hosts[i] + scamPath(&r)
	}
	word := scamWords[r.n(len(scamWords))]
	g.appName = scamApps[r.n(len(scamApps))]
	g.app = "com." + word + "." + []string{"app", "vip", "client", "h5", "mobile"}[r.n(5)] + strconv.Itoa(r.n(90)+10)
	s := &scripts[script]
	for i := range g.callers {
		g.callers[i] = written(outsider(r.next()), &r)
		if r.pct(s.virtual * 100 / max(1, 100-s.foreign)) {
			g.callers[i] = num(asIs, virtual(r.next()))
		} else if r.pct(15) {
			g.callers[i] = landline(r.next())
		}
	}
	for i := range g.foreign {
		g.foreign[i] = foreign(r.next())
	}
	for i := range g.senders {
		g.senders[i] = num(asIs, virtual(r.next()))
		if r.pct(35) {
			g.senders[i] = port(r.next())
		}
	}
	for i := range g.accounts {
		g.accounts[i] = makeAccount(r.n(len(bankNames)), r.next())
	}
	return g
}

var scamWords = []string{"hongyun", "jinfu", "kuaijie", "yizhuan", "wantong", "haoyun", "shengshi", "dafeng", "xinrong", "bailian", "zhongtou", "huixin", "lianying", "tongda"}

var scamApps = []string{"鸿运派单", "聚鑫优投", "易借宝", "优享购", "同城密约", "盛世财富", "速贷通", "安全卫士通", "淘号阁", "惠民理赔"}

func scamHost(r *rng) string {
	word := scamWords[r.n(len(scamWords))]
	switch r.n(4) {
	case 0:
		return word + strconv.Itoa(r.n(9000)+100) + ".example"
	case 1:
		return "m." + word + "-" + scamWords[r.n(len(scamWords))] + ".example"
	case 2:
		return "h5." + word + strconv.Itoa(r.n(900)+10) + "vip.example"
	}
	return word + string(rune('a'+r.n(26))) + strconv.Itoa(r.n(90)+10) + ".example"
}

func scamPath(r *rng) string {
	return []string{"/", "/reg", "/d/" + strconv.Itoa(r.n(9000)+1000), "/#/home", "/login.html?c=" + strconv.Itoa(r.n(90000)+10000), "/app"}[r.n(6)]
}

// sighting is a partner's lead that waits for its time.
type sighting struct {
	at      when.Micros
	known   when.Micros // when the partner learned it; not before the city begins
	subject string
	peer    number
	account account
	url     string
	app     string
	fraud   string
	partner int
	weight  int
	name    uint64
	until   bool
}

// sightings schedules which of the gang's things partners will report, and when: some before anybody is hurt, most after.
func (c *City) sightings(g *campaign) []sighting {
	r := roll(c.seed, streamCampaign, g.key, 1)
	var out []sighting
	add := func(s sighting) {
		if !r.pct(sightedPct) {
			return
		}
		share := -0.05 + 0.85*r.f()
		s.at = g.from + when.Micros(share*float64(campaignDays*when.Day))
		s.weight, s.name, s.until = r.between(45, 95), r.next(), r.pct(60)
		if r.pct(80) {
			s.fraud = string(scripts[g.script].code)
		}
		out = append(out, s)
	}
	for _, a := range g.accounts {
		partner := police
		if a.bank() < bankCount && r.pct(75) {
			partner = firstBank + a.bank()
		}
		add(sighting{subject: "account", account: a, partner: partner})
	}
	for _, n := range slices.Concat(g.callers[:], g.foreign[:], g.senders[:]) {
		add(sighting{subject: "phone", peer: n, partner: firstCarrier + r.n(carrierCount)})
	}
	for _, u := range g.links {
		add(sighting{subject: "url", url: u, partner: police})
	}
	add(sighting{subject: "app", app: g.app, partner: police})
	return out
}

// mistaken is a lead on something innocent: a shop's account, a courier's number. A few a day keep everybody honest.
func (c *City) mistaken(day int64) []sighting {
	r := roll(c.seed, streamCampaign, 0x6d697374, uint64(day))
	out := make([]sighting, 0, 4)
	for range r.between(2, 4) {
		s := sighting{weight: r.between(20, 50), name: r.next(), at: when.Micros(day)*when.Day - zone + when.Micros(r.between(8, 20))*when.Hour}
		if r.pct(50) {
			s.subject, s.account, s.partner = "account", shopAccount(uint64(r.n(shopCount))), firstBank+r.n(bankCount)
		} else {
			s.subject, s.peer, s.partner = "phone", num(asIs, c.courierNumber(r.n(courierNumbers))), firstCarrier+r.n(carrierCount)
		}
		out = append(out, s)
	}
	return out
}

// sight writes a lead.
func (c *City) sight(s sighting) {
	e := &c.out
	e.open(kindSighting, s.partner, s.at)
	e.text("subject", s.subject)
	switch s.subject {
	case "phone":
		e.number("peer", s.peer)
	case "account":
		e.account("payee_account", s.account)
		e.key("payee_name")
		e.buf = append(strangerName(append(e.buf, '"'), s.name), '"')
		e.text("payee_bank", bankNameOf(s.account))
	case "url":
		e.text("url", s.url)
	case "app":
		e.text("app", s.app)
	}
	if s.fraud != "" {
		e.text("fraud", s.fraud)
	}
	if s.until {
		e.time("until", s.at+30*when.Day)
	}
	e.int("weight", int64(s.weight))
	e.close(s.known)
}
