package scenarios

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/detect/life"
	"fanzha/edge/api"
	"fanzha/term/when"
)

// ScenarioSuppression is an entry of whom or what a scenario does not warn.
type ScenarioSuppression struct {
	ID         string `json:"id" doc:"Empty for an entry of the centre's own file, which is not ended here."`
	Version    int64  `json:"version" doc:"Sent back when it is ended."`
	Scenario   string `json:"scenario" doc:"Its code; empty: every scenario."`
	Subject    string `json:"subject" enum:"person,phone,account,payee,peer,site,app,source"`
	Value      string `json:"value" doc:"Numbers of people and accounts are masked."`
	Owner      string `json:"owner" doc:"Who answers for it."`
	Why        string `json:"why"`
	From       string `json:"from"`
	Until      string `json:"until" doc:"From this moment on it is no longer in force."`
	Active     bool   `json:"active"`
	MadeBy     string `json:"made_by"`
	MadeAt     string `json:"made_at"`
	EndedBy    string `json:"ended_by" doc:"Who ended it early."`
	EndedAt    string `json:"ended_at"`
	EndedNote  string `json:"ended_note"`
	Live       int    `json:"live" doc:"Partitions in which it is in force."`
	Partitions int    `json:"partitions"`
	MayEnd     bool   `json:"may_end" doc:"The caller may end it."`
}

type suppressionListInput struct {
	State    string `query:"state" enum:"active,ended,all"`
	Scenario string `query:"scenario" maxLength:"64"`
	Cursor   string `query:"cursor" maxLength:"100"`
	Limit    int    `query:"limit" minimum:"1" maximum:"200"`
}

type suppressInput struct {
	Body struct {
		Scenario string `json:"scenario,omitempty" maxLength:"64" doc:"Empty: every scenario."`
		Subject  string `json:"subject" enum:"person,phone,account,payee,peer,site,app,source"`
		Value    string `json:"value" minLength:"1" maxLength:"255"`
		Owner    string `json:"owner,omitempty" maxLength:"90" doc:"Empty: the caller."`
		Why      string `json:"why" minLength:"1" maxLength:"300"`
		Until    string `json:"until" minLength:"10" maxLength:"10" doc:"The last day on which it is in force."`
	}
}

type unsuppressInput struct {
	ID   string `path:"id"`
	Body struct {
		Version int64  `json:"version"`
		Note    string `json:"note" maxLength:"1000"`
	}
}

// ScenarioSuppressions is a page of suppressions with what bounds a new one.
type ScenarioSuppressions struct {
	Items    []ScenarioSuppression `json:"items"`
	Next     string                `json:"next"`
	DaysMost int64                 `json:"days_most" doc:"A suppression lasts at most so many days."`
	Most     int64                 `json:"most" doc:"So many are in force at once."`
}

func (a *desk) suppressionRoutes() {
	tag := "scenarios"
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/scenario-suppressions", ID: "list-suppressions", Summary: "Of whom or what scenarios do not warn, the newest first", Tag: tag}, a.suppressions)
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-suppressions", ID: "suppress", Summary: "Silence a scenario about somebody or something, until a day", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *suppressInput) (ScenarioSuppression, error) {
			x, err := a.Room.Suppress(ctx, scope, life.SuppressCmd(in.Body))
			return a.suppression(scope, &x), err
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/scenario-suppressions/{id}/end", ID: "end-suppression", Summary: "End a suppression now", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *unsuppressInput) (ScenarioSuppression, error) {
			x, err := a.Room.Unsuppress(ctx, scope, life.Command{ID: in.ID, Rev: in.Body.Version, Note: in.Body.Note})
			return a.suppression(scope, &x), err
		})
}

func (a *desk) suppressions(ctx context.Context, scope access.Scope, in *suppressionListInput) (ScenarioSuppressions, error) {
	rules := a.Room.Rules()
	out := ScenarioSuppressions{Items: []ScenarioSuppression{}, DaysMost: int64(rules.SuppressMost / when.Day), Most: rules.SuppressionsMost}
	q := life.SuppressionQuery{Scenario: in.Scenario, Limit: in.Limit}
	now := a.Clock.Now()
	switch in.State {
	case "", "active":
		q.EndAfter = now
	case "ended":
		q.EndUntil = now
	}
	list, next, err := a.Room.Suppressed(ctx, scope, q, in.Cursor)
	if err != nil {
		return out, err
	}
	out.Next = next
	if in.Cursor == "" {
		files, err := a.Room.InFolder(ctx, scope)
		if err != nil {
			return out, err
		}
		for _, x := range files {
			if (in.Scenario == "" || x.Scenario == "" || x.Scenario == in.Scenario) && (q.EndAfter == 0 || x.Until > now) && (q.EndUntil == 0 || x.Until <= now) {
				list = append(list, x)
			}
		}
	}
	for i := range list {
		out.Items = append(out.Items, a.suppression(scope, &list[i]))
	}
	return out, nil
}

func (a *desk) suppression(scope access.Scope, x *life.Suppression) ScenarioSuppression {
	now := a.Clock.Now()
	out := ScenarioSuppression{
		ID: x.ID, Version: x.Rev, Scenario: x.Scenario, Subject: x.Subject, Value: x.Masked(), Owner: x.Owner, Why: x.Why, From: api.Stamp(x.From), Until: api.Stamp(x.Until),
		Active: x.From <= now && now < x.Until, MadeBy: x.Made.Name, MadeAt: api.Stamp(x.Made.At), EndedBy: x.Ended.Name, EndedAt: api.Stamp(x.Ended.At), EndedNote: x.Ended.Note,
	}
	out.Live, out.Partitions = a.Live.Silenced(x.Entry)
	out.MayEnd = out.Active && life.MayEnd(scope, x)
	return out
}
