package seal

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"fanzha/term/fault"
)

// Public is the public half of a sealing key.
type Public struct {
	Suite string
	ID    string
	ed    ed25519.PublicKey
	sm    *ecdsa.PublicKey
}

// Text prints the key as PEM, to be handed to a bank.
func (p Public) Text() (string, error) {
	der, err := p.der()
	if err != nil {
		return "", ErrPublicKey.With(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

func (p Public) der() ([]byte, error) {
	if p.sm != nil {
		return smx509.MarshalPKIXPublicKey(p.sm)
	}
	return smx509.MarshalPKIXPublicKey(p.ed)
}

func named(p Public) (Public, error) {
	der, err := p.der()
	if err != nil {
		return Public{}, ErrPublicKey.With(err)
	}
	sum := sha256.Sum256(der)
	p.ID = hex.EncodeToString(sum[:8])
	return p, nil
}

// ParsePublic reads the public keys of a PEM text.
func ParsePublic(text []byte) ([]Public, error) {
	var keys []Public
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		parsed, err := smx509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, ErrPublicKey.With(err)
		}
		var p Public
		switch k := parsed.(type) {
		case ed25519.PublicKey:
			p = Public{Suite: Ed25519, ed: k}
		case *ecdsa.PublicKey:
			if !sm2.IsSM2PublicKey(k) {
				return nil, ErrPublicKey
			}
			p = Public{Suite: SM2, sm: k}
		default:
			return nil, ErrPublicKey
		}
		p, err = named(p)
		if err != nil {
			return nil, err
		}
		keys = append(keys, p)
		text = rest
	}
	if len(keys) == 0 {
		return nil, ErrPublicKey
	}
	return keys, nil
}

// private is a sealing key: exactly one of the two is set.
type private struct {
	public Public
	ed     ed25519.PrivateKey
	sm     *sm2.PrivateKey
}

func newPrivate(suite string) (private, error) {
	var k private
	switch suite {
	case Ed25519:
		_, ed, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return k, ErrKey.With(err)
		}
		k.ed = ed
	case SM2:
		sm, err := sm2.GenerateKey(rand.Reader)
		if err != nil {
			return k, ErrKey.With(err)
		}
		k.sm = sm
	default:
		return k, fault.New(ErrSuite.Kind, ErrSuite.Code, "suite", suite)
	}
	return k.named()
}

func (k private) named() (private, error) {
	p := Public{Suite: Ed25519}
	if k.sm != nil {
		p = Public{Suite: SM2, sm: &k.sm.PublicKey}
	} else {
		p.ed = k.ed.Public().(ed25519.PublicKey)
	}
	var err error
	k.public, err = named(p)
	return k, err
}

func (k private) der() ([]byte, error) {
	if k.sm != nil {
		return smx509.MarshalPKCS8PrivateKey(k.sm)
	}
	return smx509.MarshalPKCS8PrivateKey(k.ed)
}

// files of a suite: the private and the public half.
func files(dir, suite string) (key, public string) {
	return filepath.Join(dir, "seal-"+suite+".key"), filepath.Join(dir, "seal-"+suite+".pub")
}

// load reads the key of a suite from dir, and makes it at the first use.
func load(dir, suite string) (private, error) {
	path, _ := files(dir, suite)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return create(dir, suite)
	}
	if err != nil {
		return private{}, ErrKey.With(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return private{}, fault.New(ErrKeyRights.Kind, ErrKeyRights.Code, "path", path, "mode", info.Mode().Perm().String())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return private{}, ErrKey.With(err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return private{}, ErrKey
	}
	parsed, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return private{}, ErrKey.With(err)
	}
	var k private
	switch p := parsed.(type) {
	case ed25519.PrivateKey:
		k.ed = p
	case *sm2.PrivateKey:
		k.sm = p
	default:
		return private{}, ErrKey.With(fmt.Errorf("a key of type %T", parsed))
	}
	k, err = k.named()
	if err != nil {
		return private{}, err
	}
	if k.public.Suite != suite {
		return private{}, ErrKey.With(fmt.Errorf("the file of %s holds a key of %s", suite, k.public.Suite))
	}
	return k, nil
}

// create writes both halves to the disk before anything is sealed. Of two processes that start at once, one makes the key
// and the other reads it.
func create(dir, suite string) (private, error) {
	k, err := newPrivate(suite)
	if err != nil {
		return private{}, err
	}
	der, err := k.der()
	if err != nil {
		return private{}, ErrKey.With(err)
	}
	public, err := k.public.Text()
	if err != nil {
		return private{}, err
	}
	err = os.MkdirAll(dir, 0o700)
	if err != nil {
		return private{}, ErrKey.With(err)
	}
	path, publicPath := files(dir, suite)
	err = writeNew(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
	if errors.Is(err, fs.ErrExist) {
		return load(dir, suite)
	}
	if err == nil {
		err = os.WriteFile(publicPath, []byte(public), 0o644) //nolint:gosec // it is the public half
	}
	if err != nil {
		return private{}, ErrKey.With(err)
	}
	return k, nil
}

// writeNew puts a complete file in place and never overwrites one: a second key would make the seals of the first
// unverifiable. The content is on the disk before the name is.
func writeNew(path string, content []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".seal-*")
	if err != nil {
		return err
	}
	temp := f.Name()
	defer func() { _ = os.Remove(temp) }()
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Link(temp, path)
}
