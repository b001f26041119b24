package duty

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/term/when"
)

// Options are what a Service stands on. All are required.
type Options struct {
	Ledger Ledger
	Reader Reader
	People People
	Work   Work
	Clock  clock.Clock
	Rules  *Rules
	NewID  func() string
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o: o} }

// Rules returns the settings in force.
func (s *Service) Rules() *Rules { return s.o.Rules }

// Bounds of what a person may write, and of pages.
const (
	NoteMax   = 500 // characters
	idMax     = 200 // bytes
	pageMax   = 500 // records of one read: shifts of a quarter, or a page of papers
	ticksMax  = 200 // records one look of the clock takes of each book; it looks again at once while it did anything
	staleMost = 5   // how often the centre's own act is decided again when the row changed under it
)

// record is any record of this room; kept is one that is reached through a pointer.
type record interface{ head() *Head }

type kept[T any] interface {
	*T
	record
}

func decode[T any, P kept[T]](row Row) (T, error) {
	var out T
	err := json.Unmarshal(row.Body, &out)
	if err != nil {
		return out, fmt.Errorf("body of %s: %w", row.ID, err)
	}
	*P(&out).head() = row.Head
	return out, nil
}

func get[T any, P kept[T]](ctx context.Context, s *Service, scope access.Scope, at key) (T, error) {
	var none T
	if !sound(at.id) || at.id == "" {
		return none, ErrNotFound
	}
	row, err := s.o.Reader.Get(ctx, scope, at.book, at.id)
	if err != nil {
		return none, err
	}
	return decode[T, P](row)
}

// reading is who reads which book.
type reading struct {
	scope access.Scope
	book  Book
}

type key struct {
	book Book
	id   string
}

func list[T any, P kept[T]](ctx context.Context, s *Service, in reading, q Query) ([]T, error) {
	if q.Limit == 0 {
		q.Limit = pageMax
	}
	rows, err := s.o.Reader.List(ctx, in.scope, in.book, q)
	if err != nil {
		return nil, err
	}
	out := make([]T, len(rows))
	for i := range rows {
		out[i], err = decode[T, P](rows[i])
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// act is who does what, for the audit entry and the event.
type act struct {
	by     access.Scope
	at     when.Micros
	name   string
	reason string
	detail [][2]string
	events []Event
}

// change makes the change of a record: its version grows by one.
func change(b Book, r record, a act) (Change, error) {
	h := r.head()
	h.Version++
	body, err := json.Marshal(r)
	if err != nil {
		return Change{}, fmt.Errorf("body of %s: %w", h.ID, err)
	}
	return Change{Book: b, Row: Row{Head: *h, Body: body}, Step: Step{By: a.by, At: a.at, Action: "duty." + a.name, Reason: a.reason, Detail: a.detail}, Events: a.events}, nil
}

// save saves one record.
func (s *Service) save(ctx context.Context, b Book, r record, a act) error {
	c, err := change(b, r, a)
	if err != nil {
		return err
	}
	return s.o.Ledger.Save(ctx, id.Day(a.at), c)
}

// seen refuses an act on what is no longer what the caller saw.
func seen(h *Head, version int64) error {
	switch {
	case version <= 0:
		return badField("version")
	case version != h.Version:
		return ErrStale
	}
	return nil
}

// raced says whether another copy or person was faster: of the clock's own acts nothing is lost.
func raced(err error) bool { return errors.Is(err, ErrStale) || errors.Is(err, ErrOnce) }

func sound(s string) bool {
	return len(s) <= idMax && utf8.ValidString(s) && !strings.ContainsRune(s, 0)
}

// mend makes what a person wrote storable.
func mend(s string) (string, error) {
	s = strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD"), "\x00", "\uFFFD")
	if utf8.RuneCountInString(s) > NoteMax {
		return "", badField("note")
	}
	return s, nil
}

// crew finds the people of a unit who may be on duty, by id, login and name.
type crew struct {
	list []Candidate
}

func (s *Service) crew(ctx context.Context, unit string) (crew, error) {
	found, err := s.o.People.Of(ctx, unit)
	return crew{found}, err
}

// can says whether somebody of the unit may work on a kind of item.
func (c crew) can(id, kind string) bool {
	return slices.ContainsFunc(c.list, func(p Candidate) bool { return p.ID == id && slices.Contains(p.Kinds, kind) })
}

// find finds a person by id, login or name; a name that two people share finds nobody.
func (c crew) find(word string) (Person, bool) {
	named := Person{}
	n := 0
	for _, p := range c.list {
		if p.ID == word || p.Login == word {
			return Person{p.ID, p.Name}, true
		}
		if p.Name == word {
			named = Person{p.ID, p.Name}
			n++
		}
	}
	return named, n == 1
}
