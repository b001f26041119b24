package hotline

import (
	"fmt"
	"slices"
	"time"

	"fanzha/base/rulefile"
)

// Kind is one row of the table of what calls are about.
type Kind struct {
	Code string `yaml:"code"`
	ZH   string `yaml:"zh"`
	EN   string `yaml:"en"`
	Auto bool   `yaml:"auto"` // written by the desk itself, not to be chosen
}

// Line is a text that is read out or acted by.
type Line struct {
	Code string `yaml:"code"`
	Step string `yaml:"step"` // when it is said: a heading of the script
	ZH   string `yaml:"zh"`
	EN   string `yaml:"en"`
}

// Rules is the parsed rulebook/hotline.yaml: local settings, not law.
type Rules struct {
	Version  int
	LabelZH  string
	LabelEN  string
	SourceZH string
	SourceEN string

	DuplicateWithin time.Duration // a number that rang before within this is a duplicate caller
	MissedCallback  time.Duration // a call lost in the queue is rung back within this
	PromiseMax      time.Duration // the furthest a promise may lie ahead
	Break           time.Duration // that an operator is due after an abusive call

	Kinds         []Kind
	AbandonedKind string // of a lost call that left no number
	Script        []Line // read aloud, in order
	Risk          []Line // what to do when somebody's life is at risk, in order
}

type rulesFile struct {
	Version         int    `yaml:"version"`
	LabelZH         string `yaml:"label_zh"`
	LabelEN         string `yaml:"label_en"`
	SourceZH        string `yaml:"source_zh"`
	SourceEN        string `yaml:"source_en"`
	DuplicateWithin string `yaml:"duplicate_within"`
	MissedCallback  string `yaml:"missed_callback"`
	PromiseMax      string `yaml:"promise_max"`
	Break           string `yaml:"break"`
	Kinds           []Kind `yaml:"kinds"`
	Abandoned       string `yaml:"abandoned"`
	Script          []Line `yaml:"script"`
	Risk            []Line `yaml:"risk"`
}

// ParseRules reads rulebook/hotline.yaml. Codes are unique within their table, and every text stands in both languages.
func ParseRules(data []byte) (*Rules, error) {
	var f rulesFile
	err := rulefile.Decode(data, &f)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{
		Version: f.Version, LabelZH: f.LabelZH, LabelEN: f.LabelEN, SourceZH: f.SourceZH, SourceEN: f.SourceEN,
		Kinds: f.Kinds, AbandonedKind: f.Abandoned, Script: f.Script, Risk: f.Risk,
	}
	for _, step := range []func(*Rules, *rulesFile) error{spans, kinds, texts} {
		err = step(r, &f)
		if err != nil {
			return nil, ErrRules.With(err)
		}
	}
	return r, nil
}

func spans(r *Rules, f *rulesFile) error {
	for _, s := range []struct {
		name, text string
		to         *time.Duration
	}{
		{"duplicate_within", f.DuplicateWithin, &r.DuplicateWithin}, {"missed_callback", f.MissedCallback, &r.MissedCallback},
		{"promise_max", f.PromiseMax, &r.PromiseMax}, {"break", f.Break, &r.Break},
	} {
		d, err := time.ParseDuration(s.text)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if d < time.Minute || d > 366*24*time.Hour {
			return fmt.Errorf("%s: %s is out of range", s.name, d)
		}
		*s.to = d
	}
	return nil
}

func kinds(r *Rules, _ *rulesFile) error {
	seen := map[string]bool{}
	chosen := false
	for _, k := range r.Kinds {
		if k.Code == "" || k.ZH == "" || k.EN == "" || seen[k.Code] {
			return fmt.Errorf("kind %q: codes are unique and have two names", k.Code)
		}
		seen[k.Code] = true
		chosen = chosen || !k.Auto
	}
	lost, ok := r.kind(r.AbandonedKind)
	if !ok || !lost.Auto || !chosen {
		return fmt.Errorf("kinds: abandoned must name a kind that is written by itself, and one must be there to choose")
	}
	return nil
}

func texts(r *Rules, _ *rulesFile) error {
	if r.Version < 1 || r.LabelZH == "" || r.LabelEN == "" || r.SourceZH == "" || r.SourceEN == "" {
		return fmt.Errorf("version, labels and sources must be given")
	}
	for _, table := range []struct {
		name string
		rows []Line
	}{{"script", r.Script}, {"risk", r.Risk}} {
		seen := map[string]bool{}
		for _, l := range table.rows {
			if l.Code == "" || l.ZH == "" || l.EN == "" || seen[l.Code] || table.name == "script" && l.Step == "" {
				return fmt.Errorf("%s %q: codes are unique and every text stands in both languages", table.name, l.Code)
			}
			seen[l.Code] = true
		}
		if len(table.rows) == 0 {
			return fmt.Errorf("%s: at least one text", table.name)
		}
	}
	return nil
}

func (r *Rules) kind(code string) (Kind, bool) {
	i := slices.IndexFunc(r.Kinds, func(k Kind) bool { return k.Code == code })
	if i < 0 {
		return Kind{}, false
	}
	return r.Kinds[i], true
}
