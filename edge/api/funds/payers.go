package funds

import (
	"context"
	"fanzha/edge/api"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/term/ident"
)

// PayerRow is somebody else who paid to an account of the claim: perhaps a victim who does not know yet.
type PayerRow struct {
	ID      string     `json:"id"`
	Person  api.Person `json:"person"`
	Account string     `json:"account"`
	Fen     int64      `json:"fen"`
	At      string     `json:"at"`
	Warned  bool       `json:"warned" doc:"There is a claim or a warning already."`
}

// PayerWarner raises a warning for somebody who paid an account that is being chased.
type PayerWarner interface {
	// Warn makes it known as a signal: detection does the rest. The id makes it happen once.
	Warn(ctx context.Context, w Warn) error
}

// Warn says whom to warn, and of which account.
type Warn struct {
	ID    string
	Payer stoppay.Payer
	Payee stoppay.Party
}

type payerQuery struct {
	api.ByID
	OrderID string `query:"order_id" maxLength:"64"`
}

type warnPayer struct {
	api.ByID
	Payer string `path:"payer" maxLength:"128"`
}

func (a *desk) payerRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/claims/{id}/payers", ID: "list-payers", Summary: "Who else paid to the account of an order", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *payerQuery) (api.List[PayerRow], error) {
			out := api.List[PayerRow]{Items: []PayerRow{}}
			_, payers, err := a.payersOf(ctx, scope, in.ID, in.OrderID)
			for _, p := range payers {
				out.Items = append(out.Items, PayerRow{
					ID: payerID(p), Person: api.Person{Name: ident.MaskName(p.Name), Phone: p.Phone.Mask()}, Account: p.Account.Mask(), Fen: p.Fen,
					At: api.Stamp(p.At), Warned: p.Claim != "",
				})
			}
			return out, err
		})
	api.Handle(a.api, api.Route{Method: http.MethodPost, Path: "/claims/{id}/payers/{payer}/warn", ID: "warn-payer", Summary: "Warn somebody who paid and may not know", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *warnPayer) (api.None, error) {
			err := scope.Require(access.ClaimWork)
			if err != nil {
				return api.None{}, err
			}
			return api.None{}, a.warn(ctx, scope, in)
		})
}

// payerID names a payment among those to one account.
func payerID(p stoppay.Payer) string {
	return shortHash(string(p.Account) + "/" + p.Ref + "/" + api.Stamp(p.At))
}

func (a *desk) payersOf(ctx context.Context, scope access.Scope, claim, order string) (stoppay.Order, []stoppay.Payer, error) {
	o, _, err := a.Stops.Order(ctx, scope, order)
	if err != nil {
		return o, nil, err
	}
	if o.Claim != claim {
		return o, nil, stoppay.ErrNotFound
	}
	payers, err := a.Stops.OtherPayers(ctx, scope, claim, o.Target.Account)
	return o, payers, err
}

// warn finds the payer among those of the claim's accounts and makes the loss known.
func (a *desk) warn(ctx context.Context, scope access.Scope, in *warnPayer) error {
	d, err := a.Stops.Claim(ctx, scope, in.ID)
	if err != nil {
		return err
	}
	for _, o := range d.Orders {
		payers, err := a.Stops.OtherPayers(ctx, scope, in.ID, o.Target.Account)
		if err != nil {
			return err
		}
		for _, p := range payers {
			if payerID(p) == in.Payer {
				return a.Warner.Warn(ctx, Warn{in.Payer, p, o.Target})
			}
		}
	}
	return stoppay.ErrNotFound
}
