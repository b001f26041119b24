package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/base/id"
	"fanzha/centre/dispatch"
	"fanzha/centre/hotline"
	"fanzha/centre/hotline/vouch"
	vouchstore "fanzha/centre/hotline/vouch/store"
	"fanzha/centre/signal"
	"fanzha/centre/warning"
	apivouch "fanzha/edge/api/vouch"
	"fanzha/rulebook"
	"fanzha/term/fault"
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
	secret, err := vouchSecret(filepath.Join(KeyDir(c.settings.Data), vouchKeyFile))
	if err != nil {
		return err
	}
	kept := vouchstore.New(c.records)
	alarms := vouchstore.Alarms{Store: kept}
	c.vouch = vouch.New(vouch.Options{
		Codes: kept, Alarms: alarms, Meter: kept, Tally: alarms, Rooms: vouchRooms{c.orders, c.warnings, c.hotline}, Units: vouchUnits{c.People}, Sightings: sightings{c},
		Clock: c.clock, Rules: rules, Secret: secret, NewID: id.New(c.clock.Now, rand.Reader).New,
	})
	return nil
}

// vouchSecret reads the key, or makes it at the first start.
func vouchSecret(path string) (vouch.Secret, error) {
	key, err := os.ReadFile(path) //nolint:gosec // a file of the centre's own folder of keys
	if errors.Is(err, fs.ErrNotExist) {
		key = make([]byte, len(vouch.Secret{}))
		_, err = rand.Read(key)
		if err == nil {
			err = os.WriteFile(path+".new", key, 0o600)
		}
		if err == nil {
			err = os.Rename(path+".new", path)
		}
	}
	if err != nil {
		return vouch.Secret{}, vouch.ErrKey.With(err)
	}
	return vouch.NewSecret(key)
}

// vouchServices are what the console's and the public page of verification codes stand on.
func (c *Centre) vouchServices() apivouch.Services {
	return apivouch.Services{Room: c.vouch}
}

// vouchRooms knows what codes are issued for.
type vouchRooms struct {
	orders   *dispatch.Service
	warnings *warning.Service
	tickets  *hotline.Service
}

// Subject implements vouch.Rooms. The person of an order is the one of its warning, which may have moved on to another unit.
func (r vouchRooms) Subject(ctx context.Context, scope access.Scope, kind vouch.Kind, id string) (vouch.Subject, error) {
	switch kind {
	case vouch.ForOrder:
		o, err := r.orders.Get(ctx, scope, id)
		if err != nil {
			return vouch.Subject{}, err
		}
		w, err := r.warnings.View(ctx, systemScope(), o.Warning)
		open := o.State != dispatch.Closed && o.State != dispatch.Withdrawn && scope.Covers(o.Unit) // who has given it away reads it only
		return vouch.Subject{Unit: o.Unit, Title: o.Number, Phone: w.Person.Phone, Open: open}, err
	case vouch.ForWarning:
		w, err := r.warnings.View(ctx, scope, id)
		return vouch.Subject{Unit: w.Unit, Title: w.Number, Phone: w.Person.Phone, Open: w.State != warning.Closed}, err
	default:
		t, _, err := r.tickets.Get(ctx, scope, id)
		return vouch.Subject{Unit: t.Unit, Title: t.Number, Phone: t.Phone, Open: t.Open()}, err
	}
}

// vouchUnits names units.
type vouchUnits struct{ people *accessstore.Store }

// Name implements vouch.Units.
func (u vouchUnits) Name(ctx context.Context, unit string) string {
	return u.people.UnitName(ctx, unit)
}

// Top implements vouch.Units.
func (u vouchUnits) Top(ctx context.Context) (string, error) { return unitBook(u).Responsible(ctx, "") }

// sightings hands numbers of impostors to detection, like a partner's.
type sightings struct{ centre *Centre }

// vouchSource is the source of these sightings.
const vouchSource = "vouch"

// Pass implements vouch.Sightings.
func (s sightings) Pass(ctx context.Context, x vouch.Sighting) error {
	body, err := json.Marshal(map[string]any{
		"id": "impostor-" + x.Alarm, "time": x.At.Time().Format(time.RFC3339Nano), "subject": "phone", "peer": string(x.Phone), "fraud": "impostor_police",
		"until": x.Until.Time().Format(time.RFC3339Nano), "weight": x.Weight, "text": "冒充民警来电，经核验码核实",
	})
	if err != nil {
		return fmt.Errorf("write sighting: %w", err)
	}
	receipt, err := s.centre.intake.Accept(ctx, signal.Request{Source: vouchSource, Kind: signal.Sighting, Document: true, Body: bytes.NewReader(body)})
	if err == nil && receipt.Rejected > 0 {
		err = errNotPassed
	}
	return err
}

var errNotPassed = fault.New(fault.Invalid, "app.number_not_passed")
