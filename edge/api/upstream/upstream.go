// Package upstream is the console's HTTP of the orders between centres: those from above and those given to lower centres, their clocks and
// what was done on them, and how the exchange with each centre stands. It stands on edge/api and keeps its habits; who a person is leaves
// masked: whoever goes to the person works on the warning.
package upstream

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/upstream"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// Services are the rooms behind it.
type Services struct {
	Upstream *upstream.Service
	Clock    clock.Clock
}

// CentreOrder is one order between centres.
type CentreOrder struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Side     string `json:"side" enum:"received,given"`
	Centre   Centre `json:"centre" doc:"Who gave it, or whom it was given to."`
	Theirs   string `json:"theirs" doc:"The giver's number."`
	State    string `json:"state" enum:"received,acknowledged,distributed,returned,given,delivered,receipted,answered,withdrawing,bounced,withdrawn"`
	Name     string `json:"name" doc:"Masked."`
	Phone    string `json:"phone" doc:"Masked."`
	Place    string `json:"place"`
	Level    string `json:"level" enum:"urgent,high,medium,low"`
	Family   string `json:"family" enum:"fund,contact"`
	Fraud    string `json:"fraud"`
	Text     string `json:"text"`
	ParentID string `json:"parent_id" doc:"Of a given order: the received one that it passes on."`
	ChildID  string `json:"child_id" doc:"Of a received order: the given one that passes it on."`
	Warning  string `json:"warning_id" doc:"The warning that it became part of."`
	GivenAt  string `json:"given_at"`
	InAt     string `json:"in_at" doc:"Received here, or delivered there."`
	AckDue   string `json:"ack_due"`
	AckAt    string `json:"ack_at"`
	PassedAt string `json:"passed_at" doc:"Distributed."`
	Due      string `json:"due" doc:"Of the return."`
	EndedAt  string `json:"ended_at"`
	DueNow   string `json:"due_now" doc:"The deadline that runs; empty when none does."`
	Late     bool   `json:"late"`
	Result   string `json:"result"`
	LossFen  int64  `json:"loss_fen"`
	Note     string `json:"note"`
	Chases   int64  `json:"chases"`
	Version  int64  `json:"version"`
}

// Centre names another centre.
type Centre struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// CentreOrderStep is one act on an order.
type CentreOrderStep struct {
	At    string    `json:"at"`
	By    api.Actor `json:"by"`
	Act   string    `json:"act"`
	State string    `json:"state"`
	Note  string    `json:"note"`
}

// CentreOrderDetail is one order with what was done on it.
type CentreOrderDetail struct {
	Order CentreOrder       `json:"order"`
	Steps []CentreOrderStep `json:"steps"`
}

// CentreOrderCounts are what waits.
type CentreOrderCounts struct {
	Received     int64 `json:"received"`
	Acknowledged int64 `json:"acknowledged"`
	Working      int64 `json:"working"`
	Late         int64 `json:"late"`
	Given        int64 `json:"given"`
	GivenLate    int64 `json:"given_late"`
	Bounced      int64 `json:"bounced" doc:"Handed back within a week."`
}

// CentreLink is how the exchange with another centre stands.
type CentreLink struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Place   string `json:"place" enum:"above,below"`
	Via     string `json:"via" enum:"http,file,calls"`
	Active  bool   `json:"active"`
	Waiting int64  `json:"waiting" doc:"Messages that it has not confirmed."`
	Got     int64  `json:"got"`
	SeenAt  string `json:"seen_at"`
	Trouble string `json:"trouble" doc:"Code of the last fault; empty when the last parcel came through."`
}

type room struct {
	Services
	api *api.API
}

type orderQuery struct {
	Side   string   `query:"side" enum:"received,given,"`
	State  []string `query:"state"`
	Centre string   `query:"centre" maxLength:"12"`
	Open   bool     `query:"open" doc:"Only what has not ended."`
	Late   bool     `query:"late"`
	Cursor string   `query:"cursor" maxLength:"64"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

type orderGiveInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"64" doc:"The same key of the same user gives one order."`
	Body struct {
		Centre string `json:"centre,omitempty" maxLength:"12" doc:"Empty: the lower centre that answers for the place."`
		Name   string `json:"name,omitempty" maxLength:"240"`
		Phone  string `json:"phone" minLength:"1" maxLength:"64"`
		Place  string `json:"place,omitempty" maxLength:"12"`
		Level  string `json:"level" enum:"urgent,high,medium,low"`
		Family string `json:"family" enum:"fund,contact"`
		Fraud  string `json:"fraud" maxLength:"32"`
		Text   string `json:"text" minLength:"1" maxLength:"4000"`
	}
}

type orderDoInput struct {
	api.ByID
	Body struct {
		Version int64  `json:"version,omitempty" minimum:"0" doc:"That the caller saw; 0: whatever came between."`
		Note    string `json:"note,omitempty" maxLength:"4000"`
		Centre  string `json:"centre,omitempty" maxLength:"12" doc:"To distribute: a lower centre; empty: here, as a warning."`
		Result  string `json:"result,omitempty" enum:"dissuaded,lost_stopped,lost,refused,unreachable,false_alarm,duplicate,"`
		LossFen int64  `json:"loss_fen,omitempty" minimum:"0"`
	}
}

var verbs = []struct{ verb, act, summary string }{
	{"acknowledge", upstream.ActAcknowledge, "Acknowledge an order from above"},
	{"return", upstream.ActReturn, "Return an order with its result, where the work was done on paper"},
	{"hand-back", upstream.ActBounce, "Hand an order back: the person is not ours"},
	{"withdraw", upstream.ActWithdraw, "Take back an order that was given"},
	{"chase", upstream.ActChase, "Chase an order that was given"},
}

// Register adds the routes to the console.
func Register(a *api.API, s Services) {
	r := &room{Services: s, api: a}
	r.reads()
	api.Handle(a, api.Route{Method: http.MethodPost, Path: "/upstream/orders", ID: "give-centre-order", Summary: "Give an order to a lower centre", Tag: "upstream"}, r.give)
	api.Handle(a, api.Route{Method: http.MethodPost, Path: "/upstream/orders/{id}/distribute", ID: "distribute-centre-order", Summary: "Pass an order on to a lower centre, or take it here as a warning", Tag: "upstream"},
		func(ctx context.Context, scope access.Scope, in *orderDoInput) (CentreOrder, error) {
			o, err := r.Upstream.Distribute(ctx, scope, upstream.Ref{ID: in.ID, Version: in.Body.Version}, in.Body.Centre)
			return r.one(ctx, o), err
		})
	for _, v := range verbs {
		api.Handle(a, api.Route{Method: http.MethodPost, Path: "/upstream/orders/{id}/" + v.verb, ID: v.verb + "-centre-order", Summary: v.summary, Tag: "upstream"},
			func(ctx context.Context, scope access.Scope, in *orderDoInput) (CentreOrder, error) {
				b := in.Body
				o, err := r.Upstream.Do(ctx, scope, upstream.Ref{ID: in.ID, Version: b.Version}, upstream.Act{Do: v.act, Note: b.Note, Result: b.Result, LossFen: b.LossFen})
				return r.one(ctx, o), err
			})
	}
}

func (r *room) reads() {
	api.Handle(r.api, api.Route{Method: http.MethodGet, Path: "/upstream/orders", ID: "list-centre-orders", Summary: "Orders from above and orders given to lower centres", Tag: "upstream"},
		func(ctx context.Context, scope access.Scope, in *orderQuery) (api.List[CentreOrder], error) {
			list, next, err := r.Upstream.List(ctx, scope, upstream.Filter{
				Side: upstream.Side(in.Side), States: api.Convert[upstream.State](in.State), Peer: in.Centre, Open: in.Open, Late: in.Late, Limit: in.Limit, Cursor: in.Cursor,
			})
			return api.List[CentreOrder]{Items: r.many(ctx, list), Next: next}, err
		})
	api.Handle(r.api, api.Route{Method: http.MethodGet, Path: "/upstream/orders/{id}", ID: "get-centre-order", Summary: "One order with what was done on it", Tag: "upstream"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (CentreOrderDetail, error) {
			o, steps, err := r.Upstream.Get(ctx, scope, in.ID)
			out := CentreOrderDetail{Order: r.one(ctx, o), Steps: make([]CentreOrderStep, 0, len(steps))}
			for _, p := range steps {
				out.Steps = append(out.Steps, CentreOrderStep{At: api.Stamp(p.At), By: api.Actor{ID: p.By, Name: p.ByName}, Act: p.Act, State: string(p.State), Note: p.Note})
			}
			return out, err
		})
	api.Handle(r.api, api.Route{Method: http.MethodGet, Path: "/upstream/counts", ID: "count-centre-orders", Summary: "Orders between centres that wait", Tag: "upstream"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (CentreOrderCounts, error) {
			c, err := r.Upstream.Counts(ctx, scope)
			return CentreOrderCounts{Received: c.Waiting, Acknowledged: c.Acknowledged, Working: c.Working, Late: c.Late, Given: c.Given, GivenLate: c.GivenLate, Bounced: c.Bounced}, err
		})
	api.Handle(r.api, api.Route{Method: http.MethodGet, Path: "/upstream/centres", ID: "list-centres", Summary: "The centres above and below, and how the exchange with each stands", Tag: "upstream"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (api.List[CentreLink], error) {
			list, err := r.Upstream.Links(ctx, scope)
			out := make([]CentreLink, 0, len(list))
			for _, p := range list {
				out = append(out, CentreLink{
					Code: p.Code, Name: p.Name, Place: string(p.Place), Via: p.Via, Active: p.Active, Waiting: p.Sent - p.Acked, Got: p.Got, SeenAt: api.Stamp(p.SeenAt), Trouble: p.Trouble,
				})
			}
			return api.List[CentreLink]{Items: out}, err
		})
}

func (r *room) give(ctx context.Context, scope access.Scope, in *orderGiveInput) (CentreOrder, error) {
	b := in.Body
	o, err := r.Upstream.Give(ctx, scope, upstream.GiveCmd{
		Key: in.Key, Peer: b.Centre, Person: upstream.Person{Name: b.Name, Phone: ident.Phone(b.Phone), Place: b.Place},
		Matter: upstream.Matter{Level: b.Level, Family: b.Family, Fraud: b.Fraud, Text: b.Text},
	})
	return r.one(ctx, o), err
}

// names are the centres by code: some dozen at most.
func (r *room) names(ctx context.Context) map[string]string {
	out := map[string]string{}
	list, err := r.Upstream.Peers(ctx)
	if err != nil {
		return out // a code without a name is still an answer
	}
	for _, p := range list {
		out[p.Code] = p.Name
	}
	return out
}

func (r *room) one(ctx context.Context, o upstream.Order) CentreOrder {
	if o.ID == "" {
		return CentreOrder{}
	}
	return r.view(o, r.names(ctx))
}

func (r *room) many(ctx context.Context, list []upstream.Order) []CentreOrder {
	names := r.names(ctx)
	out := make([]CentreOrder, 0, len(list))
	for _, o := range list {
		out = append(out, r.view(o, names))
	}
	return out
}

func (r *room) view(o upstream.Order, names map[string]string) CentreOrder {
	return CentreOrder{
		ID: o.ID, Number: o.Number, Side: string(o.Side), Centre: Centre{o.Peer, names[o.Peer]}, Theirs: o.Theirs, State: string(o.State),
		Name: ident.MaskName(o.Person.Name), Phone: o.Person.Phone.Mask(), Place: o.Person.Place, Level: o.Matter.Level, Family: o.Matter.Family, Fraud: o.Matter.Fraud,
		Text: o.Matter.Text, ParentID: o.Parent, ChildID: o.Child, Warning: o.Warning, GivenAt: api.Stamp(o.GivenAt), InAt: api.Stamp(o.InAt),
		AckDue: api.Stamp(o.AckDue), AckAt: api.Stamp(o.AckAt), PassedAt: api.Stamp(o.PassedAt), Due: api.Stamp(o.Due), EndedAt: api.Stamp(o.EndedAt),
		DueNow: api.Stamp(o.DueNow()), Late: o.Late(r.Clock.Now()), Result: o.Result, LossFen: o.LossFen, Note: o.Note, Chases: o.Chases, Version: o.Version,
	}
}
