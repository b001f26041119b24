package measures

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// MarkRow is a note on an account or a person that others are warned by.
type MarkRow struct {
	ID          string   `json:"id"`
	Number      string   `json:"number"`
	Unit        api.Unit `json:"unit"`
	BankName    string   `json:"bank_name"`
	SubjectKind string   `json:"subject_kind" enum:"account,person"`
	Subject     string   `json:"subject"`
	Kind        string   `json:"kind" enum:"involved,passed,lent,false_report,cleared_trader"`
	Basis       string   `json:"basis"`
	Source      string   `json:"source" doc:"The record it rests on."`
	State       string   `json:"state" enum:"active,ended,removed"`
	SetAt       string   `json:"set_at"`
	SetBy       string   `json:"set_by" doc:"Name; empty: the centre itself."`
	EndsAt      string   `json:"ends_at" doc:"It ends by itself."`
	EndedAt     string   `json:"ended_at"`
	EndedBy     string   `json:"ended_by"`
	EndReason   string   `json:"end_reason"`
	Version     int64    `json:"version"`
}

type markQuery struct {
	State   []string `query:"state"`
	Kind    string   `query:"kind" maxLength:"32"`
	Bank    string   `query:"bank" maxLength:"32"`
	Subject string   `query:"subject" maxLength:"64" doc:"Whole number of an account or identity."`
	EndsBy  string   `query:"ends_by" maxLength:"40" doc:"Those that end before."`
	Cursor  string   `query:"cursor" maxLength:"256"`
	Limit   int      `query:"limit" minimum:"0" maximum:"200"`
}

type markInput struct {
	Body struct {
		Unit        string `json:"unit,omitempty" maxLength:"12" doc:"Whose matter it is; empty: the caller's unit."`
		Bank        string `json:"bank,omitempty" maxLength:"32" doc:"Of a marked account."`
		SubjectKind string `json:"subject_kind" enum:"account,person"`
		Subject     string `json:"subject" minLength:"1" maxLength:"64"`
		Kind        string `json:"kind" enum:"involved,passed,lent,false_report,cleared_trader"`
		Source      string `json:"source" minLength:"1" maxLength:"64" doc:"The record it rests on: order, claim, freeze."`
		Basis       string `json:"basis" minLength:"1" maxLength:"2000" doc:"Why, in words."`
	}
}

func (a *desk) markRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/marks", ID: "list-marks", Summary: "Marks on accounts and persons, the latest first", Tag: "marks"},
		func(ctx context.Context, scope access.Scope, in *markQuery) (api.List[MarkRow], error) {
			out := api.List[MarkRow]{Items: []MarkRow{}}
			ends, err := api.ParseMoment("query.ends_by", in.EndsBy)
			if err != nil {
				return out, err
			}
			f := measure.Filter{States: in.State, Kind: in.Kind, Bank: in.Bank, Account: in.Subject, EndsBefore: ends, Limit: in.Limit, Cursor: in.Cursor}
			found, next, err := a.Measures.Marks(ctx, scope, f)
			out.Next = next
			v := a.view(ctx)
			for _, m := range found {
				out.Items = append(out.Items, v.mark(m))
			}
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/marks/{id}", ID: "get-mark", Summary: "One mark", Tag: "marks"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (MarkRow, error) {
			m, err := a.Measures.Mark(ctx, scope, in.ID)
			return a.markRow(ctx, m), err
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/marks", ID: "set-mark", Summary: "Mark an account or a person, with a basis", Tag: "marks"}, a.setMark)
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/marks/{id}/remove", ID: "remove-mark", Summary: "Take a mark back, with a reason", Tag: "marks"},
		func(ctx context.Context, scope access.Scope, in *measureAct) (MarkRow, error) {
			m, err := a.Measures.RemoveMark(ctx, scope, in.act())
			return a.markRow(ctx, m), err
		})
}

// setMark reads the subject as what it is, so that the same account or person is found however it was written.
func (a *desk) setMark(ctx context.Context, scope access.Scope, in *markInput) (MarkRow, error) {
	b := in.Body
	cmd := measure.MarkCmd{Unit: b.Unit, Bank: b.Bank, SubjectKind: b.SubjectKind, Kind: b.Kind, Source: b.Source, Basis: b.Basis}
	if b.SubjectKind == measure.SubjectAccount {
		account, err := ident.ParseAccount(b.Subject)
		if err != nil {
			return MarkRow{}, err
		}
		cmd.Subject = string(account)
	} else {
		person, err := ident.ParseID(b.Subject)
		if err != nil {
			return MarkRow{}, err
		}
		cmd.Subject = string(person)
	}
	m, err := a.Measures.SetMark(ctx, scope, cmd)
	return a.markRow(ctx, m), err
}

func (a *desk) markRow(ctx context.Context, m measure.Mark) MarkRow { return a.view(ctx).mark(m) }

// mark renders what the room has masked.
func (v *view) mark(m measure.Mark) MarkRow {
	return MarkRow{
		ID: m.ID, Number: m.Number, Unit: v.api.UnitOf(v.ctx, m.Unit), BankName: v.bank(m.Bank), SubjectKind: m.SubjectKind, Subject: m.Subject, Kind: m.Kind, Basis: m.Basis,
		Source: m.Source, State: string(m.State), SetAt: api.Stamp(m.SetAt), SetBy: v.person(m.SetBy), EndsAt: api.Stamp(m.EndsAt), EndedAt: api.Stamp(m.EndedAt),
		EndedBy: v.person(m.EndedBy), EndReason: m.EndReason, Version: m.Version,
	}
}
