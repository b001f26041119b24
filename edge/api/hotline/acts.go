package hotline

import (
	"context"
	"fmt"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/hotline"
	"fanzha/edge/api"
)

type ticketActInput struct {
	api.ByID
	Body struct {
		Version  int64  `json:"version,omitempty" minimum:"0" doc:"That the caller saw; 0: whatever came between."`
		Note     string `json:"note,omitempty" maxLength:"8000"`
		At       string `json:"at,omitempty" maxLength:"40" doc:"Of a promise."`
		Kind     string `json:"kind,omitempty" maxLength:"32" doc:"What the call was about, to close it."`
		RecordID string `json:"record_id,omitempty" maxLength:"128"`
		Message  string `json:"message,omitempty" maxLength:"32" doc:"Code of the text that was sent from the desk's own phone."`
	}
}

type callStationInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Text    string `json:"text" minLength:"1" maxLength:"8000" doc:"What happened, for the officers who go to the door."`
		Fraud   string `json:"fraud,omitempty" maxLength:"32"`
		LossFen int64  `json:"loss_fen,omitempty" minimum:"0"`
	}
}

type callCareInput struct {
	api.ByID
	Body struct {
		Note string `json:"note" minLength:"1" maxLength:"8000"`
	}
}

// Dialled is a ticket whose other side is rung.
type Dialled struct {
	Ticket Ticket `json:"ticket"`
	Number string `json:"number" doc:"In full, for who dials by hand; empty where the telephony dials. That it was shown is audited."`
}

// verbs are the acts that only need their words.
var verbs = []struct{ verb, act, summary string }{
	{"answer", hotline.ActAnswer, "Take a call from the queue"},
	{"miss", hotline.ActMiss, "The caller rang off in the queue: it is promised to be rung back"},
	{"hang-up", hotline.ActHangUp, "The call is over and is written up"},
	{"promise", hotline.ActPromise, "Promise to ring back at a time"},
	{"take-over", hotline.ActTakeOver, "Take a call over from its desk"},
	{"abusive", hotline.ActAbusive, "Mark a call as abusive: the supervisor is told"},
	{"risk", hotline.ActRisk, "Mark a call as one with a risk to life"},
	{"note", hotline.ActNote, "Note something on a call"},
	{"sms", hotline.ActSMS, "Note that a text was sent from the desk's own phone"},
	{"attach", hotline.ActAttach, "Attach the call's record by its id"},
	{"close", hotline.ActClose, "End a ticket with what it was about"},
}

func (d *desk) actRoutes() {
	for _, v := range verbs {
		api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/hotline/tickets/{id}/" + v.verb, ID: v.verb + "-ticket", Summary: v.summary, Tag: "hotline"},
			func(ctx context.Context, scope access.Scope, in *ticketActInput) (Ticket, error) {
				return d.act(ctx, scope, v.act, in)
			})
	}
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/hotline/tickets/{id}/dial", ID: "dial-ticket", Summary: "Ring the other side of a ticket", Tag: "hotline"},
		func(ctx context.Context, scope access.Scope, in *ticketActInput) (Dialled, error) {
			t, phone, err := d.Hotline.Dial(ctx, scope, in.ID, in.Body.Version)
			return Dialled{Ticket: d.ticket(ctx, t), Number: string(phone)}, err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/hotline/tickets/{id}/care", ID: "care-ticket", Summary: "Leave a note for whoever answers the number next", Tag: "hotline"},
		func(ctx context.Context, scope access.Scope, in *callCareInput) (CareNote, error) {
			c, err := d.Hotline.AddCare(ctx, scope, in.ID, in.Body.Note)
			return careNote(c), err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/hotline/tickets/{id}/station", ID: "station-ticket", Summary: "Report the caller to the station: a warning is raised and the station gets its order", Tag: "hotline"}, d.station)
}

func (d *desk) act(ctx context.Context, scope access.Scope, act string, in *ticketActInput) (Ticket, error) {
	b := in.Body
	at, err := api.ParseMoment("body.at", b.At)
	if err != nil {
		return Ticket{}, err
	}
	a := hotline.Act{Do: act, Note: b.Note, At: at, Kind: b.Kind, Record: b.RecordID}
	if act == hotline.ActSMS {
		a.Note, err = d.textOf(ctx, scope, in.ID, b.Message)
		if err != nil {
			return Ticket{}, err
		}
	}
	t, err := d.Hotline.Do(ctx, scope, hotline.Ref{ID: in.ID, Version: b.Version}, a)
	return d.ticket(ctx, t), err
}

// textOf is a text as it reads for a ticket.
func (d *desk) textOf(ctx context.Context, scope access.Scope, ticket, code string) (string, error) {
	t, _, err := d.Hotline.Get(ctx, scope, ticket)
	if err != nil {
		return "", err
	}
	text, ok := d.Texts.AtCall(code, t.Number)
	if !ok {
		return "", hotline.ErrField
	}
	return text, nil
}

// station reports the caller first and notes it then: the report carries the ticket's version, so that sending again after a break
// reports once, and no ticket says what did not happen.
func (d *desk) station(ctx context.Context, scope access.Scope, in *callStationInput) (Ticket, error) {
	t, _, err := d.Hotline.Get(ctx, scope, in.ID)
	switch {
	case err != nil:
		return Ticket{}, err
	case t.Phone == "":
		return Ticket{}, hotline.ErrNoNumber
	case !t.Open():
		return Ticket{}, hotline.ErrState
	case t.Version != in.Body.Version:
		return Ticket{}, hotline.ErrStale
	}
	b := in.Body
	err = d.Reporter.Report(ctx, Report{ID: fmt.Sprintf("call-%s-%d", t.ID, b.Version), At: t.QueuedAt, Phone: t.Phone, Text: b.Text, Fraud: b.Fraud, LossFen: b.LossFen})
	if err != nil {
		return Ticket{}, err
	}
	t, err = d.Hotline.Do(ctx, scope, hotline.Ref{ID: in.ID}, hotline.Act{Do: hotline.ActStation, Note: b.Text})
	return d.ticket(ctx, t), err
}
