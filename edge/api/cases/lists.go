package cases

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/edge/api"
	"fanzha/term/fault"
	"fanzha/term/when"
)

// caseQuery chooses cases by the sides of the figures. Days are YYYY-MM-DD in the centre's zone, both ends counted, or moments.
type caseQuery struct {
	Number      string   `query:"number" maxLength:"64" doc:"Whole, or its beginning."`
	State       []string `query:"state"`
	Unit        string   `query:"unit" maxLength:"12"`
	Region      string   `query:"region" maxLength:"12"`
	Fraud       []string `query:"fraud"`
	Scope       string   `query:"scope" maxLength:"32"`
	Track       string   `query:"track" maxLength:"32"`
	Campaign    string   `query:"campaign" maxLength:"64"`
	Supervision string   `query:"supervision" maxLength:"32" doc:"A level, or any."`
	Band        []string `query:"band"`
	Large       bool     `query:"large"`
	VictimKind  string   `query:"victim_kind" maxLength:"32"`
	Sex         string   `query:"sex" maxLength:"32"`
	AgeBand     string   `query:"age_band" maxLength:"32"`
	Occupation  string   `query:"occupation" maxLength:"32"`
	MemberUnit  string   `query:"member_unit" maxLength:"200"`
	Warned      bool     `query:"warned"`
	Overdue     bool     `query:"overdue"`
	Claim       string   `query:"claim" maxLength:"64"`
	Measure     string   `query:"measure" maxLength:"32" doc:"A person was measured so, within part_from to part_to."`
	Exhibit     string   `query:"exhibit" maxLength:"32"`
	Money       string   `query:"money" maxLength:"32"`
	FiledFrom   string   `query:"filed_from" maxLength:"40"`
	FiledTo     string   `query:"filed_to" maxLength:"40"`
	SolvedFrom  string   `query:"solved_from" maxLength:"40"`
	SolvedTo    string   `query:"solved_to" maxLength:"40"`
	PartFrom    string   `query:"part_from" maxLength:"40"`
	PartTo      string   `query:"part_to" maxLength:"40"`
	Void        bool     `query:"void" doc:"Those entered by mistake, too."`
	Cursor      string   `query:"cursor" maxLength:"256"`
	Limit       int      `query:"limit" minimum:"0" maximum:"500"`
}

// CaseList is a page of cases with the totals of the whole list.
type CaseList struct {
	Items []CaseRow `json:"items"`
	Next  string    `json:"next,omitempty"`
	Sums  CaseSums  `json:"sums"`
}

// CaseSums are the totals of a list.
type CaseSums struct {
	Cases   int64 `json:"cases"`
	Solved  int64 `json:"solved"`
	LossFen int64 `json:"loss_fen"`
}

// errMoment says that a day or moment cannot be read.
var errMoment = fault.New(fault.Invalid, "casefile.field")

// moment reads a day or a moment; end makes a day its end.
func moment(field, s string, end bool) (when.Micros, error) {
	if s == "" {
		return 0, nil
	}
	at, ok := casefile.ParseMoment(s)
	if !ok {
		return 0, fault.New(errMoment.Kind, errMoment.Code, "field", field)
	}
	if end && len(s) <= len("2006-01-02") {
		at += when.Day
	}
	return at, nil
}

func span(field, from, to string) (casefile.Span, error) {
	a, err := moment(field+"_from", from, false)
	if err != nil {
		return casefile.Span{}, err
	}
	b, err := moment(field+"_to", to, true)
	return casefile.Span{From: a, To: b}, err
}

func (q *caseQuery) filter() (casefile.Filter, error) {
	f := casefile.Filter{
		Number: q.Number, States: q.State, Unit: q.Unit, Region: q.Region, Frauds: q.Fraud, Scope: q.Scope, Track: q.Track, Campaign: q.Campaign,
		Supervision: q.Supervision, Bands: q.Band, Large: q.Large, VictimKind: q.VictimKind, Sex: q.Sex, AgeBand: q.AgeBand, Occupation: q.Occupation,
		MemberUnit: q.MemberUnit, Warned: q.Warned, Overdue: q.Overdue, Claim: q.Claim, Measure: q.Measure, Exhibit: q.Exhibit, Money: q.Money, Void: q.Void,
		Cursor: q.Cursor, Limit: q.Limit,
	}
	var err error
	for _, s := range []struct {
		into           *casefile.Span
		name, from, to string
	}{{&f.Filed, "filed", q.FiledFrom, q.FiledTo}, {&f.Solved, "solved", q.SolvedFrom, q.SolvedTo}, {&f.Parts, "part", q.PartFrom, q.PartTo}} {
		*s.into, err = span(s.name, s.from, s.to)
		if err != nil {
			return f, err
		}
	}
	return f, nil
}

type cardQuery struct {
	Kind       string `query:"kind" maxLength:"32"`
	Bank       string `query:"bank" maxLength:"64"`
	Carrier    string `query:"carrier" maxLength:"64"`
	Outlet     string `query:"outlet" maxLength:"200"`
	Check      string `query:"check" maxLength:"32" doc:"A result; open: none yet."`
	Unit       string `query:"unit" maxLength:"12"`
	From       string `query:"from" maxLength:"40"`
	To         string `query:"to" maxLength:"40"`
	OpenedFrom string `query:"opened_from" maxLength:"40"`
	OpenedTo   string `query:"opened_to" maxLength:"40"`
	Cursor     string `query:"cursor" maxLength:"256"`
	Limit      int    `query:"limit" minimum:"0" maximum:"500"`
}

// InvolvedCard is an involved card with its case.
type InvolvedCard struct {
	CaseCard
	CaseID string   `json:"case_id"`
	Number string   `json:"number"`
	Unit   api.Unit `json:"unit"`
	Fraud  string   `json:"fraud"`
}

// CaseStep is one line of a case's history.
type CaseStep struct {
	At      string     `json:"at"`
	Actor   string     `json:"actor"`
	Action  string     `json:"action"`
	From    string     `json:"from"`
	State   string     `json:"state"`
	Note    string     `json:"note"`
	Version int64      `json:"version"`
	Changes []CaseDiff `json:"changes"`
}

// CaseDiff is what a correction changed; of names it says only that they changed.
type CaseDiff struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// CaseWords are the words of the register for forms and filters.
type CaseWords struct {
	Books     map[string][]CaseWord `json:"books"`
	LargeYuan int64                 `json:"large_yuan"`
	Columns   []CaseColumn          `json:"columns"`
}

// CaseWord is a code with its words.
type CaseWord struct {
	Code   string `json:"code"`
	ZH     string `json:"zh"`
	EN     string `json:"en"`
	Issuer string `json:"issuer,omitempty"`
	Fen    bool   `json:"fen,omitempty"`
}

// CaseColumn is a column that a file may have.
type CaseColumn struct {
	Field string `json:"field"`
	ZH    string `json:"zh"`
	Need  bool   `json:"need"`
}

func (d *desk) listRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/cases", ID: "list-cases", Summary: "Cases, the latest filed first, with the totals of the whole list", Tag: "cases"}, d.list)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/cases/{id}", ID: "get-case", Summary: "One case with its parts", Tag: "cases"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (CaseDetail, error) {
			c, err := d.Cases.Case(ctx, scope, in.ID)
			return d.detail(ctx, scope, c, err)
		})
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/cases/{id}/history", ID: "case-history", Summary: "What was done with a case", Tag: "cases"}, d.history)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/involved-cards", ID: "list-involved-cards", Summary: "The ledger of involved cards, the latest found first", Tag: "cases"}, d.cards)
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/case-words", ID: "case-words", Summary: "The words of the register", Tag: "cases"}, d.words)
}

func (d *desk) list(ctx context.Context, scope access.Scope, in *caseQuery) (CaseList, error) {
	out := CaseList{Items: []CaseRow{}}
	f, err := in.filter()
	if err != nil {
		return out, err
	}
	found, next, err := d.Cases.Cases(ctx, scope, f)
	if err != nil {
		return out, err
	}
	sums, err := d.Cases.Sums(ctx, scope, f)
	out.Next, out.Sums = next, CaseSums(sums)
	for _, c := range found {
		out.Items = append(out.Items, d.row(ctx, c))
	}
	return out, err
}

func (d *desk) history(ctx context.Context, scope access.Scope, in *api.ByID) (api.List[CaseStep], error) {
	out := api.List[CaseStep]{Items: []CaseStep{}}
	list, err := d.Cases.History(ctx, scope, in.ID)
	for _, m := range list {
		line := CaseStep{At: api.Stamp(m.At), Actor: m.Name, Action: m.Action, From: m.From, State: string(m.State), Note: m.Note, Version: m.Version, Changes: []CaseDiff{}}
		for _, x := range m.Diffs {
			line.Changes = append(line.Changes, CaseDiff(x))
		}
		out.Items = append(out.Items, line)
	}
	return out, err
}

func (d *desk) cards(ctx context.Context, scope access.Scope, in *cardQuery) (api.List[InvolvedCard], error) {
	out := api.List[InvolvedCard]{Items: []InvolvedCard{}}
	f := casefile.CardFilter{Kind: in.Kind, Bank: in.Bank, Carrier: in.Carrier, Outlet: in.Outlet, Check: in.Check, Unit: in.Unit, Limit: in.Limit, Cursor: in.Cursor}
	var err error
	f.Found, err = span("found", in.From, in.To)
	if err == nil {
		f.Opened, err = span("opened", in.OpenedFrom, in.OpenedTo)
	}
	if err != nil {
		return out, err
	}
	list, next, err := d.Cases.Cards(ctx, scope, f)
	out.Next = next
	for _, k := range list {
		out.Items = append(out.Items, InvolvedCard{CaseCard: card(k.Card), CaseID: k.Case, Number: k.Number, Unit: d.api.UnitOf(ctx, k.Unit), Fraud: k.Fraud})
	}
	return out, err
}

func (d *desk) words(_ context.Context, scope access.Scope, _ *api.None) (CaseWords, error) {
	err := scope.Require(access.CaseRead)
	if err != nil {
		return CaseWords{}, err
	}
	rules := d.Cases.Rules()
	out := CaseWords{Books: map[string][]CaseWord{}, LargeYuan: int64(rules.LargeYuan), Columns: []CaseColumn{}}
	for name, list := range rules.Books() {
		for _, w := range list {
			out.Books[name] = append(out.Books[name], CaseWord{Code: w.Code, ZH: w.ZH, EN: w.EN, Issuer: w.Issuer, Fen: w.Fen})
		}
	}
	for _, c := range rules.Columns {
		out.Columns = append(out.Columns, CaseColumn{Field: c.Field, ZH: c.ZH, Need: c.Need})
	}
	return out, nil
}
