package store

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"fanzha/base/access"
	auditstore "fanzha/base/audit/store"
	"fanzha/base/clock"
	"fanzha/centre/dissuade/lines"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/rulebook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

const (
	city      = "990100000000"
	station   = "990101010000"
	neighbour = "990102010000"
	elsewhere = "990200000000"
)

// facts are one warning at the station, and what is on record of it.
type facts struct {
	unit     string
	level    string
	over     bool
	attempts []lines.Attempt
}

func (f *facts) Warning(_ context.Context, id string) (lines.Ref, error) {
	if id != "w1" && id != "w2" {
		return lines.Ref{}, fault.New(fault.NotFound, "warning.not_found")
	}
	return lines.Ref{ID: id, Target: "p1", Unit: f.unit, Level: f.level, Active: !f.over}, nil
}

func (f *facts) Attempts(context.Context, string) ([]lines.Attempt, error) { return f.attempts, nil }

func (f *facts) Unit(_ context.Context, code string) error {
	if code == elsewhere {
		return fault.New(fault.NotFound, "unit.not_found")
	}
	return nil
}

func (f *facts) Bank(_ context.Context, code string) error {
	if code != "bank1" {
		return lines.ErrBank
	}
	return nil
}

func of(user, unit string, role access.Role) access.Scope {
	return access.Scope{User: user, Name: user, Unit: unit, Roles: []access.Role{role}}
}

type room struct {
	*testing.T
	*lines.Service
	clock *clock.Manual
	facts *facts
	db    *db.DB
}

// both runs a test on both databases; the audit chain of all that was done verifies.
func both(t *testing.T, run func(r *room)) {
	for name, fresh := range map[string]func(testing.TB) *db.DB{db.SQLite: dbtest.SQLite, db.Postgres: dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			raw, err := rulebook.FS.ReadFile("lines.yaml")
			check.NoError(t, err)
			rules, err := lines.ParseRules(raw)
			check.NoError(t, err)
			d := fresh(t)
			r := &room{T: t, clock: clock.NewManual(1_795_000_000_000_000), facts: &facts{unit: station, level: "high"}, db: d}
			var mu sync.Mutex
			n := 0
			kept := New(d)
			r.Service = lines.New(lines.Options{Records: kept, Queue: kept, About: r.facts, Clock: r.clock, Rules: rules, NewID: func() string {
				mu.Lock()
				defer mu.Unlock()
				n++
				return fmt.Sprintf("l%03d", n)
			}})
			run(r)
			report, err := auditstore.Verify(t.Context(), d, auditstore.VerifyOptions{})
			check.NoError(t, err)
			check.True(t, report.OK(), "the audit chain does not verify")
		})
	}
}

func (r *room) do(by access.Scope, c lines.Command) lines.File {
	f, err := r.Do(r.Context(), by, "w1", c)
	check.NoError(r, err)
	return f
}

func (r *room) tell(n lines.News) {
	n.Warning = "w1"
	check.NoError(r, r.Tell(r.Context(), n))
}

func ask(kind lines.Kind, unit, bank string) lines.Command {
	return lines.Command{Act: lines.ActAsk, Kind: kind, ToUnit: unit, ToBank: bank, Note: "请协助"}
}

// TestRoundTrip protects: what was decided is read back as it was, an event counts once however often it comes, and a warning without a
// plan has one as soon as somebody looks.
func TestRoundTrip(t *testing.T) {
	both(t, func(r *room) {
		li := of("li", station, access.Officer)
		f, _, err := r.Get(r.Context(), li, "w1")
		check.NoError(r, err)
		check.Equal(r, f.Plan.NextWhat, "call")
		r.tell(lines.News{Act: lines.ActBegin, Cause: "event/1"})
		missed := lines.News{Act: lines.ActTried, Cause: "attempt/a1", Attempt: lines.Attempt{ID: "a1", At: r.clock.Now(), Channel: "call"}}
		r.tell(missed)
		r.tell(missed)
		f, _, err = r.Get(r.Context(), li, "w1")
		check.NoError(r, err)
		check.Equal(r, f.Plan.Fails[lines.Call], int64(1))
		check.Equal(r, f.Plan.Version, int64(2))
		r.do(li, ask(lines.Bank, "", "bank1"))
		made := r.do(li, lines.Command{Act: lines.ActProve, Note: "已在 96110 核验"})
		again, _, err := r.Get(r.Context(), li, "w1")
		check.NoError(r, err)
		check.Equal(r, again.Plan, made.Plan)
		check.Equal(r, again.Lines, made.Lines)
		check.Equal(r, len(again.Steps), 4)
		_, err = r.Do(r.Context(), li, "w1", ask(lines.Bank, "", "none"))
		check.Fault(r, err, "lines.bank_unknown")
		_, err = r.Do(r.Context(), li, "w1", ask(lines.Assist, elsewhere, ""))
		check.Fault(r, err, "lines.unit_unknown")
		_, err = r.Do(r.Context(), li, "w1", lines.Command{Act: lines.ActEnd})
		check.Fault(r, err, "lines.field")
		r.facts.over = true
		r.tell(lines.News{Act: lines.ActEnd, Cause: "event/9"})
		f, _, err = r.Get(r.Context(), li, "w1")
		check.NoError(r, err)
		check.Equal(r, f.Lines[0].State, lines.LineStopped)
		due, _, err := r.Due(r.Context(), of("lead", city, access.Leader), lines.DueQuery{})
		check.NoError(r, err)
		check.Equal(r, len(due), 0)
	})
}

// TestBothSides protects help and transfers from being lost sight of, and from being seen by anybody else: the giver sees his request
// until it has ended, the receiver sees it and not the plan, and nobody acts for the other side.
func TestBothSides(t *testing.T) {
	both(t, func(r *room) {
		li, zhao, stranger := of("li", station, access.Officer), of("zhao", neighbour, access.Officer), of("sun", elsewhere, access.Officer)
		f := r.do(li, ask(lines.Assist, neighbour, ""))
		id := f.Lines[0].ID
		list := func(by access.Scope, side lines.Side, live bool) int {
			got, more, err := r.List(r.Context(), by, lines.Query{Side: side, Live: live})
			check.NoError(r, err)
			check.True(r, !more, "a second page of one request")
			return len(got)
		}
		check.Equal(r, []int{list(li, lines.Given, true), list(zhao, lines.Received, true), list(zhao, lines.Given, true), list(stranger, lines.Received, true)}, []int{1, 1, 0, 0})
		_, _, err := r.Get(r.Context(), zhao, "w1")
		check.Fault(r, err, "lines.not_found")
		for _, c := range []struct {
			by   access.Scope
			act  lines.Act
			code string
		}{
			{stranger, lines.ActTake, "lines.not_found"}, {li, lines.ActTake, "access.denied"}, {zhao, lines.ActStop, "access.denied"},
			{of("a", neighbour, access.AuditAdmin), lines.ActTake, "access.denied"}, {zhao, lines.ActDone, "lines.reason_needed"}, {zhao, lines.ActAsk, "lines.field"},
		} {
			_, err = r.DoLine(r.Context(), c.by, id, lines.Command{Act: c.act})
			check.Fault(r, err, c.code)
		}
		_, _, err = r.Lend(r.Context(), zhao, id)
		check.Fault(r, err, "lines.state")
		taken, err := r.DoLine(r.Context(), zhao, id, lines.Command{Act: lines.ActTake})
		check.NoError(r, err)
		check.Equal(r, taken.Taken.Name, "zhao")
		lent, _, err := r.Lend(r.Context(), zhao, id)
		check.NoError(r, err)
		check.Equal(r, []string{lent.User, lent.Unit}, []string{"zhao", station})
		_, _, err = r.Lend(r.Context(), stranger, id)
		check.Fault(r, err, "lines.not_found")
		_, err = r.DoLine(r.Context(), zhao, id, lines.Command{Act: lines.ActDone, Note: "已见到本人"})
		check.NoError(r, err)
		check.Equal(r, []int{list(li, lines.Given, true), list(li, lines.Given, false), list(zhao, lines.Received, true), list(zhao, lines.Received, false)}, []int{0, 1, 0, 1})
		f, _, err = r.Get(r.Context(), li, "w1")
		check.NoError(r, err)
		check.Equal(r, f.Plan.NextWhat, lines.NextAnswer)
		f = r.do(li, lines.Command{Act: lines.ActRead})
		check.Equal(r, f.Plan.NextWhat, "call")
		bank := access.Scope{User: "liaison", Name: "liaison", Bank: "bank1", Roles: []access.Role{access.BankLiaison}}
		f = r.do(li, ask(lines.Bank, "", "bank1"))
		check.Equal(r, list(bank, lines.Received, true), 1)
		other := bank
		other.Bank = "bank2"
		check.Equal(r, list(other, lines.Received, true), 0)
		_, err = r.DoLine(r.Context(), other, f.Lines[1].ID, lines.Command{Act: lines.ActTake})
		check.Fault(r, err, "lines.not_found")
		_, err = r.DoLine(r.Context(), bank, f.Lines[1].ID, lines.Command{Act: lines.ActDone, Note: "客户在网点"})
		check.NoError(r, err)
		check.Equal(r, []int{list(bank, lines.Received, true), list(bank, lines.Received, false), list(bank, lines.Given, true)}, []int{0, 1, 0})
	})
}

// TestSearch protects the report that a person is not to be found: it needs a second officer, and the search is looked at again in time.
func TestSearch(t *testing.T) {
	both(t, func(r *room) {
		li, wang := of("li", station, access.Officer), of("wang", station, access.Officer)
		check.Fault(r, r.Search(r.Context(), "w1"), "lines.search_not_confirmed")
		_, err := r.Do(r.Context(), li, "w1", lines.Command{Act: lines.ActNotFound, Note: "多次查找未果"})
		check.Fault(r, err, "lines.not_tried")
		_, err = r.Do(r.Context(), li, "w1", lines.Command{Act: lines.ActAway})
		check.Fault(r, err, "lines.next_needed")
		r.facts.attempts = []lines.Attempt{{Channel: "call"}, {Channel: "call"}, {Channel: "call"}, {Channel: "visit"}}
		f := r.do(li, ask(lines.Relatives, "", ""))
		_, err = r.DoLine(r.Context(), li, f.Lines[0].ID, lines.Command{Act: lines.ActTry, Outcome: "none_known"})
		check.NoError(r, err)
		f = r.do(li, lines.Command{Act: lines.ActAsk, Kind: lines.Carrier, Carrier: "mobile", Note: "请核实号码状态"})
		_, err = r.DoLine(r.Context(), li, f.Lines[1].ID, lines.Command{Act: lines.ActDone, Note: "已停机"})
		check.NoError(r, err)
		r.do(li, lines.Command{Act: lines.ActNotFound, Note: "多次查找未果"})
		check.Fault(r, r.Search(r.Context(), "w1"), "lines.search_not_confirmed")
		_, err = r.Do(r.Context(), li, "w1", lines.Command{Act: lines.ActConfirm})
		check.Fault(r, err, "lines.own_confirm")
		_, err = r.Do(r.Context(), of("zhao", neighbour, access.Officer), "w1", lines.Command{Act: lines.ActConfirm})
		check.Fault(r, err, "lines.not_found")
		r.do(wang, lines.Command{Act: lines.ActConfirm})
		check.NoError(r, r.Search(r.Context(), "w1"))
		due, _, err := r.Due(r.Context(), li, lines.DueQuery{State: lines.NotFound})
		check.NoError(r, err)
		check.Equal(r, []string{due[0].Warning, due[0].NextWhat}, []string{"w1", lines.NextLookAgain})
		r.tell(lines.News{Act: lines.ActLife, Cause: "event/7"})
		check.Fault(r, r.Search(r.Context(), "w1"), "lines.search_not_confirmed")
		_, err = r.Do(r.Context(), li, "w1", lines.Command{Act: lines.ActSettle, Note: "x"})
		check.Fault(r, err, "access.denied")
		r.do(li, lines.Command{Act: lines.ActRefused, Note: "拒绝见面"})
		f = r.do(li, lines.Command{Act: lines.ActEscalate, Note: "请领导协调"})
		check.Equal(r, len(f.Plan.Checklist), 5)
		f = r.do(of("lead", city, access.Leader), lines.Command{Act: lines.ActSettle, Note: "由女儿陪同再次上门", NextAt: r.clock.Now() + when.Hour})
		check.Equal(r, f.Plan.State, lines.Trying)
		check.Equal(r, f.Plan.NextAt, r.clock.Now()+when.Hour)
	})
}

// TestAtOnce protects a plan on which many act at the same moment: nothing is lost, nothing counts twice.
func TestAtOnce(t *testing.T) {
	both(t, func(r *room) {
		li := of("li", station, access.Officer)
		r.tell(lines.News{Act: lines.ActBegin, Cause: "event/1"})
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				err := r.Tell(r.Context(), lines.News{Warning: "w1", Act: lines.ActTried, Cause: fmt.Sprint("attempt/", i/2), Attempt: lines.Attempt{At: r.clock.Now(), Channel: "call"}})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		f, _, err := r.Get(r.Context(), li, "w1")
		check.NoError(r, err)
		check.Equal(r, f.Plan.Fails[lines.Call], int64(2))
	})
}
