package main

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"fanzha/app"
	"fanzha/base/access"
	accessstore "fanzha/base/access/store"
	"fanzha/edge/partner/wire"
	"fanzha/internal/conf"
)

type partnerKeyCmd struct {
	Add    partnerKeyAddCmd    `cmd:"" help:"Make a shared key for a bank and print it, once. Two may work at the same time."`
	Pin    partnerKeyPinCmd    `cmd:"" help:"Let a bank's client certificate in, by its fingerprint."`
	List   partnerKeyListCmd   `cmd:"" help:"List the keys of banks, without secrets."`
	Revoke partnerKeyRevokeCmd `cmd:"" help:"End a key; refused within seconds."`
	Seal   partnerKeySealCmd   `cmd:"" help:"Print the public key that banks verify the seals of orders with."`
}

// withBankKeys opens the keys of banks of a centre, running or not.
func withBankKeys(ctx context.Context, s conf.Settings, do func(*accessstore.BankKeys) error) error {
	keys, done, err := app.OpenBankKeys(ctx, s)
	if err != nil {
		return err
	}
	defer done()
	return do(keys)
}

type partnerKeyAddCmd struct {
	conf.Settings `embed:""`
	Bank          string `arg:"" help:"Code of the bank in the directory."`
	Suite         string `help:"How requests are signed." default:"hmac-sha256" enum:"hmac-sha256,hmac-sm3"`
	JSON          bool   `help:"As a JSON line, as key files have them." name:"json"`
}

// Run makes a key.
func (c *partnerKeyAddCmd) Run(e *env) error {
	return withBankKeys(e.ctx, c.Settings, func(keys *accessstore.BankKeys) error {
		made, secret, err := keys.Create(e.ctx, access.System(), c.Bank, c.Suite)
		if err != nil {
			return err
		}
		if !c.JSON {
			fmt.Printf("%s %s %s\nsecret, shown once 密钥只显示一次: %s\n", made.Bank, made.ID, made.Suite, secret)
			return nil
		}
		raw, err := hex.DecodeString(secret)
		if err != nil {
			return err
		}
		line := sharedKey{Bank: made.Bank, ID: made.ID, Suite: wire.Suite(made.Suite), Secret: base64.StdEncoding.EncodeToString(raw)}
		return json.NewEncoder(os.Stdout).Encode(line) //nolint:gosec // it is what was asked for: the line of a key file, printed once
	})
}

type partnerKeyPinCmd struct {
	conf.Settings `embed:""`
	Bank          string `arg:"" help:"Code of the bank in the directory."`
	Fingerprint   string `arg:"" help:"SHA-256 of the certificate, 64 lower-case hexadecimal digits."`
}

// Run pins a certificate.
func (c *partnerKeyPinCmd) Run(e *env) error {
	return withBankKeys(e.ctx, c.Settings, func(keys *accessstore.BankKeys) error {
		made, err := keys.Pin(e.ctx, access.System(), access.BankKey{Bank: c.Bank, Fingerprint: c.Fingerprint})
		if err == nil {
			fmt.Println(made.Bank, made.ID)
		}
		return err
	})
}

type partnerKeyListCmd struct {
	conf.Settings `embed:""`
	Bank          string `arg:"" optional:"" help:"Code of the bank; all when it is left out."`
}

// Run lists keys.
func (c *partnerKeyListCmd) Run(e *env) error {
	return withBankKeys(e.ctx, c.Settings, func(keys *accessstore.BankKeys) error {
		all, err := keys.List(e.ctx, access.System(), c.Bank)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
		for _, k := range all {
			state := "active"
			if !k.Active {
				state = "revoked " + k.Revoked.String()
			}
			_, err = fmt.Fprintf(w, "%s\t%s\t%s\t%s%s\t%s\n", k.Bank, k.ID, k.Kind, k.Suite, k.Fingerprint, state)
			if err != nil {
				return err
			}
		}
		return w.Flush()
	})
}

type partnerKeyRevokeCmd struct {
	conf.Settings `embed:""`
	ID            string `arg:"" help:"Id of the key."`
}

// Run ends a key.
func (c *partnerKeyRevokeCmd) Run(e *env) error {
	return withBankKeys(e.ctx, c.Settings, func(keys *accessstore.BankKeys) error { return keys.Revoke(e.ctx, access.System(), c.ID) })
}

type partnerKeySealCmd struct {
	conf.Settings `embed:""`
}

// Run prints the public key.
func (c *partnerKeySealCmd) Run(*env) error {
	text, err := app.SealPublic(c.Settings)
	if err == nil {
		fmt.Print(text)
	}
	return err
}
