package sim

import (
	"container/heap"
	"fanzha/sim/town"
	"math"
	"time"

	"fanzha/term/when"
)

// plot is the hidden side of the city: gangs, courses, and what happens next in them.
type plot struct {
	camps   [len(scripts)][gangs]*campaign
	courses []*course
	last    map[int]*course // latest course of a person
	due     dueHeap
	leads   []sighting // waiting, any order: a few hundred
	nextAt  when.Micros
	stories int
}

// due is the next act of a course, or a course that is to begin.
type due struct {
	at     when.Micros
	course int
	act    int
}

// dueHeap orders by time, then by course and act.
type dueHeap []due

func (h dueHeap) Len() int { return len(h) }
func (h dueHeap) Less(i, j int) bool {
	a, b := h[i], h[j]
	if a.at != b.at {
		return a.at < b.at
	}
	if a.course != b.course {
		return a.course < b.course
	}
	return a.act < b.act
}
func (h dueHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push is for container/heap.
func (h *dueHeap) Push(x any) { *h = append(*h, x.(due)) }

// Pop is for container/heap.
func (h *dueHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func (p *plot) init(c *City) {
	p.last = map[int]*course{}
	if c.opts.Stories != nil {
		p.nextAt = c.opts.Start + when.Micros(c.opts.Stories.First.Microseconds())
	}
}

// newDay replaces gangs whose two days are over and, unless stories set the pace, decides who is contacted today.
func (p *plot) newDay(c *City, day int64) {
	for s := range scripts {
		for g := range gangs {
			epoch := (day + int64(g)) / campaignDays
			old := p.camps[s][g]
			fresh := c.newCampaign(s, g, epoch)
			if old != nil && old.key == fresh.key {
				continue
			}
			p.camps[s][g] = fresh
			p.leads = append(p.leads, c.sightings(fresh)...)
		}
	}
	p.leads = append(p.leads, c.mistaken(day)...)
	for i := range p.leads {
		p.leads[i].known = max(p.leads[i].at, c.now)
	}
	if c.opts.Stories == nil {
		p.contacts(c, day)
	}
}

// contacts decides the day's targets.
func (p *plot) contacts(c *City, day int64) {
	r := town.Roll(c.seed, town.StreamCourse, 0x646179, uint64(day))
	lambda := float64(c.People()) / float64(c.opts.OneIn)
	for range r.Poisson(lambda, math.Exp(-lambda)) {
		hour := pickMille(&r, hours[:])
		at := when.Micros(day)*when.Day - town.Zone + when.Micros(hour)*when.Hour + when.Micros(r.N(3600))*when.Second
		share := r.N(1000)
		if at >= c.now {
			p.begin(c, &r, at, pace{script: chooseScript(share)})
		}
	}
}

func chooseScript(share int) int {
	for i := range scripts {
		share -= scripts[i].share
		if share < 0 {
			return i
		}
	}
	return 0
}

// pickMille chooses an index by permille that sum to about 1000.
func pickMille(r *town.Rand, shares []int) int {
	k := r.N(1000)
	for i, s := range shares {
		k -= s
		if k < 0 {
			return i
		}
	}
	return len(shares) / 2
}

// begin lays out a course on a fitting resident and queues its acts.
func (p *plot) begin(c *City, r *town.Rand, at when.Micros, speed pace) {
	script := speed.script
	who := p.target(c, r, at, speed)
	k := c.layOut(p.camps[script][r.N(gangs)], who, at, speed)
	k.before = p.last[who]
	p.courses = append(p.courses, k)
	p.last[who] = k
	for i, a := range k.acts {
		heap.Push(&p.due, due{at: a.to, course: k.id, act: i})
	}
}

// target finds somebody of fitting age whom nobody works on at that time.
func (p *plot) target(c *City, r *town.Rand, at when.Micros, speed pace) int {
	s := &scripts[speed.script]
	who := 0
	for range 200 {
		who = r.N(c.People())
		age := int(c.town.Resident(who).Age)
		k := p.last[who]
		here := speed.area == "" || town.Stations[c.town.Resident(who).Station].Area == speed.area
		if here && age >= s.ageLo && age <= s.ageHi && (k == nil || at > k.end+when.Day) {
			break
		}
	}
	return who
}

// second lets everything happen that is due before the end of this second.
func (p *plot) second(c *City) {
	end := c.now + when.Second
	if s := c.opts.Stories; s != nil && p.nextAt < end {
		p.story(c, s)
	}
	for len(p.due) > 0 && p.due[0].at < end {
		d := heap.Pop(&p.due).(due)
		k := p.courses[d.course]
		c.perform(k, &k.acts[d.act])
	}
	for i := 0; i < len(p.leads); {
		if p.leads[i].known >= end {
			i++
			continue
		}
		c.sight(p.leads[i])
		p.leads = append(p.leads[:i], p.leads[i+1:]...)
	}
}

// storyOrder shows every type early; brushing, the commonest, comes twice as often.
var storyOrder = [...]int{3, 0, 7, 2, 5, 0, 6, 4, 1, 0, 8, 3, 9, 0, 2, 4}

// story begins the next story of a live demonstration. The first ones surely lead to a warning; later ones end as they may.
func (p *plot) story(c *City, s *Stories) {
	r := town.Roll(c.seed, town.StreamStory, uint64(p.stories), 0)
	lead := s.Lead[0]
	if span := s.Lead[1] - s.Lead[0]; span > 0 && p.stories > 0 {
		lead += span * time.Duration(r.N(1000)) / 1000
	}
	script := storyOrder[p.stories%len(storyOrder)]
	p.begin(c, &r, p.nextAt, pace{script: script, lead: lead, must: p.stories < sureStories, area: s.area(&r, p.stories)})
	if p.stories < sureStories {
		p.expose(c, p.courses[len(p.courses)-1].camp)
	}
	p.stories++
	wait := s.Every[0]
	if span := s.Every[1] - s.Every[0]; span > 0 {
		wait += span * time.Duration(r.N(1000)) / 1000
	}
	p.nextAt += when.Micros(max(wait.Microseconds(), int64(when.Second)))
}

// area decides whether a story must happen to somebody of the chosen area.
func (s *Stories) area(r *town.Rand, n int) string {
	if n == 0 || r.Pct(s.AreaPct) {
		return s.Area
	}
	return ""
}

// expose has the banks report a gang's accounts before it strikes, as happens when it has struck elsewhere.
func (p *plot) expose(c *City, g *campaign) {
	for i, a := range g.accounts {
		partner := town.Police
		if a.Bank() < town.BankCount {
			partner = town.FirstBank + a.Bank()
		}
		p.leads = append(p.leads, sighting{
			at: c.now - when.Minute, known: c.now, subject: "account", account: a, partner: partner, fraud: string(scripts[g.script].code),
			weight: 90, name: g.key + uint64(i), until: true,
		})
	}
}

// sureStories is how many stories of a live demonstration are wholly visible and lead to payments.
const sureStories = 3
