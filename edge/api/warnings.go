package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/warning"
)

// warningQuery is the filter that the address bar of the alert desk holds. Comma-separated values mean "any of".
type warningQuery struct {
	State    []string `query:"state" doc:"open, working, watching, review, closed"`
	Level    []string `query:"level" doc:"urgent, high, medium, low"`
	Family   string   `query:"family"`
	Fraud    string   `query:"fraud"`
	Scenario string   `query:"scenario"`
	Unit     string   `query:"unit"`
	Outcome  []string `query:"outcome"`
	Finding  string   `query:"finding"`
	Mine     bool     `query:"mine"`
	Overdue  bool     `query:"overdue"`
	Reached  bool     `query:"reached"`
	InTime   bool     `query:"in_time" doc:"Reached before money was seen to move."`
	Finished bool     `query:"finished"`
	Failed   bool     `query:"failed" doc:"Defrauded after the warning."`
	From     string   `query:"from" doc:"Opened at or after."`
	To       string   `query:"to" doc:"Opened before."`
	Q        string   `query:"q" maxLength:"64"`
	Cursor   string   `query:"cursor" maxLength:"256"`
	Limit    int      `query:"limit" minimum:"0" maximum:"200"`
}

func (q warningQuery) filter() (warning.Filter, error) {
	from, err := moment("query.from", q.From)
	if err != nil {
		return warning.Filter{}, err
	}
	to, err := moment("query.to", q.To)
	if err != nil {
		return warning.Filter{}, err
	}
	return warning.Filter{
		State: convert[warning.State](q.State), Level: convert[warning.Level](q.Level), Family: warning.Family(q.Family),
		Fraud: q.Fraud, Scenario: q.Scenario, Unit: q.Unit, Outcome: convert[warning.Outcome](q.Outcome), Finding: warning.Finding(q.Finding),
		Mine: q.Mine, Overdue: q.Overdue, Reached: q.Reached, InTime: q.InTime, Finished: q.Finished, Failed: q.Failed,
		OpenedFrom: from, OpenedTo: to, Search: q.Q, Cursor: q.Cursor, Limit: q.Limit,
	}, nil
}

// convert turns query values into a room's own words; unknown ones match nothing.
func convert[T ~string](in []string) []T {
	out := make([]T, 0, len(in))
	for _, s := range in {
		out = append(out, T(s))
	}
	return out
}

// versioned is a command on one record that must still have the version the officer saw.
type versioned struct {
	ByID
	Body struct {
		Version int64 `json:"version" minimum:"1"`
	}
}

type gradeInput struct {
	ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Level   string `json:"level" enum:"urgent,high,medium,low"`
		Reason  string `json:"reason" maxLength:"2000"`
	}
}

type closeInput struct {
	ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Outcome string `json:"outcome"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

type reviewInput struct {
	ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Finding string `json:"finding" enum:"defrauded,earlier,unrelated"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

// Line is one line of a history.
type Line struct {
	At     string `json:"at"`
	Actor  string `json:"actor"`
	Action string `json:"action"`
	TextZH string `json:"text_zh"`
	TextEN string `json:"text_en"`
}

// Why is one line of "why this level".
type Why struct {
	Scenario string `json:"scenario"`
	NameZH   string `json:"name_zh"`
	NameEN   string `json:"name_en"`
	Level    string `json:"level"`
	Score    int    `json:"score"`
	Count    int64  `json:"count"`
	LastAt   string `json:"last_at"`
	ReasonZH string `json:"reason_zh"`
	ReasonEN string `json:"reason_en"`
}

// WarningDetail is all an officer sees of one warning.
type WarningDetail struct {
	WarningHead
	Hits     []Hit      `json:"hits"`
	HitCount int64      `json:"hit_count" doc:"All hits; the list holds the newest."`
	Attempts []Attempt  `json:"attempts"`
	Orders   []OrderRow `json:"orders"`
	History  []Line     `json:"history"`
	Why      []Why      `json:"why"`
	Previous string     `json:"previous" doc:"Id of the same person's warning before this one."`
}

func (a *API) warningRoutes() {
	route(a, op{method: http.MethodGet, path: "/warnings", id: "list-warnings", summary: "Warnings by level, time left and possible loss", tag: "warnings"},
		func(ctx context.Context, scope access.Scope, in *warningQuery) (list[WarningRow], error) {
			filter, err := in.filter()
			if err != nil {
				return list[WarningRow]{}, err
			}
			views, next, err := a.Warnings.List(ctx, scope, filter)
			if err != nil {
				return list[WarningRow]{}, err
			}
			rows, err := a.warningRows(ctx, views)
			return list[WarningRow]{rows, next}, err
		})
	route(a, op{method: http.MethodGet, path: "/warnings/{id}", id: "get-warning", summary: "One warning with its evidence", tag: "warnings"},
		func(ctx context.Context, scope access.Scope, in *ByID) (WarningDetail, error) {
			return a.warningDetail(ctx, scope, in.ID)
		})
	route(a, op{method: http.MethodPost, path: "/warnings/{id}/claim", id: "claim-warning", summary: "Take an open warning", tag: "warnings"},
		func(ctx context.Context, scope access.Scope, in *versioned) (WarningRow, error) {
			return a.oneWarning(ctx)(a.Warnings.Claim(ctx, scope, in.ID, in.Body.Version))
		})
	route(a, op{method: http.MethodPost, path: "/warnings/{id}/release", id: "release-warning", summary: "Give a claimed warning back", tag: "warnings"},
		func(ctx context.Context, scope access.Scope, in *versioned) (WarningRow, error) {
			return a.oneWarning(ctx)(a.Warnings.Release(ctx, scope, in.ID, in.Body.Version))
		})
	route(a, op{method: http.MethodPost, path: "/warnings/{id}/grade", id: "grade-warning", summary: "Change the level with a reason", tag: "warnings"},
		func(ctx context.Context, scope access.Scope, in *gradeInput) (WarningRow, error) {
			cmd := warning.GradeCmd{ID: in.ID, Version: in.Body.Version, Level: warning.Level(in.Body.Level), Reason: in.Body.Reason}
			return a.oneWarning(ctx)(a.Warnings.Grade(ctx, scope, cmd))
		})
	route(a, op{method: http.MethodPost, path: "/warnings/{id}/close", id: "close-warning", summary: "End the work with an outcome", tag: "warnings"},
		func(ctx context.Context, scope access.Scope, in *closeInput) (WarningRow, error) {
			cmd := warning.CloseCmd{ID: in.ID, Version: in.Body.Version, Outcome: warning.Outcome(in.Body.Outcome), Note: in.Body.Note}
			return a.oneWarning(ctx)(a.Warnings.Close(ctx, scope, cmd))
		})
	route(a, op{method: http.MethodPost, path: "/warnings/{id}/review", id: "review-warning", summary: "Conclude a review", tag: "warnings"},
		func(ctx context.Context, scope access.Scope, in *reviewInput) (WarningRow, error) {
			cmd := warning.ReviewCmd{ID: in.ID, Version: in.Body.Version, Finding: warning.Finding(in.Body.Finding), Note: in.Body.Note}
			return a.oneWarning(ctx)(a.Warnings.Review(ctx, scope, cmd))
		})
}

// oneWarning renders the answer of a command on a warning.
func (a *API) oneWarning(ctx context.Context) func(warning.View, error) (WarningRow, error) {
	return func(v warning.View, err error) (WarningRow, error) {
		if err != nil {
			return WarningRow{}, err
		}
		rows, err := a.warningRows(ctx, []warning.View{v})
		if err != nil {
			return WarningRow{}, err
		}
		return rows[0], nil
	}
}

func (a *API) warningDetail(ctx context.Context, scope access.Scope, id string) (WarningDetail, error) {
	d, err := a.Warnings.Get(ctx, scope, id)
	if err != nil {
		return WarningDetail{}, err
	}
	row, err := a.oneWarning(ctx)(d.View, nil)
	if err != nil {
		return WarningDetail{}, err
	}
	out := WarningDetail{WarningHead: row.WarningHead, HitCount: row.Hits, Hits: []Hit{}, History: []Line{}, Why: []Why{}, Previous: d.Previous}
	for _, h := range d.Hits {
		out.Hits = append(out.Hits, a.hit(ctx, h, nil))
	}
	for _, s := range d.History {
		out.History = append(out.History, a.warningLine(s))
	}
	for _, w := range d.Why {
		zh, en := a.Scenarios.Name(w.Scenario)
		out.Why = append(out.Why, Why{w.Scenario, zh, en, string(w.Level), w.Score, w.Count, stamp(w.LastAt), w.ReasonZH, w.ReasonEN})
	}
	out.Attempts, err = a.attemptsOf(ctx, scope, id)
	if err != nil {
		return WarningDetail{}, err
	}
	out.Orders, err = a.ordersOf(ctx, scope, id)
	return out, err
}
