package wire_test

import (
	"testing"
	"time"

	"fanzha/base/seal"
	"fanzha/edge/partner/wire"
	"fanzha/internal/check"
)

// Protects the victim from a restriction that is more than one: it says what is bounded and until when, at most 96 hours, it holds no
// money, and its seal covers what it bounds.
func TestRestrict(t *testing.T) {
	check.NoError(t, restrict().Check())
	check.NoError(t, lift().Check())
	check.Equal(t, restrict().Canonical()[3], byte(3))
	check.Equal(t, lift().Canonical()[3], byte(1))
	for name, bad := range map[string]func(*wire.Order){
		"no limits":    func(o *wire.Order) { o.Limits = "" },
		"whole":        func(o *wire.Order) { o.Limits = "everything" },
		"no end":       func(o *wire.Order) { o.Until = time.Time{} },
		"over already": func(o *wire.Order) { o.Until = o.IssuedAt },
		"for months":   func(o *wire.Order) { o.Until = o.IssuedAt.Add(wire.RestrictMaxS*time.Second + time.Second) },
		"an amount":    func(o *wire.Order) { o.Fen = 1 },
		"a hold":       func(o *wire.Order) { o.HoldFen, o.HoldForS, o.Count = 1, 1, 1 },
		"a layer":      func(o *wire.Order) { o.Depth = 1 },
		"a supplement": func(o *wire.Order) { o.Supplements = "x" },
		"of itself":    func(o *wire.Order) { o.Parent = o.ID },
		"lone officer": func(o *wire.Order) { o.Officers = o.Officers[:1] },
		"no document":  func(o *wire.Order) { o.Document.SHA256 = "" },
	} {
		o := restrict()
		bad(&o)
		check.True(t, o.Check() != nil, name)
	}
	l := lift()
	l.Parent = ""
	check.Fault(t, l.Check(), "wire.missing")
	s := stop()
	s.Limits = wire.LimitPayments
	check.Fault(t, s.Check(), "wire.extra")

	key, err := seal.New(seal.Ed25519)
	check.NoError(t, err)
	v, err := seal.NewVerifier(key.Public())
	check.NoError(t, err)
	o, err := wire.Sign(restrict(), key)
	check.NoError(t, err)
	check.NoError(t, wire.Verify(o, v))
	o.Limits = wire.LimitPayments
	check.Fault(t, wire.Verify(o, v), "wire.seal")
}
