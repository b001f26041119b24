package scenarios

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/detect/life"
	"fanzha/edge/api"
	"fanzha/term/when"
)

// ScenarioChecked is what can be said of a text.
type ScenarioChecked struct {
	Problems []ScenarioProblem `json:"problems"`
	Scenario *api.Scenario     `json:"scenario,omitempty" doc:"Missing when the text cannot be compiled."`
	ReadZH   string            `json:"reading_zh" doc:"The whole scenario in plain words."`
	ReadEN   string            `json:"reading_en"`
}

// ScenarioStep is a step of a sequence, and whether it stands.
type ScenarioStep struct {
	Name   string `json:"name"`
	Stands bool   `json:"stands"`
	AgoS   int64  `json:"ago_s"`
}

// ScenarioDecision is what a scenario made of one signal.
type ScenarioDecision struct {
	At       string          `json:"at"`
	Kind     string          `json:"kind"`
	Source   string          `json:"source"`
	Person   string          `json:"person" doc:"Masked."`
	Decision bool            `json:"decision" doc:"A hit."`
	Asked    bool            `json:"asked" doc:"The scenario looks at signals of this kind."`
	Held     bool            `json:"held" doc:"The condition holds; without a hit the sequence is not complete, or it was quiet."`
	Steps    []ScenarioStep  `json:"steps"`
	Values   []ScenarioValue `json:"values"`
	ReasonZH string          `json:"reason_zh"`
	ReasonEN string          `json:"reason_en"`
	Level    string          `json:"level"`
	Score    int             `json:"score"`
	BlockZH  string          `json:"blocked_zh" doc:"Why a block silences it."`
	BlockEN  string          `json:"blocked_en"`
	Why      string          `json:"why" enum:",not_asked,sequence,condition,blocked,below,suppressed,waiting,quiet" doc:"Why it is no hit; empty for one."`
	Hushed   string          `json:"suppressed" doc:"The reason that stands beside the suppression."`
}

// ScenarioTried is the answer of a try.
type ScenarioTried struct {
	Problems []ScenarioProblem  `json:"problems"`
	Events   int64              `json:"events" doc:"Signals looked at."`
	Asked    int64              `json:"asked" doc:"… of a kind that the scenario looks at."`
	Hits     int64              `json:"hit_count"`
	Hushed   int64              `json:"suppressed_count" doc:"Would be hits but for a suppression."`
	Cut      bool               `json:"cut" doc:"The log was longer than a try reads."`
	Items    []ScenarioDecision `json:"hits" doc:"Decisions within the caller's jurisdiction, hits and near misses."`
}

// ScenarioWord is one word of the language, for completion.
type ScenarioWord struct {
	Name string   `json:"name"`
	Type string   `json:"type"`
	ZH   string   `json:"zh"`
	EN   string   `json:"en"`
	On   []string `json:"on" doc:"Kinds of signals that carry it; empty: all."`
}

// ScenarioLanguage is the language of scenarios as an editor completes it.
type ScenarioLanguage struct {
	Keys      []ScenarioWord            `json:"keys"`
	Fields    []ScenarioWord            `json:"fields"`
	Functions []ScenarioWord            `json:"functions"`
	Measures  []ScenarioWord            `json:"measures"`
	Lists     []ScenarioWord            `json:"lists"`
	Values    map[string][]ScenarioWord `json:"values" doc:"What a key may hold."`
}

type scenarioCheckInput struct {
	Body struct {
		Text string `json:"text" maxLength:"200000"`
	}
}

type scenarioTryInput struct {
	Body struct {
		Text    string `json:"text,omitempty" maxLength:"200000"`
		ID      string `json:"id,omitempty" maxLength:"64" doc:"Instead: a version."`
		Event   string `json:"event,omitempty" maxLength:"200000" doc:"Events in wire form, one JSON object a line."`
		Minutes int64  `json:"minutes,omitempty" minimum:"0" maximum:"1440" doc:"Without events: the newest minutes of the log; 60 by itself."`
	}
}

func (a *desk) toolRoutes() {
	tag := "scenarios"
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-check", ID: "check-scenario", Summary: "What is wrong with a text, and what it says", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *scenarioCheckInput) (ScenarioChecked, error) {
			c, err := a.Room.Check(ctx, scope, in.Body.Text)
			out := ScenarioChecked{Problems: problems(c.Problems)}
			if c.Scenario != nil {
				view := View(c.Set, c.Scenario)
				out.Scenario, out.ReadZH, out.ReadEN = &view, c.Reading.ZH, c.Reading.EN
			}
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-try", ID: "try-scenario", Summary: "Try a text on pasted events, or on the newest part of the log", Tag: tag}, a.try)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-language", ID: "get-scenario-language", Summary: "Fields, functions, measures and lists, for completion", Tag: tag},
		func(ctx context.Context, scope access.Scope, _ *api.None) (ScenarioLanguage, error) {
			s, err := a.Room.Language(ctx, scope)
			out := ScenarioLanguage{
				Keys: words(s.Keys), Fields: words(s.Fields), Functions: words(s.Functions), Measures: words(s.Measures), Lists: words(s.Lists),
				Values: map[string][]ScenarioWord{},
			}
			for key, list := range s.Values {
				out.Values[key] = words(list)
			}
			return out, err
		})
}

func words(list []life.Word) []ScenarioWord {
	out := []ScenarioWord{}
	for _, w := range list {
		one := ScenarioWord(w)
		if one.On == nil {
			one.On = []string{}
		}
		out = append(out, one)
	}
	return out
}

func (a *desk) try(ctx context.Context, scope access.Scope, in *scenarioTryInput) (ScenarioTried, error) {
	t := life.Try{Text: in.Body.Text, Events: in.Body.Event, Last: when.Micros(in.Body.Minutes) * when.Minute}
	if in.Body.ID != "" {
		v, err := a.Room.Get(ctx, scope, in.Body.ID)
		if err != nil {
			return ScenarioTried{}, err
		}
		t.Text, t.Lists = v.Text, v.Lists
	}
	got, err := a.Live.Try(ctx, scope, t)
	out := ScenarioTried{Problems: problems(got.Problems), Events: got.Signals, Asked: got.Asked, Hits: got.Hits, Hushed: got.Hushed, Cut: got.Cut, Items: []ScenarioDecision{}}
	for _, d := range got.Decisions {
		one := ScenarioDecision{
			At: api.Stamp(d.At), Kind: d.Kind, Source: d.Source, Person: d.Person, Decision: d.Hit, Asked: d.Asked, Held: d.Held, Steps: []ScenarioStep{},
			Values: []ScenarioValue{}, ReasonZH: d.ReasonZH, ReasonEN: d.ReasonEN, Level: d.Level, Score: d.Score, BlockZH: d.Blocked.ZH, BlockEN: d.Blocked.EN, Why: string(d.Why), Hushed: d.Suppressed,
		}
		for _, s := range d.Steps {
			one.Steps = append(one.Steps, ScenarioStep(s))
		}
		for _, v := range d.Values {
			one.Values = append(one.Values, ScenarioValue(v))
		}
		out.Items = append(out.Items, one)
	}
	return out, err
}
