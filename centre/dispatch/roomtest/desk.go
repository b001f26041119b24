package roomtest

import (
	"context"
	_ "embed" // the test's own deadlines: a centre that changes the rulebook breaks no test
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/dispatch"
	"fanzha/internal/check"
	"fanzha/term/when"
)

// Books is everything that a store of this room implements.
type Books interface {
	dispatch.Ledger
	dispatch.Reader
	dispatch.Lists
	dispatch.Tally
}

// The units of the fictional city that the tests use.
const (
	City     = "990100000000"
	East     = "990101000000" // county
	West     = "990102000000"
	Station1 = "990101010000" // in East
	Station2 = "990101020000"
	Station3 = "990102010000" // in West
	Dormant  = "990102020000" // not active
)

//go:embed deadlines.yaml
var deadlines []byte

// Start is where the tests' clock begins: 2026-11-18 in the afternoon, China time.
const Start = when.Micros(1_795_000_000_000_000)

// Units is a directory of the fictional city.
type Units struct{}

// Get implements dispatch.Units.
func (Units) Get(_ context.Context, code string) (dispatch.Unit, error) {
	switch code {
	case City, East, West, Station1, Station2, Station3:
		return dispatch.Unit{Code: code, Name: code, Active: true}, nil
	case Dormant:
		return dispatch.Unit{Code: code, Name: code}, nil
	}
	return dispatch.Unit{}, dispatch.ErrNotFound
}

// Contacts is a record of attempts that a test fills.
type Contacts struct {
	mu   sync.Mutex // guards made
	made map[string][]dispatch.Contact
}

// Add puts an attempt on record.
func (c *Contacts) Add(order string, made dispatch.Contact) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.made == nil {
		c.made = map[string][]dispatch.Contact{}
	}
	c.made[order] = append(c.made[order], made)
}

// Of implements dispatch.Contacts.
func (c *Contacts) Of(_ context.Context, order string) ([]dispatch.Contact, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.made[order], nil
}

// Desk is a service over some books, with a clock that the test pushes.
type Desk struct {
	*dispatch.Service
	Clock    *clock.Manual
	Contacts *Contacts
	Rules    *dispatch.Rules
	Books    Books
	serial   int
	mu       sync.Mutex // guards serial
}

// NewDesk returns a service over the books, with deadlines.yaml of this folder.
func NewDesk(t testing.TB, books Books) *Desk {
	t.Helper()
	rules, err := dispatch.ParseDeadlines(deadlines)
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start), Contacts: &Contacts{}, Rules: rules, Books: books}
	d.Service = dispatch.New(dispatch.Options{
		Ledger: books, Reader: books, Lists: books, Tally: books, Units: Units{}, Contacts: d.Contacts,
		Clock: d.Clock, Deadlines: rules, NewID: d.newID,
	})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("o%05d", d.serial)
}

// After moves the clock.
func (d *Desk) After(span when.Micros) { d.Clock.Set(d.Clock.Now() + span) }

// Officer is a station officer of a unit.
func Officer(unit string) access.Scope {
	return access.Scope{User: "u-" + unit, Name: "李警官", Unit: unit, Roles: []access.Role{access.Officer}}
}

// Leader is a leader of a unit.
func Leader(unit string) access.Scope {
	return access.Scope{User: "l-" + unit, Name: "王队", Unit: unit, Roles: []access.Role{access.Leader}}
}

// Cmd asks for an order of a warning at a unit: urgent, fund.
func Cmd(warning, unit string) dispatch.IssueCmd {
	return dispatch.IssueCmd{
		Cause: "raised/" + warning, Warning: warning, Target: "t-" + warning, Unit: unit,
		Person: dispatch.Person{Name: "张**", Phone: "138****8000", Place: "990101001"},
		Level:  dispatch.Urgent, Family: dispatch.FamilyFund, Fraud: "fake_loan",
		ReasonZH: "接到境外来电后向新账户转账", ReasonEN: "A call from abroad, then a transfer to a new account",
	}
}

// Issue makes an order or fails the test.
func (d *Desk) Issue(t testing.TB, cmd dispatch.IssueCmd) dispatch.Order {
	t.Helper()
	o, err := d.Service.Issue(context.Background(), cmd)
	check.NoError(t, err)
	return o
}
