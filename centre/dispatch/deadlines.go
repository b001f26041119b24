package dispatch

import (
	"fmt"
	"time"

	"fanzha/base/rulefile"
)

// Bounds of a deadline in the rulebook: shorter is a slip, longer leaves a person alone.
const (
	deadlineMin = time.Minute
	deadlineMax = 30 * 24 * time.Hour
)

// Rule is the deadlines of one level and family. A zero Visit asks for no visit.
type Rule struct {
	Level     Level
	Family    Family
	NameZH    string
	NameEN    string
	Sign      time.Duration
	Call      time.Duration
	Visit     time.Duration
	Report    time.Duration
	SMSCounts bool // a delivered text message fulfils the call deadline
	Note      string
}

// Rules is the parsed rulebook/deadlines.yaml: local settings, not law.
type Rules struct {
	Version  int
	LabelZH  string
	LabelEN  string
	SourceZH string
	SourceEN string
	All      []Rule
}

type rulesFile struct {
	Version  int        `yaml:"version"`
	LabelZH  string     `yaml:"label_zh"`
	LabelEN  string     `yaml:"label_en"`
	SourceZH string     `yaml:"source_zh"`
	SourceEN string     `yaml:"source_en"`
	Rules    []ruleFile `yaml:"rules"`
}

type ruleFile struct {
	Level     string `yaml:"level"`
	Family    string `yaml:"family"`
	ZH        string `yaml:"zh"`
	EN        string `yaml:"en"`
	Sign      string `yaml:"sign"`
	Call      string `yaml:"call"`
	Visit     string `yaml:"visit"`
	Report    string `yaml:"report"`
	SMSCounts bool   `yaml:"sms_counts"`
	Note      string `yaml:"note"`
}

// ParseDeadlines reads rulebook/deadlines.yaml. Every level and family has exactly one rule; a visit may be "none"; a report
// is never due before the visit or call it reports on.
func ParseDeadlines(data []byte) (*Rules, error) {
	var f rulesFile
	err := rulefile.Decode(data, &f)
	if err != nil {
		return nil, ErrDeadlines.With(err)
	}
	if f.Version < 1 || f.LabelZH == "" || f.LabelEN == "" || f.SourceZH == "" || f.SourceEN == "" {
		return nil, ErrDeadlines.With(fmt.Errorf("version, labels and sources must be given"))
	}
	r := &Rules{Version: f.Version, LabelZH: f.LabelZH, LabelEN: f.LabelEN, SourceZH: f.SourceZH, SourceEN: f.SourceEN}
	for i, x := range f.Rules {
		rule, err := x.parse()
		if err != nil {
			return nil, ErrDeadlines.With(fmt.Errorf("rule %d (%s %s): %w", i+1, x.Level, x.Family, err))
		}
		_, twice := r.Of(rule.Level, rule.Family)
		if twice {
			return nil, ErrDeadlines.With(fmt.Errorf("rule %d: %s %s stands twice", i+1, x.Level, x.Family))
		}
		r.All = append(r.All, rule)
	}
	for _, l := range []Level{Urgent, High, Medium, Low} {
		for _, fam := range []Family{FamilyFund, FamilyContact} {
			_, ok := r.Of(l, fam)
			if !ok {
				return nil, ErrDeadlines.With(fmt.Errorf("no rule for %s %s", l, fam))
			}
		}
	}
	return r, nil
}

func (x ruleFile) parse() (Rule, error) {
	rule := Rule{Level: Level(x.Level), Family: Family(x.Family), NameZH: x.ZH, NameEN: x.EN, SMSCounts: x.SMSCounts, Note: x.Note}
	if rule.Level.Rank() > Low.Rank() || rule.Family != FamilyFund && rule.Family != FamilyContact {
		return Rule{}, fmt.Errorf("level or family is not known")
	}
	if x.ZH == "" || x.EN == "" {
		return Rule{}, fmt.Errorf("names must be given")
	}
	for _, p := range []struct {
		name, text string
		to         *time.Duration
	}{{"sign", x.Sign, &rule.Sign}, {"call", x.Call, &rule.Call}, {"visit", x.Visit, &rule.Visit}, {"report", x.Report, &rule.Report}} {
		if p.name == "visit" && p.text == "none" {
			continue
		}
		d, err := time.ParseDuration(p.text)
		if err != nil {
			return Rule{}, fmt.Errorf("%s: %w", p.name, err)
		}
		if d < deadlineMin || d > deadlineMax {
			return Rule{}, fmt.Errorf("%s: %s is not between %s and %s", p.name, d, deadlineMin, deadlineMax)
		}
		*p.to = d
	}
	if rule.Report < rule.Call || rule.Report < rule.Visit {
		return Rule{}, fmt.Errorf("the report is due before what it reports on")
	}
	return rule, nil
}

// Of returns the rule of a level and family.
func (r *Rules) Of(level Level, family Family) (Rule, bool) {
	for _, rule := range r.All {
		if rule.Level == level && rule.Family == family {
			return rule, true
		}
	}
	return Rule{}, false
}

// name says which rule stamped an order, for print.
func (r *Rules) name(rule Rule) string {
	return fmt.Sprintf("deadlines/%d %s %s", r.Version, rule.Level, rule.Family)
}
