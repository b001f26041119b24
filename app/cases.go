package app

import (
	"context"
	"crypto/rand"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/casefile"
	casestore "fanzha/centre/casefile/store"
	apicases "fanzha/edge/api/cases"
	"fanzha/internal/conf"
	"fanzha/internal/db"
)

// openCases makes the case register.
func (c *Centre) openCases(context.Context) error {
	var err error
	c.cases, err = newCases(c.records, c.clock)
	return err
}

func newCases(d *db.DB, now clock.Clock) (*casefile.Service, error) {
	rules, err := casefile.Load()
	if err != nil {
		return nil, err
	}
	kept := casestore.New(d)
	return casefile.New(casefile.Options{Store: kept, Records: kept, Clock: now, Rules: &rules, NewID: id.New(now.Now, rand.Reader).New}), nil
}

// caseServices are what the console's pages of cases stand on.
func (c *Centre) caseServices() apicases.Services {
	return apicases.Services{Cases: c.cases, People: c.People, Clock: c.clock}
}

// OpenCases opens the case register for a command of the machine's operator, beside a running centre or without one.
func OpenCases(ctx context.Context, s conf.Settings) (*casefile.Service, func(), error) {
	records, err := OpenRecords(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = records.Close() }
	cases, err := newCases(records, clock.Wall{})
	if err != nil {
		done()
		return nil, nil, err
	}
	return cases, done, nil
}

// CaseSums counts the cases that a caller may see.
func (c *Centre) CaseSums(ctx context.Context, scope access.Scope) (casefile.Sums, error) {
	return c.cases.Sums(ctx, scope, casefile.Filter{})
}
