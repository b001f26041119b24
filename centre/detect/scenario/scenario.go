package scenario

import (
	"slices"

	"fanzha/centre/detect/example"
	"fanzha/centre/detect/ruletext"
	"fanzha/centre/detect/suppress"
	"fanzha/centre/signal"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// The refusals of this package; texts in term/fault/texts/detect.yaml.
var (
	ErrFile    = ruletext.ErrFile                                 // file, line, column, why
	ErrExample = fault.New(fault.Invalid, "detect.example_fails") // file, example, why
)

// Example is a little story that a scenario must tell from others.
type Example = example.Story

// ExampleNow is the now of all examples.
const ExampleNow = example.Now

// Text2 is a text in both languages of the screens.
type Text2 struct {
	ZH string `yaml:"zh" json:"zh"`
	EN string `yaml:"en" json:"en"`
}

// By is what a window or a sequence is grouped by: one key, or a pair of two.
type By uint8

// The single keys. ByPerson is the key of the signal (number, else identity number, else own account), which also decides the
// partition. ByHour is the hour of the day and only the second key of a pair.
const (
	ByPerson By = iota
	ByPhone
	ByAccount
	ByPayee
	ByPeer
	BySite
	ByHour
	ByDevice
	ByOwner  // the identity behind the person's number
	ByHolder // the number of who holds the payee's account
	byCount
)

// ByCount is how many groupings there are.
const ByCount = int(byCount)

var byNames = [byCount]string{"person", "phone", "account", "payee", "peer", "site", "hour", "device", "owner", "holder"}

// pairBits is where the second key of a pair stands.
const pairBits = 4

// pairOf joins two keys; the order of the two does not matter.
func pairOf(a, b By) By { return min(a, b) | (max(a, b)+1)<<pairBits }

// First is the single key, or the first one of a pair.
func (b By) First() By { return b & (1<<pairBits - 1) }

// Second is the second key of a pair.
func (b By) Second() (By, bool) { return b>>pairBits - 1, b>>pairBits > 0 }

// String is the word in the file, or two.
func (b By) String() string {
	second, pair := b.Second()
	if pair {
		return byNames[b.First()] + ", " + byNames[second]
	}
	return byNames[b]
}

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
	Field   string      // of sum, max, min, distinct, entropy
	Late    when.Micros // a signal that reached the centre so long after it happened does not count; 0: any
	Include bool        // the evaluated signal counts too
	Base    int         // the window whose memory it reads: its own number, or with Include that of the same one without
	value   *Field
}

// Value is what the signal in the frame adds: an amount for sum, max and min.
func (w *Window) Value(f *Frame) int64 { return w.value.intOf(f) }

// Text is the value that distinct and entropy tell apart.
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

// Absence is what must not come after a signal that the condition holds for: the scenario fires when the time is over.
type Absence struct {
	Of     Kinds
	Where  *Cond       // nil: all
	Within when.Micros // from the end of the signal
	Late   when.Micros // an answer that reached the centre so long after the time was over still counts
}

// DefaultLate is how long an answer may be on its way when the file does not say: partners send in batches of a few minutes.
const DefaultLate = 5 * when.Minute

// Named is a window under the name a scenario gives it.
type Named struct {
	Name    string   `json:"name"`
	Over    string   `json:"over"`
	By      string   `json:"by"`
	Of      []string `json:"of"`
	Where   string   `json:"where"`
	Measure string   `json:"measure"`
	Part    string   `json:"part,omitempty"`    // the condition of share
	Late    string   `json:"late,omitempty"`    // the longest lateness
	Include bool     `json:"include,omitempty"` // the evaluated signal counts too

	Plan Window `json:"-"` // without its measure
	Rest *Cond  `json:"-"` // the part of share, compiled
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
	Needs   Needs
	Absent  *Absence // nil: the scenario fires at once
	Steps   []int    // indexes into Set.Steps, in order
	Reason  Text2

	Block    []*Rule // when one holds, the scenario is silent
	Points   []*Rule // each that holds adds to the score
	Bands    []*Rule // from which score which level, the highest first; below the last nothing is reported
	Override []*Rule // each that holds raises level and score

	Positive, Negative []Example

	reasonZH, reasonEN template
	shown, extra       []*Field
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

// Extras are the names that the scenario's windows and steps add to the language.
func (s *Scenario) Extras() []*Field { return s.extra }

// Reasons fills the sentence in both languages and adds what the rules that held have to say.
func (s *Scenario) Reasons(f *Frame, v *Verdict) Text2 {
	out := Text2{ZH: s.reasonZH.fill(f, ZH), EN: s.reasonEN.fill(f, EN)}
	var more Text2
	for _, r := range v.Held {
		said := r.Tell(f)
		if said.ZH == "" {
			continue
		}
		if more.ZH != "" {
			more.ZH, more.EN = more.ZH+"；", more.EN+"; "
		}
		more.ZH, more.EN = more.ZH+said.ZH, more.EN+said.EN
	}
	if more.ZH != "" {
		out.ZH, out.EN = out.ZH+"（"+more.ZH+"）", out.EN+" ("+more.EN+")"
	}
	return out
}

// Value is one name and its shown value.
type Value struct{ Name, Value string }

// Evidence lists what the condition, the sequence and the rules that held looked at, in the order of the file, as an officer may see
// it.
func (s *Scenario) Evidence(f *Frame, v *Verdict) []Value {
	shown := s.shown
	for _, r := range v.Held {
		for _, name := range r.uses() {
			if !slices.Contains(shown, s.Where.vars[name]) {
				shown = append(slices.Clip(shown), s.Where.vars[name])
			}
		}
	}
	out := make([]Value, 0, len(shown))
	for _, x := range shown {
		out = append(out, Value{x.Name, x.Show(f, ZH)})
	}
	return out
}

// Set is all scenarios in force, compiled together: their windows and steps are shared and numbered.
type Set struct {
	Scenarios []*Scenario
	Windows   []Window
	Steps     []Step
	Lists     *Lists
	Suppress  *suppress.List // nil: none
	Hash      string         // of everything that decides hits
	Longest   when.Micros    // how far back any of it looks
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
