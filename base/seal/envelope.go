package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"path/filepath"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm4"

	"fanzha/term/fault"
)

// MaxEnvelope bounds what one envelope holds: canonical bytes with their seal.
const MaxEnvelope = MaxCanonical + 4<<10

// Envelope (数字信封) is content that only one key opens: a fresh SM4 key encrypts it (SM4-GCM), and SM2 encrypts that key for the receiver.
type Envelope struct {
	Key     string // id of the receiver's key
	Wrapped []byte // the SM4 key, SM2 in ASN.1
	Nonce   []byte
	Text    []byte
}

// Lengths of SM4-GCM.
const (
	sm4Key    = 16
	gcmNonce  = 12
	gcmTag    = 16
	wrapLimit = 256 // bytes; an SM2 text of 16 bytes has about 140
)

// Enclose encrypts content for a receiver; label is bound to it and not hidden. Only SM2 keys open envelopes: a key that signs under
// another suite cannot encrypt.
func Enclose(to Public, content, label []byte) (Envelope, error) {
	if to.sm == nil {
		return Envelope{}, fault.New(ErrSuite.Kind, ErrSuite.Code, "suite", to.Suite)
	}
	if len(content) == 0 || len(content) > MaxEnvelope {
		return Envelope{}, ErrCanonical
	}
	key := make([]byte, sm4Key)
	e := Envelope{Key: to.ID, Nonce: make([]byte, gcmNonce)}
	_, _ = rand.Read(key) // never fails: the program ends instead
	_, _ = rand.Read(e.Nonce)
	gcm, err := newGCM(key)
	if err != nil {
		return Envelope{}, err
	}
	e.Wrapped, err = sm2.EncryptASN1(rand.Reader, to.sm, key)
	if err != nil {
		return Envelope{}, ErrKey.With(err)
	}
	e.Text = gcm.Seal(nil, e.Nonce, content, label)
	return e, nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := sm4.NewCipher(key)
	if err != nil {
		return nil, ErrKey.With(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, ErrKey.With(err)
	}
	return gcm, nil
}

// Opener opens envelopes with a key of its own, which seals nothing. It is safe for concurrent use.
type Opener struct{ key private }

// OpenEnvelopes reads the key of envelopes from dir, and makes it at the first use.
func OpenEnvelopes(dir string) (*Opener, error) {
	k, err := load(filepath.Join(dir, "envelope"), SM2)
	if err != nil {
		return nil, err
	}
	return &Opener{k}, nil
}

// NewOpener makes an opener with a fresh key that is kept nowhere: for tests and simulations.
func NewOpener() (*Opener, error) {
	k, err := newPrivate(SM2)
	if err != nil {
		return nil, err
	}
	return &Opener{k}, nil
}

// Public is the key that content is enclosed for.
func (o *Opener) Public() Public { return o.key.public }

// Open decrypts an envelope. Every refusal is ErrSeal.
func (o *Opener) Open(e Envelope, label []byte) ([]byte, error) {
	refused := fault.New(ErrSeal.Kind, ErrSeal.Code)
	if e.Key != o.key.public.ID || len(e.Wrapped) > wrapLimit || len(e.Nonce) != gcmNonce || len(e.Text) > MaxEnvelope+gcmTag {
		return nil, refused
	}
	key, err := o.key.sm.Decrypt(nil, e.Wrapped, sm2.ASN1DecrypterOpts)
	if err != nil || len(key) != sm4Key {
		return nil, refused
	}
	gcm, err := newGCM(key)
	if err != nil {
		return nil, refused
	}
	content, err := gcm.Open(nil, e.Nonce, e.Text, label)
	if err != nil {
		return nil, refused
	}
	return content, nil
}
