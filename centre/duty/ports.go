package duty

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Book names one kind of record.
type Book string

// The books of this room.
const (
	Shifts    Book = "shift"
	Swaps     Book = "swap"
	HandOvers Book = "handover"
	Climbs    Book = "climb"
	Custodies Book = "custody"
)

// Head is what every record has: what is searched by and ordered by. The rest is its body.
type Head struct {
	ID      string      `json:"-"`
	Number  string      `json:"-"` // JB20261121-000001, of a hand-over
	Unit    string      `json:"-"`
	Key     string      `json:"-"` // what there is once of
	State   string      `json:"-"`
	Who     string      `json:"-"` // account whose turn it is
	Also    string      `json:"-"` // account of the other side
	Ref     string      `json:"-"`
	Start   when.Micros `json:"-"`
	End     when.Micros `json:"-"`
	Alarm   when.Micros `json:"-"` // when its clock next does something; 0: nothing runs
	Version int64       `json:"-"`
}

// Row is a record as a store keeps it.
type Row struct {
	Head
	Body []byte
}

// Change is one saved change of one record, with Version one more than the stored one (1 for a new one).
type Change struct {
	Book   Book
	Row    Row
	Step   Step
	Events []Event
}

// Step is who did what, and why: the audit entry.
type Step struct {
	By     access.Scope
	At     when.Micros
	Action string // "handover.sign"
	Reason string
	Detail [][2]string
}

// Event is what leaves with a change. Subject is the record's id.
type Event struct {
	Kind string
	Unit string
	Body []byte
}

// Ledger writes.
type Ledger interface {
	// Save writes changes all or none, each with its audit entry and events; a new hand-over gets its number of the day. It fails with
	// ErrStale when a record was changed since it was read, and with ErrOnce when one that may be there once is there already.
	Save(ctx context.Context, day string, changes ...Change) error
}

// Reader reads. What lies outside of the scope does not exist.
type Reader interface {
	Get(ctx context.Context, scope access.Scope, b Book, id string) (Row, error)
	List(ctx context.Context, scope access.Scope, b Book, q Query) ([]Row, error)
}

// Query chooses records of one book, ordered by start. Empty fields do not restrict.
type Query struct {
	Unit    string // exactly this one
	States  []string
	Who     string // whose turn it is
	Either  string // who or the other side
	Ref     string
	From    when.Micros // ends after, or has no end and starts at or after
	To      when.Micros // starts before
	Reached when.Micros // the alarm is at or before: ordered by the alarm
	Latest  bool        // the latest start first
	Limit   int
}

// Candidate is somebody who may be on duty.
type Candidate struct {
	ID, Login, Name string
	Kinds           []string // of items that his rights let him work on
}

// People knows who of a unit may be on duty: active accounts with the right.
type People interface {
	Of(ctx context.Context, unit string) ([]Candidate, error)
}

// Work reads what is open in all rooms: everything of exactly that unit, and what that person has wherever it lies.
// It fails with ErrTooMany rather than leaving something out.
type Work interface {
	Open(ctx context.Context, unit, person string) ([]Item, error)
}
