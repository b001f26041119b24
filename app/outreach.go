package app

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"time"

	"fanzha/base/id"
	"fanzha/centre/outreach"
	outreachbook "fanzha/centre/outreach/book"
	outreachstore "fanzha/centre/outreach/store"
	apioutreach "fanzha/edge/api/outreach"
	"fanzha/edge/connect/groupbox"
)

// groupFolder is where messages to groups leave and receipts come in, below the data folder.
const groupFolder = "groups"

// receiptsEvery is how often that folder is looked at.
const receiptsEvery = 5 * time.Second

// openOutreach makes the room of publicity, after the counts it asks for cases.
func (c *Centre) openOutreach(context.Context) error {
	rules, err := outreach.Load()
	if err != nil {
		return err
	}
	c.scripts, err = outreachbook.LoadScripts(rules)
	if err != nil {
		return err
	}
	c.groups = groupbox.New(filepath.Join(c.settings.Data, groupFolder))
	c.outreach = outreach.New(outreach.Options{
		Books: outreachstore.New(c.records), Counter: c.stats.Evaluator().Counter, Channel: c.groups, Clock: c.clock, Rules: rules, NewID: id.New(c.clock.Now, rand.Reader).New,
	})
	return nil
}

// outreachServices are what the console's pages of publicity stand on.
func (c *Centre) outreachServices() apioutreach.Services {
	return apioutreach.Services{Outreach: c.outreach, Scripts: c.scripts, People: c.People, Clock: c.clock}
}

// receiptsAlong takes what members have read out of the folder of groups, until ctx ends.
func (c *Centre) receiptsAlong(ctx context.Context) {
	tick := time.NewTicker(receiptsEvery)
	defer tick.Stop()
	told := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := c.groups.Look(ctx, c.takeReceipt)
		if err != nil && ctx.Err() == nil && err.Error() != told { // a file that stays wrong is told once
			told = err.Error()
			c.log.Warn("receipts of group messages", "err", err)
		}
	}
}

func (c *Centre) takeReceipt(ctx context.Context, r groupbox.Receipt) error {
	m, err := c.outreach.FindMessage(ctx, systemScope(), r.Number)
	if err != nil {
		return err
	}
	_, err = c.outreach.Receive(ctx, systemScope(), outreach.Receipt{Message: m.ID, Member: r.Member, Read: r.Read, Forwarded: r.Forwarded})
	if errors.Is(err, outreach.ErrStale) {
		return nil // an older one than what is known
	}
	return err
}
