package hotline

import (
	"context"

	"fanzha/base/access"
)

// List returns a page of tickets and, for the latest first, the cursor of the next page.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]Ticket, string, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query(scope)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there is a next page
	list, err := s.o.Tickets.List(ctx, scope, q)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	last := list[limit-1]
	if q.Sort != Latest {
		return list[:limit], "", nil
	}
	return list[:limit], Key{At: last.QueuedAt, ID: last.ID}.cursor(), nil
}

// Get returns one ticket with what was done on it.
func (s *Service) Get(ctx context.Context, scope access.Scope, ticket string) (Ticket, []Step, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return Ticket{}, nil, err
	}
	t, err := s.o.Tickets.Get(ctx, scope, ticket)
	if err != nil {
		return Ticket{}, nil, err
	}
	steps, err := s.o.Notes.Steps(ctx, t.ID)
	return t, steps, err
}

// popMost bounds the calls and the care notes of a screen pop: what fits beside a call.
const popMost = 10

// Before is what this room knows of a number before it is answered.
type Before struct {
	Calls []Ticket // the latest first, this one not among them
	Care  []Care   // the latest first
}

// Before returns the earlier calls of a ticket's number, and its care notes.
func (s *Service) Before(ctx context.Context, scope access.Scope, ticket string) (Ticket, Before, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return Ticket{}, Before{}, err
	}
	t, err := s.o.Tickets.Get(ctx, scope, ticket)
	if err != nil || t.Phone == "" {
		return t, Before{}, err
	}
	var out Before
	calls, err := s.o.Tickets.List(ctx, scope, Query{Phone: t.Phone, Limit: popMost + 1})
	if err != nil {
		return t, out, err
	}
	for _, c := range calls {
		if c.ID != t.ID && len(out.Calls) < popMost {
			out.Calls = append(out.Calls, c)
		}
	}
	out.Care, err = s.o.Notes.Care(ctx, scope, t.Phone, popMost)
	return t, out, err
}

// Counts says what waits, of those tickets that the caller may see.
func (s *Service) Counts(ctx context.Context, scope access.Scope) (Counts, error) {
	err := scope.Require(access.HotlineWork)
	if err != nil {
		return Counts{}, err
	}
	return s.o.Notes.Counts(ctx, scope, s.o.Clock.Now())
}

// First returns the first call of a ticket's number, the ticket itself where the number was withheld. It is for the centre's own
// procedures: it looks at all units.
func (s *Service) First(ctx context.Context, ticket string) (Ticket, error) {
	t, err := s.o.Tickets.Get(ctx, access.System(), ticket)
	if err != nil || t.Phone == "" {
		return t, err
	}
	list, err := s.o.Tickets.List(ctx, access.System(), Query{Phone: t.Phone, Sort: Waiting, Limit: 1})
	if err != nil || len(list) == 0 {
		return t, err
	}
	return list[0], nil
}
