package dissuade

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// WarningRef is what this room needs to know about a warning.
type WarningRef struct {
	ID     string
	Target string
	Unit   string
	Level  string
}

// OrderRef is what this room needs to know about an order.
type OrderRef struct {
	ID      string
	Warning string
	Unit    string
}

// Directory looks up what an attempt is about. Each returns fault NotFound when there is no such record; none of them
// applies a scope: this room checks the jurisdiction itself.
type Directory interface {
	Warning(ctx context.Context, id string) (WarningRef, error)
	Order(ctx context.Context, id string) (OrderRef, error)
	// TargetUnit returns the unit that is responsible for a person at risk.
	TargetUnit(ctx context.Context, target string) (string, error)
}

// Proofs keeps the bytes that evidence names.
type Proofs interface {
	// Holds says whether every value names bytes that this person has sent.
	Holds(ctx context.Context, by string, values []string) (bool, error)
}

// Store keeps attempts.
type Store interface {
	// Append saves the attempt with its audit entry and event in one transaction. When (a.By, a.Key) is already recorded it
	// saves nothing and returns that attempt with fresh = false.
	Append(ctx context.Context, rec Record) (a Attempt, fresh bool, err error)
	// List returns at most q.Limit attempts after q.After, the latest first.
	List(ctx context.Context, scope access.Scope, q Query) ([]Attempt, error)
	// Used counts the attempts on a person since a moment.
	Used(ctx context.Context, scope access.Scope, target string, since when.Micros) (int64, error)
}

// Wishes keeps what people said about when not to be contacted.
type Wishes interface {
	// Add saves a wish with its audit entry.
	Add(ctx context.Context, w Wish) error
	// End ends a wish that is in force, with its audit entry; else ErrWishEnded.
	End(ctx context.Context, id string, by Who) error
	// Wishes returns those of a person that are in force, the latest first. This room checks the jurisdiction itself.
	Wishes(ctx context.Context, scope access.Scope, target string) ([]Wish, error)
}

// Record is one attempt with what is saved along with it.
type Record struct {
	Attempt Attempt
	Event   EventBody
}

// Query is a Filter made ready for a store.
type Query struct {
	Filter
	After *Key
	Limit int
}
