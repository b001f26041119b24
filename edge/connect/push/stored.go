package push

import (
	"context"
	"errors"

	"fanzha/base/access"
	"fanzha/edge/partner/wire"
)

// Store keeps the keys of banks: base/access/store has one.
type Store interface {
	Signing(ctx context.Context, bank string) (access.BankKey, []byte, error)
}

// Stored makes Keys of the store.
func Stored(s Store) Keys { return stored{s} }

type stored struct{ s Store }

// Signing finds the newest working secret of a bank.
func (k stored) Signing(ctx context.Context, bank string) (wire.Key, bool, error) {
	have, secret, err := k.s.Signing(ctx, bank)
	if errors.Is(err, access.ErrBankKey) {
		return wire.Key{}, false, nil
	}
	if err != nil {
		return wire.Key{}, false, err
	}
	return wire.Key{ID: have.ID, Suite: wire.Suite(have.Suite), Secret: secret}, true, nil
}
