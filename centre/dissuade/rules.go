package dissuade

import (
	"fmt"
	"time"

	"fanzha/base/rulefile"
	"fanzha/term/when"
)

// Outcome is one row of the outcome table.
type Outcome struct {
	Channel Channel
	Code    string
	NameZH  string
	NameEN  string
	Reached bool // spoken to, or (message) delivered
	Met     bool // met face to face: needs evidence that proves it
	Next    bool // the person was not found: the next attempt must be named
}

// EvidenceKind is one row of the table of evidence.
type EvidenceKind struct {
	Code   string `yaml:"code"`
	NameZH string `yaml:"zh"`
	NameEN string `yaml:"en"`
	Proves bool   `yaml:"proves"` // proves a meeting
	Bytes  bool   `yaml:"bytes"`  // names bytes that must have arrived
}

// Caution is something the officer should know about an attempt that was recorded all the same.
type Caution struct {
	Code string `yaml:"code"`
	ZH   string `yaml:"zh"`
	EN   string `yaml:"en"`
}

// The cautions.
const (
	CautionBudget = "dissuade.over_budget"
	CautionQuiet  = "dissuade.quiet_hours"
	CautionSoon   = "dissuade.too_soon"
	CautionWish   = "dissuade.against_wish"
)

// Rules is the parsed rulebook/dissuade.yaml: local settings, not law.
type Rules struct {
	Version   int
	LabelZH   string
	LabelEN   string
	SourceZH  string
	SourceEN  string
	Outcomes  []Outcome
	Evidence  []EvidenceKind
	Cautions  []Caution
	Budget    int64         // contacts per person within Window
	Window    time.Duration // of the budget
	Pause     time.Duration // after an answered call: another one needs a reason
	NoReason  []string      // levels that need none
	QuietFrom time.Duration // since local midnight
	QuietTo   time.Duration
	LateEntry time.Duration  // how long after it was made an attempt may be recorded
	NextMax   time.Duration  // how far ahead the next attempt may lie
	Zone      *time.Location // of the quiet hours; ParseRules sets UTC+8
}

type rulesFile struct {
	Version  int    `yaml:"version"`
	LabelZH  string `yaml:"label_zh"`
	LabelEN  string `yaml:"label_en"`
	SourceZH string `yaml:"source_zh"`
	SourceEN string `yaml:"source_en"`
	Budget   struct {
		Contacts int64  `yaml:"contacts"`
		Window   string `yaml:"window"`
	} `yaml:"budget"`
	Pause    string   `yaml:"pause"`
	NoReason []string `yaml:"no_reason"`
	Quiet    struct {
		From string `yaml:"from"`
		To   string `yaml:"to"`
	} `yaml:"quiet"`
	LateEntry string `yaml:"late_entry"`
	NextMax   string `yaml:"next_max"`
	Outcomes  struct {
		Call  []outcomeFile `yaml:"call"`
		SMS   []outcomeFile `yaml:"sms"`
		Visit []outcomeFile `yaml:"visit"`
	} `yaml:"outcomes"`
	Evidence []EvidenceKind `yaml:"evidence"`
	Cautions []Caution      `yaml:"cautions"`
}

type outcomeFile struct {
	Code    string `yaml:"code"`
	ZH      string `yaml:"zh"`
	EN      string `yaml:"en"`
	Reached bool   `yaml:"reached"`
	Met     bool   `yaml:"met"`
	Next    bool   `yaml:"next"`
}

// ParseRules reads rulebook/dissuade.yaml. Codes are unique within their table; each channel has an outcome that reaches the
// person, visits have one that meets, and some evidence proves a meeting: otherwise no report could ever be given.
func ParseRules(data []byte) (*Rules, error) {
	var f rulesFile
	err := rulefile.Decode(data, &f)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{
		Version: f.Version, LabelZH: f.LabelZH, LabelEN: f.LabelEN, SourceZH: f.SourceZH, SourceEN: f.SourceEN,
		Evidence: f.Evidence, Cautions: f.Cautions, Budget: f.Budget.Contacts, Zone: when.Zone, NoReason: f.NoReason,
	}
	for _, step := range []func(*Rules, *rulesFile) error{spans, outcomes, names} {
		err = step(r, &f)
		if err != nil {
			return nil, ErrRules.With(err)
		}
	}
	return r, nil
}

// spans reads the budget, the quiet hours and the limits of time.
func spans(r *Rules, f *rulesFile) error {
	if f.Budget.Contacts < 1 {
		return fmt.Errorf("budget: at least one contact")
	}
	for _, s := range []struct {
		name, text string
		to         *time.Duration
	}{{"budget window", f.Budget.Window, &r.Window}, {"pause", f.Pause, &r.Pause}, {"late_entry", f.LateEntry, &r.LateEntry}, {"next_max", f.NextMax, &r.NextMax}} {
		d, err := time.ParseDuration(s.text)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if d < time.Minute || d > 366*24*time.Hour {
			return fmt.Errorf("%s: %s is out of range", s.name, d)
		}
		*s.to = d
	}
	from, err := clockTime(f.Quiet.From)
	if err != nil {
		return fmt.Errorf("quiet from: %w", err)
	}
	to, err := clockTime(f.Quiet.To)
	if err != nil {
		return fmt.Errorf("quiet to: %w", err)
	}
	r.QuietFrom, r.QuietTo = from, to
	return nil
}

// clockTime reads "22:00" as the span since midnight.
func clockTime(s string) (time.Duration, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return 0, err
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, nil
}

func outcomes(r *Rules, f *rulesFile) error {
	for _, table := range []struct {
		channel Channel
		rows    []outcomeFile
	}{{Call, f.Outcomes.Call}, {SMS, f.Outcomes.SMS}, {Visit, f.Outcomes.Visit}} {
		reaches := false
		for _, x := range table.rows {
			o := Outcome{Channel: table.channel, Code: x.Code, NameZH: x.ZH, NameEN: x.EN, Reached: x.Reached, Met: x.Met, Next: x.Next}
			_, twice := r.OutcomeOf(o.Channel, o.Code)
			switch {
			case o.Code == "" || o.NameZH == "" || o.NameEN == "":
				return fmt.Errorf("%s: an outcome needs a code and two names", table.channel)
			case twice:
				return fmt.Errorf("%s %s stands twice", o.Channel, o.Code)
			case o.Met && (o.Channel != Visit || !o.Reached), o.Next && o.Reached:
				return fmt.Errorf("%s %s contradicts itself", o.Channel, o.Code)
			}
			reaches = reaches || o.Reached && (o.Met || o.Channel != Visit)
			r.Outcomes = append(r.Outcomes, o)
		}
		if !reaches {
			return fmt.Errorf("%s: no outcome reaches the person", table.channel)
		}
	}
	return nil
}

// names checks labels, evidence and cautions.
func names(r *Rules, _ *rulesFile) error {
	if r.Version < 1 || r.LabelZH == "" || r.LabelEN == "" || r.SourceZH == "" || r.SourceEN == "" {
		return fmt.Errorf("version, labels and sources must be given")
	}
	proves := false
	seen := map[string]bool{}
	for _, e := range r.Evidence {
		if e.Code == "" || e.NameZH == "" || e.NameEN == "" || seen[e.Code] {
			return fmt.Errorf("evidence %q: codes are unique and have two names", e.Code)
		}
		seen[e.Code] = true
		proves = proves || e.Proves
	}
	if !proves {
		return fmt.Errorf("no evidence proves a meeting")
	}
	for _, code := range []string{CautionBudget, CautionQuiet, CautionSoon, CautionWish} {
		if r.caution(code).ZH == "" || r.caution(code).EN == "" {
			return fmt.Errorf("caution %s has no text", code)
		}
	}
	return nil
}

// OutcomeOf returns the row of a channel's outcome code.
func (r *Rules) OutcomeOf(channel Channel, code string) (Outcome, bool) {
	for _, o := range r.Outcomes {
		if o.Channel == channel && o.Code == code {
			return o, true
		}
	}
	return Outcome{}, false
}

func (r *Rules) evidence(code string) (EvidenceKind, bool) {
	for _, e := range r.Evidence {
		if e.Code == code {
			return e, true
		}
	}
	return EvidenceKind{}, false
}

func (r *Rules) caution(code string) Caution {
	for _, c := range r.Cautions {
		if c.Code == code {
			return c
		}
	}
	return Caution{Code: code}
}

// Quiet says whether a moment lies in the quiet hours, which may pass midnight; equal ends mean that there are none.
func (r *Rules) Quiet(at when.Micros) bool {
	t := at.Time().In(r.Zone)
	since := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	if r.QuietFrom <= r.QuietTo {
		return since >= r.QuietFrom && since < r.QuietTo
	}
	return since >= r.QuietFrom || since < r.QuietTo
}
