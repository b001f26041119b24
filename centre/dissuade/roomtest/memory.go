// Package roomtest helps to test what stands on attempts: a store in memory, a directory, and the suite that every store of
// this room must pass.
package roomtest

import (
	"context"
	"slices"
	"sync"

	"fanzha/base/access"
	"fanzha/centre/dissuade"
	"fanzha/term/when"
)

// Memory is a store of attempts in memory. Safe for concurrent use.
type Memory struct {
	mu     sync.Mutex // guards the rest
	list   []dissuade.Attempt
	events []dissuade.EventBody
}

// Events returns what was emitted, in order.
func (m *Memory) Events() []dissuade.EventBody {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Append implements dissuade.Store.
func (m *Memory) Append(_ context.Context, rec dissuade.Record) (dissuade.Attempt, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, a := range m.list {
		if rec.Attempt.Key != "" && a.Key == rec.Attempt.Key && a.By == rec.Attempt.By {
			return a, false, nil
		}
	}
	m.list = append(m.list, rec.Attempt)
	m.events = append(m.events, rec.Event)
	return rec.Attempt, true, nil
}

// visible: a caller sees attempts of his own units, and those made on what his units had at the time.
func visible(a *dissuade.Attempt, scope access.Scope) bool {
	return scope.Covers(a.Unit) || scope.Covers(a.AtUnit)
}

// List implements dissuade.Store.
func (m *Memory) List(_ context.Context, scope access.Scope, q dissuade.Query) ([]dissuade.Attempt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []dissuade.Attempt
	for _, a := range m.list {
		subject := q.Warning != "" && a.Warning == q.Warning || q.Order != "" && a.Order == q.Order || q.Target != "" && a.Target == q.Target
		after := q.After == nil || a.At < q.After.At || a.At == q.After.At && a.ID < q.After.ID
		if subject && after && visible(&a, scope) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b dissuade.Attempt) int {
		if a.At > b.At || a.At == b.At && a.ID > b.ID {
			return -1
		}
		return 1
	})
	return out[:min(q.Limit, len(out))], nil
}

// Used implements dissuade.Store.
func (m *Memory) Used(_ context.Context, scope access.Scope, target string, since when.Micros) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var n int64
	for _, a := range m.list {
		if a.Target == target && a.At > since && visible(&a, scope) {
			n++
		}
	}
	return n, nil
}

var _ dissuade.Store = (*Memory)(nil)
