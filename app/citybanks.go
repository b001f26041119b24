package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"fanzha/app/scenery"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/centre/stoppay"
	"fanzha/term/when"
)

// buildBanks fills the directory and gives the duty post its authority, and leaves alone what is already there.
func (c *Centre) buildBanks(ctx context.Context) error {
	system := systemScope()
	for _, b := range scenery.Banks() {
		_, err := c.money.Stops.SaveBank(ctx, system, b, 0)
		if err != nil && !errors.Is(err, stoppay.ErrVersion) {
			return err
		}
	}
	_, err := c.People.Authority(ctx, system, scenery.Unit)
	if !errors.Is(err, access.ErrNoAuthority) {
		return err
	}
	sum := sha256.Sum256([]byte("演示授权书"))
	_, err = c.People.SetAuthority(ctx, system, accessstore.Authority{
		Unit:         scenery.Unit,
		Officers:     [2]accessstore.AuthorityOfficer{{ID: "990001", Name: "李领导", Phone: "13800990010"}, {ID: "990002", Name: "陈止付", Phone: "13800990011"}},
		DocumentKind: "standing_authority", DocumentNumber: "云反诈授〔2026〕1号", DocumentSHA256: hex.EncodeToString(sum[:]),
		Until: c.clock.Now() + 300*when.Day,
	})
	return err
}
