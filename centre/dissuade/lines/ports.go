package lines

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Records keeps plans, lines and steps.
type Records interface {
	// File returns the plan of a warning with its lines and steps; ErrNotFound where it has none yet, or outside of the scope.
	File(ctx context.Context, scope access.Scope, warning string) (File, error)
	// Line returns one line: the unit that asked, the unit or bank that is asked, and those above see it; else ErrNotFound.
	Line(ctx context.Context, scope access.Scope, id string) (Line, error)
	// Save writes plan, lines, step, audit entry and event in one transaction. A plan whose version is no longer the one that was decided
	// on fails with ErrStale; a cause that is known saves nothing.
	Save(ctx context.Context, c Change) error
	// List returns at most q.Limit requests, the latest first.
	List(ctx context.Context, scope access.Scope, q Query) ([]Line, error)
}

// Queue lists plans by their next step.
type Queue interface {
	// Due returns at most limit plans that have not ended, whose next step is due first.
	Due(ctx context.Context, scope access.Scope, q DueQuery) ([]Plan, error)
}

// About looks up what a plan is about. None of them applies a scope: this room checks the jurisdiction itself.
type About interface {
	// Warning returns fault NotFound where there is no such warning.
	Warning(ctx context.Context, id string) (Ref, error)
	// Attempts returns what is on record for a warning, in any order.
	Attempts(ctx context.Context, warning string) ([]Attempt, error)
	// Unit says whether a unit exists and works.
	Unit(ctx context.Context, code string) error
	// Bank says whether a bank is in the directory.
	Bank(ctx context.Context, code string) error
}

// Side is from where requests are looked at.
type Side string

// The sides.
const (
	Given    Side = "given"
	Received Side = "received"
)

// Query chooses requests.
type Query struct {
	Side  Side
	Live  bool // only those that have not ended
	After *Key
	Limit int
}

// DueQuery chooses plans.
type DueQuery struct {
	State State
	After *Key
	Limit int
}

// Key is a place in a list.
type Key struct {
	At when.Micros
	ID string
}
