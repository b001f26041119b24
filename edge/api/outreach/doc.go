// Package outreach is the console's HTTP of publicity: events, materials, works, registrations, target groups and their tasks,
// fraud-free units, group messages. It stands on edge/api and keeps its habits.
package outreach

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/outreach"
	"fanzha/centre/outreach/book"
	"fanzha/centre/stats"
	"fanzha/edge/api"
	"fanzha/term/fault"
)

// Services are the rooms behind these pages.
type Services struct {
	Outreach *outreach.Service
	Scripts  *book.Library
	People   People
	Clock    clock.Clock
}

// People names those who acted.
type People interface {
	Account(ctx context.Context, scope access.Scope, id string) (access.Account, error)
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of publicity to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.eventRoutes()
	d.shelfRoutes()
	d.materialRoutes()
	d.registerRoutes()
	d.groupRoutes()
	d.fraudFreeRoutes()
	d.circleRoutes()
	d.messageRoutes()
	d.ruleRoutes()
	d.scriptRoutes()
}

// Head is what every row begins with.
type Head struct {
	ID      string   `json:"id"`
	Number  string   `json:"number"`
	Unit    api.Unit `json:"unit"`
	State   string   `json:"state"`
	At      string   `json:"at" doc:"When it happened."`
	MadeAt  string   `json:"made_at"`
	MadeBy  string   `json:"made_by" doc:"Name; empty: the centre itself."`
	Mine    bool     `json:"mine" doc:"The caller wrote it: somebody else approves."`
	Note    string   `json:"note"`
	Version int64    `json:"version"`
}

// view renders the rows of one answer: people are named once each.
type view struct {
	*desk
	ctx   context.Context
	scope access.Scope
	names map[string]string
}

func (d *desk) view(ctx context.Context, scope access.Scope) *view {
	return &view{desk: d, ctx: ctx, scope: scope, names: map[string]string{}}
}

func (v *view) person(id string) string {
	if id == "" || id == access.System().User {
		return ""
	}
	name, ok := v.names[id]
	if !ok {
		found, err := v.People.Account(v.ctx, access.System(), id)
		if err == nil {
			name = found.Name
		}
		v.names[id] = name
	}
	return name
}

func (v *view) head(h *outreach.Head) Head {
	return Head{
		ID: h.ID, Number: h.Number, Unit: v.api.UnitOf(v.ctx, h.Unit), State: string(h.State), At: api.Stamp(h.At), MadeAt: api.Stamp(h.MadeAt), MadeBy: v.person(h.MadeBy),
		Mine: h.MadeBy == v.scope.User, Note: h.Note, Version: h.Version,
	}
}

// place names an area by the unit that answers for it.
func (v *view) place(region string) string {
	if region == "" || v.api.Places == nil {
		return ""
	}
	return v.api.Places.Name(v.ctx, region)
}

// dayText prints a day, empty when unset.
func dayText(d stats.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

var errDay = fault.New(fault.Invalid, "outreach.field")

// day reads YYYY-MM-DD; empty is none.
func day(field, s string) (stats.Day, error) {
	if s == "" {
		return 0, nil
	}
	d, err := stats.ParseDay(s)
	if err != nil {
		return 0, fault.New(errDay.Kind, errDay.Code, "field", field)
	}
	return d, nil
}

// publicityAct is an act on one record with the version that was seen.
type publicityAct struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (in *publicityAct) act() outreach.Act {
	return outreach.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}
}

// ListInput are the parts of every list's address.
type ListInput struct {
	State  []string `query:"state"`
	Unit   string   `query:"unit" maxLength:"12"`
	Region string   `query:"region" maxLength:"12" doc:"Only in this area."`
	From   string   `query:"from" maxLength:"40"`
	To     string   `query:"to" maxLength:"40"`
	Cursor string   `query:"cursor" maxLength:"256"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

func (in *ListInput) filter(is map[string]string) (outreach.Filter, error) {
	from, err := api.ParseMoment("query.from", in.From)
	if err != nil {
		return outreach.Filter{}, err
	}
	to, err := api.ParseMoment("query.to", in.To)
	if is == nil {
		is = map[string]string{}
	}
	is["unit"] = in.Unit
	return outreach.Filter{Is: is, States: in.State, In: in.Region, From: from, To: to, Limit: in.Limit, Cursor: in.Cursor}, err
}

// rows renders a page.
func rows[T, R any](found []T, next string, row func(*T) R) api.List[R] {
	out := api.List[R]{Items: []R{}, Next: next}
	for i := range found {
		out.Items = append(out.Items, row(&found[i]))
	}
	return out
}

func get(path, id, summary string) api.Route {
	return api.Route{Method: http.MethodGet, Path: "/outreach" + path, ID: id, Summary: summary, Tag: "outreach"}
}

func post(path, id, summary string) api.Route {
	return api.Route{Method: http.MethodPost, Path: "/outreach" + path, ID: id, Summary: summary, Tag: "outreach"}
}

// acts registers one act on one record.
func acts[T, R any](d *desk, r api.Route, do func(context.Context, access.Scope, outreach.Act) (T, error), row func(*view, *T) R) {
	api.Handle(d.api, r, func(ctx context.Context, scope access.Scope, in *publicityAct) (R, error) {
		got, err := do(ctx, scope, in.act())
		if err != nil {
			return *new(R), err
		}
		return row(d.view(ctx, scope), &got), nil
	})
}

// one renders the answer of a command.
func one[T, R any](v *view, got T, err error, row func(*view, *T) R) (R, error) {
	if err != nil {
		return *new(R), err
	}
	return row(v, &got), nil
}

// first is the first of some faults.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
