// Package scenarios is the console's HTTP of the life of a scenario: versions, checking and trying out, back-tests, shadow, signatures,
// exchange with other centres, and how good sources and scenarios are. It stands on edge/api and keeps its habits; persons leave as the
// room has masked them.
package scenarios

import (
	"context"
	"strings"
	"time"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect/life"
	"fanzha/centre/detect/scenario"
	"fanzha/centre/detect/suppress"
	"fanzha/centre/warning"
	"fanzha/edge/api"
)

// Services are the rooms behind these pages.
type Services struct {
	Room     *life.Service
	Live     Live
	Warnings Counts
	Clock    clock.Clock
}

// Live is the running set of scenarios.
type Live interface {
	// InForce says in how many partitions the text of that hash is in force, of how many.
	InForce(code, hash string) (n, of int)
	// Silenced says in how many partitions a suppression is in force, of how many.
	Silenced(e suppress.Entry) (n, of int)
	// Try runs a text on events, or on the newest part of the log.
	Try(ctx context.Context, scope access.Scope, t life.Try) (life.Tried, error)
}

// Counts says how often scenarios hit lately.
type Counts interface {
	ScenarioCounts(ctx context.Context, scope access.Scope) ([]warning.ScenarioCount, error)
}

// desk registers and answers the routes.
type desk struct {
	Services
	api *api.API
}

// Register adds the routes of scenarios to the console.
func Register(a *api.API, s Services) {
	d := &desk{Services: s, api: a}
	d.versionRoutes()
	d.toolRoutes()
	d.jobRoutes()
	d.hubRoutes()
	d.suppressionRoutes()
}

// View is a compiled scenario as analysts read it.
func View(set *scenario.Set, s *scenario.Scenario) api.Scenario {
	row := api.Scenario{
		Code: s.Code, Version: s.Version, Hash: s.Hash, NameZH: s.Name.ZH, NameEN: s.Name.EN, Fraud: s.Fraud, Family: s.Family, Level: s.Level,
		Score: s.Score, On: s.On.Names(), Windows: []api.ScenarioWindow{}, ReasonZH: s.Reason.ZH, ReasonEN: s.Reason.EN, Basis: s.Basis,
		Examples: api.ScenarioExamples{Positive: len(s.Positive), Negative: len(s.Negative)},
	}
	if s.Where != nil {
		row.Where = s.Where.Text
	}
	for _, w := range s.Windows {
		row.Windows = append(row.Windows, api.ScenarioWindow{Name: w.Name, Over: w.Over, By: w.By, Of: strings.Join(w.Of, ", "), Where: w.Where, Measure: w.Measure})
	}
	for _, i := range s.Steps {
		row.Windows = append(row.Windows, stepRow(set.Steps[i]))
	}
	return row
}

// stepRow shows one link of a sequence beside the windows.
func stepRow(s scenario.Step) api.ScenarioWindow {
	w := api.ScenarioWindow{Name: s.Name, Over: (time.Duration(s.Within) * time.Microsecond).String(), By: s.By.String(), Of: strings.Join(s.Of.Names(), ", "), Measure: "then"}
	if s.Where != nil {
		w.Where = s.Where.Text
	}
	return w
}
