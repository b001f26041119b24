package notify

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Gateway hands messages to a carrier. It is safe for concurrent use.
type Gateway interface {
	// Send hands one message over and returns the carrier's ids of its parts. An error is ErrAway or ErrBusy (nothing was handed
	// over), ErrUnanswered (perhaps it was), or any other: the carrier will never take it.
	Send(ctx context.Context, p Parcel) (refs []string, err error)
}

// People gives the number to write to, ErrNumber when there is none that a text reaches.
type People interface {
	// Phone is asked with a person's id, or with Caller of a call.
	Phone(ctx context.Context, target string) (ident.Phone, error)
	// Unit returns the unit that is responsible for the person, fault NotFound for nobody.
	Unit(ctx context.Context, target string) (string, error)
}

// Store keeps messages, parts, receipts and mutes.
type Store interface {
	// Write runs fn in one transaction, one at a time in the whole centre: who goes next, and whether the budget allows it, is
	// decided by one at a time. fn may be called again and must have no effect outside.
	Write(ctx context.Context, fn func(Shelf) error) error
	Reader
}

// Reader reads within a scope.
type Reader interface {
	Get(ctx context.Context, scope access.Scope, id string) (Message, error)
	List(ctx context.Context, scope access.Scope, q Query) ([]Message, error)
	// Counts counts what a query finds, whatever its page.
	Counts(ctx context.Context, scope access.Scope, q Query) ([]Count, error)
}

// Shelf is the stored state within one transaction.
type Shelf struct {
	Finder
	Facts
	Keeper
	Receipts
	MuteList
}

// MuteList lists mutes.
type MuteList interface {
	// Mutes returns at most limit mutes that have not ended by now, the one that ends first first.
	Mutes(scope access.Scope, now when.Micros, limit int) ([]Mute, error)
}

// Finder finds messages; ErrNotFound when there is none.
type Finder interface {
	ByID(id string) (Message, error)
	ByCause(cause string) (Message, error)
	ByRef(ref string) (Message, error)
	// Due returns messages whose NextAt has come, urgent ones first, then by NextAt and id.
	Due(now when.Micros, limit int) ([]Message, error)
}

// Facts are what a decision about one person rests on.
type Facts interface {
	// Waiting returns the waiting messages to a person, the oldest first.
	Waiting(target string) ([]Message, error)
	// Earlier says whether the same text was handed to the person since a moment, or waits and is older than this message.
	Earlier(m Message, since when.Micros) (bool, error)
	// Taken counts the messages that were, or perhaps were, handed over since a moment, and gives the oldest of them: to one
	// person, or to everybody when target is empty.
	Taken(target string, since when.Micros) (int64, when.Micros, error)
	// MuteOf returns the mute of a person, with Until 0 when there is none.
	MuteOf(target string) (Mute, error)
}

// Keeper saves.
type Keeper interface {
	// Save writes a message and its audit entry, and tells tell as an event unless it is nil.
	Save(m Message, tell *EventBody) error
	SaveMute(m Mute) error
}

// Receipts keeps the parts of messages and what the carrier said of them.
type Receipts interface {
	// SaveParts adds the carrier's ids of a message; one that is there already is left.
	SaveParts(message string, refs []string) error
	// SaveReceipt keeps a receipt, also one whose message is not known yet. The first of two for the same part stands.
	SaveReceipt(r Receipt) error
	// PartsOf returns the parts of a message with what their receipts say.
	PartsOf(message string) ([]Part, error)
}
