package api

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/term/fault"
	"fanzha/term/ident"
)

// PayerRow is somebody else who paid to an account of the claim: perhaps a victim who does not know yet.
type PayerRow struct {
	ID      string `json:"id"`
	Person  Person `json:"person"`
	Account string `json:"account"`
	Fen     int64  `json:"fen"`
	At      string `json:"at"`
	Warned  bool   `json:"warned" doc:"There is a claim or a warning already."`
}

// PayerWarner raises a warning for somebody who paid an account that is being chased.
type PayerWarner interface {
	// Warn makes it known as a signal: detection does the rest. The id makes it happen once.
	Warn(ctx context.Context, scope access.Scope, id string, p stoppay.Payer, payee stoppay.Party) error
}

type payerQuery struct {
	ByID
	OrderID string `query:"order_id" maxLength:"64"`
}

type warnPayer struct {
	ByID
	Payer string `path:"payer" maxLength:"128"`
	Body  struct {
		OrderID string `json:"order_id" maxLength:"64"`
	}
}

func (a *API) payerRoutes() {
	route(a, op{method: http.MethodGet, path: "/claims/{id}/payers", id: "list-payers", summary: "Who else paid to the account of an order", tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *payerQuery) (list[PayerRow], error) {
			out := list[PayerRow]{Items: []PayerRow{}}
			_, payers, err := a.payersOf(ctx, scope, in.ID, in.OrderID)
			for _, p := range payers {
				out.Items = append(out.Items, PayerRow{
					ID: payerID(p), Person: Person{Name: ident.MaskName(p.Name), Phone: p.Phone.Mask()}, Account: p.Account.Mask(), Fen: p.Fen,
					At: stamp(p.At), Warned: p.Claim != "",
				})
			}
			return out, err
		})
	route(a, op{method: http.MethodPost, path: "/claims/{id}/payers/{payer}/warn", id: "warn-payer", summary: "Warn somebody who paid and may not know", tag: "claims"},
		func(ctx context.Context, scope access.Scope, in *warnPayer) (none, error) {
			err := scope.Require(access.ClaimWork)
			if err != nil {
				return none{}, err
			}
			order, payers, err := a.payersOf(ctx, scope, in.ID, in.Body.OrderID)
			if err != nil {
				return none{}, err
			}
			for _, p := range payers {
				if payerID(p) == in.Payer {
					return none{}, a.Warner.Warn(ctx, scope, in.Payer, p, order.Target)
				}
			}
			return none{}, fault.New(fault.NotFound, stoppay.ErrNotFound.Code)
		})
}

// payerID names a payment among those to one account.
func payerID(p stoppay.Payer) string {
	return shortHash(string(p.Account) + "/" + p.Ref + "/" + stamp(p.At))
}

func (a *API) payersOf(ctx context.Context, scope access.Scope, claim, order string) (stoppay.Order, []stoppay.Payer, error) {
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
