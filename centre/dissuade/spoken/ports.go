package spoken

import (
	"context"

	"fanzha/base/access"
)

// Records keeps versions and votes. Each write goes with its audit entry in one transaction.
type Records interface {
	// Put writes a version: a new one (Rev 1), or one that was read with Rev one lower; else it fails with ErrStale. A proposal fails with
	// ErrOpen while another one of its unit, kind and reading waits. What was in force before an approved one becomes Replaced.
	Put(ctx context.Context, v Version, a Act, by Who) error
	// Versions are those of a kind that a caller may know of, the newest first: of the units above it, and of those it covers.
	Versions(ctx context.Context, scope access.Scope, kind string, limit int) ([]Version, error)
	// Vote writes a vote in the place of the same voter's earlier one on the same kind and warning.
	Vote(ctx context.Context, v Vote) error
	// Tallies counts all votes by kind. Counts name nobody: whoever may read scripts sees them.
	Tallies(ctx context.Context, scope access.Scope) (map[string]Tally, error)
}

// Warnings says whether a caller may see a warning.
type Warnings interface {
	Seen(ctx context.Context, scope access.Scope, id string) error
}
