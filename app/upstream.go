package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"path/filepath"

	accessstore "fanzha/base/access/store"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/centre/upstream"
	upstreamstore "fanzha/centre/upstream/store"
	apiupstream "fanzha/edge/api/upstream"
	"fanzha/edge/connect/exchange"
	"fanzha/edge/partner/parcel"
	"fanzha/internal/conf"
	"fanzha/internal/db"
	"fanzha/rulebook"
)

// Places of the keys of the exchange between centres, inside the key folder.
const (
	exchangeFolder = "exchange"
	exchangeVault  = "upstream.key"
)

// upstreamSide is everything of the orders between centres.
type upstreamSide struct {
	room    *upstream.Service
	desk    *parcel.Desk
	carrier *exchange.Carrier
}

// openUpstream makes the orders between centres and what carries them.
func (c *Centre) openUpstream(context.Context) error {
	room, err := upstreamRoom(c.records, c.People, c.clock, c.settings.Data)
	if err != nil {
		return err
	}
	desk, err := upstreamDesk(room, c.clock, c.settings.Data)
	if err != nil {
		return err
	}
	c.upstream = &upstreamSide{room: room, desk: desk, carrier: exchange.NewCarrier(desk, room, c.log)}
	return nil
}

func upstreamRoom(records *db.DB, people *accessstore.Store, now clock.Clock, data string) (*upstream.Service, error) {
	raw, err := rulebook.FS.ReadFile("upstream.yaml")
	if err != nil {
		return nil, fmt.Errorf("rulebook/upstream.yaml: %w", err)
	}
	rules, err := upstream.ParseRules(raw)
	if err != nil {
		return nil, err
	}
	vault, err := accessstore.OpenVault(filepath.Join(KeyDir(data), exchangeVault))
	if err != nil {
		return nil, err
	}
	kept := upstreamstore.New(records, vault)
	return upstream.New(upstream.Options{
		Ledger: kept, Notes: kept, Peers: kept, Outbox: kept, Clock: now, Rules: rules, NewID: id.New(now.Now, rand.Reader).New,
		Own: func(ctx context.Context) (string, error) { return people.Responsible(ctx, "") },
	}), nil
}

func upstreamDesk(room *upstream.Service, now clock.Clock, data string) (*parcel.Desk, error) {
	keys, err := parcel.OpenKeys(filepath.Join(KeyDir(data), exchangeFolder))
	return &parcel.Desk{Keys: keys, Room: room, Heard: room, Clock: now, Rules: room.Rules()}, err
}

// upstreamServices are what the console's page of orders between centres stands on.
func (c *Centre) upstreamServices() apiupstream.Services {
	return apiupstream.Services{Upstream: c.upstream.room, Clock: c.clock}
}

// CentreCard is what two centres give each other by hand before they exchange: who one is, and its public keys.
type CentreCard struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	SignKey string `json:"sign_key"`
	OpenKey string `json:"open_key"`
}

// CentreTools are the other centres and this one's own card, for a command of the machine's operator beside a running centre.
type CentreTools struct {
	Room *upstream.Service
	Desk *parcel.Desk
	Name func(ctx context.Context, unit string) string
}

// OpenCentreTools opens them; the returned function closes them.
func OpenCentreTools(ctx context.Context, s conf.Settings) (*CentreTools, func(), error) {
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
	room, err := upstreamRoom(records, people, clock.Wall{}, s.Data)
	if err != nil {
		done()
		return nil, nil, err
	}
	desk, err := upstreamDesk(room, clock.Wall{}, s.Data)
	if err != nil {
		done()
		return nil, nil, err
	}
	return &CentreTools{Room: room, Desk: desk, Name: people.UnitName}, done, nil
}

// Card is this centre's own card, as JSON.
func (t *CentreTools) Card(ctx context.Context) ([]byte, error) {
	own, err := t.Room.Own(ctx)
	if err != nil {
		return nil, err
	}
	card := CentreCard{Code: own, Name: t.Name(ctx, own)}
	card.SignKey, err = t.Desk.Keys.Sealer.Public().Text()
	if err == nil {
		card.OpenKey, err = t.Desk.Keys.Opener.Public().Text()
	}
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(card, "", "  ")
}
