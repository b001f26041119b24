package funds

import (
	"context"
	"fanzha/edge/api"
	"net/http"
	"slices"
	"time"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// StopPage is a page of the ledger with what stands on the desk.
type StopPage struct {
	Items  []StopRow        `json:"items"`
	Next   string           `json:"next,omitempty"`
	Counts map[string]int64 `json:"counts"`
}

// LeagueRow is one bank's line in the league of responses.
type LeagueRow struct {
	Bank        string `json:"bank"`
	BankName    string `json:"bank_name"`
	Orders      int64  `json:"orders"`
	Answered    int64  `json:"answered"`
	SeenP50     int64  `json:"seen_p50_s"`
	SeenP90     int64  `json:"seen_p90_s"`
	AnsweredP50 int64  `json:"answered_p50_s"`
	AnsweredP90 int64  `json:"answered_p90_s"`
	HeldFen     int64  `json:"held_fen"`
	AskedFen    int64  `json:"asked_fen"`
	Refused     int64  `json:"refused"`
	Silent      int64  `json:"silent"`
}

type stopQuery struct {
	Claim    string   `query:"claim" maxLength:"64"`
	Bank     string   `query:"bank" maxLength:"32"`
	Account  string   `query:"account" maxLength:"64" doc:"The whole number."`
	State    []string `query:"state" doc:"sealed, sent, seen, answered, refused, failed, cancelled"`
	Hold     []string `query:"hold" doc:"holding, releasing, released, expired, renewed, frozen"`
	Layer    int      `query:"layer" minimum:"0"`
	Silent   bool     `query:"silent" doc:"The bank is late."`
	Flagged  bool     `query:"flagged" doc:"The bank's answers contradict each other."`
	Expiring string   `query:"expiring" doc:"A live hold ends within this span, such as 6h."`
	Q        string   `query:"q" maxLength:"64" doc:"The number begins with this."`
	From     string   `query:"from" maxLength:"40" doc:"Sealed at or after."`
	Cursor   string   `query:"cursor" maxLength:"256"`
	Limit    int      `query:"limit" minimum:"0" maximum:"200"`
}

func (a *desk) stopFilter(q *stopQuery) (stoppay.OrderFilter, error) {
	f := stoppay.OrderFilter{
		Claim: q.Claim, Bank: q.Bank, States: api.Convert[stoppay.State](q.State), Holds: api.Convert[stoppay.HoldState](q.Hold), Layer: q.Layer,
		Silent: q.Silent, Flagged: q.Flagged, Number: q.Q, Cursor: q.Cursor, Limit: q.Limit,
	}
	if q.Account != "" {
		account, err := ident.ParseAccount(q.Account)
		if err != nil {
			return f, err
		}
		f.Account = account
	}
	since, err := api.ParseMoment("query.from", q.From)
	if err != nil {
		return f, err
	}
	f.Since = since
	if q.Expiring != "" {
		span, err := time.ParseDuration(q.Expiring)
		if err != nil || span <= 0 {
			return f, fault.New(fault.Invalid, "api.invalid", "where", "query.expiring")
		}
		f.Expiring = a.Clock.Now().Add(span)
	}
	return f, nil
}

type releaseInput struct {
	api.ByID
	Body struct {
		Fen    int64  `json:"fen,omitempty" minimum:"0" doc:"0: everything."`
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type spanQuery struct {
	From string `query:"from"`
	To   string `query:"to"`
}

// span reads a period of the query; both ends may be open.
func (q spanQuery) span() (from, to when.Micros, err error) {
	from, err = api.ParseMoment("query.from", q.From)
	if err != nil {
		return 0, 0, err
	}
	to, err = api.ParseMoment("query.to", q.To)
	return from, to, err
}

func (a *desk) stopRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/stops", ID: "list-stops", Summary: "The ledger of stop orders, the latest first", Tag: "stops"}, a.listStops)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/stops/league", ID: "stop-league", Summary: "How quickly each bank acts", Tag: "stops"}, a.league)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/stops/{id}", ID: "get-stop", Summary: "One stop order", Tag: "stops"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (StopRow, error) {
			o, _, err := a.Stops.Order(ctx, scope, in.ID)
			return a.oneStop(ctx, scope)(o, err)
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/stops/{id}/release", ID: "release-stop", Summary: "Give free what is held", Tag: "stops"},
		func(ctx context.Context, scope access.Scope, in *releaseInput) (StopRow, error) {
			cmd := stoppay.ReleaseCmd{Order: in.ID, Fen: in.Body.Fen, Reason: in.Body.Reason}
			return a.oneStop(ctx, scope)(a.Stops.Release(ctx, scope, cmd))
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/stops/{id}/renew", ID: "renew-stop", Summary: "Stop the account a second time", Tag: "stops"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (StopRow, error) {
			return a.oneStop(ctx, scope)(a.Stops.Renew(ctx, scope, in.ID))
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/stops/{id}/remind", ID: "remind-stop", Summary: "Remind the bank", Tag: "stops"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (StopRow, error) {
			return a.oneStop(ctx, scope)(a.Stops.Remind(ctx, scope, in.ID))
		})
	a.payerRoutes()
}

// oneStop renders the order that a command returned.
func (a *desk) oneStop(ctx context.Context, scope access.Scope) func(stoppay.Order, error) (StopRow, error) {
	return func(o stoppay.Order, err error) (StopRow, error) {
		if err != nil {
			return StopRow{}, err
		}
		d, err := a.Stops.Claim(ctx, scope, o.Claim)
		return a.moneyView(ctx).stop(o, d.Claim.Number), err
	}
}

func (a *desk) listStops(ctx context.Context, scope access.Scope, in *stopQuery) (StopPage, error) {
	out := StopPage{Items: []StopRow{}}
	f, err := a.stopFilter(in)
	if err != nil {
		return out, err
	}
	orders, next, err := a.Stops.Orders(ctx, scope, f)
	if err != nil {
		return out, err
	}
	out.Next = next
	out.Items, err = a.stopRows(ctx, scope, orders)
	if err != nil {
		return out, err
	}
	c, err := a.Stops.Counts(ctx, scope)
	out.Counts = map[string]int64{
		"open": c.Open, "provisional": c.Provisional, "review_due": c.ReviewDue, "waiting": c.Waiting, "silent": c.Silent, "holding": c.Holding,
		"expiring": c.Expiring, "failed": c.Failed, "held_fen": c.HeldFen,
	}
	return out, err
}

// stopRows renders orders with the numbers of their claims.
func (a *desk) stopRows(ctx context.Context, scope access.Scope, orders []stoppay.Order) ([]StopRow, error) {
	rows := []StopRow{}
	view := a.moneyView(ctx)
	numbers := map[string]string{}
	for page := range slices.Chunk(orders, stoppay.PageMax) {
		ids := make([]string, len(page))
		for i, o := range page {
			ids[i] = o.Claim
		}
		briefs, err := a.Stops.Briefs(ctx, scope, ids)
		if err != nil {
			return rows, err
		}
		for id, b := range briefs {
			numbers[id] = b.Number
		}
	}
	for _, o := range orders {
		rows = append(rows, view.stop(o, numbers[o.Claim]))
	}
	return rows, nil
}

func (a *desk) league(ctx context.Context, scope access.Scope, in *spanQuery) (api.List[LeagueRow], error) {
	out := api.List[LeagueRow]{Items: []LeagueRow{}}
	from, to, err := in.span()
	if err != nil {
		return out, err
	}
	teams, err := a.Stops.League(ctx, scope, stoppay.Span{From: from, To: to})
	for _, t := range teams {
		out.Items = append(out.Items, LeagueRow{
			Bank: t.Bank, BankName: t.Name, Orders: t.Orders, Answered: t.Answered, SeenP50: seconds(t.SeenP50), SeenP90: seconds(t.SeenP90),
			AnsweredP50: seconds(t.AnsweredP50), AnsweredP90: seconds(t.AnsweredP90), HeldFen: t.HeldFen, AskedFen: t.AskedFen, Refused: t.Refused, Silent: t.Silent,
		})
	}
	return out, err
}

// seconds rounds a span up: a bank that needed 0.2 s did not need 0.
func seconds(span when.Micros) int64 {
	return (int64(span) + int64(when.Second) - 1) / int64(when.Second)
}
