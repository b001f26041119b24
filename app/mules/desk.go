package mules

import (
	"context"
	"encoding/hex"
	"slices"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/centre/stoppay"
	"fanzha/edge/partner/page"
	"fanzha/edge/partner/wire"
	"fanzha/term/ident"
)

// Desk is a Centre in this process.
type Desk struct {
	Stops *stoppay.Service
	Queue Queue
	Keys  *accessstore.BankKeys
	Scope access.Scope
}

// Queue shows what waits for a bank without the bank having seen it.
type Queue interface {
	Pending(ctx context.Context, bank string, after int64, limit int) ([]stoppay.Message, error)
}

// Key implements Centre: the key that works already, else a new one.
func (d Desk) Key(ctx context.Context, bank string) (wire.Key, error) {
	working, err := d.Keys.Signing(ctx, bank)
	if err != nil {
		return wire.Key{}, err
	}
	if len(working) > 0 {
		k := working[0]
		return wire.Key{ID: k.Key.ID, Suite: wire.Suite(k.Key.Suite), Secret: k.Secret}, nil
	}
	made, shown, err := d.Keys.Create(ctx, d.Scope, bank, string(wire.HMACSHA256))
	if err != nil {
		return wire.Key{}, err
	}
	secret, err := hex.DecodeString(shown)
	return wire.Key{ID: made.ID, Suite: wire.Suite(made.Suite), Secret: secret}, err
}

// Reach implements Centre.
func (d Desk) Reach(ctx context.Context, bank, channel, address string) error {
	banks, err := d.Stops.Banks(ctx, d.Scope)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(banks, func(b stoppay.Bank) bool { return b.Code == bank })
	if i < 0 {
		return stoppay.ErrNotFound
	}
	b := banks[i]
	if b.Channel == channel && b.Address == address {
		return nil
	}
	b.Channel, b.Address = channel, address
	_, err = d.Stops.SaveBank(ctx, d.Scope, b, b.Version)
	return err
}

// Ordered implements Centre.
func (d Desk) Ordered(ctx context.Context, account ident.Account) (bool, error) {
	orders, _, err := d.Stops.Orders(ctx, d.Scope, stoppay.OrderFilter{Account: account, Limit: 1})
	return len(orders) > 0, err
}

// Letters implements Centre.
func (d Desk) Letters(ctx context.Context, bank string) ([]wire.Order, error) {
	var out []wire.Order
	for after := int64(0); ; {
		list, err := d.Queue.Pending(ctx, bank, after, stoppay.PageMax)
		if err != nil || len(list) == 0 {
			return out, err
		}
		for _, m := range list {
			after = m.Seq
			o, err := page.Order(m)
			if err != nil {
				return nil, err
			}
			out = append(out, o)
		}
	}
}
