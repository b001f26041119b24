package govern

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/govern"
	"fanzha/centre/govern/form"
	"fanzha/edge/api"
)

// FormField is one line to fill in.
type FormField struct {
	Code     string `json:"code"`
	ZH       string `json:"zh"`
	EN       string `json:"en"`
	Kind     string `json:"kind" enum:"count,fen,text"`
	Unit     string `json:"unit"`
	UnitEN   string `json:"unit_en" doc:"Empty: as in Chinese."`
	Min      int64  `json:"min"`
	Max      int64  `json:"max" doc:"Of a text: characters."`
	Optional bool   `json:"optional"`
	Measure  string `json:"measure" doc:"Under which it is counted; empty: nowhere."`
	Hint     string `json:"hint"`
}

// FormRow is a form of returns.
type FormRow struct {
	Code    string      `json:"code"`
	ZH      string      `json:"zh"`
	EN      string      `json:"en"`
	Period  string      `json:"period" enum:"week,month,quarter,half,year"`
	Members []string    `json:"members"`
	DueDays int64       `json:"due_days"`
	Fields  []FormField `json:"fields"`
	Checks  []FormCheck `json:"checks"`
	Source  string      `json:"source"`
	Label   string      `json:"label"`
}

// FormCheck is a formula that must hold.
type FormCheck struct {
	Rule string `json:"rule"`
	ZH   string `json:"zh"`
	EN   string `json:"en"`
	Warn bool   `json:"warn"`
}

// GovernSlip is what is wrong with a return.
type GovernSlip struct {
	Field string `json:"field"`
	Rule  string `json:"rule"`
	Why   string `json:"why" enum:"missing,bounds,unknown,text,check"`
	Warn  bool   `json:"warn" doc:"May be handed in with a remark."`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// GovernValues are numbers (money in fen) and texts by field.
type GovernValues struct {
	Numbers map[string]int64  `json:"numbers"`
	Texts   map[string]string `json:"texts"`
}

// AmendmentRow is what was signed before.
type AmendmentRow struct {
	Revision int64        `json:"revision"`
	Values   GovernValues `json:"values"`
	By       GovernPerson `json:"by"`
	Reason   string       `json:"reason"`
}

// ReturnRow is a form of a period of one member unit.
type ReturnRow struct {
	GovernHead
	Values    GovernValues   `json:"values"`
	Filled    GovernPerson   `json:"filled"`
	Submitted GovernPerson   `json:"submitted"`
	Signed    GovernPerson   `json:"signed"`
	Reason    string         `json:"reason"`
	Revision  int64          `json:"revision"`
	Late      bool           `json:"late"`
	Reminded  int64          `json:"reminded"`
	Amended   []AmendmentRow `json:"amended"`
	Slips     []GovernSlip   `json:"slips" doc:"Filled where one return is read or written."`
}

type governAskInput struct {
	Body struct {
		Member string `json:"member" minLength:"1" maxLength:"32"`
		Form   string `json:"form" minLength:"1" maxLength:"32"`
		Period string `json:"period" minLength:"4" maxLength:"8"`
	}
}

type governFillInput struct {
	api.ByID
	Body struct {
		Version int64        `json:"version" minimum:"1"`
		Note    string       `json:"note,omitempty" maxLength:"2000" doc:"Of a correction: the reason."`
		Values  GovernValues `json:"values"`
	}
}

func (in *governFillInput) cmd() govern.FillCmd {
	return govern.FillCmd{Act: govern.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}, Values: form.Values(in.Body.Values)}
}

func (d *desk) returnRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/govern/forms", ID: "list-forms", Summary: "Forms of returns, with bounds and checks", Tag: tag},
		func(_ context.Context, scope access.Scope, _ *api.None) (api.List[FormRow], error) {
			out := api.List[FormRow]{Items: []FormRow{}}
			for _, f := range d.Room.Rules().Forms {
				out.Items = append(out.Items, formRow(f))
			}
			return out, reads(scope)
		})
	listing(d, route{"/govern/returns", "list-returns", "Returns; overdue=true gives the missing ones"},
		d.Room.Returns, d.returned)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/govern/returns/{id}", ID: "get-return", Summary: "One return, with what is wrong with it", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (ReturnRow, error) {
			r, slips, err := d.Room.Return(ctx, scope, in.ID)
			return d.slipped(ctx, &r, slips), err
		})
	making(d, route{"/govern/returns", "ask-return", "Open a form of a period by hand"}, func(ctx context.Context, scope access.Scope, in *governAskInput) (govern.Return, error) {
		return d.Room.AskReturn(ctx, scope, govern.AskCmd(in.Body))
	}, d.returned)
	api.Handle(d.api, api.Route{Method: http.MethodPost, Path: "/govern/returns/{id}/fill", ID: "fill-return", Summary: "Keep a draft", Tag: tag},
		func(ctx context.Context, scope access.Scope, in *governFillInput) (ReturnRow, error) {
			r, slips, err := d.Room.FillReturn(ctx, scope, in.cmd())
			return d.slipped(ctx, &r, slips), err
		})
	making(d, route{"/govern/returns/{id}/correct", "correct-return", "Correct what was signed, with a reason"}, func(ctx context.Context, scope access.Scope, in *governFillInput) (govern.Return, error) {
		return d.Room.CorrectReturn(ctx, scope, in.cmd())
	}, d.returned)
	acting(d, route{"/govern/returns/{id}/submit", "submit-return", "Hand it to the second person of the unit"},
		d.Room.SubmitReturn, d.returned)
	acting(d, route{"/govern/returns/{id}/sign", "sign-return", "Accept it: a second person of the unit"},
		d.Room.SignReturn, d.returned)
	acting(d, route{"/govern/returns/{id}/send-back", "send-back-return", "Give it back to who filled it in"},
		d.Room.SendBack, d.returned)
	d.api.File("GET /api/v1/govern/returns/{id}/template.xlsx", d.template)
	d.api.Upload("POST /api/v1/govern/returns/{id}/import", fileMax, uploadSpan, d.take)
}

func formRow(f form.Form) FormRow {
	out := FormRow{Code: f.Code, ZH: f.ZH, EN: f.EN, Period: string(f.Period), Members: f.Members, DueDays: int64(f.DueDays), Fields: []FormField{}, Checks: []FormCheck{},
		Source: f.Source, Label: f.Label}
	for _, x := range f.Fields {
		out.Fields = append(out.Fields, FormField{x.Code, x.ZH, x.EN, x.Kind, x.Unit, x.UnitEN, int64(x.Min), int64(x.Max), x.Optional, x.Measure, x.Hint})
	}
	for _, c := range f.Checks {
		out.Checks = append(out.Checks, FormCheck{c.Rule, c.ZH, c.EN, c.Warn})
	}
	return out
}

func values(v form.Values) GovernValues {
	out := GovernValues(v)
	if out.Numbers == nil {
		out.Numbers = map[string]int64{}
	}
	if out.Texts == nil {
		out.Texts = map[string]string{}
	}
	return out
}

func (d *desk) returned(ctx context.Context, r *govern.Return) ReturnRow {
	out := ReturnRow{GovernHead: d.head(ctx, r.Head), Values: values(r.Values), Filled: person(r.Filled), Submitted: person(r.Submitted), Signed: person(r.Signed), Reason: r.Reason,
		Revision: r.Revision, Late: r.Late, Reminded: r.Reminded, Amended: []AmendmentRow{}, Slips: []GovernSlip{}}
	for _, a := range r.Amended {
		out.Amended = append(out.Amended, AmendmentRow{a.Revision, values(a.Values), person(a.By), a.Reason})
	}
	return out
}

func (d *desk) slipped(ctx context.Context, r *govern.Return, slips []form.Slip) ReturnRow {
	out := d.returned(ctx, r)
	for _, s := range slips {
		out.Slips = append(out.Slips, GovernSlip(s))
	}
	return out
}
