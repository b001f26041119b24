package wire_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"fanzha/base/seal"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
)

// Protects seals that were given before orders could name what they add to: such an order has the bytes it had, an order that adds to
// another has bytes of its own, and neither passes for the other.
func TestSupplements(t *testing.T) {
	check.Equal(t, stop().Canonical()[3], byte(1))
	check.Equal(t, supplement().Canonical()[3], byte(2))
	s, err := seal.New(seal.Ed25519)
	check.NoError(t, err)
	v, err := seal.NewVerifier(s.Public())
	check.NoError(t, err)
	o, err := wire.Sign(supplement(), s)
	check.NoError(t, err)
	check.NoError(t, wire.Verify(o, v))
	for _, other := range []string{"", "01JDZK3V5Q8W2N7T4R6Y9M1XAA"} {
		o.Supplements = other
		check.Fault(t, wire.Verify(o, v), "wire.seal")
	}
	o.Supplements = o.ID
	check.Fault(t, o.Check(), "wire.form")
	f := freeze()
	f.Supplements = stop().ID
	check.Fault(t, f.Check(), "wire.extra")
	empty := append(stop().Canonical(), 0, 0, 0, 0)
	empty[3] = 2
	_, err = wire.ParseOrder(empty)
	check.Fault(t, err, "wire.canonical")
}

// Protects the published vector of a stop: it is the one of the first edition, byte for byte.
func TestFirstLayout(t *testing.T) {
	var vectors []struct {
		Name      string `json:"name"`
		Canonical string `json:"canonical_hex"`
	}
	raw, err := os.ReadFile("testdata/canonical.json")
	check.NoError(t, err)
	check.NoError(t, json.Unmarshal(raw, &vectors))
	want, err := hex.DecodeString(vectors[0].Canonical)
	check.NoError(t, err)
	check.True(t, vectors[0].Name == "stop" && bytes.HasPrefix(want, []byte("FZO\x01")) && bytes.Equal(want, stop().Canonical()), "the bytes of a stop have changed")
}
