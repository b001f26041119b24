package playbook_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/centre/duty"
	"fanzha/centre/warning"
	"fanzha/centre/warning/roomtest"
	"fanzha/playbook"
	"fanzha/term/fault"
	"fanzha/term/when"
)

var errAway = fault.New(fault.Unavailable, "db.unavailable")

// world stands for the rooms. It keeps their promises (idempotent by cause, no change in a forbidden state), and can fail
// once: before its n-th call has an effect, or after, when only the answer is lost.
type world struct {
	rules    warning.Rules
	warnings map[string]warning.View
	orders   map[string]dispatch.Order
	causes   map[string]string
	units    map[string]error // what dispatch says of a unit
	log      []string         // effects, in order
	till     till
	carrier  bool // of text messages
	plans    bool // of parallel lines
	above    chain
	follows  map[string]duty.Matter
	papers   map[string]duty.HandOver
	owners   map[string]string
	climbs   []string // what duty was told, in order

	failAt    int
	failAfter bool
	calls     int
}

func newWorld(rules warning.Rules) *world {
	return &world{
		rules: rules, warnings: map[string]warning.View{}, orders: map[string]dispatch.Order{}, causes: map[string]string{},
		units: map[string]error{}, till: newTill(), above: newChain(), follows: map[string]duty.Matter{}, papers: map[string]duty.HandOver{},
	}
}

func (w *world) book() playbook.Book {
	b := playbook.Book{Warnings: w, Dispatch: w, Orders: orders{w}, Stops: stops{w}, Claims: stops{w}, Measures: measures{w}, Curbs: measures{w}, Directs: stops{w}, Hands: stops{w}, Sanctions: sanctions{w}, Titles: titles{w}, Reviews: reviews{w}, Bulletins: press{w}, Circulars: press{w}, Calls: desk{w}, Callers: desk{w}, RingAgain: time.Hour, Attempts: texts{w},
		Upstream: above{w}, Returns: above{w}, Evidence: above{w}, Duty: watch{w}, Keepers: w.keep()}
	if w.plans {
		b.Lines, b.Moves = plans{w}, plans{w}
	}
	if w.carrier {
		b.Texts = texts{w}
	}
	return b
}

// call runs an effect, or fails instead, or fails afterwards.
func (w *world) call(effect func() error) error {
	w.calls++
	failing := w.calls == w.failAt
	if failing && !w.failAfter {
		return errAway
	}
	err := effect()
	if failing {
		return errAway
	}
	return err
}

func (w *world) note(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

func (w *world) View(_ context.Context, _ access.Scope, id string) (v warning.View, err error) {
	err = w.call(func() error {
		have, ok := w.warnings[id]
		if !ok {
			return warning.ErrNotFound
		}
		v = have
		return nil
	})
	return v, err
}

func (w *world) act(id string, a warning.Act) (warning.View, error) {
	err := w.call(func() error {
		v := w.warnings[id]
		a.By = warning.Actor{User: "system", System: true}
		a.At = roomtest.Start + when.Hour
		after, step, err := warning.Decide(v.Warning, a, w.rules)
		if err != nil || step == nil {
			return err
		}
		v.Warning = after
		w.warnings[id] = v
		w.note("%s %s: %s", a.Verb, id, step.Note)
		return nil
	})
	return w.warnings[id], err
}

func (w *world) Close(_ context.Context, _ access.Scope, c warning.CloseCmd) (warning.View, error) {
	return w.act(c.ID, warning.Act{Verb: warning.Finished, Outcome: c.Outcome, Note: c.Note})
}

func (w *world) Contacted(_ context.Context, _ access.Scope, c warning.ContactCmd) (warning.View, error) {
	return w.act(c.ID, warning.Act{Verb: warning.Contacted, ContactAt: c.At, Reached: c.Reached, PaidFen: c.PaidFen, NextAt: c.NextAt})
}

func (w *world) Move(_ context.Context, _ access.Scope, id, unit string) (warning.View, error) {
	return w.act(id, warning.Act{Verb: warning.Moved, Unit: unit})
}

func (w *world) Issue(_ context.Context, c dispatch.IssueCmd) (o dispatch.Order, err error) {
	err = w.call(func() error {
		if w.units[c.Unit] != nil {
			return w.units[c.Unit]
		}
		id, known := w.causes[c.Cause]
		if !known {
			id = fmt.Sprint("O", len(w.orders)+1)
			w.causes[c.Cause] = id
			w.orders[id] = dispatch.Order{ID: id, Warning: c.Warning, Unit: c.Unit, Level: c.Level, State: dispatch.Issued, Person: c.Person}
			w.note("issue %s to %s for %s %s, %s %s", c.Warning, c.Unit, c.Person.Name, c.Person.Phone, c.Level, c.Family)
		}
		o = w.orders[id]
		return nil
	})
	return o, err
}

// open changes every open order of a warning.
func (w *world) open(id string, change func(*dispatch.Order) bool) (n int, err error) {
	err = w.call(func() error {
		var ids []string
		for order := range w.orders {
			ids = append(ids, order)
		}
		slices.Sort(ids)
		for _, order := range ids {
			o := w.orders[order]
			if o.Warning == id && o.State.Open() && change(&o) {
				w.orders[order] = o
				n++
			}
		}
		return nil
	})
	return n, err
}

func (w *world) Escalate(_ context.Context, id string, level dispatch.Level) (int, error) {
	return w.open(id, func(o *dispatch.Order) bool {
		if !level.Above(o.Level) {
			return false
		}
		o.Level = level
		w.note("escalate %s to %s", o.ID, level)
		return true
	})
}

func (w *world) Withdraw(_ context.Context, id, reason string) (int, error) {
	return w.open(id, func(o *dispatch.Order) bool {
		o.State = dispatch.Withdrawn
		w.note("withdraw %s: %s", o.ID, reason)
		return true
	})
}

// orders is the world's face about one order.
type orders struct{ w *world }

func (f orders) Get(_ context.Context, _ access.Scope, id string) (d dispatch.Detail, err error) {
	err = f.w.call(func() error {
		o, ok := f.w.orders[id]
		if !ok {
			return dispatch.ErrNotFound
		}
		d.Order = o
		return nil
	})
	return d, err
}

func (f orders) once(id, cause, what string) error {
	return f.w.call(func() error {
		_, ok := f.w.orders[id]
		if !ok {
			return dispatch.ErrNotFound
		}
		if f.w.causes[cause] == "" {
			f.w.causes[cause] = id
			f.w.note("%s", what)
		}
		return nil
	})
}

func (f orders) Contacted(_ context.Context, id string, c dispatch.Contact) error {
	return f.once(id, "attempt/"+c.ID, fmt.Sprintf("order %s: %s reached=%v met=%v", id, c.Channel, c.Reached, c.Met))
}

func (f orders) ChaseOnce(_ context.Context, c dispatch.ChaseOnceCmd) error {
	return f.once(c.ID, c.Cause, "chase "+c.ID+" "+c.Note)
}
