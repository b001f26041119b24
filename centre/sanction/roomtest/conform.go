// Package roomtest helps to test what stands on sanctions: builders, and the suite that every store of this room must pass.
package roomtest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/sanction"
	"fanzha/internal/check"
	"fanzha/term/fault"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Opened is a fresh store with a look at what it emitted ("sanction.begun s00001"), in order.
type Opened struct {
	sanction.Store
	Emitted func() []string
}

// The units of the fictional city that the tests use.
const (
	City = "990100000000"
	East = "990101000000"
	West = "990102000000"
)

// Start is where the tests' clock begins: 2026-11-18 in the afternoon, China time.
const Start = when.Micros(1_795_000_000_000_000)

// Desk is a service over a store, with a clock that the test pushes.
type Desk struct {
	*sanction.Service
	Clock  *clock.Manual
	serial int
	mu     sync.Mutex // guards serial
}

// NewDesk returns a service over the store with the shipped rules.
func NewDesk(t testing.TB, store sanction.Store) *Desk {
	t.Helper()
	rules, err := sanction.Load()
	check.NoError(t, err)
	d := &Desk{Clock: clock.NewManual(Start)}
	d.Service = sanction.New(sanction.Options{Store: store, Clock: d.Clock, Rules: &rules, NewID: d.newID})
	return d
}

func (d *Desk) newID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.serial++
	return fmt.Sprintf("s%05d", d.serial)
}

// Leader is a leader of a unit.
func Leader(unit, user string) access.Scope {
	return access.Scope{User: user, Name: "王队", Unit: unit, Roles: []access.Role{access.Leader}}
}

// Cmd nominates somebody who lent three cards.
func Cmd(subject, document string) sanction.NominateCmd {
	return sanction.NominateCmd{Name: "赵六一", IDNumber: ident.IDNumber(subject), Tier: 2, Facts: sanction.Facts{Cards: 3}, Case: "A9901010000002026110001",
		Document: document, SHA256: strings.Repeat("0a", 32)}
}

// Conform is the suite that every store of this room must pass.
func Conform(t *testing.T, open func(t *testing.T) Opened) {
	for name, fn := range map[string]func(*testing.T, Opened){
		"life": life, "appeal": appeal, "once": once, "chain": chain, "scopes and rights": scopes, "pages": pages, "reveal": reveal,
	} {
		t.Run(name, func(t *testing.T) { fn(t, open(t)) })
	}
}

var ctx = context.Background()

const subject = "990101199001011234"

// noticed makes a sanction that was told to its subject.
func (d *Desk) noticed(t *testing.T, document string) sanction.Sanction {
	t.Helper()
	x, err := d.Nominate(ctx, Leader(East, "a"), Cmd(subject, document))
	check.NoError(t, err)
	x, err = d.Recognise(ctx, Leader(City, "b"), sanction.Act{ID: x.ID, Version: x.Version})
	check.NoError(t, err)
	x, err = d.Notice(ctx, Leader(East, "c"), sanction.Act{ID: x.ID, Version: x.Version, Notice: "告知" + document})
	check.NoError(t, err)
	return x
}

func (d *Desk) tick(t *testing.T, at when.Micros) int {
	t.Helper()
	d.Clock.Set(at)
	n, err := d.Tick(ctx)
	check.NoError(t, err)
	return n
}

// life protects: from nomination to the end by itself, told at each step.
func life(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	x := d.noticed(t, "认1号")
	check.Equal(t, []any{x.Number, x.State, x.Edition, x.Name}, []any{"CJ20261118-000001", sanction.Noticed, "lhcj-2024", "赵**"})
	check.Equal(t, d.tick(t, x.StartsAt-1), 0)
	check.Equal(t, d.tick(t, x.StartsAt), 1)
	check.Equal(t, d.tick(t, x.EndsAt-1), 0)
	soon, _, err := d.Sanctions(ctx, Leader(East, "a"), sanction.Filter{EndsBefore: x.EndsAt + 1})
	check.NoError(t, err)
	check.Equal(t, len(soon), 1)
	check.Equal(t, d.tick(t, x.EndsAt), 1)
	check.Equal(t, d.tick(t, x.EndsAt+when.Day), 0)
	x, err = d.Sanction(ctx, Leader(East, "a"), x.ID)
	check.NoError(t, err)
	check.Equal(t, []any{x.State, x.EndedBy}, []any{sanction.Ended, "system"})
	check.Equal(t, strings.Join(s.Emitted(), " "), "sanction.nominated s00001 sanction.recognised s00001 sanction.noticed s00001 sanction.begun s00001 sanction.ended s00001")
	y, err := d.Nominate(ctx, Leader(East, "a"), Cmd(subject, "认2号"))
	check.NoError(t, err)
	_, err = d.Decline(ctx, Leader(City, "b"), sanction.Act{ID: y.ID, Version: y.Version})
	check.Fault(t, err, "sanction.reason_needed")
	_, err = d.Decline(ctx, Leader(City, "b"), sanction.Act{ID: y.ID, Version: y.Version, Note: "证据不足"})
	check.NoError(t, err)
}

// appeal protects: late appeals are announced once; an upheld one ends the sanction, a refused one does not; the basis may go.
func appeal(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	x := d.noticed(t, "认1号")
	x, err := d.Appeal(ctx, Leader(East, "d"), sanction.Act{ID: x.ID, Version: x.Version, Note: "卡是被骗走的"})
	check.NoError(t, err)
	check.Equal(t, d.tick(t, x.StartsAt), 1)
	check.Equal(t, d.tick(t, x.AppealDue), 1)
	check.Equal(t, d.tick(t, x.AppealDue+when.Day), 0)
	open, _, err := d.Sanctions(ctx, Leader(City, "e"), sanction.Filter{Appeal: sanction.AppealOpen})
	check.NoError(t, err)
	check.Equal(t, len(open), 1)
	_, err = d.DecideAppeal(ctx, Leader(City, "b"), sanction.Act{ID: x.ID, Version: open[0].Version, Uphold: true, Note: "属实"})
	check.Fault(t, err, "sanction.same_person")
	x, err = d.DecideAppeal(ctx, Leader(City, "e"), sanction.Act{ID: x.ID, Version: open[0].Version, Note: "不属实", Remedy: "可申请行政复议"})
	check.NoError(t, err)
	check.Equal(t, x.State, sanction.InForce)
	x, err = d.Appeal(ctx, Leader(East, "d"), sanction.Act{ID: x.ID, Version: x.Version, Note: "有新证据"})
	check.NoError(t, err)
	x, err = d.DecideAppeal(ctx, Leader(City, "e"), sanction.Act{ID: x.ID, Version: x.Version, Uphold: true, Note: "属实"})
	check.NoError(t, err)
	check.Equal(t, x.State, sanction.Revoked)
	y := d.noticed(t, "认2号")
	y, err = d.Revoke(ctx, access.System(), sanction.Act{ID: y.ID, Note: "异议成立"})
	check.NoError(t, err)
	check.Equal(t, y.State, sanction.Revoked)
}

// once protects: one live sanction of a subject on one document, also among many at once; nothing is saved on a stale row.
func once(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var made []sanction.Sanction
	for range 8 {
		wg.Go(func() {
			x, err := d.Nominate(ctx, Leader(East, "a"), Cmd(subject, "认1号"))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made = append(made, x)
				return
			}
			if fault.CodeOf(err) != "sanction.nominated_twice" {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	check.Equal(t, len(made), 1)
	_, err := d.Recognise(ctx, Leader(City, "b"), sanction.Act{ID: made[0].ID, Version: 2})
	check.Fault(t, err, "sanction.stale")
	_, err = d.Recognise(ctx, Leader(City, "b"), sanction.Act{ID: made[0].ID})
	check.Fault(t, err, "sanction.field")
}

// chain protects: a second sanction follows on the first, whoever nominated it, and five years are the end.
func chain(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	a, b := d.noticed(t, "认1号"), d.noticed(t, "认2号")
	check.Equal(t, b.StartsAt, a.EndsAt)
	c := d.noticed(t, "认3号")
	check.Equal(t, c.EndsAt, sanction.AddYears(a.StartsAt, 5))
	x, err := d.Nominate(ctx, Leader(East, "a"), Cmd(subject, "认4号"))
	check.NoError(t, err)
	x, err = d.Recognise(ctx, Leader(City, "b"), sanction.Act{ID: x.ID, Version: x.Version})
	check.NoError(t, err)
	_, err = d.Notice(ctx, Leader(East, "c"), sanction.Act{ID: x.ID, Version: x.Version, Notice: "告知4号"})
	check.Fault(t, err, "sanction.longest_term")
}

// scopes protects: another county sees nothing, a bank nothing, and every command is refused to who lacks its right.
func scopes(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	x := d.noticed(t, "认1号")
	for unit, want := range map[string]int{East: 1, City: 1, West: 0} {
		list, _, err := d.Sanctions(ctx, Leader(unit, "z"), sanction.Filter{})
		check.NoError(t, err)
		check.Equal(t, len(list), want)
		_, err = d.Sanction(ctx, Leader(unit, "z"), x.ID)
		check.Equal(t, err == nil, want == 1)
	}
	_, err := d.Appeal(ctx, Leader(West, "z"), sanction.Act{ID: x.ID, Version: x.Version, Note: "x"})
	check.Fault(t, err, "sanction.not_found")
	list, err := s.List(ctx, access.Scope{Unit: City, Bank: "yh_bank"}, sanction.Query{Limit: 10})
	check.NoError(t, err)
	check.Equal(t, len(list), 0)
	nobody := access.Scope{User: "n", Unit: City, Roles: []access.Role{access.BankLiaison}}
	one := func(_ any, err error) error { return err }
	for _, err := range []error{
		one(d.Nominate(ctx, nobody, Cmd(subject, "x"))), one(d.Recognise(ctx, nobody, sanction.Act{})), one(d.Decline(ctx, nobody, sanction.Act{})),
		one(d.Notice(ctx, nobody, sanction.Act{})), one(d.Revoke(ctx, nobody, sanction.Act{})), one(d.Appeal(ctx, nobody, sanction.Act{})),
		one(d.DecideAppeal(ctx, nobody, sanction.Act{})), one(d.Sanction(ctx, nobody, "x")), one(d.Reveal(ctx, nobody, sanction.RevealCmd{})),
	} {
		check.Fault(t, err, "access.denied")
	}
	_, _, err = d.Sanctions(ctx, nobody, sanction.Filter{})
	check.Fault(t, err, "access.denied")
}

// pages protects: a list is walked without gaps or doubles, and refuses what it cannot read.
func pages(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	for i := range 7 {
		d.Clock.Set(Start + when.Micros(i/2)*when.Minute)
		_, err := d.Nominate(ctx, Leader(East, "a"), Cmd(subject, fmt.Sprint("认", i)))
		check.NoError(t, err)
	}
	var got []string
	f := sanction.Filter{Limit: 3, Subject: subject, Case: "A9901010000002026110001", States: []string{"nominated", "ended"}}
	for {
		list, next, err := d.Sanctions(ctx, Leader(City, "z"), f)
		check.NoError(t, err)
		for _, x := range list {
			got = append(got, x.ID)
		}
		if next == "" {
			break
		}
		f.Cursor = next
	}
	check.Equal(t, got, []string{"s00007", "s00006", "s00005", "s00004", "s00003", "s00002", "s00001"})
	for _, f := range []sanction.Filter{{States: make([]string, 11)}, {Case: "\x00"}} {
		_, _, err := d.Sanctions(ctx, Leader(City, "z"), f)
		check.Fault(t, err, "sanction.field")
	}
	_, _, err := d.Sanctions(ctx, Leader(City, "z"), sanction.Filter{Cursor: "x"})
	check.Fault(t, err, "sanction.cursor")
}

// reveal protects: a name is shown for a reason only.
func reveal(t *testing.T, s Opened) {
	d := NewDesk(t, s)
	x, err := d.Nominate(ctx, Leader(East, "a"), Cmd(subject, "认1号"))
	check.NoError(t, err)
	check.True(t, x.Name == "赵**" && x.IDNumber != subject, "masked")
	for field, want := range map[string]string{"name": "赵六一", "id_number": subject} {
		got, err := d.Reveal(ctx, Leader(East, "a"), sanction.RevealCmd{ID: x.ID, Field: field, Reason: "制作告知书"})
		check.NoError(t, err)
		check.Equal(t, got, want)
	}
	_, err = d.Reveal(ctx, Leader(East, "a"), sanction.RevealCmd{ID: x.ID, Field: "name"})
	check.Fault(t, err, "sanction.reason_needed")
	_, err = d.Reveal(ctx, Leader(East, "a"), sanction.RevealCmd{ID: x.ID, Field: "phone", Reason: "x"})
	check.Fault(t, err, "sanction.field")
	_, err = d.Reveal(ctx, Leader(West, "a"), sanction.RevealCmd{ID: x.ID, Field: "name", Reason: "x"})
	check.Fault(t, err, "sanction.not_found")
}
