package sheet

import (
	"context"

	"fanzha/base/access"
	"fanzha/centre/trace/sheet/statement"
	"fanzha/term/when"
)

// Sheets keeps sheets. Each write is one transaction with its audit entry and event.
type Sheets interface {
	Create(ctx context.Context, s Sheet) error
	// Append adds an entry to the log, where the sheet's version is still e.Seq - 1; else ErrVersion.
	Append(ctx context.Context, s Sheet, e Entry) error
	// Get returns a sheet of the scope, else ErrNotFound.
	Get(ctx context.Context, scope access.Scope, id string) (Sheet, error)
	// List returns the sheets of the scope, the latest changed first.
	List(ctx context.Context, scope access.Scope, limit int) ([]Sheet, error)
}

// Files keeps imported statements.
type Files interface {
	// Begin records an import that starts. When the sheet already has a file with that content, it records nothing and
	// returns that file with fresh = false; one that failed, or whose import has not been alive since stale, is taken over.
	Begin(ctx context.Context, f File, stale when.Micros) (have File, fresh bool, err error)
	// Keep adds a block; it fails with ErrBroken when the import is no longer the one that f names.
	Keep(ctx context.Context, f File, b Block) error
	// End closes an import: ready, with the entry that brings the file into view and the map kept for files with the same
	// columns; or failed, without its blocks. The entry's Seq is given by the store.
	End(ctx context.Context, f File, e Entry) error
	// Of returns the files of a sheet in the scope, in the order in which they came.
	Of(ctx context.Context, scope access.Scope, sheet string) ([]File, error)
}

// Reads reads what belongs to a sheet. Every read applies the scope.
type Reads interface {
	// Entries returns the log in order.
	Entries(ctx context.Context, scope access.Scope, sheet string) ([]Entry, error)
	// Blocks gives the blocks of a file to fn, in order.
	Blocks(ctx context.Context, scope access.Scope, file string, fn func(Block) error) error
	// MapFor returns the map that was last used in the scope for files with these columns; nil when there is none.
	MapFor(ctx context.Context, scope access.Scope, columns string) (statement.Map, error)
	// Stale returns imports that were last alive before a moment.
	Stale(ctx context.Context, scope access.Scope, before when.Micros, limit int) ([]File, error)
}
