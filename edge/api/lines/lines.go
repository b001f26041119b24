// Package lines is the console's HTTP of parallel dissuasion: one warning with its lines side by side, requests that were given and
// received, and what an officer sees before he calls. It stands on edge/api and keeps its habits.
package lines

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning"
	"fanzha/edge/api"
)

// Services are the rooms behind these pages.
type Services struct {
	Lines    *lines.Service
	Warnings *warning.Service
	Orders   *dispatch.Service
	Attempts *dissuade.Service
	Banks    *stoppay.Service
	Clock    clock.Clock
}

type desk struct {
	Services
	api *api.API
}

type linesPlanInput struct {
	api.ByID
	Act  string `path:"act" enum:"away,not_found,confirm,deny,refused,escalate,settle,resume,prove,read"`
	Body struct {
		Note   string `json:"note,omitempty" maxLength:"4000"`
		NextAt string `json:"next_at,omitempty"`
	}
}

type linesAskInput struct {
	api.ByID
	Body struct {
		Kind    string `json:"kind" enum:"relatives,station,bank,carrier,assist,transfer"`
		ToUnit  string `json:"to_unit,omitempty" maxLength:"12"`
		ToBank  string `json:"to_bank,omitempty" maxLength:"64"`
		Carrier string `json:"carrier,omitempty" maxLength:"32"`
		Task    string `json:"task" minLength:"1" maxLength:"4000" doc:"What is asked."`
		NextAt  string `json:"next_at,omitempty" doc:"Relatives: when they are called."`
	}
}

type linesActInput struct {
	api.ByID
	Act  string `path:"act" enum:"try,take,refuse,return,done,stop"`
	Body struct {
		Note    string `json:"note,omitempty" maxLength:"4000"`
		Outcome string `json:"outcome,omitempty" maxLength:"32"`
		NextAt  string `json:"next_at,omitempty"`
	}
}

type linesListInput struct {
	Side   string `query:"side" enum:"given,received" doc:"Which side the caller stands on."`
	Live   bool   `query:"live" doc:"Only those that have not ended."`
	Cursor string `query:"cursor" maxLength:"256"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

type linesDueInput struct {
	State  string `query:"state" enum:",trying,away,not_found_asked,not_found,refused,escalated"`
	Cursor string `query:"cursor" maxLength:"256"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

type linesRevealInput struct {
	api.ByID
	Body struct {
		Reason string `json:"reason" maxLength:"2000"`
	}
}

type linesWishInput struct {
	api.ByID
	Body struct {
		Until string `json:"until,omitempty" doc:"No contact before this moment."`
		From  int64  `json:"from_min,omitempty" minimum:"0" maximum:"1439" doc:"No contact from this minute of the day."`
		To    int64  `json:"to_min,omitempty" minimum:"0" maximum:"1439"`
		Note  string `json:"note,omitempty" maxLength:"1200"`
	}
}

type linesWishEnd struct {
	api.ByID
	Wish string `path:"wish" maxLength:"64"`
}

// Register adds the routes of parallel lines to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	route := func(method, path, id, summary string) api.Route {
		return api.Route{Method: method, Path: path, ID: id, Summary: summary, Tag: "lines"}
	}
	api.Handle(a, route(http.MethodGet, "/warnings/{id}/lines", "get-lines", "One warning with its lines side by side"), d.page)
	api.Handle(a, route(http.MethodPost, "/warnings/{id}/plan/{act}", "act-on-plan", "Not found for now, not to be found, confirmed, refused, escalated …"), d.plan)
	api.Handle(a, route(http.MethodPost, "/warnings/{id}/lines", "open-line", "Open a line: relatives, station, bank, carrier, help, transfer"), d.ask)
	api.Handle(a, route(http.MethodGet, "/warnings/{id}/gate", "get-gate", "What to know before the person is contacted"), d.gate)
	api.Handle(a, route(http.MethodPost, "/warnings/{id}/wishes", "add-wish", "Note when the person does not want to be contacted"), d.wish)
	api.Handle(a, route(http.MethodPost, "/warnings/{id}/wishes/{wish}/end", "end-wish", "End such a note"), d.endWish)
	api.Handle(a, route(http.MethodGet, "/lines", "list-lines", "Requests that were given or received"), d.list)
	api.Handle(a, route(http.MethodPost, "/lines/{id}/{act}", "act-on-line", "Take, refuse, return, finish or stop a request, or record a try"), d.line)
	api.Handle(a, route(http.MethodPost, "/lines/{id}/reveal", "reveal-for-line", "The number of the person, for who has taken the request; audited"), d.reveal)
	api.Handle(a, route(http.MethodGet, "/plans", "list-plans", "Next steps of all warnings, the first due first"), d.due)
}

func (d *desk) plan(ctx context.Context, scope access.Scope, in *linesPlanInput) (LinesPage, error) {
	next, err := api.ParseMoment("body.next_at", in.Body.NextAt)
	if err != nil {
		return LinesPage{}, err
	}
	_, err = d.Lines.Do(ctx, scope, in.ID, lines.Command{Act: lines.Act(in.Act), Note: in.Body.Note, NextAt: next})
	if err != nil {
		return LinesPage{}, err
	}
	return d.page(ctx, scope, &api.ByID{ID: in.ID})
}

func (d *desk) ask(ctx context.Context, scope access.Scope, in *linesAskInput) (LinesPage, error) {
	next, err := api.ParseMoment("body.next_at", in.Body.NextAt)
	if err != nil {
		return LinesPage{}, err
	}
	b := &in.Body
	_, err = d.Lines.Do(ctx, scope, in.ID, lines.Command{
		Act: lines.ActAsk, Kind: lines.Kind(b.Kind), ToUnit: b.ToUnit, ToBank: b.ToBank, Carrier: b.Carrier, Note: b.Task, NextAt: next,
	})
	if err != nil {
		return LinesPage{}, err
	}
	return d.page(ctx, scope, &api.ByID{ID: in.ID})
}

func (d *desk) line(ctx context.Context, scope access.Scope, in *linesActInput) (LineRow, error) {
	next, err := api.ParseMoment("body.next_at", in.Body.NextAt)
	if err != nil {
		return LineRow{}, err
	}
	l, err := d.Lines.DoLine(ctx, scope, in.ID, lines.Command{Act: lines.Act(in.Act), Note: in.Body.Note, Outcome: in.Body.Outcome, NextAt: next})
	if err != nil {
		return LineRow{}, err
	}
	rows, err := d.rows(ctx, scope, []lines.Line{l})
	if err != nil {
		return LineRow{}, err
	}
	return rows[0], nil
}

func (d *desk) list(ctx context.Context, scope access.Scope, in *linesListInput) (api.List[LineRow], error) {
	after, err := key(in.Cursor)
	if err != nil {
		return api.List[LineRow]{}, err
	}
	found, more, err := d.Lines.List(ctx, scope, lines.Query{Side: lines.Side(in.Side), Live: in.Live, After: after, Limit: in.Limit})
	if err != nil {
		return api.List[LineRow]{}, err
	}
	out := api.List[LineRow]{}
	out.Items, err = d.rows(ctx, scope, found)
	if more {
		last := found[len(found)-1]
		out.Next = cursor(last.AskedAt, last.ID)
	}
	return out, err
}

func (d *desk) due(ctx context.Context, scope access.Scope, in *linesDueInput) (api.List[LinesPlanRow], error) {
	after, err := key(in.Cursor)
	if err != nil {
		return api.List[LinesPlanRow]{}, err
	}
	found, more, err := d.Lines.Due(ctx, scope, lines.DueQuery{State: lines.State(in.State), After: after, Limit: in.Limit})
	if err != nil {
		return api.List[LinesPlanRow]{}, err
	}
	out := api.List[LinesPlanRow]{Items: []LinesPlanRow{}}
	people, err := d.people(ctx, targets(found, func(p *lines.Plan) string { return p.Target }))
	for i := range found {
		out.Items = append(out.Items, LinesPlanRow{LinesPlan: d.planView(ctx, &found[i]), Person: people[found[i].Target]})
	}
	if more {
		last := found[len(found)-1]
		out.Next = cursor(last.NextAt, last.Warning)
	}
	return out, err
}

func (d *desk) reveal(ctx context.Context, scope access.Scope, in *linesRevealInput) (LineRevealed, error) {
	lent, l, err := d.Lines.Lend(ctx, scope, in.ID)
	if err != nil {
		return LineRevealed{}, err
	}
	value, err := d.Warnings.Reveal(ctx, lent, warning.RevealCmd{Target: l.Target, Field: warning.FieldPhone, Reason: in.Body.Reason, Warning: l.Warning})
	return LineRevealed{value}, err
}

func (d *desk) gate(ctx context.Context, scope access.Scope, in *api.ByID) (LinesGate, error) {
	g, err := d.Attempts.Gate(ctx, scope, in.ID)
	if err != nil {
		return LinesGate{}, err
	}
	return d.gateView(ctx, g), nil
}

func (d *desk) wish(ctx context.Context, scope access.Scope, in *linesWishInput) (LinesGate, error) {
	until, err := api.ParseMoment("body.until", in.Body.Until)
	if err != nil {
		return LinesGate{}, err
	}
	_, err = d.Attempts.AddWish(ctx, scope, dissuade.WishCmd{Warning: in.ID, Until: until, From: in.Body.From, To: in.Body.To, Note: in.Body.Note})
	if err != nil {
		return LinesGate{}, err
	}
	return d.gate(ctx, scope, &in.ByID)
}

func (d *desk) endWish(ctx context.Context, scope access.Scope, in *linesWishEnd) (LinesGate, error) {
	err := d.Attempts.EndWish(ctx, scope, in.ID, in.Wish)
	if err != nil {
		return LinesGate{}, err
	}
	return d.gate(ctx, scope, &in.ByID)
}
