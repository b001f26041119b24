// Package db is the one way to the records store: SQLite inside the data directory, or PostgreSQL. It hides what differs
// (placeholders, group commit, error codes), and nothing else: queries are written once, in the common subset of both.
package db

import (
	"context"
	"database/sql"
)

// Queryer runs reads. Placeholders are "?" in both databases.
type Queryer interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *sql.Row
}

// Tx is one write transaction. It must not be kept after the function it was given to returns.
type Tx interface {
	Queryer
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
}
