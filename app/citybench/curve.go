package citybench

import (
	"cmp"
	"math"
	"slices"

	"fanzha/sim"
	"fanzha/term/when"
)

// Point is one place of the curve: only hits of at least that score warn.
type Point struct {
	Score    int        `json:"score"`
	Warnings int        `json:"warnings"`
	PerDay   float64    `json:"warnings_per_10000_and_day"`
	Targeted int        `json:"targeted"` // frauds begun in the counted days
	Warned   int        `json:"warned_in_time"`
	Recall   float64    `json:"recall"`
	Range    [2]float64 `json:"recall_95"` // Wilson's interval of 95 % of Warned of Targeted
	Payers   int        `json:"payers"`    // of them those who pay if nobody comes between
	PayersIn int        `json:"payers_warned_in_time"`
	Right    float64    `json:"precision"` // warnings about somebody a fraud was tried on, of all warnings
}

// Report is the curve over all seeds together.
type Report struct {
	Seeds   []uint64 `json:"seeds"`
	People  int      `json:"people"` // of one city
	Days    int      `json:"days"`   // counted, of one city
	Warm    int      `json:"warm"`   // before them, not counted
	Signals int      `json:"signals"`
	Curve   []Point  `json:"curve"`

	At        int         `json:"at"`        // score at which the following is told: the lowest with no more warnings than asked for
	Scenarios []ByCode    `json:"scenarios"` // who opened the warnings
	Types     []ByType    `json:"types"`
	Missed    []sim.Fraud `json:"-"` // not warned in time
}

// ByCode is how many warnings one scenario was the first to open, about somebody a fraud was tried on and about others.
type ByCode struct {
	Scenario string `json:"scenario"`
	Right    int    `json:"right"`
	Wrong    int    `json:"wrong"`
}

// ByType is how many frauds of a type were begun and warned of in time.
type ByType struct {
	Type     string `json:"type"`
	Targeted int    `json:"targeted"`
	Warned   int    `json:"warned_in_time"`
}

// scoreStep is how far two scores of the curve lie apart.
const scoreStep = 5

// Measure lives the cities one after the other and draws the curve.
func Measure(o Options) (*Report, error) {
	r := &Report{Seeds: o.Seeds, Days: o.Days - o.Warm, Warm: o.Warm}
	var all []*lived
	for _, seed := range o.Seeds {
		l, err := live(o, seed)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
		r.Signals += l.read
		r.People = l.people
	}
	for score := 0; score <= 100; score += scoreStep {
		p := point(all, score)
		if len(r.Curve) > 0 && r.Curve[len(r.Curve)-1].Warnings == p.Warnings {
			r.Curve = r.Curve[:len(r.Curve)-1] // nothing speaks between two scores: the higher one says as much
		}
		r.Curve = append(r.Curve, p)
	}
	r.detail(all, cmp.Or(o.Most, Goal))
	return r, nil
}

func point(all []*lived, score int) Point {
	p := Point{Score: score}
	right, days := 0, 0.0
	for _, l := range all {
		days += float64(l.to-l.from) / float64(when.Day) * float64(l.people) / 10_000
		for _, f := range l.frauds {
			if f.Start >= l.from {
				p.count(f, l.alarms[f.Phone], score)
			}
		}
		l.spells(score, func(_ alarm, good bool) {
			p.Warnings++
			if good {
				right++
			}
		})
	}
	p.PerDay = round(float64(p.Warnings) / days)
	p.Recall = round(float64(p.Warned) / math.Max(1, float64(p.Targeted)))
	p.Range = wilson(p.Warned, p.Targeted)
	p.Right = round(float64(right) / math.Max(1, float64(p.Warnings)))
	return p
}

// detail tells who warned and who was missed at the lowest score that takes at most so many warnings; at the highest one where none does.
func (r *Report) detail(all []*lived, most float64) {
	for _, p := range r.Curve {
		r.At = p.Score
		if p.PerDay <= most {
			break
		}
	}
	codes, types := map[string]*ByCode{}, map[string]*ByType{}
	for _, l := range all {
		l.spells(r.At, func(a alarm, good bool) {
			c := codes[a.scenario]
			if c == nil {
				c = &ByCode{Scenario: a.scenario}
				codes[a.scenario] = c
			}
			if good {
				c.Right++
			} else {
				c.Wrong++
			}
		})
		for _, f := range l.frauds {
			if f.Start < l.from {
				continue
			}
			t := types[f.Type]
			if t == nil {
				t = &ByType{Type: f.Type}
				types[f.Type] = t
			}
			t.Targeted++
			if inTime(f, l.alarms[f.Phone], r.At) {
				t.Warned++
			} else {
				r.Missed = append(r.Missed, f)
			}
		}
	}
	for _, c := range codes {
		r.Scenarios = append(r.Scenarios, *c)
	}
	for _, t := range types {
		r.Types = append(r.Types, *t)
	}
	slices.SortFunc(r.Scenarios, func(a, b ByCode) int {
		return cmp.Or(b.Right+b.Wrong-a.Right-a.Wrong, cmp.Compare(a.Scenario, b.Scenario))
	})
	slices.SortFunc(r.Types, func(a, b ByType) int { return cmp.Or(b.Targeted-a.Targeted, cmp.Compare(a.Type, b.Type)) })
}

// count adds a fraud.
func (p *Point) count(f sim.Fraud, alarms []alarm, score int) {
	in := inTime(f, alarms, score)
	p.Targeted++
	if in {
		p.Warned++
	}
	if len(f.Payments) > 0 {
		p.Payers++
		if in {
			p.PayersIn++
		}
	}
}

// inTime says whether the target was warned after the first contact and before the first payment. Where none is planned a warning is in
// time as long as it is right: until three days after the last step.
func inTime(f sim.Fraud, alarms []alarm, score int) bool {
	until := f.End + spell
	if len(f.Payments) > 0 {
		until = f.Payments[0].At
	}
	return slices.ContainsFunc(alarms, func(a alarm) bool { return a.score >= score && a.at >= f.Start && a.at < until })
}

// spells tells each warning of the counted days with the alarm that opened it and whether a fraud was tried on the person then.
func (l *lived) spells(score int, each func(first alarm, good bool)) {
	frauds := map[string][]sim.Fraud{}
	for _, f := range l.frauds {
		frauds[f.Phone] = append(frauds[f.Phone], f)
	}
	for who, alarms := range l.alarms {
		until := when.Micros(0)
		for _, a := range alarms {
			if a.score < score || a.at < until {
				continue
			}
			until = a.at + spell
			if a.at >= l.from {
				each(a, slices.ContainsFunc(frauds[who], func(f sim.Fraud) bool { return a.at >= f.Start && a.at < f.End+spell }))
			}
		}
	}
}

// wilson is the interval that holds a share with 95 % when k of n were seen; without any it is everything.
func wilson(k, n int) [2]float64 {
	if n == 0 {
		return [2]float64{0, 1}
	}
	const z = 1.959964
	m, p := float64(n), float64(k)/float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return [2]float64{round(mid - half), round(mid + half)}
}

func round(v float64) float64 { return math.Round(v*1000) / 1000 }
