// Package funds is the console's HTTP of the money side: claims and their orders, the ledger, the flow of funds, the directory
// of banks, the page on which a bank's liaison answers, objections and freezes, and the page on which a victim follows the
// money without login. It stands on edge/api and keeps its habits: a handler decodes, gives one command or query to a room,
// and renders; accounts and names leave masked.
package funds

import (
	"context"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/centre/measure"
	"fanzha/centre/stoppay"
	"fanzha/centre/stoppay/guard"
	"fanzha/edge/api"
)

// Services are the rooms behind these pages.
type Services struct {
	Stops     *stoppay.Service
	Rules     guard.Rules
	Measures  *measure.Service
	People    *accessstore.Store
	Keys      *accessstore.BankKeys
	Authority Authority
	Warner    PayerWarner
	Clock     clock.Clock
	FromCall  func(ctx context.Context, scope access.Scope, ticket string, cmd *stoppay.OpenCmd) error // takes the caller's number from his ticket
	Demo      Demo                                                                                     // nil: nothing is invented
	Remedy    string                                                                                   // what every refused objection tells: objection.remedy of rulebook/settings.yaml
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of the money side to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.claimRoutes()
	d.stopRoutes()
	d.bankRoutes()
	d.bankKeyRoutes()
	d.bankDeskRoutes()
	d.objectionRoutes()
	d.freezeRoutes()
	d.exportRoutes()
	d.flowRoutes()
	d.authorityRoutes()
	d.trailRoutes()
	d.demoRoutes()
}

// pair is a word in the two languages of the console.
type pair struct{ zh, en string }
