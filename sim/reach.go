package sim

import (
	"strconv"
	"strings"
	"time"

	"fanzha/sim/staff"
	"fanzha/sim/town"
	"fanzha/term/when"
)

// knocks remembers how often the centre has tried each person.
type knocks struct {
	tries  map[int]int
	wrong  map[int]bool // residents without any fraud that were talked to
	talks  int
	failed int
}

func (k *knocks) init() { k.tries, k.wrong = map[int]int{}, map[int]bool{} }

// Reach tries to reach the resident with that phone or identity number, by call, sms or visit. What happens is a function
// of the seed, the person and how often they were tried before; by is who tries, for the truth's record only. A persuaded
// victim makes no further payment.
func (c *City) Reach(person string, at when.Micros, channel, _ string) staff.Outcome {
	who, ok := c.find(person)
	if !ok {
		return unknownPerson(channel)
	}
	c.knocks.tries[who]++
	r := town.Roll(c.seed, town.StreamReach, uint64(who), uint64(c.knocks.tries[who]))
	k := c.courseAt(who, at)
	out := staff.Outcome{Code: c.answer(&r, who, at, channel), Target: k != nil}
	out.Reached = out.Code == "answered" || out.Code == "met"
	if k != nil {
		out.PaidFen = k.lostFen()
	}
	if !out.Reached && out.Code != "delivered" {
		c.knocks.failed++
		return out
	}
	if out.Reached {
		c.knocks.talks++
		out.Length = time.Duration(r.Between(90, 480)) * time.Second
		if channel == staff.Visit {
			out.Length = time.Duration(r.Between(8, 35)) * time.Minute
		}
	}
	c.convince(&r, k, knock{at, channel}, &out)
	if k == nil && out.Reached {
		c.knocks.wrong[who] = true
	}
	return out
}

// knock is one try.
type knock struct {
	at      when.Micros
	channel string
}

// convince decides whether the words worked. An innocent person always agrees.
func (c *City) convince(r *town.Rand, k *course, knock knock, out *staff.Outcome) {
	if k == nil {
		out.Believes = out.Reached
		return
	}
	if out.Reached && k.reached == 0 {
		k.reached = knock.at
	}
	out.Believes = r.Pct(c.persuasion(k, knock.at, knock.channel))
	if k.persuaded != 0 || !k.falls {
		out.Believes = out.Reached
	}
	if out.Believes && k.persuaded == 0 {
		k.persuaded = knock.at
	}
}

// persuasion is the chance in percent: by type, by channel, by how deep the victim is in.
func (c *City) persuasion(k *course, at when.Micros, channel string) int {
	p := k.script.persuade
	switch channel {
	case staff.Visit:
		p += (100 - p) * 60 / 100
	case staff.SMS:
		p /= 8
	}
	paid := 0
	for _, pay := range k.planned {
		if pay.at <= at {
			paid++
		}
	}
	switch {
	case paid == 0:
	case paid*2 < len(k.planned):
		p = p * 80 / 100 // the first money binds
	default:
		p = p * 65 / 100
	}
	return p
}

// answer is what happens at the other end.
func (c *City) answer(r *town.Rand, who int, at when.Micros, channel string) string {
	h := town.LocalHour(at)
	night := h < 7 || h >= 23
	switch channel {
	case staff.SMS:
		return [...]string{"delivered", "failed"}[town.Pick(r, []int{97, 3})]
	case staff.Visit:
		shares := []int{62, 30, 3, 5}
		if h >= 18 || c.town.Resident(who).Work == town.Retired {
			shares = []int{76, 16, 2, 6}
		}
		return [...]string{"met", "absent", "moved", "refused_door"}[town.Pick(r, shares)]
	}
	shares := []int{58, 14, 4, 5, 19}
	switch {
	case c.onTheLine(who, at):
		shares = []int{10, 12, 70, 3, 5}
	case night:
		shares = []int{34, 8, 2, 18, 38}
	}
	return [...]string{"answered", "refused", "busy", "off", "no_answer"}[town.Pick(r, shares)]
}

// onTheLine says whether the fraudster is talking to the person just now.
func (c *City) onTheLine(who int, at when.Micros) bool {
	k := c.courseAt(who, at)
	if k == nil || k.persuaded != 0 {
		return false
	}
	for _, a := range k.acts {
		if (a.do == doCall || a.do == doVoip || a.do == doBack) && a.from <= at && at < a.to {
			return true
		}
	}
	return false
}

// courseAt is the person's course that has begun and is not long over.
func (c *City) courseAt(who int, at when.Micros) *course {
	k := c.plot.last[who]
	for k != nil && k.start > at {
		k = k.before
	}
	if k == nil || at > k.end+trueFor {
		return nil
	}
	return k
}

// find leads from a phone in any form or an identity number to the resident.
func (c *City) find(person string) (int, bool) {
	person = strings.TrimPrefix(strings.TrimPrefix(person, "+86"), "0086")
	if len(person) == 11 {
		n, err := strconv.ParseUint(person, 10, 64)
		if err != nil {
			return 0, false
		}
		return c.town.ResidentOf(n)
	}
	if c.byID == nil {
		c.byID = make(map[string]int, len(c.plot.last))
	}
	return c.findID(person)
}

// findID looks for an identity number among the people a fraud was ever about, then among all.
func (c *City) findID(id string) (int, bool) {
	if len(id) != 18 || id[:4] != town.CityCode[:4] {
		return 0, false // nobody of ours
	}
	if i, ok := c.byID[id]; ok {
		return i, i >= 0
	}
	var buf [18]byte
	for i := range c.People() {
		if string(c.town.AppendID(buf[:0], i)) == id {
			c.byID[id] = i
			return i, true
		}
	}
	c.byID[id] = -1
	return 0, false
}

func unknownPerson(channel string) staff.Outcome {
	switch channel {
	case staff.Visit:
		return staff.Outcome{Code: "moved"}
	case staff.SMS:
		return staff.Outcome{Code: "failed"}
	}
	return staff.Outcome{Code: "empty"}
}
