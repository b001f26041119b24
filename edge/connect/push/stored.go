package push

import (
	"context"

	accessstore "fanzha/base/access/store"
	"fanzha/edge/partner/wire"
)

// Store keeps the keys of banks: base/access/store has one.
type Store interface {
	Signing(ctx context.Context, bank string) ([]accessstore.BankSecret, error)
}

// Stored makes Keys of the store.
func Stored(s Store) Keys { return stored{s} }

type stored struct{ s Store }

// Signing implements Keys.
func (k stored) Signing(ctx context.Context, bank string) ([]wire.Key, error) {
	have, err := k.s.Signing(ctx, bank)
	out := make([]wire.Key, 0, len(have))
	for _, h := range have {
		out = append(out, wire.Key{ID: h.Key.ID, Suite: wire.Suite(h.Key.Suite), Secret: h.Secret})
	}
	return out, err
}
