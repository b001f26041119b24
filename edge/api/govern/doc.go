// Package govern is the console's HTTP of the joint conference: member units, duties, meetings, rankings, escalations, and returns with
// their Excel templates. It stands on edge/api and keeps its habits; numbers of liaisons leave as the room has masked them.
package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/govern"
	"fanzha/centre/govern/score"
	"fanzha/edge/api"
	"fanzha/term/when"
)

// Services are the room behind these pages.
type Services struct {
	Room  *govern.Service
	Clock clock.Clock
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of the joint conference to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.memberRoutes()
	d.noticeRoutes()
	d.dutyRoutes()
	d.programmeRoutes()
	d.meetingRoutes()
	d.rankingRoutes()
	d.escalationRoutes()
	d.returnRoutes()
	d.overviewRoutes()
}

// tag of every route here.
const tag = "govern"

// GovernEvidence is a document kept elsewhere.
type GovernEvidence struct {
	Name   string `json:"name" minLength:"1" maxLength:"200"`
	SHA256 string `json:"sha256" pattern:"^[0-9a-f]{64}$" doc:"Fingerprint of the file; the file itself stays where it is."`
}

// GovernPerson is who acted, and when.
type GovernPerson struct {
	Name string `json:"name" doc:"Empty: nobody yet; 'system': the centre's own clock."`
	At   string `json:"at"`
}

func person(w govern.Who) GovernPerson { return GovernPerson{w.Name, api.Stamp(w.At)} }

func files(list []govern.Evidence) []GovernEvidence {
	out := make([]GovernEvidence, len(list))
	for i, f := range list {
		out[i] = GovernEvidence(f)
	}
	return out
}

func proof(list []GovernEvidence) []govern.Evidence {
	out := make([]govern.Evidence, len(list))
	for i, f := range list {
		out[i] = govern.Evidence(f)
	}
	return out
}

// GovernHead is what every record has.
type GovernHead struct {
	ID      string   `json:"id"`
	Number  string   `json:"number"`
	Unit    api.Unit `json:"unit"`
	Member  string   `json:"member" doc:"Code of the member unit; empty: of the office."`
	Region  string   `json:"region"`
	Kind    string   `json:"kind"`
	State   string   `json:"state"`
	Period  string   `json:"period"`
	Ref     string   `json:"ref" doc:"The record it belongs to."`
	At      string   `json:"at"`
	Due     string   `json:"due" doc:"Empty: no clock."`
	Overdue bool     `json:"overdue"`
	Version int64    `json:"version"`
}

func (d *desk) head(ctx context.Context, h govern.Head) GovernHead {
	waiting := false
	for _, s := range govern.Waiting {
		waiting = waiting || s == h.State
	}
	return GovernHead{h.ID, h.Number, d.api.UnitOf(ctx, h.Unit), h.Member, h.Region, h.Kind, h.State, h.Period, h.Ref, api.Stamp(h.At), api.Stamp(h.Due),
		waiting && h.Due > 0 && d.Clock.Now() >= h.Due, h.Version}
}

// listQuery is how lists are asked for.
type listQuery struct {
	State   []string `query:"state"`
	Kind    string   `query:"kind" maxLength:"64"`
	Member  string   `query:"member" maxLength:"32"`
	Period  string   `query:"period" maxLength:"16"`
	Ref     string   `query:"ref" maxLength:"64"`
	From    string   `query:"from" maxLength:"40"`
	To      string   `query:"to" maxLength:"40"`
	Overdue bool     `query:"overdue" doc:"Only what is past its day and still waits for the member unit."`
	Cursor  string   `query:"cursor" maxLength:"256"`
	Limit   int      `query:"limit" minimum:"0" maximum:"1000"`
}

func (d *desk) filter(in *listQuery) (govern.Filter, error) {
	f := govern.Filter{States: in.State, Kind: in.Kind, Member: in.Member, Period: in.Period, Ref: in.Ref, Limit: in.Limit, Cursor: in.Cursor}
	var err error
	f.From, err = api.ParseMoment("query.from", in.From)
	if err != nil {
		return f, err
	}
	f.To, err = api.ParseMoment("query.to", in.To)
	if in.Overdue {
		f.Overdue = d.Clock.Now()
	}
	return f, err
}

// governRecordActInput is a command on one record, with its reason.
type governRecordActInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (in *governRecordActInput) act() govern.Act {
	return govern.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}
}

// governSubmitInput is a command with evidence.
type governSubmitInput struct {
	api.ByID
	Body struct {
		Version int64            `json:"version" minimum:"1"`
		Note    string           `json:"note,omitempty" maxLength:"2000"`
		Files   []GovernEvidence `json:"files,omitempty" maxItems:"20"`
	}
}

func (in *governSubmitInput) submission() govern.Submission {
	return govern.Submission{Act: govern.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}, Files: proof(in.Body.Files)}
}

// route is where a resource stands and what it is called.
type route struct{ path, id, summary string }

// listing registers the list of a resource: read gives a page, row renders one.
func listing[T, R any](d *desk, r route, read func(context.Context, access.Scope, govern.Filter) ([]T, string, error), row func(context.Context, *T) R) {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: r.path, ID: r.id, Summary: r.summary, Tag: tag},
		func(ctx context.Context, scope access.Scope, in *listQuery) (api.List[R], error) {
			out := api.List[R]{Items: []R{}}
			f, err := d.filter(in)
			if err != nil {
				return out, err
			}
			found, next, err := read(ctx, scope, f)
			out.Next = next
			for i := range found {
				out.Items = append(out.Items, row(ctx, &found[i]))
			}
			return out, err
		})
}

// whole makes a page of a list that has but one.
func whole[T any](read func(context.Context, access.Scope, govern.Filter) ([]T, error)) func(context.Context, access.Scope, govern.Filter) ([]T, string, error) {
	return func(ctx context.Context, scope access.Scope, f govern.Filter) ([]T, string, error) {
		out, err := read(ctx, scope, f)
		return out, "", err
	}
}

// acting registers a command on one record.
func acting[T, R any](d *desk, r route, do func(context.Context, access.Scope, govern.Act) (T, error), row func(context.Context, *T) R) {
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: r.path, ID: r.id, Summary: r.summary, Tag: tag},
		func(ctx context.Context, scope access.Scope, in *governRecordActInput) (R, error) {
			x, err := do(ctx, scope, in.act())
			return row(ctx, &x), err
		})
}

// submitting registers a command with evidence.
func submitting[T, R any](d *desk, r route, do func(context.Context, access.Scope, govern.Submission) (T, error), row func(context.Context, *T) R) {
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: r.path, ID: r.id, Summary: r.summary, Tag: tag},
		func(ctx context.Context, scope access.Scope, in *governSubmitInput) (R, error) {
			x, err := do(ctx, scope, in.submission())
			return row(ctx, &x), err
		})
}

// one registers the reading of one record.
func one[T, R any](d *desk, r route, read func(context.Context, access.Scope, string) (T, error), row func(context.Context, *T) R) {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: r.path, ID: r.id, Summary: r.summary, Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (R, error) {
			x, err := read(ctx, scope, in.ID)
			return row(ctx, &x), err
		})
}

// making registers a command that makes a record of a body.
func making[B, T, R any](d *desk, r route, do func(context.Context, access.Scope, *B) (T, error), row func(context.Context, *T) R) {
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: r.path, ID: r.id, Summary: r.summary, Tag: tag},
		func(ctx context.Context, scope access.Scope, in *B) (R, error) {
			x, err := do(ctx, scope, in)
			return row(ctx, &x), err
		})
}

// GovernValue is numerator and denominator of an indicator.
type GovernValue struct {
	Num   int64 `json:"num"`
	Den   int64 `json:"den" doc:"1 for a count and for a median."`
	Known bool  `json:"known"`
	Of    int64 `json:"of" doc:"How many things a median is that of; 0: it is none."`
}

func value(v score.Value) GovernValue { return GovernValue(v) }

// none marks a moment that is not set.
const none when.Micros = 0
