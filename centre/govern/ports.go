package govern

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/govern/score"
	"fanzha/term/when"
)

// Row is a record as a store keeps it: its head in columns, its body as JSON.
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

// Event is what leaves with a change. Subject is the record's id.
type Event struct {
	Kind string
	Body []byte
}

// Step is who did what, and why.
type Step struct {
	By     By
	Action string // "return.sign"
	From   string // state before; empty for a new one
}

// Ledger writes.
type Ledger interface {
	// Save writes changes all or none, each with its audit entry and events. A new record gets its number here, from the day's
	// series of its book. It fails with ErrStale when a record was changed since it was read, and with ErrOnce when one that may
	// be there once is there already.
	Save(ctx context.Context, day string, changes ...Change) error
	// Reveal records that a masked value was shown.
	Reveal(ctx context.Context, scope access.Scope, r Reveal) error
}

// Reader reads. What lies outside of the scope does not exist.
type Reader interface {
	Get(ctx context.Context, scope access.Scope, b Book, id string) (Row, error)
	// List reads a page, the latest first; of what a clock has reached in the order of the clock.
	List(ctx context.Context, scope access.Scope, b Book, q Query) ([]Row, error)
	// Count counts by state and kind what the filter chooses.
	Count(ctx context.Context, scope access.Scope, b Book, f Filter) ([]Tally, error)
}

// Tally is how many records stand in a state.
type Tally struct {
	State string
	Kind  string
	N     int64
}

// Query is a Filter made ready for a store.
type Query struct {
	Filter
	Reached when.Micros // not zero: only what a clock has reached, for Tick
	After   *Key
	Limit   int
}

// Ask is what a ranking wants to know: one indicator of a month, for units of one kind.
type Ask struct {
	Indicator string
	Objects   string   // county, township, bank, carrier, department
	Keys      []string // region codes of counties and townships, codes of banks, carriers and departments
	Month     string   // 2026-10
}

// Figures gives the values that a ranking scores. A key that is not in the answer has no value.
type Figures interface {
	Figures(ctx context.Context, a Ask) (map[string]score.Value, error)
}

// Reveal asks for a masked value in full.
type Reveal struct {
	At     when.Micros
	Book   Book
	ID     string
	Unit   string
	Field  string
	Reason string
}
