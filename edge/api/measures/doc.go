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
	Clock     clock.Clock
}

// Banks lists the banks, for their names.
type Banks interface {
	Banks(ctx context.Context, scope access.Scope) ([]stoppay.Bank, error)
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
}

// bank names a bank; its code where the name is not known.
func (a *desk) bank(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	list, err := a.Banks.Banks(ctx, access.System())
	if err != nil {
		return code
	}
	for i := range list {
		if list[i].Code == code {
			return list[i].Name
		}
	}
	return code
}
