package audit

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"

	"fanzha/term/when"
)

// Head is a signed statement: "at this moment the chain ended with this entry and this hash".
type Head struct {
	Seq       int64       `json:"seq"`
	At        when.Micros `json:"at_us"`
	Hash      Hash        `json:"hash"`
	Key       string      `json:"key"` // KeyID of the signer
	Signature []byte      `json:"signature"`
}

// SignHead signs the head of a chain.
func SignHead(key ed25519.PrivateKey, seq int64, at when.Micros, hash Hash) Head {
	h := Head{Seq: seq, At: at, Hash: hash, Key: KeyID(key.Public().(ed25519.PublicKey))}
	h.Signature = ed25519.Sign(key, h.bytes())
	return h
}

// SignedBy says whether the signature is that key's.
func (h Head) SignedBy(key ed25519.PublicKey) bool {
	return h.Key == KeyID(key) && ed25519.Verify(key, h.bytes(), h.Signature)
}

// bytes begin with a purpose, so that the key can never be made to sign something else that reads the same.
func (h Head) bytes() []byte {
	b := []byte("fanzha audit head\x00")
	b = append(b, Version)
	b = binary.BigEndian.AppendUint64(b, uint64(h.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(h.At))
	b = append(b, h.Hash[:]...)
	return appendText(b, h.Key)
}

// KeyID names a public key: the first eight bytes of its SHA-256.
func KeyID(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return hex.EncodeToString(sum[:8])
}

// PublicText prints a public key as PEM, to be handed to whoever is to check the log.
func PublicText(key ed25519.PublicKey) (string, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return "", ErrPublicKey.With(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})), nil
}

// ParsePublic reads the public keys of a PEM text: one for each machine that has signed.
func ParsePublic(text []byte) ([]ed25519.PublicKey, error) {
	var keys []ed25519.PublicKey
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			break
		}
		parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
		if err != nil {
			return nil, ErrPublicKey.With(err)
		}
		key, ok := parsed.(ed25519.PublicKey)
		if !ok {
			return nil, ErrPublicKey
		}
		keys = append(keys, key)
		text = rest
	}
	if len(keys) == 0 {
		return nil, ErrPublicKey
	}
	return keys, nil
}
