package yearbook

import (
	"fmt"
	"math/rand/v2"

	"fanzha/centre/stats"
	"fanzha/sim"
	"fanzha/term/fraud"
	"fanzha/term/when"
)

// factSpec is how much of a measure a day of the invented city has.
type factSpec struct {
	measure string
	mean    float64 // facts a day
	n       int64   // up to so many pieces each; 0: one
	fen     int64   // up to so much each
	sides   func(r *rand.Rand, f *stats.Fact)
}

func pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

// caseSides are the sides of a case: its type leans to the first of the list, as in every city.
func caseSides(r *rand.Rand, f *stats.Fact) {
	f.Sides[stats.FraudType] = string(fraud.All[min(r.IntN(len(fraud.All)), r.IntN(len(fraud.All)))].Code)
	f.Sides[stats.AgeBand] = pick(r, "age_18_25", "age_26_35", "age_26_35", "age_36_45", "age_46_59", "over_60", "under_18")
	f.Sides[stats.Sex] = pick(r, "male", "female")
	f.Sides[stats.AmountBand] = pick(r, "under_3k", "3k_30k", "3k_30k", "30k_100k", "100k_300k", "300k_500k")
}

func bankSide(r *rand.Rand, f *stats.Fact) {
	f.Sides[stats.Bank] = pick(r, "yh_bank", "sheng_bank", "guo_bank", "min_bank", "hang_bank", "xin_bank")
}

func cardSides(r *rand.Rand, f *stats.Fact) {
	f.Sides[stats.CardKind] = pick(r, "bank_card", "bank_card", "sim", "corporate_account")
	if f.Sides[stats.CardKind] == "sim" {
		f.Sides[stats.Carrier] = pick(r, "yd", "lt", "dx")
		return
	}
	bankSide(r, f)
}

func side(d stats.Dim, values ...string) func(*rand.Rand, *stats.Fact) {
	return func(r *rand.Rand, f *stats.Fact) { f.Sides[d] = pick(r, values...) }
}

// cityFactSpecs are the measures that bulletins print.
var cityFactSpecs = []factSpec{
	{"case.filed", 9, 0, 8_000_000, caseSides}, {"case.solved", 6, 0, 0, caseSides}, {"case.filed_solved", 4, 0, 0, caseSides},
	{"case.supervised_solved", 0.1, 0, 0, caseSides}, {"case.warned", 0.2, 0, 0, caseSides}, {"case.returned", 0.8, 0, 3_000_000, caseSides},
	{"suspect.arrested", 5, 0, 0, side(stats.Level, "member", "backbone")}, {"suspect.compulsory", 3, 0, 0, nil}, {"suspect.prosecuted", 2, 0, 0, nil},
	{"warning.raised", 60, 0, 0, func(r *rand.Rand, f *stats.Fact) {
		f.Sides[stats.Channel], f.Sides[stats.Level] = pick(r, "fund", "contact"), pick(r, "urgent", "high", "mid", "mid", "low")
	}},
	{"warning.handled", 55, 0, 0, side(stats.Result, "safe", "safe", "safe", "safe", "false_alarm", "lost", "refused")},
	{"warning.reached", 48, 0, 0, nil}, {"warning.dissuaded", 22, 0, 6_000_000, side(stats.Channel, "fund", "contact")}, {"warning.defrauded", 0.3, 0, 0, nil},
	{"order.face_due", 20, 0, 0, nil}, {"order.face_met", 19.6, 0, 0, nil}, {"order.missed", 0.6, 0, 0, nil}, {"order.issued", 40, 0, 0, nil},
	{"stop.ordered", 14, 0, 9_000_000, bankSide}, // with what became of each: see answers
	{"stop.failed", 0.1, 0, 0, bankSide}, {"freeze.active", 1, 0, 9_000_000, bankSide},
	{"claim.first_hold_ms", 6, 3_000_000, 0, nil}, {"claim.back", 1, 0, 2_000_000, nil},
	{"hold.wrong", 0.15, 0, 900_000, side(stats.Channel, "hold", "freeze", "restriction")}, {"objection.filed", 0.4, 0, 0, nil},
	{"objection.upheld", 0.1, 0, 0, nil}, {"return.complaint", 0.3, 0, 0, nil}, {"card.involved", 7, 0, 0, cardSides},
	{"card.involved_checked", 5, 0, 0, cardSides}, {"sanction.begun", 0.7, 0, 0, nil}, {"publicity.event", 2, 0, 0, side(stats.Venue, "school", "community", "village")},
	{"publicity.audience", 2, 900, 0, nil}, {"publicity.handed", 2, 500, 0, nil}, {"message.pushed", 1, 0, 0, nil}, {"app.registered", 12, 30, 0, nil},
	{"return.overdue", 0.1, 0, 0, nil}, {"task.done", 0.2, 0, 0, nil}, {"task.overdue", 0.05, 0, 0, nil}, {"duty.done", 0.3, 0, 0, nil}, {"duty.overdue", 0.05, 0, 0, nil},
}

// cityFacts invents the counted facts of the city of 云河 for a run of days. The same seed gives the same facts. They are made for
// looking at bulletins and for recounting them, not to be believed.
func cityFacts(seed uint64, span stats.Span) []stats.Fact {
	r := rand.New(rand.NewPCG(seed, 0xB011E714))
	stations := sim.Stations()
	var out []stats.Fact
	seq := int64(0)
	for d := span.From; d <= span.To; d++ {
		season := 1 + 0.25*float64(int(d)%90)/90
		for _, s := range cityFactSpecs {
			many := s.mean * season * (0.6 + 0.8*r.Float64())
			count := int(many)
			if r.Float64() < many-float64(count) {
				count++
			}
			for range count {
				seq++
				st := stations[min(r.IntN(len(stations)), r.IntN(len(stations)+4))]
				f := stats.Fact{
					Measure: s.measure, ID: fmt.Sprintf("%s-%d", d, seq), Seq: seq, At: d.Start() + when.Micros(r.Int64N(int64(when.Day))), Unit: st.Code,
					Region: st.Area + "001", N: 1, Object: "claim/demo",
				}
				if s.n > 0 {
					f.N = 1 + r.Int64N(s.n)
				}
				if s.fen > 0 {
					f.Fen = 100 * (1 + min(r.Int64N(s.fen/100), r.Int64N(s.fen/100)))
				}
				if s.sides != nil {
					s.sides(r, &f)
				}
				out = append(out, f)
				if s.measure == "stop.ordered" {
					out = append(out, answers(r, f)...)
				}
			}
		}
	}
	return out
}

// answers are what became of a stop order: most are answered, most of those hold money, a few come too late. They are facts of the same order, so
// that no bank answers more than it was asked.
func answers(r *rand.Rand, order stats.Fact) []stats.Fact {
	var out []stats.Fact
	add := func(measure string, fen int64) {
		f := order
		f.Measure, f.Fen = measure, fen
		out = append(out, f)
	}
	roll := r.Float64()
	if roll < 0.95 {
		add("stop.answered", 0)
	}
	if roll < 0.57 {
		add("stop.succeeded", 0)
		add("stop.held", 1+r.Int64N(order.Fen))
	}
	if roll > 0.92 {
		add("stop.silent", 0)
	}
	return out
}
