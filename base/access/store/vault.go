package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fanzha/base/access"
)

// Vault seals secrets that must be used again, so cannot be kept as hashes: those shared with banks. AES-256-GCM under a key
// file of the centre that only its owner can read; all copies of one centre have the same file. Whoever has the database
// without the file has no secret.
type Vault struct{ gcm cipher.AEAD }

// vaultKeyBytes is 256 bits.
const vaultKeyBytes = 32

// OpenVault reads the key file, and makes it at the first use.
func OpenVault(path string) (*Vault, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = makeKeyFile(path)
		if err != nil {
			return nil, access.ErrVault.With(err)
		}
		info, err = os.Stat(path)
	}
	if err != nil {
		return nil, access.ErrVault.With(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, access.ErrVault.With(fmt.Errorf("%s can be read by others: mode %v", path, info.Mode().Perm()))
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, access.ErrVault.With(err)
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != vaultKeyBytes {
		return nil, access.ErrVault.With(fmt.Errorf("%s does not hold %d bytes in hex", path, vaultKeyBytes))
	}
	return NewVault([vaultKeyBytes]byte(key))
}

// NewVault makes a vault of a key that is kept nowhere: for tests and simulations.
func NewVault(key [vaultKeyBytes]byte) (*Vault, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, access.ErrVault.With(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, access.ErrVault.With(err)
	}
	return &Vault{gcm}, nil
}

// makeKeyFile never overwrites one: a second key would make every secret of the first unreadable. The content is on the disk
// before the name is; of two processes that start at once, one makes the file and the other reads it.
func makeKeyFile(path string) error {
	dir := filepath.Dir(path)
	err := os.MkdirAll(dir, 0o700)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".vault-*") // mode 0600
	if err != nil {
		return err
	}
	temp := f.Name()
	defer func() { _ = os.Remove(temp) }()
	key := make([]byte, vaultKeyBytes)
	_, _ = rand.Read(key) // never fails: the program ends instead
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err != nil {
		return err
	}
	err = os.Link(temp, path)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// Seal encrypts a secret for one place: it opens nowhere else.
func (v *Vault) Seal(secret []byte, place string) []byte {
	nonce := make([]byte, v.gcm.NonceSize())
	_, _ = rand.Read(nonce)
	return v.gcm.Seal(nonce, nonce, secret, []byte(place))
}

// Open decrypts a secret.
func (v *Vault) Open(sealed []byte, place string) ([]byte, error) {
	n := v.gcm.NonceSize()
	if len(sealed) < n {
		return nil, access.ErrVault
	}
	secret, err := v.gcm.Open(nil, sealed[:n], sealed[n:], []byte(place))
	if err != nil {
		return nil, access.ErrVault.With(err)
	}
	return secret, nil
}
