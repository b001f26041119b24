package upstream

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Ledger keeps orders. A change is one transaction: its orders with their steps, audit entries and events, the messages they send, and the
// number of the message that caused it.
type Ledger interface {
	// Save saves a change. New orders get their numbers and messages theirs. An order that is not at the version before it, or a message
	// that is not the next of its peer, is ErrStale, and nothing is saved. Where (By, Key) of a new given order is known: ErrKeyReused.
	Save(ctx context.Context, c Change) error
	// Get returns an order of the scope; else ErrNotFound.
	Get(ctx context.Context, scope access.Scope, id string) (Order, error)
	// Find returns the order of the scope that f names; else ErrNotFound.
	Find(ctx context.Context, scope access.Scope, f Name) (Order, error)
	// List returns at most q.Limit orders of the scope, the latest first.
	List(ctx context.Context, scope access.Scope, q Query) ([]Order, error)
}

// Notes reads what was done.
type Notes interface {
	// Steps returns what was done on an order, the oldest first.
	Steps(ctx context.Context, order string) ([]Step, error)
	Counts(ctx context.Context, scope access.Scope, now when.Micros) (Counts, error)
}

// Peers keeps the other centres.
type Peers interface {
	Peers(ctx context.Context) ([]Peer, error)
	// Peer returns one; else ErrPeer.
	Peer(ctx context.Context, code string) (Peer, error)
	// SavePeer adds a centre or changes what a person enters of it, with an audit entry; its counters stay.
	SavePeer(ctx context.Context, by By, p Peer) error
	// Heard notes that a parcel came, or why none did. HeardAt only grows.
	Heard(ctx context.Context, p Peer) error
}

// Outbox keeps messages that the other side does not have yet.
type Outbox interface {
	// Unsent returns the messages after a number, in order.
	Unsent(ctx context.Context, peer string, after int64, limit int) ([]Message, error)
	// Acked removes messages up to a number, for good: their personal data is the other side's now.
	Acked(ctx context.Context, peer string, upTo int64) error
}

// Name names an order otherwise than by its id. Empty fields do not count.
type Name struct {
	Side Side
	Peer string
	Ref  string
	By   string
	Key  string
}

// Query chooses orders.
type Query struct {
	Side    Side
	States  []State
	Peer    string
	Warning string
	Alarm   when.Micros // alarms up to then, the earliest first
	Open    bool        // not ended
	Late    when.Micros // overdue then
	Before  string      // id: a page after it
	Limit   int
}

// Move is an order after an act, with what is told to the other centre.
type Move struct {
	Order Order
	Step  Step
	Tell  *Message
}

// Change is what one command or message changes.
type Change struct {
	Moves []Move
	Day   string // for numbers of new orders
	Seen  *Seen  // the message that caused it
}

// Seen is a message that was taken, and what was not done with it.
type Seen struct {
	Peer    string
	Seq     int64
	At      when.Micros
	Ignored string // why it changed nothing; empty when it did
	Order   string
}

// Counts are what waits.
type Counts struct {
	Waiting      int64 // to be acknowledged
	Acknowledged int64 // to be distributed
	Working      int64
	Late         int64 // received and overdue
	Given        int64 // given and open
	GivenLate    int64
	Bounced      int64 // given and handed back, of the last week
}
