package sim

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"fanzha/internal/check"
	"fanzha/sim/staff"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// TestScriptTable protects the table: the ten national types in a plausible order of frequency, shares that add up.
func TestScriptTable(t *testing.T) {
	sum := 0
	codes := map[fraud.Type]bool{}
	for i, s := range scripts {
		sum += s.share
		codes[s.code] = true
		check.True(t, i == 0 || s.share <= scripts[i-1].share, "scripts are not in order of frequency")
		check.True(t, s.payLo >= 1 && s.payHi >= s.payLo && s.rise >= 1, "payments of "+string(s.code))
		for _, b := range append(append([]beat(nil), s.before...), s.between...) {
			check.True(t, b.hi >= b.lo && b.dHi >= b.dLo && b.pct > 0 && b.pct <= 100, "a beat of "+string(s.code))
		}
	}
	check.Equal(t, sum, 1000)
	check.Equal(t, len(codes), 10)
	for _, e := range fraud.All {
		check.True(t, codes[e.Code] || e.Code == fraud.Other, "no script for "+string(e.Code))
	}
	for _, h := range habits {
		check.True(t, h.do != nil && h.perDay > 0, "an empty habit")
	}
}

// TestCourses protects what every course must keep: steps in order, payments after contact, amounts that rise, nothing paid by
// those who do not fall, the compressed first payment close to its lead.
func TestCourses(t *testing.T) {
	c := New(Options{Seed: 11, People: 2000})
	rapid.Check(t, func(t *rapid.T) {
		script := rapid.IntRange(0, len(scripts)-1).Draw(t, "script")
		who := rapid.IntRange(0, c.People()-1).Draw(t, "who")
		start := DefaultStart + when.Micros(rapid.Int64Range(0, int64(30*when.Day)).Draw(t, "start"))
		p := pace{must: rapid.Bool().Draw(t, "must")}
		if rapid.Bool().Draw(t, "compressed") {
			p.lead = time.Duration(rapid.IntRange(20, 400).Draw(t, "lead")) * time.Second
		}
		k := c.layOut(c.plot.camps0(script), who, start, p)
		last := when.Micros(0)
		for _, a := range k.acts {
			if a.to < a.from || a.to < last {
				t.Fatalf("%s goes back in time", a.do)
			}
			last = a.to
		}
		s := k.script
		if !k.falls && len(k.planned) > 0 || k.falls && (len(k.planned) < s.payLo || len(k.planned) > max(2, s.payHi)) {
			t.Fatalf("%d payments, falls %v", len(k.planned), k.falls)
		}
		for i, pay := range k.planned {
			if pay.fen <= 0 || pay.at <= k.start || i > 0 && (pay.fen < k.planned[i-1].fen || pay.at <= k.planned[i-1].at) {
				t.Fatalf("payment %d: %+v", i, pay)
			}
		}
		if p.lead > 0 && k.falls {
			first := k.planned[0].at - start
			if first > when.Micros(p.lead.Microseconds())+40*when.Second {
				t.Fatalf("first payment after %d s, lead %s", first/when.Second, p.lead)
			}
		}
	})
}

// camps0 makes sure that gangs exist before the first second.
func (p *plot) camps0(script int) *campaign {
	if p.camps[script][0] == nil {
		c := New(Options{Seed: 11, People: 100})
		p.camps[script][0] = c.newCampaign(script, 0, 10_000)
	}
	return p.camps[script][0]
}

// eventful is a small city where much is tried.
func eventful(seed uint64) *City {
	return New(Options{Seed: seed, People: 3000, Scale: 0.02, OneIn: 30})
}

func live(c *City, hours int) {
	for range hours {
		c.Advance(c.Now() + when.Hour)
	}
}

// TestFraudRates protects the base rate: about one in OneIn a day, brushing most frequent, a share that falls, ages that fit.
func TestFraudRates(t *testing.T) {
	c := New(Options{Seed: 21, People: 50_000, Scale: 0.001})
	live(c, 24*8)
	truth := c.Truth()
	perDay := float64(len(truth)) / 8
	check.True(t, perDay > 8 && perDay < 18, fmt.Sprintf("%.1f a day", perDay))
	by, falls, seen, steps := map[string]int{}, 0, 0, 0
	for _, f := range truth {
		by[f.Type]++
		if f.Falls {
			falls++
		}
		for _, s := range f.Steps {
			steps++
			if s.Visible {
				seen++
			}
		}
	}
	for kind, n := range by {
		check.True(t, n <= by["brushing_rebate"], kind+" is more frequent than brushing")
	}
	check.True(t, falls*100/len(truth) > 25 && falls*100/len(truth) < 60, fmt.Sprintf("%d of %d fall", falls, len(truth)))
	check.True(t, seen*100/steps > 55 && seen*100/steps < 92, fmt.Sprintf("%d of %d steps seen", seen, steps))
}

// TestReachIsRepeatable protects that the end of the line answers by seed, person and attempt alone.
func TestReachIsRepeatable(t *testing.T) {
	ask := func() (out []staff.Outcome) {
		c := eventful(8)
		live(c, 12)
		for _, f := range c.Truth() {
			for _, channel := range []string{staff.Call, staff.Call, staff.SMS, staff.Visit} {
				out = append(out, c.Reach(f.Phone, c.Now(), channel, "990101010000"))
			}
		}
		return out
	}
	first := ask()
	check.Equal(t, ask(), first)
	codes := map[string]bool{}
	for _, o := range first {
		codes[o.Code] = true
	}
	for _, code := range []string{"answered", "refused", "no_answer", "delivered", "met", "absent"} {
		check.True(t, codes[code], "never "+code)
	}
	c := eventful(8)
	check.Equal(t, c.Reach("13911112222", c.Now(), staff.Call, "x").Code, "empty")
	check.Equal(t, c.Reach("13911112222", c.Now(), staff.Visit, "x").Code, "moved")
}

// TestPersuadedPayNoMore protects the point of it all: after the word has worked no payment happens, and the plan stays.
func TestPersuadedPayNoMore(t *testing.T) {
	plain, helped := eventful(13), eventful(13)
	for range 30 {
		live(plain, 1)
		live(helped, 1)
		for _, f := range helped.Truth() {
			if f.Persuaded == 0 {
				helped.Reach(f.PersonID, helped.Now(), staff.Visit, "990101010000")
			}
		}
	}
	a, b := plain.Score(nil), helped.Score(nil)
	check.Equal(t, b.MoneyWithout, a.MoneyWithout)
	check.Equal(t, a.MoneyWith, a.MoneyWithout)
	check.True(t, b.MoneyWith < a.MoneyWith/2, fmt.Sprintf("visits every hour saved little: %d of %d", b.MoneyWith, a.MoneyWith))
	for _, f := range helped.Truth() {
		for _, p := range f.Payments {
			check.True(t, !p.Made || f.Persuaded == 0 || p.At < f.Persuaded, "paid after being persuaded")
		}
	}
	check.True(t, b.ReachedBefore > 0 && b.ReachedBefore <= b.Targeted, "nobody reached")
}

// TestVictimsReport protects that losses come to the police by themselves, late.
func TestVictimsReport(t *testing.T) {
	lost, contacted := 0, 0
	c := eventful(17)
	for range 48 {
		s := c.Advance(c.Now() + when.Hour)
		for _, b := range s.Batches {
			for _, line := range splitLines(b.Lines) {
				r, err := valid(line)
				if err == nil && r.Kind == kindReport && r.Lost {
					lost++
					check.True(t, r.AmountFen > 0 && r.Text != "", "a loss without amount or words")
				} else if err == nil && r.Kind == kindReport {
					contacted++
				}
			}
		}
	}
	check.True(t, lost > 10, fmt.Sprintf("%d reports of losses", lost))
	check.True(t, contacted > 0, "nobody reports an attempt")
}

// TestLeadsComeLate protects that some of a gang's things are known before they are used, some after, many never.
func TestLeadsComeLate(t *testing.T) {
	c := New(Options{Seed: 3, People: 200})
	early, late, total := 0, 0, 0
	for epoch := range int64(40) {
		g := c.newCampaign(0, 0, 10_000+epoch)
		total += len(g.accounts) + len(g.callers) + len(g.foreign) + len(g.senders) + len(g.links) + 1
		for _, s := range c.sightings(g) {
			if s.at < g.from+when.Micros(campaignDays)*when.Day/4 {
				early++
			} else {
				late++
			}
		}
	}
	check.True(t, early > total/20 && late > early, fmt.Sprintf("%d early, %d late of %d", early, late, total))
	check.True(t, early+late < total*7/10, "nearly everything is known")
}

// FuzzFind protects the look-up of people: any text finds nobody or a resident of the city.
func FuzzFind(f *testing.F) {
	c := New(Options{Seed: 1, People: 300})
	for _, s := range []string{c.Person(3).Phone, "+86" + c.Person(4).Phone, c.Person(5).ID, "", "+86", "19800000000", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, person string) {
		who, ok := c.find(person)
		check.True(t, !ok || who >= 0 && who < c.People(), "nobody's index")
		check.True(t, c.Reach(person, c.Now(), staff.Visit, "x").Code != "", "no outcome")
	})
}
