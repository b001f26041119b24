package app

import (
	"context"
	"crypto/rand"
	"fmt"

	"fanzha/app/scenery"
	"fanzha/app/shift"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/duty"
	dutystore "fanzha/centre/duty/store"
	apiduty "fanzha/edge/api/duty"
	"fanzha/playbook"
	"fanzha/rulebook"
)

// openDuty makes the room of duty, after the rooms whose open work it hands over.
func (c *Centre) openDuty(context.Context) error {
	var err error
	c.duty, err = c.newDuty(c.clock)
	return err
}

func (c *Centre) newDuty(now clock.Clock) (*duty.Service, error) {
	raw, err := rulebook.FS.ReadFile("duty.yaml")
	if err != nil {
		return nil, fmt.Errorf("rulebook/duty.yaml: %w", err)
	}
	rules, err := duty.ParseRules(raw)
	if err != nil {
		return nil, err
	}
	kept := dutystore.New(c.records)
	work := shift.Work{Warnings: c.warnings, Orders: c.orders, Tickets: c.hotline, Claims: c.money.Stops, Measures: c.money.Measures, Clock: now}
	return duty.New(duty.Options{
		Ledger: kept, Reader: kept, People: shift.People{Accounts: c.People}, Work: work, Clock: now, Rules: rules, NewID: id.New(now.Now, rand.Reader).New,
	}), nil
}

// dutyServices are what the console's pages of duty stand on.
func (c *Centre) dutyServices() apiduty.Services {
	return apiduty.Services{Room: c.duty}
}

// keepers are the rooms whose items change hands when a hand-over is signed.
func (c *Centre) keepers() playbook.Keepers {
	return playbook.Keepers{Warnings: c.warnings, Orders: c.orders, Calls: c.hotline}
}

// scenicDuty fills duty of the invented city.
func (c *Centre) scenicDuty() scenery.Duty {
	return scenery.Duty{Room: c.duty, People: c.People, Clock: c.clock}
}

// tickDuty lets what nobody takes climb; copies that look at once are no harm.
func (c *Centre) tickDuty(ctx context.Context) error {
	for {
		n, err := c.duty.Tick(ctx)
		if err != nil || n == 0 {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
