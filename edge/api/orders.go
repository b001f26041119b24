package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
)

// OrderRow is a work order in a list.
type OrderRow struct {
	ID         string `json:"id"`
	Number     string `json:"number"`
	WarningID  string `json:"warning_id"`
	Level      string `json:"level" enum:"urgent,high,medium,low"`
	Family     string `json:"family" enum:"fund,contact"`
	Fraud      string `json:"fraud"`
	State      string `json:"state" enum:"issued,signed,reported,closed,withdrawn"`
	Unit       Unit   `json:"unit"`
	FromUnit   *Unit  `json:"from_unit"`
	Person     Person `json:"person"`
	IssuedAt   string `json:"issued_at"`
	SignDue    string `json:"sign_due"`
	SignedAt   string `json:"signed_at"`
	SignedBy   *Actor `json:"signed_by"`
	CallDue    string `json:"call_due"`
	CalledAt   string `json:"called_at"`
	VisitDue   string `json:"visit_due"`
	VisitedAt  string `json:"visited_at"`
	ReportDue  string `json:"report_due"`
	ReportedAt string `json:"reported_at"`
	Result     string `json:"result"`
	LossFen    int64  `json:"loss_fen"`
	Note       string `json:"note"`
	NextAt     string `json:"next_at" doc:"When the person is to be tried again."`
	Chases     int64  `json:"chases"`
	DueAt      string `json:"due_at"`
	DueWhat    string `json:"due_what"`
	Overdue    bool   `json:"overdue"`
	ReadOnly   bool   `json:"read_only" doc:"Seen only because the caller's unit gave it away."`
	Rule       string `json:"rule" doc:"The entry of the rulebook that set the deadlines."`
	ReasonZH   string `json:"reason_zh"`
	ReasonEN   string `json:"reason_en"`
	Version    int64  `json:"version"`
}

// OrderDetail is one order with its attempts and history.
type OrderDetail struct {
	OrderRow
	Attempts []Attempt `json:"attempts"`
	History  []Line    `json:"history"`
}

type orderQuery struct {
	State   []string `query:"state" doc:"issued, signed, reported, closed, withdrawn"`
	Level   []string `query:"level"`
	Family  string   `query:"family"`
	Unit    string   `query:"unit"`
	Warning string   `query:"warning"`
	Number  string   `query:"number"`
	Mine    bool     `query:"mine"`
	Overdue bool     `query:"overdue"`
	Figure  string   `query:"figure" doc:"The records behind a figure: orders, signed_in_time, visited_in_time, overdue, reported."`
	Part    string   `query:"part" doc:"num or den of the figure."`
	From    string   `query:"from"`
	To      string   `query:"to"`
	Cursor  string   `query:"cursor" maxLength:"256"`
	Limit   int      `query:"limit" minimum:"0" maximum:"200"`
}

func (q orderQuery) filter() (dispatch.Filter, error) {
	from, err := moment("query.from", q.From)
	if err != nil {
		return dispatch.Filter{}, err
	}
	to, err := moment("query.to", q.To)
	if err != nil {
		return dispatch.Filter{}, err
	}
	return dispatch.Filter{
		States: convert[dispatch.State](q.State), Levels: convert[dispatch.Level](q.Level), Family: dispatch.Family(q.Family), Unit: q.Unit,
		Warning: q.Warning, Number: q.Number, Mine: q.Mine, Overdue: q.Overdue, Figure: dispatch.Figure(q.Figure), Part: dispatch.Part(q.Part),
		Span: dispatch.Span{From: from, To: to}, Limit: q.Limit, Cursor: q.Cursor,
	}, nil
}

type reportInput struct {
	ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Result  string `json:"result"`
		Note    string `json:"note,omitempty" maxLength:"4000"`
		LossFen int64  `json:"loss_fen,omitempty" minimum:"0"`
	}
}

type transferInput struct {
	ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		ToUnit  string `json:"to_unit" minLength:"12" maxLength:"12"`
		Reason  string `json:"reason" maxLength:"2000"`
	}
}

type chaseInput struct {
	ByID
	Body struct {
		Note string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (a *API) orderRoutes() {
	route(a, op{method: http.MethodGet, path: "/orders", id: "list-orders", summary: "Work orders in the order in which they are due", tag: "orders"},
		func(ctx context.Context, scope access.Scope, in *orderQuery) (list[OrderRow], error) {
			filter, err := in.filter()
			if err != nil {
				return list[OrderRow]{}, err
			}
			views, next, err := a.Orders.List(ctx, scope, filter)
			return list[OrderRow]{a.orderRows(ctx, views), next}, err
		})
	route(a, op{method: http.MethodGet, path: "/orders/{id}", id: "get-order", summary: "One order with attempts and history", tag: "orders"},
		func(ctx context.Context, scope access.Scope, in *ByID) (OrderDetail, error) {
			return a.orderDetail(ctx, scope, in.ID)
		})
	route(a, op{method: http.MethodPost, path: "/orders/{id}/sign", id: "sign-order", summary: "Accept an order", tag: "orders"},
		func(ctx context.Context, scope access.Scope, in *versioned) (OrderRow, error) {
			return a.oneOrder(ctx)(a.Orders.Sign(ctx, scope, in.ID, in.Body.Version))
		})
	route(a, op{method: http.MethodPost, path: "/orders/{id}/report", id: "report-order", summary: "Report the result", tag: "orders"},
		func(ctx context.Context, scope access.Scope, in *reportInput) (OrderRow, error) {
			cmd := dispatch.ReportCmd{ID: in.ID, Version: in.Body.Version, Result: dispatch.Result(in.Body.Result), Note: in.Body.Note, LossFen: in.Body.LossFen}
			return a.oneOrder(ctx)(a.Orders.Report(ctx, scope, cmd))
		})
	route(a, op{method: http.MethodPost, path: "/orders/{id}/transfer", id: "transfer-order", summary: "Hand an order to another unit", tag: "orders"},
		func(ctx context.Context, scope access.Scope, in *transferInput) (OrderRow, error) {
			cmd := dispatch.TransferCmd{ID: in.ID, Version: in.Body.Version, ToUnit: in.Body.ToUnit, Reason: in.Body.Reason}
			return a.oneOrder(ctx)(a.Orders.Transfer(ctx, scope, cmd))
		})
	route(a, op{method: http.MethodPost, path: "/orders/{id}/chase", id: "chase-order", summary: "Remind the unit", tag: "orders"},
		func(ctx context.Context, scope access.Scope, in *chaseInput) (OrderRow, error) {
			return a.oneOrder(ctx)(a.Orders.Chase(ctx, scope, in.ID, in.Body.Note))
		})
	route(a, op{method: http.MethodPost, path: "/orders/{id}/close", id: "close-order", summary: "End a reported order", tag: "orders"},
		func(ctx context.Context, scope access.Scope, in *versioned) (OrderRow, error) {
			return a.oneOrder(ctx)(a.Orders.CloseOrder(ctx, scope, in.ID, in.Body.Version))
		})
}

func (a *API) oneOrder(ctx context.Context) func(dispatch.View, error) (OrderRow, error) {
	return func(v dispatch.View, err error) (OrderRow, error) {
		if err != nil {
			return OrderRow{}, err
		}
		return a.orderRow(ctx, v), nil
	}
}

func (a *API) orderRows(ctx context.Context, views []dispatch.View) []OrderRow {
	rows := make([]OrderRow, len(views))
	for i, v := range views {
		rows[i] = a.orderRow(ctx, v)
	}
	return rows
}

func (a *API) orderRow(ctx context.Context, v dispatch.View) OrderRow {
	r := OrderRow{
		ID: v.ID, Number: v.Number, WarningID: v.Warning, Level: string(v.Level), Family: string(v.Family), Fraud: v.Fraud, State: string(v.State),
		Unit:     a.unit(ctx, v.Unit),
		Person:   Person{ID: v.Target, Name: v.Person.Name, Phone: v.Person.Phone, Place: v.Person.Place, PlaceName: a.Places.Name(ctx, v.Person.Place)},
		IssuedAt: stamp(v.IssuedAt), SignDue: stamp(v.SignDue), SignedAt: stamp(v.SignedAt), CallDue: stamp(v.CallDue), CalledAt: stamp(v.CalledAt),
		VisitDue: stamp(v.VisitDue), VisitedAt: stamp(v.VisitedAt), ReportDue: stamp(v.ReportDue), ReportedAt: stamp(v.ReportedAt),
		Result: string(v.Result), LossFen: v.LossFen, Note: v.Note, NextAt: stamp(v.NextAt), Chases: v.Chases,
		DueAt: stamp(v.DueAt), DueWhat: string(v.DueWhat), Overdue: v.Overdue, ReadOnly: v.Given, Rule: v.Rule,
		ReasonZH: v.ReasonZH, ReasonEN: v.ReasonEN, Version: v.Version,
	}
	if v.FromUnit != "" {
		u := a.unit(ctx, v.FromUnit)
		r.FromUnit = &u
	}
	if v.SignedBy != "" {
		r.SignedBy = &Actor{v.SignedBy, v.SignedByName}
	}
	return r
}

// ordersOf lists the orders of one warning.
func (a *API) ordersOf(ctx context.Context, scope access.Scope, warning string) ([]OrderRow, error) {
	views, _, err := a.Orders.List(ctx, scope, dispatch.Filter{Warning: warning, Limit: dispatch.PageMax})
	if err != nil {
		return nil, err
	}
	return a.orderRows(ctx, views), nil
}

func (a *API) orderDetail(ctx context.Context, scope access.Scope, id string) (OrderDetail, error) {
	d, err := a.Orders.Get(ctx, scope, id)
	if err != nil {
		return OrderDetail{}, err
	}
	out := OrderDetail{OrderRow: a.orderRow(ctx, d.View), History: []Line{}}
	for _, s := range d.Steps {
		out.History = append(out.History, orderLine(s, a.People.UnitName(ctx, s.Unit)))
	}
	out.Attempts, err = a.attemptsOfOrder(ctx, scope, id)
	return out, err
}
