package seal

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"

	"github.com/emmansun/gmsm/sm2"

	"fanzha/term/fault"
)

// Sealer seals with the key of one suite. It is safe for concurrent use.
type Sealer struct{ key private }

// Open reads the key of a suite from dir, and makes it at the first use.
func Open(dir, suite string) (*Sealer, error) {
	k, err := load(dir, suite)
	if err != nil {
		return nil, err
	}
	return &Sealer{k}, nil
}

// New makes a sealer with a fresh key that is kept nowhere: for tests and simulations.
func New(suite string) (*Sealer, error) {
	k, err := newPrivate(suite)
	if err != nil {
		return nil, err
	}
	return &Sealer{k}, nil
}

// Public is the key to verify with.
func (s *Sealer) Public() Public { return s.key.public }

// Seal signs canonical bytes and names the suite and the key.
func (s *Sealer) Seal(canonical []byte) (suite, key string, sig []byte, err error) {
	if len(canonical) == 0 || len(canonical) > MaxCanonical {
		return "", "", nil, ErrCanonical
	}
	p := s.key.public
	if s.key.sm != nil {
		sig, err = s.key.sm.Sign(rand.Reader, canonical, sm2.NewSM2SignerOption(true, nil))
		if err != nil {
			return "", "", nil, ErrKey.With(err)
		}
		return p.Suite, p.ID, sig, nil
	}
	sum := sha256.Sum256(canonical)
	return p.Suite, p.ID, ed25519.Sign(s.key.ed, sum[:]), nil
}

// Verifier checks seals against pinned public keys. It is safe for concurrent use.
type Verifier struct {
	keys  map[string]Public
	decoy map[string]Public // per suite: does the same work for a key that is not pinned
}

// NewVerifier pins keys. Without a key nothing verifies.
func NewVerifier(keys ...Public) (*Verifier, error) {
	v := &Verifier{keys: map[string]Public{}, decoy: map[string]Public{}}
	for _, k := range keys {
		if k.ID == "" {
			return nil, ErrPublicKey
		}
		v.keys[k.Suite+"/"+k.ID] = k
	}
	for _, suite := range Suites {
		k, err := newPrivate(suite)
		if err != nil {
			return nil, err
		}
		v.decoy[suite] = k.public
	}
	return v, nil
}

// Verify says whether sig is the seal of the canonical bytes by the named key. Every refusal is ErrSeal.
func (v *Verifier) Verify(canonical []byte, suite, key string, sig []byte) error {
	p, pinned := v.keys[suite+"/"+key]
	if !pinned {
		var known bool
		p, known = v.decoy[suite]
		if !known {
			p = v.decoy[Ed25519]
		}
	}
	sound := len(canonical) > 0 && len(canonical) <= MaxCanonical && p.holds(canonical, sig)
	if !sound || !pinned {
		return fault.New(ErrSeal.Kind, ErrSeal.Code)
	}
	return nil
}

func (p Public) holds(canonical, sig []byte) bool {
	if p.sm != nil {
		return sm2.VerifyASN1WithSM2(p.sm, nil, canonical, sig)
	}
	sum := sha256.Sum256(canonical)
	return len(sig) == ed25519.SignatureSize && ed25519.Verify(p.ed, sum[:], sig)
}
