package sim

import (
	"strconv"

	"fanzha/sim/texts"
	"fanzha/sim/town"
	"fanzha/term/when"
)

// What each partner knows about its customer: carriers the number and, two of three, the registered name and the place;
// banks the identity too.

// subscriber writes what a carrier knows and returns the line's owner.
func (c *City) subscriber(kind string, who int, at when.Micros, r *town.Rand) {
	e := &c.out
	p := c.town.Resident(who)
	e.open(kind, town.FirstCarrier+int(p.Carrier), at)
	e.number("phone", c.town.PhoneOf(who, r))
	if p.Carrier == 2 {
		return
	}
	e.key("name")
	e.buf = append(c.town.AppendName(append(e.buf, '"'), who), '"')
	if r.Pct(96) {
		e.text("place", town.Stations[p.Station].Area)
	}
}

// customer writes what a bank or the police knows.
func (c *City) customer(kind string, partner, who int, at when.Micros) {
	e := &c.out
	p := c.town.Resident(who)
	e.open(kind, partner, at)
	e.number("phone", town.Num(town.AsIs, c.town.MobileOf(who)))
	e.key("person_id")
	e.buf = append(c.town.AppendID(append(e.buf, '"'), who), '"')
	e.key("name")
	e.buf = append(c.town.AppendName(append(e.buf, '"'), who), '"')
	e.text("place", town.Stations[p.Station].Area)
}

// callRecord is a call of a resident.
type callRecord struct {
	who      int
	at       when.Micros
	peer     town.Number
	seconds  int64
	channel  string
	out      bool
	answered bool
}

func (c *City) call(k callRecord) {
	r := town.Roll(c.seed, town.StreamLife, uint64(k.at), uint64(k.peer))
	e := &c.out
	c.subscriber(kindCall, k.who, k.at, &r)
	if k.peer != 0 {
		e.number("peer", k.peer)
	}
	e.text("channel", k.channel)
	e.text("direction", direction(k.out))
	e.bool("answered", k.answered)
	e.int("duration_s", k.seconds)
	e.close(k.at + when.Micros(k.seconds)*when.Second)
}

func direction(out bool) string {
	if out {
		return "out"
	}
	return "in"
}

// textRecord is a message of a resident.
type textRecord struct {
	who     int
	at      when.Micros
	from    town.Number
	channel string
	out     bool
	words   *texts.Template
	ink     ink
}

func (c *City) message(m textRecord) {
	r := town.Roll(c.seed, town.StreamLife, uint64(m.at), uint64(m.from))
	e := &c.out
	c.subscriber(kindMessage, m.who, m.at, &r)
	e.number("peer", m.from)
	e.text("channel", m.channel)
	e.text("direction", direction(m.out))
	e.key("text")
	e.buf = append(m.words.Append(append(e.buf, '"'), m.ink.fill), '"')
	if m.ink.link != "" {
		e.text("url", m.ink.link)
	}
	e.close(m.at)
}

// visitRecord is a site or an app that a resident opens.
type visitRecord struct {
	who     int
	at      when.Micros
	url     string
	app     string
	seconds int64
}

func (c *City) visit(v visitRecord) {
	r := town.Roll(c.seed, town.StreamLife, uint64(v.at), uint64(len(v.url)))
	e := &c.out
	c.subscriber(kindVisit, v.who, v.at, &r)
	if v.url != "" {
		e.text("url", v.url)
	}
	if v.app != "" {
		e.text("app", v.app)
	}
	e.int("duration_s", v.seconds)
	e.close(v.at)
}

// payRecord is a payment by a resident.
type payRecord struct {
	who     int
	at      when.Micros
	to      town.Account
	name    uint64 // key of the payee's name
	firm    bool
	local   int // payee is a resident: index + 1
	fen     int64
	channel string
}

func (c *City) transfer(p payRecord) {
	e := &c.out
	c.customer(kindTransfer, town.FirstBank+int(c.town.Resident(p.who).Bank), p.who, p.at)
	e.account("account", c.town.AccountOf(p.who))
	e.account("payee_account", p.to)
	e.key("payee_name")
	e.buf = append(e.buf, '"')
	switch {
	case p.local > 0:
		e.buf = c.town.AppendName(e.buf, p.local-1)
	case p.firm:
		e.buf = town.CompanyName(e.buf, p.name)
	default:
		e.buf = town.StrangerName(e.buf, p.name)
	}
	e.buf = append(e.buf, '"')
	e.text("payee_bank", town.BankNameOf(p.to))
	e.int("amount_fen", p.fen)
	e.text("channel", p.channel)
	e.close(p.at)
}

// payChannel is how a person moves money: the old go to the counter.
func (c *City) payChannel(who int, r *town.Rand) string {
	shares := []int{82, 5, 3, 2, 8}
	if c.town.Resident(who).Age >= 60 {
		shares = []int{55, 2, 33, 6, 4}
	}
	return []string{"mobile", "web", "counter", "atm", "third_party"}[town.Pick(r, shares)]
}

// reportRecord is a resident who tells the police something.
type reportRecord struct {
	who     int
	at      when.Micros
	channel string
	fraud   string
	lost    bool
	fen     int64
	payee   town.Account
	words   *texts.Template
	ink     ink
}

func (c *City) report(k reportRecord) {
	e := &c.out
	c.customer(kindReport, town.Police, k.who, k.at)
	e.text("channel", k.channel)
	e.key("text")
	e.buf = append(k.words.Append(append(e.buf, '"'), k.ink.fill), '"')
	if k.fraud != "" {
		e.text("fraud", k.fraud)
	}
	e.bool("lost", k.lost)
	if k.lost {
		e.int("amount_fen", k.fen)
		if k.payee != 0 {
			e.account("payee_account", k.payee)
			e.text("payee_bank", town.BankNameOf(k.payee))
		}
	}
	e.close(k.at)
}

// ink fills the slots of a wording.
type ink struct {
	c    *City
	r    *town.Rand
	who  int
	camp *campaign // nil in ordinary life
	fen  int64     // amount spoken of; zero means any
	link string    // the link written, which a carrier reports as the message's url
}

func (k *ink) fill(dst []byte, slot string) []byte {
	r := k.r
	switch slot {
	case "code":
		return town.AppendPadded(dst, r.N(1_000_000), 6)
	case "tail":
		return town.AppendPadded(dst, r.N(10_000), 4)
	case "yuan":
		return k.yuan(dst)
	case "small":
		return strconv.AppendInt(dst, int64(r.Between(1, 12)*5), 10)
	case "big":
		return strconv.AppendInt(dst, int64(r.Between(3, 30)*10_000), 10)
	case "n":
		return strconv.AppendInt(dst, int64(r.Between(2, 40)), 10)
	case "order":
		dst = append(dst, byte('A'+r.N(26)))
		return town.AppendPadded(dst, r.N(1_000_000_000), 10)
	case "pick":
		dst = append(strconv.AppendInt(dst, int64(r.Between(1, 9)), 10), '-')
		dst = append(strconv.AppendInt(dst, int64(r.Between(1, 9)), 10), '-')
		return town.AppendPadded(dst, r.N(10_000), 4)
	case "time":
		dst = append(town.AppendPadded(dst, r.Between(7, 21), 2), ':')
		return town.AppendPadded(dst, r.N(12)*5, 2)
	case "day":
		dst = append(strconv.AppendInt(dst, int64(r.Between(1, 12)), 10), "月"...)
		return append(strconv.AppendInt(dst, int64(r.Between(1, 28)), 10), "日"...)
	case "name":
		return k.c.town.AppendName(dst, k.who)
	}
	return k.fillName(dst, slot)
}

// fillName fills the slots that name somebody or lead somewhere.
func (k *ink) fillName(dst []byte, slot string) []byte {
	r := k.r
	switch slot {
	case "shop":
		return append(dst, shopNames[r.N(len(shopNames))]...)
	case "courier":
		return append(dst, courierNames[r.N(len(courierNames))]...)
	case "bank":
		return append(dst, town.BankNames[k.c.town.Resident(k.who).Bank]...)
	case "wx":
		dst = append(dst, scamWords[r.N(len(scamWords))]...)
		return town.AppendPadded(dst, r.N(10_000), 4)
	case "qq":
		return strconv.AppendInt(dst, int64(100_000_000+r.N(899_999_999)), 10)
	case "url":
		k.link = "https://" + sites[r.N(len(sites))] + "/a/" + strconv.Itoa(r.N(900))
		return append(dst, k.link...)
	case "link":
		k.link = k.camp.links[r.N(len(k.camp.links))]
		return append(dst, k.link...)
	case "app":
		return append(dst, k.camp.appName...)
	}
	panic("sim: a wording has an unknown slot " + slot)
}

func (k *ink) yuan(dst []byte) []byte {
	fen := k.fen
	if fen == 0 {
		fen = int64(k.r.Between(900, 90_000))
	}
	dst = strconv.AppendInt(dst, fen/100, 10)
	if fen%100 != 0 {
		dst = append(dst, '.')
		dst = town.AppendPadded(dst, int(fen%100), 2)
	}
	return dst
}
