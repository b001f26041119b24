// Package roomtest helps to test what stands on work orders: a store in memory, builders, and the suite that every store of
// this room must pass.
package roomtest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"fanzha/base/access"
	"fanzha/centre/dispatch"
	"fanzha/term/when"
)

// Memory is a store of orders in memory, for tests of the room and of what stands on it. Safe for concurrent use.
type Memory struct {
	mu     sync.Mutex // guards the rest
	orders map[string]dispatch.Order
	causes map[string]string
	steps  []dispatch.Step
	events []dispatch.Event
	serial map[string]int
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{orders: map[string]dispatch.Order{}, causes: map[string]string{}, serial: map[string]int{}}
}

// Events returns what was emitted so far, in order.
func (m *Memory) Events() []dispatch.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Issue implements dispatch.Ledger.
func (m *Memory) Issue(_ context.Context, d dispatch.Draft, complete func(dispatch.Order) dispatch.Change) (dispatch.Order, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id, known := m.causes[d.Order.Cause]
	if known {
		return m.orders[id], false, nil
	}
	for _, o := range m.orders {
		if o.State.Open() && o.Warning == d.Order.Warning && o.Unit == d.Order.Unit {
			m.causes[d.Order.Cause] = o.ID
			return o, false, nil
		}
	}
	m.serial[d.Day]++
	d.Order.Number = fmt.Sprintf("%s-%06d", d.Day, m.serial[d.Day])
	c := complete(d.Order)
	m.causes[c.Order.Cause] = c.Order.ID
	m.keep(c)
	return c.Order, true, nil
}

func (m *Memory) keep(c dispatch.Change) {
	m.orders[c.Order.ID] = c.Order
	m.steps = append(m.steps, c.Step)
	m.events = append(m.events, c.Events...)
}

// Save implements dispatch.Ledger.
func (m *Memory) Save(_ context.Context, changes ...dispatch.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		_, known := m.causes[c.Cause]
		switch {
		case c.Cause != "" && known:
			return dispatch.ErrCauseKnown
		case m.orders[c.Order.ID].Rev != c.Rev:
			return dispatch.ErrStale
		case c.Order.State.Open() && m.second(&c.Order):
			return dispatch.ErrUnitHasOrder
		}
	}
	for _, c := range changes {
		if c.Cause != "" {
			m.causes[c.Cause] = c.Order.ID
		}
		m.keep(c)
	}
	return nil
}

// second says whether another open order of the warning lies at the unit.
func (m *Memory) second(o *dispatch.Order) bool {
	for _, x := range m.orders {
		if x.ID != o.ID && x.State.Open() && x.Warning == o.Warning && x.Unit == o.Unit {
			return true
		}
	}
	return false
}

// all returns the orders that ok lets through, in queue order.
func (m *Memory) all(ok func(o *dispatch.Order) bool) []dispatch.Order {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []dispatch.Order
	for _, o := range m.orders {
		if ok(&o) {
			out = append(out, o)
		}
	}
	slices.SortFunc(out, func(a, b dispatch.Order) int { return dispatch.KeyOf(&a).Compare(dispatch.KeyOf(&b)) })
	return out
}

func sign(less bool) int {
	if less {
		return -1
	}
	return 1
}

// Get implements dispatch.Reader.
func (m *Memory) Get(_ context.Context, scope access.Scope, id string) (dispatch.Order, error) {
	list := m.all(func(o *dispatch.Order) bool { return o.ID == id && dispatch.Visible(o, scope) })
	if len(list) == 0 {
		return dispatch.Order{}, dispatch.ErrNotFound
	}
	return list[0], nil
}

// Steps implements dispatch.Reader.
func (m *Memory) Steps(ctx context.Context, scope access.Scope, id string) ([]dispatch.Step, error) {
	_, err := m.Get(ctx, scope, id)
	if err != nil {
		return nil, nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []dispatch.Step
	for _, s := range m.steps {
		if s.Order == id {
			out = append(out, s)
		}
	}
	return out, nil
}

// OpenOf implements dispatch.Reader.
func (m *Memory) OpenOf(_ context.Context, scope access.Scope, warning string) ([]dispatch.Order, error) {
	return m.all(func(o *dispatch.Order) bool {
		return o.Warning == warning && o.State.Open() && dispatch.Visible(o, scope)
	}), nil
}

// Alarms implements dispatch.Reader.
func (m *Memory) Alarms(_ context.Context, scope access.Scope, now when.Micros, limit int) ([]dispatch.Order, error) {
	list := m.all(func(o *dispatch.Order) bool {
		at := dispatch.NextAlarm(o)
		return at != 0 && at < now && dispatch.Visible(o, scope)
	})
	slices.SortStableFunc(list, func(a, b dispatch.Order) int { return int(dispatch.NextAlarm(&a) - dispatch.NextAlarm(&b)) })
	return list[:min(limit, len(list))], nil
}
