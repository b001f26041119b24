package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"

	"fanzha/app/vouching"
	"fanzha/base/id"
	"fanzha/centre/hotline/vouch"
	vouchstore "fanzha/centre/hotline/vouch/store"
	"fanzha/centre/signal"
	apivouch "fanzha/edge/api/vouch"
	"fanzha/rulebook"
)

// vouchKeyFile holds the key of verification codes, beside the other keys of the centre. Copies of one centre share it.
const vouchKeyFile = "vouch.key"

// openVouch makes the room of verification codes, after the rooms that codes are issued for. Detection is opened later and is asked by then.
func (c *Centre) openVouch(context.Context) error {
	raw, err := rulebook.FS.ReadFile("vouch.yaml")
	if err != nil {
		return fmt.Errorf("rulebook/vouch.yaml: %w", err)
	}
	rules, err := vouch.ParseRules(raw)
	if err != nil {
		return err
	}
	secret, err := vouching.Secret(filepath.Join(KeyDir(c.settings.Data), vouchKeyFile))
	if err != nil {
		return err
	}
	kept := vouchstore.New(c.records)
	alarms := vouchstore.Alarms{Store: kept}
	c.vouch = vouch.New(vouch.Options{
		Codes: kept, Alarms: alarms, Meter: kept, Tally: alarms, Rooms: vouching.Rooms{Orders: c.orders, Warnings: c.warnings, Tickets: c.hotline}, Units: vouching.Units{People: c.People, Whole: func(ctx context.Context) (string, error) { return unitBook{c.People}.Responsible(ctx, "") }}, Sightings: vouching.Sightings{Accept: func(ctx context.Context, r signal.Request) (signal.Receipt, error) { return c.intake.Accept(ctx, r) }},
		Clock: c.clock, Rules: rules, Secret: secret, NewID: id.New(c.clock.Now, rand.Reader).New,
	})
	return nil
}

// vouchServices are what the console's and the public page of verification codes stand on.
func (c *Centre) vouchServices() apivouch.Services {
	return apivouch.Services{Room: c.vouch}
}
