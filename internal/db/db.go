// Package db is the one way to the records store: SQLite inside the data directory, or PostgreSQL. It hides what differs
// (placeholders, group commit, error codes, the order of events), and nothing else: queries are written once, in the common
// subset of both, with the types bigint, integer, text, bytea and boolean.
//
// What a caller may rely on, on both databases:
//
//   - Write runs the function in one transaction and answers only after the commit is on disk. The function may be called
//     again (PostgreSQL: serialization failure, deadlock), so it must have no effect outside the transaction, and it must not
//     call Write itself.
//   - The first statement that fails dooms the transaction: later statements return the same fault and nothing is kept. A
//     duplicate that is expected is therefore written as "on conflict … do nothing", not caught.
//   - Isolation is READ COMMITTED on PostgreSQL and stricter on SQLite. Decisions are guarded by version columns
//     ("update … where id = ? and version = ?"), unique constraints and row locks taken by an update, never by a read alone.
//   - Rows of a query inside Write are closed before the next statement of the same transaction.
//   - A caller that gives up (context) before its turn has changed nothing; once its function runs, Write waits for the end.
package db

import (
	"context"
	"database/sql"
	"io/fs"
	"strings"
	"sync"

	"fanzha/migrations"
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

// The names that Engine returns.
const (
	SQLite   = "sqlite"
	Postgres = "postgres"
)

// Options say which store to open.
type Options struct {
	DSN        string // "sqlite:/dir/fanzha.db" or "postgres://user@host/name?…"
	MaxConns   int    // PostgreSQL only: size of the pool; 0 means defaultConns
	Migrations fs.FS  // nil means the migrations that are built in
}

// defaultConns is enough for one process: commands are short, and a PostgreSQL server of a province serves many processes.
const defaultConns = 16

// engine is what differs between the two databases.
type engine interface {
	reader() Queryer
	write(ctx context.Context, fn func(Tx) error) error
	migrationHandle() (*sql.DB, func() error, error)
	close() error
}

// DB is an open records store. It is safe for concurrent use.
type DB struct {
	name       string
	engine     engine
	reads      Queryer
	migrations fs.FS
	wake       chan struct{}
	closing    sync.Once
	closeErr   error
}

// Open opens the store and checks that its schema is not newer than this program. It does not migrate.
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{migrations: o.Migrations, wake: make(chan struct{}, 1)}
	if d.migrations == nil {
		d.migrations = migrations.FS
	}
	var err error
	switch {
	case strings.HasPrefix(o.DSN, "sqlite:"):
		d.name = SQLite
		d.engine, err = openLite(ctx, d, strings.TrimPrefix(o.DSN, "sqlite:"))
	case strings.HasPrefix(o.DSN, "postgres://"), strings.HasPrefix(o.DSN, "postgresql://"):
		d.name = Postgres
		d.engine, err = openPG(ctx, d, o)
	default:
		return nil, errDSN // the text itself may hold a password: it is not repeated
	}
	if err != nil {
		return nil, err
	}
	d.reads = d.engine.reader()
	err = d.refuseNewer(ctx)
	if err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

// Engine says which database it is: SQLite or Postgres.
func (d *DB) Engine() string { return d.name }

// Query runs a read outside any transaction. The faults of iterating and scanning are the caller's to Wrap.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return d.reads.Query(ctx, query, args...)
}

// QueryRow runs a read of at most one row outside any transaction.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *sql.Row {
	return d.reads.QueryRow(ctx, query, args...)
}

// Write runs fn in one transaction; see the package comment for what fn may do. It returns fn's own error, or a db fault.
func (d *DB) Write(ctx context.Context, fn func(tx Tx) error) error {
	return d.engine.write(ctx, fn)
}

// Wake yields a value after a commit of this process that emitted events. It has room for one value, so a reader that is
// busy loses nothing but duplicates; it is meant for one reader, the relay. Commits of other processes do not show here:
// the relay also looks from time to time.
func (d *DB) Wake() <-chan struct{} { return d.wake }

func (d *DB) wakeRelay() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Close finishes what was handed to Write and closes the store.
func (d *DB) Close() error {
	d.closing.Do(func() { d.closeErr = d.engine.close() })
	return d.closeErr
}
