package app

import (
	"context"
	"crypto/rand"
	"fmt"

	"fanzha/app/plans"
	"fanzha/base/id"
	"fanzha/centre/dissuade/lines"
	linestore "fanzha/centre/dissuade/lines/store"
	apilines "fanzha/edge/api/lines"
	"fanzha/rulebook"
)

// openLines makes the room of parallel dissuasion lines. It stands on the warnings, on what is on record of attempts, and on the
// directories of units and banks.
func (c *Centre) openLines(context.Context) error {
	raw, err := rulebook.FS.ReadFile("lines.yaml")
	if err != nil {
		return fmt.Errorf("rulebook/lines.yaml: %w", err)
	}
	rules, err := lines.ParseRules(raw)
	if err != nil {
		return err
	}
	kept := linestore.New(c.records)
	c.lines = lines.New(lines.Options{Records: kept, Queue: kept, About: plans.Facts{Warnings: c.warnings, Made: c.attempts, Units: unitBook{c.People}, Stops: c.money.Stops}, Clock: c.clock, Rules: rules, NewID: id.New(c.clock.Now, rand.Reader).New})
	return nil
}

// searched says whether a person may be reported as not to be found. The rooms that ask are made before the one that knows.
func (c *Centre) searched(ctx context.Context, id string) error { return c.lines.Search(ctx, id) }

// lineServices are what the console's page of lines stands on.
func (c *Centre) lineServices() apilines.Services {
	return apilines.Services{Lines: c.lines, Warnings: c.warnings, Orders: c.orders, Attempts: c.attempts, Banks: c.money.Stops, Clock: c.clock}
}
