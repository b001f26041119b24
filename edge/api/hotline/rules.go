package hotline

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/hotline"
	"fanzha/edge/api"
)

// CallKind is one matter that a call may be about.
type CallKind struct {
	Code string `json:"code"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
	Auto bool   `json:"auto" doc:"Written by the desk itself, not to be chosen."`
}

// ScriptLine is a text that is read out or acted by.
type ScriptLine struct {
	Code string `json:"code"`
	Step string `json:"step"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
}

// DeskRules are the desk's script, tables and times: local settings.
type DeskRules struct {
	LabelZH    string       `json:"label_zh"`
	LabelEN    string       `json:"label_en"`
	Kinds      []CallKind   `json:"kinds"`
	Script     []ScriptLine `json:"script"`
	Risk       []ScriptLine `json:"risk" doc:"What to do when somebody's life is at risk, in order."`
	BreakS     int64        `json:"break_s" doc:"Due to an operator after an abusive call."`
	PromiseS   int64        `json:"promise_max_s"`
	DuplicateS int64        `json:"duplicate_within_s"`
}

// DeskCounts are what waits.
type DeskCounts struct {
	Queued   int64 `json:"queued"`
	Talking  int64 `json:"talking"`
	Wrapped  int64 `json:"wrapped"`
	Promised int64 `json:"promised"`
	Late     int64 `json:"late"`
	Abusive  int64 `json:"abusive" doc:"Marked, and nobody has taken it over yet."`
}

func lines(list []hotline.Line) []ScriptLine {
	out := make([]ScriptLine, 0, len(list))
	for _, l := range list {
		out = append(out, ScriptLine(l))
	}
	return out
}

func (d *desk) ruleRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/hotline/rules", ID: "hotline-rules", Summary: "Script, matters, texts and times of the hotline desk", Tag: "hotline"},
		func(_ context.Context, scope access.Scope, _ *api.None) (DeskRules, error) {
			err := scope.Require(access.HotlineWork)
			if err != nil {
				return DeskRules{}, err
			}
			r := d.Hotline.Rules()
			out := DeskRules{
				LabelZH: r.LabelZH, LabelEN: r.LabelEN, Kinds: []CallKind{}, Script: lines(r.Script), Risk: lines(r.Risk),
				BreakS: int64(r.Break.Seconds()), PromiseS: int64(r.PromiseMax.Seconds()), DuplicateS: int64(r.DuplicateWithin.Seconds()),
			}
			for _, k := range r.Kinds {
				out.Kinds = append(out.Kinds, CallKind(k))
			}
			return out, nil
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/hotline/counts", ID: "hotline-counts", Summary: "What waits at the hotline desk", Tag: "hotline"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (DeskCounts, error) {
			c, err := d.Hotline.Counts(ctx, scope)
			return DeskCounts(c), err
		})
}
