// Package roomtest helps to test what stands on text messages: a store in memory, a carrier and people as a test wants them, and the
// suite that every store of this room must pass.
package roomtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"fanzha/base/access"
	"fanzha/centre/notify"
	"fanzha/term/when"
)

// Memory is a store of messages in memory. Safe for concurrent use.
type Memory struct {
	mu sync.Mutex // guards all
	s  memory
}

// memory is the whole content; a copy of it is the way back of a transaction.
type memory struct {
	list     map[string]notify.Message
	parts    map[string]string // ref → message
	receipts map[string]notify.Receipt
	mutes    map[string]notify.Mute
	events   []notify.EventBody
}

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{s: memory{list: map[string]notify.Message{}, parts: map[string]string{}, receipts: map[string]notify.Receipt{}, mutes: map[string]notify.Mute{}}}
}

// Events returns what was emitted, in order.
func (m *Memory) Events() []notify.EventBody {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.s.events)
}

// Write implements notify.Store.
func (m *Memory) Write(_ context.Context, fn func(notify.Shelf) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	work := memory{maps.Clone(m.s.list), maps.Clone(m.s.parts), maps.Clone(m.s.receipts), maps.Clone(m.s.mutes), slices.Clone(m.s.events)}
	err := fn(notify.Shelf{Finder: &work, Facts: &work, Keeper: &work, Receipts: &work, MuteList: &work})
	if err == nil {
		m.s = work
	}
	return err
}

func older(a, b notify.Message) int {
	return cmp.Or(cmp.Compare(a.AcceptedAt, b.AcceptedAt), cmp.Compare(a.ID, b.ID))
}

func (s *memory) all(keep func(notify.Message) bool) []notify.Message {
	var out []notify.Message
	for _, m := range s.list {
		if keep(m) {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, older)
	return out
}

func (s *memory) first(keep func(notify.Message) bool) (notify.Message, error) {
	list := s.all(keep)
	if len(list) == 0 {
		return notify.Message{}, notify.ErrNotFound
	}
	return list[0], nil
}

// ByID implements notify.Finder.
func (s *memory) ByID(id string) (notify.Message, error) {
	return s.first(func(m notify.Message) bool { return m.ID == id })
}

// ByCause implements notify.Finder.
func (s *memory) ByCause(cause string) (notify.Message, error) {
	return s.first(func(m notify.Message) bool { return m.Cause == cause })
}

// ByRef implements notify.Finder.
func (s *memory) ByRef(ref string) (notify.Message, error) { return s.ByID(s.parts[ref]) }

// Due implements notify.Finder.
func (s *memory) Due(now when.Micros, limit int) ([]notify.Message, error) {
	out := s.all(func(m notify.Message) bool { return m.NextAt > 0 && m.NextAt <= now })
	slices.SortFunc(out, func(a, b notify.Message) int {
		if a.Urgent != b.Urgent {
			if a.Urgent {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.NextAt, b.NextAt), cmp.Compare(a.ID, b.ID))
	})
	return out[:min(limit, len(out))], nil
}

// Waiting implements notify.Facts.
func (s *memory) Waiting(target string) ([]notify.Message, error) {
	return s.all(func(m notify.Message) bool { return m.Target == target && m.State == notify.Waiting }), nil
}

// Earlier implements notify.Facts.
func (s *memory) Earlier(m notify.Message, since when.Micros) (bool, error) {
	return len(s.all(func(x notify.Message) bool {
		open := x.State == notify.Waiting || x.State == notify.Sending
		return x.Target == m.Target && x.Template == m.Template && x.ID != m.ID && (x.TakenAt > max(since, 0) || open && older(x, m) < 0)
	})) > 0, nil
}

// Taken implements notify.Facts.
func (s *memory) Taken(target string, since when.Micros) (int64, when.Micros, error) {
	list := s.all(func(m notify.Message) bool { return m.TakenAt > max(since, 0) && (target == "" || m.Target == target) })
	var oldest when.Micros
	for _, m := range list {
		if oldest == 0 || m.TakenAt < oldest {
			oldest = m.TakenAt
		}
	}
	return int64(len(list)), oldest, nil
}

// MuteOf implements notify.Facts.
func (s *memory) MuteOf(target string) (notify.Mute, error) {
	m := s.mutes[target]
	m.Target = target
	return m, nil
}

// Save implements notify.Keeper.
func (s *memory) Save(m notify.Message, tell *notify.EventBody) error {
	s.list[m.ID] = m
	if tell != nil {
		s.events = append(s.events, *tell)
	}
	return nil
}

// SaveMute implements notify.Keeper.
func (s *memory) SaveMute(m notify.Mute) error {
	s.mutes[m.Target] = m
	return nil
}

// SaveParts implements notify.Receipts.
func (s *memory) SaveParts(message string, refs []string) error {
	for _, ref := range refs {
		if s.parts[ref] == "" {
			s.parts[ref] = message
		}
	}
	return nil
}

// SaveReceipt implements notify.Receipts.
func (s *memory) SaveReceipt(r notify.Receipt) error {
	_, known := s.receipts[r.Ref]
	if !known {
		s.receipts[r.Ref] = r
	}
	return nil
}

// PartsOf implements notify.Receipts.
func (s *memory) PartsOf(message string) ([]notify.Part, error) {
	var out []notify.Part
	for _, ref := range slices.Sorted(maps.Keys(s.parts)) {
		if s.parts[ref] != message {
			continue
		}
		p := notify.Part{Ref: ref}
		r, known := s.receipts[ref]
		switch {
		case known && r.Delivered:
			p.Ended = notify.Delivered
		case known:
			p.Ended = notify.Undelivered
		}
		out = append(out, p)
	}
	return out, nil
}

// Get implements notify.Reader.
func (m *Memory) Get(_ context.Context, scope access.Scope, id string) (notify.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.s.first(func(x notify.Message) bool { return x.ID == id && scope.Covers(x.Unit) })
}

// List implements notify.Reader.
func (m *Memory) List(_ context.Context, scope access.Scope, q notify.Query) ([]notify.Message, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.s.all(func(x notify.Message) bool {
		if !chosen(x, q) {
			return false
		}
		after := q.After == nil || x.AcceptedAt < q.After.At || x.AcceptedAt == q.After.At && x.ID < q.After.ID
		return scope.Covers(x.Unit) && after
	})
	slices.Reverse(out)
	return out[:min(q.Limit, len(out))], nil
}

// Counts implements notify.Reader.
func (m *Memory) Counts(_ context.Context, scope access.Scope, q notify.Query) ([]notify.Count, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := map[notify.Count]int64{}
	for _, x := range m.s.list {
		if scope.Covers(x.Unit) && chosen(x, q) {
			n[notify.Count{State: x.State, Reason: x.Reason, Template: x.Template}]++
		}
	}
	var out []notify.Count
	for c, count := range n {
		c.N = count
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b notify.Count) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Template, b.Template))
	})
	return out, nil
}

// chosen says whether a query wants a message, whatever its page.
func chosen(m notify.Message, q notify.Query) bool {
	for _, f := range [][2]string{{q.Warning, m.Warning}, {q.Target, m.Target}, {q.Ticket, m.Ticket}, {string(q.State), string(m.State)}, {q.Template, m.Template}, {q.Unit, m.Unit}} {
		if f[0] != "" && f[0] != f[1] {
			return false
		}
	}
	return m.AcceptedAt >= q.Since && (q.Before <= 0 || m.AcceptedAt < q.Before)
}

// Mutes implements notify.MuteList.
func (s *memory) Mutes(scope access.Scope, now when.Micros, limit int) ([]notify.Mute, error) {
	var out []notify.Mute
	for _, x := range s.mutes {
		if x.Until > now && scope.Covers(x.Unit) {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b notify.Mute) int {
		return cmp.Or(cmp.Compare(a.Until, b.Until), cmp.Compare(a.Target, b.Target))
	})
	return out[:min(limit, len(out))], nil
}

var _ notify.Store = (*Memory)(nil)
