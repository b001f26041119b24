package measures

import (
	"cmp"
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/edge/api"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// RestrictionRow is a restriction of a victim's own account, for his protection and for hours.
type RestrictionRow struct {
	ID         string   `json:"id"`
	Number     string   `json:"number"`
	Warning    string   `json:"warning_id"`
	ClaimID    string   `json:"claim_id"`
	Unit       api.Unit `json:"unit"`
	BankName   string   `json:"bank_name"`
	Account    string   `json:"account"`
	Person     string   `json:"person"`
	Phone      string   `json:"phone"`
	Limits     string   `json:"limits" enum:"non_counter,payments" doc:"What is bounded: all but the counter, or every payment."`
	Told       string   `json:"told" enum:",asked,silent,done,refused,undelivered" doc:"What the bank has done of the latest that it was told; empty: it was told nothing."`
	Refusal    string   `json:"refusal" doc:"Why the bank has not done it: a code of GET /partner/v1/words, or of a fault."`
	Reason     string   `json:"reason" enum:"paying_now,remote_control,second_payment,told_to_pay"`
	Document   string   `json:"document"`
	State      string   `json:"state" enum:"active,ended,lifted"`
	Count      int64    `json:"count" doc:"1, or 2 after an extension."`
	ImposedAt  string   `json:"imposed_at"`
	ImposedBy  string   `json:"imposed_by" doc:"Name."`
	EndsAt     string   `json:"ends_at"`
	ReviewDue  string   `json:"review_due" doc:"It is looked at daily."`
	Overdue    bool     `json:"overdue" doc:"The daily look is missing."`
	ReviewedAt string   `json:"reviewed_at"`
	ReviewedBy string   `json:"reviewed_by"`
	EndedAt    string   `json:"ended_at"`
	EndedBy    string   `json:"ended_by" doc:"Name; empty: the clock."`
	EndReason  string   `json:"end_reason"`
	Version    int64    `json:"version"`
}

type restrictionQuery struct {
	State    []string `query:"state"`
	Claim    string   `query:"claim" maxLength:"64"`
	Bank     string   `query:"bank" maxLength:"32"`
	ReviewBy string   `query:"review_by" maxLength:"40" doc:"The daily list: those whose look is due before."`
	EndsBy   string   `query:"ends_by" maxLength:"40" doc:"Those that end before."`
	Cursor   string   `query:"cursor" maxLength:"256"`
	Limit    int      `query:"limit" minimum:"0" maximum:"200"`
}

type imposeInput struct {
	Body struct {
		Warning  string `json:"warning_id,omitempty" maxLength:"64" doc:"It grew out of this warning, or"`
		Claim    string `json:"claim_id,omitempty" maxLength:"64" doc:"out of this claim: one of the two is needed."`
		Unit     string `json:"unit,omitempty" maxLength:"12" doc:"Whose matter it is; empty: the caller's unit."`
		Bank     string `json:"bank,omitempty" maxLength:"32" doc:"Empty, with account, person and phone, where they are taken over from the claim."`
		Account  string `json:"account,omitempty" maxLength:"40" doc:"The victim's own."`
		Person   string `json:"person,omitempty" maxLength:"100"`
		Phone    string `json:"phone,omitempty" maxLength:"32" doc:"Told at once: why, until when, how to object."`
		Limits   string `json:"limits,omitempty" enum:"non_counter,payments" doc:"What is bounded; empty: non_counter, the milder."`
		Reason   string `json:"reason" enum:"paying_now,remote_control,second_payment,told_to_pay"`
		Document string `json:"document" minLength:"1" maxLength:"64" doc:"Number of the decision."`
		Note     string `json:"note,omitempty" maxLength:"2000"`
	}
}

// measureAct is a command on one measure, with its reason.
type measureAct struct {
	api.ByID
	Body struct {
		Version int64  `json:"version" minimum:"1"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (in *measureAct) act() measure.Act {
	return measure.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note}
}

func (a *desk) restrictionRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/restrictions", ID: "list-restrictions", Summary: "Restrictions of victims' own accounts, the latest first", Tag: "restrictions"}, a.listRestrictions)
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/restrictions", ID: "impose-restriction", Summary: "Keep a victim's own account from paying", Tag: "restrictions"}, a.imposeRestriction)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/restrictions/{id}", ID: "get-restriction", Summary: "One restriction", Tag: "restrictions"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (RestrictionRow, error) {
			x, err := a.Measures.Restriction(ctx, scope, in.ID)
			return a.restrictionRow(ctx, x), err
		})
	for verb, act := range a.restrictionActs() {
		api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/restrictions/{id}/" + verb, ID: verb + "-restriction", Summary: act.summary, Tag: "restrictions"},
			func(ctx context.Context, scope access.Scope, in *measureAct) (RestrictionRow, error) {
				x, err := act.do(ctx, scope, in.act())
				return a.restrictionRow(ctx, x), err
			})
	}
}

// restrictionVerb is one command on a restriction.
type restrictionVerb struct {
	summary string
	do      func(context.Context, access.Scope, measure.Act) (measure.Restriction, error)
}

// restrictionActs are bound late: the description of the interface is made without rooms.
func (a *desk) restrictionActs() map[string]restrictionVerb {
	return map[string]restrictionVerb{
		"extend": {"Let a restriction follow on itself", func(ctx context.Context, s access.Scope, x measure.Act) (measure.Restriction, error) {
			return a.Measures.ExtendRestriction(ctx, s, x)
		}},
		"review": {"The daily look: it stays, with a reason", func(ctx context.Context, s access.Scope, x measure.Act) (measure.Restriction, error) {
			return a.Measures.ReviewRestriction(ctx, s, x)
		}},
		"lift": {"Give the account back", func(ctx context.Context, s access.Scope, x measure.Act) (measure.Restriction, error) {
			return a.Measures.LiftRestriction(ctx, s, x)
		}},
	}
}

func (a *desk) listRestrictions(ctx context.Context, scope access.Scope, in *restrictionQuery) (api.List[RestrictionRow], error) {
	out := api.List[RestrictionRow]{Items: []RestrictionRow{}}
	due, err := api.ParseMoment("query.review_by", in.ReviewBy)
	if err != nil {
		return out, err
	}
	ends, err := api.ParseMoment("query.ends_by", in.EndsBy)
	if err != nil {
		return out, err
	}
	f := measure.Filter{States: in.State, Claim: in.Claim, Bank: in.Bank, ReviewBy: due, EndsBefore: ends, Limit: in.Limit, Cursor: in.Cursor}
	found, next, err := a.Measures.Restrictions(ctx, scope, f)
	out.Next = next
	v := a.view(ctx)
	for _, x := range found {
		out.Items = append(out.Items, v.restriction(x))
	}
	return out, err
}

func (a *desk) imposeRestriction(ctx context.Context, scope access.Scope, in *imposeInput) (RestrictionRow, error) {
	b := in.Body
	if b.Claim != "" && b.Account == "" {
		own, err := a.ownOf(ctx, scope, b.Claim)
		if err != nil {
			return RestrictionRow{}, err
		}
		b.Bank, b.Account, b.Person, b.Phone = own.Bank, string(own.Account), cmp.Or(b.Person, own.Person), cmp.Or(b.Phone, string(own.Phone))
	}
	account, err := ident.ParseAccount(b.Account)
	if err != nil {
		return RestrictionRow{}, err
	}
	phone, err := ident.ParsePhone(b.Phone)
	if err != nil {
		return RestrictionRow{}, err
	}
	x, err := a.Measures.ImposeRestriction(ctx, scope, measure.ImposeCmd{
		Warning: b.Warning, Claim: b.Claim, Unit: b.Unit, Bank: b.Bank, Account: account, Person: b.Person, Phone: phone, Limits: b.Limits, Reason: b.Reason,
		Document: b.Document, Note: b.Note,
	})
	return a.restrictionRow(ctx, x), err
}

// ownOf is the victim's own account of a claim that the caller sees: the one that the latest payment left. It never passes through the
// console, which has it masked.
func (a *desk) ownOf(ctx context.Context, scope access.Scope, claim string) (measure.ImposeCmd, error) {
	_, err := a.Told.Claim(ctx, scope, claim)
	if err != nil {
		return measure.ImposeCmd{}, err
	}
	d, err := a.Told.Claim(ctx, access.System(), claim)
	own := measure.ImposeCmd{Person: d.Claim.Victim.Name, Phone: d.Claim.Victim.Phone}
	var at when.Micros
	for _, p := range d.Payments {
		if p.At >= at {
			at, own.Bank, own.Account = p.At, p.Bank, p.Account
		}
	}
	return own, err
}

func (a *desk) restrictionRow(ctx context.Context, x measure.Restriction) RestrictionRow {
	return a.view(ctx).restriction(x)
}

// restriction renders what the room has masked.
func (v *view) restriction(x measure.Restriction) RestrictionRow {
	return RestrictionRow{
		ID: x.ID, Number: x.Number, Warning: x.Warning, ClaimID: x.Claim, Unit: v.api.UnitOf(v.ctx, x.Unit), BankName: v.bank(x.Bank),
		Account: string(x.Account), Person: x.Person, Phone: string(x.Phone), Limits: x.Limits,
		Told: string(x.Told.State), Refusal: x.Told.Refusal, Reason: x.Reason, Document: x.Document, State: string(x.State), Count: x.Count,
		ImposedAt: api.Stamp(x.ImposedAt), ImposedBy: v.person(x.ImposedBy), EndsAt: api.Stamp(x.EndsAt), ReviewDue: api.Stamp(x.ReviewDue),
		Overdue: x.State == measure.RestrictionActive && x.ReviewDue < v.Clock.Now(), ReviewedAt: api.Stamp(x.ReviewedAt), ReviewedBy: v.person(x.ReviewedBy),
		EndedAt: api.Stamp(x.EndedAt), EndedBy: v.person(x.EndedBy), EndReason: x.EndReason, Version: x.Version,
	}
}
