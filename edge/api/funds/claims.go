package funds

import (
	"context"
	"crypto/rand"
	"fanzha/edge/api"
	"net/http"
	"strings"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/term/ident"
)

// Authority is under whose hand orders go out at once (值班授权): two officers and one legal document, set by the unit's leader.
type Authority interface {
	// Authority returns those of the unit, or of the nearest unit above it; fault NotFound when nobody has set any.
	Authority(ctx context.Context, unit string) ([2]stoppay.Officer, stoppay.Document, error)
}

type claimQuery struct {
	State    []string `query:"state" doc:"open, closed, withdrawn"`
	Standing []string `query:"standing" doc:"provisional, confirmed, lapsed"`
	Unit     string   `query:"unit"`
	Q        string   `query:"q" maxLength:"64" doc:"The number begins with this, or a whole receipt, phone, account or name, the last four digits of an account or phone, the first letter of a name."`
	Warning  string   `query:"warning"`
	Review   string   `query:"review" enum:"due," doc:"due: the shift leader's review is owed."`
	Cursor   string   `query:"cursor" maxLength:"256"`
	Limit    int      `query:"limit" minimum:"0" maximum:"100"`
}

type partyInput struct {
	Bank    string `json:"bank,omitempty" maxLength:"32"`
	Account string `json:"account" maxLength:"64"`
	Name    string `json:"name" maxLength:"100"`
	Kind    string `json:"kind,omitempty" enum:"person,company,payment,"`
}

type paymentInput struct {
	Bank    string     `json:"bank,omitempty" maxLength:"32"`
	Account string     `json:"account,omitempty" maxLength:"64"`
	Ref     string     `json:"ref,omitempty" maxLength:"64"`
	At      string     `json:"at"`
	Fen     int64      `json:"fen" minimum:"1"`
	Channel string     `json:"channel,omitempty" maxLength:"32"`
	Voucher bool       `json:"voucher,omitempty"`
	Payee   partyInput `json:"payee"`
}

type openInput struct {
	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"Stands for cause where the body has none."`
	Body struct {
		Cause     string `json:"cause,omitempty" maxLength:"128" doc:"Makes the call idempotent: the same cause returns the same claim."`
		Source    string `json:"source,omitempty" enum:"desk,hotline,bank,warning,"`
		Fraud     string `json:"fraud,omitempty" maxLength:"32"`
		Brief     string `json:"brief,omitempty" maxLength:"8000"`
		WarningID string `json:"warning_id,omitempty" maxLength:"64"`
		TicketID  string `json:"ticket_id,omitempty" maxLength:"64" doc:"The call that it grows out of: its number is the victim's where none is given, and the ticket will name the claim."`
		Victim    struct {
			Name     string `json:"name" maxLength:"100"`
			IDNumber string `json:"id_number,omitempty" maxLength:"32"`
			Phone    string `json:"phone,omitempty" maxLength:"32"`
		} `json:"victim"`
		Payments      []paymentInput `json:"payments" minItems:"1" maxItems:"20"`
		PhoneVerified bool           `json:"phone_verified,omitempty"`
		InPerson      bool           `json:"in_person,omitempty"`
		Signed        bool           `json:"signed,omitempty"`
	}
}

type extendInput struct {
	api.ByID
	Body struct {
		LegID   string      `json:"leg_id,omitempty" maxLength:"64"`
		OrderID string      `json:"order_id,omitempty" maxLength:"64" doc:"All candidates behind this order."`
		Party   *partyInput `json:"party,omitempty"`
		At      string      `json:"at,omitempty"`
		Fen     int64       `json:"fen,omitempty" minimum:"0"`
		From    string      `json:"from,omitempty" maxLength:"64"`
	}
}

type claimAct struct {
	api.ByID
	Body struct {
		Version int64  `json:"version,omitempty" minimum:"0"`
		Finding string `json:"finding,omitempty" enum:"upheld,reversed,"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	}
}

func (a *desk) claimRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/claims", ID: "open-claim", Summary: "Take a victim's report and send orders for every account that is known", Tag: "claims"}, a.openClaim)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/claims", ID: "list-claims", Summary: "Claims, the latest first", Tag: "claims"}, a.listClaims)
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/claims/{id}", ID: "get-claim", Summary: "One claim with payments, orders, movements and what may be ordered next", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *api.ByID) (ClaimDetail, error) {
			return a.claimDetail(ctx, scope, in.ID)
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/claims/{id}/extend", ID: "extend-claim", Summary: "Order the next layer", Tag: "claims"}, a.extendClaim)
	for verb, do := range map[string]func(context.Context, access.Scope, stoppay.ActCmd) (stoppay.Claim, error){
		"confirm": a.Stops.Confirm, "withdraw": a.Stops.Withdraw, "close": a.Stops.Close,
	} {
		api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/claims/{id}/" + verb, ID: verb + "-claim", Summary: claimVerbs[verb], Tag: "claims"},
			func(ctx context.Context, scope access.Scope, in *claimAct) (ClaimDetail, error) {
				_, err := do(ctx, scope, stoppay.ActCmd{Claim: in.ID, Version: in.Body.Version, Reason: in.Body.Note})
				if err != nil {
					return ClaimDetail{}, err
				}
				return a.claimDetail(ctx, scope, in.ID)
			})
	}
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/claims/{id}/review", ID: "review-claim", Summary: "The shift leader's review after the orders went out", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *claimAct) (ClaimDetail, error) {
			cmd := stoppay.ReviewCmd{Claim: in.ID, Version: in.Body.Version, Finding: stoppay.Finding(in.Body.Finding), Note: in.Body.Note}
			_, err := a.Stops.Review(ctx, scope, cmd)
			if err != nil {
				return ClaimDetail{}, err
			}
			return a.claimDetail(ctx, scope, in.ID)
		})
}

var claimVerbs = map[string]string{
	"confirm": "Confirm a provisional claim", "withdraw": "Withdraw a claim: every hold is released", "close": "Close a claim: holds run on to their ends",
}

func (a *desk) claimDetail(ctx context.Context, scope access.Scope, id string) (ClaimDetail, error) {
	d, err := a.Stops.Claim(ctx, scope, id)
	if err != nil {
		return ClaimDetail{}, err
	}
	return a.moneyView(ctx).detail(d), nil
}

func (a *desk) listClaims(ctx context.Context, scope access.Scope, in *claimQuery) (api.List[ClaimRow], error) {
	f := stoppay.ClaimFilter{
		States: api.Convert[stoppay.ClaimState](in.State), Standings: api.Convert[stoppay.Standing](in.Standing), Unit: in.Unit, Warning: in.Warning,
		Text: strings.TrimSpace(in.Q), ReviewDue: in.Review == "due", Limit: in.Limit, Cursor: in.Cursor,
	}
	claims, next, err := a.Stops.Claims(ctx, scope, f)
	out := api.List[ClaimRow]{Items: []ClaimRow{}, Next: next}
	if err != nil {
		return out, err
	}
	ids := make([]string, len(claims))
	for i, c := range claims {
		ids[i] = c.ID
	}
	briefs, err := a.Stops.Briefs(ctx, scope, ids)
	view := a.moneyView(ctx)
	for _, c := range claims {
		out.Items = append(out.Items, view.row(c, briefs[c.ID]))
	}
	return out, err
}

func (a *desk) openClaim(ctx context.Context, scope access.Scope, in *openInput) (ClaimDetail, error) {
	cmd, err := in.command()
	if err != nil {
		return ClaimDetail{}, err
	}
	err = scope.Require(access.ClaimWork)
	if err != nil {
		return ClaimDetail{}, err
	}
	if in.Body.TicketID != "" {
		err = a.FromCall(ctx, scope, in.Body.TicketID, &cmd)
	}
	if err != nil {
		return ClaimDetail{}, err
	}
	cmd.Officers, cmd.Document, err = a.Authority.Authority(ctx, scope.Unit)
	if err != nil {
		return ClaimDetail{}, err
	}
	done, err := a.Stops.Open(ctx, scope, cmd)
	if err != nil {
		return ClaimDetail{}, err
	}
	return a.claimDetail(ctx, scope, done.Claim.ID)
}

func (in *openInput) command() (stoppay.OpenCmd, error) {
	b := in.Body
	cmd := stoppay.OpenCmd{
		Cause: b.Cause, Fraud: b.Fraud, Brief: b.Brief, Source: b.Source, Warning: b.WarningID, PhoneVerified: b.PhoneVerified, InPerson: b.InPerson,
		Signed: b.Signed, Victim: stoppay.Victim{Name: strings.TrimSpace(b.Victim.Name)},
	}
	if cmd.Source == "" {
		cmd.Source = "desk"
	}
	if cmd.Cause == "" {
		cmd.Cause = in.Key
	}
	if cmd.Cause == "" {
		cmd.Cause = "desk-" + rand.Text() // nothing makes it the same as another
	}
	var err error
	if b.Victim.IDNumber != "" {
		cmd.Victim.ID, err = ident.ParseID(b.Victim.IDNumber)
		if err != nil {
			return cmd, err
		}
	}
	if b.Victim.Phone != "" {
		cmd.Victim.Phone, err = ident.ParsePhone(b.Victim.Phone)
		if err != nil {
			return cmd, err
		}
	}
	for _, p := range b.Payments {
		one, err := p.payment()
		if err != nil {
			return cmd, err
		}
		cmd.Payments = append(cmd.Payments, one)
	}
	return cmd, nil
}

func (p paymentInput) payment() (stoppay.Payment, error) {
	out := stoppay.Payment{Bank: p.Bank, Ref: p.Ref, Fen: p.Fen, Channel: p.Channel, Voucher: p.Voucher}
	var err error
	out.At, err = api.ParseMoment("body.payments.at", p.At)
	if err != nil {
		return out, err
	}
	if p.Account != "" {
		out.Account, err = ident.ParseAccount(p.Account)
		if err != nil {
			return out, err
		}
	}
	out.Payee, err = p.Payee.party()
	return out, err
}

func (p partyInput) party() (stoppay.Party, error) {
	account, err := ident.ParseAccount(p.Account)
	kind := p.Kind
	if kind == "" {
		kind = "person"
	}
	return stoppay.Party{Bank: p.Bank, Account: account, Name: strings.TrimSpace(p.Name), Kind: kind}, err
}

// extendClaim orders along one leg, along every candidate behind an order, or to a party that an officer names.
func (a *desk) extendClaim(ctx context.Context, scope access.Scope, in *extendInput) (ClaimDetail, error) {
	b := in.Body
	cmds := []stoppay.ExtendCmd{{Claim: in.ID, Leg: b.LegID, From: b.From, Fen: b.Fen}}
	if b.Party != nil {
		party, err := b.Party.party()
		if err != nil {
			return ClaimDetail{}, err
		}
		at, err := api.ParseMoment("body.at", b.At)
		if err != nil {
			return ClaimDetail{}, err
		}
		cmds[0].Party, cmds[0].Match = party, stoppay.Match{At: at, Fen: b.Fen}
	}
	if b.OrderID != "" {
		d, err := a.Stops.Claim(ctx, scope, in.ID)
		if err != nil {
			return ClaimDetail{}, err
		}
		cmds = cmds[:0]
		for _, l := range d.Legs {
			if l.Order == b.OrderID && candidate(l) && l.Halt != stoppay.HaltName && l.Halt != stoppay.HaltBank {
				cmds = append(cmds, stoppay.ExtendCmd{Claim: in.ID, Leg: l.ID})
			}
		}
	}
	for _, cmd := range cmds {
		_, err := a.Stops.Extend(ctx, scope, cmd)
		if err != nil {
			return ClaimDetail{}, err
		}
	}
	return a.claimDetail(ctx, scope, in.ID)
}
