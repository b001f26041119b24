package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"

	"fanzha/base/access"
	"fanzha/base/id"
	"fanzha/centre/dissuade"
	"fanzha/centre/dissuade/lines"
	linestore "fanzha/centre/dissuade/lines/store"
	"fanzha/centre/stoppay"
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
	c.lines = lines.New(lines.Options{Records: kept, Queue: kept, About: lineFacts{c}, Clock: c.clock, Rules: rules, NewID: id.New(c.clock.Now, rand.Reader).New})
	return nil
}

// searched says whether a person may be reported as not to be found. The rooms that ask are made before the one that knows.
func (c *Centre) searched(ctx context.Context, id string) error { return c.lines.Search(ctx, id) }

// lineServices are what the console's page of lines stands on.
func (c *Centre) lineServices() apilines.Services {
	return apilines.Services{Lines: c.lines, Warnings: c.warnings, Orders: c.orders, Attempts: c.attempts, Banks: c.money.Stops, Clock: c.clock}
}

// lineFacts tells lines what a plan is about.
type lineFacts struct{ c *Centre }

// Warning implements lines.About.
func (f lineFacts) Warning(ctx context.Context, id string) (lines.Ref, error) {
	v, err := f.c.warnings.View(ctx, access.System(), id)
	return lines.Ref{ID: v.ID, Target: v.Target, Unit: v.Unit, Level: string(v.Level), Active: v.Active()}, err
}

// attemptsMost bounds what is read of one warning: far beyond the contact budget of its whole life.
const attemptsMost = 2000

// Attempts implements lines.About.
func (f lineFacts) Attempts(ctx context.Context, id string) ([]lines.Attempt, error) {
	out := []lines.Attempt{}
	ask := dissuade.Filter{Warning: id, Limit: dissuade.PageMax}
	for len(out) < attemptsMost {
		list, next, err := f.c.attempts.ListFor(ctx, access.System(), ask)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out = append(out, lines.Attempt{
				ID: a.ID, At: a.At, Channel: string(a.Channel), Outcome: a.Outcome, Reached: a.Reached, Met: a.Met, ByName: a.ByName, Unit: a.Unit, NextAt: a.NextAt,
			})
		}
		if next == "" {
			break
		}
		ask.Cursor = next
	}
	return out, nil
}

// Unit implements lines.About.
func (f lineFacts) Unit(ctx context.Context, code string) error {
	u, err := unitBook{f.c.People}.Get(ctx, code)
	if err == nil && !u.Active {
		err = lines.ErrUnit
	}
	return err
}

// Bank implements lines.About.
func (f lineFacts) Bank(ctx context.Context, code string) error {
	banks, err := f.c.money.Stops.Banks(ctx, access.System())
	if err == nil && !slices.ContainsFunc(banks, func(b stoppay.Bank) bool { return b.Code == code }) {
		err = lines.ErrBank
	}
	return err
}
