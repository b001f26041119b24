package measures

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/edge/api"
)

// RuleLine is one number that a measure runs by, with where it comes from.
type RuleLine struct {
	Code       string   `json:"code"`
	Value      int64    `json:"value" doc:"0 where it is not a number."`
	Values     []int64  `json:"values"`
	Words      []string `json:"words"`
	Unit       string   `json:"unit" doc:"h, d, min, month, count"`
	Label      string   `json:"label" enum:"law,practice,local setting"`
	Confidence string   `json:"confidence" enum:"seen,news,memory,proposal"`
	Source     string   `json:"source"`
	SourceEN   string   `json:"source_en" doc:"Empty where there is none of its own."`
	ZH         string   `json:"zh"`
	EN         string   `json:"en"`
}

// RuleTier is what a tier of an edition takes.
type RuleTier struct {
	Tier     int64    `json:"tier"`
	Years    int64    `json:"years"`
	Measures []string `json:"measures"`
}

// RuleEdition is one edition of the rules of joint punishment.
type RuleEdition struct {
	Code      string     `json:"code"`
	From      string     `json:"from"`
	Label     string     `json:"label"`
	Source    string     `json:"source"`
	SourceEN  string     `json:"source_en"`
	ZH        string     `json:"zh"`
	EN        string     `json:"en"`
	Threshold int64      `json:"threshold" doc:"Cards, times or persons; below it only the province recognises."`
	MaxYears  int64      `json:"max_years"`
	Tiers     []RuleTier `json:"tiers"`
	Current   bool       `json:"current"`
}

// MeasureRules are the numbers and words of measures, for screens and forms.
type MeasureRules struct {
	Lines    []RuleLine        `json:"lines"`
	Editions []RuleEdition     `json:"editions"`
	Measures []SanctionMeasure `json:"measures"`
	Crimes   []SanctionMeasure `json:"crimes"`
}

func (a *desk) ruleRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/measures/rules", ID: "measure-rules", Summary: "What measures rest on and run by: articles, terms, clocks", Tag: "measures"},
		func(_ context.Context, scope access.Scope, _ *struct{}) (MeasureRules, error) {
			err := scope.Require(access.ClaimRead)
			if err != nil {
				return MeasureRules{}, err
			}
			return a.ruleBook(), nil
		})
}

func (a *desk) ruleBook() MeasureRules {
	out := MeasureRules{Lines: []RuleLine{}, Editions: []RuleEdition{}}
	for _, r := range a.Measures.Rules().Book {
		out.Lines = append(out.Lines, ruleLine(r))
	}
	book := a.Sanctions.Rules()
	for _, c := range book.Clocks {
		out.Lines = append(out.Lines, RuleLine{
			Code: "sanction." + c.Code, Value: int64(c.Value), Values: []int64{}, Words: []string{}, Unit: "d", Label: c.Label, Confidence: c.Confidence, Source: c.Source, SourceEN: c.SourceEN, ZH: c.ZH, EN: c.EN,
		})
	}
	current, _ := book.At(a.Clock.Now())
	for _, e := range book.Editions {
		one := RuleEdition{
			Code: e.Code, From: e.From, Label: e.Label, Source: e.Source, SourceEN: e.SourceEN, ZH: e.ZH, EN: e.EN, Threshold: int64(e.Threshold), MaxYears: int64(e.MaxYears), Current: e.Code == current.Code,
		}
		for _, t := range e.Tiers {
			one.Tiers = append(one.Tiers, RuleTier{Tier: int64(t.Tier), Years: int64(t.Years), Measures: t.Measures})
		}
		out.Editions = append(out.Editions, one)
	}
	out.Measures, out.Crimes = wordsOf(book.Measures), wordsOf(book.Crimes)
	return out
}

func wordsOf(list []sanction.Word) []SanctionMeasure {
	out := []SanctionMeasure{}
	for _, w := range list {
		out = append(out, SanctionMeasure(w))
	}
	return out
}

func ruleLine(r measure.Rule) RuleLine {
	out := RuleLine{Code: r.Code, Values: []int64{}, Words: r.Words, Unit: r.Unit, Label: r.Label, Confidence: r.Confidence, Source: r.Source, SourceEN: r.SourceEN, ZH: r.ZH, EN: r.EN}
	if r.Value != nil {
		out.Value = int64(*r.Value)
	}
	for _, v := range r.Values {
		out.Values = append(out.Values, int64(v))
	}
	if out.Words == nil {
		out.Words = []string{}
	}
	return out
}
