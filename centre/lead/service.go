package lead

import (
	"context"
	"encoding/json"
	"errors"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/base/id"
	"fanzha/term/when"
)

// The events of this room. Subject is the alert's id, the body an EventBody.
const (
	EvRaised   = "lead.raised"
	EvAnswered = "lead.answered"
)

// EventBody is what an event says. It holds no personal data.
type EventBody struct {
	ID      string      `json:"id"`
	Number  string      `json:"number"`
	Bank    string      `json:"bank"`
	Unit    string      `json:"unit"`
	State   State       `json:"state"`
	Version int64       `json:"version"`
	At      when.Micros `json:"at,omitempty"`
	Fen     int64       `json:"fen,omitempty"`
	Due     when.Micros `json:"due,omitempty"`
	Done    when.Micros `json:"done,omitempty"`
}

// Body is the body of an alert's event.
func (a Alert) Body() ([]byte, error) {
	return json.Marshal(EventBody{ID: a.ID, Number: a.Number, Bank: a.Bank, Unit: a.Unit, State: a.State, Version: a.Version, At: a.At, Fen: a.Fen, Due: a.AnswerBy, Done: a.AnsweredAt})
}

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return b, errors.Join(badField("body"), err)
	}
	return b, nil
}

// Store keeps alerts. Every read applies the scope: the centre's people see the alerts of their units, a bank's liaison those of the bank.
type Store interface {
	// Save writes an alert with its audit entry and its event in one transaction. A new one (version 1) gets its number of the day;
	// another is written where the stored version is one less, else ErrStale.
	Save(ctx context.Context, a Alert, s Step) (Alert, error)
	// Get returns one alert, or ErrNotFound.
	Get(ctx context.Context, scope access.Scope, id string) (Alert, error)
	// List returns the latest alerts, open ones first.
	List(ctx context.Context, scope access.Scope, f Filter) ([]Alert, error)
}

// Step is who did what.
type Step struct {
	Act   access.Act
	Event string
	Day   string
}

// Filter chooses alerts.
type Filter struct {
	State State
	Limit int // 0: as many as one page shows
}

// listMax bounds a list.
const listMax = 200

// Options are what a Service stands on.
type Options struct {
	Store Store
	Clock clock.Clock
	NewID func() string
	// AnswerIn is the target for an answer, in µs: lead.answer_minutes of rulebook/settings.yaml.
	AnswerIn when.Micros
}

// Service runs the commands and queries of this room. It is safe for concurrent use.
type Service struct{ o Options }

// New returns a service.
func New(o Options) *Service { return &Service{o} }

// Raise takes a counter alert from the liaison or teller of a bank. The centre of the caller's unit answers.
func (s *Service) Raise(ctx context.Context, scope access.Scope, cmd RaiseCmd) (Alert, error) {
	err := scope.Require(access.BankWork)
	if err == nil && scope.Bank == "" {
		err = badField("bank")
	}
	if err != nil {
		return Alert{}, err
	}
	a, err := raise(cmd)
	if err != nil {
		return Alert{}, err
	}
	now := s.o.Clock.Now()
	a.ID, a.Bank, a.Unit, a.At, a.By, a.AnswerBy = s.o.NewID(), scope.Bank, scope.Unit, now, scope.Name, now+s.o.AnswerIn
	return s.o.Store.Save(ctx, a, s.step(scope, now, EvRaised, a))
}

// Answer tells the bank what to do.
func (s *Service) Answer(ctx context.Context, scope access.Scope, cmd AnswerCmd) (Alert, error) {
	err := scope.Require(access.ClaimWork)
	if err != nil {
		return Alert{}, err
	}
	a, err := s.o.Store.Get(ctx, scope, cmd.ID)
	if err != nil {
		return Alert{}, err
	}
	if cmd.Version != a.Version {
		return Alert{}, ErrStale
	}
	now := s.o.Clock.Now()
	a, err = a.answer(cmd.Text)
	if err != nil {
		return Alert{}, err
	}
	a.AnsweredAt, a.AnsweredBy = now, scope.Name
	return s.o.Store.Save(ctx, a, s.step(scope, now, EvAnswered, a))
}

// AnswerCmd is the answer to an alert.
type AnswerCmd struct {
	ID      string
	Version int64
	Text    string
}

func (s *Service) step(scope access.Scope, now when.Micros, event string, a Alert) Step {
	return Step{Act: access.ActOf(scope, now, event).On("lead", a.ID).In(a.Unit).With("bank", a.Bank).With("state", string(a.State)), Event: event, Day: id.Day(now)}
}

// List returns alerts within the caller's jurisdiction, or of the caller's bank.
func (s *Service) List(ctx context.Context, scope access.Scope, f Filter) ([]Alert, error) {
	if !scope.Can(access.BankWork) {
		err := scope.Require(access.ClaimRead)
		if err != nil {
			return nil, err
		}
	}
	if f.Limit <= 0 || f.Limit > listMax {
		f.Limit = listMax
	}
	return s.o.Store.List(ctx, scope, f)
}
