// Package rulings reads the numbers that measures work by (rulebook/measure.yaml), each with its source.
package rulings

import (
	"fmt"
	"slices"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// ErrRules refuses a file of rules that cannot be used. Its text is in term/fault/texts/measure.yaml.
var ErrRules = fault.New(fault.Invalid, "measure.rules_file")

// Marks are the kinds of marks; each has its term in the file.
var Marks = []string{"involved", "passed", "lent", "false_report", "cleared_trader"}

// Rule is one number of rulebook/measure.yaml with where it comes from.
type Rule struct {
	Code       string   `yaml:"code"`
	Value      *Whole   `yaml:"value"`
	Values     []Whole  `yaml:"values"`
	Words      []string `yaml:"words"`
	Unit       string   `yaml:"unit"`
	Label      string   `yaml:"label"`
	Confidence string   `yaml:"confidence"`
	Source     string   `yaml:"source"`
	SourceEN   string   `yaml:"source_en"`
	ZH         string   `yaml:"zh"`
	EN         string   `yaml:"en"`
}

// Whole is a number without a fraction.
type Whole = rulefile.Whole

// Rules are the numbers this room works by.
type Rules struct {
	Book []Rule // in the order of the file, for screens and forms

	FreezeMonths    int64
	MajorMonths     int64
	Approver        string // station, county, city, province
	MajorApprover   string
	UnrelatedWithin when.Micros
	FreezeAlerts    []when.Micros // before the end, descending

	RestrictFor    when.Micros
	RestrictCount  int64
	RestrictReview when.Micros
	RestrictBasis  string // printed on the order to the bank

	MarkTerms map[string]when.Micros // by kind

	MachineWithin  when.Micros
	HumanWithin    when.Micros
	SanctionWithin when.Micros
	ReleaseMissed  bool
	InvoiceWithin  when.Micros
}

// Load reads the rules that are shipped.
func Load() (Rules, error) {
	raw, err := rulebook.FS.ReadFile("measure.yaml")
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	return ParseRules(raw)
}

// spec is what a rule must look like.
type spec struct {
	code    string
	unit    string
	most    int64
	list    bool
	choices []string
	free    bool // one text of the centre's own
}

// basisMost bounds a basis that is printed on orders: what an order has room for beside the number of its document.
const basisMost = 60

var unitSpans = map[string]when.Micros{"min": when.Minute, "h": when.Hour, "d": when.Day, "month": 1, "count": 1}

var levels = []string{"station", "county", "city", "province"}

func specs() []spec {
	out := []spec{
		{code: "freeze.months", unit: "month", most: 24}, {code: "freeze.major_months", unit: "month", most: 24},
		{code: "freeze.approver", choices: levels}, {code: "freeze.major_approver", choices: levels},
		{code: "freeze.unrelated_days", unit: "d", most: 30}, {code: "freeze.alert_days", unit: "d", most: 180, list: true},
		{code: "restriction.hours", unit: "h", most: 720}, {code: "restriction.count", unit: "count", most: 10},
		{code: "restriction.review_hours", unit: "h", most: 72}, {code: "restriction.basis", free: true},
		{code: "objection.machine_minutes", unit: "min", most: 1440}, {code: "objection.human_minutes", unit: "min", most: 10_080},
		{code: "objection.sanction_hours", unit: "h", most: 8784}, {code: "objection.release_when_missed", choices: []string{"yes", "no"}},
		{code: "objection.invoice_days", unit: "d", most: 366},
	}
	for _, kind := range Marks {
		out = append(out, spec{code: "mark." + kind + "_days", unit: "d", most: 3660})
	}
	return out
}

var (
	labels      = []string{"law", "practice", "local setting"}
	confidences = []string{"seen", "news", "memory", "proposal"}
)

// ParseRules reads rulebook/measure.yaml and refuses a book with a number missing, unknown, doubled, senseless or without source.
func ParseRules(raw []byte) (Rules, error) {
	var file struct {
		Version Whole  `yaml:"version"`
		Rules   []Rule `yaml:"rules"`
	}
	err := rulefile.Decode(raw, &file)
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	known := map[string]spec{}
	for _, s := range specs() {
		known[s.code] = s
	}
	got := map[string][]int64{}
	for _, e := range file.Rules {
		err = e.check(known[e.Code])
		if err == nil && got[e.Code] != nil {
			err = fmt.Errorf("stands twice")
		}
		if err != nil {
			return Rules{}, ErrRules.With(fmt.Errorf("line %d: %s: %w", rulefile.Line(raw, e.Code), e.Code, err))
		}
		got[e.Code] = e.values()
	}
	for code := range known {
		if got[code] == nil {
			return Rules{}, ErrRules.With(fmt.Errorf("%s is missing", code))
		}
	}
	r := build(got)
	r.Book = file.Rules
	basis, _ := r.Rule("restriction.basis")
	r.RestrictBasis = strings.TrimSpace(basis.Words[0])
	if file.Version != 1 {
		return Rules{}, ErrRules.With(fmt.Errorf("version %d, only 1 is known", file.Version))
	}
	err = r.order()
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	return r, nil
}

func (e Rule) check(s spec) error {
	given := 0
	for _, yes := range []bool{e.Value != nil, e.Values != nil, e.Words != nil} {
		if yes {
			given++
		}
	}
	switch {
	case s.code == "":
		return fmt.Errorf("is not known")
	case e.Unit != s.unit:
		return fmt.Errorf("unit %q, want %q", e.Unit, s.unit)
	case given != 1 || (e.Words != nil) != (s.choices != nil || s.free) || (e.Values != nil) != s.list:
		return fmt.Errorf("has the wrong kind of value")
	case !slices.Contains(labels, e.Label) || !slices.Contains(confidences, e.Confidence) || e.Label == "law" && e.Confidence == "proposal":
		return fmt.Errorf("label %q with confidence %q", e.Label, e.Confidence)
	case strings.TrimSpace(e.Source) == "" || strings.TrimSpace(e.SourceEN) == "" || e.ZH == "" || e.EN == "":
		return fmt.Errorf("source and its English, zh and en must be given")
	case s.free && (len(e.Words) != 1 || strings.TrimSpace(e.Words[0]) == "" || len([]rune(e.Words[0])) > basisMost):
		return fmt.Errorf("one text of at most %d characters", basisMost)
	case s.choices != nil && (len(e.Words) != 1 || !slices.Contains(s.choices, e.Words[0])):
		return fmt.Errorf("one of %v", s.choices)
	case s.list && (len(e.Values) == 0 || len(e.Values) > 10):
		return fmt.Errorf("1 to 10 values")
	}
	for _, v := range e.list() {
		if v < 1 || int64(v) > s.most {
			return fmt.Errorf("value %d is not within 1 and %d", v, s.most)
		}
	}
	return nil
}

func (e Rule) list() []Whole {
	if e.Value != nil {
		return []Whole{*e.Value}
	}
	return e.Values
}

// values are the numbers of a rule in the unit of code: microseconds, months, counts, or the place of the chosen word.
func (e Rule) values() []int64 {
	if e.Words != nil {
		if e.Words[0] == "yes" || e.Words[0] == "no" {
			return []int64{int64(slices.Index([]string{"no", "yes"}, e.Words[0]))}
		}
		return []int64{int64(slices.Index(levels, e.Words[0]))}
	}
	var out []int64
	for _, v := range e.list() {
		out = append(out, int64(v)*int64(unitSpans[e.Unit]))
	}
	return out
}

func build(got map[string][]int64) Rules {
	span := func(code string) when.Micros { return when.Micros(got[code][0]) }
	r := Rules{
		FreezeMonths: got["freeze.months"][0], MajorMonths: got["freeze.major_months"][0],
		Approver: levels[got["freeze.approver"][0]], MajorApprover: levels[got["freeze.major_approver"][0]],
		UnrelatedWithin: span("freeze.unrelated_days"),
		RestrictFor:     span("restriction.hours"), RestrictCount: got["restriction.count"][0], RestrictReview: span("restriction.review_hours"),
		MarkTerms:     map[string]when.Micros{},
		MachineWithin: span("objection.machine_minutes"), HumanWithin: span("objection.human_minutes"), SanctionWithin: span("objection.sanction_hours"),
		ReleaseMissed: got["objection.release_when_missed"][0] == 1, InvoiceWithin: span("objection.invoice_days"),
	}
	for _, v := range got["freeze.alert_days"] {
		r.FreezeAlerts = append(r.FreezeAlerts, when.Micros(v))
	}
	for _, kind := range Marks {
		r.MarkTerms[kind] = span("mark." + kind + "_days")
	}
	return r
}

// order checks what must hold between the numbers.
func (r Rules) order() error {
	for i := 1; i < len(r.FreezeAlerts); i++ {
		if r.FreezeAlerts[i] >= r.FreezeAlerts[i-1] {
			return fmt.Errorf("freeze.alert_days must fall")
		}
	}
	switch {
	case r.MajorMonths < r.FreezeMonths:
		return fmt.Errorf("freeze.major_months is the longer term")
	case slices.Index(levels, r.MajorApprover) < slices.Index(levels, r.Approver):
		return fmt.Errorf("freeze.major_approver is the higher rank")
	case r.MachineWithin > r.HumanWithin || r.MachineWithin > r.SanctionWithin:
		return fmt.Errorf("objection.machine_minutes is the shorter clock")
	case r.RestrictReview > r.RestrictFor:
		return fmt.Errorf("restriction.review_hours lies within restriction.hours")
	}
	return nil
}

// Rule returns a number with its source, for forms that print what they rest on.
func (r *Rules) Rule(code string) (Rule, bool) {
	for _, e := range r.Book {
		if e.Code == code {
			return e, true
		}
	}
	return Rule{}, false
}
