package sim

import (
	"fanzha/sim/town"
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
	callers  [4]town.Number // mainland ones
	foreign  [3]town.Number
	senders  [3]town.Number
	accounts [6]town.Account
}

// newCampaign makes the things of a gang.
func (c *City) newCampaign(script, gang int, epoch int64) *campaign {
	r := town.Roll(c.seed, town.StreamCampaign, uint64(script*gangs+gang), uint64(epoch))
	g := &campaign{script: script, key: r.Next()}
	g.from = when.Micros(epoch*campaignDays-int64(gang))*when.Day - town.Zone
	for i := range g.links {
		g.hosts[i] = scamHost(&r)
		g.links[i] = "https://" + g.hosts[i] + scamPath(&r)
	}
	word := scamWords[r.N(len(scamWords))]
	g.appName = scamApps[r.N(len(scamApps))]
	g.app = "com." + word + "." + []string{"app", "vip", "client", "h5", "mobile"}[r.N(5)] + strconv.Itoa(r.N(90)+10)
	s := &scripts[script]
	for i := range g.callers {
		g.callers[i] = town.Written(town.Outsider(r.Next()), &r)
		if r.Pct(s.virtual * 100 / max(1, 100-s.foreign)) {
			g.callers[i] = town.Num(town.AsIs, town.Virtual(r.Next()))
		} else if r.Pct(15) {
			g.callers[i] = town.Landline(r.Next())
		}
	}
	for i := range g.foreign {
		g.foreign[i] = town.Foreign(r.Next())
	}
	for i := range g.senders {
		g.senders[i] = town.Num(town.AsIs, town.Virtual(r.Next()))
		if r.Pct(35) {
			g.senders[i] = town.Port(r.Next())
		}
	}
	for i := range g.accounts {
		g.accounts[i] = town.MakeAccount(r.N(len(town.BankNames)), r.Next())
	}
	return g
}

var scamWords = []string{"hongyun", "jinfu", "kuaijie", "yizhuan", "wantong", "haoyun", "shengshi", "dafeng", "xinrong", "bailian", "zhongtou", "huixin", "lianying", "tongda"}

var scamApps = []string{"鸿运派单", "聚鑫优投", "易借宝", "优享购", "同城密约", "盛世财富", "速贷通", "安全卫士通", "淘号阁", "惠民理赔"}

func scamHost(r *town.Rand) string {
	word := scamWords[r.N(len(scamWords))]
	switch r.N(4) {
	case 0:
		return word + strconv.Itoa(r.N(9000)+100) + ".example"
	case 1:
		return "m." + word + "-" + scamWords[r.N(len(scamWords))] + ".example"
	case 2:
		return "h5." + word + strconv.Itoa(r.N(900)+10) + "vip.example"
	}
	return word + string(rune('a'+r.N(26))) + strconv.Itoa(r.N(90)+10) + ".example"
}

func scamPath(r *town.Rand) string {
	return []string{"/", "/reg", "/d/" + strconv.Itoa(r.N(9000)+1000), "/#/home", "/login.html?c=" + strconv.Itoa(r.N(90000)+10000), "/app"}[r.N(6)]
}

// sighting is a partner's lead that waits for its time.
type sighting struct {
	at      when.Micros
	known   when.Micros // when the partner learned it; not before the city begins
	subject string
	peer    town.Number
	account town.Account
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
	r := town.Roll(c.seed, town.StreamCampaign, g.key, 1)
	var out []sighting
	add := func(s sighting) {
		if !r.Pct(sightedPct) {
			return
		}
		share := -0.05 + 0.85*r.F()
		s.at = g.from + when.Micros(share*float64(campaignDays*when.Day))
		s.weight, s.name, s.until = r.Between(45, 95), r.Next(), r.Pct(60)
		if r.Pct(80) {
			s.fraud = string(scripts[g.script].code)
		}
		out = append(out, s)
	}
	for _, a := range g.accounts {
		partner := town.Police
		if a.Bank() < town.BankCount && r.Pct(75) {
			partner = town.FirstBank + a.Bank()
		}
		add(sighting{subject: "account", account: a, partner: partner})
	}
	for _, n := range slices.Concat(g.callers[:], g.foreign[:], g.senders[:]) {
		add(sighting{subject: "phone", peer: n, partner: town.FirstCarrier + r.N(town.CarrierCount)})
	}
	for _, u := range g.links {
		add(sighting{subject: "url", url: u, partner: town.Police})
	}
	add(sighting{subject: "app", app: g.app, partner: town.Police})
	return out
}

// mistaken is a lead on something innocent: a shop's account, a courier's number. A few a day keep everybody honest.
func (c *City) mistaken(day int64) []sighting {
	r := town.Roll(c.seed, town.StreamCampaign, 0x6d697374, uint64(day))
	out := make([]sighting, 0, 4)
	for range r.Between(2, 4) {
		s := sighting{weight: r.Between(20, 50), name: r.Next(), at: when.Micros(day)*when.Day - town.Zone + when.Micros(r.Between(8, 20))*when.Hour}
		if r.Pct(50) {
			s.subject, s.account, s.partner = "account", shopAccount(uint64(r.N(shopCount))), town.FirstBank+r.N(town.BankCount)
		} else {
			s.subject, s.peer, s.partner = "phone", town.Num(town.AsIs, c.courierNumber(r.N(courierNumbers))), town.FirstCarrier+r.N(town.CarrierCount)
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
		e.buf = append(town.StrangerName(append(e.buf, '"'), s.name), '"')
		e.text("payee_bank", town.BankNameOf(s.account))
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
