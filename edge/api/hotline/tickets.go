package hotline

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/hotline"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

type ticketQuery struct {
	State  []string `query:"state" doc:"queued, answered, taken_over, wrapped, promised, closed"`
	Sort   string   `query:"sort" enum:"latest,waiting,promise," doc:"waiting: who waits longest first; promise: the promise that is due first. Only the latest can be paged."`
	Mine   bool     `query:"mine"`
	Cursor string   `query:"cursor" maxLength:"128"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

var sorts = map[string]hotline.Order{"": hotline.Latest, "latest": hotline.Latest, "waiting": hotline.Waiting, "promise": hotline.Promise}

type callReceiveInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key of the same user makes one ticket."`
	Body struct {
		Phone     string `json:"phone,omitempty" maxLength:"64" doc:"Empty: withheld."`
		Direction string `json:"direction,omitempty" enum:"in,out,"`
		Queue     bool   `json:"queue,omitempty" doc:"It waits for a desk; else the caller of this command has it."`
		RecordID  string `json:"record_id,omitempty" maxLength:"128"`
	}
}

func (d *desk) ticketRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/hotline/tickets", ID: "list-tickets", Summary: "Calls in and out", Tag: "hotline"},
		func(ctx context.Context, scope access.Scope, in *ticketQuery) (api.List[Ticket], error) {
			list, next, err := d.Hotline.List(ctx, scope, hotline.Filter{
				States: api.Convert[hotline.State](in.State), Sort: sorts[in.Sort], Mine: in.Mine, Limit: in.Limit, Cursor: in.Cursor,
			})
			return api.List[Ticket]{Items: d.tickets(ctx, list), Next: next}, err
		})
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/hotline/tickets", ID: "receive-call", Summary: "Make a ticket of a call that came in, or that is about to be made", Tag: "hotline"},
		func(ctx context.Context, scope access.Scope, in *callReceiveInput) (Ticket, error) {
			b := in.Body
			cmd := hotline.ReceiveCmd{Key: in.Key, Direction: hotline.Direction(b.Direction), Queue: b.Queue, Record: b.RecordID}
			if b.Phone != "" {
				phone, err := ident.ParsePhone(b.Phone)
				if err != nil {
					return Ticket{}, err
				}
				cmd.Phone = phone
			}
			t, err := d.Hotline.Receive(ctx, scope, cmd)
			return d.ticket(ctx, t), err
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/hotline/tickets/{id}", ID: "get-ticket", Summary: "One call with what was done on it", Tag: "hotline"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (TicketDetail, error) {
			t, steps, err := d.Hotline.Get(ctx, scope, in.ID)
			out := TicketDetail{Ticket: d.ticket(ctx, t), Steps: make([]TicketStep, 0, len(steps))}
			for _, p := range steps {
				out.Steps = append(out.Steps, TicketStep{At: api.Stamp(p.At), By: api.Actor{ID: p.By, Name: p.ByName}, Act: p.Act, State: string(p.State), Note: p.Note})
			}
			return out, err
		})
}
