// Package bulletins is the console's HTTP of bulletins (通报): lists, one issue with its figures and the lists behind them, the acts of
// its life, comparison and documents. It stands on edge/api and keeps its habits.
package bulletins

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/stats/bulletin"
	"fanzha/edge/api"
)

// Services are the rooms behind these pages.
type Services struct {
	Bulletins *bulletin.Service
	People    People
}

// People names those who acted.
type People interface {
	Account(ctx context.Context, scope access.Scope, id string) (access.Account, error)
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of bulletins to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.listRoutes()
	d.actRoutes()
	d.besideRoutes()
	a.File("GET /api/v1/bulletins/{id}/export", d.export)
}
