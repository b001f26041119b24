package warning

import (
	"context"

	"fanzha/base/access"
	"fanzha/term/ident"
	"fanzha/term/when"
)

// Units tells which unit answers for a place: an area code of 6, 9 or 12 digits, or "" for a person of whom no place is
// known. It always names a unit: the station of the street, else the county's centre, else the centre of this installation.
type Units interface {
	Responsible(ctx context.Context, place string) (string, error)
}

// Moments is a room that adds to a person's line of life: attempts, orders. It applies the scope itself and returns at most
// MaxTimeline moments, the newest.
type Moments interface {
	Moments(ctx context.Context, scope access.Scope, target string) ([]Moment, error)
}

// Store keeps targets, warnings, hits and history. Every read takes the caller's scope and sees nothing outside it.
type Store struct {
	Writer
	WarningReader
	PersonReader
	Counter
	Adopter
}

// Writer changes records. Each method is one transaction, and calls its function again when another writer was faster; the
// function must therefore compute only from what it is given.
type Writer interface {
	// Fold loads what the keys name, asks fn what to change, and saves it with steps, audit entries and events.
	Fold(ctx context.Context, keys Keys, fn func(Known) (Change, error)) error
	// Act loads one warning within the scope, asks fn what to change, saves it, and returns the warning as it now is. A
	// Change without warnings saves nothing.
	Act(ctx context.Context, scope access.Scope, id string, fn func(View) (Change, error)) (View, error)
	// Reveal writes the audit entry of an unmasking and returns the person only after it is durable. The person must lie
	// in the scope and the warning must be one of the person's own.
	Reveal(ctx context.Context, scope access.Scope, u Unmask) (Target, error)
	// WatchesOver lists warnings whose watch ended at or before now, the oldest first.
	WatchesOver(ctx context.Context, now when.Micros, limit int) ([]string, error)
}

// WarningReader reads warnings and their evidence.
type WarningReader interface {
	List(ctx context.Context, scope access.Scope, q Query) ([]View, string, error)
	Get(ctx context.Context, scope access.Scope, id string) (Detail, error)
	Hits(ctx context.Context, scope access.Scope, f HitFilter) ([]Hit, string, error)
	Position(ctx context.Context, partition int) (uint64, error)
}

// PersonReader reads people at risk.
type PersonReader interface {
	// Person returns the target, following merges; it is visible when the person's unit or one of the person's warnings is.
	Person(ctx context.Context, scope access.Scope, id string) (Target, error)
	// People returns the visible ones among the ids, by id.
	People(ctx context.Context, scope access.Scope, ids []string) (map[string]Target, error)
	// FindPeople returns at most MaxSearch visible persons.
	FindPeople(ctx context.Context, scope access.Scope, who Who) ([]Target, error)
	// Moments returns hits, history steps and unmaskings of a person, the newest MaxTimeline of each.
	Moments(ctx context.Context, scope access.Scope, target string) ([]Moment, error)
}

// Counter computes numbers.
type Counter interface {
	Counts(ctx context.Context, scope access.Scope, now when.Micros) (Counts, error)
	// CountWarnings counts what List lists under base, and under base narrowed by each of the others: len(narrower)+1
	// numbers. Filters that search for a person cannot be counted.
	CountWarnings(ctx context.Context, scope access.Scope, base Query, narrower []Filter) ([]int64, error)
	// CountHits counts what Hits lists, in the same way.
	CountHits(ctx context.Context, scope access.Scope, base HitFilter, narrower []HitFilter) ([]int64, error)
	ScenarioCounts(ctx context.Context, scope access.Scope, now when.Micros) ([]ScenarioCount, error)
}

// Query is a Filter at a moment, its search text understood.
type Query struct {
	Filter
	Now when.Micros
	Who Who
}

// Who is what a search text may mean: each field that is not empty is one way to match.
type Who struct {
	Number   string // of a warning
	Phone    ident.Phone
	IDNumber ident.IDNumber
	Name     string // its beginning
}

// Keys name what a batch of hits touches.
type Keys struct {
	Hits   []string
	Phones []ident.Phone
	IDs    []ident.IDNumber
}

// Known is what the store knows before a batch: the hits it already has, the living targets of the keys, and of these
// targets every warning that is not closed and the latest one.
type Known struct {
	Hits     map[string]bool
	Targets  []Target
	Warnings []Warning
}

// Change is what one command or batch saves. Versions are already raised by one; 1 means a new record.
type Change struct {
	Targets  []Target
	Phones   []Link
	Warnings []Warning
	Hits     []Hit
	Merges   []Merge
	Absorbs  []Absorb
	Steps    []Step
	Events   []Event
	Rehomed  []string // warnings whose hits follow them to their new unit

	Partition int    // with Seq > 0: the log position up to which this partition is recorded
	Seq       uint64 // never goes back
}

// Link gives a phone that nobody had to a target.
type Link struct {
	Phone  ident.Phone
	Target string
	N      int // its place among the target's phones
}

// Merge hands everything of target From to target To.
type Merge struct{ From, To string }

// Absorb hands the hits of warning From to warning To.
type Absorb struct{ From, To string }

// Unmask is an unmasking about to happen.
type Unmask struct {
	ID  string
	At  when.Micros
	Cmd RevealCmd
}
