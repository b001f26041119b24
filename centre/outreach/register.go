package outreach

import (
	"fanzha/centre/stats"
)

// Base (人口基数) is how many people an area or a member unit has, on a day, by a source. A rate names the base it stands on.
type Base struct {
	Head
	Region string // of an area; empty for a member unit
	Member string // code of a member unit; empty for an area
	Day    stats.Day
	People int64
	Delta  int64  // since the base before
	Source string // 第七次人口普查, 统计年鉴 …
}

// Kind implements Record.
func (*Base) Kind() string { return "base" }

// Registration (注册) is how many people of an area or a member unit have registered the APP, as of a day.
type Registration struct {
	Head
	Region string
	Member string
	Day    stats.Day
	People int64
	Delta  int64 // since the day before it: what the figures add up
}

// Kind implements Record.
func (*Registration) Kind() string { return "registration" }

func subject(c *checks, region, member string) {
	c.place(region, "region", true)
	c.that((region == "") != (member == "") && code(member), "region")
}

func (b *Base) check(r *Rules, by By) error {
	c := checks{rules: r}
	subject(&c, b.Region, b.Member)
	c.whole(b.People, 1, 10_000_000_000, "people")
	c.text(&b.Source, "source", 1, nameMax)
	c.that(b.Day > 0 && b.Day <= dayOf(by.At), "day")
	b.At = b.Day.Start()
	return c.err
}

func (g *Registration) check(_ *Rules, by By) error {
	c := checks{}
	subject(&c, g.Region, g.Member)
	c.whole(g.People, 0, 10_000_000_000, "people")
	c.that(g.Day > 0 && g.Day <= dayOf(by.At), "day")
	g.At = g.Day.Start()
	return c.err
}

// Rate is a registration rate (注册率) with what it is made of.
type Rate struct {
	Region     string
	Member     string
	Unit       string
	Registered int64
	Day        stats.Day // of the registrations
	Base       int64     // 0: no base is known, and there is no rate
	BaseDay    stats.Day
	BaseSource string
	BP         int64 // hundredths of a percent, rounded half up; may exceed 10000
	Old        bool  // the base is older than the rulebook's span
	Over       bool  // more registered than people: one of the two is wrong
}

func rate(g *Registration, b *Base, r *Rules) Rate {
	out := Rate{Region: g.Region, Member: g.Member, Unit: g.Unit, Registered: g.People, Day: g.Day}
	if b == nil || b.People == 0 {
		return out
	}
	out.Base, out.BaseDay, out.BaseSource = b.People, b.Day, b.Source
	out.BP = (g.People*20_000 + b.People) / (2 * b.People)
	out.Old = int64(g.Day-b.Day) > r.BaseOldDays
	out.Over = g.People > b.People
	return out
}
