package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fanzha/app/funds"

	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/centre/stoppay"
	"fanzha/term/when"
)

// liaisonBank is the bank of the invented city whose orders a person at the screen answers; all others are simulated.
const liaisonBank = "xb_bank"

// cityBanks is the directory of the invented city: every channel occurs.
func cityBanks() []stoppay.Bank {
	first, second := stoppay.Contact{Name: "值班员", Phone: "13800990001"}, stoppay.Contact{Name: "主管", Phone: "13800990002"}
	one := func(code, name, kind, prefix, channel string) stoppay.Bank {
		return stoppay.Bank{Code: code, Name: name, Kind: kind, Prefixes: []string{prefix}, Channel: channel, First: first, Second: second, Active: true}
	}
	return []stoppay.Bank{
		one("yh_bank", "云河银行", "bank", "990001", stoppay.ChannelPoll),
		one("hk_rural", "河口农商银行", "bank", "990002", funds.ChannelFolder),
		one("sl_bank", "示例商业银行", "bank", "990003", stoppay.ChannelPoll),
		one("df_bank", "东方示例银行", "bank", "990004", funds.ChannelISO),
		one(liaisonBank, "西部示例银行", "bank", "990005", funds.ChannelPaper),
		one("pay_yun", "云付支付", "payment", "990006", stoppay.ChannelPoll),
	}
}

// buildBanks fills the directory and gives the duty post its authority, and leaves alone what is already there.
func (c *Centre) buildBanks(ctx context.Context) error {
	system := systemScope()
	for _, b := range cityBanks() {
		_, err := c.money.Stops.SaveBank(ctx, system, b, 0)
		if err != nil && !errors.Is(err, stoppay.ErrVersion) {
			return err
		}
	}
	_, err := c.People.Authority(ctx, system, cityCentre)
	if !errors.Is(err, access.ErrNoAuthority) {
		return err
	}
	sum := sha256.Sum256([]byte("演示授权书"))
	_, err = c.People.SetAuthority(ctx, system, accessstore.Authority{
		Unit:         cityCentre,
		Officers:     [2]accessstore.AuthorityOfficer{{ID: "990001", Name: "李领导", Phone: "13800990010"}, {ID: "990002", Name: "陈止付", Phone: "13800990011"}},
		DocumentKind: "standing_authority", DocumentNumber: "云反诈授〔2026〕1号", DocumentSHA256: hex.EncodeToString(sum[:]),
		Until: c.clock.Now() + 300*when.Day,
	})
	return err
}
