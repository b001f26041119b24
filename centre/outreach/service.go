package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/id"
	"fanzha/centre/stats"
	"fanzha/term/when"
)

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the rules in force, for screens and forms.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Act names a record and the version that the caller saw, with his reason.
type Act struct {
	ID      string
	Version int64
	Note    string
}

// fresh refuses an act on a record that is no longer what the caller saw. The centre's own procedures give no version.
func fresh(scope access.Scope, seen, have int64) error {
	switch {
	case seen == 0 && scope.IsSystem():
		return nil
	case seen <= 0:
		return badField("version")
	case seen != have:
		return ErrStale
	}
	return nil
}

// rec is what the generic parts ask of a pointer to a record.
type rec[T any] interface {
	*T
	Record
}

// checked is a record that is checked as a whole.
type checked interface{ check(r *Rules, by By) error }

// change makes the saved change of a record with its audit entry and event.
func (s *Service) change(r Record, by By, act string, from State) Change {
	c := Change{Record: r, Step: Step{At: by.At, Actor: by.User, Name: by.Name, Action: r.Kind() + "." + act, From: from, Note: by.Note}}
	c.Event, c.Body = BodyOf(r)
	m, ok := r.(*Message)
	if ok {
		c.Alarm = m.Alarm(s.o.Rules)
	}
	return c
}

func (s *Service) save(ctx context.Context, at when.Micros, changes ...Change) error {
	return s.o.Books.Save(ctx, id.Day(at), changes...)
}

// unit sets whose work a new record is: the caller's unit where none is named, and never one outside of his jurisdiction.
func unit(scope access.Scope, h *Head) error {
	if h.Unit == "" {
		h.Unit = scope.Unit
	}
	if !scope.Covers(h.Unit) {
		return ErrNotFound
	}
	return nil
}

// begin checks and opens a new record, without saving it.
func (s *Service) begin(scope access.Scope, r Record, m moves, act string) (By, error) {
	h := r.Heading()
	by := byOf(scope, s.o.Clock.Now(), h.Note)
	h.ID, h.Number, h.Version, h.State, h.Note = "", "", 0, "", by.Note
	err := scope.Require(access.OutreachWork)
	if err == nil {
		err = unit(scope, h)
	}
	if err == nil {
		err = open(h, m, act, by)
	}
	c, ok := r.(checked)
	if err == nil && ok {
		err = c.check(s.o.Rules, by)
	}
	h.ID = s.o.NewID()
	return by, err
}

// add records something new. It is what Add… of every kind stands on.
func add[T any, P rec[T]](ctx context.Context, s *Service, scope access.Scope, life life[T, P]) (T, error) {
	r := P(&life.record)
	by, err := s.begin(scope, r, life.moves, life.first())
	if err != nil {
		return *new(T), err
	}
	err = s.save(ctx, by.At, s.change(r, by, life.first(), ""))
	return life.record, err
}

// life is a new record with the table of its moves.
type life[T any, P rec[T]] struct {
	record T
	moves  moves
}

func (l life[T, P]) first() string {
	for act := range l.moves[""] {
		return act
	}
	return ""
}

// get reads one record.
func get[T any, P rec[T]](ctx context.Context, s *Service, scope access.Scope, id string) (T, error) {
	var out T
	err := scope.Require(access.OutreachRead)
	if err != nil {
		return out, err
	}
	err = s.o.Books.Get(ctx, scope, id, P(&out))
	return out, err
}

// list reads a page, and names where the next one begins.
func list[T any, P rec[T]](ctx context.Context, s *Service, scope access.Scope, f Filter) ([]T, string, error) {
	err := scope.Require(access.OutreachRead)
	if err != nil {
		return nil, "", err
	}
	q, err := f.query(P(new(T)).Kind())
	if err != nil {
		return nil, "", err
	}
	limit := q.Limit
	q.Limit++
	var out []T
	err = s.o.Books.List(ctx, scope, q, &out)
	if err != nil || len(out) <= limit {
		return out, "", err
	}
	last := P(&out[limit-1]).Heading()
	return out[:limit], Key{last.At, last.ID}.cursor(), nil
}

// decision is one act on a record by somebody with a right.
type decision[T any, P rec[T]] struct {
	right access.Right
	act   string
	do    func(P, By) error
}

// asked is an act with who asks for it.
type asked struct {
	scope access.Scope
	act   Act
}

// act reads a record, decides, and saves it.
func act[T any, P rec[T]](ctx context.Context, s *Service, q asked, d decision[T, P]) (T, error) {
	r, by, err := load[T, P](ctx, s, q, d.right)
	if err != nil {
		return r, err
	}
	p := P(&r)
	from := p.Heading().State
	err = d.do(p, by)
	if err != nil {
		return *new(T), err
	}
	err = s.save(ctx, by.At, s.change(p, by, d.act, from))
	return r, err
}

// load reads a record for an act.
func load[T any, P rec[T]](ctx context.Context, s *Service, q asked, right access.Right) (T, By, error) {
	var r T
	scope, a := q.scope, q.act
	by := byOf(scope, s.o.Clock.Now(), a.Note)
	err := scope.Require(right)
	if err != nil {
		return r, by, err
	}
	p := P(&r)
	err = s.o.Books.Get(ctx, scope, a.ID, p)
	if err == nil {
		err = fresh(scope, a.Version, p.Heading().Version)
	}
	if err != nil {
		return *new(T), by, err
	}
	return r, by, nil
}

// voids is the decision to take back an entry that was a mistake, with a reason.
func voids[T any, P rec[T]](m moves, name string) decision[T, P] {
	return decision[T, P]{access.OutreachWork, name, func(p P, by By) error {
		c := checks{}
		c.reason(by.Note)
		if c.err != nil {
			return c.err
		}
		return advance(p.Heading(), m, name, by)
	}}
}

// corrects puts the values of another record in the place of what was entered; who and when stay.
func corrects[T any, P rec[T]](s *Service, m moves, with T) decision[T, P] {
	return decision[T, P]{access.OutreachWork, actCorrect, func(p P, by By) error {
		now := P(&with).Heading()
		old := *p.Heading()
		at := now.At
		*now = old
		if at != 0 {
			now.At = at
		}
		err := advance(now, m, actCorrect, by)
		c, ok := Record(P(&with)).(checked)
		if err == nil && ok {
			err = c.check(s.o.Rules, by)
		}
		*p = with
		return err
	}}
}

// scopes are the prefixes of units whose cases a caller may count.
func scopes(scope access.Scope) []string {
	switch {
	case scope.IsSystem():
		return []string{""}
	case scope.Unit == "":
		return nil
	}
	return []string{access.Prefix(scope.Unit)}
}

// cases counts the cases of a group.
func (s *Service) cases(scope access.Scope, g Group, span stats.Span) (stats.Sum, error) {
	if s.o.Counter == nil {
		return stats.Sum{}, ErrNotCounted
	}
	return s.o.Counter.Sum(g.query(scopes(scope), span))
}
