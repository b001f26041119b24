package sanction

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// Whole is a number without a fraction.
type Whole = rulefile.Whole

// Edition is one version of the rules, in force from a day.
type Edition struct {
	Code       string `yaml:"code"`
	From       string `yaml:"from"`
	Label      string `yaml:"label"`
	Confidence string `yaml:"confidence"`
	Source     string `yaml:"source"`
	SourceEN   string `yaml:"source_en"` // empty where source is not words
	ZH         string `yaml:"zh"`
	EN         string `yaml:"en"`
	Threshold  Whole  `yaml:"threshold"`
	MaxYears   Whole  `yaml:"max_years"`
	Tiers      []Tier `yaml:"tiers"`

	start when.Micros
}

// Tier is the term and the measures of a tier.
type Tier struct {
	Tier     Whole    `yaml:"tier"`
	Years    Whole    `yaml:"years"`
	Measures []string `yaml:"measures"`
}

// tier returns a tier of an edition.
func (e Edition) tier(n int64) (Tier, bool) {
	for _, t := range e.Tiers {
		if int64(t.Tier) == n {
			return t, true
		}
	}
	return Tier{}, false
}

// Word is a code with its two texts.
type Word struct {
	Code string `yaml:"code"`
	ZH   string `yaml:"zh"`
	EN   string `yaml:"en"`
}

// Clock is one number of days or years, with its source.
type Clock struct {
	Code       string `yaml:"code"`
	Value      Whole  `yaml:"value"`
	Label      string `yaml:"label"`
	Confidence string `yaml:"confidence"`
	Source     string `yaml:"source"`
	SourceEN   string `yaml:"source_en"` // empty where source is not words
	ZH         string `yaml:"zh"`
	EN         string `yaml:"en"`
}

// Rules is the parsed rulebook/sanction.yaml.
type Rules struct {
	Editions []Edition // by day, ascending
	Measures []Word
	Crimes   []Word
	Clocks   []Clock

	NoticeBefore when.Micros
	AppealWithin when.Micros
	MinorAge     int
}

// Load reads the rules that are shipped.
func Load() (Rules, error) {
	raw, err := rulebook.FS.ReadFile("sanction.yaml")
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	return ParseRules(raw)
}

// ParseRules reads rulebook/sanction.yaml. Every measure of a tier is described, editions follow on each other by day, and every
// clock is there with its source.
func ParseRules(raw []byte) (Rules, error) {
	var f struct {
		Version  Whole     `yaml:"version"`
		Editions []Edition `yaml:"editions"`
		Measures []Word    `yaml:"measures"`
		Crimes   []Word    `yaml:"crimes"`
		Clocks   []Clock   `yaml:"clocks"`
	}
	err := rulefile.Decode(raw, &f)
	if err != nil {
		return Rules{}, ErrRules.With(err)
	}
	if f.Version != 1 {
		return Rules{}, ErrRules.With(fmt.Errorf("version %d, only 1 is known", f.Version))
	}
	r := Rules{Editions: f.Editions, Measures: f.Measures, Crimes: f.Crimes, Clocks: f.Clocks}
	for _, step := range []func() error{r.words, r.editions, r.clocks} {
		err = step()
		if err != nil {
			return Rules{}, ErrRules.With(err)
		}
	}
	return r, nil
}

func (r *Rules) words() error {
	for _, list := range [][]Word{r.Measures, r.Crimes} {
		if len(list) == 0 || len(list) > 100 {
			return fmt.Errorf("measures and crimes: 1 to 100 of each")
		}
		for i, w := range list {
			again := slices.ContainsFunc(list[:i], func(o Word) bool { return o.Code == w.Code })
			if w.Code == "" || strings.ContainsAny(w.Code, " ,") || w.ZH == "" || w.EN == "" || again {
				return fmt.Errorf("%q: a code of its own with zh and en", w.Code)
			}
		}
	}
	return nil
}

func known(list []Word, code string) bool {
	return slices.ContainsFunc(list, func(w Word) bool { return w.Code == code })
}

func sourced(label, confidence, source string) bool {
	return slices.Contains([]string{"law", "practice", "local setting"}, label) &&
		slices.Contains([]string{"seen", "news", "memory", "proposal"}, confidence) && (label != "law" || confidence != "proposal") &&
		strings.TrimSpace(source) != ""
}

func (r *Rules) editions() error {
	if len(r.Editions) == 0 || len(r.Editions) > 50 {
		return fmt.Errorf("1 to 50 editions")
	}
	for i := range r.Editions {
		e := &r.Editions[i]
		day, err := time.ParseInLocation(time.DateOnly, e.From, when.Zone)
		if err != nil {
			return fmt.Errorf("edition %s: %w", e.Code, err)
		}
		e.start = when.Of(day)
		switch {
		case e.Code == "" || e.ZH == "" || e.EN == "" || !sourced(e.Label, e.Confidence, e.Source):
			return fmt.Errorf("edition %s: code, texts, label, confidence and source", e.Code)
		case i > 0 && e.start <= r.Editions[i-1].start:
			return fmt.Errorf("edition %s: editions follow on each other by day", e.Code)
		case e.Threshold < 1 || e.Threshold > 1000 || e.MaxYears < 1 || e.MaxYears > 30 || len(e.Tiers) == 0 || len(e.Tiers) > 2:
			return fmt.Errorf("edition %s: threshold, longest term and one or two tiers", e.Code)
		}
		for j, t := range e.Tiers {
			if t.Tier < 1 || t.Tier > 2 || j > 0 && t.Tier == e.Tiers[0].Tier || t.Years < 1 || t.Years > e.MaxYears || len(t.Measures) == 0 {
				return fmt.Errorf("edition %s: tier 1 or 2 once, within the longest term, with measures", e.Code)
			}
			for k, m := range t.Measures {
				if !known(r.Measures, m) || slices.Contains(t.Measures[:k], m) {
					return fmt.Errorf("edition %s: measure %q is not described or stands twice", e.Code, m)
				}
			}
		}
	}
	return nil
}

func (r *Rules) clocks() error {
	got := map[string]int64{}
	for _, c := range r.Clocks {
		_, twice := got[c.Code]
		if twice || c.Value < 0 || c.Value > 366 || c.ZH == "" || c.EN == "" || !sourced(c.Label, c.Confidence, c.Source) {
			return fmt.Errorf("clock %s: once, 0 to 366, with texts, label, confidence and source", c.Code)
		}
		got[c.Code] = int64(c.Value)
	}
	for _, code := range []string{"notice_days", "appeal_days", "minor_age"} {
		_, ok := got[code]
		if !ok {
			return fmt.Errorf("clock %s is missing", code)
		}
	}
	if len(got) != 3 || got["appeal_days"] == 0 || got["minor_age"] == 0 {
		return fmt.Errorf("three clocks, and an appeal needs time")
	}
	r.NoticeBefore = when.Micros(got["notice_days"]) * when.Day
	r.AppealWithin = when.Micros(got["appeal_days"]) * when.Day
	r.MinorAge = int(got["minor_age"])
	return nil
}

// At returns the edition in force at a moment.
func (r *Rules) At(at when.Micros) (Edition, bool) {
	for i := len(r.Editions) - 1; i >= 0; i-- {
		if at >= r.Editions[i].start {
			return r.Editions[i], true
		}
	}
	return Edition{}, false
}
