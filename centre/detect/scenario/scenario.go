package scenario

import (
	"fanzha/centre/signal"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The refusals of this package; texts in term/fault/texts/detect.yaml.
var (
	ErrFile    = fault.New(fault.Invalid, "detect.scenario_invalid") // file, line, column, why
	ErrExample = fault.New(fault.Invalid, "detect.example_fails")    // file, example, why
)

// Text2 is a text in both languages of the screens.
type Text2 struct {
	ZH string `yaml:"zh" json:"zh"`
	EN string `yaml:"en" json:"en"`
}

// By is what a window or a sequence is grouped by.
type By uint8

// The groupings. ByPerson is the key of the signal (number, else identity number, else own account), which also decides the
// partition: only ByPerson and ByPhone see all signals of their key. The others see those of their own partition, so their
// numbers are lower bounds.
const (
	ByPerson By = iota
	ByPhone
	ByAccount
	ByPayee
	ByPeer
	BySite
	byCount
)

var byNames = [byCount]string{"person", "phone", "account", "payee", "peer", "site"}

// String is the word in the file.
func (b By) String() string { return byNames[b] }

// Measure is what a window computes.
type Measure uint8

// The measures; Since is the number of seconds since the newest event, Never without one.
const (
	Count Measure = iota
	Sum
	Max
	First
	Last
	Since
	Distinct
	measureCount
)

var measureNames = [measureCount]string{"count", "sum", "max", "first", "last", "since", "distinct"}

// Kinds is a set of signal kinds.
type Kinds uint8

// Has says whether the kind is in the set.
func (k Kinds) Has(kind signal.Kind) bool { return k&(1<<kind) != 0 }

// Names lists the kinds by their wire names.
func (k Kinds) Names() []string {
	var out []string
	for kind := signal.Call; kind <= signal.Sighting; kind++ {
		if k.Has(kind) {
			out = append(out, kind.String())
		}
	}
	return out
}

// Window is one number over past signals. Windows of the same definition are one in the whole set.
type Window struct {
	By      By
	Of      Kinds
	Where   *Cond // nil: all
	Over    when.Micros
	Measure Measure
	Field   string // of sum, max, distinct
	value   *Field
}

// Value is what the signal in the frame adds: an amount for sum and max.
func (w *Window) Value(f *Frame) int64 { return w.value.intOf(f) }

// Text is the value that distinct tells apart.
func (w *Window) Text(f *Frame) string { return w.value.strOf(f) }

// Step is one link of a sequence.
type Step struct {
	Scenario int // index of its scenario in the set
	Place    int // place in the sequence, from 0
	Name     string
	By       By
	Of       Kinds
	Where    *Cond
	Within   when.Micros // longest time to the next step, or to the trigger
	Before   int         // index of the step before it in the set, -1 for the first
}

// Named is a window under the name a scenario gives it.
type Named struct {
	Name    string   `json:"name"`
	Over    string   `json:"over"`
	By      string   `json:"by"`
	Of      []string `json:"of"`
	Where   string   `json:"where"`
	Measure string   `json:"measure"`
}

// Scenario is one compiled file.
type Scenario struct {
	Code    string
	Version int
	Hash    string // of the file's bytes: what the officer saw is what ran
	Origin  string // file
	Name    Text2
	Fraud   string // a code, or from_text, from_report, from_sighting
	Family  string
	Level   string
	Score   int
	Basis   string
	On      Kinds
	By      By // quiet time and sequence are kept per this key
	Quiet   when.Micros
	Windows []Named
	Where   *Cond
	Steps   []int // indexes into Set.Steps, in order
	Reason  Text2

	Positive, Negative []Example

	reasonZH, reasonEN template
	shown              []*Field
}

// Where a scenario takes the fraud type of its hits from.
const (
	FromText     = "from_text"     // the text model's likeliest type
	FromReport   = "from_report"   // what the reporter names, else the text model's
	FromSighting = "from_sighting" // what the lead on the subject names
)

// FraudOf is the fraud type of a hit on the signal in the frame.
func (s *Scenario) FraudOf(f *Frame) string {
	t := s.Fraud
	switch s.Fraud {
	case FromText:
		_, t = f.Scam()
	case FromReport:
		t = f.S.Fraud
		if t == "" {
			_, t = f.Scam()
		}
	case FromSighting:
		t = f.SightedFraud()
	}
	if t == "" || t == "benign" {
		return "other"
	}
	return t
}

// Reasons fills the sentence in both languages.
func (s *Scenario) Reasons(f *Frame) Text2 {
	return Text2{ZH: s.reasonZH.fill(f, ZH), EN: s.reasonEN.fill(f, EN)}
}

// Value is one name and its shown value.
type Value struct{ Name, Value string }

// Evidence lists what the condition and the sequence looked at, in the order of the file, as an officer may see it.
func (s *Scenario) Evidence(f *Frame) []Value {
	out := make([]Value, 0, len(s.shown))
	for _, v := range s.shown {
		out = append(out, Value{v.Name, v.Show(f, ZH)})
	}
	return out
}

// Set is all scenarios in force, compiled together: their windows and steps are shared and numbered.
type Set struct {
	Scenarios []*Scenario
	Windows   []Window
	Steps     []Step
	Lists     *Lists
	Hash      string      // of everything that decides hits
	Longest   when.Micros // how far back any of it looks
	Pairs     [pairCount]bool
}

// MaxSight is how long a lead stays active at most, and how far back history is re-read for leads.
const MaxSight = 180 * when.Day

// Find returns the scenario of that code.
func (s *Set) Find(code string) (*Scenario, bool) {
	for _, x := range s.Scenarios {
		if x.Code == code {
			return x, true
		}
	}
	return nil, false
}
