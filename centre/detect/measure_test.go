package detect

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/units"
	"fanzha/centre/detect/window"
	"fanzha/centre/signal"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// story is a scenario file around the parts that a test cares for; its examples are not run.
func story(parts string) fstest.MapFS {
	return fstest.MapFS{"test_story.yaml": {Data: []byte(`code: test_story
version: 1
name: {zh: 测试, en: Test}
fraud: other
family: fund
level: low
score: 10
basis: invented for the tests
quiet: none
` + parts + `
examples:
  positive: [{title: p, signals: []}]
  negative: [{title: n, signals: []}]
`)}}
}

// measured is one window of the test with what it must say: of the past transfers of the key and the evaluated one.
type measured struct {
	name, yaml string
	want       func(past []*signal.Signal, s *signal.Signal) int64
}

// inWindow are the past transfers that a window over a span sees at s, by the contract of package window.
func inWindow(past []*signal.Signal, s *signal.Signal, over when.Micros) []*signal.Signal {
	bucket := func(t when.Micros) int64 { return int64(t) / (int64(over) / window.Buckets) }
	var out []*signal.Signal
	for _, p := range past {
		if p.Phone == s.Phone && bucket(p.Time) > bucket(s.Time)-window.Buckets {
			out = append(out, p)
		}
	}
	return out
}

func sumOf(list []*signal.Signal) (n int64) {
	for _, p := range list {
		n += p.AmountFen
	}
	return n
}

func keep(list []*signal.Signal, is func(*signal.Signal) bool) (out []*signal.Signal) {
	for _, p := range list {
		if is(p) {
			out = append(out, p)
		}
	}
	return out
}

func permille(a, b int) int64 { return int64(a) * 1000 / int64(max(1, b)) }

func atNight(p *signal.Signal) bool {
	h := p.Time.Time().In(when.Zone).Hour()
	return h >= 22 || h < 6
}

func kindsOfPayees(list []*signal.Signal) int64 {
	seen := map[ident.Account]bool{}
	for _, p := range list {
		seen[p.PayeeAccount] = true
	}
	return int64(len(seen))
}

// rise is the naive baseline: what came within the short span by what came before it, each per unit of time.
func rise(now, all, long, short int64) int64 {
	if all == now {
		return 0
	}
	return min(now*((long-short)*1000/short)/(all-now), scenario.Never)
}

var measures12 = []measured{
	{"mean", "by: person, over: 12h, measure: avg(amount_fen)", func(past []*signal.Signal, s *signal.Signal) int64 {
		in := inWindow(past, s, 12*when.Hour)
		if len(in) == 0 {
			return scenario.Never
		}
		return sumOf(in) / int64(len(in))
	}},
	{"least", "by: person, over: 12h, measure: min(amount_fen)", func(past []*signal.Signal, s *signal.Signal) int64 {
		least := int64(scenario.Never)
		for _, p := range inWindow(past, s, 12*when.Hour) {
			least = min(least, p.AmountFen)
		}
		return least
	}},
	{"rise_n", "by: person, over: 12h, measure: 'baseline(count, 1h)'", func(past []*signal.Signal, s *signal.Signal) int64 {
		return rise(int64(len(inWindow(past, s, when.Hour))), int64(len(inWindow(past, s, 12*when.Hour))), 12, 1)
	}},
	{"rise_sum", "by: person, over: 12h, measure: 'baseline(sum(amount_fen), 1h)'", func(past []*signal.Signal, s *signal.Signal) int64 {
		return rise(sumOf(inWindow(past, s, when.Hour)), sumOf(inWindow(past, s, 12*when.Hour)), 12, 1)
	}},
	{"to_payee", "by: [payee, person], over: 12h, measure: count", func(past []*signal.Signal, s *signal.Signal) int64 {
		return int64(len(keep(inWindow(past, s, 12*when.Hour), func(p *signal.Signal) bool { return p.PayeeAccount == s.PayeeAccount })))
	}},
	{"devices", "by: person, over: 12h, measure: distinct(device)", func(past []*signal.Signal, s *signal.Signal) int64 {
		seen := map[string]bool{}
		for _, p := range inWindow(past, s, 12*when.Hour) {
			seen[p.Device] = true
		}
		delete(seen, "")
		return int64(len(seen))
	}},
	{"by_device", "by: [device, person], over: 12h, measure: sum(amount_fen)", func(past []*signal.Signal, s *signal.Signal) int64 {
		if s.Device == "" {
			return 0
		}
		return sumOf(keep(inWindow(past, s, 12*when.Hour), func(p *signal.Signal) bool { return p.Device == s.Device }))
	}},
	{"this_hour", "by: person, over: 6d, measure: hour_share", func(past []*signal.Signal, s *signal.Signal) int64 {
		in := inWindow(past, s, 6*when.Day)
		if len(in) == 0 {
			return scenario.Never
		}
		same := keep(in, func(p *signal.Signal) bool { return units.HourOf(p.Time) == units.HourOf(s.Time) })
		return permille(len(same), len(in))
	}},
	{"night", "by: person, over: 6d, where: 'amount_fen >= 3', part: 'hour >= 22 || hour < 6', measure: share", func(past []*signal.Signal, s *signal.Signal) int64 {
		in := keep(inWindow(past, s, 6*when.Day), func(p *signal.Signal) bool { return p.AmountFen >= 3 })
		return permille(len(keep(in, atNight)), len(in))
	}},
	{"with_n", "by: person, over: 12h, where: 'amount_fen >= 3', include: true, measure: count", func(past []*signal.Signal, s *signal.Signal) int64 {
		return int64(len(keep(inWindow(append(past, s), s, 12*when.Hour), func(p *signal.Signal) bool { return p.AmountFen >= 3 })))
	}},
	{"with_payees", "by: person, over: 12h, include: true, measure: distinct(payee_account)", func(past []*signal.Signal, s *signal.Signal) int64 {
		return kindsOfPayees(inWindow(append(past, s), s, 12*when.Hour))
	}},
	{"with_mean", "by: person, over: 12h, include: true, measure: avg(amount_fen)", func(past []*signal.Signal, s *signal.Signal) int64 {
		in := inWindow(append(past, s), s, 12*when.Hour)
		return sumOf(in) / int64(len(in))
	}},
	{"prompt", "by: person, over: 12h, late: 5m, measure: count", func(past []*signal.Signal, s *signal.Signal) int64 {
		return int64(len(keep(inWindow(past, s, 12*when.Hour), func(p *signal.Signal) bool { return p.Received-p.Time <= 5*when.Minute })))
	}},
	{"spread", "by: person, over: 12h, measure: entropy(payee_account)", func(past []*signal.Signal, s *signal.Signal) int64 {
		full, each, all := map[[2]uint64]int{}, map[uint64]float64{}, 0.0
		for _, p := range inWindow(past, s, 12*when.Hour) {
			class := hashString(string(p.PayeeAccount)) >> 32 * 15 >> 32
			cell := [2]uint64{uint64(p.Time / when.Hour), class}
			full[cell]++
			if full[cell] <= 15 {
				each[class]++
				all++
			}
		}
		h := 0.0
		for _, n := range each {
			h -= n / all * math.Log2(n/all)
		}
		return int64(math.Round(h * 250))
	}},
}

// TestMeasures protects the measures, pairs of keys, the hour's and the part's share, lateness and inclusion: for any transfers the
// engine says what a naive model says that keeps them all. Transfers come in the order of time; package window protects disorder.
func TestMeasures(t *testing.T) {
	var windows, where []string
	for _, m := range measures12 {
		windows = append(windows, "  - {name: "+m.name+", of: [transfer], "+m.yaml+"}")
		where = append(where, m.name+" >= 0")
	}
	set, err := scenario.Load(story("on: [transfer]\nwindows:\n" + strings.Join(windows, "\n") + "\nwhere: '" + strings.Join(where, " && ") + "'\nreason: {zh: 测, en: t}"))
	check.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		e := NewEngine(set, Options{Limits: window.Limits{Entries: 4096}})
		now := scenario.ExampleNow
		var past []*signal.Signal
		for i := range rapid.IntRange(1, 40).Draw(t, "transfers") {
			now += when.Micros(rapid.SampledFrom([]int64{0, 1, 600, 3599, 7200, 30_000}).Draw(t, "gap")) * when.Second
			s := &signal.Signal{
				Kind: signal.Transfer, Source: "t", ID: fmt.Sprint(i), Time: now, Received: now + when.Micros(rapid.SampledFrom([]int64{1, 299, 301}).Draw(t, "late"))*when.Second,
				Phone: ident.Phone(rapid.SampledFrom([]string{"+8613900010001", "+8613900010002"}).Draw(t, "phone")), AmountFen: rapid.Int64Range(0, 9).Draw(t, "amount"), Device: rapid.SampledFrom([]string{"", "imei-1", "imei-2"}).Draw(t, "device"),
				PayeeAccount: ident.Account(fmt.Sprint(622200000000000, rapid.IntRange(0, 5).Draw(t, "payee"))),
			}
			if len(e.Observe(s)) != 1 {
				t.Fatal("no hit")
			}
			for j, f := range set.Scenarios[0].Extras() {
				if got, want := f.Int(e.frame), measures12[j].want(past, s); got != want {
					t.Fatalf("transfer %d: %s is %d, want %d", i, f.Name, got, want)
				}
			}
			past = append(past, s)
		}
	})
}

// TestLanguageExamples protects the newer parts of the language by whole scenarios: their own stories hold.
func TestLanguageExamples(t *testing.T) {
	set, err := scenario.Load(os.DirFS("testdata/scenarios"))
	check.NoError(t, err)
	check.Equal(t, len(set.Scenarios), 4)
	for _, sc := range set.Scenarios {
		for _, fail := range CheckExamples(set, sc, Options{}) {
			t.Error(fail)
		}
	}
}
