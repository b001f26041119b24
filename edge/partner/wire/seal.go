package wire

import (
	"encoding/base64"
)

// Sealer seals canonical bytes with the unit's key; base/seal has one.
type Sealer interface {
	Seal(canonical []byte) (suite, key string, sig []byte, err error)
}

// Verifier says whether a seal holds. It refuses an unknown key and a suite that is not the key's own.
type Verifier interface {
	Verify(canonical []byte, suite, key string, sig []byte) error
}

// sealMax bounds a seal in bytes: both suites need fewer than 80.
const sealMax = 512

// Sign checks an order and seals it.
func Sign(o Order, s Sealer) (Order, error) {
	err := o.Check()
	if err != nil {
		return Order{}, err
	}
	suite, key, sig, err := s.Seal(o.Canonical())
	if err != nil {
		return Order{}, err
	}
	o.Seal = SealOf(suite, key, sig)
	return o, nil
}

// SealOf makes the seal as it travels.
func SealOf(suite, key string, sig []byte) Seal {
	return Seal{Suite: suite, Key: key, Value: base64.StdEncoding.EncodeToString(sig)}
}

// Sealed makes the order that is sent from stored canonical bytes and their seal.
func Sealed(canonical []byte, suite, key string, sig []byte) (Order, error) {
	o, err := ParseOrder(canonical)
	if err != nil {
		return Order{}, err
	}
	o.Seal = SealOf(suite, key, sig)
	return o, nil
}

// Verify refuses an order whose form is wrong or whose seal does not hold: nothing of it may be done.
func Verify(o Order, v Verifier) error {
	err := o.Check()
	if err != nil {
		return err
	}
	if o.Seal.Suite == "" || o.Seal.Key == "" || o.Seal.Value == "" {
		return ErrUnsealed
	}
	if len(o.Seal.Value) > sealMax {
		return ErrSeal
	}
	sig, err := base64.StdEncoding.Strict().DecodeString(o.Seal.Value)
	if err != nil {
		return ErrSeal.With(err)
	}
	err = v.Verify(o.Canonical(), o.Seal.Suite, o.Seal.Key, sig)
	if err != nil {
		return ErrSeal.With(err)
	}
	return nil
}
