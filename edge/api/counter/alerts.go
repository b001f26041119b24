// Package counter is the console's HTTP of counter alerts (柜面警情): a teller calls for help, the police answer on the same page.
package counter

import (
	"cmp"
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/lead"
	"fanzha/centre/stoppay"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// Banks names banks.
type Banks interface {
	Banks(ctx context.Context, scope access.Scope) ([]stoppay.Bank, error)
}

// Services are what these pages stand on.
type Services struct {
	Leads *lead.Service
	Banks Banks
	Clock clock.Clock
}

type desk struct {
	Services
	api *api.API
}

// Register adds the routes to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.alertRoutes()
}

// CounterAlert is a counter alert: a teller sees a customer who is about to pay a fraudster.
type CounterAlert struct {
	ID          string `json:"id"`
	Number      string `json:"number"`
	At          string `json:"at"`
	BankName    string `json:"bank_name"`
	GivenBy     string `json:"given_by"`
	Customer    string `json:"customer"`
	Phone       string `json:"phone"`
	Account     string `json:"account"`
	Payee       string `json:"payee"`
	Fen         int64  `json:"fen"`
	Description string `json:"description"`
	State       string `json:"state" enum:"open,answered"`
	AnswerBy    string `json:"answer_by"`
	Overdue     bool   `json:"overdue"`
	AnswerZH    string `json:"answer_zh" doc:"The police's words, as they were typed."`
	AnsweredAt  string `json:"answered_at"`
	AnsweredBy  string `json:"answered_by"`
	Version     int64  `json:"version"`
}

type alertInput struct {
	Body struct {
		Customer    string `json:"customer" maxLength:"100"`
		Phone       string `json:"phone" maxLength:"32"`
		Account     string `json:"account,omitempty" maxLength:"64"`
		Payee       string `json:"payee,omitempty" maxLength:"200"`
		Fen         int64  `json:"fen,omitempty" minimum:"0"`
		Description string `json:"description" maxLength:"4000"`
	}
}

type alertAnswer struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Answer  string `json:"answer" minLength:"1" maxLength:"4000"`
	}
}

type alertQuery struct {
	State string `query:"state" enum:"open,answered,"`
}

func (a *desk) alertRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/bank/alerts", ID: "raise-counter-alert", Summary: "A teller's alert, in six fields", Tag: "bank"},
		func(ctx context.Context, scope access.Scope, in *alertInput) (CounterAlert, error) {
			return a.oneAlert(ctx)(a.Leads.Raise(ctx, scope, lead.RaiseCmd(in.Body)))
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/bank/alerts", ID: "bank-alerts", Summary: "Alerts of the caller's own bank, with the police's answers", Tag: "bank"},
		func(ctx context.Context, scope access.Scope, in *alertQuery) (api.List[CounterAlert], error) {
			err := scope.Require(access.BankWork)
			if err == nil && scope.Bank == "" {
				err = access.Lack(access.BankWork)
			}
			if err != nil {
				return api.List[CounterAlert]{Items: []CounterAlert{}}, err
			}
			return a.listAlerts(ctx, scope, in)
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/counter-alerts", ID: "list-counter-alerts", Summary: "Alerts of tellers, the open ones first", Tag: "claims"}, a.listAlerts)
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/counter-alerts/{id}/answer", ID: "answer-counter-alert", Summary: "Tell the bank what to do", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *alertAnswer) (CounterAlert, error) {
			return a.oneAlert(ctx)(a.Leads.Answer(ctx, scope, lead.AnswerCmd{ID: in.ID, Version: in.Body.Version, Text: in.Body.Answer}))
		})
}

func (a *desk) listAlerts(ctx context.Context, scope access.Scope, in *alertQuery) (api.List[CounterAlert], error) {
	found, err := a.Leads.List(ctx, scope, lead.Filter{State: lead.State(in.State)})
	out := api.List[CounterAlert]{Items: []CounterAlert{}}
	names := a.names(ctx)
	for _, x := range found {
		out.Items = append(out.Items, a.alert(x, names))
	}
	return out, err
}

func (a *desk) oneAlert(ctx context.Context) func(lead.Alert, error) (CounterAlert, error) {
	return func(x lead.Alert, err error) (CounterAlert, error) {
		if err != nil {
			return CounterAlert{}, err
		}
		return a.alert(x, a.names(ctx)), nil
	}
}

// names are the banks by code.
func (a *desk) names(ctx context.Context) map[string]string {
	out := map[string]string{}
	list, err := a.Banks.Banks(ctx, access.System())
	for i := range list {
		if err == nil {
			out[list[i].Code] = list[i].Name
		}
	}
	return out
}

func (a *desk) alert(x lead.Alert, names map[string]string) CounterAlert {
	return CounterAlert{
		ID: x.ID, Number: x.Number, At: api.Stamp(x.At), BankName: cmp.Or(names[x.Bank], x.Bank), GivenBy: x.By, Customer: ident.MaskName(x.Customer), Phone: x.Phone.Mask(),
		Account: x.Account.Mask(), Payee: x.Payee, Fen: x.Fen, Description: x.Description, State: string(x.State), AnswerBy: api.Stamp(x.AnswerBy),
		Overdue:  x.State == lead.Open && x.AnswerBy < a.Clock.Now(),
		AnswerZH: x.Answer, AnsweredAt: api.Stamp(x.AnsweredAt), AnsweredBy: x.AnsweredBy, Version: x.Version,
	}
}
