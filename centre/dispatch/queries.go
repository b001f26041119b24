package dispatch

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// view adds what the order owes next, as the caller sees it.
func view(o Order, scope access.Scope, now when.Micros) View {
	v := View{Order: o, Given: !scope.Covers(o.Unit)}
	v.DueWhat, v.DueAt = NextDue(&o)
	v.Overdue = v.DueAt != 0 && v.DueAt < now
	return v
}

// Visible says whether a caller sees an order: it is at a unit of his jurisdiction, or such a unit gave it away by the latest
// transfer and it has not ended. The stores apply the same rule as SQL.
func Visible(o *Order, scope access.Scope) bool {
	return scope.Covers(o.Unit) || o.FromUnit != "" && !o.State.Ended() && scope.Covers(o.FromUnit)
}

// Get returns one order with its history.
func (s *Service) Get(ctx context.Context, scope access.Scope, id string) (Detail, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Detail{}, err
	}
	if !sound(id) {
		return Detail{}, ErrNotFound
	}
	o, err := s.o.Reader.Get(ctx, scope, id)
	if err != nil {
		return Detail{}, err
	}
	steps, err := s.o.Reader.Steps(ctx, scope, id)
	if err != nil {
		return Detail{}, err
	}
	return Detail{View: view(o, scope, s.o.Clock.Now()), Steps: steps}, nil
}

// List returns a page of orders in queue order (see KeyOf) and the cursor of the next page, empty at the end.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]View, string, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, "", err
	}
	now := s.o.Clock.Now()
	q, err := f.query(scope, now)
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there is a next page
	rows, err := s.o.Lists.List(ctx, scope, q)
	if err != nil {
		return nil, "", err
	}
	cursor := ""
	if len(rows) > limit {
		rows = rows[:limit]
		cursor = KeyOf(&rows[limit-1]).cursor()
	}
	out := make([]View, len(rows))
	for i, o := range rows {
		out[i] = view(o, scope, now)
	}
	return out, cursor, nil
}

// query checks a filter and makes it ready for a store.
func (f Filter) query(scope access.Scope, now when.Micros) (Query, error) {
	q := Query{Filter: f, Now: now, User: scope.User, Home: scope.Unit, Limit: f.Limit}
	if q.Limit <= 0 {
		q.Limit = PageDefault
	}
	q.Limit = min(q.Limit, PageMax)
	if f.Cursor != "" {
		k, err := ParseKey(f.Cursor)
		if err != nil {
			return Query{}, err
		}
		q.After = &k
	}
	for _, st := range f.States {
		if !knownState(st) {
			return Query{}, badFilter("state")
		}
	}
	for _, l := range f.Levels {
		if l.Rank() > Low.Rank() {
			return Query{}, badFilter("level")
		}
	}
	for _, word := range []string{f.Warning, f.Target, f.Number, f.Unit, f.Cursor} {
		if !sound(word) {
			return Query{}, badFilter("text")
		}
	}
	if f.Unit != "" && len(f.Unit) != 12 {
		return Query{}, badFilter("unit")
	}
	if !f.Figure.known(f.Part) {
		return Query{}, badFilter("figure")
	}
	if q.Span.AsOf == 0 {
		q.Span.AsOf = now
	}
	return q, nil
}

func knownState(st State) bool {
	for _, t := range States {
		if t.Code == string(st) {
			return true
		}
	}
	return false
}

// known says whether the figure has that part; no figure has no part.
func (f Figure) known(p Part) bool {
	switch f {
	case "":
		return p == ""
	case FigOrders, FigOverdue:
		return p == "" || p == Num
	case FigSignedInTime, FigVisitedInTime, FigReported:
		return p == Num || p == Den
	}
	return false
}

// Latest returns for each warning the order that was issued last, where the caller sees one.
func (s *Service) Latest(ctx context.Context, scope access.Scope, warnings []string) (map[string]View, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	if len(warnings) > LatestMax {
		return nil, badFilter("warnings")
	}
	out := make(map[string]View, len(warnings))
	if len(warnings) == 0 {
		return out, nil
	}
	rows, err := s.o.Lists.Latest(ctx, scope, warnings)
	if err != nil {
		return nil, err
	}
	now := s.o.Clock.Now()
	for w, o := range rows {
		out[w] = view(o, scope, now)
	}
	return out, nil
}

// historyMax bounds the steps that one person's line of life takes from this room, the latest first.
const historyMax = 500

// History returns the steps of a person's orders that the caller sees, the latest first.
func (s *Service) History(ctx context.Context, scope access.Scope, target string) ([]Step, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	return s.o.Lists.History(ctx, scope, target, historyMax)
}

// Counts returns what is on the table now.
func (s *Service) Counts(ctx context.Context, scope access.Scope) (Counts, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Counts{}, err
	}
	return s.o.Tally.Counts(ctx, scope, s.o.Clock.Now())
}

// Figures returns the figures of the orders issued in a period, in the caller's jurisdiction; each can be listed by
// Filter{Figure, Part, Span}.
func (s *Service) Figures(ctx context.Context, scope access.Scope, span Span) (Figures, error) {
	err := scope.Require(access.FigureRead)
	if err != nil {
		return Figures{}, err
	}
	if span.AsOf == 0 {
		span.AsOf = s.o.Clock.Now()
	}
	return s.o.Tally.Figures(ctx, scope, span)
}

// Ref is what another room may know about an order without a caller.
type Ref struct {
	ID      string
	Warning string
	Unit    string
	State   State
}

// Refer looks an order up for another room, which checks the jurisdiction itself.
func (s *Service) Refer(ctx context.Context, id string) (Ref, error) {
	o, err := s.o.Reader.Get(ctx, access.System(), id)
	if err != nil {
		return Ref{}, err
	}
	return Ref{ID: o.ID, Warning: o.Warning, Unit: o.Unit, State: o.State}, nil
}
