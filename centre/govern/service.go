package govern

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/term/when"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Ledger  Ledger
	Reader  Reader
	Figures Figures
	Clock   clock.Clock
	Rules   *Rules
	NewID   func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the settings, score sheets and forms in force.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Act names a record and the version that the caller saw, with his reason.
type Act struct {
	ID      string
	Version int64
	Note    string
}

// place is whose records are read: those that a caller sees of this room.
type place struct {
	s     *Service
	scope access.Scope
}

// record is any record of this room: it has a head.
type record interface{ head() *Head }

// kept is a record that is reached through a pointer.
type kept[T any] interface {
	*T
	record
}

// readable says whether a caller reads this room: the conference's people, and a liaison his own member unit's records.
func readable(scope access.Scope) error {
	if scope.Member != "" {
		return scope.Require(access.MemberWork)
	}
	return scope.Require(access.GovernRead)
}

// mine says whether a caller acts for a member unit: its liaison, or the joint office in its place (代办).
func mine(scope access.Scope, member string) error {
	if scope.Member == "" {
		return scope.Require(access.GovernManage)
	}
	if scope.Member != member {
		return ErrNotYours
	}
	return scope.Require(access.MemberWork)
}

// decode makes a record of a row.
func decode[T any, P kept[T]](row Row) (T, error) {
	var out T
	err := json.Unmarshal(row.Body, &out)
	if err != nil {
		return out, fmt.Errorf("body of %s: %w", row.ID, err)
	}
	*P(&out).head() = row.Head
	return out, nil
}

// get reads one record.
func get[T any, P kept[T]](ctx context.Context, in place, b Book, id string) (T, error) {
	var none T
	err := fields("id", id)
	if err != nil {
		return none, ErrNotFound
	}
	row, err := in.s.o.Reader.Get(ctx, in.scope, b, id)
	if err != nil {
		return none, err
	}
	return decode[T, P](row)
}

// seen reads one record for an act on it, and refuses an act on what is no longer what the caller saw.
func seen[T any, P kept[T]](ctx context.Context, in place, b Book, a Act) (T, error) {
	out, err := get[T, P](ctx, in, b, a.ID)
	if err != nil {
		return out, err
	}
	switch {
	case a.Version <= 0 && !in.scope.IsSystem():
		return out, badField("version")
	case a.Version > 0 && a.Version != P(&out).head().Version:
		return out, ErrStale
	}
	return out, nil
}

// list reads a page and names where the next begins.
func list[T any, P kept[T]](ctx context.Context, in place, b Book, f Filter) ([]T, string, error) {
	err := readable(in.scope)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query()
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++
	out, err := rows[T, P](ctx, in, b, q)
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	last := P(&out[limit-1]).head()
	return out[:limit], Key{last.At, last.ID}.cursor(), nil
}

func rows[T any, P kept[T]](ctx context.Context, in place, b Book, q Query) ([]T, error) {
	found, err := in.s.o.Reader.List(ctx, in.scope, b, q)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(found))
	for i, row := range found {
		out[i], err = decode[T, P](row)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// every reads all that a filter chooses, at most PageMax: what is bounded by the size of the conference.
func every[T any, P kept[T]](ctx context.Context, in place, b Book, f Filter) ([]T, error) {
	f.Limit = PageMax
	q, err := f.query()
	if err != nil {
		return nil, err
	}
	return rows[T, P](ctx, in, b, q)
}

// moved is a change that one act makes to a record: its state after, its version, its audit entry and events.
func moved(b Book, r record, m move) (Change, error) {
	by, act, kinds := m.by, m.act, m.kinds
	h := r.head()
	from := h.State
	to, err := tables[b].step(from, act)
	if err != nil {
		return Change{}, err
	}
	h.State = to
	h.Version++
	if h.Version == 1 {
		h.At = by.At
	}
	body, err := json.Marshal(r)
	if err != nil {
		return Change{}, fmt.Errorf("body of %s: %w", h.ID, err)
	}
	c := Change{Book: b, Row: Row{Head: *h, Body: body}, Step: Step{By: by, Action: string(b) + "." + act, From: from}}
	for _, k := range kinds {
		c.Events = append(c.Events, event(k, r, by))
	}
	return c, nil
}

// saved makes and saves one change; the record gets the number that the ledger gave it.
func saved[T any, P kept[T]](ctx context.Context, s *Service, out *T, m move) error {
	c, err := moved(m.book, P(out), m)
	if err != nil {
		return err
	}
	err = s.o.Ledger.Save(ctx, dayNumber(m.by.At), append(m.with, c)...)
	if err == nil && c.Row.Version == 1 {
		var again Row
		again, err = s.o.Reader.Get(ctx, access.System(), m.book, c.Row.ID)
		P(out).head().Number = again.Number
	}
	return err
}

// move is an act on a record; with is what is saved before it in the same breath.
type move struct {
	book  Book
	by    By
	act   string
	kinds []string
	with  []Change
}

func (s *Service) by(scope access.Scope, note string) By { return byOf(scope, s.o.Clock.Now(), note) }

// fresh is the head of a new record.
func (s *Service) fresh(unit, member, kind string) Head {
	return Head{ID: s.o.NewID(), Unit: unit, Member: member, Kind: kind}
}

// ticksMax is how many records one Tick takes of each book: a Tick is called again at once while it did anything.
const ticksMax = 200

// Tick does what the clocks have reached: terms and returns are opened, reminders and what is overdue are told. It returns how many
// records it changed. Copies may run it at the same time: of two that reach for one record one finds it changed and leaves it.
func (s *Service) Tick(ctx context.Context) (int, error) {
	by := byOf(access.System(), s.o.Clock.Now(), "")
	done := 0
	for _, part := range []func(context.Context, By) (int, error){s.tickMembers, s.tickDuties, s.tickTerms, s.tickTasks, s.tickReturns} {
		n, err := part(ctx, by)
		done += n
		if err != nil {
			return done, err
		}
	}
	return done, nil
}

// ticked reads what a clock has reached in a book and lets each record move on.
func ticked[T any, P kept[T]](ctx context.Context, s *Service, by By, t ticking[T]) (int, error) {
	due, err := rows[T, P](ctx, place{s, access.System()}, t.book, Query{Reached: by.At, Limit: ticksMax})
	done := 0
	for i := 0; err == nil && i < len(due); i++ {
		r := due[i]
		var m move
		m, err = t.next(ctx, &r, by)
		if err != nil {
			return done, err
		}
		m.book, m.by = t.book, by
		err = saved[T, P](ctx, s, &r, m)
		if errors.Is(err, ErrStale) || errors.Is(err, ErrOnce) {
			err = nil
			continue
		}
		done++
	}
	return done, err
}

// ticking is what a clock does to the records of a book.
type ticking[T any] struct {
	book Book
	next func(ctx context.Context, r *T, by By) (move, error)
}

// Counts counts a book by state and kind.
func (s *Service) Counts(ctx context.Context, scope access.Scope, b Book, f Filter) ([]Tally, error) {
	err := readable(scope)
	if err != nil {
		return nil, err
	}
	q, err := f.query()
	if err != nil {
		return nil, err
	}
	return s.o.Reader.Count(ctx, scope, b, q.Filter)
}

// dayNumber is the day by which numbers are given.
func dayNumber(at when.Micros) string { return id.Day(at) }
