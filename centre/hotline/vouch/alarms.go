package vouch

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"fanzha/base/access"
	"fanzha/term/when"
)

// AlarmFilter chooses alarms.
type AlarmFilter struct {
	States []AlarmState
	Cursor string
	Limit  int
}

// Bounds of a page of alarms.
const (
	pageUsual = 50
	pageMost  = 200
)

// List returns a page of alarms and the cursor of the next one. The right is hotline.lead.
func (s *Service) List(ctx context.Context, scope access.Scope, f AlarmFilter) ([]Alarm, string, error) {
	err := scope.Require(access.HotlineLead)
	if err != nil {
		return nil, "", err
	}
	q := Query{States: f.States, Limit: pageUsual}
	if f.Limit > 0 {
		q.Limit = min(f.Limit, pageMost)
	}
	for _, st := range f.States {
		if st != AlarmOpen && st != AlarmTaken && st != AlarmClosed {
			return nil, "", badField("state")
		}
	}
	if f.Cursor != "" {
		q.After, err = parseCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
	}
	limit := q.Limit
	q.Limit++ // one more tells whether there is a next page
	list, err := s.o.Alarms.List(ctx, scope, q)
	if err != nil || len(list) <= limit {
		return list, "", err
	}
	last := list[limit-1]
	return list[:limit], strconv.FormatInt(int64(last.At), 36) + "." + last.ID, nil
}

func parseCursor(text string) (*Key, error) {
	at, id, ok := strings.Cut(text, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if !ok || id == "" || err != nil || len(text) > 100 || !utf8.ValidString(text) {
		return nil, badField("cursor")
	}
	return &Key{At: when.Micros(n), ID: id}, nil
}

// Get returns one alarm. The right is hotline.lead.
func (s *Service) Get(ctx context.Context, scope access.Scope, id string) (Alarm, error) {
	err := scope.Require(access.HotlineLead)
	if err != nil {
		return Alarm{}, err
	}
	return s.o.Alarms.Get(ctx, scope, id)
}

// Counts says how many alarms wait and how many are being worked on. The right is hotline.lead.
func (s *Service) Counts(ctx context.Context, scope access.Scope) (open, taken int64, err error) {
	err = scope.Require(access.HotlineLead)
	if err != nil {
		return 0, 0, err
	}
	return s.o.Tally.Counts(ctx, scope)
}

// Ref names an alarm and the version that the caller saw.
type Ref struct {
	ID      string
	Version int64
}

// Do carries out an act on an alarm. A number that is passed on goes first: sent again after a break it is one sighting, and no alarm says
// what did not happen. The right is hotline.lead.
func (s *Service) Do(ctx context.Context, scope access.Scope, on Ref, act AlarmAct) (Alarm, error) {
	a, err := s.Get(ctx, scope, on.ID)
	switch {
	case err != nil:
		return Alarm{}, err
	case a.Version != on.Version:
		return a, ErrStale
	}
	by := Act{Do: "close", User: scope.User, Name: scope.Name, At: s.o.Clock.Now()}
	if act.Take {
		by.Do = "take"
	}
	next, err := decide(a, act, by)
	if err != nil {
		return a, err
	}
	phone, _ := a.Passable()
	if next.Passed {
		err = s.o.Sightings.Pass(ctx, Sighting{Alarm: a.ID, Phone: phone, At: by.At, Until: by.At.Add(s.o.Rules.SightingFor), Weight: s.o.Rules.SightingWeight})
		if err != nil {
			return a, err
		}
	}
	return next, s.o.Alarms.Save(ctx, next, by)
}
