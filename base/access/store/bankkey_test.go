package store_test

import (
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fanzha/base/access"
	"fanzha/base/access/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/term/when"
)

func bankKeys(t testing.TB, d *db.DB) (*house, *store.BankKeys) {
	t.Helper()
	h := newHouse(t, d)
	v, err := store.NewVault([32]byte{1})
	check.NoError(t, err)
	return h, store.NewBankKeys(h.Store, v)
}

// Protects the exchange of keys: two work at once and no third, an end or a revocation stops one, the newest signs.
func TestBankKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, keys := bankKeys(t, d)
		first, secret, err := keys.Create(ctx, h.system, "hk_rural", "hmac-sha256")
		check.NoError(t, err)
		got, raw, err := keys.Secret(ctx, first.ID)
		check.NoError(t, err)
		check.Equal(t, hex.EncodeToString(raw), secret)
		check.Equal(t, got, first)
		check.True(t, len(raw) == 32, "256 bits")

		h.clock.Set(h.clock.Now().Add(time.Minute))
		second, _, err := keys.Create(ctx, h.system, "hk_rural", "hmac-sm3")
		check.NoError(t, err)
		_, _, err = keys.Create(ctx, h.system, "hk_rural", "hmac-sha256")
		check.Fault(t, err, "access.bank_key_two")
		_, _, err = keys.Create(ctx, h.system, "yh_bank", "hmac-sha256")
		check.NoError(t, err)
		signing, err := keys.Signing(ctx, "hk_rural")
		check.NoError(t, err)
		check.Equal(t, []string{signing[0].Key.ID, signing[1].Key.ID}, []string{first.ID, second.ID})
		check.Equal(t, hex.EncodeToString(signing[0].Secret), secret)

		ends := h.clock.Now().Add(time.Hour)
		check.NoError(t, keys.End(ctx, h.system, first.ID, ends))
		check.Fault(t, keys.End(ctx, h.system, first.ID, ends.Add(time.Hour)), "access.bank_key_not_found")
		_, _, err = keys.Secret(ctx, first.ID)
		check.NoError(t, err)
		h.clock.Set(h.clock.Now().Add(time.Hour))
		_, _, err = keys.Secret(ctx, first.ID)
		check.Fault(t, err, "access.bank_key")
		third, _, err := keys.Create(ctx, h.system, "hk_rural", "hmac-sha256")
		check.NoError(t, err)
		check.Equal(t, third.Slot, 1)
		check.NoError(t, keys.Revoke(ctx, h.system, second.ID))
		_, _, err = keys.Secret(ctx, second.ID)
		check.Fault(t, err, "access.bank_key")
		check.Fault(t, keys.Revoke(ctx, h.system, second.ID), "access.bank_key_not_found")
		list, err := keys.List(ctx, h.system, "hk_rural")
		check.NoError(t, err)
		check.Equal(t, len(list), 3)
		signing, err = keys.Signing(ctx, "hk_rural")
		check.NoError(t, err)
		check.Equal(t, len(signing), 1)
		check.Equal(t, signing[0].Key, third)
		signing, err = keys.Signing(ctx, "sl_bank")
		check.NoError(t, err)
		check.Equal(t, len(signing), 0)
	})
}

// Protects the way in by certificate: one certificate belongs to one bank, until its end.
func TestBankCertificates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, keys := bankKeys(t, d)
		fp := strings.Repeat("ab", 32)
		ends := h.clock.Now() + when.Hour
		k, err := keys.Pin(ctx, h.system, access.BankKey{Bank: "hk_rural", Fingerprint: fp, Ends: ends})
		check.NoError(t, err)
		got, err := keys.Certificate(ctx, fp)
		check.NoError(t, err)
		check.Equal(t, got, k)
		_, err = keys.Pin(ctx, h.system, access.BankKey{Bank: "yh_bank", Fingerprint: fp, Ends: 0})
		check.Fault(t, err, "access.bank_certificate_use")
		_, err = keys.Pin(ctx, h.system, access.BankKey{Bank: "yh_bank", Fingerprint: strings.ToUpper(fp), Ends: 0})
		check.Fault(t, err, "access.input")
		_, err = keys.Pin(ctx, h.system, access.BankKey{Bank: "yh_bank", Fingerprint: strings.Repeat("cd", 32), Ends: h.clock.Now()})
		check.Fault(t, err, "access.input")
		_, _, err = keys.Secret(ctx, k.ID)
		check.Fault(t, err, "access.bank_key")
		_, err = keys.Certificate(ctx, strings.Repeat("cd", 32))
		check.Fault(t, err, "access.bank_key")
		h.clock.Set(h.clock.Now().Add(time.Hour))
		_, err = keys.Certificate(ctx, fp)
		check.Fault(t, err, "access.bank_key")
	})
}

// Protects the keys from people: only who manages banks makes, ends and lists them; the auditor reads.
func TestBankKeyRights(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, keys := bankKeys(t, d)
		k, _, err := keys.Create(ctx, h.system, "hk_rural", "hmac-sha256")
		check.NoError(t, err)
		for _, scope := range []access.Scope{h.security, {}} {
			_, _, err = keys.Create(ctx, scope, "hk_rural", "hmac-sha256")
			check.Fault(t, err, "access.denied")
			_, err = keys.Pin(ctx, scope, access.BankKey{Bank: "hk_rural", Fingerprint: strings.Repeat("ab", 32), Ends: 0})
			check.Fault(t, err, "access.denied")
			check.Fault(t, keys.Revoke(ctx, scope, k.ID), "access.denied")
			check.Fault(t, keys.End(ctx, scope, k.ID, 1), "access.denied")
			_, err = keys.List(ctx, scope, "")
			check.Fault(t, err, "access.denied")
		}
		_, err = keys.List(ctx, h.auditor, "")
		check.NoError(t, err)
		_, _, err = keys.Create(ctx, h.system, "HK", "hmac-sha256")
		check.Fault(t, err, "access.input")
		_, _, err = keys.Create(ctx, h.system, "", "hmac-sha256")
		check.Fault(t, err, "access.input")
		_, _, err = keys.Create(ctx, h.system, "hk_rural", "none")
		check.Fault(t, err, "access.input")
	})
}

// Protects secrets in a stolen database: they are sealed, open only under the centre's key file and only in their own row.
func TestBankSecretsAreSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, keys := bankKeys(t, d)
		k, secret, err := keys.Create(ctx, h.system, "hk_rural", "hmac-sha256")
		check.NoError(t, err)
		raw, err := hex.DecodeString(secret)
		check.NoError(t, err)
		var stored []byte
		check.NoError(t, d.QueryRow(ctx, `select secret from bank_key where id = ?`, k.ID).Scan(&stored))
		check.True(t, !bytes.Contains(stored, raw) && !bytes.Contains(stored, []byte(secret)), "the secret is in the database")
		other, err := store.NewVault([32]byte{2})
		check.NoError(t, err)
		_, _, err = store.NewBankKeys(h.Store, other).Secret(ctx, k.ID)
		check.Fault(t, err, "access.vault")
		check.NoError(t, d.Write(ctx, func(tx db.Tx) error {
			_, err := tx.Exec(ctx, `update bank_key set bank = 'yh_bank' where id = ?`, k.ID)
			return err
		}))
		_, _, err = keys.Secret(ctx, k.ID)
		check.Fault(t, err, "access.vault")
	})
}

// Protects the key file: made once, for its owner alone; one that others can read is refused.
func TestVaultFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys", "vault.key")
	_, err := store.OpenVault(path)
	check.NoError(t, err)
	before, err := os.ReadFile(path)
	check.NoError(t, err)
	info, err := os.Stat(path)
	check.NoError(t, err)
	check.Equal(t, info.Mode().Perm(), os.FileMode(0o600))
	_, err = store.OpenVault(path)
	check.NoError(t, err)
	after, err := os.ReadFile(path)
	check.NoError(t, err)
	check.True(t, bytes.Equal(before, after), "the key file was made anew")
	check.NoError(t, os.Chmod(path, 0o644))
	_, err = store.OpenVault(path)
	check.Fault(t, err, "access.vault")
	check.NoError(t, os.WriteFile(path, []byte("short"), 0o600))
	check.NoError(t, os.Chmod(path, 0o600))
	_, err = store.OpenVault(path)
	check.Fault(t, err, "access.vault")
}
