package bank

import (
	"context"

	"fanzha/base/access"
	"fanzha/edge/partner/wire"
)

// Store keeps the keys of banks: base/access/store has one.
type Store interface {
	Secret(ctx context.Context, id string) (access.BankKey, []byte, error)
	Certificate(ctx context.Context, fingerprint string) (access.BankKey, error)
}

// Stored makes Keys of the store.
func Stored(s Store) Keys { return stored{s} }

type stored struct{ s Store }

// Secret finds a shared secret.
func (k stored) Secret(ctx context.Context, id string) (Key, error) {
	have, secret, err := k.s.Secret(ctx, id)
	if err != nil {
		return Key{}, err
	}
	return Key{Key: wire.Key{ID: have.ID, Suite: wire.Suite(have.Suite), Secret: secret}, Bank: have.Bank}, nil
}

// Certificate finds the bank of a client certificate.
func (k stored) Certificate(ctx context.Context, fingerprint string) (Key, error) {
	have, err := k.s.Certificate(ctx, fingerprint)
	return Key{Key: wire.Key{ID: have.ID}, Bank: have.Bank}, err
}
