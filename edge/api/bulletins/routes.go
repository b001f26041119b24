package bulletins

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/stats/bulletin"
	"fanzha/edge/api"
)

type issueQuery struct {
	Kind   string   `query:"kind" maxLength:"32"`
	State  []string `query:"state"`
	Cursor string   `query:"cursor" maxLength:"256"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

type issueDraftInput struct {
	Body struct {
		Kind string `json:"kind" minLength:"1" maxLength:"32"`
		At   string `json:"at" minLength:"10" maxLength:"10" doc:"A day of the period, YYYY-MM-DD."`
		Unit string `json:"unit,omitempty" maxLength:"12" doc:"Whose bulletin it is; empty: the caller's unit."`
	}
}

const tag = "bulletins"

func (d *desk) listRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/bulletins/kinds", ID: "list-bulletin-kinds", Summary: "Kinds of bulletins", Tag: tag},
		func(_ context.Context, scope access.Scope, _ *api.None) (api.List[KindRow], error) {
			out := api.List[KindRow]{Items: []KindRow{}}
			err := scope.Require(access.BulletinRead)
			if err != nil {
				return out, err
			}
			for _, t := range d.Bulletins.Templates() {
				out.Items = append(out.Items, KindRow{t.Kind, t.ZH, t.EN, t.Period, t.Style, t.Public, t.MaxRunes})
			}
			return out, nil
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/bulletins", ID: "list-bulletins", Summary: "Issues of bulletins, the latest first", Tag: tag}, d.list)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/bulletins", ID: "draft-bulletin", Summary: "Draft the issue of a period", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *issueDraftInput) (IssueDetail, error) {
			at, err := day("body.at", in.Body.At)
			if err != nil {
				return IssueDetail{}, err
			}
			i, err := d.Bulletins.Draft(ctx, scope, bulletin.DraftCmd{Kind: in.Body.Kind, Day: at, Unit: in.Body.Unit})
			return d.detail(ctx, scope, i.ID, err)
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/bulletins/{id}", ID: "get-bulletin", Summary: "One issue with its figures, comments, findings and history", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (IssueDetail, error) {
			return d.detail(ctx, scope, in.ID, nil)
		})
}

func (d *desk) list(ctx context.Context, scope access.Scope, in *issueQuery) (api.List[IssueRow], error) {
	out := api.List[IssueRow]{Items: []IssueRow{}}
	after, err := bulletin.ParseKey(in.Cursor)
	if err != nil {
		return out, err
	}
	found, next, err := d.Bulletins.Issues(ctx, scope, bulletin.Page{Kind: in.Kind, States: api.Convert[bulletin.State](in.State), After: after, Limit: in.Limit})
	v := d.view(ctx)
	for k := range found {
		out.Items = append(out.Items, v.row(&found[k]))
	}
	out.Next = next.String()
	return out, err
}

// detail reads an issue after an act on it.
func (d *desk) detail(ctx context.Context, scope access.Scope, id string, err error) (IssueDetail, error) {
	if err != nil {
		return IssueDetail{}, err
	}
	x, err := d.Bulletins.Issue(ctx, scope, id)
	if err != nil {
		return IssueDetail{}, err
	}
	return d.view(ctx).detail(scope, &x), nil
}

// issueActInput is an act on an issue.
type issueActInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (in *issueActInput) act() bulletin.Act {
	return bulletin.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}
}

type issueEditInput struct {
	api.ByID
	Paragraph string `path:"pid" maxLength:"200"`
	Body      struct {
		Version int64  `json:"version" minimum:"1"`
		Text    string `json:"text" maxLength:"4000"`
	}
}

type issueStrikeInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Figure  string `json:"figure" minLength:"1" maxLength:"200"`
		Note    string `json:"note" minLength:"1" maxLength:"2000" doc:"Why."`
	}
}

type issueWaiveInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Finding string `json:"finding" minLength:"1" maxLength:"64"`
		Note    string `json:"note" minLength:"1" maxLength:"2000" doc:"Why it may pass: its source."`
	}
}

// verb is a plain act.
type verb struct {
	summary string
	do      func(context.Context, access.Scope, bulletin.Act) (bulletin.Issue, error)
}

// verbs are bound late: the description of the interface is made without rooms.
func (d *desk) verbs() map[string]verb {
	type ctx = context.Context
	return map[string]verb{
		"submit": {"Hand a draft to the leader", func(c ctx, s access.Scope, a bulletin.Act) (bulletin.Issue, error) {
			return d.Bulletins.Submit(c, s, a)
		}},
		"return": {"Give an issue back to the clerk, with a reason", func(c ctx, s access.Scope, a bulletin.Act) (bulletin.Issue, error) {
			return d.Bulletins.Return(c, s, a)
		}},
		"approve": {"Approve an issue: never who wrote it", func(c ctx, s access.Scope, a bulletin.Act) (bulletin.Issue, error) {
			return d.Bulletins.Approve(c, s, a)
		}},
		"publish": {"Freeze an approved issue under its number", func(c ctx, s access.Scope, a bulletin.Act) (bulletin.Issue, error) {
			return d.Bulletins.Publish(c, s, a)
		}},
		"withdraw": {"End an issue before it is published, with a reason", func(c ctx, s access.Scope, a bulletin.Act) (bulletin.Issue, error) {
			return d.Bulletins.Withdraw(c, s, a)
		}},
		"redraw": {"Count every figure anew; written words stay", func(c ctx, s access.Scope, a bulletin.Act) (bulletin.Issue, error) {
			return d.Bulletins.Redraw(c, s, a)
		}},
	}
}

func (d *desk) actRoutes() {
	for name, v := range d.verbs() {
		api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/bulletins/{id}/" + name, ID: name + "-bulletin", Summary: v.summary, Tag: tag},
			func(ctx context.Context, scope access.Scope, in *issueActInput) (IssueDetail, error) {
				_, err := v.do(ctx, scope, in.act())
				return d.detail(ctx, scope, in.ID, err)
			})
	}
	api.Handle(d.api, api.Route{Method: http.MethodPut, Path: "/bulletins/{id}/paragraphs/{pid}", ID: "edit-bulletin", Summary: "Replace the words of a paragraph", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *issueEditInput) (IssueDetail, error) {
			_, err := d.Bulletins.Edit(ctx, scope, bulletin.EditCmd{Act: bulletin.Act{ID: in.ID, Version: in.Body.Version}, Paragraph: in.Paragraph, Text: in.Body.Text})
			return d.detail(ctx, scope, in.ID, err)
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/bulletins/{id}/strike", ID: "strike-bulletin-figure", Summary: "Take a figure out, with a reason", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *issueStrikeInput) (IssueDetail, error) {
			_, err := d.Bulletins.Strike(ctx, scope, bulletin.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}, in.Body.Figure)
			return d.detail(ctx, scope, in.ID, err)
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/bulletins/{id}/waive", ID: "waive-bulletin-finding", Summary: "Let a finding pass, with a reason", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *issueWaiveInput) (IssueDetail, error) {
			_, err := d.Bulletins.Waive(ctx, scope, bulletin.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}, in.Body.Finding)
			return d.detail(ctx, scope, in.ID, err)
		})
}
