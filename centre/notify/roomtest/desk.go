package roomtest

import (
	"context"
	_ "embed" // the test's own rules: a centre that changes the rulebook breaks no test
	"fmt"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/notify"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// The units of the fictional city that the tests use.
const (
	City     = "990100000000"
	East     = "990101000000"
	Station1 = "990101010000" // in East
	Station3 = "990102010000" // in another county
)

// Start is where the tests' clock begins: 2026-11-18 19:06:40, China time. The quiet hours begin at 22:00.
const Start = when.Micros(1_795_000_000_000_000)

//go:embed notify.yaml
var rules []byte

// Rules are the rules of the tests.
func Rules(t testing.TB) *notify.Rules {
	t.Helper()
	r, err := notify.ParseRules(rules)
	check.NoError(t, err)
	return r
}

// Carrier takes what it is given unless Answer says otherwise. Safe for concurrent use.
type Carrier struct {
	mu     sync.Mutex // guards the rest
	Answer func(p notify.Parcel, nth int) error
	given  []notify.Parcel
}

// Send implements notify.Gateway: the id of a part is that of the message and the number of the hand-over.
func (c *Carrier) Send(_ context.Context, p notify.Parcel) ([]string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.given = append(c.given, p)
	if c.Answer != nil {
		err := c.Answer(p, len(c.given))
		if err != nil {
			return nil, err
		}
	}
	return []string{"ref-" + p.ID}, nil
}

// Given is every parcel that was handed over, in order.
func (c *Carrier) Given() []notify.Parcel {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]notify.Parcel(nil), c.given...)
}

// people: p1 to p999 are at Station1 with a mobile each, q1 is at Station3, "fixed" has a landline that no text reaches.
type people struct{}

func (people) Phone(_ context.Context, target string) (ident.Phone, error) {
	target, _ = strings.CutPrefix(target, notify.Caller("")) // c1 rang from the number of p1
	if len(target) > 1 && target[0] == 'c' {
		target = "p" + target[1:]
	}
	var n int
	switch {
	case target == "fixed":
		return "", notify.ErrNumber
	case target == "q1":
		return "+8619900009999", nil
	}
	_, err := fmt.Sscanf(target, "p%d", &n)
	if err != nil {
		return "", fault.New(fault.NotFound, "warning.not_found")
	}
	return ident.Phone(fmt.Sprintf("+8619900%06d", n)), nil
}

func (p people) Unit(ctx context.Context, target string) (string, error) {
	_, err := p.Phone(ctx, target)
	if fault.KindOf(err) == fault.NotFound {
		return "", err
	}
	if target == "q1" {
		return Station3, nil
	}
	return Station1, nil
}

// Desk is a service over a store, with a clock that the test pushes and a carrier that it commands.
type Desk struct {
	*notify.Service
	T       testing.TB
	Clock   *clock.Manual
	Carrier *Carrier
	mu      sync.Mutex // guards serial
	serial  int
}

// NewDesk returns a service over the store, with the rules of notify.yaml of this folder.
func NewDesk(t testing.TB, store notify.Store) *Desk {
	t.Helper()
	d := &Desk{T: t, Clock: clock.NewManual(Start), Carrier: &Carrier{}}
	d.Service = notify.New(notify.Options{Store: store, Gateway: d.Carrier, People: people{}, Clock: d.Clock, Rules: Rules(t), NewID: d.newID, Lanes: 1})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("n%05d", d.serial)
}

// After moves the clock.
func (d *Desk) After(span when.Micros) { d.Clock.Set(d.Clock.Now() + span) }

// Work takes turns until nothing is due.
func (d *Desk) Work() {
	d.T.Helper()
	for {
		n, err := d.Turn(context.Background())
		check.NoError(d.T, err)
		if n == 0 {
			return
		}
	}
}

// Ask is a command for a warning of a person; of is its family and level.
func Ask(cause, target string, on notify.Occasion, of [2]string) notify.AcceptCmd {
	unit := Station1
	if target == "q1" {
		unit = Station3
	}
	return notify.AcceptCmd{Cause: cause, On: on, Family: of[0], Level: of[1], Target: target, Warning: "w-" + target, Number: "YJ-20261118-000001", Unit: unit}
}

// Fund asks for the urgent text, Contact for one that is not urgent.
func Fund(cause, target string) notify.AcceptCmd {
	return Ask(cause, target, notify.WarningRaised, [2]string{"fund", "high"})
}

// Contact asks for a text that is not urgent.
func Contact(cause, target string) notify.AcceptCmd {
	return Ask(cause, target, notify.WarningRaised, [2]string{"contact", "low"})
}

// Missed asks for another text that is not urgent.
func Missed(cause, target string) notify.AcceptCmd {
	return Ask(cause, target, notify.CallMissed, [2]string{"contact", "high"})
}

// Accepted asks for a message and returns it.
func (d *Desk) Accepted(cmd notify.AcceptCmd) notify.Message {
	d.T.Helper()
	m, ok, err := d.Accept(context.Background(), cmd)
	check.NoError(d.T, err)
	check.True(d.T, ok, "nothing goes out upon "+string(cmd.On))
	return m
}

// Now is how a message stands.
func (d *Desk) Now(id string) notify.Message {
	d.T.Helper()
	m, err := d.Get(context.Background(), access.System(), id)
	check.NoError(d.T, err)
	return m
}

// Stands checks state and reason of messages: "n00001 sent", "n00002 refused duplicate".
func (d *Desk) Stands(want ...string) {
	d.T.Helper()
	var got []string
	list, _, err := d.List(context.Background(), access.System(), notify.Filter{Limit: notify.PageMax})
	check.NoError(d.T, err)
	for i := len(list) - 1; i >= 0; i-- {
		line := list[i].ID + " " + string(list[i].State)
		if list[i].Reason != "" {
			line += " " + string(list[i].Reason)
		}
		if list[i].Into != "" {
			line += " " + list[i].Into
		}
		got = append(got, line)
	}
	check.Equal(d.T, got, want)
}

// Officer is a station officer of a unit.
func Officer(unit string) access.Scope {
	return access.Scope{User: "u-" + unit, Name: "李警官", Unit: unit, Roles: []access.Role{access.Officer}}
}
