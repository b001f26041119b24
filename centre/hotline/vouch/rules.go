package vouch

import (
	"fmt"
	"slices"
	"time"

	"fanzha/base/rulefile"
	"fanzha/term/ident"
)

// Text is a line in both languages.
type Text struct {
	Code string `yaml:"code"`
	ZH   string `yaml:"zh"`
	EN   string `yaml:"en"`
}

// Rules is the parsed rulebook/vouch.yaml: local settings, not law.
type Rules struct {
	LabelZH, LabelEN string

	Life            map[Way]time.Duration
	RenewBefore     time.Duration
	ConfirmsMost    int64
	LiveMost        int64
	Window          time.Duration
	WrongPerNetwork int64
	WrongPerDesk    int64
	WrongInAll      int64
	BitsV4, BitsV6  int
	DeskNumber      string // in its one form
	SightingWeight  int64
	SightingFor     time.Duration
	Purposes        []Text
	Say             []Text
	Advice          []Text
}

type rulesFile struct {
	Version         rulefile.Whole `yaml:"version"`
	LabelZH         string         `yaml:"label_zh"`
	LabelEN         string         `yaml:"label_en"`
	SourceZH        string         `yaml:"source_zh"`
	SourceEN        string         `yaml:"source_en"`
	CallLife        string         `yaml:"call_life"`
	VisitLife       string         `yaml:"visit_life"`
	RenewBefore     string         `yaml:"renew_before"`
	ConfirmsMost    rulefile.Whole `yaml:"confirms_most"`
	LiveMost        rulefile.Whole `yaml:"live_most"`
	Window          string         `yaml:"window"`
	WrongPerNetwork rulefile.Whole `yaml:"wrong_per_network"`
	WrongPerDesk    rulefile.Whole `yaml:"wrong_per_desk"`
	WrongInAll      rulefile.Whole `yaml:"wrong_in_all"`
	V4Bits          rulefile.Whole `yaml:"network_v4_bits"`
	V6Bits          rulefile.Whole `yaml:"network_v6_bits"`
	DeskNumber      string         `yaml:"desk_number"`
	SightingWeight  rulefile.Whole `yaml:"sighting_weight"`
	SightingFor     string         `yaml:"sighting_for"`
	Purposes        []Text         `yaml:"purposes"`
	Say             []Text         `yaml:"say"`
	Advice          []Text         `yaml:"advice"`
}

// ParseRules reads rulebook/vouch.yaml.
func ParseRules(raw []byte) (*Rules, error) {
	var f rulesFile
	err := rulefile.Decode(raw, &f)
	if err != nil {
		return nil, ErrRules.With(err)
	}
	r := &Rules{LabelZH: f.LabelZH, LabelEN: f.LabelEN, Life: map[Way]time.Duration{}, Purposes: f.Purposes, Say: f.Say, Advice: f.Advice}
	for _, step := range []func(*Rules, *rulesFile) error{readSpans, readCounts, readTexts} {
		err = step(r, &f)
		if err != nil {
			return nil, ErrRules.With(err)
		}
	}
	desk, err := ident.ParsePhone(f.DeskNumber)
	if err != nil {
		return nil, ErrRules.With(fmt.Errorf("desk_number: %w", err))
	}
	r.DeskNumber = string(desk)
	return r, nil
}

func readSpans(r *Rules, f *rulesFile) error {
	var call, visit time.Duration
	for _, s := range []struct {
		name, text string
		to         *time.Duration
		least      time.Duration
		most       time.Duration
	}{
		{"call_life", f.CallLife, &call, 5 * time.Minute, 24 * time.Hour}, {"visit_life", f.VisitLife, &visit, 5 * time.Minute, 24 * time.Hour},
		{"renew_before", f.RenewBefore, &r.RenewBefore, 0, time.Hour}, {"window", f.Window, &r.Window, time.Minute, 24 * time.Hour},
		{"sighting_for", f.SightingFor, &r.SightingFor, time.Hour, 366 * 24 * time.Hour},
	} {
		d, err := time.ParseDuration(s.text)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if d < s.least || d > s.most {
			return fmt.Errorf("%s: %s is out of range", s.name, d)
		}
		*s.to = d
	}
	if r.RenewBefore >= min(call, visit) {
		return fmt.Errorf("renew_before: no code would be shown twice")
	}
	r.Life[Call], r.Life[Visit] = call, visit
	return nil
}

func readCounts(r *Rules, f *rulesFile) error {
	var v4, v6 int64
	for _, n := range []struct {
		name  string
		value rulefile.Whole
		to    *int64
		most  rulefile.Whole
	}{
		{"confirms_most", f.ConfirmsMost, &r.ConfirmsMost, 100}, {"live_most", f.LiveMost, &r.LiveMost, 1000}, {"wrong_per_network", f.WrongPerNetwork, &r.WrongPerNetwork, 1000},
		{"wrong_per_desk", f.WrongPerDesk, &r.WrongPerDesk, 1000}, {"wrong_in_all", f.WrongInAll, &r.WrongInAll, 10_000}, {"network_v4_bits", f.V4Bits, &v4, 32},
		{"network_v6_bits", f.V6Bits, &v6, 128}, {"sighting_weight", f.SightingWeight, &r.SightingWeight, 100},
	} {
		if n.value < 1 || n.value > n.most {
			return fmt.Errorf("%s: a whole number from 1 to %d is wanted", n.name, n.most)
		}
		*n.to = int64(n.value)
	}
	if r.WrongPerNetwork >= r.WrongInAll {
		return fmt.Errorf("wrong_in_all: one network alone would silence the page")
	}
	r.BitsV4, r.BitsV6 = int(v4), int(v6)
	return nil
}

func readTexts(r *Rules, f *rulesFile) error {
	if f.Version != 1 || f.LabelZH == "" || f.LabelEN == "" || f.SourceZH == "" || f.SourceEN == "" || len(r.Advice) == 0 {
		return fmt.Errorf("version, labels, sources and advice must be given")
	}
	for _, t := range slices.Concat(r.Purposes, r.Say, r.Advice) {
		if t.Code == "" || t.ZH == "" || t.EN == "" {
			return fmt.Errorf("text %q: a code and both languages are wanted", t.Code)
		}
	}
	for _, w := range []Way{Call, Visit} {
		if textOf(r.Purposes, w).ZH == "" || textOf(r.Say, w).ZH == "" {
			return fmt.Errorf("purposes and say: %s is missing", w)
		}
	}
	return nil
}

func textOf(list []Text, w Way) Text {
	i := slices.IndexFunc(list, func(t Text) bool { return t.Code == string(w) })
	if i < 0 {
		return Text{}
	}
	return list[i]
}

// Purpose says in general words what an officer rings or comes for.
func (r *Rules) Purpose(w Way) Text { return textOf(r.Purposes, w) }

// Words are what is read out with a code.
func (r *Rules) Words(w Way) Text { return textOf(r.Say, w) }
