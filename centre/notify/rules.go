package notify

import (
	"fmt"
	"slices"
	"time"

	"fanzha/base/rulefile"
	"fanzha/term/when"
)

// Template is one text in both languages.
type Template struct {
	Code   string
	NameZH string
	NameEN string
	Valid  time.Duration
	ZH     string
	EN     string
	Hand   []Place // where people send it by hand; none: only upon an occasion
	Rush   bool    // sent by hand it is urgent: somebody waits for it on the line
}

// Upon is one line of the table of occasions.
type Upon struct {
	On       Occasion `yaml:"on"`
	Family   string   `yaml:"family"`
	Levels   []string `yaml:"levels"`
	Template string   `yaml:"template"`
	Urgent   bool     `yaml:"urgent"`
}

// Rules is the parsed rulebook/notify.yaml: local settings, not law.
type Rules struct {
	Version  int
	LabelZH  string
	LabelEN  string
	SourceZH string
	SourceEN string

	SignedZH string // who signs
	SignedEN string
	Port     string // number that messages come from
	Language string // that messages are written in: zh or en

	Budget       int64 // messages a person within Window
	UrgentBudget int64
	Window       time.Duration
	Dedupe       time.Duration
	QuietFrom    time.Duration // since local midnight
	QuietTo      time.Duration
	Throttle     int64 // messages of the centre within ThrottlePer
	ThrottlePer  time.Duration
	Bundle       time.Duration

	RetryFirst     time.Duration
	RetryMost      time.Duration
	UnansweredMost int64
	AnswerWithin   time.Duration
	ReceiptWithin  time.Duration
	NextContact    time.Duration

	Templates []Template // the strongest first
	Occasions []Upon
	Zone      *time.Location // of the quiet hours; ParseRules sets UTC+8

	lint   lint
	passes map[Reason]bool
}

type rulesFile struct {
	Version  int    `yaml:"version"`
	LabelZH  string `yaml:"label_zh"`
	LabelEN  string `yaml:"label_en"`
	SourceZH string `yaml:"source_zh"`
	SourceEN string `yaml:"source_en"`
	Sender   struct {
		ZH   string `yaml:"zh"`
		EN   string `yaml:"en"`
		Port string `yaml:"port"`
	} `yaml:"sender"`
	Language string `yaml:"language"`
	Budget   struct {
		Messages int64  `yaml:"messages"`
		Urgent   int64  `yaml:"urgent"`
		Window   string `yaml:"window"`
	} `yaml:"budget"`
	Dedupe string `yaml:"dedupe"`
	Quiet  struct {
		From string `yaml:"from"`
		To   string `yaml:"to"`
	} `yaml:"quiet"`
	Throttle struct {
		Messages int64  `yaml:"messages"`
		Per      string `yaml:"per"`
	} `yaml:"throttle"`
	Bundle       string   `yaml:"bundle"`
	UrgentPasses []string `yaml:"urgent_passes"`
	Retry        struct {
		First      string `yaml:"first"`
		Most       string `yaml:"most"`
		Unanswered int64  `yaml:"unanswered"`
	} `yaml:"retry"`
	AnswerWithin  string         `yaml:"answer_within"`
	ReceiptWithin string         `yaml:"receipt_within"`
	NextContact   string         `yaml:"next_contact"`
	Lint          lint           `yaml:"lint"`
	Templates     []templateFile `yaml:"templates"`
	Occasions     []Upon         `yaml:"occasions"`
}

type templateFile struct {
	Code   string  `yaml:"code"`
	NameZH string  `yaml:"name_zh"`
	NameEN string  `yaml:"name_en"`
	Valid  string  `yaml:"valid"`
	ZH     string  `yaml:"zh"`
	EN     string  `yaml:"en"`
	Hand   []Place `yaml:"hand"`
	Rush   bool    `yaml:"rush"`
}

// ParseRules reads rulebook/notify.yaml. Every text passes the lint: a rulebook with a text that asks for a code cannot be loaded.
func ParseRules(data []byte) (*Rules, error) {
	var f rulesFile
	err := rulefile.Decode(data, &f)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{
		Version: f.Version, LabelZH: f.LabelZH, LabelEN: f.LabelEN, SourceZH: f.SourceZH, SourceEN: f.SourceEN,
		SignedZH: "【" + f.Sender.ZH + "】", SignedEN: "[" + f.Sender.EN + "] ", Port: f.Sender.Port, Language: f.Language,
		Budget: f.Budget.Messages, UrgentBudget: f.Budget.Urgent, Throttle: f.Throttle.Messages, UnansweredMost: f.Retry.Unanswered,
		Occasions: f.Occasions, Zone: when.Zone, lint: f.Lint, passes: map[Reason]bool{},
	}
	for _, step := range []func(*Rules, *rulesFile) error{head, counts, spans, quiet, templates, occasions} {
		err = step(r, &f)
		if err != nil {
			return nil, ErrRules.With(err)
		}
	}
	return r, nil
}

func head(r *Rules, f *rulesFile) error {
	if r.Version < 1 || r.LabelZH == "" || r.LabelEN == "" || r.SourceZH == "" || r.SourceEN == "" {
		return fmt.Errorf("version, labels and sources must be given")
	}
	if f.Sender.ZH == "" || f.Sender.EN == "" || len(r.Port) < 3 || len(r.Port) > 20 || !digits(r.Port) {
		return fmt.Errorf("sender: a name in both languages and a number of 3 to 20 digits")
	}
	if r.Language != "zh" && r.Language != "en" {
		return fmt.Errorf("language: zh or en")
	}
	for _, p := range f.UrgentPasses {
		why, known := map[string]Reason{"quiet": Quiet, "throttle": Throttled, "bundle": Bundling}[p]
		if !known {
			return fmt.Errorf("urgent_passes: %q is none of quiet, throttle, bundle", p)
		}
		r.passes[why] = true
	}
	return r.lint.sound()
}

func digits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// Bounds of the counts: larger ones would be no bound.
const (
	budgetMax     = 50
	throttleMax   = 1_000_000
	unansweredMax = 5
	templatesMax  = 100
	occasionsMax  = 200
)

func counts(r *Rules, _ *rulesFile) error {
	switch {
	case r.Budget < 1 || r.UrgentBudget < r.Budget || r.UrgentBudget > budgetMax:
		return fmt.Errorf("budget: 1 ≤ messages ≤ urgent ≤ %d", budgetMax)
	case r.Throttle < 1 || r.Throttle > throttleMax:
		return fmt.Errorf("throttle: 1 to %d messages", throttleMax)
	case r.UnansweredMost < 1 || r.UnansweredMost > unansweredMax:
		return fmt.Errorf("retry: unanswered from 1 to %d", unansweredMax)
	}
	return nil
}

func spans(r *Rules, f *rulesFile) error {
	for _, s := range []struct {
		name, text  string
		to          *time.Duration
		least, most time.Duration
	}{
		{"budget window", f.Budget.Window, &r.Window, time.Minute, 31 * 24 * time.Hour},
		{"dedupe", f.Dedupe, &r.Dedupe, 0, 31 * 24 * time.Hour},
		{"throttle per", f.Throttle.Per, &r.ThrottlePer, time.Second, time.Hour},
		{"bundle", f.Bundle, &r.Bundle, 0, time.Hour},
		{"retry first", f.Retry.First, &r.RetryFirst, time.Second, time.Hour},
		{"retry most", f.Retry.Most, &r.RetryMost, time.Second, time.Hour},
		{"answer_within", f.AnswerWithin, &r.AnswerWithin, 5 * time.Second, time.Hour},
		// an attempt can be recorded for three days after it was made (rulebook/dissuade.yaml)
		{"receipt_within", f.ReceiptWithin, &r.ReceiptWithin, time.Minute, 48 * time.Hour},
		{"next_contact", f.NextContact, &r.NextContact, time.Minute, 7 * 24 * time.Hour},
	} {
		d, err := time.ParseDuration(s.text)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if d < s.least || d > s.most {
			return fmt.Errorf("%s: %s is not within %s and %s", s.name, d, s.least, s.most)
		}
		*s.to = d
	}
	if r.RetryMost < r.RetryFirst {
		return fmt.Errorf("retry: most is less than first")
	}
	return nil
}

func quiet(r *Rules, f *rulesFile) error {
	for _, s := range []struct {
		text string
		to   *time.Duration
	}{{f.Quiet.From, &r.QuietFrom}, {f.Quiet.To, &r.QuietTo}} {
		t, err := time.Parse("15:04", s.text)
		if err != nil {
			return fmt.Errorf("quiet: %w", err)
		}
		*s.to = time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
	}
	return nil
}

func templates(r *Rules, f *rulesFile) error {
	if len(f.Templates) < 1 || len(f.Templates) > templatesMax {
		return fmt.Errorf("templates: 1 to %d", templatesMax)
	}
	for _, t := range f.Templates {
		valid, err := time.ParseDuration(t.Valid)
		if err != nil {
			return fmt.Errorf("template %s: valid: %w", t.Code, err)
		}
		_, twice := r.template(t.Code)
		if t.Code == "" || twice || t.NameZH == "" || t.NameEN == "" || valid < time.Minute || valid > 7*24*time.Hour {
			return fmt.Errorf("template %q: a code of its own, two names, valid from a minute to a week", t.Code)
		}
		if len(t.Hand) == 0 && t.Rush || slices.ContainsFunc(t.Hand, func(p Place) bool { return !slices.Contains(Places(), p) }) {
			return fmt.Errorf("template %s: hand names call or warning, and only what is sent by hand can be in a rush", t.Code)
		}
		for _, text := range []struct{ signed, text string }{{r.SignedZH, t.ZH}, {r.SignedEN, t.EN}} {
			err = r.lint.text(text.signed, text.text)
			if err != nil {
				return fmt.Errorf("template %s: %w", t.Code, err)
			}
		}
		r.Templates = append(r.Templates, Template{Code: t.Code, NameZH: t.NameZH, NameEN: t.NameEN, Valid: valid, ZH: t.ZH, EN: t.EN, Hand: t.Hand, Rush: t.Rush})
	}
	return nil
}

func occasions(r *Rules, _ *rulesFile) error {
	if len(r.Occasions) > occasionsMax {
		return fmt.Errorf("occasions: at most %d", occasionsMax)
	}
	seen := map[string]bool{}
	for _, o := range r.Occasions {
		_, known := r.template(o.Template)
		if !known || !slices.Contains([]Occasion{WarningRaised, LevelRaised, CallMissed}, o.On) || o.Family == "" || len(o.Levels) == 0 {
			return fmt.Errorf("occasion %s %s: a known occasion, a family, levels and a known template", o.On, o.Family)
		}
		for _, level := range o.Levels {
			key := string(o.On) + "/" + o.Family + "/" + level
			if seen[key] {
				return fmt.Errorf("occasion %s stands twice", key)
			}
			seen[key] = true
		}
	}
	return nil
}

func (r *Rules) template(code string) (Template, bool) {
	i := r.rank(code)
	if i < 0 {
		return Template{}, false
	}
	return r.Templates[i], true
}

// rank is a template's place, the strongest first; -1 when the rulebook no longer has it.
func (r *Rules) rank(code string) int {
	return slices.IndexFunc(r.Templates, func(t Template) bool { return t.Code == code })
}

// Upon finds what goes out upon an occasion, ok = false for nothing.
func (r *Rules) Upon(on Occasion, family, level string) (Upon, bool) {
	for _, o := range r.Occasions {
		if o.On == on && o.Family == family && slices.Contains(o.Levels, level) {
			return o, true
		}
	}
	return Upon{}, false
}

// sinceMidnight is the local time of day.
func (r *Rules) sinceMidnight(at when.Micros) time.Duration {
	t := at.Time().In(r.Zone)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
}

// Quiet says whether a moment lies in the quiet hours, which may pass midnight; equal ends mean that there are none.
func (r *Rules) Quiet(at when.Micros) bool {
	since := r.sinceMidnight(at)
	if r.QuietFrom <= r.QuietTo {
		return since >= r.QuietFrom && since < r.QuietTo
	}
	return since >= r.QuietFrom || since < r.QuietTo
}

// quietEnd is the next end of the quiet hours.
func (r *Rules) quietEnd(now when.Micros) when.Micros {
	left := r.QuietTo - r.sinceMidnight(now)
	if left <= 0 {
		left += 24 * time.Hour
	}
	return now.Add(left)
}
