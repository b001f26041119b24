package warning

import (
	"fmt"
	"strconv"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/term/when"
)

// Rule is one number of rulebook/warning.yaml with where it comes from. No national text sets minutes per level, so every
// one of them is labelled a local setting and says what it was modelled on.
type Rule struct {
	Code   string `yaml:"code"` // "claim.fund.urgent"
	Value  Whole  `yaml:"value"`
	Unit   string `yaml:"unit"`  // min, h or d
	Basis  string `yaml:"basis"` // "local setting", or the article
	Source string `yaml:"source"`
	TextZH string `yaml:"zh"`
	TextEN string `yaml:"en"`
}

// Whole is a number without a fraction: the decoder alone would cut 1.5 to 1 in silence.
type Whole int64

// UnmarshalYAML reads digits and nothing else.
func (w *Whole) UnmarshalYAML(raw []byte) error {
	n, err := strconv.ParseInt(strings.TrimSpace(string(raw)), 10, 64)
	*w = Whole(n)
	return err
}

// Rules are the numbers this room works by.
type Rules struct {
	Book  []Rule // in the order of the file, for the screens that print them
	value map[string]int64
}

// ParseRules reads rulebook/warning.yaml and refuses a book with a number missing, unknown, doubled or senseless.
func ParseRules(raw []byte) (Rules, error) {
	var book struct {
		Rules []Rule `yaml:"rules"`
	}
	err := rulefile.Decode(raw, &book)
	if err != nil {
		return Rules{}, ErrRulesInvalid.With(err)
	}
	r := Rules{Book: book.Rules, value: map[string]int64{}}
	for _, e := range book.Rules {
		err = r.add(e)
		if err != nil {
			return Rules{}, ErrRulesInvalid.With(err)
		}
	}
	for _, code := range ruleCodes() {
		if _, ok := r.value[code]; !ok {
			return Rules{}, ErrRulesInvalid.With(fmt.Errorf("rule %s is missing", code))
		}
	}
	if len(r.value) != len(ruleCodes()) {
		return Rules{}, ErrRulesInvalid.With(fmt.Errorf("%d rules, %d are known", len(r.value), len(ruleCodes())))
	}
	return r, nil
}

var ruleUnits = map[string]when.Micros{"min": when.Minute, "h": when.Hour, "d": when.Day}

func (r Rules) add(e Rule) error {
	unit, ok := ruleUnits[e.Unit]
	if !ok {
		return fmt.Errorf("rule %s: unit %q", e.Code, e.Unit)
	}
	if e.Value <= 0 || e.Value > 100_000 {
		return fmt.Errorf("rule %s: value %d", e.Code, e.Value)
	}
	if e.Basis == "" || e.Source == "" || e.TextZH == "" || e.TextEN == "" {
		return fmt.Errorf("rule %s: basis, source, zh and en must be given", e.Code)
	}
	if _, doubled := r.value[e.Code]; doubled {
		return fmt.Errorf("rule %s stands twice", e.Code)
	}
	r.value[e.Code] = int64(e.Value) * int64(unit)
	return nil
}

// ruleCodes lists every number that must be in the book.
func ruleCodes() []string {
	codes := []string{"watch", "review"}
	for _, l := range Levels {
		codes = append(codes, "quiet."+string(l))
		for _, f := range []Family{Fund, Contact} {
			codes = append(codes, "claim."+string(f)+"."+string(l), "call."+string(f)+"."+string(l))
		}
	}
	return codes
}

// Quiet is how long after an alert further evidence of no higher level stays silent.
func (r Rules) Quiet(l Level) when.Micros { return when.Micros(r.value["quiet."+string(l)]) }

// ClaimIn is how soon somebody must claim a warning.
func (r Rules) ClaimIn(f Family, l Level) when.Micros {
	return when.Micros(r.value["claim."+string(f)+"."+string(l)])
}

// CallIn is how soon after claiming the person must have been tried.
func (r Rules) CallIn(f Family, l Level) when.Micros {
	return when.Micros(r.value["call."+string(f)+"."+string(l)])
}

// Watch is how long a person stays under watch after the work has ended.
func (r Rules) Watch() when.Micros { return when.Micros(r.value["watch"]) }

// ReviewIn is how soon a review must be concluded.
func (r Rules) ReviewIn() when.Micros { return when.Micros(r.value["review"]) }
