// Package roomtest helps to test what stands on freezes, restrictions, marks and objections: builders, fakes of the rooms around
// them, and the suite that every store of this room must pass.
package roomtest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/measure"
	"fanzha/internal/check"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Books is everything that a store of this room implements.
type Books interface {
	measure.Ledger
	measure.Reader
	measure.Lists
	measure.Counter
}

// The units of the fictional city that the tests use.
const (
	City     = "990100000000"
	East     = "990101000000" // county
	West     = "990102000000"
	Station1 = "990101010000" // in East
)

// Start is where the tests' clock begins: 2026-11-18 in the afternoon, China time.
const Start = when.Micros(1_795_000_000_000_000)

// Digest is a SHA-256 for documents and evidence.
const Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// Around is a fake of the rooms around this one: stop orders, their holds, sanctions.
type Around struct {
	mu      sync.Mutex // guards the maps
	holds   map[string]measure.Hold
	objects map[string]measure.Object
}

// Put adds a stop order whose hold stands.
func (a *Around) Put(h measure.Hold, o measure.Object) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.holds[h.Order] = h
	a.objects[string(o.Kind)+" "+o.ID] = o
}

// Hold implements measure.Holds.
func (a *Around) Hold(_ context.Context, order string) (measure.Hold, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	h, ok := a.holds[order]
	if !ok {
		return h, measure.ErrNotFound
	}
	return h, nil
}

// Object implements measure.Objects.
func (a *Around) Object(_ context.Context, kind measure.ObjectKind, id string) (measure.Object, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	o, ok := a.objects[string(kind)+" "+id]
	if !ok {
		return o, measure.ErrNotFound
	}
	return o, nil
}

// Desk is a service over some books, with a clock that the test pushes.
type Desk struct {
	*measure.Service
	Clock  *clock.Manual
	Around *Around
	Books  Books
	serial int
	mu     sync.Mutex // guards serial
}

// NewDesk returns a service over the books with the shipped rules.
func NewDesk(t testing.TB, books Books) *Desk {
	t.Helper()
	rules, err := measure.Load()
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start), Books: books, Around: &Around{holds: map[string]measure.Hold{}, objects: map[string]measure.Object{}}}
	d.Service = measure.New(measure.Options{
		Ledger: books, Reader: books, Lists: books, Counter: books, Holds: d.Around, Objects: d.Around, Clock: d.Clock, Rules: &rules,
		NewID: d.newID, NewReceipt: func() string { return "receipt-" + d.newID() },
	})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("m%05d", d.serial)
}

// After moves the clock and lets it do what it has reached, to the end.
func (d *Desk) After(t testing.TB, span when.Micros) int {
	t.Helper()
	d.Clock.Set(d.Clock.Now() + span)
	done := 0
	for {
		n, err := d.Tick(context.Background())
		check.NoError(t, err)
		done += n
		if n == 0 {
			return done
		}
	}
}

// Order puts a stop order with its hold in a unit; its officer is "stop-<unit>".
func (d *Desk) Order(id, unit string) measure.Hold {
	h := measure.Hold{Order: id, Claim: "claim-" + id, Unit: unit, Bank: "yh_bank", Account: "9900010000000000001", Holder: "张三丰", Kind: "person", Fen: 500_000}
	d.Around.Put(h, measure.Object{
		Kind: measure.OfHold, ID: id, Unit: unit, Claim: h.Claim, Bank: h.Bank, Live: true, Orderers: []string{Stop(unit).User}, Fen: h.Fen,
		CreditFen: h.Fen, CreditAt: Start,
	})
	return h
}

// Stop is a stop-payment officer of a unit.
func Stop(unit string) access.Scope {
	return access.Scope{User: "stop-" + unit, Name: "赵止付", Unit: unit, Roles: []access.Role{access.StopOfficer}}
}

// Leader is a leader of a unit.
func Leader(unit string) access.Scope {
	return access.Scope{User: "lead-" + unit, Name: "王队", Unit: unit, Roles: []access.Role{access.Leader}}
}

// Liaison answers for a bank.
func Liaison(bank string) access.Scope {
	return access.Scope{User: "bank-" + bank, Name: "钱联络", Unit: City, Bank: bank, Roles: []access.Role{access.BankLiaison}}
}

// Proposal asks for a freeze of all that an order found.
func Proposal(order string) measure.ProposeCmd {
	return measure.ProposeCmd{Order: order, Fen: 500_000, Basis: measure.Basis{Case: "A9901010000002026110001", Document: "云公冻财字〔2026〕12号", SHA256: Digest}}
}

// Impose restricts an account of a victim.
func Impose(account string) measure.ImposeCmd {
	return measure.ImposeCmd{Warning: "w1", Bank: "yh_bank", Account: ident.Account("99000100000000" + account), Person: "李四光", Phone: "+8613800138000", Reason: "paying_now",
		Document: "云公保止字〔2026〕1号"}
}

// Objection objects against something.
func Objection(kind measure.ObjectKind, id string) measure.FileCmd {
	return measure.FileCmd{Object: kind, ObjectID: id, Name: "王五常", Phone: "+8613800138001", Channel: "hotline", Ground: "own_money", Text: "这是我的钱"}
}

// Froze makes an active freeze of an order in East, approved by the county's leader.
func (d *Desk) Froze(t testing.TB, order string) measure.Freeze {
	t.Helper()
	d.Order(order, East)
	f, err := d.ProposeFreeze(context.Background(), Stop(East), Proposal(order))
	check.NoError(t, err)
	f, err = d.ApproveFreeze(context.Background(), Leader(East), measure.Act{ID: f.ID, Version: f.Version})
	check.NoError(t, err)
	f, err = d.AnswerFreeze(context.Background(), "yh_bank", measure.BankAnswer{Freeze: f.ID, ExecutedAt: d.Clock.Now(), Fen: 400_000})
	check.NoError(t, err)
	return f
}

func (d *Desk) act(f *measure.Freeze, note string) measure.Act {
	return measure.Act{ID: f.ID, Version: f.Version, Note: note}
}

// told returns the last n events of a store.
func told(events []string, n int) string {
	return strings.Join(events[max(0, len(events)-n):], ", ")
}
