package chase

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"fanzha/centre/stoppay"
	"fanzha/term/when"
)

// errAway says that a bank cannot be reached; the room tries again.
var errAway = errors.New("the bank cannot be reached")

// sent is a message on its way to a bank.
type sent struct {
	bank stoppay.Bank
	m    stoppay.Message
	at   when.Micros // when it left, in virtual time
}

// gate is the way to the banks: it notes what leaves and when, and the course lets it arrive.
type gate struct {
	mu     sync.Mutex // guards all below
	begun  time.Time
	now    when.Micros
	fixed  time.Duration
	out    []sent
	reach  func(bank string, at when.Micros) bool
	losing func(m stoppay.Message) bool // the call fails although the bank has the message
}

// begin sets the virtual time at which a call of the room starts.
func (g *gate) begin(now when.Micros, fixed time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begun, g.now, g.fixed = time.Now(), now, fixed
}

// Deliver implements stoppay.Gateway. Banks answer later, over the partners' interface, as real ones do; only the acceptance
// comes back here.
func (g *gate) Deliver(_ context.Context, b stoppay.Bank, m stoppay.Message) (*stoppay.Answer, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	took := time.Since(g.begun)
	if g.fixed > 0 {
		took = g.fixed
	}
	at := g.now.Add(took)
	if b.Channel == "paper" {
		g.out = append(g.out, sent{b, m, at})
		return nil, stoppay.ErrQueued
	}
	if g.reach != nil && !g.reach(b.Code, at) {
		return nil, errAway
	}
	g.out = append(g.out, sent{b, m, at})
	if g.losing != nil && g.losing(m) {
		return nil, errAway
	}
	return nil, nil
}

// take hands out what has left since the last time, in an order that does not depend on which of the room's senders was first.
func (g *gate) take() []sent {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := g.out
	g.out = nil
	slices.SortFunc(out, func(a, b sent) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.m.ID, b.m.ID)) })
	return out
}
