package life

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/detect/life/proof"
	"fanzha/term/when"
)

// Step is who did what to a version, and why.
type Step struct {
	Act  Act
	From State
	By   Who
	Unit string // of who acted
}

// Change is one saved change of a version, with Rev one more than the stored one (1 for a new one).
type Change struct {
	Version Version
	Step    Step
}

// Query chooses versions, the newest first.
type Query struct {
	Code   string
	States []State
	After  *Key
	Limit  int
}

// Key is a version's place in a list.
type Key struct {
	At when.Micros
	ID string
}

// Ledger keeps versions.
type Ledger interface {
	// Save writes changes all or none, each with its audit entry. It fails with ErrStale when a version was changed since it was read,
	// and with ErrOnce when a text with that number of the code is there.
	Save(ctx context.Context, changes ...Change) error
	// Get reads one version. What lies outside of the scope and was never in force does not exist.
	Get(ctx context.Context, scope access.Scope, id string) (Version, error)
	List(ctx context.Context, scope access.Scope, q Query) ([]Version, error)
	// Highest is the highest number of a code, 0 when there is none.
	Highest(ctx context.Context, scope access.Scope, code string) (int64, error)
}

// Jobs keeps back-tests and their like.
type Jobs interface {
	// Put writes a job; of a new one with its audit entry, of one that ends with its rows.
	Put(ctx context.Context, j Job, rows []proof.Row) error
	Job(ctx context.Context, scope access.Scope, id string) (Job, error)
	Jobs(ctx context.Context, scope access.Scope, q JobQuery) ([]Job, error)
	// Rows reads what a number of a job counts, as far as it lies in the scope.
	Rows(ctx context.Context, scope access.Scope, q RowQuery) ([]proof.Row, error)
}

// Bench says what the centre has: the files in force below the store, and what judges texts.
type Bench interface {
	// Base are the layers of files: the shipped ones, and the centre's own folder.
	Base() []Layer
	// RunJob takes a job to be run; it fails with ErrManyJobs when too many wait.
	RunJob(j Job) error
	// Cancel ends a job that waits or runs.
	Cancel(id string)
	// Changed is told that what is in force or in shadow should change.
	Changed()
}

// Beside is what ran beside the live set.
type Beside interface {
	// Days counts the alerts of a version in shadow by day, beside those of the live set.
	Days(ctx context.Context, scope access.Scope, version string) ([]ShadowDay, error)
	// Hits reads hits in shadow, the newest first.
	Hits(ctx context.Context, scope access.Scope, q ShadowQuery) ([]proof.Row, error)
}
