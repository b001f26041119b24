package app

import (
	"context"
	"errors"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/centre/dispatch"
	"fanzha/edge/partner"
	"fanzha/term/region"
)

// unitBook is the directory of units as dispatch and warning ask for it.
type unitBook struct{ people *accessstore.Store }

// Get implements dispatch.Units.
func (u unitBook) Get(ctx context.Context, code string) (dispatch.Unit, error) {
	found, err := u.people.Get(ctx, code)
	if err != nil {
		return dispatch.Unit{}, err
	}
	return dispatch.Unit{Code: found.Code, Name: found.Name, Parent: found.Parent(), Active: found.Active}, nil
}

// Responsible implements warning.Units. Before the centre is set up there is no unit: what is found until then belongs to the
// root of all units, and is handed to the centre's own top unit when that exists (adopt).
func (u unitBook) Responsible(ctx context.Context, place string) (string, error) {
	unit, err := u.people.Responsible(ctx, place)
	if errors.Is(err, access.ErrNoUnit) {
		return region.Root, nil
	}
	return unit, err
}

// sourceKeys tells the partner edge whose a key is.
type sourceKeys struct{ people *accessstore.Store }

// Check implements partner.Keys.
func (k sourceKeys) Check(ctx context.Context, key string) (partner.Source, error) {
	s, err := k.people.CheckKey(ctx, key)
	return partner.Source{Name: s.Name, QuotaPerS: int(s.QuotaPerS)}, err
}

// places names a person's area by the unit that answers for it.
type places struct{ people *accessstore.Store }

// Name implements api.Places.
func (p places) Name(ctx context.Context, place string) string {
	if place == "" {
		return ""
	}
	code, err := p.people.Responsible(ctx, place)
	if err != nil {
		return ""
	}
	return p.people.UnitName(ctx, code)
}

func isNoUnit(err error) bool { return errors.Is(err, access.ErrNoUnit) }
