package hotline

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/casefile"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning"
	"fanzha/edge/api"
	"fanzha/term/ident"
)

// Pop is what is known of a number before it is answered.
type Pop struct {
	Calls    []Ticket     `json:"calls" doc:"Earlier calls, the latest first."`
	Care     []CareNote   `json:"care"`
	Persons  []PopPerson  `json:"persons"`
	Warnings []PopWarning `json:"warnings"`
	Claims   []PopClaim   `json:"claims"`
	Cases    []PopCase    `json:"cases"`
}

// PopPerson is a person at risk with this number.
type PopPerson struct {
	ID   string   `json:"id"`
	Name string   `json:"name"`
	Unit api.Unit `json:"unit"`
}

// PopWarning is a warning of this number's person.
type PopWarning struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	Level    string `json:"level" enum:"urgent,high,medium,low"`
	Family   string `json:"family" enum:"fund,contact"`
	Fraud    string `json:"fraud"`
	State    string `json:"state" enum:"open,working,watching,review,closed"`
	Active   bool   `json:"active" doc:"Still worked on."`
	OpenedAt string `json:"opened_at"`
	ReasonZH string `json:"reason_zh"`
	ReasonEN string `json:"reason_en"`
}

// PopClaim is a stop-payment of this number's holder.
type PopClaim struct {
	ID       string `json:"id"`
	Number   string `json:"number"`
	State    string `json:"state" enum:"open,closed,withdrawn"`
	LossFen  int64  `json:"loss_fen"`
	HeldFen  int64  `json:"held_fen"`
	OpenedAt string `json:"opened_at"`
}

// PopCase is a case that one of these stop-payments belongs to.
type PopCase struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	State   string `json:"state" enum:"filed,solved,closed,withdrawn"`
	Fraud   string `json:"fraud"`
	LossFen int64  `json:"loss_fen"`
	FiledAt string `json:"filed_at"`
}

// Bounds of a pop: what fits beside a call. Cases are looked up for so many claims.
const (
	popWarnings = 8
	popClaims   = 5
)

func (d *desk) popRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/hotline/tickets/{id}/pop", ID: "pop-ticket", Summary: "What is known of a call's number: calls, notes, warnings, stop-payments, cases", Tag: "hotline"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (Pop, error) {
			out := Pop{Calls: []Ticket{}, Care: []CareNote{}, Persons: []PopPerson{}, Warnings: []PopWarning{}, Claims: []PopClaim{}, Cases: []PopCase{}}
			t, before, err := d.Hotline.Before(ctx, scope, in.ID)
			if err != nil || t.Phone == "" {
				return out, err
			}
			out.Calls = d.tickets(ctx, before.Calls)
			for _, c := range before.Care {
				out.Care = append(out.Care, careNote(c))
			}
			err = d.popPerson(ctx, scope, t.Phone, &out)
			if err != nil {
				return out, err
			}
			return out, d.popMoney(ctx, scope, t.Phone, &out)
		})
}

// popPerson adds who has the number, and what he was warned of. Who may not read warnings gets none.
func (d *desk) popPerson(ctx context.Context, scope access.Scope, phone ident.Phone, out *Pop) error {
	if !scope.Can(access.WarningRead) {
		return nil
	}
	found, err := d.Warnings.Search(ctx, scope, string(phone))
	if err != nil {
		return err
	}
	for _, p := range found.Persons {
		out.Persons = append(out.Persons, PopPerson{ID: p.ID, Name: ident.MaskName(p.Name), Unit: d.api.UnitOf(ctx, p.Unit)})
	}
	for _, v := range found.Warnings[:min(len(found.Warnings), popWarnings)] {
		out.Warnings = append(out.Warnings, popWarning(v))
	}
	return nil
}

func popWarning(v warning.View) PopWarning {
	return PopWarning{
		ID: v.ID, Number: v.Number, Level: string(v.Level), Family: string(v.Family), Fraud: v.Fraud, State: string(v.State), Active: v.Active(),
		OpenedAt: api.Stamp(v.OpenedAt), ReasonZH: v.ReasonZH, ReasonEN: v.ReasonEN,
	}
}

// popMoney adds the stop-payments of the number, and their cases.
func (d *desk) popMoney(ctx context.Context, scope access.Scope, phone ident.Phone, out *Pop) error {
	if !scope.Can(access.ClaimRead) {
		return nil
	}
	claims, _, err := d.Claims.Claims(ctx, scope, stoppay.ClaimFilter{Text: string(phone), Limit: popClaims})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, c := range claims {
		out.Claims = append(out.Claims, PopClaim{ID: c.ID, Number: c.Number, State: string(c.State), LossFen: c.LossFen, HeldFen: c.HeldFen, OpenedAt: api.Stamp(c.OpenedAt)})
		if !scope.Can(access.CaseRead) {
			continue
		}
		cases, _, err := d.Cases.Cases(ctx, scope, casefile.Filter{Claim: c.ID, Limit: popClaims})
		if err != nil {
			return err
		}
		for _, x := range cases {
			if !seen[x.ID] {
				seen[x.ID] = true
				out.Cases = append(out.Cases, PopCase{ID: x.ID, Number: x.Number, State: string(x.State), Fraud: string(x.Fraud), LossFen: x.LossFen, FiledAt: api.Stamp(x.FiledAt)})
			}
		}
	}
	return nil
}
