package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"

	"fanzha/base/access"
	"fanzha/internal/db"
	"fanzha/term/when"
)

// BankKeys are the keys of banks. It is safe for concurrent use.
type BankKeys struct {
	s     *Store
	vault *Vault
}

// NewBankKeys joins the store of people with the vault in which banks' secrets are sealed.
func NewBankKeys(s *Store, v *Vault) *BankKeys { return &BankKeys{s, v} }

// secretPlace binds a sealed secret to its row.
func secretPlace(k access.BankKey) string { return "bank_key/" + k.ID + "/" + k.Bank + "/" + k.Suite }

// Create makes a secret for a bank and returns it in hexadecimal: the only time that it is shown. Two may work at once.
func (b *BankKeys) Create(ctx context.Context, scope access.Scope, bank, suite string) (access.BankKey, string, error) {
	k := access.BankKey{Bank: bank, Kind: access.BankSecret, Suite: suite}
	err := access.BankSuite(suite)
	if err != nil {
		return k, "", err
	}
	k.ID = b.s.ids.New()
	secret := b.s.secret(tokenBytes)
	k, err = b.add(ctx, scope, k, b.vault.Seal(secret, secretPlace(k)))
	if err != nil {
		return access.BankKey{}, "", err
	}
	return k, hex.EncodeToString(secret), nil
}

// Pin lets a client certificate in: n names the bank, the fingerprint and the end (0: until it is revoked).
func (b *BankKeys) Pin(ctx context.Context, scope access.Scope, n access.BankKey) (access.BankKey, error) {
	k := access.BankKey{ID: b.s.ids.New(), Bank: n.Bank, Kind: access.BankCertificate, Fingerprint: n.Fingerprint, Ends: n.Ends}
	err := access.Fingerprint(k.Fingerprint)
	if err == nil && k.Ends != 0 && k.Ends <= b.s.clock.Now() {
		err = refuse(access.ErrInput, "field", "ends")
	}
	if err != nil {
		return access.BankKey{}, err
	}
	return b.add(ctx, scope, k, []byte{})
}

// add puts a key into a free place of its bank. Keys past their end give their place free.
func (b *BankKeys) add(ctx context.Context, scope access.Scope, k access.BankKey, sealed []byte) (access.BankKey, error) {
	err := scope.Require(access.BankManage)
	if err != nil {
		return access.BankKey{}, err
	}
	code, err := access.Bank(k.Bank)
	if err != nil {
		return access.BankKey{}, err
	}
	if code == "" {
		return access.BankKey{}, refuse(access.ErrInput, "field", "bank")
	}
	k.Active, k.Created = true, b.s.clock.Now()
	err = b.s.act(ctx, func(tx db.Tx) (access.Act, error) {
		e := b.s.entry(scope, "bank.key.create").On("bank", k.Bank).With("key", k.ID).With("kind", string(k.Kind))
		_, err := tx.Exec(ctx, `update bank_key set active = false where bank = ? and active and ends <> 0 and ends <= ?`, k.Bank, int64(k.Created))
		if err != nil {
			return e, err
		}
		k.Slot, err = freeSlot(ctx, tx, k)
		if err != nil {
			return e, err
		}
		_, err = tx.Exec(ctx, `insert into bank_key (id, bank, kind, suite, slot, secret, fingerprint, active, created, ends, revoked)
			values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
			k.ID, k.Bank, string(k.Kind), k.Suite, k.Slot, sealed, k.Fingerprint, true, int64(k.Created), int64(k.Ends))
		return e, err
	})
	switch {
	case db.IsUnique(err, "bank_key_certificate_once"):
		return access.BankKey{}, access.ErrBankCert.With(err)
	case db.IsUnique(err, "bank_key_two_at_once"):
		return access.BankKey{}, access.ErrBankKeyTwo.With(err)
	case err != nil:
		return access.BankKey{}, err
	}
	return k, nil
}

// freeSlot finds the place that no working key of the bank has. Two who look at once meet at the constraint.
func freeSlot(ctx context.Context, tx db.Tx, k access.BankKey) (int, error) {
	var n, first int
	err := tx.QueryRow(ctx, `select count(*), coalesce(min(slot), 0) from bank_key where bank = ? and kind = ? and active`, k.Bank, string(k.Kind)).
		Scan(&n, &first)
	switch {
	case err != nil:
		return 0, db.Wrap("read bank keys", err)
	case n >= 2:
		return 0, access.ErrBankKeyTwo
	case first == 1:
		return 2, nil
	}
	return 1, nil
}

// End sets the moment from which a key does not work any more: the overlap of an exchange. It only ever shortens.
func (b *BankKeys) End(ctx context.Context, scope access.Scope, id string, ends when.Micros) error {
	e := b.s.entry(scope, "bank.key.end").With("ends", ends.String())
	return b.change(ctx, scope, e.With("key", id), `update bank_key set ends = ? where id = ? and active and (ends = 0 or ends > ?) returning bank`,
		int64(ends), id, int64(ends))
}

// Revoke ends a key at once. It is refused everywhere within seconds (the memory in front of the keys).
func (b *BankKeys) Revoke(ctx context.Context, scope access.Scope, id string) error {
	e := b.s.entry(scope, "bank.key.revoke").With("key", id)
	return b.change(ctx, scope, e, `update bank_key set active = false, revoked = ? where id = ? and active returning bank`, int64(b.s.clock.Now()), id)
}

// change runs an update of one key that gives its bank back.
func (b *BankKeys) change(ctx context.Context, scope access.Scope, e access.Act, update ...any) error {
	err := scope.Require(access.BankManage)
	if err != nil {
		return err
	}
	query, _ := update[0].(string)
	return b.s.act(ctx, func(tx db.Tx) (access.Act, error) {
		var bank string
		err := tx.QueryRow(ctx, query, update[1:]...).Scan(&bank)
		if errors.Is(err, sql.ErrNoRows) {
			err = access.ErrBankKeyNone
		}
		return e.On("bank", bank), db.Wrap("change bank key", err)
	})
}

// columns of a key without its secret.
const bankKeyColumns = `id, bank, kind, suite, slot, fingerprint, active, created, ends, revoked`

// List shows the keys of a bank (empty: of all), without secrets, the newest first. They belong to the centre as a whole.
func (b *BankKeys) List(ctx context.Context, scope access.Scope, bank string) ([]access.BankKey, error) {
	if !scope.Can(access.AuditRead) {
		err := scope.Require(access.BankManage)
		if err != nil {
			return nil, err
		}
	}
	rows, err := b.s.db.Query(ctx, `select `+bankKeyColumns+` from bank_key where ? = '' or bank = ? order by created desc, id limit ?`, bank, bank, bankKeysMax)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []access.BankKey
	for rows.Next() {
		k, err := scanBankKey(rows.Scan)
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, db.Wrap("read bank keys", rows.Err())
}

// bankKeysMax bounds the list: a few keys a year for each of some hundred banks.
const bankKeysMax = 5000

func scanBankKey(scan func(...any) error, more ...any) (access.BankKey, error) {
	var k access.BankKey
	into := append([]any{&k.ID, &k.Bank, &k.Kind, &k.Suite, &k.Slot, &k.Fingerprint, &k.Active, &k.Created, &k.Ends, &k.Revoked}, more...)
	err := scan(into...)
	return k, db.Wrap("read bank key", err)
}

// Secret returns a working secret by its id.
func (b *BankKeys) Secret(ctx context.Context, id string) (access.BankKey, []byte, error) {
	return b.secret(ctx, `select `+bankKeyColumns+`, secret from bank_key where id = ? and kind = 'secret' and active`, id)
}

// BankSecret is a key of a bank with its secret.
type BankSecret struct {
	Key    access.BankKey
	Secret []byte
}

// Signing returns the working secrets of a bank, at most two, the oldest first: the bank has that one, and perhaps not yet the one that is to take
// its place. None is no error.
func (b *BankKeys) Signing(ctx context.Context, bank string) ([]BankSecret, error) {
	rows, err := b.s.db.Query(ctx, `select `+bankKeyColumns+`, secret from bank_key
		where bank = ? and kind = 'secret' and active and (ends = 0 or ends > ?) order by created, id limit 2`, bank, int64(b.s.clock.Now()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []BankSecret
	for rows.Next() {
		var sealed []byte
		k, err := scanBankKey(rows.Scan, &sealed)
		if err != nil {
			return nil, err
		}
		secret, err := b.vault.Open(sealed, secretPlace(k))
		if err != nil {
			return nil, err
		}
		out = append(out, BankSecret{k, secret})
	}
	return out, db.Wrap("read bank keys", rows.Err())
}

func (b *BankKeys) secret(ctx context.Context, query string, args ...any) (access.BankKey, []byte, error) {
	var sealed []byte
	k, err := scanBankKey(b.s.db.QueryRow(ctx, query, args...).Scan, &sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return access.BankKey{}, nil, access.ErrBankKey
	case err != nil:
		return access.BankKey{}, nil, err
	case !k.Works(b.s.clock.Now()):
		return access.BankKey{}, nil, access.ErrBankKey
	}
	secret, err := b.vault.Open(sealed, secretPlace(k))
	return k, secret, err
}

// Certificate returns the working key of a pinned certificate.
func (b *BankKeys) Certificate(ctx context.Context, fingerprint string) (access.BankKey, error) {
	k, err := scanBankKey(b.s.db.QueryRow(ctx, `select `+bankKeyColumns+` from bank_key where fingerprint = ? and kind = 'certificate' and active`, fingerprint).Scan)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return access.BankKey{}, access.ErrBankKey
	case err != nil:
		return access.BankKey{}, err
	case !k.Works(b.s.clock.Now()):
		return access.BankKey{}, access.ErrBankKey
	}
	return k, nil
}
