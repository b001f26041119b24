package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/warning"
	"fanzha/term/when"
)

// Share is a rate: never published without both of its parts.
type Share struct {
	Num int64 `json:"num"`
	Den int64 `json:"den"`
}

// Figures are the numbers of a period within the caller's jurisdiction. Each opens the list of the records behind it.
type Figures struct {
	From            string           `json:"from"`
	To              string           `json:"to"`
	Signals         int64            `json:"signals" doc:"Of the whole centre: a signal belongs to no unit before it hits."`
	Hits            int64            `json:"hits"`
	Warnings        int64            `json:"warnings"`
	Merged          int64            `json:"merged"`
	Orders          int64            `json:"orders"`
	SignedInTime    Share            `json:"signed_in_time"`
	VisitedInTime   Share            `json:"visited_in_time"`
	Reached         Share            `json:"reached"`
	ReachedInTime   Share            `json:"reached_before_transfer"`
	Dissuaded       int64            `json:"dissuaded"`
	DissuadedOf     Share            `json:"dissuaded_share"`
	Defrauded       int64            `json:"defrauded_after_warning"`
	DefraudedOf     Share            `json:"defrauded_share"`
	ByLevel         map[string]int64 `json:"by_level"`
	OverdueOrders   int64            `json:"overdue_orders"`
	ReportedResults Share            `json:"reported_results"`
}

type spanInput struct {
	From string `query:"from" doc:"Default: the beginning of today in the centre's zone."`
	To   string `query:"to" doc:"Default: now."`
}

func (a *API) figureRoutes() {
	route(a, op{method: http.MethodGet, path: "/figures", id: "figures", summary: "The numbers of a period", tag: "figures"},
		func(ctx context.Context, scope access.Scope, in *spanInput) (Figures, error) {
			from, err := moment("query.from", in.From)
			if err != nil {
				return Figures{}, err
			}
			to, err := moment("query.to", in.To)
			if err != nil {
				return Figures{}, err
			}
			return a.figures(ctx, scope, from, to)
		})
	route(a, op{method: http.MethodGet, path: "/signals", id: "signals", summary: "Signals of a period by partner and kind", tag: "figures"}, a.tallies)
}

// TallyRow says how many signals one partner brought of one kind.
type TallyRow struct {
	Source string `json:"source"`
	Kind   string `json:"kind"`
	N      int64  `json:"n"`
}

// tallies are the signals of a period by partner and kind: the list behind the number of signals.
func (a *API) tallies(ctx context.Context, scope access.Scope, in *spanInput) (list[TallyRow], error) {
	out := list[TallyRow]{Items: []TallyRow{}}
	err := scope.Require(access.FigureRead)
	if err != nil {
		return out, err
	}
	from, err := moment("query.from", in.From)
	if err != nil {
		return out, err
	}
	to, err := moment("query.to", in.To)
	if err != nil {
		return out, err
	}
	if from == 0 {
		from = a.today()
	}
	if to == 0 {
		to = a.Clock.Now() + when.Second
	}
	out.Items, err = a.Totals.BySource(ctx, from, to)
	return out, err
}

// today is the beginning of the day in the centre's zone.
func (a *API) today() when.Micros {
	day := when.Day
	shift := 8 * when.Hour // the zone of the centre, UTC+8
	return (a.Clock.Now()+shift)/day*day - shift
}

func (a *API) figures(ctx context.Context, scope access.Scope, from, to when.Micros) (Figures, error) {
	if from == 0 {
		from = a.today()
	}
	if to == 0 {
		to = a.Clock.Now() + when.Second
	}
	w, err := a.Warnings.Figures(ctx, scope, from, to)
	if err != nil {
		return Figures{}, err
	}
	d, err := a.Orders.Figures(ctx, scope, dispatch.Span{From: from, To: to})
	if err != nil {
		return Figures{}, err
	}
	signals, err := a.Totals.Signals(ctx, from, to)
	if err != nil {
		return Figures{}, err
	}
	out := Figures{
		From: stamp(from), To: stamp(to), Signals: signals,
		Hits: w.Hits.Num, Warnings: w.Warnings.Num, Merged: w.Merged.Num, Orders: d.Orders,
		SignedInTime: Share(d.SignedInTime), VisitedInTime: Share(d.VisitedInTime), Reached: share(w.Reached), ReachedInTime: share(w.ReachedInTime),
		Dissuaded: w.Dissuaded.Num, DissuadedOf: share(w.Dissuaded), Defrauded: w.Defrauded.Num, DefraudedOf: share(w.Defrauded),
		ByLevel: map[string]int64{}, OverdueOrders: d.Overdue, ReportedResults: Share(d.Reported),
	}
	for level, f := range w.ByLevel {
		out.ByLevel[string(level)] = f.Num
	}
	return out, nil
}

func share(f warning.Figure) Share { return Share{f.Num, f.Den} }
