package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"fanzha/term/fault"
)

// The faults of the records store. Texts are in term/fault/texts/db.yaml.
var (
	// ErrUnavailable: the database server is away, starting or out of connections. What was being written may or may not
	// have been kept when it happens at the commit itself; commands are repeatable for that reason.
	ErrUnavailable = fault.New(fault.Unavailable, "db.unavailable")
	// ErrBusy: another process holds the write lock for longer than busyLimit.
	ErrBusy = fault.New(fault.Unavailable, "db.busy")
	// ErrFull: no space left on the device.
	ErrFull = fault.New(fault.Unavailable, "db.full")
	// ErrCancelled: the caller gave up or its deadline passed; nothing was written.
	ErrCancelled = fault.New(fault.Unavailable, "db.cancelled")
	// ErrClosed: the store is being closed.
	ErrClosed = fault.New(fault.Unavailable, "db.closed")
	// ErrUnique: a unique constraint refused the row. Stores turn it into their own fault with IsUnique.
	ErrUnique = fault.New(fault.Conflict, "db.unique")
	// ErrConstraint: a check, foreign key or not-null constraint refused the row: a broken promise of ours.
	ErrConstraint = fault.New(fault.Internal, "db.constraint")
	// ErrCorrupt: the file is damaged or is not a database.
	ErrCorrupt = fault.New(fault.Internal, "db.corrupt")
	// ErrFailed: anything else.
	ErrFailed = fault.New(fault.Internal, "db.failed")
	// ErrPanicked: a transaction function panicked; it was rolled back.
	ErrPanicked = fault.New(fault.Internal, "db.panicked")
	// ErrNewerSchema: the store was written by a newer program. Args: store, program (schema versions).
	ErrNewerSchema = fault.New(fault.Conflict, "db.newer_schema")
	// ErrDirLocked: another process works in the data directory. Args: dir, pid.
	ErrDirLocked = fault.New(fault.Conflict, "db.dir_locked")

	errDSN = fault.New(fault.Invalid, "db.dsn")
)

// Wrap turns an error of the database into a fault of kind db.*, keeping the cause. Nil, sql.ErrNoRows and errors that are
// faults already come back unchanged.
func Wrap(op string, err error) error {
	var already *fault.Fault
	if err == nil || errors.Is(err, sql.ErrNoRows) || errors.As(err, &already) {
		return err
	}
	f := classify(err).With(err)
	f.Op = op
	return f
}

func classify(err error) *fault.Fault {
	var pg *pgconn.PgError
	var lite *sqlite.Error
	var network net.Error
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ErrCancelled
	case errors.As(err, &pg):
		return classifyPG(pg)
	case errors.As(err, &lite):
		return classifyLite(lite)
	case errors.As(err, &network), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF),
		errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone), isConnect(err):
		return ErrUnavailable
	}
	return ErrFailed
}

func isConnect(err error) bool {
	var c *pgconn.ConnectError
	return errors.As(err, &c) || strings.Contains(err.Error(), "conn closed")
}

func classifyPG(e *pgconn.PgError) *fault.Fault {
	switch {
	case e.Code == "23505":
		return fault.New(fault.Conflict, ErrUnique.Code, "constraint", e.ConstraintName)
	case strings.HasPrefix(e.Code, "23"):
		return fault.New(fault.Internal, ErrConstraint.Code, "constraint", e.ConstraintName)
	case strings.HasPrefix(e.Code, "08"), strings.HasPrefix(e.Code, "57P"), e.Code == "53300", e.Code == "25006":
		return ErrUnavailable // connection, shutdown, too many clients, a standby that only reads
	case e.Code == "53100":
		return ErrFull
	case e.Code == "40001", e.Code == "40P01", e.Code == "55P03":
		return ErrBusy
	case e.Code == "57014":
		return ErrCancelled
	}
	return ErrFailed
}

func classifyLite(e *sqlite.Error) *fault.Fault {
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return fault.New(fault.Conflict, ErrUnique.Code, "constraint", strings.Join(liteConstraints(e), ","))
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		return ErrConstraint
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return ErrBusy
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR:
		return ErrUnavailable
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return ErrCorrupt
	case sqlite3.SQLITE_INTERRUPT:
		return ErrCancelled
	}
	return ErrFailed
}

// IsUnique says whether err is the refusal of a unique constraint or primary key, named by the constraint or by its table.
// Constraint names are the same on both databases; a primary key without a name is called table_pkey.
func IsUnique(err error, constraintOrTable string) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == "23505" && (pg.ConstraintName == constraintOrTable || pg.TableName == constraintOrTable)
	}
	var lite *sqlite.Error
	if !errors.As(err, &lite) || classifyLite(lite).Code != ErrUnique.Code {
		return false
	}
	for _, name := range liteConstraints(lite) {
		if name == constraintOrTable {
			return true
		}
	}
	return false
}
