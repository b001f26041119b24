package hotline

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Tickets keeps tickets. A change, its step, its audit entry and its event are one transaction.
type Tickets interface {
	// Add saves a new ticket and gives it its number. When (MadeBy, Key) is known it saves nothing and returns that ticket with
	// fresh = false.
	Add(ctx context.Context, day string, c Change) (t Ticket, fresh bool, err error)
	// Save saves a ticket where its version is still the one before; else ErrStale.
	Save(ctx context.Context, c Change) error
	// Get returns a ticket of the scope; else ErrNotFound.
	Get(ctx context.Context, scope access.Scope, id string) (Ticket, error)
	// List returns at most q.Limit tickets of the scope in q's order.
	List(ctx context.Context, scope access.Scope, q Query) ([]Ticket, error)
}

// Notes keeps what was done and what should be known.
type Notes interface {
	// Steps returns what was done on a ticket, the oldest first.
	Steps(ctx context.Context, ticket string) ([]Step, error)
	// AddCare saves a care note with its audit entry.
	AddCare(ctx context.Context, c Care) error
	// Care returns care notes of a number, the latest first.
	Care(ctx context.Context, scope access.Scope, phone ident.Phone, limit int) ([]Care, error)
	Counts(ctx context.Context, scope access.Scope, now when.Micros) (Counts, error)
}

// Telephony connects a desk with a number. What becomes of a call is told to Service.Hear.
type Telephony interface {
	// ByHand says whether the operator dials himself: then he is shown the number, and Dial does nothing.
	ByHand() bool
	// Dial rings the desk and connects it with the number; it returns the id of the call's record, empty where there is none. Dialling
	// the same ticket again rings again: a call cannot be taken back.
	Dial(ctx context.Context, l Leg) (record string, err error)
	// Connect rings the desk and connects it with the caller who waits on the line of a ticket; nothing happens where nobody does.
	Connect(ctx context.Context, l Leg) error
	// HangUp ends the call of a ticket; nothing happens where there is none.
	HangUp(ctx context.Context, ticket string)
}

// Leg is one call to be made.
type Leg struct {
	Ticket string
	Desk   string // account of the operator
	To     ident.Phone
}

// Change is a ticket after an act, with the act.
type Change struct {
	Ticket Ticket
	Step   Step
	Unit   string // of the one who acts
	Shown  bool   // the number was shown in full
}

// Order says how a list is sorted.
type Order int

// The orders of lists. Only Latest can be paged.
const (
	Latest  Order = iota // the latest call first
	Waiting              // who waits longest first
	Promise              // the promise that is due first
)

// Query chooses tickets for a store.
type Query struct {
	States []State
	Phone  ident.Phone
	Desk   string
	Since  when.Micros // came in at or after
	Due    when.Micros // promises due by then that were not told as overdue
	Sort   Order
	After  *Key
	Limit  int
}
