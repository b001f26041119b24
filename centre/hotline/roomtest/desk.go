package roomtest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/hotline"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// The invented centre of these tests: a city with two counties, and its neighbour.
const (
	City  = "990100000000"
	East  = "990101000000"
	Other = "990200000000"
	Start = when.Micros(1_795_000_000_000_000) // 2026-11-18 19:06:40, China time
)

// The invented callers.
const (
	Wang = ident.Phone("+8619900000001")
	Chen = ident.Phone("+8619900000002")
)

// Line is a telephony that notes what it was asked for. Err makes it refuse.
type Line struct {
	mu    sync.Mutex // guards Legs, Connected, Hung
	Hand  bool
	Err   error
	Legs  []hotline.Leg
	Check func() // runs before it rings

	Connected []hotline.Leg
	Hung      []string
}

// ByHand implements hotline.Telephony.
func (l *Line) ByHand() bool { return l.Hand }

// Dial implements hotline.Telephony.
func (l *Line) Dial(_ context.Context, leg hotline.Leg) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.Check != nil {
		l.Check()
	}
	l.Legs = append(l.Legs, leg)
	return fmt.Sprintf("rec-%d", len(l.Legs)), l.Err
}

// Connect implements hotline.Telephony.
func (l *Line) Connect(_ context.Context, leg hotline.Leg) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Connected = append(l.Connected, leg)
	return l.Err
}

// HangUp implements hotline.Telephony.
func (l *Line) HangUp(_ context.Context, ticket string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.Hung = append(l.Hung, ticket)
}

// Desk is a service over a store, with a clock that the test pushes.
type Desk struct {
	*hotline.Service
	Clock  *clock.Manual
	Line   *Line
	mu     sync.Mutex // guards serial
	serial int
}

// NewDesk returns a service over a store, with the rules that are shipped.
func NewDesk(t testing.TB, tickets hotline.Tickets, notes hotline.Notes) *Desk {
	t.Helper()
	raw, err := rulebook.FS.ReadFile("hotline.yaml")
	check.NoError(t, err)
	rules, err := hotline.ParseRules(raw)
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start), Line: &Line{Hand: true}}
	d.Service = hotline.New(hotline.Options{Tickets: tickets, Notes: notes, Telephony: d.Line, Clock: d.Clock, Rules: rules, NewID: d.newID})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("t%05d", d.serial)
}

// After moves the clock.
func (d *Desk) After(span when.Micros) { d.Clock.Set(d.Clock.Now() + span) }

// Operator answers calls of a unit.
func Operator(name, unit string) access.Scope {
	return access.Scope{User: "u-" + name, Name: name, Unit: unit, Roles: []access.Role{access.Operator}}
}

// Supervisor leads the desk of a unit.
func Supervisor(unit string) access.Scope {
	return access.Scope{User: "u-leader", Name: "班长", Unit: unit, Roles: []access.Role{access.Leader}}
}
