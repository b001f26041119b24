// Package roomtest helps to test what stands on tickets: a store in memory, a desk with a clock, and the suite that every store of this
// room must pass.
package roomtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"fanzha/base/access"
	"fanzha/centre/hotline"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Memory is a store of tickets in memory. Safe for concurrent use.
type Memory struct {
	mu      sync.Mutex // guards the rest
	tickets map[string]hotline.Ticket
	steps   map[string][]hotline.Step
	care    []hotline.Care
	events  []Told
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{tickets: map[string]hotline.Ticket{}, steps: map[string][]hotline.Step{}}
}

// Told is one event that a store has emitted.
type Told struct {
	Kind string
	Body hotline.EventBody
}

// Events returns what was emitted, in order.
func (m *Memory) Events() []Told {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

func (m *Memory) put(c hotline.Change) error {
	kind, body, err := c.Event()
	if err != nil {
		return err
	}
	told, err := hotline.ParseEvent(body)
	if err != nil {
		return err
	}
	m.tickets[c.Ticket.ID] = c.Ticket
	m.steps[c.Ticket.ID] = append(m.steps[c.Ticket.ID], c.Step)
	m.events = append(m.events, Told{kind, told})
	return nil
}

// Add implements hotline.Tickets.
func (m *Memory) Add(_ context.Context, day string, c hotline.Change) (hotline.Ticket, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.tickets {
		if c.Ticket.Key != "" && t.Key == c.Ticket.Key && t.MadeBy == c.Ticket.MadeBy {
			return t, false, nil
		}
	}
	c.Ticket.Number = fmt.Sprintf("JX%s-%06d", day, len(m.tickets)+1)
	return c.Ticket, true, m.put(c)
}

// Save implements hotline.Tickets.
func (m *Memory) Save(_ context.Context, c hotline.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tickets[c.Ticket.ID].Version != c.Ticket.Version-1 {
		return hotline.ErrStale
	}
	return m.put(c)
}

// Get implements hotline.Tickets.
func (m *Memory) Get(_ context.Context, scope access.Scope, id string) (hotline.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.tickets[id]
	if !ok || !scope.Covers(t.Unit) {
		return hotline.Ticket{}, hotline.ErrNotFound
	}
	return t, nil
}

func fits(t *hotline.Ticket, q hotline.Query) bool {
	return (len(q.States) == 0 || slices.Contains(q.States, t.State)) && (q.Phone == "" || q.Phone == t.Phone) && (q.Desk == "" || q.Desk == t.Desk) &&
		t.QueuedAt >= q.Since && (q.Due == 0 || t.State == hotline.Promised && t.PromiseAt <= q.Due && t.OverdueAt == 0) &&
		(q.After == nil || t.QueuedAt < q.After.At || t.QueuedAt == q.After.At && t.ID < q.After.ID)
}

// List implements hotline.Tickets.
func (m *Memory) List(_ context.Context, scope access.Scope, q hotline.Query) ([]hotline.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []hotline.Ticket
	for _, t := range m.tickets {
		if scope.Covers(t.Unit) && fits(&t, q) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b hotline.Ticket) int {
		switch q.Sort {
		case hotline.Waiting:
			return cmp.Or(cmp.Compare(a.QueuedAt, b.QueuedAt), cmp.Compare(a.ID, b.ID))
		case hotline.Promise:
			return cmp.Or(cmp.Compare(a.PromiseAt, b.PromiseAt), cmp.Compare(a.ID, b.ID))
		}
		return cmp.Or(cmp.Compare(b.QueuedAt, a.QueuedAt), cmp.Compare(b.ID, a.ID))
	})
	return out[:min(q.Limit, len(out))], nil
}

// Steps implements hotline.Notes.
func (m *Memory) Steps(_ context.Context, ticket string) ([]hotline.Step, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.steps[ticket]), nil
}

// AddCare implements hotline.Notes.
func (m *Memory) AddCare(_ context.Context, c hotline.Care) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.care = append(m.care, c)
	return nil
}

// Care implements hotline.Notes.
func (m *Memory) Care(_ context.Context, scope access.Scope, phone ident.Phone, limit int) ([]hotline.Care, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []hotline.Care
	for _, c := range slices.Backward(m.care) {
		if c.Phone == phone && scope.Covers(c.Unit) && len(out) < limit {
			out = append(out, c)
		}
	}
	return out, nil
}

// Counts implements hotline.Notes.
func (m *Memory) Counts(_ context.Context, scope access.Scope, now when.Micros) (hotline.Counts, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var c hotline.Counts
	for _, t := range m.tickets {
		if !scope.Covers(t.Unit) {
			continue
		}
		switch t.State {
		case hotline.Queued:
			c.Queued++
		case hotline.Answered, hotline.TakenOver:
			c.Talking++
		case hotline.Wrapped:
			c.Wrapped++
		case hotline.Promised:
			c.Promised++
		}
		if t.Late(now) {
			c.Late++
		}
		if t.Abusive && t.State == hotline.Answered {
			c.Abusive++
		}
	}
	return c, nil
}

var (
	_ hotline.Tickets = (*Memory)(nil)
	_ hotline.Notes   = (*Memory)(nil)
)
