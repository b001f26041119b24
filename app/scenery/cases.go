package scenery

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"fanzha/base/clock"
	"fanzha/centre/casefile"
	"fanzha/sim"
	"fanzha/term/when"
)

// What the invented city's register holds.
const (
	months  = 13  // a year and the month to compare it with
	monthly = 120 // cases of an ordinary month
)

// fraud is how often a type occurs, and what it takes.
type fraud struct {
	code   string
	weight int
	median float64 // yuan
	trend  float64 // of its share over the year
}

var frauds = []fraud{
	{"brushing_rebate", 30, 18_000, 0.9}, {"fake_investment", 14, 90_000, 1.2}, {"fake_shopping", 12, 3_500, 1.1}, {"impostor_service", 13, 22_000, 1.3},
	{"fake_loan", 9, 15_000, 0.6}, {"fake_credit", 6, 25_000, 0.7}, {"impostor_acquaintance", 4, 40_000, 1}, {"impostor_police", 3, 120_000, 1}, {"romance", 4, 60_000, 1},
	{"game_trade", 4, 2_500, 1}, {"other", 2, 8_000, 1},
}

// season is how many cases a month has beside an ordinary one: few at the spring festival, many in summer and before shopping days.
var season = [12]float64{0.9, 0.65, 0.95, 1, 1.02, 1.08, 1.15, 1.12, 1, 0.98, 1.12, 1.05}

var employers = []string{"云河市教育局", "云河市卫生健康委", "云河市住建局", "云河银行", "云星移动"}

// Cases fill a case register.
type Cases struct {
	Register *casefile.Service
	Clock    clock.Clock
}

// Build fills the register of the invented city, from a seed, once: what is there already stays.
func (c Cases) Build(ctx context.Context) error {
	have, err := c.Register.Sums(ctx, system(), casefile.Filter{Void: true})
	if err != nil || have.Cases > 0 {
		return err
	}
	d := register{rand: rand.New(rand.NewPCG(20261122, 41)), now: c.Clock.Now(), serial: map[string]int{}}
	ids, err := c.Register.Enter(ctx, system(), d.entries(), note)
	if err != nil {
		return err
	}
	return c.mend(ctx, d.rand, ids)
}

// mend is what happens to a register afterwards: corrections, cases that were entered twice, one that is opened again.
func (c Cases) mend(ctx context.Context, r *rand.Rand, ids []string) error {
	const corrected, twice = 20, 3
	for n := range corrected + twice + 1 {
		one, err := c.Register.Case(ctx, system(), ids[r.IntN(len(ids))])
		if err != nil {
			return err
		}
		a := casefile.Act{ID: one.ID, Version: one.Version, At: c.Clock.Now(), Note: note + "：核对后更正损失金额"}
		switch {
		case one.State == casefile.Withdrawn:
		case n < corrected:
			f := one.Fields
			f.LossFen = f.LossFen/10 + 100_00
			f.Large = false
			_, err = c.Register.Correct(ctx, system(), casefile.CorrectCmd{Act: a, Fields: f})
		case n < corrected+twice && one.State != casefile.Closed:
			a.Void, a.Note = true, note+"：重复录入"
			_, err = c.Register.Withdraw(ctx, system(), a)
		case one.State == casefile.Solved:
			a.Note = note + "：发现漏网同案"
			_, err = c.Register.Reopen(ctx, system(), a)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// register draws cases.
type register struct {
	rand   *rand.Rand
	now    when.Micros
	serial map[string]int
}

func (d *register) chance(percent int) bool { return d.rand.IntN(100) < percent }

// entries are the cases of the last months, the oldest first.
func (d *register) entries() []casefile.Entry {
	var out []casefile.Entry
	today := d.now.Time().In(when.Zone)
	for m := months - 1; m >= 0; m-- {
		first := time.Date(today.Year(), today.Month()-time.Month(m), 1, 0, 0, 0, 0, when.Zone)
		last := min(when.Of(first.AddDate(0, 1, 0)), d.now-when.Hour)
		span := last - when.Of(first)
		if span < when.Hour {
			continue
		}
		whole := when.Of(first.AddDate(0, 1, 0)) - when.Of(first)
		n := monthly * season[first.Month()-1] * (1 + 0.012*float64(m)) * float64(span) / float64(whole)
		for range int(n) {
			at := when.Of(first) + when.Micros(d.rand.Int64N(int64(span)))
			out = append(out, d.entry(at, 1-float64(m)/months))
		}
	}
	return out
}

func (d *register) fraud(year float64) fraud {
	total := 0.0
	share := func(f fraud) float64 { return float64(f.weight) * (1 + (f.trend-1)*year) }
	for _, f := range frauds {
		total += share(f)
	}
	at := d.rand.Float64() * total
	for _, f := range frauds {
		at -= share(f)
		if at < 0 {
			return f
		}
	}
	return frauds[0]
}

// entry is one case filed at a moment; year is how far into the year it lies, 0 to 1.
func (d *register) entry(at when.Micros, year float64) casefile.Entry {
	stations := sim.Stations()
	// The first stations are in town: more people, more cases.
	s := stations[min(d.rand.IntN(len(stations)), d.rand.IntN(len(stations)+4))]
	kind := d.fraud(year)
	yuan := math.Min(kind.median*math.Exp(d.rand.NormFloat64()*1.05), 6_000_000)
	at = at / when.Minute * when.Minute
	month := at.Time().In(when.Zone).Format("200601")
	d.serial[s.Code+month]++
	e := casefile.Entry{Fields: casefile.Fields{
		Number: fmt.Sprintf("A%s%s%04d", s.Code, month, d.serial[s.Code+month]), Unit: s.Code, Region: s.Area, Fraud: kind.code, Scope: "telecom", FiledAt: at,
		OccurredAt: at - when.Micros(1+d.rand.IntN(96))*when.Hour/2, LossFen: int64(math.Round(yuan)) * 100, Brief: note,
		Victim: d.victim(s.Area), Warned: d.chance(3),
	}}
	switch {
	case d.chance(5):
		e.Scope, e.LossFen = "related", 0
	case d.chance(1):
		e.Scope, e.LossFen = "handled", 0
	}
	d.tag(&e)
	if e.LossFen >= 50_000_000 && d.chance(40) {
		e.Supervise = casefile.Supervise{Level: []string{"city", "city", "city", "province", "province", "ministry"}[d.rand.IntN(6)], At: at, Due: at + 90*when.Day}
	}
	d.solve(&e)
	d.involve(&e)
	return e
}

func (d *register) victim(area string) casefile.Victim {
	if d.chance(3) {
		return casefile.Victim{Kind: "enterprise", Age: -1, Area: area}
	}
	v := casefile.Victim{Kind: "person", Sex: []string{"female", "male"}[d.rand.IntN(2)], Age: 16 + int(math.Abs(d.rand.NormFloat64()*16)) + d.rand.IntN(16), Area: area}
	v.Age = min(v.Age, 88)
	v.Occupation = []string{"employee", "employee", "self_employed", "migrant_worker", "farmer", "homemaker", "unemployed", "other"}[d.rand.IntN(8)]
	switch {
	case v.Age < 24:
		v.Occupation = "student"
	case v.Age > 60:
		v.Occupation = "retired"
	case d.chance(4):
		v.MemberUnit = employers[d.rand.IntN(len(employers))]
		v.Occupation = "public_servant"
	}
	return v
}

func (d *register) tag(e *casefile.Entry) {
	month := e.FiledAt.Time().In(when.Zone).Month()
	if d.chance(18) {
		e.Campaigns = append(e.Campaigns, "断卡")
	}
	if month >= 6 && month <= 9 && d.chance(25) {
		e.Campaigns = append(e.Campaigns, "云剑")
	}
	if d.chance(4) {
		e.Campaigns = append(e.Campaigns, "烽火")
	}
	e.Track = []string{"", "rapid", "rapid", "cluster", "black_grey"}[d.rand.IntN(5)]
	if e.LossFen >= 30_000_000 {
		e.Track = "major"
	}
}

// solve decides whether a case was solved, with whom, and what came back.
func (d *register) solve(e *casefile.Entry) {
	likely := 44
	if e.LossFen >= 30_000_000 {
		likely = 70
	}
	at := e.FiledAt + when.Micros(math.Exp(d.rand.NormFloat64()*1.1+2.6)*float64(when.Day))
	if at < d.now-when.Hour && d.chance(20) && e.LossFen > 0 {
		e.Money = append(e.Money, casefile.Money{Kind: "withheld", Fen: e.LossFen/10 + 100, At: at})
	}
	if at >= d.now-when.Hour || !d.chance(likely) {
		return
	}
	e.SolvedAt = at
	for range 1 + d.rand.IntN(3) + d.rand.IntN(2) {
		e.Persons = append(e.Persons, d.person(at))
	}
	if e.LossFen > 0 && d.chance(45) {
		e.Money = append(e.Money, casefile.Money{Kind: []string{"recovered", "returned"}[d.rand.IntN(2)], Fen: 1 + e.LossFen*int64(10+d.rand.IntN(60))/100, At: at})
	}
	for _, x := range []struct {
		kind string
		most int
		rare int
	}{{"sim", 30, 30}, {"bank_card", 12, 35}, {"phone", 6, 45}, {"corporate_account", 3, 8}, {"computer", 3, 15}} {
		if d.chance(x.rare) {
			e.Exhibits = append(e.Exhibits, casefile.Exhibit{Kind: x.kind, N: int64(1 + d.rand.IntN(x.most)), At: at})
		}
	}
}

func (d *register) person(at when.Micros) casefile.EntryPerson {
	p := casefile.EntryPerson{Suspect: casefile.Suspect{
		Role: []string{"card_owner", "card_owner", "launderer", "caller", "card_dealer", "backbone", "other"}[d.rand.IntN(7)],
	}}
	p.TwoCards = p.Role == "card_owner" || p.Role == "card_dealer"
	if d.chance(1) {
		p.Role = "kingpin"
	}
	first := "arrested"
	if d.chance(6) {
		first = "surrendered"
	}
	for i, kind := range []string{first, "compulsory", "arrest_approved", "prosecuted"} {
		day := at + when.Micros(i*i*9)*when.Day
		if i > 0 && !d.chance(78) || day >= d.now-when.Hour {
			break
		}
		p.Measures = append(p.Measures, casefile.Measure{Kind: kind, At: day})
	}
	return p
}

// involve names cards through which the money or the calls went, some with the look back at their opening.
func (d *register) involve(e *casefile.Entry) {
	banks, carriers := Banks(), []string{"yunxing", "yunqiao", "yunling"}
	for range d.rand.IntN(3) {
		at := min(e.FiledAt+when.Micros(d.rand.IntN(10))*when.Day, d.now-when.Hour)
		k := casefile.Card{Kind: "bank_card", Bank: banks[d.rand.IntN(len(banks))].Code, At: at, OpenedAt: at - when.Micros(20+d.rand.IntN(900))*when.Day}
		k.Outlet = k.Bank + []string{"·城东支行", "·河口支行", "·开发区支行", "·营业部"}[d.rand.IntN(4)]
		if d.chance(35) {
			k.Kind, k.Bank, k.Carrier = "sim", "", carriers[d.rand.IntN(len(carriers))]
			k.Outlet = k.Carrier + []string{"·东关营业厅", "·西城营业厅", "·代理点"}[d.rand.IntN(3)]
		}
		k.Mark = fmt.Sprintf("%04d", d.rand.IntN(10_000))
		checked := at + when.Micros(7+d.rand.IntN(30))*when.Day
		if checked < d.now-when.Hour && d.chance(70) {
			k.Check, k.CheckedAt = []string{"dutiful", "dutiful", "dutiful", "lapse", "suspended", "punished"}[d.rand.IntN(6)], checked
		}
		e.Cards = append(e.Cards, k)
	}
}
