// Package notify is the console's HTTP of text messages: what was sent to whom, how it stands, what was refused and why, and who is sent
// none. It stands on edge/api and keeps its habits.
package notify

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/notify"
	"fanzha/edge/api"
)

// Services are what these pages stand on.
type Services struct {
	Texts *notify.Service
	About About
	Sends bool // there is a carrier
	Clock clock.Clock
}

// About finds who is written to by hand. Warning and Call look within the caller's jurisdiction.
type About interface {
	Warning(ctx context.Context, scope access.Scope, id string) (notify.Subject, error)
	Call(ctx context.Context, scope access.Scope, ticket string) (notify.Subject, error)
	// Whom names a target, masked.
	Whom(ctx context.Context, target string) (name, phone string, err error)
}

// Text is one text message.
type Text struct {
	ID         string    `json:"id"`
	Template   string    `json:"template"`
	TemplateZH string    `json:"template_zh"`
	TemplateEN string    `json:"template_en"`
	WarningID  string    `json:"warning_id" doc:"Empty: of a caller of whom no warning is worked on."`
	TicketID   string    `json:"ticket_id" doc:"The call that it was sent from; empty: none."`
	TargetID   string    `json:"target_id"`
	Unit       api.Unit  `json:"unit"`
	Urgent     bool      `json:"urgent"`
	SentBy     api.Actor `json:"sent_by" doc:"Who sent it by hand; empty: the centre."`
	Text       string    `json:"text"`
	Parts      int64     `json:"parts"`
	To         string    `json:"to" doc:"Masked; empty: not handed over yet."`
	State      string    `json:"state" enum:"waiting,sending,sent,delivered,undelivered,unconfirmed,refused,bundled,failed"`
	Reason     string    `json:"reason" doc:"Why it was refused or failed, or what it waits for."`
	Detail     string    `json:"detail" doc:"The carrier's own code."`
	BundledTo  string    `json:"bundled_to" doc:"The message that went for it."`
	AcceptedAt string    `json:"accepted_at"`
	NextAt     string    `json:"next_at" doc:"When the centre looks at it again."`
	TakenAt    string    `json:"taken_at" doc:"Handed over, or perhaps handed over."`
	ExpiresAt  string    `json:"expires_at" doc:"From then on it says nothing true and is not sent."`
	SentAt     string    `json:"sent_at"`
	DoneAt     string    `json:"done_at"`
	Tries      int64     `json:"tries"`
}

// TextCount is how many messages stand in one way.
type TextCount struct {
	State    string `json:"state"`
	Reason   string `json:"reason"`
	Template string `json:"template"`
	Count    int64  `json:"count"`
}

// TextMute says until when a person is sent no messages.
type TextMute struct {
	TargetID string   `json:"target_id"`
	Name     string   `json:"name" doc:"Masked; only in the list."`
	Phone    string   `json:"phone" doc:"Masked; only in the list."`
	Unit     api.Unit `json:"unit"`
	Until    string   `json:"until" doc:"Empty: not muted."`
	Why      string   `json:"why"`
	By       string   `json:"by"`
	At       string   `json:"at"`
}

// TextFilter chooses text messages.
type TextFilter struct {
	WarningID string `query:"warning_id" maxLength:"64"`
	TargetID  string `query:"target_id" maxLength:"64"`
	TicketID  string `query:"ticket_id" maxLength:"64"`
	State     string `query:"state" maxLength:"20"`
	Template  string `query:"template" maxLength:"32"`
	Unit      string `query:"unit" maxLength:"20"`
	Since     string `query:"since" maxLength:"40" doc:"Accepted since; empty: all."`
	Before    string `query:"before" maxLength:"40" doc:"Accepted before; empty: up to now."`
}

type textsInput struct {
	TextFilter
	Cursor string `query:"cursor" maxLength:"256"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (f TextFilter) filter() (notify.Filter, error) {
	out := notify.Filter{Warning: f.WarningID, Target: f.TargetID, Ticket: f.TicketID, State: notify.State(f.State), Template: f.Template, Unit: f.Unit}
	var err error
	out.Since, err = api.ParseMoment("query.since", f.Since)
	if err != nil {
		return out, err
	}
	out.Before, err = api.ParseMoment("query.before", f.Before)
	return out, err
}

type muteInput struct {
	api.ByID
	Body struct {
		Until string `json:"until,omitempty" maxLength:"40" doc:"Empty: messages are sent again."`
		Why   string `json:"why" minLength:"1" maxLength:"500"`
	}
}

// desk answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of text messages to the console.
func Register(a *api.API, s Services) {
	d := &desk{s, a}
	get := func(path, id, summary string) api.Route {
		return api.Route{Method: http.MethodGet, Path: path, ID: id, Summary: summary, Tag: "texts"}
	}
	api.Handle(a, get("/texts", "list-texts", "Text messages, the latest first"), d.list)
	api.Handle(a, get("/texts/{id}", "get-text", "One text message"), d.get)
	api.Handle(a, get("/text-counts", "count-texts", "How many text messages stand in which way, with the reasons of refusals"), d.counts)
	d.handRoutes(get)
	api.Handle(a, get("/text-mutes", "list-text-mutes", "Who is sent no text messages, the mute that ends first first"), d.mutes)
	api.Handle(a, get("/text-mutes/{id}", "get-text-mute", "Until when a person is sent no text messages"), d.muted)
	api.Handle(a, api.Route{Method: http.MethodPost, Path: "/text-mutes/{id}", ID: "set-text-mute", Summary: "Send a person no text messages until a moment", Tag: "texts"}, d.mute)
}

func (d *desk) text(ctx context.Context, m notify.Message) Text {
	out := Text{
		ID: m.ID, Template: m.Template, WarningID: m.Warning, TargetID: m.Target, TicketID: m.Ticket, SentBy: api.Actor{ID: m.By, Name: m.ByName}, Unit: d.api.UnitOf(ctx, m.Unit), Urgent: m.Urgent, Text: m.Text, Parts: m.Parts,
		To: m.To, State: string(m.State), Reason: string(m.Reason), Detail: m.Detail, BundledTo: m.Into, AcceptedAt: api.Stamp(m.AcceptedAt),
		NextAt: api.Stamp(m.NextAt), TakenAt: api.Stamp(m.TakenAt), ExpiresAt: api.Stamp(m.ExpiresAt), SentAt: api.Stamp(m.SentAt), DoneAt: api.Stamp(m.DoneAt), Tries: m.Tries,
	}
	for _, t := range d.Texts.Rules().Templates {
		if t.Code == m.Template {
			out.TemplateZH, out.TemplateEN = t.NameZH, t.NameEN
		}
	}
	return out
}

func (d *desk) list(ctx context.Context, scope access.Scope, in *textsInput) (api.List[Text], error) {
	f, err := in.filter()
	if err != nil {
		return api.List[Text]{}, err
	}
	f.Cursor, f.Limit = in.Cursor, in.Limit
	found, next, err := d.Texts.List(ctx, scope, f)
	out := api.List[Text]{Items: []Text{}, Next: next}
	for _, m := range found {
		out.Items = append(out.Items, d.text(ctx, m))
	}
	return out, err
}

func (d *desk) get(ctx context.Context, scope access.Scope, in *api.ByID) (Text, error) {
	m, err := d.Texts.Get(ctx, scope, in.ID)
	if err != nil {
		return Text{}, err
	}
	return d.text(ctx, m), nil
}

func (d *desk) counts(ctx context.Context, scope access.Scope, in *TextFilter) (api.List[TextCount], error) {
	f, err := in.filter()
	if err != nil {
		return api.List[TextCount]{}, err
	}
	found, err := d.Texts.Counts(ctx, scope, f)
	out := api.List[TextCount]{Items: []TextCount{}}
	for _, c := range found {
		out.Items = append(out.Items, TextCount{string(c.State), string(c.Reason), c.Template, c.N})
	}
	return out, err
}

func (d *desk) muteOf(ctx context.Context, m notify.Mute) TextMute {
	return TextMute{TargetID: m.Target, Unit: d.api.UnitOf(ctx, m.Unit), Until: api.Stamp(m.Until), Why: m.Why, By: m.ByName, At: api.Stamp(m.At)}
}

func (d *desk) muted(ctx context.Context, scope access.Scope, in *api.ByID) (TextMute, error) {
	m, err := d.Texts.Muted(ctx, scope, in.ID)
	return d.muteOf(ctx, m), err
}

// mutes lists the mutes. Who is no longer known stays in the list without a name: the mute holds all the same.
func (d *desk) mutes(ctx context.Context, scope access.Scope, _ *api.None) (api.List[TextMute], error) {
	found, err := d.Texts.Mutes(ctx, scope)
	out := api.List[TextMute]{Items: []TextMute{}}
	for _, m := range found {
		row := d.muteOf(ctx, m)
		name, phone, unknown := d.About.Whom(ctx, m.Target)
		if unknown == nil {
			row.Name, row.Phone = name, phone
		}
		out.Items = append(out.Items, row)
	}
	return out, err
}

func (d *desk) mute(ctx context.Context, scope access.Scope, in *muteInput) (TextMute, error) {
	until, err := api.ParseMoment("body.until", in.Body.Until)
	if err != nil {
		return TextMute{}, err
	}
	m, err := d.Texts.Mute(ctx, scope, notify.MuteCmd{Target: in.ID, Until: until, Why: in.Body.Why})
	return d.muteOf(ctx, m), err
}
