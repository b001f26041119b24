package warning

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/ident"
)

// List returns a page of warnings, sorted by level, due time and possible loss. The right is warning.read.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]View, string, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, "", err
	}
	err = f.check()
	if err != nil {
		return nil, "", err
	}
	return s.store.List(ctx, scope, s.query(f))
}

// query is the filter now, its search text understood.
func (s *Service) query(f Filter) Query {
	return Query{Filter: f, Now: s.clock.Now(), Who: whoOf(f.Search)}
}

// whoOf guesses what a search text means.
func whoOf(text string) Who {
	text = strings.TrimSpace(text)
	if text == "" {
		return Who{}
	}
	phone, err := ident.ParsePhone(text)
	if err == nil {
		return Who{Phone: phone}
	}
	id, err := ident.ParseID(text)
	if err == nil {
		return Who{IDNumber: id}
	}
	if strings.HasPrefix(text, NumberPrefix) {
		return Who{Number: text}
	}
	return Who{Name: text}
}

// NumberPrefix begins the number of every warning, so that nobody takes it for the number of an order.
const NumberPrefix = "YJ-"

// NumberLength is the length of a whole number, of a day with less than a million warnings: YJ-20261121-000123.
const NumberLength = len(NumberPrefix) + len("20261121-000123")

// MaxIDs bounds Filter.IDs and the ids of People: one page of another room's list.
const MaxIDs = MaxLimit

// check refuses a filter that means nothing and sets the page size.
func (f *Filter) check() error {
	if f.Limit == 0 {
		f.Limit = DefaultLimit
	}
	if f.Limit < 0 || f.Limit > MaxLimit || len(f.IDs) > MaxIDs || utf8.RuneCountInString(f.Search) > MaxQuery {
		return ErrFilter
	}
	for _, l := range f.Level {
		if l.Rank() == len(Levels) {
			return ErrLevel
		}
	}
	for _, st := range f.State {
		if !slices.Contains([]State{Open, Working, Watching, InReview, Closed}, st) {
			return ErrFilter
		}
	}
	if f.Family != "" && f.Family != Fund && f.Family != Contact || len(access.Prefix(f.Unit)) > 12 {
		return ErrFilter
	}
	return nil
}

// Get returns one warning with evidence, history and reasons. The right is warning.read.
func (s *Service) Get(ctx context.Context, scope access.Scope, id string) (Detail, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Detail{}, err
	}
	return s.store.Get(ctx, scope, id)
}

// View returns one warning with its person. The right is warning.read.
func (s *Service) View(ctx context.Context, scope access.Scope, id string) (View, error) {
	views, _, err := s.List(ctx, scope, Filter{IDs: []string{id}, Limit: 1})
	if err != nil {
		return View{}, err
	}
	if len(views) == 0 {
		return View{}, ErrNotFound
	}
	return views[0], nil
}

// Hits returns a page of hits, newest first. Of one warning or person the right is warning.read, across scenarios it is
// scenario.read.
func (s *Service) Hits(ctx context.Context, scope access.Scope, f HitFilter) ([]Hit, string, error) {
	right := access.ScenarioRead
	if f.Warning != "" || f.Target != "" {
		right = access.WarningRead
	}
	err := scope.Require(right)
	if err != nil {
		return nil, "", err
	}
	if f.Limit == 0 {
		f.Limit = DefaultLimit
	}
	if f.Limit < 0 || f.Limit > MaxLimit {
		return nil, "", ErrFilter
	}
	return s.store.Hits(ctx, scope, f)
}

// ScenarioCounts returns how often each scenario hit lately. The right is scenario.read.
func (s *Service) ScenarioCounts(ctx context.Context, scope access.Scope) ([]ScenarioCount, error) {
	err := scope.Require(access.ScenarioRead)
	if err != nil {
		return nil, err
	}
	return s.store.ScenarioCounts(ctx, scope, s.clock.Now())
}

// Person returns one person at risk with the warnings that the caller may see. The right is warning.read.
func (s *Service) Person(ctx context.Context, scope access.Scope, id string) (Person, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Person{}, err
	}
	t, err := s.store.Person(ctx, scope, id)
	if err != nil {
		return Person{}, err
	}
	f := Filter{Target: t.ID, Limit: MaxLimit}
	views, _, err := s.store.List(ctx, scope, s.query(f))
	if err != nil {
		return Person{}, err
	}
	p := Person{Target: t, Warnings: views}
	slices.SortStableFunc(p.Warnings, func(a, b View) int { return cmp.Compare(b.OpenedAt, a.OpenedAt) })
	for _, v := range views {
		if v.Active() {
			p.Open = v.ID
		}
	}
	return p, nil
}

// People returns the persons with these ids that the caller may see, for the lists of other rooms.
func (s *Service) People(ctx context.Context, scope access.Scope, ids []string) (map[string]Target, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	if len(ids) > MaxIDs {
		return nil, ErrFilter
	}
	return s.store.People(ctx, scope, ids)
}

// Timeline returns a person's line of life, newest first: hits, states, unmaskings, and what other rooms add.
func (s *Service) Timeline(ctx context.Context, scope access.Scope, target string) ([]Moment, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return nil, err
	}
	t, err := s.store.Person(ctx, scope, target)
	if err != nil {
		return nil, err
	}
	all, err := s.store.Moments(ctx, scope, t.ID)
	if err != nil {
		return nil, err
	}
	for _, room := range s.moments {
		more, err := room.Moments(ctx, scope, t.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	slices.SortStableFunc(all, func(a, b Moment) int { return cmp.Compare(b.At, a.At) })
	if len(all) > MaxTimeline {
		all = all[:MaxTimeline]
	}
	return all, nil
}

// Bounds of a search: shorter finds everybody, longer finds nobody.
const (
	MinSearch = 2
	MaxQuery  = 64
)

// Search finds persons by phone or identity number in full or the beginning of the name, and warnings by their number.
func (s *Service) Search(ctx context.Context, scope access.Scope, q string) (Found, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Found{}, err
	}
	q = strings.TrimSpace(q)
	n := utf8.RuneCountInString(q)
	if n < MinSearch {
		return Found{}, ErrSearchShort
	}
	if n > MaxQuery {
		return Found{}, ErrFilter
	}
	people, err := s.store.FindPeople(ctx, scope, whoOf(q))
	if err != nil {
		return Found{}, err
	}
	f := Filter{Search: q, Limit: MaxSearch}
	views, _, err := s.store.List(ctx, scope, s.query(f))
	if err != nil {
		return Found{}, err
	}
	return Found{Persons: people, Warnings: views}, nil
}

// Counts returns what waits for whom. The right is warning.read.
func (s *Service) Counts(ctx context.Context, scope access.Scope) (Counts, error) {
	err := scope.Require(access.WarningRead)
	if err != nil {
		return Counts{}, err
	}
	return s.store.Counts(ctx, scope, s.clock.Now())
}

// Position returns the log position up to which a partition's hits are recorded.
func (s *Service) Position(ctx context.Context, partition int) (uint64, error) {
	return s.store.Position(ctx, partition)
}
