package app

import (
	"context"
	"crypto/rand"

	"fanzha/app/figures"
	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/govern"
	governstore "fanzha/centre/govern/store"
	apigovern "fanzha/edge/api/govern"
)

// openGovern makes the room of the joint conference, after the counts that its rankings score.
func (c *Centre) openGovern(context.Context) error {
	var err error
	c.govern, err = c.newGovern(c.clock)
	c.stats.Serve(figures.Rooms{Govern: c.govern, Outreach: c.outreach, Cases: c.cases})
	return err
}

func (c *Centre) newGovern(now clock.Clock) (*govern.Service, error) {
	rules, err := govern.LoadRules()
	if err != nil {
		return nil, err
	}
	kept := governstore.New(c.records)
	return govern.New(govern.Options{
		Ledger: kept, Reader: kept, Figures: c.stats.Scored(kept), Clock: now, Rules: rules, NewID: id.New(now.Now, rand.Reader).New,
	}), nil
}

// governServices are what the console's pages of the joint conference stand on.
func (c *Centre) governServices() apigovern.Services {
	return apigovern.Services{Room: c.govern, Clock: c.clock}
}

// tickGovern lets the clocks of the joint conference run; copies that look at once are no harm.
func (c *Centre) tickGovern(ctx context.Context) error {
	for !c.staging.Load() {
		n, err := c.govern.Tick(ctx)
		if err != nil || n == 0 {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// GovernSums counts the records of the joint conference that a caller may see, by book and state: "term/open".
func (c *Centre) GovernSums(ctx context.Context, scope access.Scope) (map[string]int64, error) {
	out := map[string]int64{}
	for _, b := range govern.Books {
		list, err := c.govern.Counts(ctx, scope, b, govern.Filter{})
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			out[string(b)+"/"+t.State] += t.N
		}
	}
	return out, nil
}
