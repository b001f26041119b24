package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/warning"
	"fanzha/term/fault"
)

// ScenarioBook is the set of scenarios in force, as detection loaded them.
type ScenarioBook interface {
	All() []Scenario
	Name(code string) (zh, en string)
}

// Scenario is one rule of detection as analysts read it.
type Scenario struct {
	Code      string           `json:"code"`
	Version   int              `json:"version"`
	Hash      string           `json:"hash"`
	NameZH    string           `json:"name_zh"`
	NameEN    string           `json:"name_en"`
	Fraud     string           `json:"fraud"`
	Family    string           `json:"family"`
	Level     string           `json:"level"`
	Score     int              `json:"score"`
	On        []string         `json:"on"`
	Where     string           `json:"where"`
	Windows   []ScenarioWindow `json:"windows"`
	ReasonZH  string           `json:"reason_zh"`
	ReasonEN  string           `json:"reason_en"`
	Basis     string           `json:"basis"`
	Examples  ScenarioExamples `json:"examples"`
	Hits24h   int64            `json:"hits_24h"`
	Hits7d    int64            `json:"hits_7d"`
	LastHitAt string           `json:"last_hit_at"`
}

// ScenarioWindow is one named feature of a scenario.
type ScenarioWindow struct {
	Name    string `json:"name"`
	Over    string `json:"over"`
	By      string `json:"by"`
	Of      string `json:"of"`
	Where   string `json:"where"`
	Measure string `json:"measure"`
}

// ScenarioExamples counts the examples that must pass.
type ScenarioExamples struct {
	Positive int `json:"positive"`
	Negative int `json:"negative"`
}

type hitQuery struct {
	Scenario     string `query:"scenario" maxLength:"64"`
	Warning      string `query:"warning" maxLength:"64"`
	Unattributed bool   `query:"unattributed" doc:"Only hits that name no person."`
	Merged       bool   `query:"merged" doc:"Only hits that joined a warning."`
	From         string `query:"from"`
	To           string `query:"to"`
	Cursor       string `query:"cursor" maxLength:"256"`
	Limit        int    `query:"limit" minimum:"0" maximum:"200"`
}

func (a *API) scenarioRoutes() {
	route(a, op{method: http.MethodGet, path: "/scenarios", id: "list-scenarios", summary: "The scenarios in force with their recent hits", tag: "scenarios"},
		func(ctx context.Context, scope access.Scope, _ *none) (list[Scenario], error) {
			return a.scenarioList(ctx, scope)
		})
	route(a, op{method: http.MethodGet, path: "/hits", id: "list-hits", summary: "Hits, newest first", tag: "scenarios"},
		func(ctx context.Context, scope access.Scope, in *hitQuery) (list[Hit], error) {
			return a.hitList(ctx, scope, in)
		})
}

func (a *API) scenarioList(ctx context.Context, scope access.Scope) (list[Scenario], error) {
	if !scope.Can(access.ScenarioRead) {
		return list[Scenario]{}, errNoRight
	}
	counts, err := a.Warnings.ScenarioCounts(ctx, scope)
	if err != nil {
		return list[Scenario]{}, err
	}
	byCode := map[string]warning.ScenarioCount{}
	for _, c := range counts {
		byCode[c.Scenario] = c
	}
	items := a.Scenarios.All()
	for i := range items {
		c := byCode[items[i].Code]
		items[i].Hits24h, items[i].Hits7d, items[i].LastHitAt = c.Day, c.Week, stamp(c.LastAt)
	}
	return list[Scenario]{Items: items}, nil
}

func (a *API) hitList(ctx context.Context, scope access.Scope, in *hitQuery) (list[Hit], error) {
	out := list[Hit]{Items: []Hit{}}
	from, err := moment("query.from", in.From)
	if err != nil {
		return out, err
	}
	to, err := moment("query.to", in.To)
	if err != nil {
		return out, err
	}
	hits, next, err := a.Warnings.Hits(ctx, scope, warning.HitFilter{
		Scenario: in.Scenario, Warning: in.Warning, Unattributed: in.Unattributed, Merged: in.Merged, From: from, To: to, Limit: in.Limit, Cursor: in.Cursor,
	})
	if err != nil {
		return out, err
	}
	people, err := a.Warnings.People(ctx, scope, targetsOf(hits))
	if err != nil {
		return out, err
	}
	for _, h := range hits {
		who, ok := people[h.Target]
		if ok {
			out.Items = append(out.Items, a.hit(ctx, h, &who))
		} else {
			out.Items = append(out.Items, a.hit(ctx, h, nil))
		}
	}
	out.Next = next
	return out, nil
}

func targetsOf(hits []warning.Hit) []string {
	var ids []string
	seen := map[string]bool{"": true}
	for _, h := range hits {
		if !seen[h.Target] {
			seen[h.Target] = true
			ids = append(ids, h.Target)
		}
	}
	return ids
}

// errNoRight refuses a caller whose roles do not carry the right of a route that no room guards.
var errNoRight = fault.New(fault.Denied, "api.no_right")
