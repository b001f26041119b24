package app

import (
	"context"

	"fanzha/app/exchanging"
	"fanzha/base/clock"
	apiupstream "fanzha/edge/api/upstream"
	"fanzha/internal/conf"
)

// openUpstream makes the orders between centres and what carries them.
func (c *Centre) openUpstream(context.Context) (err error) {
	c.upstream, err = exchanging.Open(exchanging.Options{Records: c.records, People: c.People, Clock: c.clock, Keys: KeyDir(c.settings.Data), Log: c.log})
	return err
}

// upstreamServices are what the console's page of orders between centres stands on.
func (c *Centre) upstreamServices() apiupstream.Services {
	return apiupstream.Services{Upstream: c.upstream.Room, Clock: c.clock}
}

// OpenCentreTools opens the other centres beside a running centre; the returned function closes them.
func OpenCentreTools(ctx context.Context, s conf.Settings) (*exchanging.Tools, func(), error) {
	records, err := OpenRecords(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	done := func() { _ = records.Close() }
	people, err := PeopleIn(records)
	if err != nil {
		done()
		return nil, nil, err
	}
	side, err := exchanging.Open(exchanging.Options{Records: records, People: people, Clock: clock.Wall{}, Keys: KeyDir(s.Data)})
	if err != nil {
		done()
		return nil, nil, err
	}
	return &exchanging.Tools{Side: side, Name: people.UnitName}, done, nil
}
