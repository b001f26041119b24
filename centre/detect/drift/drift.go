// Package drift (漂移) says whether what comes in has changed: the signals of a source in the last week against those of the weeks
// before, measure by measure, and what the text model says of them. A model or scenario that was right on other signals may be wrong
// on these; whoever reads the report looks at them before the precision has fallen.
//
// The figure is the population stability index: the sum over steps of (now − before) · ln(now / before), where now and before are the
// shares of the steps. What counts as shifted or changed is a setting (rulebook/model/drift.yaml), as is how many values are needed.
//
// The package counts and compares; it keeps nothing and knows no person.
package drift

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/goccy/go-yaml"

	"fanzha/centre/signal"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// Settings are when a measure counts as shifted and as changed, in thousandths of the index, and from how many values on each side.
type Settings struct {
	Shifted int64 `yaml:"shifted_permille"`
	Changed int64 `yaml:"changed_permille"`
	Least   int64 `yaml:"least"`
	Weeks   int   `yaml:"weeks"` // before the last one
}

// ErrSettings says that the settings contradict themselves.
var ErrSettings = errors.New("drift: the settings contradict themselves")

// mostWeeks bounds what is looked back on.
const mostWeeks = 52

// Load reads the settings that are shipped, rulebook/model/drift.yaml.
func Load() (Settings, error) {
	var s Settings
	raw, err := rulebook.FS.ReadFile("model/drift.yaml")
	if err == nil {
		err = yaml.UnmarshalWithOptions(raw, &s, yaml.DisallowUnknownField())
	}
	if err != nil {
		return s, fmt.Errorf("rulebook/model/drift.yaml: %w", err)
	}
	return s, s.Check()
}

// Week is how long the last week is.
const Week = 7 * when.Day

// Over counts the week before a moment against the weeks before it, as many as the settings say; hours are those of the centre's zone.
func (s Settings) Over(to when.Micros) *Counter {
	_, offset := to.Time().In(when.Zone).Zone()
	return NewCounter(to-when.Micros(s.Weeks+1)*Week, to-Week, to, when.Micros(offset)*when.Second)
}

// Check refuses settings that cannot be.
func (s Settings) Check() error {
	if s.Shifted <= 0 || s.Changed <= s.Shifted || s.Least < 1 || s.Weeks < 1 || s.Weeks > mostWeeks {
		return ErrSettings
	}
	return nil
}

// The measures of a signal.
const (
	Kind   = "kind"
	Hour   = "hour"   // of the day, in steps of three, local
	Length = "length" // of a text, in characters
	Scam   = "scam_p" // what the text model says of a text, permille
	Amount = "amount_fen"
	Talk   = "duration_s"
)

// steps are the upper ends of the steps of the measures that have an order.
var steps = map[string][]int64{
	Hour:   {3, 6, 9, 12, 15, 18, 21},
	Length: {0, 10, 20, 40, 60, 80, 120, 200, 400},
	Scam:   {10, 50, 100, 200, 400, 600, 800, 900, 980},
	Amount: {10_00, 50_00, 200_00, 1_000_00, 5_000_00, 20_000_00, 50_000_00, 200_000_00},
	Talk:   {0, 10, 30, 60, 180, 600, 1800},
}

// mostSources bounds the sources that are told apart; the others are counted together.
const mostSources = 500

// Others stands for the sources beyond the bound.
const Others = "*"

type cell struct {
	source, measure string
	step            int
}

// Counter counts signals before and since a moment. The zero value is not usable: NewCounter.
type Counter struct {
	from, since, to when.Micros
	zone            when.Micros
	counts          [2]map[cell]int64
	sources         map[string]bool
}

// NewCounter counts the signals of [from, since) against those of [since, to); the zone makes hours local.
func NewCounter(from, since, to, zone when.Micros) *Counter {
	return &Counter{from: from, since: since, to: to, zone: zone, counts: [2]map[cell]int64{{}, {}}, sources: map[string]bool{}}
}

// Add counts a signal. scam is asked for texts only and says what the model thinks, permille.
func (c *Counter) Add(s *signal.Signal, scam func(text string) int64) {
	if s.Time < c.from || s.Time >= c.to {
		return
	}
	side := 0
	if s.Time >= c.since {
		side = 1
	}
	source := s.Source
	if !c.sources[source] {
		if len(c.sources) >= mostSources {
			source = Others
		}
		c.sources[source] = true
	}
	c.counts[side][cell{source, Kind, int(s.Kind)}]++
	put := func(measure string, v int64) {
		at, _ := slices.BinarySearch(steps[measure], v)
		c.counts[side][cell{source, measure, at}]++
	}
	put(Hour, int64((s.Time+c.zone)%when.Day/when.Hour))
	if s.Text != "" {
		put(Length, int64(len([]rune(s.Text))))
		if scam != nil {
			put(Scam, scam(s.Text))
		}
	}
	if s.AmountFen > 0 {
		put(Amount, s.AmountFen)
	}
	if s.Kind == signal.Call {
		put(Talk, s.Duration)
	}
}

// State is what a measure's index means.
type State string

// The states.
const (
	Steady  State = "steady"
	Shifted State = "shifted"
	Changed State = "changed"
	Few     State = "few" // too few values to say
)

// Line is one measure of one source.
type Line struct {
	Source  string `json:"source"`
	Measure string `json:"measure"`
	Before  int64  `json:"before"` // values
	Now     int64  `json:"now"`
	Index   int64  `json:"psi_permille"` // 0 where there are too few values
	State   State  `json:"state"`
}

// Report compares, the most changed first.
func (c *Counter) Report(s Settings) []Line {
	type key struct{ source, measure string }
	at := map[key]map[int][2]int64{}
	for side, counts := range c.counts {
		for k, n := range counts {
			key := key{k.source, k.measure}
			if at[key] == nil {
				at[key] = map[int][2]int64{}
			}
			pair := at[key][k.step]
			pair[side] += n
			at[key][k.step] = pair
		}
	}
	out := make([]Line, 0, len(at))
	for k, counts := range at {
		l := Line{Source: k.source, Measure: k.measure}
		before, now := sides(counts)
		for i := range before {
			l.Before += before[i]
			l.Now += now[i]
		}
		l.State = Few
		if l.Before >= s.Least && l.Now >= s.Least {
			l.Index = int64(math.Round(1000 * Index(before, now)))
			l.State = s.state(l.Index)
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.Index, a.Index), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Measure, b.Measure))
	})
	return out
}

func sides(counts map[int][2]int64) (before, now []int64) {
	for _, pair := range counts {
		before, now = append(before, pair[0]), append(now, pair[1])
	}
	return before, now
}

func (s Settings) state(index int64) State {
	switch {
	case index >= s.Changed:
		return Changed
	case index >= s.Shifted:
		return Shifted
	}
	return Steady
}

// Index is the population stability index of two counts over the same steps. Half a value is added to each step, so that a step that
// is empty on one side does not make it infinite.
func Index(before, now []int64) float64 {
	var b, n float64
	for i := range before {
		b += float64(before[i]) + 0.5
		n += float64(now[i]) + 0.5
	}
	terms := make([]float64, len(before))
	for i := range before {
		p, q := (float64(before[i])+0.5)/b, (float64(now[i])+0.5)/n
		terms[i] = (q - p) * math.Log(q/p)
	}
	slices.Sort(terms) // the order of a map must not show in the last digit
	sum := 0.0
	for _, t := range terms {
		sum += t
	}
	return sum
}
