package funds

import (
	"context"
	"fanzha/edge/api"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/measure"
	"fanzha/term/ident"
)

// FreezeRow is a freeze: money kept on an account for months, by amount.
type FreezeRow struct {
	ID         string   `json:"id"`
	Number     string   `json:"number"`
	OrderID    string   `json:"order_id"`
	ClaimID    string   `json:"claim_id"`
	Unit       api.Unit `json:"unit"`
	BankName   string   `json:"bank_name"`
	Account    string   `json:"account"`
	Holder     string   `json:"holder"`
	Fen        int64    `json:"fen"`
	FrozenFen  int64    `json:"frozen_fen"`
	Months     int64    `json:"months"`
	Major      bool     `json:"major"`
	State      string   `json:"state" enum:"proposed,approved,waiting,active,declined,withdrawn,rejected,lifted,lapsed"`
	Case       string   `json:"case" doc:"立案编号"`
	Document   string   `json:"document"`
	ProposedAt string   `json:"proposed_at"`
	ApprovedAt string   `json:"approved_at"`
	ExecutedAt string   `json:"executed_at"`
	ExpiresAt  string   `json:"expires_at"`
	Renewals   int64    `json:"renewals"`
	RenewFrom  string   `json:"renew_from" doc:"The bank has not confirmed the latest renewal: the old end, which holds again when it refuses."`
	Refused    string   `json:"renew_refusal" doc:"Why the bank has not renewed: a code of GET /partner/v1/words, or undelivered."`
	Earlier    string   `json:"earlier" doc:"Of one in waiting: the organ whose freeze stands before it."`
	EndReason  string   `json:"end_reason"`
	Told       string   `json:"told" enum:",asked,silent,done,refused,undelivered" doc:"What the bank has done of the latest thaw; empty: nothing was to be thawed."`
	Refusal    string   `json:"refusal" doc:"Why the bank has not thawed: a code of GET /partner/v1/words."`
	Version    int64    `json:"version"`
}

type freezeInput struct {
	api.ByID
	Body struct {
		Fen      int64  `json:"fen,omitempty" minimum:"0" doc:"0: what is held."`
		Basis    string `json:"basis" minLength:"1" maxLength:"64" doc:"立案编号"`
		Document string `json:"document" minLength:"1" maxLength:"64" doc:"Number of the 协助冻结财产通知书."`
		SHA256   string `json:"sha256,omitempty" maxLength:"64" doc:"Of the scanned notice, hexadecimal; without it no document is attached and the proposal is refused."`
		Until    string `json:"until,omitempty" doc:"Ignored: the term is the law's, from the bank's execution."`
		Version  int64  `json:"version,omitempty"`
		Interest bool   `json:"interest,omitempty"`
		Major    bool   `json:"major,omitempty" doc:"重大、复杂案件"`
		Note     string `json:"note,omitempty" maxLength:"2000"`
	}
}

type freezeAct struct {
	api.ByID
	Body struct {
		Version  int64  `json:"version" minimum:"1"`
		Note     string `json:"note,omitempty" maxLength:"2000"`
		Document string `json:"document,omitempty" maxLength:"64"`
		Fen      int64  `json:"fen,omitempty" minimum:"0"`
	}
}

type freezeQuery struct {
	State  []string `query:"state"`
	Claim  string   `query:"claim" maxLength:"64"`
	Order  string   `query:"order" maxLength:"64"`
	Bank   string   `query:"bank" maxLength:"32"`
	Cursor string   `query:"cursor" maxLength:"256"`
	Limit  int      `query:"limit" minimum:"0" maximum:"200"`
}

func (a *desk) freezeRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/stops/{id}/freeze", ID: "propose-freeze", Summary: "Ask for a freeze of what is held", Tag: "freezes"}, a.freezeStop)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/freezes", ID: "list-freezes", Summary: "Freezes, the latest first", Tag: "freezes"},
		func(ctx context.Context, scope access.Scope, in *freezeQuery) (api.List[FreezeRow], error) {
			f := measure.Filter{States: in.State, Claim: in.Claim, Order: in.Order, Bank: in.Bank, Limit: in.Limit, Cursor: in.Cursor}
			found, next, err := a.Measures.Freezes(ctx, scope, f)
			out := api.List[FreezeRow]{Items: []FreezeRow{}, Next: next}
			for _, x := range found {
				out.Items = append(out.Items, a.freezeRow(ctx, x))
			}
			return out, err
		})
	for verb, act := range freezeActs {
		api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/freezes/{id}/" + verb, ID: verb + "-freeze", Summary: act.summary, Tag: "freezes"},
			func(ctx context.Context, scope access.Scope, in *freezeAct) (FreezeRow, error) {
				f, err := act.do(a.Measures, ctx, scope, measure.Act{ID: in.ID, Version: in.Body.Version, Note: in.Body.Note, Document: in.Body.Document, Fen: in.Body.Fen})
				return a.freezeRow(ctx, f), err
			})
	}
}

// freezeVerb is one command on a freeze.
type freezeVerb struct {
	summary string
	do      func(*measure.Service, context.Context, access.Scope, measure.Act) (measure.Freeze, error)
}

// freezeActs are methods without their room: the description of the interface is made without rooms.
var freezeActs = map[string]freezeVerb{
	"approve":     {"Approve a freeze", (*measure.Service).ApproveFreeze},
	"decline":     {"Decline a freeze", (*measure.Service).DeclineFreeze},
	"withdraw":    {"Withdraw a proposal", (*measure.Service).WithdrawFreeze},
	"ask-renewal": {"Ask for a renewal before the end", (*measure.Service).AskRenewal},
	"renew":       {"Approve a renewal", (*measure.Service).RenewFreeze},
	"lift":        {"Lift a freeze, in whole or in part", (*measure.Service).LiftFreeze},
}

func (a *desk) freezeRow(ctx context.Context, f measure.Freeze) FreezeRow {
	return FreezeRow{
		ID: f.ID, Number: f.Number, OrderID: f.Order, ClaimID: f.Claim, Unit: a.api.UnitOf(ctx, f.Unit), BankName: a.moneyView(ctx).bank(f.Bank), Account: f.Account.Mask(),
		Holder: ident.MaskName(f.Holder), Fen: f.Fen, FrozenFen: f.Frozen, Months: f.Months, Major: f.Major, State: string(f.State), Case: f.Basis.Case,
		Document: f.Basis.Document, ProposedAt: api.Stamp(f.ProposedAt), ApprovedAt: api.Stamp(f.ApprovedAt), ExecutedAt: api.Stamp(f.ExecutedAt), ExpiresAt: api.Stamp(f.ExpiresAt),
		Renewals: f.Renewals, RenewFrom: api.Stamp(f.RenewedFrom), Refused: f.RenewRefusal, Earlier: f.Earlier.Organ, EndReason: f.EndReason,
		Told: string(f.Told.State), Refusal: f.Told.Refusal, Version: f.Version,
	}
}
