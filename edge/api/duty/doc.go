// Package duty is the console's HTTP of duty: the roster, swaps, hand-overs with their two signatures, and what climbs because nobody took it.
// It stands on edge/api and keeps its habits.
package duty

import (
	"context"
	"net/http"

	"fanzha/base/access"
	"fanzha/centre/duty"
	"fanzha/edge/api"
)

// Services are what the pages of duty stand on.
type Services struct {
	Room *duty.Service
}

type desk struct {
	Services
	api *api.API
}

// Register adds the routes of duty to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.nowRoutes()
	d.rosterRoutes()
	d.swapRoutes()
	d.paperRoutes()
}

func (d *desk) nowRoutes() {
	api.Handle(d.api, api.Route{Method: http.MethodGet, Path: "/duty/now", ID: "duty-now", Summary: "Who is on duty, what is to be handed over, what climbs", Tag: "duty"},
		func(ctx context.Context, scope access.Scope, _ *api.None) (DutyNow, error) {
			n, err := d.Room.Now(ctx, scope)
			if err != nil {
				return DutyNow{}, err
			}
			out := DutyNow{
				Unit: d.api.UnitOf(ctx, n.Unit), Shift: d.shift(ctx, n.Shift), Next: d.shift(ctx, n.Next), Gaps: gapsOf(n.Gaps), Due: n.Due,
				Papers: d.papers(ctx, n.Mine), Late: d.shifts(ctx, n.Late), Climbs: []DutyClimb{}, Days: d.Room.Rules().CoverDays,
			}
			for i := range n.Climb {
				out.Climbs = append(out.Climbs, d.climb(ctx, scope, &n.Climb[i]))
			}
			return out, nil
		})
}
