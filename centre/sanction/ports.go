package sanction

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Change is one saved change of a sanction, with Version one more than the stored one (1 for a new one).
type Change struct {
	Sanction *Sanction
	Step     Step
	Kind     string // of the event
}

// Step is who did what, and why.
type Step struct {
	At     when.Micros
	Actor  string
	Name   string
	Action string
	From   string
	Note   string
}

// Store keeps sanctions.
type Store interface {
	// Save writes a change with its audit entry and event in one transaction; a new one gets its number of the day. ErrStale when it
	// was changed since it was read; ErrTwice when the subject has a live one on the same document.
	Save(ctx context.Context, day string, c Change) error
	// Get returns one; what lies outside of the scope is ErrNotFound.
	Get(ctx context.Context, scope access.Scope, id string) (Sanction, error)
	// List returns a page, the latest first.
	List(ctx context.Context, scope access.Scope, q Query) ([]Sanction, error)
	// Reveal records that a masked value was shown.
	Reveal(ctx context.Context, scope access.Scope, r Reveal) error
}

// Reveal asks for a masked value in full.
type Reveal struct {
	At     when.Micros
	ID     string
	Unit   string
	Field  string
	Reason string
}

// Filter chooses sanctions.
type Filter struct {
	States     []string
	Subject    string // identity number
	Case       string
	Appeal     AppealState
	EndsBefore when.Micros // in force, and ending before
	Limit      int
	Cursor     string
}

// Query is a Filter made ready for a store.
type Query struct {
	Filter
	Due   when.Micros
	After *Key
	Limit int
}

// Key is a sanction's place in a list.
type Key struct {
	At when.Micros
	ID string
}

func (k Key) cursor() string { return strconv.FormatInt(int64(k.At), 36) + "." + k.ID }

// ParseKey reads a cursor.
func ParseKey(cursor string) (Key, error) {
	at, id, ok := strings.Cut(cursor, ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if !ok || id == "" || !sound(cursor) || err != nil {
		return Key{}, ErrCursor
	}
	return Key{At: when.Micros(n), ID: id}, nil
}

// Bounds of a page.
const (
	PageDefault = 100
	PageMax     = 500
	statesMax   = 10
)

func (f Filter) query() (Query, error) {
	if len(f.States) > statesMax {
		return Query{}, badField("states")
	}
	for _, s := range append([]string{f.Subject, f.Case, string(f.Appeal)}, f.States...) {
		if !sound(s) {
			return Query{}, ErrField
		}
	}
	q := Query{Filter: f, Limit: f.Limit}
	if q.Limit <= 0 {
		q.Limit = PageDefault
	}
	q.Limit = min(q.Limit, PageMax)
	if f.Cursor == "" {
		return q, nil
	}
	k, err := ParseKey(f.Cursor)
	if err != nil {
		return Query{}, err
	}
	q.After = &k
	return q, nil
}

// The kinds of events of this room. Subject is the sanction's id, the body an EventBody.
const (
	EvNominated     = "sanction.nominated"
	EvDeclined      = "sanction.declined"
	EvRecognised    = "sanction.recognised" // give notice
	EvNoticed       = "sanction.noticed"
	EvBegun         = "sanction.begun" // tell banks, carriers and the credit systems
	EvEnded         = "sanction.ended" // tell them to release
	EvRevoked       = "sanction.revoked"
	EvAppealed      = "sanction.appealed"
	EvAppealRefused = "sanction.appeal_refused"
	EvAppealUpheld  = "sanction.appeal_upheld" // release at once
	EvAppealLate    = "sanction.appeal_late"
)

var kinds = map[string]string{
	actNominate: EvNominated, actDecline: EvDeclined, actRecognise: EvRecognised, actNotice: EvNoticed, actBegin: EvBegun, actEnd: EvEnded,
	actRevoke: EvRevoked, actAppeal: EvAppealed, actRefuseAppeal: EvAppealRefused, actUpholdAppeal: EvAppealUpheld, actLate: EvAppealLate,
}

// EventBody is the body of every event of this room. It holds no personal data.
type EventBody struct {
	ID       string      `json:"id"`
	Number   string      `json:"number"`
	Unit     string      `json:"unit"`
	Tier     int64       `json:"tier"`
	State    State       `json:"state"`
	Measures []string    `json:"measures"`
	StartsAt when.Micros `json:"starts_at,omitempty"`
	EndsAt   when.Micros `json:"ends_at,omitempty"`
	Appeal   AppealState `json:"appeal,omitempty"`
	Actor    string      `json:"actor"`
	Version  int64       `json:"version"`
	// How the sanction stands: the last event alone is enough to count it.
	NominatedAt  when.Micros `json:"nominated_at,omitempty"`
	RecognisedAt when.Micros `json:"recognised_at,omitempty"`
	AppealAt     when.Micros `json:"appeal_at,omitempty"`
}

// Body returns what the event of a change says.
func (c Change) Body() ([]byte, error) {
	s := c.Sanction
	return json.Marshal(EventBody{
		ID: s.ID, Number: s.Number, Unit: s.Unit, Tier: s.Tier, State: s.State, Measures: strings.Fields(s.Measures), StartsAt: s.StartsAt, EndsAt: s.EndsAt,
		Appeal: s.Appeal, Actor: c.Step.Actor, Version: s.Version,
		NominatedAt: s.NominatedAt, RecognisedAt: s.RecognisedAt, AppealAt: s.AppealAt,
	})
}

// ParseEvent reads the body of an event of this room.
func ParseEvent(body []byte) (EventBody, error) {
	var b EventBody
	err := json.Unmarshal(body, &b)
	if err != nil {
		return b, badField("body").With(err)
	}
	return b, nil
}
