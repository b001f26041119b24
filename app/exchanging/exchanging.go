// Package exchanging connects a centre with those above and below it: the room of orders between centres, the desk that seals and opens their parcels, and who
// carries them.
package exchanging

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"

	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/upstream"
	upstreamstore "fanzha/centre/upstream/store"
	"fanzha/edge/connect/exchange"
	"fanzha/edge/partner/parcel"
	"fanzha/internal/db"
	"fanzha/rulebook"
)

// Places of the keys of the exchange, inside the key folder.
const (
	folder = "exchange"
	vault  = "upstream.key"
)

// Side is everything of the orders between centres.
type Side struct {
	Room    *upstream.Service
	Desk    *parcel.Desk
	Carrier *exchange.Carrier
}

// Options say for which centre.
type Options struct {
	Records *db.DB
	People  *accessstore.Store
	Clock   clock.Clock
	Keys    string // the folder of the centre's keys
	Log     *slog.Logger
}

// Open makes the orders between centres and what carries them. Nothing is carried before the carrier runs.
func Open(o Options) (*Side, error) {
	raw, err := rulebook.FS.ReadFile("upstream.yaml")
	if err != nil {
		return nil, fmt.Errorf("rulebook/upstream.yaml: %w", err)
	}
	rules, err := upstream.ParseRules(raw)
	if err != nil {
		return nil, err
	}
	sealed, err := accessstore.OpenVault(filepath.Join(o.Keys, vault))
	if err != nil {
		return nil, err
	}
	kept := upstreamstore.New(o.Records, sealed)
	room := upstream.New(upstream.Options{
		Ledger: kept, Notes: kept, Peers: kept, Outbox: kept, Clock: o.Clock, Rules: rules, NewID: id.New(o.Clock.Now, rand.Reader).New,
		Own: func(ctx context.Context) (string, error) { return o.People.Responsible(ctx, "") },
	})
	keys, err := parcel.OpenKeys(filepath.Join(o.Keys, folder))
	if err != nil {
		return nil, err
	}
	desk := &parcel.Desk{Keys: keys, Room: room, Heard: room, Clock: o.Clock, Rules: rules}
	return &Side{Room: room, Desk: desk, Carrier: exchange.NewCarrier(desk, room, o.Log)}, nil
}

// Card is what two centres give each other by hand before they exchange: who one is, and its public keys.
type Card struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	SignKey string `json:"sign_key"`
	OpenKey string `json:"open_key"`
}

// Tools are the other centres and this one's own card, for a command of the machine's operator beside a running centre.
type Tools struct {
	*Side
	Name func(ctx context.Context, unit string) string
}

// Card is this centre's own card, as JSON.
func (t *Tools) Card(ctx context.Context) ([]byte, error) {
	own, err := t.Room.Own(ctx)
	if err != nil {
		return nil, err
	}
	card := Card{Code: own, Name: t.Name(ctx, own)}
	card.SignKey, err = t.Desk.Keys.Sealer.Public().Text()
	if err == nil {
		card.OpenKey, err = t.Desk.Keys.Opener.Public().Text()
	}
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(card, "", "  ")
}
