package casefile

import (
	"context"
	"encoding/json"

	"fanzha/base/access"
	"fanzha/term/when"
)

// Change is one saved change of a case, with Version one more than the stored one (1 for a new one). Parts whose Version is the case's
// are written; the others stand as they are.
type Change struct {
	Case  *Case
	Step  Step
	Kind  string // of the event
	Diffs []Diff
	Out   []string // special actions that this change takes the case out of
}

// Body is what the event of the change says.
func (c Change) Body() ([]byte, error) {
	b := c.Case.Event(c.Step.Actor)
	b.CampaignsOut = c.Out
	return json.Marshal(b)
}

// Step is one line of a case's history: who did what, and why.
type Step struct {
	At     when.Micros
	Actor  string
	Name   string
	Action string // "case.file"
	From   string // state before
	Note   string
}

// Moment is a step as it is read back.
type Moment struct {
	Step
	Version int64
	State   State
	Diffs   []Diff
}

// Store keeps cases. What lies outside of a scope is ErrNotFound, and is in no list.
type Store interface {
	// Save writes changes with their audit entries and events in one transaction, in their order. ErrStale when a case was changed
	// since it was read, ErrNumber when a new number, or a corrected one, is taken.
	Save(ctx context.Context, changes []Change) error
	// Get returns one case with all its parts.
	Get(ctx context.Context, scope access.Scope, id string) (Case, error)
	// List returns a page without parts, the latest filed first.
	List(ctx context.Context, scope access.Scope, q Query) ([]Case, error)
	// Sums counts what a list would hold in all.
	Sums(ctx context.Context, scope access.Scope, q Query) (Sums, error)
}

// Records are the other reads of the store.
type Records interface {
	// ByNumber finds those of the numbers that exist, with their parts. Those outside of the scope are left out of the map and named in
	// the list.
	ByNumber(ctx context.Context, scope access.Scope, numbers []string) (map[string]Case, []string, error)
	// History returns what was done with a case, the oldest first.
	History(ctx context.Context, scope access.Scope, id string) ([]Moment, error)
	// Cards lists involved cards of many cases, the latest found first.
	Cards(ctx context.Context, scope access.Scope, q CardQuery) ([]CardRow, error)
	// Record writes an audit entry of a look: a value shown in full, a file taken out.
	Record(ctx context.Context, scope access.Scope, l Look) error
}

// Sums are the totals of a list.
type Sums struct {
	Cases, Solved int64
	LossFen       int64
}

// Look is something shown or taken out.
type Look struct {
	At     when.Micros
	Action string // person.reveal, case.export
	ID     string // of the case; empty for a list
	Unit   string
	Field  string
	Reason string
	Rows   int64
}

// CardRow is an involved card with its case.
type CardRow struct {
	Card
	Case   string
	Number string
	Unit   string
	Fraud  string
}
