// Package cases is the console's HTTP of the case register (案件): lists whose filters are the sides of the figures, one case with its
// history, every command, files in and out. Names leave as the room has masked them; a file leaves for a reason that is audited first.
package cases

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/casefile"
	"fanzha/edge/api"
)

// Services are what these pages stand on.
type Services struct {
	Cases  *casefile.Service
	People People
	Clock  clock.Clock
}

// People names those who entered.
type People interface {
	Account(ctx context.Context, scope access.Scope, id string) (access.Account, error)
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.listRoutes()
	d.commandRoutes()
	d.partRoutes()
	d.fileRoutes()
}
