package stoppay

import (
	"fanzha/base/clock"
	"fanzha/centre/stoppay/guard"
)

// Options are what a Service stands on. Flow, Holders and Payers may be nil: then nothing is known beforehand.
type Options struct {
	Ledger  Ledger
	Queue   Queue
	Reader  Reader
	Lists   Lists
	Tally   Tally
	Gateway Gateway
	Sealer  Sealer
	Units   Units
	Flow    Flow
	Holders Holders
	Payers  Payers
	Clock   clock.Clock
	Rules   *guard.Rules
	NewID   func() string
	Receipt func() string // unguessable; see Victim's trail
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }
