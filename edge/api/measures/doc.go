// Package measures is the console's HTTP of what binds a person beside money: restrictions of victims' own accounts, marks, and
// sanctions. It stands on edge/api and keeps its habits; accounts, names and numbers leave as the rooms have masked them.
package measures

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/measure"
	"fanzha/centre/sanction"
	"fanzha/centre/stoppay"
	"fanzha/edge/api"
)

// Services are the rooms behind these pages.
type Services struct {
	Measures  *measure.Service
	Sanctions *sanction.Service
	Banks     Banks
	Told      Told
	People    People
	Clock     clock.Clock
}

// Banks lists the banks, for their names.
type Banks interface {
	Banks(ctx context.Context, scope access.Scope) ([]stoppay.Bank, error)
}

// Told is what banks were told of measures, and the claims they grew out of: centre/stoppay.
type Told interface {
	Instructions(ctx context.Context, scope access.Scope, measure string) ([]stoppay.Message, error)
	Claim(ctx context.Context, scope access.Scope, id string) (stoppay.Detail, error)
	RemindOf(ctx context.Context, scope access.Scope, measure, message string) error
}

// People names those who decided.
type People interface {
	Account(ctx context.Context, scope access.Scope, id string) (access.Account, error)
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of measures to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.restrictionRoutes()
	d.markRoutes()
	d.sanctionRoutes()
	d.ruleRoutes()
	d.toldRoutes()
}
