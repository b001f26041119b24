package playbook_test

import (
	"context"
	"fmt"
	"testing"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/detect"
	"fanzha/centre/dispatch"
	orderstore "fanzha/centre/dispatch/store"
	"fanzha/centre/dissuade"
	attemptstore "fanzha/centre/dissuade/store"
	"fanzha/centre/duty"
	dutystore "fanzha/centre/duty/store"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	warningstore "fanzha/centre/warning/store"
	"fanzha/internal/check"
	"fanzha/internal/db"
	"fanzha/internal/db/dbtest"
	"fanzha/playbook"
	"fanzha/rulebook"
	"fanzha/term/when"
)

// house is the three rooms on one database, with the playbook between them.
type house struct {
	*testing.T
	ctx      context.Context
	db       *db.DB
	clock    *clock.Manual
	warnings *warning.Service
	orders   *dispatch.Service
	attempts *dissuade.Service
	duty     *duty.Service
	book     playbook.Book
	seen     int64
}

func newHouse(t *testing.T, d *db.DB) *house {
	h := &house{T: t, ctx: context.Background(), db: d}
	h.warnings, h.clock = roomtest.Service(t, warningstore.New(d))
	deadlines, err := dispatch.ParseDeadlines(file(t, "deadlines.yaml"))
	check.NoError(t, err)
	rules, err := dissuade.ParseRules(file(t, "dissuade.yaml"))
	check.NoError(t, err)
	newID := roomtest.IDs()
	h.attempts = dissuade.New(dissuade.Options{
		Store: attemptstore.New(d), Directory: directory{h}, Clock: h.clock, Rules: rules, NewID: func() string { return "A" + newID() },
	})
	books := orderstore.New(d)
	h.orders = dispatch.New(dispatch.Options{
		Ledger: books, Reader: books, Lists: books, Tally: books, Units: units{}, Contacts: contacts{h}, Clock: h.clock,
		Deadlines: deadlines, NewID: func() string { return "O" + newID() },
	})
	onDuty, err := duty.ParseRules(file(t, "duty.yaml"))
	check.NoError(t, err)
	roster := dutystore.New(d)
	h.duty = duty.New(duty.Options{Ledger: roster, Reader: roster, Clock: h.clock, Rules: onDuty, NewID: newID})
	h.book = playbook.Book{Warnings: h.warnings, Dispatch: h.orders, Orders: h.orders, Returns: above{newWorld(roomtest.Rules(t))}, Duty: h.duty}
	return h
}

func file(t *testing.T, name string) []byte {
	raw, err := rulebook.FS.ReadFile(name)
	check.NoError(t, err)
	return raw
}

// directory shows attempts what they are about.
type directory struct{ h *house }

func (d directory) Warning(ctx context.Context, id string) (dissuade.WarningRef, error) {
	v, err := d.h.warnings.View(ctx, access.System(), id)
	return dissuade.WarningRef{ID: v.ID, Target: v.Target, Unit: v.Unit, Level: string(v.Level)}, err
}

func (d directory) Order(ctx context.Context, id string) (dissuade.OrderRef, error) {
	o, err := d.h.orders.Get(ctx, access.System(), id)
	return dissuade.OrderRef{ID: o.ID, Warning: o.Warning, Unit: o.Unit}, err
}

func (d directory) TargetUnit(ctx context.Context, target string) (string, error) {
	p, err := d.h.warnings.Person(ctx, access.System(), target)
	return p.Unit, err
}

// contacts shows orders which attempts are on record.
type contacts struct{ h *house }

func (c contacts) Of(ctx context.Context, order string) ([]dispatch.Contact, error) {
	all, err := c.h.attempts.Of(ctx, order)
	var out []dispatch.Contact
	for _, a := range all {
		out = append(out, dispatch.Contact{ID: a.ID, At: a.At, Channel: string(a.Channel), Met: a.Met, Reached: a.Reached, NextAt: a.NextAt})
	}
	return out, err
}

type units struct{}

func (units) Get(_ context.Context, code string) (dispatch.Unit, error) {
	return dispatch.Unit{Code: code, Name: code, Active: true}, nil
}

// relay hands every event since from to the playbook, and those that follow from them.
func (h *house) relay(from int64) {
	h.Helper()
	for {
		events, err := h.db.Events(h.ctx, from, 0)
		check.NoError(h, err)
		if len(events) == 0 {
			h.seen = from
			return
		}
		for _, e := range events {
			err = h.book.Handle(h.ctx, playbook.Event{Seq: e.Seq, Kind: e.Kind, Subject: e.Subject, Unit: e.Unit, At: e.At, Body: e.Body})
			check.NoError(h, err)
			from = e.Seq
		}
	}
}

func (h *house) record(hits ...detect.Hit) {
	h.Helper()
	_, err := h.warnings.Record(h.ctx, warning.Batch{Hits: hits})
	check.NoError(h, err)
	h.relay(h.seen)
}

func (h *house) warning() warning.View {
	h.Helper()
	views, _, err := h.warnings.List(h.ctx, access.System(), warning.Filter{})
	check.NoError(h, err)
	check.Equal(h, len(views), 1)
	return views[0]
}

func (h *house) order() dispatch.View {
	h.Helper()
	all, _, err := h.orders.List(h.ctx, access.System(), dispatch.Filter{})
	check.NoError(h, err)
	check.Equal(h, len(all), 1)
	return all[0]
}

// TestStory protects the way from a hit to the watch through the real rooms on both databases: one order for ten hits,
// escalated, transferred, chased, reported; and the whole outbox handled a second time changes nothing.
func TestStory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		for i := range 9 {
			h.record(roomtest.Hit(fmt.Sprint("h", i), roomtest.Of(roomtest.Phone(1)), roomtest.At(when.Micros(i)*when.Minute)))
		}
		check.Equal(t, h.order().Unit, roomtest.East1)
		h.record(roomtest.Hit("pays", roomtest.Of(roomtest.Phone(1)), roomtest.Paid(100_000), roomtest.Level(warning.Urgent)))
		o := h.order()
		check.Equal(t, o.Level, dispatch.Urgent)
		_, err := h.orders.Transfer(h.ctx, roomtest.Scope("chief", roomtest.East1, access.Leader),
			dispatch.TransferCmd{ID: o.ID, Version: o.Version, ToUnit: roomtest.West1, Reason: "she works there"})
		check.NoError(t, err)
		h.relay(h.seen)
		check.Equal(t, h.warning().Unit, roomtest.West1)
		h.clock.Set(roomtest.Start + when.Hour)
		_, err = h.orders.Tick(h.ctx, h.clock.Now())
		check.NoError(t, err)
		h.relay(h.seen)
		check.True(t, h.order().Chases > 0, "an overdue order was not chased")
		h.visitAndReport(roomtest.Scope("qian", roomtest.West1, access.Officer))
		w := h.warning()
		check.Equal(t, w.State, warning.Watching)
		check.Equal(t, w.Outcome, warning.Dissuaded)
		check.Equal(t, w.ReachedAt, h.clock.Now())
		order, history := h.order(), h.history()
		h.relay(0)
		check.Equal(t, h.warning(), w)
		check.Equal(t, h.order(), order)
		check.Equal(t, h.history(), history)
	})
}

func (h *house) visitAndReport(officer access.Scope) {
	h.Helper()
	o := h.order()
	signed, err := h.orders.Sign(h.ctx, officer, o.ID, o.Version)
	check.NoError(h, err)
	_, _, err = h.attempts.Record(h.ctx, officer, dissuade.AttemptCmd{
		Warning: o.Warning, Order: o.ID, Channel: dissuade.Visit, Outcome: "met", Evidence: []dissuade.Evidence{{Kind: "place", Value: "her office"}},
	})
	check.NoError(h, err)
	h.relay(h.seen)
	_, err = h.orders.Report(h.ctx, officer, dispatch.ReportCmd{ID: o.ID, Version: signed.Version, Result: dispatch.MetDissuaded, Note: "met at work"})
	check.NoError(h, err)
	h.relay(h.seen)
}

// history is every step of the warning, and how many events and audit entries there are.
func (h *house) history() []string {
	h.Helper()
	d, err := h.warnings.Get(h.ctx, access.System(), h.warning().ID)
	check.NoError(h, err)
	var out []string
	for _, s := range d.History {
		out = append(out, string(s.Verb)+" "+s.Note)
	}
	for _, table := range []string{"event", "audit_entry"} {
		var n int
		check.NoError(h, h.db.QueryRow(h.ctx, "select count(*) from "+table).Scan(&n))
		out = append(out, fmt.Sprint(table, " ", n))
	}
	return out
}
