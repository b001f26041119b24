package citybench

import (
	"testing"

	"fanzha/internal/check"
	"fanzha/sim"
	"fanzha/term/when"
)

// Protects: what counts as warned in time, and how warnings of a person are counted: one a spell, only from the counted days, only from
// the score on.
func TestPoint(t *testing.T) {
	day := when.Day
	l := &lived{people: 10_000, from: day, to: 3 * day, alarms: map[string][]alarm{
		"a": {{at: day + when.Hour, score: 50}, {at: day + 2*when.Hour, score: 80}},                     // before paying
		"b": {{at: 2*day + 3*when.Hour, score: 80}},                                                     // after paying
		"c": {{at: when.Hour, score: 80}, {at: 2 * day, score: 80}, {at: 2*day + when.Hour, score: 40}}, // nobody's target; the first is before the counted days
	}}
	pays := func(at when.Micros) []sim.TruthPayment { return []sim.TruthPayment{{At: at}} }
	l.frauds = []sim.Fraud{
		{Phone: "a", Start: day, End: day + 5*when.Hour, Payments: pays(day + 3*when.Hour)},
		{Phone: "b", Start: 2 * day, End: 2*day + 2*when.Hour, Payments: pays(2*day + 2*when.Hour)},
		{Phone: "d", Start: 2 * day, End: 2 * day},
		{Phone: "e", Start: 0, End: when.Hour}, // before the counted days
	}
	p := point([]*lived{l}, 50)
	check.Equal(t, p, Point{
		Score: 50, Warnings: 2, PerDay: 1, Targeted: 3, Warned: 1, Recall: 0.333, Range: [2]float64{0.061, 0.792}, Payers: 2, PayersIn: 1, Right: 1,
	})
	check.Equal(t, point([]*lived{l}, 81).PerDay, 0.0)
	check.Equal(t, person("+8613900010001", "x"), "13900010001")
	check.Equal(t, person("", "x"), "x")
}

// Protects: a small city is lived through to a curve that only falls, and is the same each time.
func TestMeasure(t *testing.T) {
	check.WithoutRace(t, "arithmetic on one goroutine")
	o := Options{Seeds: []uint64{4}, Days: 2, Warm: 1, People: 500}
	r, err := Measure(o)
	check.NoError(t, err)
	check.True(t, r.Signals > 2_000 && len(r.Curve) > 1, "an empty curve")
	for i, p := range r.Curve[1:] {
		check.True(t, p.PerDay <= r.Curve[i].PerDay && p.Warned <= r.Curve[i].Warned, "more with fewer hits")
	}
	again, err := Measure(o)
	check.NoError(t, err)
	check.Equal(t, again, r)
}

// Protects: the interval around a share, against values worked out by hand, and that it holds everything where nothing was seen.
func TestWilson(t *testing.T) {
	check.Equal(t, wilson(17, 22), [2]float64{0.566, 0.899})
	check.Equal(t, wilson(0, 10), [2]float64{0, 0.278})
	check.Equal(t, wilson(0, 0), [2]float64{0, 1})
}

// Protects: which cities are lived: lists and ranges, and nothing without an end.
func TestParseSeeds(t *testing.T) {
	for list, want := range map[string][]uint64{"7": {7}, "301, 303-305": {301, 303, 304, 305}, "1-1": {1}} {
		got, err := parseSeeds(list)
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	for _, list := range []string{"", "a", "5-", "-5", "9-7", "0-18446744073709551615", "1-100,1-2", "1-101"} {
		_, err := parseSeeds(list)
		check.True(t, err != nil, list)
	}
}

// Protects: the tables belong to the lowest score that takes no more warnings than asked for, and name who was missed.
func TestDetail(t *testing.T) {
	l := &lived{people: 10_000, from: 0, to: when.Day, alarms: map[string][]alarm{
		"a": {{at: when.Hour, score: 40, scenario: "weak"}}, "x": {{at: when.Hour, score: 40, scenario: "weak"}},
		"b": {{at: when.Hour, score: 70, scenario: "strong"}},
	}}
	l.frauds = []sim.Fraud{{Phone: "a", Type: "romance"}, {Phone: "b", Type: "romance"}}
	r := &Report{Curve: []Point{point([]*lived{l}, 40), point([]*lived{l}, 70)}}
	r.detail([]*lived{l}, 1)
	check.Equal(t, r.At, 70)
	check.Equal(t, r.Scenarios, []ByCode{{Scenario: "strong", Right: 1}})
	check.Equal(t, r.Types, []ByType{{Type: "romance", Targeted: 2, Warned: 1}})
	check.Equal(t, len(r.Missed), 1)
	check.Equal(t, tell(r.Missed[0]), "missed: romance, first contact 01-01 08:00:")
	r = &Report{Curve: r.Curve}
	r.detail([]*lived{l}, 5)
	check.Equal(t, r.At, 40)
	check.Equal(t, r.Scenarios, []ByCode{{Scenario: "weak", Right: 1, Wrong: 1}, {Scenario: "strong", Right: 1}})
	check.Equal(t, len(r.Missed), 0)
}
