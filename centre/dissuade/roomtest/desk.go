package roomtest

import (
	"context"
	_ "embed" // the test's own rules: a centre that changes the rulebook breaks no test
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/dissuade"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// The units of the fictional city that the tests use.
const (
	City     = "990100000000"
	East     = "990101000000"
	Station1 = "990101010000" // in East
	Station2 = "990101020000"
	Station3 = "990102010000" // in another county
)

// Start is where the tests' clock begins: 2026-11-18 19:06:40, China time.
const Start = when.Micros(1_795_000_000_000_000)

//go:embed dissuade.yaml
var rules []byte

// Directory is a directory that a test fills.
type Directory struct {
	mu       sync.Mutex // guards the maps
	Warnings map[string]dissuade.WarningRef
	Orders   map[string]dissuade.OrderRef
	Targets  map[string]string
}

// Move hands a warning and its person to another unit.
func (d *Directory) Move(warning, unit string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w := d.Warnings[warning]
	w.Unit = unit
	d.Warnings[warning] = w
	d.Targets[w.Target] = unit
}

// Warning implements dissuade.Directory.
func (d *Directory) Warning(_ context.Context, id string) (dissuade.WarningRef, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	w, ok := d.Warnings[id]
	if !ok {
		return w, dissuade.ErrNotFound
	}
	return w, nil
}

// Order implements dissuade.Directory.
func (d *Directory) Order(_ context.Context, id string) (dissuade.OrderRef, error) {
	o, ok := d.Orders[id]
	if !ok {
		return o, dissuade.ErrNotFound
	}
	return o, nil
}

// TargetUnit implements dissuade.Directory.
func (d *Directory) TargetUnit(_ context.Context, target string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	unit, ok := d.Targets[target]
	if !ok {
		return "", dissuade.ErrNotFound
	}
	return unit, nil
}

// Desk is a service over a store, with a clock that the test pushes. Warning w1 (order o1, high) and the urgent w2 are at
// Station1, w3 (order o3) is at Station3; order o9 of w1 is at Station2. Their people are p1, p2, p3.
type Desk struct {
	*dissuade.Service
	Clock     *clock.Manual
	Directory *Directory
	mu        sync.Mutex // guards serial
	serial    int
}

// NewDesk returns a service over the store, with the rules of dissuade.yaml of this folder.
func NewDesk(t testing.TB, store dissuade.Store) *Desk {
	t.Helper()
	parsed, err := dissuade.ParseRules(rules)
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start), Directory: &Directory{
		Warnings: map[string]dissuade.WarningRef{
			"w1": {ID: "w1", Target: "p1", Unit: Station1, Level: "high"},
			"w2": {ID: "w2", Target: "p2", Unit: Station1, Level: "urgent"},
			"w3": {ID: "w3", Target: "p3", Unit: Station3, Level: "low"},
		},
		Orders: map[string]dissuade.OrderRef{
			"o1": {ID: "o1", Warning: "w1", Unit: Station1},
			"o3": {ID: "o3", Warning: "w3", Unit: Station3},
			"o9": {ID: "o9", Warning: "w1", Unit: Station2},
		},
		Targets: map[string]string{"p1": Station1, "p2": Station1, "p3": Station3},
	}}
	d.Service = dissuade.New(dissuade.Options{Store: store, Directory: d.Directory, Clock: d.Clock, Rules: parsed, NewID: d.newID})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("a%05d", d.serial)
}

// After moves the clock.
func (d *Desk) After(span when.Micros) { d.Clock.Set(d.Clock.Now() + span) }

// Officer is a station officer of a unit.
func Officer(unit string) access.Scope {
	return access.Scope{User: "u-" + unit, Name: "李警官", Unit: unit, Roles: []access.Role{access.Officer}}
}

// Answered is a call on w1 that the person answered.
func Answered() dissuade.AttemptCmd {
	return dissuade.AttemptCmd{Warning: "w1", Order: "o1", Channel: dissuade.Call, Outcome: "answered"}
}
