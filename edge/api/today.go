package api

import (
	"context"
	"net/http"
	"sort"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/warning"
)

// todayQueue is how many items the Today page lists; the rest is behind the counts.
const todayQueue = 60

// QueueItem is one thing that waits for the caller.
type QueueItem struct {
	Type     string `json:"type" enum:"order,warning"`
	ID       string `json:"id"`
	Number   string `json:"number"`
	Level    string `json:"level"`
	Family   string `json:"family"`
	Fraud    string `json:"fraud"`
	State    string `json:"state"`
	Person   Person `json:"person"`
	Unit     Unit   `json:"unit"`
	DueAt    string `json:"due_at"`
	DueWhat  string `json:"due_what"`
	Overdue  bool   `json:"overdue"`
	ReasonZH string `json:"reason_zh"`
	ReasonEN string `json:"reason_en"`
}

// Counts are the heads of the Today page; each opens its list.
type Counts struct {
	UrgentOpen int64 `json:"urgent_open"`
	Overdue    int64 `json:"overdue_warnings"`
	Late       int64 `json:"overdue_orders"`
	Unclaimed  int64 `json:"unclaimed"`
	Working    int64 `json:"working"`
	Mine       int64 `json:"mine"`
	MyOrders   int64 `json:"my_orders"`
	ToClose    int64 `json:"to_close"`
	Watching   int64 `json:"watching"`
	Review     int64 `json:"review"`
}

// Today is the first page after signing in.
type Today struct {
	Queue   []QueueItem `json:"queue"`
	Counts  Counts      `json:"counts"`
	Figures *Figures    `json:"figures"`
}

type todayInput struct {
	Brief bool `query:"brief" doc:"Only the queue: no counts, no figures."`
}

func (a *API) todayRoutes() {
	route(a, op{method: http.MethodGet, path: "/today", id: "today", summary: "My queue in due order, counts, figures", tag: "today"},
		func(ctx context.Context, scope access.Scope, in *todayInput) (Today, error) {
			return a.todayPage(ctx, scope, in.Brief)
		})
}

func (a *API) todayPage(ctx context.Context, scope access.Scope, brief bool) (Today, error) {
	out := Today{Queue: []QueueItem{}}
	if scope.Can(access.WarningRead) {
		err := a.fillToday(ctx, scope, &out)
		if err == nil && !brief {
			err = a.countToday(ctx, scope, &out)
		}
		if err != nil {
			return out, err
		}
	}
	if scope.Can(access.FigureRead) && !brief {
		f, err := a.figures(ctx, scope, 0, 0)
		if err != nil {
			return out, err
		}
		out.Figures = &f
	}
	return out, nil
}

func (a *API) fillToday(ctx context.Context, scope access.Scope, out *Today) error {
	orders, _, err := a.Orders.List(ctx, scope, dispatch.Filter{Mine: true, States: []dispatch.State{dispatch.Issued, dispatch.Signed}, Limit: todayQueue})
	if err != nil {
		return err
	}
	mine, _, err := a.Warnings.List(ctx, scope, warning.Filter{Mine: true, State: []warning.State{warning.Working}, Limit: todayQueue})
	if err != nil {
		return err
	}
	waiting := []warning.View{}
	if a.takesWarnings(scope) {
		waiting, _, err = a.Warnings.List(ctx, scope, warning.Filter{State: []warning.State{warning.Open, warning.InReview}, Limit: todayQueue})
		if err != nil {
			return err
		}
	}
	for _, r := range a.orderRows(ctx, orders) {
		out.Queue = append(out.Queue, QueueItem{"order", r.ID, r.Number, r.Level, r.Family, r.Fraud, r.State, r.Person, r.Unit, r.DueAt, r.DueWhat, r.Overdue, r.ReasonZH, r.ReasonEN})
	}
	for _, v := range append(mine, waiting...) {
		r := a.warningRow(ctx, v, nil)
		out.Queue = append(out.Queue, QueueItem{"warning", r.ID, r.Number, r.Level, r.Family, r.Fraud, r.State, r.Person, r.Unit, r.DueAt, r.DueWhat, r.Overdue, r.ReasonZH, r.ReasonEN})
	}
	sort.SliceStable(out.Queue, func(i, j int) bool { return dueBefore(out.Queue[i], out.Queue[j]) })
	out.Queue = out.Queue[:min(len(out.Queue), todayQueue)]
	return nil
}

// takesWarnings says whether unclaimed warnings are this caller's work: a station officer's work are the orders.
func (a *API) takesWarnings(scope access.Scope) bool {
	for _, r := range scope.Roles {
		if r == access.Operator || r == access.Leader || r == access.Analyst {
			return true
		}
	}
	return false
}

// dueBefore sorts by due time; what has no due time comes last.
func dueBefore(x, y QueueItem) bool {
	if (x.DueAt == "") != (y.DueAt == "") {
		return x.DueAt != ""
	}
	if x.DueAt != y.DueAt {
		return x.DueAt < y.DueAt
	}
	return warning.Level(x.Level).Above(warning.Level(y.Level))
}

func (a *API) countToday(ctx context.Context, scope access.Scope, out *Today) error {
	w, err := a.Warnings.Counts(ctx, scope)
	if err != nil {
		return err
	}
	o, err := a.Orders.Counts(ctx, scope)
	if err != nil {
		return err
	}
	out.Counts = Counts{
		UrgentOpen: w.Urgent, Overdue: w.Overdue, Late: o.Overdue, Unclaimed: w.Open, Working: w.Working, Mine: w.Mine,
		MyOrders: o.Issued + o.Signed, ToClose: o.Reported, Watching: w.Watching, Review: w.InReview,
	}
	return nil
}
