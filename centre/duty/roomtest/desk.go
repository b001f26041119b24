// Package roomtest is an invented centre for tests of duty: a station, its county and its city with their people, and rooms whose open work the
// test sets.
package roomtest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/duty"
	"fanzha/internal/check"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// The invented units and the moment at which every test begins.
const (
	Station = "990101010000"
	County  = "990101000000"
	City    = "990100000000"
	Other   = "990200000000"
	Start   = when.Micros(1_795_046_400_000_000) // 2026-11-19 08:00, China time: the day shift begins
)

// Town is the work and the people of the invented units.
type Town struct {
	mu     sync.Mutex // guards Items and serial
	Items  map[string][]duty.Item
	Off    map[string]bool // accounts that were switched off
	serial int
}

// people of each unit who may be on duty.
var names = []string{"甲", "乙", "丙", "丁"}

// Of implements duty.People.
func (w *Town) Of(_ context.Context, unit string) ([]duty.Candidate, error) {
	var out []duty.Candidate
	for i, n := range names {
		if id := fmt.Sprintf("%s-%d", unit, i); !w.Off[id] {
			out = append(out, duty.Candidate{ID: id, Login: fmt.Sprintf("p%d.%s", i, unit[:8]), Name: n + unit[:8], Kinds: kindsOf(i)})
		}
	}
	return out, nil
}

// kindsOf is what each may work on: everybody on everything, but the last of a unit not on objections.
func kindsOf(n int) []string {
	kinds := []string{duty.KindWarning, duty.KindOrder, duty.KindClaim, duty.KindTicket, duty.KindObjection}
	if n == len(names)-1 {
		return kinds[:4]
	}
	return kinds
}

// Open implements duty.Work.
func (w *Town) Open(_ context.Context, unit, person string) ([]duty.Item, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := slices.Clone(w.Items[unit])
	for u, items := range w.Items {
		for _, x := range items {
			if u != unit && x.Owner.ID == person {
				out = append(out, x)
			}
		}
	}
	return out, nil
}

// Put sets what is open in a unit.
func (w *Town) Put(unit string, items ...duty.Item) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Items[unit] = items
}

// Desk is a service over a store, with a clock that the test pushes.
type Desk struct {
	*duty.Service
	*Town
	Clock *clock.Manual
}

// NewDesk returns a service over a store, with the rules that are shipped.
func NewDesk(t testing.TB, o Opened) *Desk {
	t.Helper()
	raw, err := rulebook.FS.ReadFile("duty.yaml")
	check.NoError(t, err)
	rules, err := duty.ParseRules(raw)
	check.NoError(t, err)
	d := &Desk{Town: &Town{Items: map[string][]duty.Item{}, Off: map[string]bool{}}, Clock: clock.NewManual(Start)}
	d.Service = duty.New(duty.Options{Ledger: o.Ledger, Reader: o.Reader, People: d.Town, Work: d.Town, Clock: d.Clock, Rules: rules, NewID: d.newID})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("d%05d", d.serial)
}

// People shadows the port of the town with the query of the room.
func (d *Desk) People(ctx context.Context, scope access.Scope, unit string) ([]duty.Candidate, error) {
	return d.Service.People(ctx, scope, unit)
}

// After moves the clock and lets it run until it has nothing to do.
func (d *Desk) After(t testing.TB, span when.Micros) {
	t.Helper()
	d.Clock.Set(d.Clock.Now() + span)
	for range 50 {
		n, err := d.Tick(context.Background())
		check.NoError(t, err)
		if n == 0 {
			return
		}
	}
	t.Fatal("the clock never comes to rest")
}

// One is the n-th person of a unit as an operator.
func One(unit string, n int) access.Scope {
	return access.Scope{User: fmt.Sprintf("%s-%d", unit, n), Name: names[n] + unit[:8], Unit: unit, Roles: []access.Role{access.Operator}}
}

// Head is the leader of a unit.
func Head(unit string) access.Scope {
	return access.Scope{User: "head-" + unit, Name: "带班领导", Unit: unit, Roles: []access.Role{access.Leader}}
}

// ID is the account of the n-th person of a unit.
func ID(unit string, n int) string { return fmt.Sprintf("%s-%d", unit, n) }

// Opened is a fresh store with a look at the events that it emitted, in order.
type Opened struct {
	Ledger  duty.Ledger
	Reader  duty.Reader
	Emitted func() []Told
}

// Told is an event as it left.
type Told struct {
	Kind string
	Body duty.EventBody
}
