package app

import (
	"context"

	"fanzha/app/figures"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/internal/conf"
)

// openStats makes the figures of a centre whose money side is open.
func (c *Centre) openStats(ctx context.Context) error {
	var err error
	c.stats, err = figures.Open(ctx, figures.Options{
		Records: c.records, People: c.People, Banks: c.money.Stops, Clock: c.clock, Log: c.log, Ready: c.setUp.Load, Demo: c.site.Demo,
	})
	return err
}

// CountFacts takes in facts that do not come from an event: imported ones, and those of an invented year.
func (c *Centre) CountFacts(ctx context.Context, facts []stats.Fact) error {
	return c.stats.Count(ctx, facts)
}

// VerifyFigures opens the records of a centre and counts its events again.
func VerifyFigures(ctx context.Context, s conf.Settings) (figures.Report, error) {
	records, err := OpenRecords(ctx, s)
	if err != nil {
		return figures.Report{}, err
	}
	defer func() { _ = records.Close() }()
	people, err := openPeople(records, clock.Wall{})
	if err != nil {
		return figures.Report{}, err
	}
	home, err := people.Responsible(ctx, "")
	if err != nil && !isNoUnit(err) {
		return figures.Report{}, err
	}
	return figures.Verify(ctx, records, home)
}
