package outreach

import (
	"context"

	"fanzha/base/access"
	"fanzha/base/clock"
	"fanzha/centre/stats"
	"fanzha/term/when"
)

// Change is one saved change: a record in its new state, with Version one more than the stored one (1 for a new one). Kind is the
// event that leaves with it, empty for none; Step is the audit entry.
type Change struct {
	Record Record
	Step   Step
	Event  string
	Body   Body
	Alarm  when.Micros // when its clock next does something; 0: nothing runs
}

// Step is who did what, and why.
type Step struct {
	At     when.Micros
	Actor  string
	Name   string
	Action string // "message.approve"
	From   State  // before; empty for a new one
	Note   string
}

// Books keeps the records.
type Books interface {
	// Save writes changes all or none, each with its audit entry and event. A new record gets its number here, from the day's
	// series. It fails with ErrStale when a record was changed since it was read, with ErrTwice where a live one exists already, and
	// with ErrStock where a stock would fall below nothing.
	Save(ctx context.Context, day string, changes ...Change) error
	// Get fills a record by its id. What lies outside of the scope is ErrNotFound.
	Get(ctx context.Context, scope access.Scope, id string, into Record) error
	// List fills a page: into is a pointer to a slice of records of one kind. The latest first, or what a clock has reached.
	List(ctx context.Context, scope access.Scope, q Query, into any) error
	// Tally counts events by one of their sides.
	Tally(ctx context.Context, scope access.Scope, q Tallying) ([]Tally, error)
}

// Query chooses records.
type Query struct {
	Is       map[string]string // field: value, as the kind's list knows them
	States   []State
	From, To when.Micros // of At, from inclusive, to exclusive; zero: open
	Due      when.Micros // not zero: only what a clock has reached
	In       string      // a region: only records in it
	After    *Key
	Limit    int
}

// Tallying asks for counts of events that are not void.
type Tallying struct {
	By       string // unit, venue, kind, form, region, campaign; empty: all in one
	Digits   int    // of a region: 6 or 9
	From, To when.Micros
	In       string            // a region
	Is       map[string]string // as in Query
}

// Tally is a count of events.
type Tally struct {
	Key      string
	Events   int64
	Large    int64
	Audience int64
	Views    int64
	Last     when.Micros
}

// Channel takes messages to members. Push may be called again for the same message and must then do nothing more than the first time.
type Channel interface {
	Push(ctx context.Context, p Parcel) (ref string, err error)
	Withdraw(ctx context.Context, p Parcel) error
}

// Parcel is a message on its way.
type Parcel struct {
	ID         string
	Number     string
	Circle     string // title
	Text       string
	ValidUntil when.Micros
	Members    []Member
	Reason     string // of a withdrawal
}

// Options are what a Service stands on. Counter and Channel may be missing: then nothing is asked of cases, and messages wait.
type Options struct {
	Books   Books
	Counter stats.Counter
	Channel Channel
	Clock   clock.Clock
	Rules   *Rules
	NewID   func() string
}
