// Package book reads rulebook/outreach.yaml: the words and numbers of publicity (宣传), and what a text for others may not hold.
package book

import (
	"fmt"
	"slices"
	"strings"

	"fanzha/base/rulefile"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// Word is one entry of a dictionary of this room.
type Word struct {
	Code    string   `yaml:"code"`
	ZH      string   `yaml:"zh"`
	EN      string   `yaml:"en"`
	Channel string   `yaml:"channel"` // of a form: offline, wechat, live …
	Live    bool     `yaml:"live"`    // of a form: its audience are views
	Auto    bool     `yaml:"auto"`    // of a criterion: the centre looks it up itself
	Venues  []string `yaml:"venues"`  // of a set
	Origin  `yaml:",inline"`
}

// Origin says where an entry comes from.
type Origin struct {
	Label      string `yaml:"label"`
	Confidence string `yaml:"confidence"`
	Source     string `yaml:"source"`
}

// Setting is one number of rulebook/outreach.yaml.
type Setting struct {
	Code   string         `yaml:"code"`
	Value  rulefile.Whole `yaml:"value"`
	Unit   string         `yaml:"unit"` // count, min, h, d
	ZH     string         `yaml:"zh"`
	EN     string         `yaml:"en"`
	Origin `yaml:",inline"`
}

// TextRules say what a text for others may not hold.
type TextRules struct {
	Origin   `yaml:",inline"`
	Numbers  []string `yaml:"numbers"`
	Surnames string   `yaml:"surnames"`
	Roles    []string `yaml:"roles"`
	Titles   []string `yaml:"titles"`
	NotNames []string `yaml:"not_names"`
}

// Rules are the words and numbers this room works by.
type Rules struct {
	Kinds     []Word    `yaml:"kinds"`
	Forms     []Word    `yaml:"forms"`
	Venues    []Word    `yaml:"venues"`
	Sets      []Word    `yaml:"sets"`
	Themes    []string  `yaml:"themes"`
	Genres    []Word    `yaml:"genres"`
	Platforms []Word    `yaml:"platforms"`
	Rights    []Word    `yaml:"rights"`
	Materials []Word    `yaml:"materials"`
	Units     []Word    `yaml:"units"`
	Criteria  []Word    `yaml:"criteria"`
	Settings  []Setting `yaml:"settings"`
	Texts     TextRules `yaml:"texts"`

	GroupK, GroupRows int64
	Large, Most       int64
	Photos            int64
	Late              when.Micros
	EffectDays        int64
	EffectBase        int64
	BaseOldDays       int64
	WatchDays         int64
	WatchEvents       int64
	MessageValid      when.Micros
	PushAgain         when.Micros
	CoverageDays      int64
	scanner           *scanner
}

// ErrRules: the file is not usable. Its text is in term/fault/texts/outreach.yaml.
var ErrRules = fault.New(fault.Invalid, "outreach.rules_file")

// Load reads the rules that are shipped.
func Load() (*Rules, error) {
	raw, err := rulebook.FS.ReadFile("outreach.yaml")
	if err != nil {
		return nil, ErrRules.With(err)
	}
	return ParseRules(raw)
}

// ParseRules reads rulebook/outreach.yaml and refuses a book with a word or number missing, doubled, senseless or without source.
func ParseRules(raw []byte) (*Rules, error) {
	var file struct {
		Version rulefile.Whole `yaml:"version"`
		Rules   `yaml:",inline"`
	}
	err := rulefile.Decode(raw, &file)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &file.Rules
	if file.Version != 1 {
		return nil, ErrRules.With(fmt.Errorf("version %d, only 1 is known", file.Version))
	}
	for _, check := range []func() error{r.words, r.sets, r.numbers, r.texts} {
		err = check()
		if err != nil {
			return nil, ErrRules.With(err)
		}
	}
	r.scanner = newScanner(r.Texts)
	return r, nil
}

var (
	labels      = []string{"law", "practice", "local setting"}
	confidences = []string{"seen", "news", "memory", "proposal"}
)

func (s Origin) check() error {
	if !slices.Contains(labels, s.Label) || !slices.Contains(confidences, s.Confidence) || strings.TrimSpace(s.Source) == "" {
		return fmt.Errorf("label %q, confidence %q and a source must be given", s.Label, s.Confidence)
	}
	return nil
}

// words checks the dictionaries: a code once, with words in both languages.
func (r *Rules) words() error {
	for name, list := range r.dictionaries() {
		seen := map[string]bool{}
		for _, w := range list {
			if !PlainCode(w.Code) || seen[w.Code] || w.ZH == "" || w.EN == "" {
				return fmt.Errorf("%s: %q stands twice or lacks its words", name, w.Code)
			}
			seen[w.Code] = true
		}
		if len(list) == 0 {
			return fmt.Errorf("%s is empty", name)
		}
	}
	for _, f := range r.Forms {
		if !PlainCode(f.Channel) || f.Live == (f.Channel == "offline") {
			return fmt.Errorf("form %q: a channel is wanted, and what is offline is not live", f.Code)
		}
	}
	return nil
}

func (r *Rules) dictionaries() map[string][]Word {
	return map[string][]Word{
		"kinds": r.Kinds, "forms": r.Forms, "venues": r.Venues, "sets": r.Sets, "genres": r.Genres, "platforms": r.Platforms, "rights": r.Rights,
		"materials": r.Materials, "units": r.Units, "criteria": r.Criteria,
	}
}

func (r *Rules) sets() error {
	for _, s := range r.Sets {
		for _, v := range s.Venues {
			if !Known(r.Venues, v) {
				return fmt.Errorf("set %q: no venue %q", s.Code, v)
			}
		}
		err := s.check()
		if err != nil || len(s.Venues) == 0 {
			return fmt.Errorf("set %q: %w", s.Code, err)
		}
	}
	return nil
}

var unitSpans = map[string]when.Micros{"count": 1, "min": when.Minute, "h": when.Hour, "d": when.Day}

// numbers fills the numbers from the settings.
func (r *Rules) numbers() error {
	span := func(to *when.Micros) func(int64, when.Micros) {
		return func(n int64, u when.Micros) { *to = when.Micros(n) * u }
	}
	whole := func(to *int64) func(int64, when.Micros) { return func(n int64, _ when.Micros) { *to = n } }
	type place struct {
		unit string
		most int64
		set  func(int64, when.Micros)
	}
	places := map[string]place{
		"group.k": {"count", 50, whole(&r.GroupK)}, "group.rows": {"count", 200, whole(&r.GroupRows)},
		"event.large": {"count", 1_000_000, whole(&r.Large)}, "event.most": {"count", 10_000_000, whole(&r.Most)},
		"event.photos": {"count", 30, whole(&r.Photos)}, "event.late": {"d", 366, span(&r.Late)},
		"effect.window": {"d", 366, whole(&r.EffectDays)}, "effect.base": {"count", 1000, whole(&r.EffectBase)},
		"base.old": {"d", 3660, whole(&r.BaseOldDays)}, "fraud_free.watch": {"d", 3660, whole(&r.WatchDays)},
		"fraud_free.events": {"count", 100, whole(&r.WatchEvents)}, "message.valid": {"h", 8784, span(&r.MessageValid)},
		"message.retry": {"min", 1440, span(&r.PushAgain)}, "coverage.days": {"d", 366, whole(&r.CoverageDays)},
	}
	for _, s := range r.Settings {
		p, ok := places[s.Code]
		err := s.check()
		switch {
		case !ok:
			return fmt.Errorf("setting %q is not known or stands twice", s.Code)
		case err != nil:
			return fmt.Errorf("setting %q: %w", s.Code, err)
		case s.Unit != p.unit || s.Value < 1 || int64(s.Value) > p.most || s.ZH == "" || s.EN == "":
			return fmt.Errorf("setting %q: a number from 1 to %d in %s, with words", s.Code, p.most, p.unit)
		}
		p.set(int64(s.Value), unitSpans[s.Unit])
		delete(places, s.Code)
	}
	for code := range places {
		return fmt.Errorf("setting %q is missing", code)
	}
	if r.GroupK < 2 {
		return fmt.Errorf("group.k below 2 hides nothing")
	}
	return nil
}

func (r *Rules) texts() error {
	t := r.Texts
	for _, n := range t.Numbers {
		if strings.Trim(n, "0123456789") != "" || n == "" {
			return fmt.Errorf("texts: %q is no number", n)
		}
	}
	if len(t.Numbers) == 0 || t.Surnames == "" || len(t.Roles) == 0 || len(t.Titles) == 0 {
		return fmt.Errorf("texts: numbers, surnames, roles and titles must be given")
	}
	return t.check()
}

// Known says whether a dictionary has a code.
func Known(list []Word, code string) bool {
	return slices.ContainsFunc(list, func(w Word) bool { return w.Code == code })
}

// Form finds a form by its code.
func (r *Rules) Form(code string) (Word, bool) {
	i := slices.IndexFunc(r.Forms, func(w Word) bool { return w.Code == code })
	if i < 0 {
		return Word{}, false
	}
	return r.Forms[i], true
}

// PlainCode says whether it is 1 to 32 of a–z, 0–9 and underscore.
func PlainCode(s string) bool {
	return s != "" && len(s) <= 32 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}
