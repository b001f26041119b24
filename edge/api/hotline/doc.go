// Package hotline is the console's HTTP of the hotline desk: tickets, what is known of a number before it is answered, the call to the
// station. It stands on edge/api and keeps its habits; numbers leave masked, except to who dials by hand.
package hotline

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/casefile"
	"fanzha/centre/hotline"
	"fanzha/centre/stoppay"
	"fanzha/centre/warning"
	"fanzha/edge/api"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Services are the rooms behind the desk.
type Services struct {
	Hotline  *hotline.Service
	Warnings Warnings
	Claims   Claims
	Cases    Cases
	Reporter Reporter
	Texts    Texts
	Clock    clock.Clock
}

// Texts knows the texts that are sent by hand from a call.
type Texts interface {
	// AtCall is a text by its code, with the ticket's number filled in.
	AtCall(code, number string) (string, bool)
}

// Warnings knows persons at risk by their number.
type Warnings interface {
	Search(ctx context.Context, scope access.Scope, q string) (warning.Found, error)
}

// Claims knows stop-payments by the victim's number.
type Claims interface {
	Claims(ctx context.Context, scope access.Scope, f stoppay.ClaimFilter) ([]stoppay.Claim, string, error)
}

// Cases knows the cases that stop-payments belong to.
type Cases interface {
	Cases(ctx context.Context, scope access.Scope, f casefile.Filter) ([]casefile.Case, string, error)
}

// Reporter makes a call known to detection, so that a warning is raised and the station gets its order.
type Reporter interface {
	// Report may be given the same ID again: it is one report.
	Report(ctx context.Context, r Report) error
}

// Report is what a caller told of himself.
type Report struct {
	ID      string
	At      when.Micros
	Phone   ident.Phone
	Text    string
	Fraud   string // a type of term/fraud, or empty
	LossFen int64  // 0: nothing was paid
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of the desk to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.ruleRoutes()
	d.ticketRoutes()
	d.actRoutes()
	d.popRoutes()
}
