package stats

import (
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/region"
)

// ErrAsk: a part of the question is not one; its field says which.
var ErrAsk = fault.New(fault.Invalid, "stats.ask")

func badField(field string) error { return fault.New(ErrAsk.Kind, ErrAsk.Code, "field", field) }

// AskInput is a question for a figure. The values of a side are separated by "|".
type AskInput struct {
	Code        string `path:"code" maxLength:"64"`
	Period      string `query:"period" enum:"day,week,month,quarter,half,year,ytd,since,campaign,point,range" doc:"Default: month, or the first kind that the indicator has."`
	At          string `query:"at" maxLength:"10" doc:"A day of the period, YYYY-MM-DD; default: today. A period that is not over is cut there."`
	From        string `query:"from" maxLength:"10" doc:"Of since, campaign and range."`
	To          string `query:"to" maxLength:"10"`
	Name        string `query:"name" maxLength:"60" doc:"Of the campaign or event."`
	End         string `query:"end" maxLength:"40" doc:"A moment in the last day: only what happened up to it. Of the period beside one that is not over."`
	Unit        string `query:"unit" maxLength:"12"`
	Region      string `query:"region" maxLength:"12"`
	BaseFrom    string `query:"base_from" maxLength:"10" doc:"Compare with this span too."`
	BaseTo      string `query:"base_to" maxLength:"10"`
	FraudType   string `query:"fraud_type" maxLength:"400"`
	Campaign    string `query:"campaign" maxLength:"400"`
	Supervision string `query:"supervision" maxLength:"400"`
	CardKind    string `query:"card_kind" maxLength:"400"`
	Bank        string `query:"bank" maxLength:"400"`
	Carrier     string `query:"carrier" maxLength:"400"`
	Outlet      string `query:"outlet" maxLength:"400"`
	Venue       string `query:"venue" maxLength:"400"`
	Channel     string `query:"channel" maxLength:"400"`
	AmountBand  string `query:"amount_band" maxLength:"400"`
	AgeBand     string `query:"age_band" maxLength:"400"`
	Sex         string `query:"sex" maxLength:"400"`
	Occupation  string `query:"occupation" maxLength:"400"`
	MemberUnit  string `query:"member_unit" maxLength:"400"`
	Level       string `query:"level" maxLength:"400"`
	Result      string `query:"result" maxLength:"400"`
}

// unknownValue asks for what has no value on a side: an empty parameter says nothing.
const unknownValue = "-"

func (in *AskInput) only() []stats.Only {
	values := [stats.Dims]string{in.FraudType, in.Campaign, in.Supervision, in.CardKind, in.Bank, in.Carrier, in.Outlet, in.Venue, in.Channel, in.AmountBand,
		in.AgeBand, in.Sex, in.Occupation, in.MemberUnit, in.Level, in.Result}
	var out []stats.Only
	for dim, v := range values {
		if v == "" {
			continue
		}
		list := strings.Split(v, "|")
		for i := range list {
			if list[i] == unknownValue {
				list[i] = ""
			}
		}
		out = append(out, stats.Only{Dim: stats.Dim(dim), Values: list})
	}
	return out
}

// ask makes the question of what a caller sent.
func (d *desk) ask(scope access.Scope, in *AskInput) (indicator.Ask, error) {
	a := indicator.Ask{Code: in.Code, Scope: seen(scope), Unit: in.Unit, Region: in.Region, Only: in.only()}
	err := scope.Require(access.FigureRead)
	if err != nil {
		return a, err
	}
	e, ok := d.Figures.Evaluator().Book.Find(in.Code)
	if !ok {
		return a, indicator.ErrUnknown
	}
	if in.Unit != "" {
		_, err = region.ParseUnit(in.Unit)
		if err != nil {
			return a, err
		}
	}
	if in.Region != "" {
		_, err = region.ParsePlace(in.Region)
		if err != nil {
			return a, err
		}
	}
	kind := indicator.Kind(in.Period)
	if kind == "" && (in.From != "" || in.To != "") {
		kind = indicator.Range
	}
	if kind == "" {
		kind = indicator.Month
		if !e.Takes(kind) {
			kind = e.Periods[0]
		}
	}
	a.Period, err = d.period(kind, in)
	return a, err
}

func (d *desk) period(kind indicator.Kind, in *AskInput) (indicator.Period, error) {
	today := d.today()
	at, err := dayOr("query.at", in.At, today)
	if err != nil {
		return indicator.Period{}, err
	}
	now := d.Clock.Now()
	p := indicator.PeriodOf(kind, at, d.WeekStart).AsOf(now)
	p.End, err = api.ParseMoment("query.end", in.End)
	if err != nil || kind != indicator.Since && kind != indicator.Campaign && kind != indicator.Range {
		return p, err
	}
	p.Name, p.Now = in.Name, 0
	p.Span.From, err = dayOr("query.from", in.From, at)
	if err != nil {
		return p, err
	}
	p.Span.To, err = dayOr("query.to", in.To, at)
	if err == nil && p.Span.Days() == 0 {
		err = badField("query.to")
	}
	if p.Span.To == stats.DayOf(now) {
		p.Now = now
	}
	return p, err
}

func dayOr(field, text string, other stats.Day) (stats.Day, error) {
	if text == "" {
		return other, nil
	}
	day, err := stats.ParseDay(text)
	if err != nil {
		return 0, badField(field)
	}
	return day, nil
}

// split reads what parts are made by: unit, region, day, or a side.
func split(by string, digits int) (stats.Split, error) {
	switch by {
	case "unit":
		return stats.Split{By: stats.ByUnit, Digits: digitsOr(digits, 6)}, nil
	case "region":
		return stats.Split{By: stats.ByRegion, Digits: digitsOr(digits, 6)}, nil
	case "day":
		return stats.Split{By: stats.ByDay}, nil
	}
	dim, ok := stats.ParseDim(by)
	if !ok {
		return stats.Split{}, badField("query.by")
	}
	return stats.Split{By: stats.BySide, Dim: dim}, nil
}

func digitsOr(n, other int) int {
	if n == 4 || n == 6 || n == 9 || n == 12 {
		return n
	}
	return other
}
