package app

import (
	"context"
	"errors"
	"fanzha/app/funds"
	"os"
	"path/filepath"
	"strings"

	accessstore "fanzha/base/access/store"
	"fanzha/internal/conf"
)

// OpenBankKeys opens the keys of banks for a command of the machine's operator, beside a running centre or without one.
func OpenBankKeys(ctx context.Context, s conf.Settings) (*accessstore.BankKeys, func(), error) {
	people, done, err := OpenPeople(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	vault, err := accessstore.OpenVault(filepath.Join(KeyDir(s.Data), funds.VaultFile))
	if err != nil {
		done()
		return nil, nil, err
	}
	return accessstore.NewBankKeys(people, vault), done, nil
}

// SealPublic returns the public keys that a bank verifies the centre's seals with, as text.
func SealPublic(s conf.Settings) (string, error) {
	files, err := filepath.Glob(filepath.Join(KeyDir(s.Data), funds.SealFolder, "*.pub"))
	if err != nil || len(files) == 0 {
		return "", ErrNoCentre.With(errors.Join(err, os.ErrNotExist))
	}
	var out strings.Builder
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			return "", ErrFolder.With(err)
		}
		out.Write(raw)
	}
	return out.String(), nil
}
