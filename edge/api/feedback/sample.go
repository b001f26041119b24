package feedback

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/dissuade/sample"
	"fanzha/edge/api"
	"fanzha/term/region"
)

// SampleWho did something with a call-back.
type SampleWho struct {
	Name    string   `json:"name"`
	Unit    api.Unit `json:"unit"`
	At      string   `json:"at"`
	Verdict string   `json:"verdict" enum:",agrees,differs,unreached,upheld,explained"`
	Note    string   `json:"note"`
}

// SampleRow is a feedback that was drawn.
type SampleRow struct {
	OrderID   string      `json:"order_id"`
	Number    string      `json:"number"`
	WarningID string      `json:"warning_id"`
	Person    api.Person  `json:"person"`
	Unit      api.Unit    `json:"unit" doc:"That reported."`
	Result    string      `json:"result"`
	At        string      `json:"at"`
	Period    int64       `json:"period"`
	State     string      `json:"state" enum:"drawn,agreed,differs,settled"`
	Version   int64       `json:"version"`
	Tries     []SampleWho `json:"tries"`
	Called    SampleWho   `json:"called"`
	Settled   SampleWho   `json:"settled"`
	MayCall   bool        `json:"may_call"`
	MaySettle bool        `json:"may_settle"`
}

// SamplePeriod is a period of the draw.
type SamplePeriod struct {
	No        int64  `json:"no"`
	Begun     string `json:"begun"`
	Due       string `json:"due"`
	Promise   string `json:"promise" doc:"SHA-256 of the salt, known from the beginning."`
	Salt      string `json:"salt" doc:"Empty until the draw."`
	Percent   int64  `json:"percent"`
	Drawn     string `json:"drawn"`
	DrawnBy   string `json:"drawn_by"`
	Listed    int64  `json:"listed"`
	Chosen    int64  `json:"chosen"`
	Cut       string `json:"cut" doc:"The highest score that was drawn."`
	Owed      int64  `json:"owed" doc:"Call-backs still owed in the caller's jurisdiction."`
	Differing int64  `json:"differing" doc:"Reviews open in the caller's jurisdiction."`
}

// SampleList is the page of call-backs.
type SampleList struct {
	Items   []SampleRow    `json:"items"`
	Periods []SamplePeriod `json:"periods"`
	MayDraw bool           `json:"may_draw"`
	LabelZH string         `json:"label_zh"`
	LabelEN string         `json:"label_en"`
}

// SampleLot is one feedback of a frame with its score.
type SampleLot struct {
	OrderID string `json:"order_id"`
	Score   string `json:"score" doc:"SHA-256 of salt, number of the period and order id, a line feed between them."`
	Drawn   bool   `json:"drawn"`
}

// SampleFrame is what is needed to draw a period again.
type SampleFrame struct {
	Period SamplePeriod `json:"period"`
	Lots   []SampleLot  `json:"lots" doc:"The lowest score first."`
}

type sampleQuery struct {
	Period int64  `query:"period" minimum:"0"`
	State  string `query:"state" enum:",drawn,agreed,differs,settled"`
}

type sampleDecide struct {
	Order string `path:"order" maxLength:"64"`
	Body  struct {
		Version int64  `json:"version" minimum:"1"`
		Verdict string `json:"verdict" enum:"agrees,differs,unreached,upheld,explained"`
		Note    string `json:"note,omitempty" maxLength:"4000"`
	}
}

type sampleDraw struct {
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"900"`
	}
}

type samplePeriodID struct {
	No int64 `path:"no" minimum:"1"`
}

func (d *desk) sampleRoutes(route func(method, path, id, summary string) api.Route) {
	api.Handle(d.api, route(http.MethodGet, "/samples", "list-samples", "Feedback drawn for a call-back by another unit (抽查回访)"), d.samples)
	api.Handle(d.api, route(http.MethodPost, "/samples/{order}/decide", "decide-sample", "Say what the call-back or the review found"),
		func(ctx context.Context, scope access.Scope, in *sampleDecide) (SampleRow, error) {
			c, err := d.Samples.Decide(ctx, scope, sample.DecideCmd{Order: in.Order, Rev: in.Body.Version, Verdict: sample.Verdict(in.Body.Verdict), Note: in.Body.Note})
			return d.sampleRow(ctx, scope, &c), err
		})
	api.Handle(d.api, route(http.MethodPost, "/samples/draw", "draw-sample", "End the open period and draw it now, with a reason"),
		func(ctx context.Context, scope access.Scope, in *sampleDraw) (SampleList, error) {
			err := d.Samples.DrawNow(ctx, scope, in.Body.Reason)
			if err != nil {
				return SampleList{}, err
			}
			return d.samples(ctx, scope, &sampleQuery{})
		})
	api.Handle(d.api, route(http.MethodGet, "/samples/periods/{no}", "get-sample-frame", "Salt, frame and scores of a period: all that is needed to draw it again"),
		func(ctx context.Context, scope access.Scope, in *samplePeriodID) (SampleFrame, error) {
			p, lots, err := d.Samples.Frame(ctx, scope, in.No)
			out := SampleFrame{Period: samplePeriod(&p), Lots: []SampleLot{}}
			for i, l := range lots {
				out.Lots = append(out.Lots, SampleLot{OrderID: l.Order, Score: l.Score, Drawn: int64(i) < p.Chosen})
			}
			return out, err
		})
}

func (d *desk) samples(ctx context.Context, scope access.Scope, in *sampleQuery) (SampleList, error) {
	list, err := d.Samples.List(ctx, scope, sample.Filter{Period: in.Period, State: sample.State(in.State)})
	if err != nil {
		return SampleList{}, err
	}
	periods, err := d.Samples.Periods(ctx, scope)
	rules := d.Samples.Rules()
	out := SampleList{Items: []SampleRow{}, Periods: []SamplePeriod{}, MayDraw: scope.Can(access.WarningReview), LabelZH: rules.LabelZH, LabelEN: rules.LabelEN}
	for i := range list {
		out.Items = append(out.Items, d.sampleRow(ctx, scope, &list[i]))
	}
	for i := range periods {
		out.Periods = append(out.Periods, samplePeriod(&periods[i]))
	}
	return out, err
}

func samplePeriod(p *sample.Period) SamplePeriod {
	return SamplePeriod{
		No: p.No, Begun: api.Stamp(p.Begun), Due: api.Stamp(p.Due), Promise: p.Promise, Salt: p.Salt, Percent: p.Percent, Drawn: api.Stamp(p.Drawn),
		DrawnBy: p.DrawnBy, Listed: p.Listed, Chosen: p.Chosen, Cut: p.Cut, Owed: p.Owed, Differing: p.Differing,
	}
}

func (d *desk) sampleRow(ctx context.Context, scope access.Scope, c *sample.Case) SampleRow {
	out := SampleRow{
		OrderID: c.Order, Number: c.Number, WarningID: c.Warning, Person: api.Person{ID: c.Target}, Unit: d.api.UnitOf(ctx, c.Unit), Result: c.Result,
		At: api.Stamp(c.At), Period: c.Period, State: string(c.State), Version: c.Rev, Tries: []SampleWho{}, Called: d.sampleWho(ctx, c.Called), Settled: d.sampleWho(ctx, c.Settled),
		MayCall:   c.State == sample.Drawn && scope.Can(access.WarningWork) && !region.Under(c.Unit, scope.Unit),
		MaySettle: c.State == sample.Differs && scope.Can(access.WarningReview) && c.Called.User != scope.User,
	}
	for _, w := range c.Tries {
		out.Tries = append(out.Tries, d.sampleWho(ctx, w))
	}
	order, err := d.Orders.Get(ctx, scope, c.Order) // one that has left the jurisdiction shows no name
	if err == nil {
		out.Person.Name, out.Person.Phone, out.Person.Place = order.Person.Name, order.Person.Phone, order.Person.Place
		out.Person.PlaceName = d.api.Places.Name(ctx, order.Person.Place)
	}
	return out
}

func (d *desk) sampleWho(ctx context.Context, w sample.Who) SampleWho {
	return SampleWho{Name: w.Name, Unit: d.api.UnitOf(ctx, w.Unit), At: api.Stamp(w.At), Verdict: string(w.Verdict), Note: w.Note}
}
