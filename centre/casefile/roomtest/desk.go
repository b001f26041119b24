// Package roomtest helps to test what stands on the case register: builders, and the suite that every store of this room must pass.
package roomtest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/casefile"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at what it emitted, in order.
type Opened struct {
	casefile.Store
	casefile.Records
	Emitted func() []Emitted
	Audited func(action string) []string // reasons
}

// Emitted is one event.
type Emitted struct {
	Kind, Subject, Unit string
	Body                casefile.EventBody
}

// The units of the fictional city that the tests use.
const (
	City    = "990100000000"
	East    = "990101000000"
	West    = "990102000000"
	Station = "990101010000"
)

// Start is where the tests' clock begins: 2026-11-18 in the afternoon, China time.
const Start = when.Micros(1_795_000_000_000_000)

// Desk is a service over a store, with a clock that the test pushes.
type Desk struct {
	*casefile.Service
	Clock  *clock.Manual
	Opened Opened
	serial int
	mu     sync.Mutex // guards serial
}

// NewDesk returns a service over the store with the shipped rules.
func NewDesk(t testing.TB, o Opened) *Desk {
	t.Helper()
	rules, err := casefile.Load()
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start), Opened: o}
	d.Service = casefile.New(casefile.Options{Store: o.Store, Records: o.Records, Clock: d.Clock, Rules: &rules, NewID: d.newID})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("c%05d", d.serial)
}

// Who is somebody of a unit.
func Who(role access.Role, unit, user string) access.Scope {
	return access.Scope{User: user, Name: "王" + user, Unit: unit, Roles: []access.Role{role}}
}

// Leader is a leader of a unit.
func Leader(unit string) access.Scope { return Who(access.Leader, unit, "leader") }

// Fields is a plain case of a unit.
func Fields(number, unit string) casefile.Fields {
	return casefile.Fields{
		Number: number, Unit: unit, Region: "990101001", Fraud: "brushing_rebate", Scope: "telecom", FiledAt: Start - 10*when.Day, LossFen: 8_600_000,
		Campaigns: []string{"断卡"}, Victim: casefile.Victim{Kind: "person", Name: "李小梅", Sex: "female", Age: 34, Occupation: "employee", Area: "990101"},
	}
}

var ctx = context.Background()

// Filed enters a plain case.
func (d *Desk) Filed(t testing.TB, number string) casefile.Case {
	t.Helper()
	c, err := d.File(ctx, Leader(East), Fields(number, East), "")
	check.NoError(t, err)
	return c
}

func act(c casefile.Case) casefile.Act {
	return casefile.Act{ID: c.ID, Version: c.Version, At: Start - when.Day}
}

func why(c casefile.Case, note string) casefile.Act {
	a := act(c)
	a.Note = note
	return a
}
