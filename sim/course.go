package sim

import (
	"fanzha/sim/town"
	"time"

	"fanzha/term/when"
)

// course is one fraud acting on one person, laid out completely when it begins. What the centre does can only cut it short.
type course struct {
	id        int
	before    *course // the same person's course before this one
	script    *script
	camp      *campaign
	person    int
	falls     bool // would pay if nobody came between
	prompt    bool // no record of it comes late
	start     when.Micros
	end       when.Micros // end of the last planned step, the victim's own report apart
	acts      []act
	planned   []payment
	reached   when.Micros // first conversation with the centre
	persuaded when.Micros // from here on the person does nothing the fraudster wants
}

// act is one step of a course.
type act struct {
	do      deed
	from    when.Micros // when it happens
	to      when.Micros // when it is over; a record of it can exist only then
	seed    uint64
	payment int // doPay: index into planned
	visible bool
}

// payment is money that the victim is going to send.
type payment struct {
	at   when.Micros
	fen  int64
	to   town.Account
	made bool
}

// pace is what course is run and how fast: naturally (lead zero), or with the first payment so long after the first contact.
type pace struct {
	script int
	lead   time.Duration
	area   string // where the target must live; empty: anywhere
	must   bool   // a story that shows the way must be visible and lead to payments
}

// Coverage: how much of each deed the partners see, in percent. Some banks are not connected yet, talk inside apps is
// hidden, and carriers miss what goes over other networks.
var coverage = [...]int{doLure: 88, doTrust: 55, doPush: 50, doCall: 92, doVoip: 30, doBack: 92, doSite: 72, doApp: 60, doRemote: 62, doPay: 95, doReport: 100}

// unconnected is the bank that reports only part of its transfers.
const (
	unconnected    = 2
	unconnectedPct = 40
)

// layOut makes a course of a script on a person.
func (c *City) layOut(g *campaign, who int, start when.Micros, p pace) *course {
	s := &scripts[g.script]
	k := &course{id: len(c.plot.courses), script: s, camp: g, person: who, start: start, prompt: p.must}
	r := town.Roll(c.seed, town.StreamCourse, uint64(k.id), uint64(start))
	k.falls = r.Pct(s.fall) || p.must
	beats := chooseBeats(&r, s, p.must)
	if !k.falls {
		beats = beats[:1+r.N(len(beats))]
	}
	at := start
	for _, b := range beats {
		at = k.add(&r, b, at, p)
	}
	if k.falls {
		c.layPayments(&r, k, at, p)
	}
	if p.lead > 0 {
		k.compress(&r, p)
	}
	k.end = k.acts[len(k.acts)-1].to
	c.planReport(&r, k, p)
	c.cover(&r, k, p)
	return k
}

func chooseBeats(r *town.Rand, s *script, all bool) []beat {
	out := make([]beat, 0, len(s.before))
	for _, b := range s.before {
		if r.Pct(b.pct) || all && b.pct >= 50 {
			out = append(out, b)
		}
	}
	if len(out) == 0 {
		out = append(out, s.before[0])
	}
	return out
}

// add appends one beat after the moment at and returns when it is over.
func (k *course) add(r *town.Rand, b beat, at when.Micros, p pace) when.Micros {
	wait := when.Micros(b.lo)*when.Minute + when.Micros(r.F()*r.F()*float64(b.hi-b.lo)*float64(when.Minute))
	wait += when.Micros(r.N(int(20 * when.Second)))
	from := at + wait
	if p.lead == 0 {
		from = awake(r, from)
	}
	length := when.Micros(0)
	if b.dHi > 0 {
		length = when.Micros(r.Between(b.dLo, b.dHi)) * when.Second
	}
	over := from + length
	next := over
	if b.do == doSite || b.do == doApp || b.do == doRemote {
		over = from // seen when opened; the person goes on meanwhile
		next = from + min(length, 90*when.Second)
	}
	k.acts = append(k.acts, act{do: b.do, from: from, to: over, seed: r.Next()})
	return next
}

// awake moves what would happen at night to the next morning, nearly always.
func awake(r *town.Rand, at when.Micros) when.Micros {
	h := town.LocalHour(at)
	if h >= 7 && h < 23 || r.Pct(15) {
		return at
	}
	day := (at + town.Zone) / when.Day
	if h >= 23 {
		day++
	}
	return day*when.Day - town.Zone + 8*when.Hour + when.Micros(r.N(int(90*when.Minute)))
}

// layPayments plans the payments, with talk between them.
func (c *City) layPayments(r *town.Rand, k *course, at when.Micros, p pace) when.Micros {
	s := k.script
	n := r.Between(s.payLo, s.payHi)
	if p.must {
		n = max(n, 2)
	}
	gap := beat{do: doPay, lo: 1, hi: 12}
	for _, fen := range c.amounts(r, k, n) {
		at = k.add(r, gap, at, p)
		pay := &k.acts[len(k.acts)-1]
		pay.payment = len(k.planned)
		k.planned = append(k.planned, payment{at: pay.from, fen: fen, to: k.camp.accounts[r.N(len(k.camp.accounts))]})
		if len(k.planned) == n {
			break
		}
		for _, b := range s.between {
			if r.Pct(b.pct) {
				at = k.add(r, b, at, p)
			}
		}
		gap.lo, gap.hi = s.gapLo, s.gapHi
	}
	return at
}

// amounts splits the victim's total into n rising payments that look like what people type.
func (c *City) amounts(r *town.Rand, k *course, n int) []int64 {
	s := k.script
	wealth := 0.4 + 0.13*float64(c.town.Resident(k.person).Wealth)
	total := min(r.Skewed(float64(s.median)*wealth, s.sigma), float64(s.median)*12)
	weight, sum := 1.0, 0.0
	for range n {
		sum += weight
		weight *= s.rise
	}
	out := make([]int64, n)
	weight = 1
	for i := range out {
		out[i] = round(r, total*weight/sum)
		if i > 0 && out[i] < out[i-1] {
			out[i] = out[i-1]
		}
		weight *= s.rise
	}
	return out
}

// round makes an amount of yuan look typed: whole hundreds, sometimes just below a round figure, sometimes odd. In fen.
func round(r *town.Rand, yuan float64) int64 {
	unit := int64(10)
	switch {
	case yuan >= 20_000:
		unit = 1000
	case yuan >= 1000:
		unit = 100
	}
	v := max(unit*3, int64(yuan)/unit*unit)
	switch {
	case r.Pct(12):
		v--
	case r.Pct(15):
		v += int64(r.N(int(unit)))
	}
	return v * 100
}

// compress fits the course into a demonstration: everything up to the first payment into the lead, and a minute or two
// between payments. The first call keeps most of its length and so began before the story; later ones fit between the steps.
func (k *course) compress(r *town.Rand, p pace) {
	first := len(k.acts) - 1
	for i, a := range k.acts {
		if a.do == doPay {
			first = i
			break
		}
	}
	span := max(k.acts[first].to-k.start, when.Second)
	lead := when.Micros(p.lead / time.Microsecond)
	at, talked := k.start, false
	for i := range k.acts {
		a := &k.acts[i]
		length, before := a.to-a.from, at
		switch {
		case i == 0:
			at += when.Micros(r.Between(1, 3)) * when.Second
		case i <= first:
			at = max(at+2*when.Second, k.start+when.Micros(float64(a.to-k.start)/float64(span)*float64(lead)))
		default:
			at += when.Micros(r.Between(25, 100)) * when.Second
		}
		if talked {
			length = min(length, at-before)
		} else if length > 0 {
			length, talked = min(length, 20*when.Minute), true
		}
		a.to, a.from = at, at-length
		if a.do == doPay {
			k.planned[a.payment].at = a.from
		}
		k.start = min(k.start, a.from)
	}
}

// planReport lets many victims tell the police some time later, and a few people who were only contacted.
func (c *City) planReport(r *town.Rand, k *course, p pace) {
	likely, median := 12, 120.0
	if k.falls {
		likely, median = 58, 300
	}
	if !r.Pct(likely) {
		return
	}
	wait := when.Micros(min(r.Skewed(median, 1.1), 40*60) * float64(when.Minute))
	at := k.end + wait
	if p.lead > 0 {
		at = k.end + when.Micros(r.Between(120, 600))*when.Second
	} else {
		at = awake(r, at)
	}
	k.acts = append(k.acts, act{do: doReport, from: at, to: at, seed: r.Next()})
}

// cover decides which steps a partner sees.
func (c *City) cover(r *town.Rand, k *course, p pace) {
	for i := range k.acts {
		a := &k.acts[i]
		pct := coverage[a.do]
		if a.do == doPay && c.town.Resident(k.person).Bank == unconnected {
			pct = unconnectedPct
		}
		a.visible = r.Pct(pct) || p.must
	}
}
