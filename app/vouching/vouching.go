// Package vouching tells the room of verification codes what the other rooms know: what a code is issued for, and whose units are.
package vouching

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/centre/dispatch"
	"fanzha/centre/hotline"
	"fanzha/centre/hotline/vouch"
	"fanzha/centre/signal"
	"fanzha/centre/warning"
	"fanzha/term/fault"
)

// Secret reads the key, or makes it at the first start.
func Secret(path string) (vouch.Secret, error) {
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

// Rooms knows what codes are issued for.
type Rooms struct {
	Orders   *dispatch.Service
	Warnings *warning.Service
	Tickets  *hotline.Service
}

// Subject implements vouch.Rooms. The person of an order is the one of its warning, which may have moved on to another unit.
func (r Rooms) Subject(ctx context.Context, scope access.Scope, kind vouch.Kind, id string) (vouch.Subject, error) {
	switch kind {
	case vouch.ForOrder:
		o, err := r.Orders.Get(ctx, scope, id)
		if err != nil {
			return vouch.Subject{}, err
		}
		w, err := r.Warnings.View(ctx, access.System(), o.Warning)
		open := o.State != dispatch.Closed && o.State != dispatch.Withdrawn && scope.Covers(o.Unit) // who has given it away reads it only
		return vouch.Subject{Unit: o.Unit, Title: o.Number, Phone: w.Person.Phone, Open: open}, err
	case vouch.ForWarning:
		w, err := r.Warnings.View(ctx, scope, id)
		return vouch.Subject{Unit: w.Unit, Title: w.Number, Phone: w.Person.Phone, Open: w.State != warning.Closed}, err
	default:
		t, _, err := r.Tickets.Get(ctx, scope, id)
		return vouch.Subject{Unit: t.Unit, Title: t.Number, Phone: t.Phone, Open: t.Open()}, err
	}
}

// Units names units.
type Units struct {
	People *accessstore.Store
	Whole  func(ctx context.Context) (string, error) // the unit that all others are below
}

// Name implements vouch.Units.
func (u Units) Name(ctx context.Context, unit string) string {
	return u.People.UnitName(ctx, unit)
}

// Top implements vouch.Units.
func (u Units) Top(ctx context.Context) (string, error) { return u.Whole(ctx) }

// Sightings hands numbers of impostors to detection, like a partner's.
type Sightings struct {
	Accept func(ctx context.Context, r signal.Request) (signal.Receipt, error)
}

// source is the source of these sightings.
const source = "vouch"

// Pass implements vouch.Sightings.
func (s Sightings) Pass(ctx context.Context, x vouch.Sighting) error {
	body, err := json.Marshal(map[string]any{
		"id": "impostor-" + x.Alarm, "time": x.At.Time().Format(time.RFC3339Nano), "subject": "phone", "peer": string(x.Phone), "fraud": "impostor_police",
		"until": x.Until.Time().Format(time.RFC3339Nano), "weight": x.Weight, "text": "冒充民警来电，经核验码核实",
	})
	if err != nil {
		return fmt.Errorf("write sighting: %w", err)
	}
	receipt, err := s.Accept(ctx, signal.Request{Source: source, Kind: signal.Sighting, Document: true, Body: bytes.NewReader(body)})
	if err == nil && receipt.Rejected > 0 {
		err = errNotPassed
	}
	return err
}

var errNotPassed = fault.New(fault.Invalid, "app.number_not_passed")
