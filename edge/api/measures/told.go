package measures

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/api"
)

// ToldRow is one instruction that a bank was given about a measure (措施指令), and what became of it.
type ToldRow struct {
	ID        string `json:"id"`
	Kind      string `json:"kind" enum:"freeze,thaw,restrict,lift"`
	Number    string `json:"number"`
	BankName  string `json:"bank_name"`
	Fen       int64  `json:"fen" doc:"freeze, thaw; 0: it is not about an amount."`
	State     string `json:"state" enum:"due,queued,sent,done,refused,undelivered,cancelled" doc:"due: being delivered; queued: waits for the bank to fetch it; sent: the bank has it; refused: the bank has not done it; undelivered: given up."`
	Refusal   string `json:"refusal" doc:"Why the bank has not done it: a code of GET /partner/v1/words."`
	Fault     string `json:"fault" doc:"Why the latest delivery failed."`
	Tries     int64  `json:"tries" doc:"Deliveries that failed."`
	Reminders int64  `json:"reminders"`
	MadeAt    string `json:"made_at"`
	SentAt    string `json:"sent_at"`
	DoneAt    string `json:"done_at"`
	NextAt    string `json:"remind_at" doc:"The bank is reminded next; empty: no more."`
}

// ToldList is everything that banks were told of one measure, the oldest first.
type ToldList struct {
	Items []ToldRow `json:"items"`
}

type remindInput struct {
	api.ByID
	Message string `path:"message" maxLength:"64"`
}

func (a *desk) toldRoutes() {
	list := func(ctx context.Context, scope access.Scope, id string) (ToldList, error) {
		out := ToldList{Items: []ToldRow{}}
		found, err := a.Told.Instructions(ctx, scope, id)
		v := a.view(ctx)
		for i := range found {
			out.Items = append(out.Items, v.told(&found[i]))
		}
		return out, err
	}
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/measures/{id}/instructions", ID: "measure-instructions", Summary: "What the bank was told of a measure, and what it has done", Tag: "measures"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (ToldList, error) {
			return list(ctx, scope, in.ID)
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/measures/{id}/instructions/{message}/remind", ID: "remind-measure", Summary: "Remind the bank of a measure that it has not answered", Tag: "measures"},
		func(ctx context.Context, scope access.Scope, in *remindInput) (ToldList, error) {
			err := a.Told.RemindOf(ctx, scope, in.ID, in.Message)
			if err != nil {
				return ToldList{Items: []ToldRow{}}, err
			}
			return list(ctx, scope, in.ID)
		})
}

// told renders one instruction; it names no holder and no account.
func (v *view) told(m *stoppay.Message) ToldRow {
	state := string(m.State)
	switch {
	case m.State == stoppay.MessageFailed && m.Result != "":
		state = "refused"
	case m.State == stoppay.MessageFailed:
		state = "undelivered"
	}
	row := ToldRow{
		ID: m.ID, Kind: string(m.Kind), Number: m.Number, BankName: v.bank(m.Bank), Fen: m.Fen, State: state, Refusal: m.Refusal, Tries: int64(m.Tries), Reminders: int64(m.Reminders),
		MadeAt: api.Stamp(m.MadeAt), SentAt: api.Stamp(m.SentAt), DoneAt: api.Stamp(m.DoneAt), NextAt: api.Stamp(m.RemindAt),
	}
	if state != "done" {
		row.Fault = m.LastFault
	}
	return row
}
