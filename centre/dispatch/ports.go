package dispatch

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Units is the directory of units.
type Units interface {
	// Get returns the unit with that code; fault NotFound when there is none.
	Get(ctx context.Context, code string) (Unit, error)
}

// Contacts tells which attempts are on record for an order; dissuade keeps them.
type Contacts interface {
	// Of returns every attempt on the order, in any order. It must read what is committed, not a cache: a report is
	// accepted or refused by it.
	Of(ctx context.Context, order string) ([]Contact, error)
}

// Ledger writes. Order, history, audit entry and events of one Change are one transaction.
type Ledger interface {
	// Issue gives the draft its number (day plus serial) and saves what complete makes of it. When the cause is already
	// known, or the warning has an open order at that unit, it saves nothing (except the cause) and returns that order
	// with fresh = false. complete must be pure: it may be called again.
	Issue(ctx context.Context, draft Draft, complete func(Order) Change) (o Order, fresh bool, err error)
	// Save writes changes all or none. A change whose Rev is no longer the stored one fails with ErrStale; a second open
	// order of a warning at a unit with ErrUnitHasOrder; a Cause that is already known with ErrCauseKnown.
	Save(ctx context.Context, changes ...Change) error
}

// Reader reads single orders. Every read applies the scope; what lies outside of it is ErrNotFound.
type Reader interface {
	Get(ctx context.Context, scope access.Scope, id string) (Order, error)
	Steps(ctx context.Context, scope access.Scope, id string) ([]Step, error)
	// OpenOf returns the open orders of a warning.
	OpenOf(ctx context.Context, scope access.Scope, warning string) ([]Order, error)
	// Alarms returns orders with a deadline that has passed and is not announced yet, the longest overdue first.
	Alarms(ctx context.Context, scope access.Scope, now when.Micros, limit int) ([]Order, error)
}

// Lists reads many. Every read applies the scope.
type Lists interface {
	// List returns at most q.Limit orders after q.After in queue order (KeyOf).
	List(ctx context.Context, scope access.Scope, q Query) ([]Order, error)
	// Latest returns for each warning its order that was issued last, where the caller sees one.
	Latest(ctx context.Context, scope access.Scope, warnings []string) (map[string]Order, error)
	// History returns the steps of all orders of a person, the latest first.
	History(ctx context.Context, scope access.Scope, target string, limit int) ([]Step, error)
}

// Tally counts. Both count only what lies at the units of the scope, not what these gave away.
type Tally interface {
	Counts(ctx context.Context, scope access.Scope, now when.Micros) (Counts, error)
	Figures(ctx context.Context, scope access.Scope, span Span) (Figures, error)
}

// Draft is an order without its number.
type Draft struct {
	Order Order
	Day   string // 20261121, of base/id.Day
}

// Change is one saved change of an order: its new state with all that belongs to it.
type Change struct {
	Order  Order // after; Order.Rev is the new one
	Rev    int64 // the Rev it was decided on
	Step   Step  // history and audit entry
	Events []Event
	Cause  string // makes the change happen once; empty when it may repeat
}

// Query is a Filter made ready for a store: with the moment, the limit applied and the cursor parsed.
type Query struct {
	Filter
	Now   when.Micros
	User  string // for Mine
	Home  string // the user's unit, for Mine
	After *Key   // keyset: rows after this key
	Limit int
}
