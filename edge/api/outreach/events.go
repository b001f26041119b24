package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/outreach"
	"fanzha/edge/api"
)

// EventPhoto is a photograph, known by its digest.
type EventPhoto struct {
	SHA256 string `json:"sha256" minLength:"64" maxLength:"64"`
	Bytes  int64  `json:"bytes" minimum:"1"`
}

// PublicityEvent is one publicity event.
type PublicityEvent struct {
	Head
	Kind       string       `json:"kind"`
	Form       string       `json:"form"`
	Venue      string       `json:"venue"`
	Title      string       `json:"title"`
	Theme      string       `json:"theme"`
	Campaign   string       `json:"campaign"`
	Task       string       `json:"task"`
	Region     string       `json:"region"`
	RegionName string       `json:"region_name"`
	Place      string       `json:"place"`
	Audience   int64        `json:"audience" doc:"People present, each once; never added to views."`
	Views      int64        `json:"views"`
	Large      bool         `json:"large"`
	Staff      int64        `json:"staff"`
	QuizCount  int64        `json:"quiz_count"`
	QuizBefore int64        `json:"quiz_before" doc:"Right answers before."`
	QuizAfter  int64        `json:"quiz_after"`
	Photos     []EventPhoto `json:"photos"`
}

func eventRow(v *view, e *outreach.Event) PublicityEvent {
	out := PublicityEvent{
		Head: v.head(&e.Head), Kind: e.Sort, Form: e.Form, Venue: e.Venue, Title: e.Title, Theme: e.Theme, Campaign: e.Campaign, Task: e.Task, Region: e.Region,
		RegionName: v.place(e.Region), Place: e.Place, Audience: e.Audience, Views: e.Views, Large: e.Large, Staff: e.Staff, QuizCount: e.QuizCount,
		QuizBefore: e.QuizRight[0], QuizAfter: e.QuizRight[1], Photos: []EventPhoto{},
	}
	for _, p := range e.Photos {
		out.Photos = append(out.Photos, EventPhoto(p))
	}
	return out
}

// PublicityEventInput is what is entered of an event. All but kind, form, venue, title, time and one number may be left out.
type PublicityEventInput struct {
	Unit       string       `json:"unit,omitempty" maxLength:"12" doc:"Empty: the caller's."`
	At         string       `json:"at" maxLength:"40"`
	Kind       string       `json:"kind" maxLength:"32"`
	Form       string       `json:"form" maxLength:"32"`
	Venue      string       `json:"venue" maxLength:"32"`
	Title      string       `json:"title" minLength:"1" maxLength:"400"`
	Theme      string       `json:"theme,omitempty" maxLength:"400"`
	Campaign   string       `json:"campaign,omitempty" maxLength:"64"`
	Task       string       `json:"task,omitempty" maxLength:"64"`
	Region     string       `json:"region,omitempty" maxLength:"12"`
	Place      string       `json:"place,omitempty" maxLength:"400"`
	Audience   int64        `json:"audience,omitempty" minimum:"0"`
	Views      int64        `json:"views,omitempty" minimum:"0"`
	Large      bool         `json:"large,omitempty"`
	Staff      int64        `json:"staff,omitempty" minimum:"0"`
	QuizCount  int64        `json:"quiz_count,omitempty" minimum:"0"`
	QuizBefore int64        `json:"quiz_before,omitempty" minimum:"0"`
	QuizAfter  int64        `json:"quiz_after,omitempty" minimum:"0"`
	Photos     []EventPhoto `json:"photos,omitempty" maxItems:"30"`
	Note       string       `json:"note,omitempty" maxLength:"2000" doc:"Reason of a late entry."`
}

func (in *PublicityEventInput) event() (outreach.Event, error) {
	at, err := api.ParseMoment("body.at", in.At)
	e := outreach.Event{
		Head: outreach.Head{Unit: in.Unit, At: at, Note: in.Note}, Sort: in.Kind, Form: in.Form, Venue: in.Venue, Title: in.Title, Theme: in.Theme, Campaign: in.Campaign,
		Task: in.Task, Region: in.Region, Place: in.Place, Audience: in.Audience, Views: in.Views, Large: in.Large, Staff: in.Staff, QuizCount: in.QuizCount,
		QuizRight: [2]int64{in.QuizBefore, in.QuizAfter},
	}
	for _, p := range in.Photos {
		e.Photos = append(e.Photos, outreach.Photo(p))
	}
	return e, err
}

type eventAdding struct {
	Body struct {
		PublicityEventInput
		Material string `json:"material,omitempty" maxLength:"64" doc:"What was handed out."`
		Handed   int64  `json:"handed,omitempty" minimum:"0"`
	}
}

type eventCorrecting struct {
	api.ByID
	Body struct {
		Version int64 `json:"version" minimum:"1"`
		PublicityEventInput
	}
}

type EventQuery struct {
	ListInput
	Kind     string `query:"kind" maxLength:"32"`
	Form     string `query:"form" maxLength:"32"`
	Venue    string `query:"venue" maxLength:"32"`
	Campaign string `query:"campaign" maxLength:"64"`
	Task     string `query:"task" maxLength:"64"`
	Large    string `query:"large" enum:"true,false,"`
}

func (in *EventQuery) filter() (outreach.Filter, error) {
	return in.ListInput.filter(map[string]string{"kind": in.Kind, "form": in.Form, "venue": in.Venue, "campaign": in.Campaign, "task": in.Task, "large": in.Large})
}

// PublicityTally is a count of events that are not void.
type PublicityTally struct {
	Key      string `json:"key"`
	Name     string `json:"name" doc:"Of a unit or area."`
	Events   int64  `json:"events"`
	Large    int64  `json:"large"`
	Audience int64  `json:"audience"`
	Views    int64  `json:"views"`
	Last     string `json:"last"`
}

type tallyQuery struct {
	EventQuery
	By     string `query:"by" enum:"unit,venue,kind,form,region,campaign,"`
	Digits int    `query:"digits" minimum:"0" maximum:"9"`
}

// CoverageGap is an area with what reached it.
type CoverageGap struct {
	Region   string   `json:"region"`
	Name     string   `json:"name"`
	Unit     api.Unit `json:"unit"`
	People   int64    `json:"people"`
	Events   int64    `json:"events"`
	Audience int64    `json:"audience"`
	Last     string   `json:"last" doc:"Of the last year; empty: none."`
}

func (d *desk) eventRoutes() {
	api.Handle(d.api, get("/events", "list-publicity-events", "Publicity events, the latest first"),
		func(ctx context.Context, scope access.Scope, in *EventQuery) (api.List[PublicityEvent], error) {
			f, err := in.filter()
			if err != nil {
				return api.List[PublicityEvent]{}, err
			}
			found, next, err := d.Outreach.Events(ctx, scope, f)
			v := d.view(ctx, scope)
			return rows(found, next, func(e *outreach.Event) PublicityEvent { return eventRow(v, e) }), err
		})
	api.Handle(d.api, get("/events/{id}", "get-publicity-event", "One publicity event"),
		func(ctx context.Context, scope access.Scope, in *api.ByID) (PublicityEvent, error) {
			e, err := d.Outreach.Event(ctx, scope, in.ID)
			return one(d.view(ctx, scope), e, err, eventRow)
		})
	api.Handle(d.api, post("/events", "add-publicity-event", "Enter an event, with what was handed out at it"),
		func(ctx context.Context, scope access.Scope, in *eventAdding) (PublicityEvent, error) {
			e, err := in.Body.event()
			if err != nil {
				return PublicityEvent{}, err
			}
			e, err = d.Outreach.AddEvent(ctx, scope, e, outreach.Handing{Material: in.Body.Material, N: in.Body.Handed})
			return one(d.view(ctx, scope), e, err, eventRow)
		})
	api.Handle(d.api, post("/events/{id}/correct", "correct-publicity-event", "Put other values in the place of those that were entered"),
		func(ctx context.Context, scope access.Scope, in *eventCorrecting) (PublicityEvent, error) {
			e, err := in.Body.event()
			if err != nil {
				return PublicityEvent{}, err
			}
			e, err = d.Outreach.CorrectEvent(ctx, scope, outreach.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}, e)
			return one(d.view(ctx, scope), e, err, eventRow)
		})
	acts(d, post("/events/{id}/void", "void-publicity-event", "Take an event back, with a reason: it counts as nothing"), func(ctx context.Context, scope access.Scope, a outreach.Act) (outreach.Event, error) {
		return d.Outreach.VoidEvent(ctx, scope, a)
	}, eventRow)
	api.Handle(d.api, get("/tally", "tally-publicity-events", "Events by one of their sides; people present and views side by side"), d.tally)
	api.Handle(d.api, get("/coverage", "publicity-coverage", "Areas by what reached them, the least first"), d.coverage)
}

func (d *desk) tally(ctx context.Context, scope access.Scope, in *tallyQuery) (api.List[PublicityTally], error) {
	f, err := in.filter()
	if err != nil {
		return api.List[PublicityTally]{}, err
	}
	found, err := d.Outreach.Tally(ctx, scope, outreach.Tallying{By: in.By, Digits: in.Digits, From: f.From, To: f.To, In: f.In, Is: f.Is})
	v := d.view(ctx, scope)
	return rows(found, "", func(t *outreach.Tally) PublicityTally {
		row := PublicityTally{Key: t.Key, Events: t.Events, Large: t.Large, Audience: t.Audience, Views: t.Views, Last: api.Stamp(t.Last)}
		switch in.By {
		case "unit":
			row.Name = d.api.UnitOf(ctx, t.Key).Name
		case "region":
			row.Name = v.place(t.Key)
		}
		return row
	}), err
}

func (d *desk) coverage(ctx context.Context, scope access.Scope, _ *struct{}) (api.List[CoverageGap], error) {
	found, err := d.Outreach.Coverage(ctx, scope)
	v := d.view(ctx, scope)
	return rows(found, "", func(g *outreach.Gap) CoverageGap {
		return CoverageGap{
			Region: g.Region, Name: v.place(g.Region), Unit: d.api.UnitOf(ctx, g.Unit), People: g.People, Events: g.Events, Audience: g.Reach, Last: api.Stamp(g.Last),
		}
	}), err
}
