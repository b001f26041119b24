package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/edge/api"
)

// GovernOverview is the office's Monday morning: what waits for somebody.
type GovernOverview struct {
	Members        int64 `json:"members"`
	TermsOverdue   int64 `json:"terms_overdue"`
	TermsWaiting   int64 `json:"terms_waiting" doc:"Handed in, to be accepted by the office."`
	TasksOpen      int64 `json:"tasks_open"`
	TasksOverdue   int64 `json:"tasks_overdue"`
	ReturnsMissing int64 `json:"returns_missing" doc:"Past their day and not signed."`
	ReturnsOpen    int64 `json:"returns_open"`
	Unread         int64 `json:"unread" doc:"Notices that a member unit has not read."`
	Protests       int64 `json:"protests"`
	Proposals      int64 `json:"proposals" doc:"Proposed escalations that wait for a person."`
	Approvals      int64 `json:"approvals" doc:"Interviews that wait for a second signature."`
	Drafts         int64 `json:"drafts" doc:"Rankings computed and not published."`
}

func (d *desk) overviewRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/govern/overview", ID: "govern-overview", Summary: "What waits for somebody in the joint conference", Tag: tag}, d.overview)
}

func (d *desk) overview(ctx context.Context, scope access.Scope, _ *api.None) (GovernOverview, error) {
	var out GovernOverview
	now := d.Clock.Now()
	for _, one := range []struct {
		to *int64
		b  govern.Book
		f  govern.Filter
	}{
		{&out.Members, govern.Members, govern.Filter{States: []string{"active"}}},
		{&out.TermsOverdue, govern.Terms, govern.Filter{States: []string{"open"}, Overdue: now}},
		{&out.TermsWaiting, govern.Terms, govern.Filter{States: []string{"submitted"}}},
		{&out.TasksOpen, govern.Tasks, govern.Filter{States: []string{"open", "reported"}}},
		{&out.TasksOverdue, govern.Tasks, govern.Filter{States: []string{"open"}, Overdue: now}},
		{&out.ReturnsMissing, govern.Returns, govern.Filter{States: []string{"asked", "draft", "submitted"}, Overdue: now}},
		{&out.ReturnsOpen, govern.Returns, govern.Filter{States: []string{"asked", "draft", "submitted"}}},
		{&out.Unread, govern.Receipts, govern.Filter{States: []string{"unread"}}},
		{&out.Protests, govern.Protests, govern.Filter{States: []string{"open"}}},
		{&out.Proposals, govern.Escalations, govern.Filter{States: []string{"proposed"}}},
		{&out.Approvals, govern.Escalations, govern.Filter{States: []string{"adopted"}}},
		{&out.Drafts, govern.Rankings, govern.Filter{States: []string{"draft"}}},
	} {
		counts, err := d.Room.Counts(ctx, scope, one.b, one.f)
		if err != nil {
			return out, err
		}
		for _, c := range counts {
			*one.to += c.N
		}
	}
	return out, nil
}
