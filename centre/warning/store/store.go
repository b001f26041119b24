// Package store keeps targets, warnings and hits in the records store. Decisions are made in the room; here is integrity:
// versions, unique constraints, and the scope in every read.
package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"fanzha/centre/warning"
	"fanzha/internal/db"
)

// Store implements the ports of warning.Store on both databases.
type Store struct{ db *db.DB }

// New returns the room's store on a database with all migrations applied.
func New(d *db.DB) warning.Store {
	s := &Store{db: d}
	return warning.Store{Writer: s, WarningReader: s, PersonReader: s, Counter: s, Adopter: s}
}

// errStale says that a row was changed by another writer since it was read.
var errStale = errors.New("row changed since it was read")

// Bounds of trying again. A try costs some milliseconds; the pauses let the others finish. Losing this often, over more than
// two seconds, means that a crowd of writers stands on one person.
const (
	maxTries   = 20
	firstPause = 2 * time.Millisecond
	lastPause  = 256 * time.Millisecond
)

// retry runs a transaction until no other writer was faster. On SQLite there is one writer, and the first try succeeds.
func (s *Store) retry(ctx context.Context, fn func(tx db.Tx) error) error {
	pause := firstPause
	for range maxTries {
		err := s.db.Write(ctx, fn)
		if !errors.Is(err, errStale) && !errors.Is(err, db.ErrUnique) {
			return err
		}
		select {
		case <-time.After(rand.N(pause)):
		case <-ctx.Done():
			return warning.ErrBusy.With(ctx.Err())
		}
		pause = min(2*pause, lastPause)
	}
	return warning.ErrBusy
}

// in returns "column in (?, ?, …)" with its arguments. The list is filled up to a power of two by repeating the last value,
// so that few different statements exist. An empty list matches nothing.
func in[T ~string](column string, values []T) (string, []any) {
	if len(values) == 0 {
		return "1 = 0", nil
	}
	n := 1
	for n < len(values) {
		n *= 2
	}
	args := make([]any, n)
	for i := range args {
		args[i] = string(values[min(i, len(values)-1)])
	}
	return column + " in (?" + strings.Repeat(", ?", n-1) + ")", args
}

// chunks calls fn with pieces of at most size items.
func chunks[T any](items []T, size int, fn func([]T) error) error {
	for len(items) > 0 {
		n := min(size, len(items))
		err := fn(items[:n])
		if err != nil {
			return err
		}
		items = items[n:]
	}
	return nil
}

// values returns "(?, ?), (?, ?) …" for rows of the given width.
func values(rows, width int) string {
	row := "(?" + strings.Repeat(", ?", width-1) + ")"
	return row + strings.Repeat(", "+row, rows-1)
}

// read is a query with its arguments.
type read struct {
	query string
	args  []any
}

// each runs a query and scans every row.
func each(ctx context.Context, q db.Queryer, r read, scan func(func(...any) error) error) error {
	rows, err := q.Query(ctx, r.query, r.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		err = scan(rows.Scan)
		if err != nil {
			return db.Wrap("scan row", err)
		}
	}
	return db.Wrap("read rows", rows.Err())
}
