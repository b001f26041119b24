package funds

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/stoppay"
	"fanzha/edge/api"
)

// Demo shows what only a demonstration with an invented city has.
type Demo interface {
	// Claim returns a victim's report that nobody has taken yet, some minutes old; fault NotFound where nothing is invented.
	Claim(ctx context.Context) (DemoClaim, error)
}

// DemoClaim is a report to be typed in, in the words of open-claim. Nothing in it is masked: everybody in it is invented.
type DemoClaim struct {
	Source        string        `json:"source"`
	Fraud         string        `json:"fraud"`
	Brief         string        `json:"brief"`
	Victim        DemoVictim    `json:"victim"`
	Payments      []DemoPayment `json:"payments"`
	PhoneVerified bool          `json:"phone_verified"`
	Signed        bool          `json:"signed"`
}

// DemoVictim is the invented person who calls.
type DemoVictim struct {
	Name     string `json:"name"`
	IDNumber string `json:"id_number"`
	Phone    string `json:"phone"`
}

// DemoParty is an invented payee.
type DemoParty struct {
	Bank    string `json:"bank"`
	Account string `json:"account"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
}

// DemoPayment is one invented transfer.
type DemoPayment struct {
	Bank    string    `json:"bank"`
	Account string    `json:"account"`
	Ref     string    `json:"ref"`
	At      string    `json:"at"`
	Fen     int64     `json:"fen"`
	Channel string    `json:"channel"`
	Voucher bool      `json:"voucher"`
	Payee   DemoParty `json:"payee"`
}

func (a *desk) demoRoutes() {
	api.Handle(a.api, api.Route{Method: http.MethodGet, Path: "/demo/claim", ID: "demo-claim", Summary: "A victim's report to be typed in; of demonstrations only", Tag: "claims"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (DemoClaim, error) {
			err := scope.Require(access.ClaimWork)
			if err != nil {
				return DemoClaim{}, err
			}
			if a.Demo == nil {
				return DemoClaim{}, stoppay.ErrNotFound
			}
			return a.Demo.Claim(ctx)
		})
}
