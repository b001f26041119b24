package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fanzha/base/audit"
	"fanzha/base/clock"
	"fanzha/internal/db"
	"fanzha/term/fault"
)

// When heads are signed without being asked.
const (
	signEvery = 1000            // entries since the last head
	signAfter = time.Minute     // since the last look, when there is anything new
	signLook  = 2 * time.Second // between two looks
	headFile  = "audit.head"    // the newest head, outside the database
	keyFile   = "audit.key"     // PKCS #8, PEM
	publicPEM = "audit.pub"     // for whoever is to verify
)

// Signer signs heads of the chain with the key of this machine.
type Signer struct {
	db    *db.DB
	clock clock.Clock
	key   ed25519.PrivateKey
	dir   string // folder of the keys; empty keeps no head outside the database

	signing sync.Mutex // one at a time, so that the head kept outside is the newest
}

// NewSigner makes a signer. dir is DIR/keys.
func NewSigner(d *db.DB, c clock.Clock, key ed25519.PrivateKey, dir string) *Signer {
	return &Signer{db: d, clock: c, key: key, dir: dir}
}

// Public is the key to verify with.
func (s *Signer) Public() ed25519.PublicKey { return s.key.Public().(ed25519.PublicKey) }

// Sign signs the present end of the chain, unless it is signed already. It is called when the centre drains.
func (s *Signer) Sign(ctx context.Context) (audit.Head, error) {
	s.signing.Lock()
	defer s.signing.Unlock()
	var head audit.Head
	err := s.db.Write(ctx, func(tx db.Tx) error {
		tip, err := Tip(ctx, tx)
		if err != nil {
			return err
		}
		last, err := LastHead(ctx, tx)
		if err != nil {
			return err
		}
		head = last
		if tip.Seq == last.Seq {
			return nil // nothing new; also the empty chain
		}
		head = audit.SignHead(s.key, tip.Seq, s.clock.Now(), tip.Hash)
		_, err = tx.Exec(ctx, `insert into audit_head (seq, key, at, hash, signature) values (?, ?, ?, ?, ?)
			on conflict (seq, key) do nothing`, head.Seq, head.Key, int64(head.At), head.Hash[:], head.Signature)
		return err
	})
	if err != nil || s.dir == "" || head.Seq == 0 {
		return head, err
	}
	return head, s.keep(head)
}

// Run signs every signEvery entries, and once a minute when there is anything new, until ctx ends. It reports each failure
// and goes on.
func (s *Signer) Run(ctx context.Context, report func(error)) {
	look := time.NewTicker(signLook)
	defer look.Stop()
	since := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		due, err := s.due(ctx, time.Since(since) >= signAfter)
		if err == nil && due {
			_, err = s.Sign(ctx)
			since = time.Now()
		}
		if err != nil && ctx.Err() == nil {
			report(err)
		}
	}
}

func (s *Signer) due(ctx context.Context, late bool) (bool, error) {
	tip, err := Tip(ctx, s.db)
	if err != nil {
		return false, err
	}
	last, err := LastHead(ctx, s.db)
	return tip.Seq-last.Seq >= signEvery || late && tip.Seq > last.Seq, err
}

// keep writes the newest head beside the key: whoever cuts the log and its heads in the database leaves this one behind.
func (s *Signer) keep(h audit.Head) error {
	text, err := json.Marshal(h)
	if err != nil {
		return audit.ErrKey.With(err)
	}
	path := filepath.Join(s.dir, headFile)
	err = os.WriteFile(path+".new", append(text, '\n'), 0o600)
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return audit.ErrKey.With(err)
	}
	return nil
}

// OutsideHeads reads the head kept beside the key; none when there is no file.
func OutsideHeads(dir string) ([]audit.Head, error) {
	text, err := os.ReadFile(filepath.Join(dir, headFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var h audit.Head
	if err == nil {
		err = json.Unmarshal(text, &h)
	}
	if err != nil {
		return nil, audit.ErrKey.With(err)
	}
	return []audit.Head{h}, nil
}

// LoadKey reads the signing key from dir, and makes it at the first start, readable for its owner only.
func LoadKey(dir string) (ed25519.PrivateKey, error) {
	path := filepath.Join(dir, keyFile)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(dir)
	}
	if err != nil {
		return nil, audit.ErrKey.With(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fault.New(audit.ErrKeyRights.Kind, audit.ErrKeyRights.Code, "path", path, "mode", info.Mode().Perm().String())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, audit.ErrKey.With(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, audit.ErrKey
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, audit.ErrKey.With(err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, audit.ErrKey
	}
	return key, nil
}

// makeKey writes both halves to the disk before anything is signed.
func makeKey(dir string) (ed25519.PrivateKey, error) {
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, audit.ErrKey.With(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, audit.ErrKey.With(err)
	}
	text, err := audit.PublicText(public)
	if err != nil {
		return nil, err
	}
	err = os.MkdirAll(dir, 0o700)
	if err == nil {
		err = writeNew(filepath.Join(dir, keyFile), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, publicPEM), []byte(text), 0o644)
	}
	if err != nil {
		return nil, audit.ErrKey.With(err)
	}
	return key, nil
}

// writeNew never overwrites: a second key would make the heads of the first unverifiable.
func writeNew(path string, content []byte, mode fs.FileMode) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}
