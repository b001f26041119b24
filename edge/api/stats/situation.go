package stats

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/edge/api"
	"fanzha/term/when"
)

// What one page of the situation shows.
const (
	urgentShown = 12
	urgentMost  = 200
	townsShown  = 60
	typesShown  = 6
	typePoints  = 8
	banksShown  = 20
)

// sixFigures are the figures at the head of the situation, in their order; townFigure is what the map is coloured by.
var sixFigures = [6]string{"case.filed", "case.loss", "case.solved", "suspect.arrested", "fund.stopped", "person.dissuaded"}

const townFigure = "case.filed"

type situationInput struct {
	Period string `query:"period" enum:"day,week,month,quarter,half,year,ytd" default:"week"`
	At     string `query:"at" maxLength:"10"`
	Digits int    `query:"digits" doc:"Of the areas: 6 county, 9 township."`
}

// UrgentLine is an urgent order that is open, without a name.
type UrgentLine struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Level    string `json:"level"`
	Fraud    string `json:"fraud"`
	UnitName string `json:"unit_name"`
	State    string `json:"state"`
	RaisedAt string `json:"raised_at"`
	DueAt    string `json:"due_at"`
	Overdue  bool   `json:"overdue"`
}

// BankSpeed is how fast a bank answers.
type BankSpeed struct {
	Bank     string  `json:"bank"`
	Name     string  `json:"name"`
	Orders   int64   `json:"orders"`
	Answered int64   `json:"answered"`
	Silent   int64   `json:"silent"`
	MedianS  float64 `json:"median_s"`
	P90S     float64 `json:"p90_s"`
	HeldFen  int64   `json:"held_fen"`
	AskedFen int64   `json:"asked_fen"`
}

// TypeLine is the course of one fraud type.
type TypeLine struct {
	Code   string    `json:"code"`
	ZH     string    `json:"zh"`
	EN     string    `json:"en"`
	Points []Reading `json:"points"`
}

// Situation is the centre on one page, without names. Its figures are those of the bulletins.
type Situation struct {
	AsOf       string       `json:"as_of"`
	Demo       bool         `json:"demo"`
	Period     Span         `json:"period"`
	Six        []Reading    `json:"six"`
	Towns      []GroupRow   `json:"towns"`
	TownsCode  string       `json:"towns_code"`
	Types      []TypeLine   `json:"types"`
	Urgent     []UrgentLine `json:"urgent"`
	UrgentMore int64        `json:"urgent_more" doc:"Open urgent orders that are not listed; at most 200 are counted."`
	Banks      []BankSpeed  `json:"banks"`
}

func (d *desk) situationRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/situation", ID: "situation", Summary: "The situation on one page, without names", Tag: "stats"}, d.situation)
}

func (d *desk) situation(ctx context.Context, scope access.Scope, in *situationInput) (Situation, error) {
	out := Situation{
		AsOf: api.Stamp(d.Clock.Now()), Demo: d.api.Site.Demo, Six: []Reading{}, Towns: []GroupRow{}, TownsCode: townFigure, Types: []TypeLine{}, Urgent: []UrgentLine{},
		Banks: []BankSpeed{},
	}
	a, err := d.ask(scope, &AskInput{Code: townFigure, Period: in.Period, At: in.At})
	if err != nil {
		return out, err
	}
	out.Period = spanOf(a.Period)
	for _, code := range sixFigures {
		a.Code = code
		r, err := d.compared(a, nil)
		if err != nil {
			return out, err
		}
		out.Six = append(out.Six, r)
	}
	a.Code = townFigure
	s := stats.Split{By: stats.ByRegion, Digits: digitsOr(in.Digits, 9)}
	towns, err := d.withBefore(a, s, townsShown)
	if err != nil {
		return out, err
	}
	out.Towns = d.table(ctx, towns, s).Rows
	err = d.moved(towns, out.Towns)
	if err != nil {
		return out, err
	}
	out.Types, err = d.types(a)
	if err != nil {
		return out, err
	}
	out.Banks, err = d.banks(a)
	if err != nil {
		return out, err
	}
	return out, d.urgent(ctx, scope, &out)
}

// withBefore splits a figure and, as far as there is room, adds the parts that only the period before had: what has fallen to nothing
// is shown as nothing, and a week that has just begun is not an empty page.
func (d *desk) withBefore(a indicator.Ask, s stats.Split, limit int) (indicator.Table, error) {
	ev := d.Figures.Evaluator()
	now, err := ev.Groups(a, s, limit)
	if err != nil {
		return now, err
	}
	past, whole := a, a.Period
	whole.Part, whole.Now, whole.End = false, 0, 0
	base, ok := indicator.BaseOf(indicator.PoP, whole)
	if !ok {
		base, ok = indicator.BaseOf(indicator.YoY, whole)
	}
	if !ok || base.Span.From < 0 {
		return now, nil
	}
	past.Period = base
	before, err := ev.Groups(past, s, limit)
	if err != nil {
		return now, err
	}
	for _, r := range before.Rows {
		if len(now.Rows) == limit {
			break
		}
		if slices.ContainsFunc(now.Rows, func(has indicator.Row) bool { return has.Value == r.Value }) {
			continue
		}
		ask := r.Figure.Ask
		ask.Period = a.Period
		r.Figure, err = ev.Read(ask)
		if err != nil {
			return now, err
		}
		now.Rows = append(now.Rows, r)
	}
	return now, nil
}

// types are the courses of the most frequent fraud types of the period.
func (d *desk) types(a indicator.Ask) ([]TypeLine, error) {
	ev := d.Figures.Evaluator()
	out := []TypeLine{}
	parts, err := d.withBefore(a, stats.Split{By: stats.BySide, Dim: stats.FraudType}, typesShown)
	if err != nil {
		return out, err
	}
	for _, r := range parts.Rows {
		line := TypeLine{Code: r.Value, Points: []Reading{}}
		line.ZH, line.EN = d.Names.Side(stats.FraudType, r.Value)
		points, err := ev.Series(r.Figure.Ask, typePoints)
		if err != nil {
			return out, err
		}
		for _, f := range points {
			line.Points = append(line.Points, d.reading(f))
		}
		out = append(out, line)
	}
	return out, nil
}

// banks are those that were ordered to stop money in the period, the slowest first.
func (d *desk) banks(a indicator.Ask) ([]BankSpeed, error) {
	ev := d.Figures.Evaluator()
	out := []BankSpeed{}
	a.Code = "stop.ordered"
	parts, err := ev.Groups(a, stats.Split{By: stats.BySide, Dim: stats.Bank}, banksShown)
	if err != nil {
		return out, err
	}
	for _, r := range parts.Rows {
		ask := r.Figure.Ask
		line := BankSpeed{Bank: r.Value, Orders: r.Figure.Num}
		line.Name, _ = d.Names.Side(stats.Bank, r.Value)
		for code, to := range map[string]*int64{"stop.answered": &line.Answered, "stop.silent": &line.Silent, "fund.stopped": &line.HeldFen, "stop.ordered_fen": &line.AskedFen} {
			ask.Code = code
			f, err := ev.Read(ask)
			if err != nil {
				return out, err
			}
			*to = f.Num
		}
		for code, to := range map[string]*float64{"bank.response_p50": &line.MedianS, "bank.response_p90": &line.P90S} {
			ask.Code = code
			f, err := ev.Read(ask)
			if err != nil {
				return out, err
			}
			*to = f.Float()
		}
		out = append(out, line)
	}
	slices.SortStableFunc(out, func(x, y BankSpeed) int { return cmp.Compare(y.MedianS, x.MedianS) })
	return out, nil
}

// urgent lists what is urgent and open, the earliest due first; no name leaves.
func (d *desk) urgent(ctx context.Context, scope access.Scope, out *Situation) error {
	if d.Orders == nil || !scope.Can(access.WarningRead) {
		return nil
	}
	list, _, err := d.Orders.List(ctx, scope, dispatch.Filter{Levels: []dispatch.Level{dispatch.Urgent}, States: []dispatch.State{dispatch.Issued, dispatch.Signed}, Limit: urgentMost})
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, func(x, y dispatch.View) int { return cmp.Compare(dueOr(x.DueAt), dueOr(y.DueAt)) })
	for i, o := range list {
		if i >= urgentShown {
			out.UrgentMore = int64(len(list) - urgentShown)
			break
		}
		out.Urgent = append(out.Urgent, UrgentLine{
			ID: o.ID, Number: o.Number, Level: string(o.Level), Fraud: o.Fraud, UnitName: d.api.UnitOf(ctx, o.Unit).Name, State: string(o.State), RaisedAt: api.Stamp(o.IssuedAt),
			DueAt: api.Stamp(o.DueAt), Overdue: o.Overdue,
		})
	}
	return nil
}

// dueOr puts what is owed to nobody last.
func dueOr(at when.Micros) when.Micros {
	if at == 0 {
		return 1 << 62
	}
	return at
}
