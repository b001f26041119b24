// Package stats is the console's HTTP of figures: the dictionary, a figure with its comparisons, its course, its parts, the facts behind
// it, the situation on one page, and safe questions of one's own. Every text of a figure is made here once, by the same evaluation
// that bulletins use: the console rounds nothing.
//
// Nothing here is about a person: facts hold no names. What a caller sees is bounded by the unit, as everywhere.
package stats

import (
	"context"
	"time"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	"fanzha/centre/stats"
	"fanzha/centre/stats/indicator"
	"fanzha/centre/stats/store"
	"fanzha/edge/api"
	"fanzha/term/region"
)

// Services are what these pages stand on.
type Services struct {
	Figures   Figures
	Store     *store.Store
	Orders    Orders
	Names     Names
	Clock     clock.Clock
	NewID     func() string
	WeekStart time.Weekday
}

// Figures computes.
type Figures interface {
	// Evaluator is what bulletins compute with too.
	Evaluator() indicator.Evaluator
	// LoadPopulation takes in a base that was set.
	LoadPopulation(ctx context.Context) error
	// Since says since when anything of a measure's room is counted.
	Since(measure string) (stats.Day, bool)
}

// Orders lists the open orders of units.
type Orders interface {
	List(ctx context.Context, scope access.Scope, f dispatch.Filter) ([]dispatch.View, string, error)
}

// Names says what codes are called.
type Names interface {
	// Side names a value of a side.
	Side(d stats.Dim, value string) (zh, en string)
	// Region names an area; its code where it has no name.
	Region(ctx context.Context, code string) string
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of figures to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.figureRoutes()
	d.situationRoutes()
	d.queryRoutes()
	d.settingRoutes()
	d.printedRoutes()
}

// seen is the caller's jurisdiction as prefixes of units.
func seen(scope access.Scope) []string {
	switch {
	case scope.IsSystem():
		return []string{""}
	case scope.Unit == "":
		return nil
	}
	return []string{region.Prefix(scope.Unit)}
}

func (d *desk) today() stats.Day { return stats.DayOf(d.Clock.Now()) }
