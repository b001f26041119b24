package sim

import (
	"math"
	"slices"

	"fanzha/sim/texts"
	"fanzha/sim/town"
	"fanzha/term/when"
)

// life is the ordinary life of the city. Most of it is memoryless: in each second a Poisson number of things happens, each to
// a person chosen by how active they are. What keeps to the calendar (rent, wages) is laid out at the start of the day.
type life struct {
	tables   [24]hourTable
	calendar []dated
}

// hourTable is what happens in an hour of the day: how much a second, and the cumulative share of each habit.
type hourTable struct {
	lambda float64
	floor  float64 // exp(-lambda)
	upTo   [habitCount]float64
}

// dated is one thing of the calendar.
type dated struct {
	at  when.Micros
	who uint32
	do  func(*City, *town.Rand, int, when.Micros)
}

// Hour profiles: the share of the day in each hour, in permille.
type profile [24]int

var (
	waking    = profile{6, 3, 2, 2, 3, 8, 22, 42, 54, 60, 62, 64, 66, 56, 52, 54, 56, 62, 68, 72, 70, 58, 38, 20}
	office    = profile{1, 0, 0, 0, 1, 3, 10, 35, 90, 120, 118, 90, 50, 70, 100, 105, 95, 60, 25, 12, 8, 4, 2, 1}
	delivery  = profile{1, 0, 0, 0, 1, 4, 12, 30, 70, 95, 105, 98, 80, 62, 66, 72, 80, 84, 68, 40, 18, 9, 4, 1}
	evening   = profile{24, 10, 5, 3, 3, 5, 14, 26, 34, 36, 38, 44, 58, 50, 40, 38, 40, 48, 60, 82, 104, 108, 82, 48}
	foreigner = profile{30, 22, 18, 14, 14, 18, 30, 50, 52, 46, 44, 44, 46, 40, 36, 36, 38, 44, 50, 60, 76, 84, 68, 40}
)

// habit is a kind of ordinary event with its frequency.
type habit struct {
	name   string
	perDay float64 // a person
	over   *profile
	do     func(*City, *town.Rand, int, when.Micros)
}

// habitCount is the number of habits, a constant because the tables have it in their type.
const habitCount = 25

var habits = [habitCount]habit{
	{"talk", 1.55, &evening, talk},
	{"courier call", 0.34, &delivery, courierCall},
	{"service call", 0.10, &office, serviceCall},
	{"sales call", 0.24, &office, salesCall},
	{"business call", 0.22, &office, businessCall},
	{"call from abroad", 0.0035, &foreigner, kinCall},
	{"wrong number", 0.02, &waking, wrongNumber},
	{"code", 0.85, &waking, say(&texts.Codes, fromShop)},
	{"bank notice", 0.50, &waking, say(&texts.BankNotices, fromBank)},
	{"promotion", 0.62, &office, say(&texts.Promos, fromShop)},
	{"parcel", 0.34, &delivery, say(&texts.Parcels, fromCourier)},
	{"family message", 0.30, &evening, say(&texts.Family, fromFriend)},
	{"utility message", 0.14, &office, say(&texts.Utilities, fromShop)},
	{"work message", 0.12, &office, say(&texts.Work, fromFriend)},
	{"official warning", 0.035, &office, say(&texts.Official, fromOfficial)},
	{"finance message", 0.06, &office, say(&texts.Finance, fromShop)},
	{"usual site", 1.65, &evening, usualSite},
	{"usual app", 0.55, &waking, usualApp},
	{"odd site", 0.06, &evening, oddSite},
	{"remote app", 0.012, &office, remoteApp},
	{"shop payment", 0.62, &waking, shopPayment},
	{"friend payment", 0.075, &evening, friendPayment},
	{"new payee", 0.035, &waking, newPayee},
	{"big payment", 0.0012, &office, bigPayment},
	{"report", 0.00035, &waking, consult},
}

func (l *life) init(c *City) {
	perSecond := float64(c.People()) * c.opts.Scale / 3600
	for h := range l.tables {
		t := &l.tables[h]
		for i, k := range habits {
			t.lambda += k.perDay * float64(k.over[h]) / float64(k.over.sum()) * perSecond
			t.upTo[i] = t.lambda
		}
	}
	if c.opts.Stories != nil && c.opts.Stories.Rate > 0 {
		l.level(c.opts.Stories.Rate)
	}
	for h := range l.tables {
		l.tables[h].floor = math.Exp(-l.tables[h].lambda)
	}
}

// level scales the day to a mean rate and lifts the night, so that a demonstration is never dull.
func (l *life) level(rate float64) {
	mean := 0.0
	for h := range l.tables {
		mean += l.tables[h].lambda / 24
	}
	for h := range l.tables {
		t := &l.tables[h]
		factor := rate * (0.55 + 0.45*t.lambda/mean) / t.lambda
		t.lambda *= factor
		for i := range t.upTo {
			t.upTo[i] *= factor
		}
	}
}

func (p *profile) sum() int {
	s := 0
	for _, v := range p {
		s += v
	}
	return s
}

// second lives one second.
func (l *life) second(c *City) {
	r := town.Roll(c.seed, town.StreamLife, uint64(c.now), 0)
	t := &l.tables[town.LocalHour(c.now)]
	for range r.Poisson(t.lambda, t.floor) {
		at := c.now + when.Micros(r.N(int(when.Second)))
		x := r.F() * t.lambda
		i := 0
		for i < habitCount-1 && t.upTo[i] < x {
			i++
		}
		habits[i].do(c, &r, c.somebody(&r), at)
	}
	for len(l.calendar) > 0 && l.calendar[0].at < c.now+when.Second {
		d := l.calendar[0]
		l.calendar = l.calendar[1:]
		d.do(c, &r, int(d.who), d.at)
	}
	if c.now/when.Second%malformedEvery == 0 && c.now%when.Second == 0 {
		c.malformed(&r)
	}
}

// somebody chooses a resident by activity.
func (c *City) somebody(r *town.Rand) int {
	for {
		i := r.N(c.People())
		if uint8(r.Next()>>56) <= c.town.Resident(i).Active {
			return i
		}
	}
}

// newDay lays out the calendar: rents over the first days of the month, wages on the tenth and fifteenth.
func (l *life) newDay(c *City, day int64) {
	l.calendar = l.calendar[:0]
	if c.opts.Stories != nil {
		return // a demonstration has its own volume
	}
	_, _, date := town.Civil(int(day) + 25567)
	midnight := when.Micros(day)*when.Day - town.Zone
	for i := range c.People() {
		p := c.town.Resident(i)
		r := town.Roll(c.seed, town.StreamCalendar, uint64(i), 0)
		if p.Home == uint32(i) && p.Wealth < 4 && 1+r.N(8) == date {
			l.calendar = append(l.calendar, dated{midnight + 8*when.Hour + when.Micros(r.N(int(13*when.Hour))), uint32(i), payRent})
		}
		if p.Work == town.Boss && r.Pct(30) && (date == 10 || date == 15) {
			l.calendar = append(l.calendar, dated{midnight + 9*when.Hour + when.Micros(r.N(int(8*when.Hour))), uint32(i), payWages})
		}
	}
	l.calendar = slices.DeleteFunc(l.calendar, func(d dated) bool { return d.at < c.now })
	slices.SortFunc(l.calendar, func(a, b dated) int {
		if a.at != b.at {
			return int(a.at - b.at)
		}
		return int(a.who) - int(b.who)
	})
}

// malformedEvery is how many seconds lie between two lines that a partner's broken program sends: eight a day.
const malformedEvery = 10800

// malformed sends a line that must be rejected.
func (c *City) malformed(r *town.Rand) {
	e := &c.out
	who := r.N(c.People())
	switch r.N(6) {
	case 0: // cut off
		c.customer(kindTransfer, town.FirstBank, who, c.now)
		e.buf = append(e.buf[:len(e.buf)-9], '\n')
	case 1:
		c.customer(kindTransfer, town.FirstBank+1, who, c.now)
		e.account("payee_account", town.MakeAccount(1, r.Next()))
		e.int("amount_fen", -5000)
		e.buf = append(e.buf, "}\n"...)
	case 2:
		e.open(kindCall, town.FirstCarrier, c.now)
		e.text("phone", "number withheld")
		e.buf = append(e.buf, "}\n"...)
	case 3:
		c.customer("telegram", town.FirstCarrier+1, who, c.now)
		e.buf = append(e.buf, "}\n"...)
	case 4: // a person and a missing payee
		c.customer(kindTransfer, town.FirstBank+2, who, c.now)
		e.int("amount_fen", 12_300)
		e.buf = append(e.buf, "}\n"...)
	default:
		e.open(kindVisit, town.FirstCarrier+2, c.now)
		e.number("phone", town.Num(town.AsIs, c.town.MobileOf(who)))
		e.text("url", "https://yunhe-mall.example/")
		e.text("until", "tomorrow")
		e.buf = append(e.buf, "}\n"...)
	}
	e.closeNow(c.now+when.Second, true)
}
