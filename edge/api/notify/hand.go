package notify

import (
	"context"
	"net/http"
	"time"

	"fanzha/base/access"
	"fanzha/centre/notify"
	"fanzha/edge/api"
)

// TextTemplate is one text of the rulebook.
type TextTemplate struct {
	Code   string   `json:"code"`
	NameZH string   `json:"name_zh"`
	NameEN string   `json:"name_en"`
	Hand   []string `json:"hand" doc:"Where people send it by hand: call, warning. None: only upon an occasion."`
}

// TextRules are the texts and their limits: local settings.
type TextRules struct {
	LabelZH   string         `json:"label_zh"`
	LabelEN   string         `json:"label_en"`
	Sends     bool           `json:"sends" doc:"There is a carrier; else a desk copies the text and sends it from its own phone."`
	Quiet     bool           `json:"quiet" doc:"The quiet hours run now."`
	QuietFrom string         `json:"quiet_from"`
	QuietTo   string         `json:"quiet_to"`
	Budget    int64          `json:"budget" doc:"Messages that a person may be sent within the window; urgent ones have a larger bound."`
	Urgent    int64          `json:"urgent_budget"`
	WindowS   int64          `json:"window_s"`
	DedupeS   int64          `json:"dedupe_s"`
	Templates []TextTemplate `json:"templates"`
}

// TextChoice is a text that may be sent by hand, and what would become of it now.
type TextChoice struct {
	Template string `json:"template"`
	NameZH   string `json:"name_zh"`
	NameEN   string `json:"name_en"`
	Text     string `json:"text" doc:"Filled in, as it would go."`
	Parts    int64  `json:"parts"`
	Refused  string `json:"refused" doc:"Why it would be refused: muted, duplicate, over_budget; empty: it would not."`
	Held     string `json:"held" doc:"What it would wait for: quiet_hours, throttled; empty: it would go at once."`
	Until    string `json:"until"`
}

// TextChoices are the texts that one person can be sent by hand.
type TextChoices struct {
	Sends    bool         `json:"sends" doc:"There is a carrier; else a desk copies the text and sends it from its own phone."`
	TargetID string       `json:"target_id"`
	Items    []TextChoice `json:"items"`
}

type choicesInput struct {
	WarningID string `query:"warning_id" maxLength:"64" doc:"Of whom; exactly one of the two."`
	TicketID  string `query:"ticket_id" maxLength:"64"`
}

type sendInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"64" doc:"The same key of the same user sends once."`
	Body struct {
		WarningID string `json:"warning_id,omitempty" maxLength:"64" doc:"To whom; exactly one of the two."`
		TicketID  string `json:"ticket_id,omitempty" maxLength:"64"`
		Template  string `json:"template" minLength:"1" maxLength:"32"`
	}
}

func (d *desk) handRoutes(get func(path, id, summary string) api.Route) {
	api.Handle(d.api, get("/text-rules", "text-rules", "The texts of the rulebook and their limits"), d.rules)
	api.Handle(d.api, get("/text-choices", "list-text-choices", "The texts that a person can be sent by hand, filled in, and what would become of each now"), d.choices)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/texts", ID: "send-text", Summary: "Send a text by hand to who rang, or to the person of a warning", Tag: "texts"}, d.send)
}

// clockOf writes a time of day.
func clockOf(d time.Duration) string { return time.Time{}.Add(d).Format("15:04") }

func (d *desk) rules(_ context.Context, scope access.Scope, _ *api.None) (TextRules, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return TextRules{}, err
	}
	r := d.Texts.Rules()
	out := TextRules{
		LabelZH: r.LabelZH, LabelEN: r.LabelEN, Sends: d.Sends, Quiet: r.Quiet(d.Clock.Now()), QuietFrom: clockOf(r.QuietFrom), QuietTo: clockOf(r.QuietTo),
		Budget: r.Budget, Urgent: r.UrgentBudget, WindowS: int64(r.Window.Seconds()), DedupeS: int64(r.Dedupe.Seconds()), Templates: []TextTemplate{},
	}
	for _, t := range r.Templates {
		row := TextTemplate{Code: t.Code, NameZH: t.NameZH, NameEN: t.NameEN, Hand: []string{}}
		for _, p := range t.Hand {
			row.Hand = append(row.Hand, string(p))
		}
		out.Templates = append(out.Templates, row)
	}
	return out, nil
}

// subject is who is written to.
func (d *desk) subject(ctx context.Context, scope access.Scope, warning, ticket string) (notify.Subject, error) {
	switch {
	case (warning == "") == (ticket == ""):
		return notify.Subject{}, notify.ErrFilter
	case ticket != "":
		return d.About.Call(ctx, scope, ticket)
	}
	return d.About.Warning(ctx, scope, warning)
}

func (d *desk) choices(ctx context.Context, scope access.Scope, in *choicesInput) (TextChoices, error) {
	to, err := d.subject(ctx, scope, in.WarningID, in.TicketID)
	if err != nil {
		return TextChoices{}, err
	}
	found, err := d.Texts.Choices(ctx, scope, to)
	out := TextChoices{Sends: d.Sends, TargetID: to.Target, Items: []TextChoice{}}
	for _, c := range found {
		out.Items = append(out.Items, TextChoice{
			Template: c.Template.Code, NameZH: c.Template.NameZH, NameEN: c.Template.NameEN, Text: c.Text, Parts: c.Parts, Refused: string(c.Refused), Held: string(c.Held),
			Until: api.Stamp(c.Until),
		})
	}
	return out, err
}

func (d *desk) send(ctx context.Context, scope access.Scope, in *sendInput) (Text, error) {
	if !d.Sends {
		return Text{}, notify.ErrCarrier
	}
	to, err := d.subject(ctx, scope, in.Body.WarningID, in.Body.TicketID)
	if err != nil {
		return Text{}, err
	}
	m, err := d.Texts.Send(ctx, scope, notify.SendCmd{Key: in.Key, Template: in.Body.Template, To: to})
	if err != nil {
		return Text{}, err
	}
	return d.text(ctx, m), nil
}
